//! What YAML allows and front matter here does not, in the user's words.
//!
//! Each function gets the YAML text, where it stands in the file (`base`), and a place in it.

use std::collections::HashMap;

use super::front_matter::{Entry, Value};
use super::lines::{is_blank, line_at};
use super::{places, quoting, smart_quote};
use crate::diagnostic::{Finding, Fix, rule_name};
use crate::text::{Edit, Span};

/// A name given with `&`.
pub(super) fn anchor(yaml: &str, base: usize, span: Span) -> Finding {
    let message =
        format!("`{}` names a value for later use, which is not read here", shown(span.of(yaml)));
    Finding::new(rule_name::YAML_ANCHOR, span.offset(base), message)
        .note("remove it and write the value out where it is needed; text that begins with `&` goes in quotes")
}

/// A `*name`; `known` when an anchor of that name stands before it.
pub(super) fn alias(yaml: &str, base: usize, span: Span, known: bool) -> Finding {
    let written = span.of(yaml);
    if known {
        let message =
            format!("`{}` stands for another value, which is not read here", shown(written));
        return Finding::new(rule_name::YAML_ANCHOR, span.offset(base), message)
            .note("write the value itself");
    }
    let quoted = quoting::quoted(written);
    let finding = Finding::new(
        rule_name::YAML_ANCHOR,
        span.offset(base),
        "a text that begins with `*` needs quotes",
    )
    .note(format!("write {quoted}"));
    finding.fix(Fix::safe(vec![Edit::replace(span.offset(base), quoted)]))
}

/// A `!tag`.
pub(super) fn tag(yaml: &str, base: usize, span: Span) -> Finding {
    let message = format!("`{}` is a YAML tag, which is not read here", shown(span.of(yaml)));
    Finding::new(rule_name::YAML_TAG, span.offset(base), message)
        .note("remove it; text that begins with `!` goes in quotes")
}

/// The key `<<`.
pub(super) fn merge_key(at: Span) -> Finding {
    Finding::new(
        rule_name::YAML_MERGE_KEY,
        at,
        "`<<` takes over other keys, which is not read here",
    )
    .note("write the keys themselves")
}

/// A list or a mapping as a key.
pub(super) fn key_is_no_text(at: Span) -> Finding {
    Finding::new(rule_name::YAML_SYNTAX, at, "a key must be plain text")
        .note("write `key: value`; text that begins with `[` or `{` goes in quotes")
}

/// A colon without anything before it.
pub(super) fn no_key(yaml: &str, base: usize, at: usize) -> Finding {
    let at = places::skip_space_and_comments(yaml, at);
    let found = yaml.as_bytes().get(at) == Some(&b':');
    let colon = if found { Span::new(at, at + 1) } else { Span::at(at) };
    Finding::new(rule_name::YAML_SYNTAX, colon.offset(base), "there is no key before the colon")
        .note("write `key: value`")
}

/// A key after `? `, or over several lines.
pub(super) fn marked_key(at: Span) -> Finding {
    Finding::new(rule_name::YAML_SYNTAX, at, "a key must stand on one line, without `?` before it")
        .note("write `key: value`")
}

/// A key that tabs are written before.
pub(super) fn tab_before_key(yaml: &str, base: usize, key: Span) -> Option<Finding> {
    let line = line_at(yaml, Span::new(0, yaml.len()), key.start);
    let before = Span::new(line.span.start, key.start);
    let indent = before.of(yaml);
    if !indent.contains('\t') || !is_blank(indent) {
        return None;
    }
    let tabs: Vec<Span> = indent
        .match_indices('\t')
        .map(|(at, _)| Span::new(before.start + at, before.start + at + 1).offset(base))
        .collect();
    let finding = tab_finding(*tabs.first()?);
    Some(finding.fix(Fix::safe(tabs.into_iter().map(Edit::delete).collect())))
}

/// Byte order marks before the first key, which YAML skips and nobody sees.
pub(super) fn byte_order_mark(before: &str, base: usize) -> Option<Finding> {
    const MARK: char = '\u{feff}';
    let at = before.find(MARK)?;
    let length = before[at..].len() - before[at..].trim_start_matches(MARK).len();
    let span = Span::new(at, at + length).offset(base);
    let message = "an invisible character (a byte order mark) stands here";
    let finding = Finding::new(rule_name::YAML_SYNTAX, span, message).note("delete it");
    Some(finding.fix(Fix::safe(vec![Edit::delete(span)])))
}

/// Says that a tab stands where only spaces may.
pub(super) fn tab_finding(at: Span) -> Finding {
    Finding::new(rule_name::YAML_TAB, at, "a tab is used to indent; YAML reads only spaces there")
        .note("use spaces, or start at the beginning of the line")
}

/// Typographic quotes around a whole value or key.
pub(super) fn smart_quotes(yaml: &str, base: usize, span: Span) -> Option<Finding> {
    let inside = smart_quote::inside(span.of(yaml))?;
    Some(smart_quote_finding(span.offset(base), inside))
}

/// Says that typographic quotes stand around `inside`, at `at` of the file.
pub(super) fn smart_quote_finding(at: Span, inside: &str) -> Finding {
    let quoted = quoting::quoted(inside);
    Finding::new(rule_name::YAML_SMART_QUOTE, at, "curly quotation marks do not work as quotes")
        .note(format!("write straight ones: {}", shown(&quoted)))
        .fix(Fix::safe(vec![Edit::replace(at, quoted)]))
}

/// Reports each key that stands before in the same mapping, at any depth.
pub(super) fn duplicates(yaml: &str, base: usize, entries: &[Entry], findings: &mut Vec<Finding>) {
    duplicate_keys(yaml, base, entries, findings);
    for entry in entries {
        nested_duplicates(yaml, base, &entry.value.value, findings);
    }
}

/// So few keys are compared faster than they are sorted out.
const FEW: usize = 24;

/// Reports each key that stands before in `entries`.
pub(super) fn duplicate_keys(
    yaml: &str,
    base: usize,
    entries: &[Entry],
    findings: &mut Vec<Finding>,
) {
    let is_first = |at: usize| entries[..at].iter().all(|first| first.key != entries[at].key);
    if entries.len() < FEW && (1..entries.len()).all(is_first) {
        return;
    }
    let mut seen: HashMap<&str, &Entry> = HashMap::with_capacity(entries.len());
    for entry in entries {
        if let Some(first) = seen.get(entry.key.as_str()) {
            findings.push(duplicate(yaml, base, first, entry));
        } else {
            seen.insert(&entry.key, entry);
        }
    }
}

fn nested_duplicates(yaml: &str, base: usize, value: &Value, findings: &mut Vec<Finding>) {
    match value {
        Value::Scalar(_) => {}
        Value::Sequence { items, .. } => {
            for item in items {
                nested_duplicates(yaml, base, &item.value, findings);
            }
        }
        Value::Mapping { entries, .. } => duplicates(yaml, base, entries, findings),
    }
}

fn duplicate(yaml: &str, base: usize, first: &Entry, again: &Entry) -> Finding {
    let key = shown(&again.key);
    let finding = Finding::new(
        rule_name::YAML_DUPLICATE_KEY,
        again.key_span,
        format!("`{key}` stands here a second time"),
    )
    .label(first.key_span, "the first one");
    if !first.value.means_same(&again.value) {
        return finding.note(format!("keep one `{key}:` and remove the other"));
    }
    let finding = finding.note("both say the same; remove one of them");
    match whole_lines(yaml, base, again) {
        Some(lines) => finding.fix(Fix::safe(vec![Edit::delete(lines)])),
        None => finding,
    }
}

/// Returns the lines of `entry` where nothing else stands on them.
fn whole_lines(yaml: &str, base: usize, entry: &Entry) -> Option<Span> {
    let all = Span::new(0, yaml.len());
    let first = line_at(yaml, all, entry.key_span.start - base);
    let last = line_at(yaml, all, entry.value.span.end - base);
    let before = Span::new(first.span.start, entry.key_span.start - base);
    let behind = Span::new(entry.value.span.end - base, last.span.end);
    let alone = before.of(yaml).is_empty() && behind.of(yaml).trim().is_empty();
    alone.then(|| Span::new(first.full.start, last.full.end).offset(base))
}

/// Returns `text` short enough for a message, on one line.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= MOST && line.len() == text.len() {
        return text.to_owned();
    }
    line.chars().take(MOST).chain(['…']).collect()
}
