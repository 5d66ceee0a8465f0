//! A Markdown document with front matter, read without loss and edited without damage.
//!
//! Owns the front matter as a tree with byte spans, the outline of the body, and edits that leave
//! every other byte alone. Knows no kinds and no fields: `title` is just a key here.
//!
//! Reading never fails and takes time in proportion to the text: front matter longer than
//! [`MAX_FRONT_MATTER`] is not read, and nesting and the number of values are bounded.

mod comments;
mod complaints;
mod conflict;
mod edit;
mod explain;
mod fence;
mod front_matter;
mod key_line;
mod lines;
mod meaning;
mod outline;
mod plain;
mod plain_body;
mod places;
mod quoting;
mod read_outline;
mod recover;
mod smart_quote;
pub mod target;
mod tick_box;
mod tree;
mod wording;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::sync::OnceLock;

use self::fence::Fences;
use crate::diagnostic::{Finding, Fix, rule_name};
use crate::text::{Edit, Source, Span};

pub use comments::comments;
pub use edit::{EditError, NewValue};
pub use front_matter::{Entry, FrontMatter, Node, Scalar, ScalarStyle, Value};
pub use outline::{Check, Link, LinkStyle, Outline, Section, Table, TableRow};
pub use tick_box::{TickBox, tick_box};
pub use wording::{Wording, plain_words};

/// Front matter longer than this, in bytes, is not read.
pub const MAX_FRONT_MATTER: usize = 64 * 1024;

/// One Markdown file, read.
#[derive(Clone, Debug)]
pub struct Document {
    source: Source,
    front: Option<FrontMatter>,
    body: Span,
    findings: Vec<Finding>,
    outline: OnceLock<Outline>,
    wording: OnceLock<Wording>,
}

impl Document {
    /// Reads a text; whatever is wrong with it is in [`Document::findings`].
    pub fn parse(source: Source) -> Document {
        let text = source.text();
        let start = source.content_start();
        let (front, body, findings) = match fence::find(text, start) {
            Fences::Absent => (None, Span::new(start, text.len()), Vec::new()),
            Fences::Closed { open, content, close } => {
                let (front, findings) = read_front(text, open, content, close);
                let swallowed =
                    if front.readable { None } else { fence::before_swallowed_body(text, content) };
                match swallowed {
                    Some(meant) => read_unclosed(text, open, meant),
                    None => (Some(front), Span::new(close.end, text.len()), findings),
                }
            }
            Fences::Misopened { open, content, close } => {
                let (mut front, mut findings) = read_front(text, open, content, close);
                front.readable = false;
                findings.insert(0, unopened(text, open, close, findings.is_empty()));
                (Some(front), Span::new(close.end, text.len()), findings)
            }
            Fences::Unclosed { open, content } => read_unclosed(text, open, content),
        };
        Document {
            source,
            front,
            body,
            findings,
            outline: OnceLock::new(),
            wording: OnceLock::new(),
        }
    }

    /// Returns the text with its byte order mark, as it was given.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Returns the whole text.
    pub fn text(&self) -> &str {
        self.source.text()
    }

    /// Returns the front matter; `None` where the file has none at all.
    pub fn front(&self) -> Option<&FrontMatter> {
        self.front.as_ref()
    }

    /// Returns the place of the body: from behind the closing fence to the end.
    pub fn body(&self) -> Span {
        self.body
    }

    /// Returns all problems of the front matter, in order of the text.
    ///
    /// A `yaml-smart-quote` alone may leave it readable, everything else does not.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns the outline of the body; it is read on first use.
    pub fn outline(&self) -> &Outline {
        self.outline.get_or_init(|| read_outline::read(self.text(), self.body))
    }

    /// Returns what the body says, whatever its markup; it is read on first use, and the outline
    /// with it where that was not read before.
    pub fn wording(&self) -> &Wording {
        self.wording.get_or_init(|| {
            if self.outline.get().is_some() {
                return read_outline::wording(self.text(), self.body);
            }
            let (outline, wording) = read_outline::both(self.text(), self.body);
            // Where another thread was faster, it has read the same.
            let _ = self.outline.set(outline);
            wording
        })
    }

    /// Returns the conflict markers in the body, outside of code.
    pub fn body_conflicts(&self) -> Vec<Finding> {
        conflict::in_body(self.text(), self.body, || self.outline().code.as_slice())
    }

    /// Tells whether `span` holds nothing but white space and HTML comments.
    pub fn is_blank_prose(&self, span: Span) -> bool {
        read_outline::is_blank_prose(span.of(self.text()))
    }
}

/// Tells where `text` divides into front matter, without its fences, and body; `None` where there is
/// no front matter, or its end is missing.
///
/// Nothing of the front matter is read: it need not be YAML.
pub fn divided(text: &str) -> (Option<Span>, Span) {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    match fence::find(text, start) {
        Fences::Closed { content, close, .. } | Fences::Misopened { content, close, .. } => {
            (Some(content), Span::new(close.end, text.len()))
        }
        Fences::Absent | Fences::Unclosed { .. } => (None, Span::new(start, text.len())),
    }
}

/// Writes `text` as a YAML scalar on one line: plain where that reads back the same, else quoted.
///
/// `in_list` means between the brackets of a list.
pub fn yaml_scalar(text: &str, in_list: bool) -> String {
    quoting::scalar(text, quoting::Quotes::Plain, in_list)
}

/// Reads what stands between the fences.
fn read_front(text: &str, open: Span, content: Span, close: Span) -> (FrontMatter, Vec<Finding>) {
    let mut front = FrontMatter { open, content, close, entries: Vec::new(), readable: false };
    if content.len() > MAX_FRONT_MATTER {
        let fence = written(text, open);
        return (front, vec![recover::too_long(fence, MAX_FRONT_MATTER)]);
    }
    let conflicts = conflict::find(text, content);
    let in_conflict = conflicts.is_some();
    let (yaml, mut findings) = match conflicts {
        Some(found) => (Cow::Owned(found.first_side), found.findings),
        None => (Cow::Borrowed(content.of(text)), Vec::new()),
    };
    let tree = match tree::build(&yaml, content.start) {
        Ok(tree) => tree,
        Err(failure) => recover::read(&yaml, content.start, &failure),
    };
    front.readable = tree.complete && !in_conflict;
    front.entries = tree.entries;
    findings.extend(tree.findings);
    findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
    (front, findings)
}

/// Reads front matter whose closing fence is missing; the body starts behind `content`.
fn read_unclosed(
    text: &str,
    open: Span,
    content: Span,
) -> (Option<FrontMatter>, Span, Vec<Finding>) {
    let close = Span::at(content.end);
    let (mut front, mut findings) = read_front(text, open, content, close);
    front.readable = false;
    findings.insert(0, unclosed(text, open, content, findings.is_empty()));
    (Some(front), Span::new(close.end, text.len()), findings)
}

/// The part of a line that is not blank.
fn written(text: &str, line: Span) -> Span {
    Span::new(line.start, line.start + line.of(text).trim_end().len())
}

/// Says that the opening fence is wrong or missing; with a fix where the rest is in order.
fn unopened(text: &str, open: Span, close: Span, in_order: bool) -> Finding {
    let fence = written(text, open);
    let (message, note, place) = if fence.is_empty() {
        let first = lines::lines(text, Span::new(open.start, text.len())).next();
        let first = first.map_or(fence, |line| written(text, line.full));
        ("the line `---` above the first field is missing", "put a line `---` above it", first)
    } else {
        let message = "the front matter that opens here must open with a line `---`";
        (message, "an editor or a slip may have made something else of `---`", fence)
    };
    let finding = Finding::new(rule_name::FRONT_MATTER_UNOPENED, place, message).note(note);
    if !in_order {
        return finding;
    }
    let opening = match fence.is_empty() {
        true => Edit::insert(open.start, format!("---{}", lines::line_end(text))),
        false => Edit::replace(fence, "---"),
    };
    let closing = written(text, close);
    let right = fence::is_closing(closing.of(text));
    let closing = (!right).then(|| Edit::replace(closing, "---"));
    let edits = [opening].into_iter().chain(closing).collect();
    // Letters may be words of somebody's.
    let letters = fence.of(text).contains(char::is_alphanumeric);
    finding.fix(if letters { Fix::r#unsafe(edits) } else { Fix::safe(edits) })
}

/// Says that the closing fence is missing; with a fix where the rest is in order and its place certain.
fn unclosed(text: &str, open: Span, content: Span, in_order: bool) -> Finding {
    let fence = Span::new(open.start, open.start + 3);
    let finding = Finding::new(
        rule_name::FRONT_MATTER_UNCLOSED,
        fence,
        "the front matter that opens here is never closed",
    )
    .note("put a line `---` behind its last field");
    if !in_order || !fence::ends_surely(text, content) {
        return finding;
    }
    if let Some(near) = fence::near_closing(text, content) {
        return finding.fix(Fix::safe(vec![Edit::replace(near, "---")]));
    }
    let line_end = lines::line_end(text);
    let ended = content.of(text).ends_with(['\n', '\r']);
    let before = if ended { "" } else { line_end };
    let fence = format!("{before}---{line_end}");
    finding.fix(Fix::safe(vec![Edit::insert(content.end, fence)]))
}
