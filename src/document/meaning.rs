//! What values mean, whatever they look like: comparing them, and one form for each meaning.
//!
//! Places, quotes, notation and the order of keys carry no meaning; the order of a list does.

use std::fmt::Write;

use super::front_matter::{Entry, FrontMatter, Node, Value};

impl Node {
    /// Tells whether both mean the same.
    ///
    /// ```
    /// use handover::document::Document;
    /// use handover::text::Source;
    ///
    /// let read = |text: &str| Document::parse(Source::new(text)).front().cloned();
    /// let (one, other) = (read("---\na: [x, 'y']\n---\n"), read("---\na:\n  - x\n  - y\n---\n"));
    /// assert!(one.is_some_and(|one| other.is_some_and(|other| one.means_same(&other))));
    /// ```
    pub fn means_same(&self, other: &Node) -> bool {
        match (&self.value, &other.value) {
            (Value::Scalar(one), Value::Scalar(two)) => {
                one.is_null() == two.is_null() && (one.is_null() || one.text == two.text)
            }
            (Value::Sequence { items: one, .. }, Value::Sequence { items: two, .. }) => {
                one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one.means_same(two))
            }
            (Value::Mapping { entries: one, .. }, Value::Mapping { entries: two, .. }) => {
                same_entries(one, two)
            }
            _ => false,
        }
    }

    /// Writes the meaning as one line of text: equal exactly when the meaning is.
    ///
    /// Null is `~`, a text stands in double quotes, `[…]` is a list and `{…}` a mapping with its
    /// keys sorted by their bytes. Merging compares these bytes, so they never change.
    pub fn canonical(&self) -> String {
        let mut out = String::new();
        write_node(&mut out, self);
        out
    }
}

impl FrontMatter {
    /// Tells whether both mean the same: equal keys with equal values, in any order.
    pub fn means_same(&self, other: &FrontMatter) -> bool {
        same_entries(&self.entries, &other.entries)
    }
}

fn same_entries(one: &[Entry], two: &[Entry]) -> bool {
    if one.len() != two.len() {
        return false;
    }
    let (one, two) = (sorted(one), sorted(two));
    one.iter().zip(two).all(|(one, two)| one.key == two.key && one.value.means_same(&two.value))
}

fn sorted(entries: &[Entry]) -> Vec<&Entry> {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by_key(|entry| entry.key.as_str());
    sorted
}

fn write_node(out: &mut String, node: &Node) {
    match &node.value {
        Value::Scalar(scalar) if scalar.is_null() => out.push('~'),
        Value::Scalar(scalar) => write_text(out, &scalar.text),
        Value::Sequence { items, .. } => {
            out.push('[');
            for item in items {
                write_node(out, item);
                out.push(',');
            }
            out.push(']');
        }
        Value::Mapping { entries, .. } => {
            out.push('{');
            for entry in sorted(entries) {
                write_text(out, &entry.key);
                out.push(':');
                write_node(out, &entry.value);
                out.push(',');
            }
            out.push('}');
        }
    }
}

fn write_text(out: &mut String, text: &str) {
    // Writing to a String cannot fail; `Debug` of a text would depend on the Unicode version.
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\u{0}'..='\u{1f}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use crate::document::tree;

    fn canonical(yaml: &str) -> String {
        let tree = tree::build(yaml, 0).expect("YAML");
        tree.entries[0].value.canonical()
    }

    #[test]
    fn looks_do_not_matter() {
        for (one, other) in [
            ("a: 'x'\n", "a: x\n"),
            ("a: [x, y]\n", "a:\n- x\n- \"y\"\n"),
            ("a: {c: 1, b: 2}\n", "a:\n  b: 2\n  c: 1\n"),
            ("a: ~\n", "a:\n"),
            ("a: |-\n  x\n  y\n", "a: \"x\\ny\"\n"),
        ] {
            assert_eq!(canonical(one), canonical(other));
        }
    }

    #[test]
    fn meaning_matters() {
        for (one, other) in [
            ("a: ''\n", "a:\n"),
            ("a: [x, y]\n", "a: [y, x]\n"),
            ("a: [x]\n", "a: x\n"),
            ("a: 'null'\n", "a: null\n"),
            ("a: ['x\",\"y']\n", "a: [x, y]\n"),
        ] {
            assert_ne!(canonical(one), canonical(other));
        }
    }
}
