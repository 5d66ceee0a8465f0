//! The prose of a part of a document: without code, comments and links' targets.

use crate::document::Document;
use crate::text::Span;

/// Returns the stretches of `part` that are prose, in their order.
pub(in crate::rules) fn prose(document: &Document, part: Span) -> Vec<Span> {
    let outline = document.outline();
    let mut skipped: Vec<Span> = outline.code.clone();
    skipped.extend(outline.links.iter().map(|link| link.span));
    skipped.retain(|span| span.start < part.end && part.start < span.end);
    skipped.sort_unstable();
    let mut out = Vec::new();
    let mut at = part.start;
    for span in skipped {
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
