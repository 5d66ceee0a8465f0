//! Comments: of what both sides wrote, all stands.

use std::collections::HashSet;

use super::super::core::Three;
use super::super::shape::lines;
use super::parts::Part;
use super::set::{self, List};

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

/// Returns comments that a side put between the items of a list, or behind an item, and that the
/// merged one lacks.
///
/// Where the list was `written` anew, the comment on its last line is looked for as well.
pub(super) fn lost_comments(
    base: Option<&Part>,
    sides: [&Part; 2],
    List { text: merged, written }: &List,
) -> Vec<String> {
    let inside = |part: &Part| {
        let inner = lines(part.core).filter(|_| set::is_lines(part));
        let tail = Some(part.tail).filter(|_| *written && set::has_tail(part));
        inner.chain(tail).filter_map(comment_of).map(str::to_owned).collect()
    };
    let known: Vec<String> = base.map(inside).unwrap_or_default();
    let mut lost: Vec<String> = sides.into_iter().flat_map(inside).collect();
    lost.retain(|comment| !known.contains(comment) && !merged.contains(comment.as_str()));
    lost.sort();
    lost.dedup();
    lost
}

/// Returns the comment on a line, from its `#` on.
fn comment_of(line: &str) -> Option<&str> {
    let mut quote = None;
    let mut blank = true;
    for (at, c) in line.char_indices() {
        match (c, quote) {
            ('#', None) if blank => return Some(line[at..].trim_end()),
            ('"' | '\'', None) if blank => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            _ => {}
        }
        blank = c.is_whitespace();
    }
    None
}
