//! What a record keeps of a body: its sections and its links.

use std::borrow::Cow;

use memchr::memmem;

use crate::document::{LinkStyle, Outline};
use crate::schema::{Kind, LinkFact, Schema, SectionFact, Word};
use crate::text::Span;

/// Returns the sections, by their English names where `kind` knows them.
pub(super) fn sections(
    schema: &Schema,
    kind: Option<&Kind>,
    outline: &Outline,
    text: &str,
) -> Box<[SectionFact]> {
    let mut facts = Vec::with_capacity(outline.sections.len());
    let checks = Checks::of(outline);
    for section in &outline.sections {
        let known = kind.and_then(|kind| schema.section(kind, &section.title));
        let (ticked, unticked) = checks.within(section.body);
        facts.push(SectionFact {
            name: Word::new(known.map_or(&section.title, |rule| &rule.name)),
            heading_place: section.heading.into(),
            empty: is_empty(section.body.of(text)),
            ticked,
            unticked,
        });
    }
    facts.into()
}

/// The lines to tick off of one body, ready to be counted by place.
struct Checks {
    /// Where each starts, in order of the text.
    starts: Vec<usize>,
    /// How many are ticked before each, and in all.
    ticked: Vec<usize>,
}

impl Checks {
    fn of(outline: &Outline) -> Self {
        let starts = outline.checks.iter().map(|check| check.span.start).collect();
        let mut count = 0;
        let mut ticked = vec![0];
        for check in &outline.checks {
            count += usize::from(check.ticked);
            ticked.push(count);
        }
        Self { starts, ticked }
    }

    /// Counts those that start in a part of the text: the ticked and the others.
    fn within(&self, part: Span) -> (u16, u16) {
        let before = |at: usize| self.starts.partition_point(|start| *start < at);
        let (first, end) = (before(part.start), before(part.end));
        let ticked = self.ticked[end] - self.ticked[first];
        let short = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
        (short(ticked), short(end - first - ticked))
    }
}

/// Returns the links; images and addresses in angle brackets are among them.
pub(super) fn links(outline: &Outline) -> Box<[LinkFact]> {
    let fact = |link: &crate::document::Link| LinkFact {
        target: link.target.as_str().into(),
        place: link.span.into(),
        wiki: link.style == LinkStyle::Wiki,
    };
    outline.links.iter().map(fact).collect()
}

/// Tells whether a section says nothing: white space, comments, headings, bullets and check boxes
/// without text, and a table without rows, as a new document has them.
pub(super) fn is_empty(body: &str) -> bool {
    // Nearly every section begins with words.
    if body.trim_start().starts_with(char::is_alphabetic) {
        return false;
    }
    let body = without_comments(body);
    let mut table_lines = 0;
    for line in body.lines() {
        let line = line.trim();
        if line.starts_with('|') {
            table_lines += 1;
            let cells = line.trim_matches('|').split('|');
            let says = cells.into_iter().any(|cell| !cell.trim().is_empty());
            if table_lines > 2 && says {
                return false;
            }
        } else if !is_bare(line) {
            return false;
        }
    }
    true
}

/// A line that is only a frame for words to come.
fn is_bare(line: &str) -> bool {
    let heading = line.trim_start_matches('#');
    if heading.len() < line.len() && (heading.is_empty() || heading.starts_with(' ')) {
        return true;
    }
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = rest.len() < line.len() && matches!(rest, "." | ")");
    let bullet = line.trim_start_matches(['-', '*', '+']).trim();
    numbered || matches!(bullet, "" | "[ ]" | "[]")
}

fn without_comments(text: &str) -> Cow<'_, str> {
    if memmem::find(text.as_bytes(), b"<!--").is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("<!--") {
        out.push_str(&rest[..start]);
        let Some(end) = rest[start..].find("-->") else { return Cow::Owned(out) };
        rest = &rest[start + end + 3..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_without_words_is_empty() {
        for body in [
            "",
            "\n \n",
            "<!-- hint -->\n",
            "<!-- a\nb -->\n- [ ] \n",
            "- \n1.\n",
            "<!-- open",
            "| Date | What |\n| --- | --- |\n",
            "| a | b |\n|---|---|\n|  |  |\n",
            "### Day one\n",
        ] {
            assert!(is_empty(body), "{body:?}");
        }
        for body in [
            "text",
            "- [ ] a",
            "- [x] a",
            "1. a",
            "| a |\n|---|\n| 1 |\n",
            "<!-- a --> b",
            "#tag",
            "```\n```",
        ] {
            assert!(!is_empty(body), "{body:?}");
        }
    }
}
