//! Values by what they mean, and which of two stays.

use std::cmp::Ordering;

use super::core::Three;
use super::model::Reason;
use crate::document::{Node, Value};
use crate::schema::{Field, FieldType, MergeRule, Moment, Schema, fold, reduce_reference};

/// What a value means, whatever its style: quotes, aliases, list notation, order of parts aside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Meaning {
    Nothing,
    One(String),
    List(Vec<Meaning>),
    Map(Vec<(String, Meaning)>),
}

impl Meaning {
    /// Reads a value as a field of the schema, or as anything where there is none.
    pub(super) fn of(node: &Node, field: Option<&Field>) -> Self {
        let list = matches!(field.map(|field| &field.r#type), Some(FieldType::List(_)));
        let kind = field.map(Field::item_type);
        match Self::read(node, kind) {
            one @ Self::One(_) if list => Self::List(vec![one]),
            other => other,
        }
    }

    fn read(node: &Node, kind: Option<&FieldType>) -> Self {
        match &node.value {
            Value::Scalar(scalar) if scalar.is_null() => Self::Nothing,
            Value::Scalar(scalar) => Self::One(word(scalar.text.trim(), kind)),
            Value::Sequence { items, .. } => {
                // `to: [[kari]]` without quotes reads as a list in a list; it means the reference.
                if let ([item], Some(FieldType::Person | FieldType::Reference(_))) =
                    (&items[..], kind)
                    && let Value::Sequence { items: inner, .. } = &item.value
                    && let [one] = &inner[..]
                    && let Some(text) = one.text()
                {
                    return Self::One(word(text.trim(), kind));
                }
                Self::List(items.iter().map(|item| Self::read(item, kind)).collect())
            }
            Value::Mapping { entries, .. } => {
                let read = |entry: &crate::document::Entry| {
                    (entry.key.clone(), Self::read(&entry.value, None))
                };
                let mut entries: Vec<_> = entries.iter().map(read).collect();
                entries.sort();
                Self::Map(entries)
            }
        }
    }

    /// Returns the bytes by which values are compared when nothing else tells them apart.
    pub(super) fn bytes(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::One(text) => text.clone(),
            Self::List(items) => items.iter().map(Self::bytes).collect::<Vec<_>>().join("\n"),
            Self::Map(entries) => {
                let line = |(key, value): &(String, Self)| format!("{key}: {}", value.bytes());
                entries.iter().map(line).collect::<Vec<_>>().join("\n")
            }
        }
    }

    /// Returns the items, one or many; `None` where it is no list of plain values.
    pub(super) fn items(&self) -> Option<Vec<&str>> {
        match self {
            Self::Nothing => Some(Vec::new()),
            Self::One(text) => Some(vec![text]),
            Self::List(items) => items
                .iter()
                .map(|item| match item {
                    Self::One(text) => Some(text.as_str()),
                    _ => None,
                })
                .collect(),
            Self::Map(_) => None,
        }
    }
}

/// Returns the one form of a value that has many.
fn word(text: &str, kind: Option<&FieldType>) -> String {
    let read = match kind {
        Some(FieldType::Date | FieldType::Moment) => {
            Moment::parse(text).ok().map(|moment| moment.to_string())
        }
        Some(FieldType::Enum(values)) => {
            let folded = fold(text);
            let means = |name: &String| fold(name) == folded;
            let value =
                values.iter().find(|value| means(&value.name) || value.aliases.iter().any(means));
            value.map(|value| value.name.clone())
        }
        Some(FieldType::Bool) => match &*fold(text) {
            "yes" | "true" | "ja" | "on" => Some("yes".to_owned()),
            "no" | "false" | "nei" | "off" => Some("no".to_owned()),
            _ => None,
        },
        Some(FieldType::Number) => number(text).map(|number| number.to_string()),
        Some(reference @ (FieldType::Person | FieldType::Reference(_))) if is_name(text) => {
            Some(reduce_reference(Schema::builtin(), reference, text))
        }
        _ => None,
    };
    read.unwrap_or_else(|| text.to_owned())
}

/// Tells whether a text can be a name or a path, and not a sentence of which only a part would count.
fn is_name(text: &str) -> bool {
    let is_sentence = text.contains(char::is_whitespace) && text.contains(['#', '/', '\\']);
    text.starts_with('[') || !is_sentence
}

/// Reads the number at the start of a text; a decimal comma is read too.
fn number(text: &str) -> Option<f64> {
    let digits = text.split_whitespace().next()?.replace(',', ".");
    digits.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// What decided between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// Whether the left one stays.
    pub(super) left: bool,
    pub(super) reason: Reason,
}

/// Decides which of two different values stays.
pub(super) fn choose(field: Option<&Field>, left: &Meaning, right: &Meaning) -> Choice {
    let ruled = field.and_then(|field| {
        let (reason, order) = by_rule(field, left, right)?;
        Some(Choice { left: order == Ordering::Less, reason })
    });
    ruled.unwrap_or_else(|| Choice { left: left.bytes() <= right.bytes(), reason: Reason::Order })
}

/// Compares by the field's rule; `None` where the rule does not tell the values apart.
fn by_rule(field: &Field, left: &Meaning, right: &Meaning) -> Option<(Reason, Ordering)> {
    let (Meaning::One(left), Meaning::One(right)) = (left, right) else { return None };
    let (reason, order) = match field.merge {
        MergeRule::Bytes | MergeRule::Set => return None,
        MergeRule::Earlier => {
            let key = |text: &str| Moment::parse(text).ok().map(Moment::merge_key);
            (Reason::Earlier, key(left)?.cmp(&key(right)?))
        }
        MergeRule::LessFinal | MergeRule::Evidence => {
            let FieldType::Enum(values) = field.item_type() else { return None };
            let place = |text: &str| values.iter().position(|value| value.name == text);
            (Reason::LessFinal, place(left)?.cmp(&place(right)?))
        }
        MergeRule::Lower => {
            let unit = |text: &str| text.split_whitespace().nth(1).map(str::to_lowercase);
            if unit(left) != unit(right) {
                return None;
            }
            (Reason::Lower, number(left)?.total_cmp(&number(right)?))
        }
    };
    (order != Ordering::Equal).then_some((reason, order))
}

/// Chooses bytes among three spellings of what is one value: the changed one, else the lower.
pub(super) fn spelling<'t>(base: Option<&'t str>, left: &'t str, right: &'t str) -> &'t str {
    let lower = left.min(right);
    Three::new(base, Some(left), Some(right)).or_lower().unwrap_or(lower)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::merge::fields::Fields;
    use crate::text::{RepoPath, Source};

    fn check(key: &str, left: &str, right: &str, expected: Option<(&str, Reason)>) {
        let document = Document::parse(Source::new(""));
        let fields = Fields::of(&RepoPath::new("tasks/x.md"), [&document]);
        let field = fields.field(key);
        let meaning = |text: &str| Meaning::One(word(text, field.map(Field::item_type)));
        let (l, r) = (meaning(left), meaning(right));
        let chosen = (l != r).then(|| choose(field, &l, &r));
        let shown = chosen.map(|choice| (if choice.left { left } else { right }, choice.reason));
        assert_eq!(shown, expected, "{key}: {left} | {right}");
        let back = (l != r).then(|| choose(field, &r, &l));
        assert_eq!(back.map(|choice| !choice.left), chosen.map(|choice| choice.left));
    }

    #[test]
    fn the_rule_of_the_field_decides() {
        check("due", "2026-12-04", "2026-12-03", Some(("2026-12-03", Reason::Earlier)));
        check(
            "frist",
            "2026-12-03 09:00",
            "2026-12-03",
            Some(("2026-12-03 09:00", Reason::Earlier)),
        );
        check("due", "2026-12-03", "soon", Some(("2026-12-03", Reason::Order)));
        check("status", "accepted", "returned", Some(("returned", Reason::LessFinal)));
        check("max_hours", "10", "9", Some(("9", Reason::Lower)));
        check("title", "b", "a", Some(("a", Reason::Order)));
    }

    #[test]
    fn one_meaning_in_many_spellings() {
        check("due", "2026-12-01 15:00", "2026-12-01T15:00:00", None);
        check("status", "utkast", "draft", None);
        check("to", "[[people/kari.md|Kari]]", "kari", None);
        check("max_hours", "2,50", "2.5", None);
        let note = "kari # or Ola";
        check("to", "kari", note, Some(("kari", Reason::Order)));
    }
}
