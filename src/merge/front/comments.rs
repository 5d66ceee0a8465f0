//! Comments: of what both sides wrote, all stands.

use std::collections::HashSet;

use super::super::core::Three;
use super::super::shape::lines;
use super::parts::Part;
use super::set::{self, List};
use crate::document::{Node, Value};
use crate::text::Span;

/// Merges blank lines and comments before an entry; where both sides changed them, all stand.
pub(super) fn comment_lines(base: &str, left: &str, right: &str) -> String {
    if let Some(settled) = Three::new(base, left, right).settled() {
        return settled.to_owned();
    }
    let (first, second) = if left <= right { (left, right) } else { (right, left) };
    let mut out = first.to_owned();
    let known: HashSet<&str> = lines(first).chain(lines(base)).map(str::trim).collect();
    for line in lines(second).filter(|line| !known.contains(line.trim())) {
        out.push_str(line);
    }
    out
}

/// Merges the comment behind a value; where both sides changed it, both stand.
pub(super) fn comment(base: &str, left: &str, right: &str) -> String {
    let all = Three::new(base, left, right);
    if let Some(settled) = all.settled() {
        return settled.to_owned();
    }
    let trimmed = all.map(str::trim);
    if trimmed.left == trimmed.right || trimmed.right == trimmed.base {
        return left.min(if trimmed.left == trimmed.right { right } else { left }).to_owned();
    }
    if trimmed.left == trimmed.base {
        return right.to_owned();
    }
    let (first, second) = if left <= right { (left, right) } else { (right, left) };
    match (first.trim(), second.trim()) {
        ("", _) => second.to_owned(),
        (_, "") => first.to_owned(),
        _ => format!("{} {}", first.trim_end(), second.trim()),
    }
}

/// Returns the comments inside of an entry, or behind it, that the merged one lacks: those that a side
/// put there, and those that nobody took out.
///
/// Where a list was `written` anew, the comment on its last line is looked for as well.
pub(super) fn lost_comments(
    texts: Three<&str>,
    base: Option<&Part>,
    sides: [&Part; 2],
    List { text: merged, written }: &List,
) -> Vec<String> {
    let all = |text, part: &Part| -> Vec<String> {
        let tail = Some(part.tail).filter(|_| *written && set::has_tail(part));
        let comments = inside(text, part).into_iter().chain(tail.and_then(comment_of));
        comments.map(str::to_owned).collect()
    };
    let known = base.map(|base| all(texts.base, base)).unwrap_or_default();
    let [left, right] = [all(texts.left, sides[0]), all(texts.right, sides[1])];
    let was_taken_out =
        |one: &String| known.contains(one) && !(left.contains(one) && right.contains(one));
    let lost = left.iter().chain(&right).filter(|one| !was_taken_out(one));
    let mut lost: Vec<String> =
        lost.filter(|one| !merged.contains(one.as_str())).cloned().collect();
    lost.sort();
    lost.dedup();
    lost
}

/// Returns the comment behind an entry's key whose value begins on a line below, with the blanks before it.
pub(super) fn behind_key<'t>(text: &'t str, part: &Part<'t>) -> &'t str {
    let behind = text.get(part.entry.key_span.end..).unwrap_or("");
    let behind =
        lines(behind).next().and_then(|line| line.split_once(':')).map_or("", |(_, it)| it);
    match behind.trim_start().starts_with('#') {
        true => behind.trim_end(),
        false => "",
    }
}

/// Returns the comments behind an entry's key, and between its values.
pub(super) fn inside<'t>(text: &'t str, part: &Part<'_>) -> Vec<&'t str> {
    let mut words = Vec::new();
    scalars(&part.entry.value, &mut words);
    let end = part.entry.key_span.start + part.core.len();
    let mut at = part.entry.key_span.end;
    let mut out = Vec::new();
    for span in words.into_iter().chain([Span::at(end)]) {
        out.extend(lines(text.get(at..span.start).unwrap_or("")).filter_map(comment_of));
        at = span.end.max(at);
    }
    out
}

/// Collects the places of all plain values and keys, in order.
fn scalars(node: &Node, out: &mut Vec<Span>) {
    match &node.value {
        Value::Scalar(_) => out.push(node.span),
        Value::Sequence { items, .. } => items.iter().for_each(|item| scalars(item, out)),
        Value::Mapping { entries, .. } => {
            for entry in entries {
                out.push(entry.key_span);
                scalars(&entry.value, out);
            }
        }
    }
}

/// Returns the comment on a line of blanks and signs, from its `#` on.
pub(super) fn comment_of(line: &str) -> Option<&str> {
    let starts =
        |(at, _): &(usize, &str)| line[..*at].chars().next_back().is_none_or(char::is_whitespace);
    let (at, _) = line.match_indices('#').find(starts)?;
    Some(line[at..].trim_end())
}
