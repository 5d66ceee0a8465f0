//! The prose of a document: without code, comments and links.

use crate::document::Document;
use crate::text::Span;

/// What is no prose in one document, in order of the text and without overlap.
pub(in crate::rules) struct Prose(Vec<Span>);

impl Prose {
    pub(in crate::rules) fn of(document: &Document) -> Self {
        let outline = document.outline();
        let links = outline.links.iter().map(|link| link.span);
        let mut skipped: Vec<Span> = outline.code.iter().copied().chain(links).collect();
        skipped.sort_unstable();
        // Code inside a link lies in both: what overlaps becomes one.
        skipped.dedup_by(|next, last| {
            let overlaps = next.start < last.end;
            if overlaps {
                *last = last.cover(*next);
            }
            overlaps
        });
        Self(skipped)
    }

    /// Returns the stretches of `part` that are prose, in their order.
    pub(in crate::rules) fn within(&self, part: Span) -> Vec<Span> {
        let first = self.0.partition_point(|span| span.end <= part.start);
        let mut out = Vec::new();
        let mut at = part.start;
        for span in self.0[first..].iter().take_while(|span| span.start < part.end) {
            if span.start > at {
                out.push(Span::new(at, span.start));
            }
            at = at.max(span.end);
        }
        if at < part.end {
            out.push(Span::new(at, part.end));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Source;

    #[test]
    fn code_and_links_are_left_out() {
        let text = "a `b` c [d `x`](e) f\n\n```\ng\n```\nh\n";
        let document = Document::parse(Source::new(text));
        let found: Vec<&str> = Prose::of(&document)
            .within(Span::new(2, text.len()))
            .iter()
            .map(|span| span.of(text))
            .collect();
        assert_eq!(found, [" c ", " f\n\n", "\nh\n"]);
    }
}
