//! The few lines of a text that a diagnostic is shown in.

use std::ops::Range;

use crate::text::{LineIndex, Span, harmless};

/// Some whole lines of a text, made harmless, with LF as line end.
pub(super) struct Window {
    pub(super) text: String,
    /// The number of the first line, from 1.
    pub(super) first_line: usize,
    lines: Vec<Line>,
}

struct Line {
    /// Where the line stands in the whole text, its line end not included.
    source: Span,
    /// Where it starts in the window.
    start: usize,
}

impl Window {
    /// Takes the lines that `spans` touch, and those between them.
    ///
    /// `spans` is not empty and lies inside `text`.
    pub(super) fn around(text: &str, index: &LineIndex, spans: &[Span]) -> Self {
        let line_of = |offset| index.position(text, offset).line;
        let first_line = spans.iter().map(|span| line_of(span.start)).min().unwrap_or(1);
        let last_line = spans.iter().map(|span| line_of(span.end)).max().unwrap_or(first_line);
        let mut window = Self { text: String::new(), first_line, lines: Vec::new() };
        for line in first_line..=last_line {
            let Some(mut start) = index.line_start(line) else { break };
            if start == 0 && text.starts_with('\u{feff}') {
                start = '\u{feff}'.len_utf8();
            }
            let end = index.line_start(line + 1).unwrap_or(text.len());
            let content = text[start..end].trim_end_matches(['\r', '\n']);
            window.lines.push(Line {
                source: Span::new(start, start + content.len()),
                start: window.text.len(),
            });
            window.text.extend(content.split('\t').enumerate().flat_map(|(at, part)| {
                [if at > 0 { "\t" } else { "" }.to_owned(), harmless(part).into_owned()]
            }));
            window.text.push('\n');
        }
        window
    }

    /// Returns where a place of the whole text stands in the window.
    pub(super) fn place(&self, text: &str, span: Span) -> Range<usize> {
        let start = self.offset(text, span.start);
        start..self.offset(text, span.end).max(start)
    }

    fn offset(&self, text: &str, offset: usize) -> usize {
        let Some(line) =
            self.lines.iter().rev().find(|line| line.source.start <= offset).or(self.lines.first())
        else {
            return 0;
        };
        let inside = offset.clamp(line.source.start, line.source.end);
        let before = text.get(line.source.start..inside).unwrap_or("");
        line.start + harmless(before).len()
    }
}
