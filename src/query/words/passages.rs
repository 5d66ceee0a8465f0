//! The part of a document that is searched: what its author wrote, not how it is written.

use crate::document::{comments, divided};
use crate::text::Span;

/// A stretch of text that belongs together: a value, a heading, a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    pub span: Span,
    pub place: Place,
}

/// Where in a document something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A value of the front matter.
    Value,
    Heading,
    Body,
}

/// Returns what is searched of a document's text, in order.
///
/// Keys of the front matter and comments are not. Front matter that is never closed is searched as
/// it stands, and so is all of it that is no `key: value`.
pub fn passages(text: &str) -> Vec<Passage> {
    let (front, body) = divided(text);
    let mut found = Vec::new();
    if let Some(front) = front {
        for line in lines(text, front) {
            let span = value(text, line);
            if !span.is_empty() {
                found.push(Passage { span, place: Place::Value });
            }
        }
    }
    let mut from = body.start;
    for comment in comments(text, body) {
        read_body(text, Span::new(from, comment.start), &mut found);
        from = comment.end;
    }
    read_body(text, Span::new(from, body.end), &mut found);
    found
}

/// The value on a line of front matter: what stands behind the key, without a comment.
fn value(text: &str, line: Span) -> Span {
    let whole = line.of(text);
    if whole.starts_with('#') {
        return Span::at(line.start);
    }
    let key =
        if whole.starts_with([' ', '\t', '-', '{', '"', '\'']) { None } else { whole.find(':') };
    let start = key.map_or(0, |colon| colon + 1);
    let value = &whole[start..];
    let quote = value.trim_start().chars().next().filter(|first| matches!(first, '"' | '\''));
    let quoted = quote.and_then(|quote| value.rfind(quote)).unwrap_or(0);
    let comment = value[quoted..].find(" #").map(|at| quoted + at);
    let is_prose = key.is_none() && whole.starts_with([' ', '\t']);
    let end = comment.filter(|_| !is_prose).unwrap_or(value.len());
    Span::new(line.start + start, line.start + start + end)
}

/// Adds headings and paragraphs; a blank line ends these.
fn read_body(text: &str, within: Span, found: &mut Vec<Passage>) {
    let mut open: Option<Span> = None;
    let close = |open: &mut Option<Span>, found: &mut Vec<Passage>| {
        found.extend(open.take().map(|span| Passage { span, place: Place::Body }));
    };
    for line in lines(text, within) {
        let shown = line.of(text);
        if shown.bytes().all(|byte| matches!(byte, b' ' | b'\t')) {
            close(&mut open, found);
        } else if is_heading(shown) {
            close(&mut open, found);
            found.push(Passage { span: line, place: Place::Heading });
        } else {
            open = Some(open.map_or(line, |open| open.cover(line)));
        }
    }
    close(&mut open, found);
}

/// Tells whether a line looks like `## Heading`. In a block of code it may be something else, which
/// then weighs more than it should.
fn is_heading(line: &str) -> bool {
    let text = line.trim_start_matches(' ');
    let level = text.bytes().take_while(|byte| *byte == b'#').count();
    line.len() - text.len() < 4
        && (1..=6).contains(&level)
        && matches!(text.as_bytes().get(level), Some(b' ' | b'\t'))
}

/// The lines of `within`, without their ends.
fn lines(text: &str, within: Span) -> impl Iterator<Item = Span> {
    let mut at = within.start;
    std::iter::from_fn(move || {
        let rest = text.get(at..within.end).filter(|rest| !rest.is_empty())?;
        let length = rest.bytes().position(|byte| matches!(byte, b'\n' | b'\r'));
        let line = Span::new(at, at + length.unwrap_or(rest.len()));
        let end = &rest[line.len()..];
        at = line.end + if end.starts_with("\r\n") { 2 } else { usize::from(!end.is_empty()) };
        Some(line)
    })
}
