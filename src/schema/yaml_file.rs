//! A whole YAML file, `workspace.yml` or a kind's definition: values by serde_yaml, and places.
//!
//! The places, and what is wrong with the YAML, come from the reader of front matter: the file is
//! read as one, between fences of its own.

use serde_yaml::Value;

use crate::diagnostic::{Finding, RuleName};
use crate::document::{Document, Entry, MAX_FRONT_MATTER, Value as Tree};
use crate::text::{Source, Span};

/// A YAML file with the places of its keys.
pub(super) struct YamlFile {
    start: usize,
    entries: Vec<Entry>,
    /// How many bytes the entries' places lie too far back.
    shift: usize,
    value: Option<Value>,
    findings: Vec<Finding>,
}

const FENCE: &str = "---\n";

impl YamlFile {
    /// Reads the file; what is wrong with the YAML itself becomes a finding of `rule`.
    pub(super) fn parse(source: &Source, rule: RuleName) -> Self {
        let start = source.content_start();
        let text = &source.text()[start..];
        let mut file =
            Self { start, entries: Vec::new(), shift: 0, value: None, findings: Vec::new() };
        if text.len() > MAX_FRONT_MATTER {
            let message = "the file is too long to be read";
            file.findings.push(Finding::new(rule, Span::at(start), message));
            return file;
        }
        let open = if text.starts_with("---") { "" } else { FENCE };
        let doc = Document::parse(Source::new(format!("{open}{text}\n{FENCE}")));
        file.shift = open.len();
        let end = source.text().len();
        file.findings = doc.findings().iter().map(|one| file.adopt(one, rule, end)).collect();
        if let Some(front) = doc.front() {
            file.entries = front.entries.clone();
        }
        match serde_yaml::from_str(text) {
            Ok(value) => file.value = Some(value),
            Err(error) if file.findings.is_empty() => {
                file.findings.push(unreadable(source, &error, rule));
            }
            Err(_) => {}
        }
        file
    }

    /// Takes over a finding of the front matter, with its places moved to the file's own.
    fn adopt(&self, finding: &Finding, rule: RuleName, end: usize) -> Finding {
        let mut finding = finding.clone();
        finding.rule = rule;
        finding.span = self.place(finding.span, end);
        for label in &mut finding.labels {
            label.span = self.place(label.span, end);
        }
        for edit in finding.fix.iter_mut().flat_map(|fix| &mut fix.edits) {
            edit.span = self.place(edit.span, end);
        }
        finding
    }

    fn place(&self, span: Span, end: usize) -> Span {
        let back = |at: usize| (at.saturating_sub(self.shift) + self.start).min(end);
        Span::new(back(span.start), back(span.end))
    }

    /// Returns what is wrong with the YAML itself.
    pub(super) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns the whole of it; `None` where it cannot be read.
    pub(super) fn value(&self) -> Option<&Value> {
        self.value.as_ref()
    }

    /// Returns the place of the key that `path` leads to, or of the nearest one above it.
    pub(super) fn span(&self, path: &[&str]) -> Span {
        self.entry(path)
            .map_or(Span::at(self.start), |entry| self.place(entry.key_span, usize::MAX))
    }

    /// Returns the place of the value that `path` leads to, or of the nearest one above it.
    pub(super) fn value_span(&self, path: &[&str]) -> Span {
        let place = |entry: &Entry| self.place(entry.value.span, usize::MAX);
        self.entry(path).map_or(Span::at(self.start), place)
    }

    /// Finds the entry that `path` leads to, or the nearest one above it.
    fn entry(&self, path: &[&str]) -> Option<&Entry> {
        let mut found = None;
        let mut entries = &self.entries;
        for key in path {
            let Some(entry) = entries.iter().find(|entry| entry.key == *key) else { break };
            found = Some(entry);
            let Tree::Mapping { entries: inner, .. } = &entry.value.value else { break };
            entries = inner;
        }
        found
    }
}

fn unreadable(source: &Source, error: &serde_yaml::Error, rule: RuleName) -> Finding {
    let text = source.text();
    let at = error.location().map_or(source.content_start(), |place| {
        (source.content_start() + place.index()).min(text.len())
    });
    let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    Finding::new(rule, Span::new(at, line_end), "the file cannot be read from here on")
        .note(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::rule_name;

    fn check(text: &str, path: &[&str], expected: &str) {
        let file = YamlFile::parse(&Source::new(text), rule_name::WORKSPACE_FILE);
        assert_eq!(file.findings(), [], "{text:?}");
        assert_eq!(file.span(path).of(text), expected, "{text:?}");
    }

    #[test]
    fn keys_have_their_places() {
        check("a: 1\nb:\n  c: 2\n", &["b", "c"], "c");
        check("a: {b: {c: 1}}", &["a", "b", "c"], "c");
        check("\u{feff}æ: 1\nb: 2\n", &["b"], "b");
        check("---\na: 1\n", &["a"], "a");
        check("a: 1\r\n\"b\": 2\r\n", &["b"], "\"b\"");
        check("a: 1\n", &["a", "x"], "a");
        check("a: 1\n", &["x"], "");
        check("", &["a"], "");
        let text = "a: 1\nb: {c: 'æ d'}\n";
        let file = YamlFile::parse(&Source::new(text), rule_name::WORKSPACE_FILE);
        assert_eq!(file.value_span(&["b", "c"]).of(text), "'æ d'");
    }

    #[test]
    fn broken_files_are_told_at_their_place() {
        let check = |text: &str, place: &str| {
            let file = YamlFile::parse(&Source::new(text), rule_name::WORKSPACE_FILE);
            assert!(!file.findings().is_empty(), "{text:?}");
            assert_eq!(file.findings()[0].rule, rule_name::WORKSPACE_FILE);
            assert_eq!(file.findings()[0].span.of(text), place, "{:?}", file.findings());
        };
        check("a: 1\na: 2\n", "a");
        check("name: one: two\n", ":");
        check("a:\n\tb: 1\n", "\t");
    }

    #[test]
    fn nothing_panics_on_any_prefix_or_suffix() {
        let text = "---\na: [1, {b: \"æ\"}]\n...\nc: 'd\n--- x\n\u{feff}";
        for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            for part in [&text[..at], &text[at..]] {
                let file = YamlFile::parse(&Source::new(part), rule_name::WORKSPACE_FILE);
                for finding in file.findings() {
                    assert!(finding.span.end <= part.len(), "{part:?}");
                }
                let _ = file.span(&["a", "b"]);
            }
        }
    }
}
