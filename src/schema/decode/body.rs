//! What a record keeps of a body: its sections and its links.

use crate::document::{LinkStyle, Outline};
use crate::schema::{Kind, LinkFact, Schema, SectionFact, Word};

/// Returns the sections, by their English names where `kind` knows them.
pub(super) fn sections(
    schema: &Schema,
    kind: Option<&Kind>,
    outline: &Outline,
    text: &str,
) -> Box<[SectionFact]> {
    let mut facts = Vec::with_capacity(outline.sections.len());
    for section in &outline.sections {
        let known = kind.and_then(|kind| schema.section(kind, &section.title));
        let inside = |at: usize| section.body.start <= at && at < section.body.end;
        let mut counts = [0_u32; 2];
        for check in outline.checks.iter().filter(|check| inside(check.span.start)) {
            counts[usize::from(check.ticked)] += 1;
        }
        facts.push(SectionFact {
            name: Word::new(known.map_or(&section.title, |rule| &rule.name)),
            heading_place: section.heading.into(),
            empty: is_empty(section.body.of(text)),
            ticked: counts[1],
            unticked: counts[0],
        });
    }
    facts.into()
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

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("<!--") {
        out.push_str(&rest[..start]);
        let Some(end) = rest[start..].find("-->") else { return out };
        rest = &rest[start + end + 3..];
    }
    out.push_str(rest);
    out
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
