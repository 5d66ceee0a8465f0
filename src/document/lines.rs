//! Lines of a part of a text: ended by LF, CRLF or a lone CR, as YAML and Markdown read them.

use crate::text::Span;

/// One line of a text; spans are offsets into the whole text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Without its line end.
    pub(super) span: Span,
    /// With its line end.
    pub(super) full: Span,
}

impl Line {
    /// Returns the line's text without its line end.
    pub(super) fn of(self, text: &str) -> &str {
        self.span.of(text)
    }

    /// Tells whether it holds nothing but spaces and tabs.
    pub(super) fn is_blank(self, text: &str) -> bool {
        is_blank(self.of(text))
    }

    /// Returns the leading spaces and tabs.
    pub(super) fn indent(self, text: &str) -> &str {
        let line = self.of(text);
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }
}

/// Tells whether `text` holds nothing but spaces and tabs.
pub(super) fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t'))
}

/// Returns the lines of `within`, in order; no line follows the last line end.
pub(super) fn lines(text: &str, within: Span) -> impl Iterator<Item = Line> {
    let mut at = within.start;
    std::iter::from_fn(move || {
        if at >= within.end {
            return None;
        }
        let bytes = &text.as_bytes()[at..within.end];
        let length = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let end = length.unwrap_or(bytes.len());
        let line = Line {
            span: Span::new(at, at + end),
            full: Span::new(at, at + end + line_end_length(&bytes[end..])),
        };
        at = line.full.end;
        Some(line)
    })
}

/// Returns the line in which `offset` lies, looking at `within` only.
pub(super) fn line_at(text: &str, within: Span, offset: usize) -> Line {
    let start = line_start(text, within, offset);
    lines(text, Span::new(start, within.end))
        .next()
        .unwrap_or(Line { span: Span::at(start), full: Span::at(start) })
}

/// Returns where the line of `offset` starts, not before `within`.
pub(super) fn line_start(text: &str, within: Span, offset: usize) -> usize {
    let offset = offset.clamp(within.start, within.end);
    let before = &text.as_bytes()[within.start..offset];
    before
        .iter()
        .rposition(|byte| matches!(byte, b'\n' | b'\r'))
        .map_or(within.start, |at| within.start + at + 1)
}

/// Returns the length of the line end that `bytes` start with: 0, 1 or 2.
pub(super) fn line_end_length(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

/// Returns the line end that `text` uses first; LF where it has none.
pub(super) fn line_end(text: &str) -> &'static str {
    let first = text.bytes().position(|byte| matches!(byte, b'\n' | b'\r'));
    match first.map(|at| &text.as_bytes()[at..]) {
        Some([b'\r', b'\n', ..]) => "\r\n",
        Some([b'\r', ..]) => "\r",
        _ => "\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_ends_a_line() {
        let text = "a\nb\r\nc\r\rd";
        let found: Vec<&str> =
            lines(text, Span::new(0, text.len())).map(|line| line.of(text)).collect();
        assert_eq!(found, ["a", "b", "c", "", "d"]);
        assert_eq!(line_end("a\r\nb\n"), "\r\n");
        assert_eq!(line_end("a"), "\n");
    }

    #[test]
    fn the_line_of_an_offset() {
        let text = "ab\r\ncd\n";
        let all = Span::new(0, text.len());
        assert_eq!(line_at(text, all, 5).of(text), "cd");
        assert_eq!(line_at(text, all, 2).of(text), "ab");
        assert_eq!(line_at(text, all, 7).of(text), "");
    }
}
