//! Conflict markers that a merge by hand or by another tool left behind.
//!
//! They are looked for before YAML reads the front matter, which would complain about something
//! else. In the body they are looked for outside of code only (FAILURES 27).

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::lines::{Line, lines};
use crate::diagnostic::{Finding, Label, rule_name};
use crate::text::Span;

/// Further conflicts of one file are not told.
const MOST_FINDINGS: usize = 100;

/// What a conflict in a text leaves to be read: the markers and the second side are blanked.
pub(super) struct Conflicts {
    pub(super) findings: Vec<Finding>,
    /// The part that was searched, of the same length.
    pub(super) first_side: String,
}

/// Tells whether `line` opens, divides or closes a conflict, other than the plain divider.
pub(super) fn is_marker(line: &str) -> bool {
    ["<<<<<<<", ">>>>>>>", "|||||||"].into_iter().any(|marker| starts_with_marker(line, marker))
}

/// Finds the conflicts in `part`; `None` where there is no marker, which is cheap to find out.
pub(super) fn find(text: &str, part: Span) -> Option<Conflicts> {
    let content = part.of(text);
    static MARKERS: LazyLock<[Finder<'static>; 2]> =
        LazyLock::new(|| ["<<<<<<<", ">>>>>>>"].map(Finder::new));
    if MARKERS.iter().all(|marker| marker.find(content.as_bytes()).is_none()) {
        return None;
    }
    let mut findings: Vec<Finding> = Vec::new();
    let mut first_side = String::with_capacity(content.len());
    let mut side = Side::Outside;
    for line in lines(text, part) {
        let marker = Marker::read(line.of(text), side);
        let told = findings.len();
        match (marker, findings.last_mut()) {
            (Some(Marker::Divider), Some(last)) => label(last, line, "the other version"),
            (Some(Marker::Close), Some(last)) if side != Side::Outside => {
                label(last, line, "it ends here");
            }
            (Some(Marker::Open | Marker::Close), _) if told < MOST_FINDINGS => {
                findings.push(finding(line));
            }
            _ => {}
        }
        side = marker.map_or(side, Marker::leads_to);
        if marker.is_some() || matches!(side, Side::Second | Side::Base) {
            first_side.extend(std::iter::repeat_n(' ', line.span.len()));
            first_side.push_str(Span::new(line.span.end, line.full.end).of(text));
        } else {
            first_side.push_str(line.full.of(text));
        }
    }
    (!findings.is_empty()).then_some(Conflicts { findings, first_side })
}

/// Finds the conflicts in the body that start outside of code; `code` is asked for only where
/// there is one.
pub(super) fn in_body<'c>(
    text: &str,
    body: Span,
    code: impl FnOnce() -> &'c [Span],
) -> Vec<Finding> {
    let Some(found) = find(text, body) else { return Vec::new() };
    let code = code();
    let in_code = |finding: &Finding| code.iter().any(|span| span.contains(finding.span.start));
    found.findings.into_iter().filter(|finding| !in_code(finding)).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Outside,
    First,
    Base,
    Second,
}

#[derive(Clone, Copy)]
enum Marker {
    Open,
    Base,
    Divider,
    Close,
}

impl Marker {
    fn read(line: &str, side: Side) -> Option<Self> {
        let first_or_base = matches!(side, Side::First | Side::Base);
        match () {
            () if starts_with_marker(line, "<<<<<<<") => Some(Self::Open),
            () if starts_with_marker(line, ">>>>>>>") => Some(Self::Close),
            () if side == Side::First && starts_with_marker(line, "|||||||") => Some(Self::Base),
            () if first_or_base && line == "=======" => Some(Self::Divider),
            () => None,
        }
    }

    fn leads_to(self) -> Side {
        match self {
            Self::Open => Side::First,
            Self::Base => Side::Base,
            Self::Divider => Side::Second,
            Self::Close => Side::Outside,
        }
    }
}

fn starts_with_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

fn finding(line: Line) -> Finding {
    let message = "two versions of this part were never put together";
    Finding::new(rule_name::CONFLICT_MARKER, line.span, message).note(
        "keep the lines that hold, and remove those that begin with `<<<<<<<`, `=======` and \
         `>>>>>>>`",
    )
}

fn label(finding: &mut Finding, line: Line, message: &str) {
    finding.labels.push(Label { span: line.span, message: message.into() });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_side_is_left_to_read() {
        let text =
            "a: 1\n<<<<<<< ours\nb: 2\n||||||| base\nb: 0\n=======\nb: 3\n>>>>>>> theirs\nc: 4\n";
        let found = find(text, Span::new(0, text.len())).expect("a conflict");
        assert_eq!(found.first_side.len(), text.len());
        let left: Vec<&str> =
            found.first_side.lines().filter(|line| !line.trim().is_empty()).collect();
        assert_eq!(left, ["a: 1", "b: 2", "c: 4"]);
        assert_eq!(found.findings.len(), 1);
        assert_eq!(found.findings[0].span.of(text), "<<<<<<< ours");
        assert_eq!(found.findings[0].labels.len(), 2);
    }

    #[test]
    fn a_marker_without_its_counterpart_is_told_too() {
        for text in ["a: 1\n>>>>>>> theirs\n", "<<<<<<< x\na: 1\n"] {
            assert_eq!(
                find(text, Span::new(0, text.len())).map(|found| found.findings.len()),
                Some(1)
            );
        }
    }

    #[test]
    fn underlines_and_quotes_are_no_markers() {
        for text in ["Title\n=======\n", "<<<<<<<<<< much\n", "a <<<<<<< b\n"] {
            assert!(find(text, Span::new(0, text.len())).is_none(), "{text:?}");
        }
    }
}
