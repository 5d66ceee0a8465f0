//! A whole YAML file, `workspace.yml` or a kind's definition: values by serde_yaml, and places.

use serde_yaml::Value;

use crate::diagnostic::{Finding, RuleName};
use crate::text::{Source, Span};

/// A YAML file with the places of its keys.
pub(super) struct YamlFile {
    source: Source,
    value: Option<Value>,
    findings: Vec<Finding>,
}

/// Longer files are not read: nobody writes that much by hand.
const MAX_BYTES: usize = 256 * 1024;

impl YamlFile {
    /// Reads the file; what is wrong with the YAML itself becomes a finding of `rule`.
    pub(super) fn parse(source: &Source, rule: RuleName) -> Self {
        let text = &source.text()[source.content_start()..];
        let mut findings = Vec::new();
        let value = if text.len() > MAX_BYTES {
            findings.push(Finding::new(rule, Span::at(0), "the file is too long to be read"));
            None
        } else {
            match serde_yaml::from_str(text) {
                Ok(value) => Some(value),
                Err(error) => {
                    findings.push(unreadable(source, &error, rule));
                    None
                }
            }
        };
        Self { source: source.clone(), value, findings }
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
        let text = self.source.text();
        let mut found = Span::at(self.source.content_start());
        let (mut from, mut deeper_than) = (found.start, None);
        for key in path {
            let Some(key) = find_key(text, from, deeper_than, key) else { break };
            (from, deeper_than, found) = (key.span.end, Some(key.indent), key.span);
        }
        found
    }
}

struct FoundKey {
    span: Span,
    indent: usize,
}

/// Finds the line `key:` below the line at `from`, among those indented deeper.
fn find_key(text: &str, from: usize, deeper_than: Option<usize>, key: &str) -> Option<FoundKey> {
    let mut at = from;
    let mut level = None;
    for (number, line) in text.get(from..)?.split_inclusive('\n').enumerate() {
        let start = at;
        at += line.len();
        let content = line.trim_start_matches(' ');
        let indent = line.len() - content.len();
        let inside_first = number == 0 && deeper_than.is_some();
        if inside_first || content.trim().is_empty() || content.starts_with('#') {
            continue;
        }
        if deeper_than.is_some_and(|above| indent <= above) {
            return None;
        }
        if *level.get_or_insert(indent) != indent {
            continue;
        }
        let bare = content.trim_start_matches(['"', '\'']);
        let quotes = content.len() - bare.len();
        let rest = bare.strip_prefix(key).map(|rest| rest.trim_start_matches(['"', '\'']));
        if rest.is_some_and(|rest| rest.trim_start().starts_with(':')) {
            let start = start + indent + quotes;
            return Some(FoundKey { span: Span::new(start, start + key.len()), indent });
        }
    }
    None
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
