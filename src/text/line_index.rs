use serde::{Deserialize, Serialize};

/// A place in a text as people name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// From 1, in Unicode scalar values; a byte order mark is not counted.
    pub column: usize,
    /// From 0, in bytes of the file; a byte order mark is counted.
    pub byte: usize,
}

/// Finds lines and columns for byte offsets of one text.
///
/// Lines end with LF, CRLF or a lone CR.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
    bom: bool,
}

const BOM: char = '\u{feff}';

impl LineIndex {
    /// Reads the line starts of `text` once.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        let starts = std::iter::once(0).chain(ends.map(|at| at + 1)).collect();
        Self { starts, bom: text.starts_with(BOM) }
    }

    /// Returns the number of lines; a text that ends with a line end has an empty last one.
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// Returns the byte offset at which `line` (from 1) starts.
    pub fn line_start(&self, line: usize) -> Option<usize> {
        self.starts.get(line.checked_sub(1)?).copied()
    }

    /// Returns the position of `offset` in `text`, the text that the index was made of.
    ///
    /// An offset past the end is taken for the end; one inside a character for its start.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        let mut column = text[start..offset].chars().count() + 1;
        if line == 1 && self.bom && offset > 0 {
            column -= 1;
        }
        Position { line, column, byte: offset }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, offset: usize, line: usize, column: usize) {
        let at = LineIndex::new(text).position(text, offset);
        assert_eq!((at.line, at.column), (line, column), "offset {offset} of {text:?}");
    }

    #[test]
    fn counts_lines_and_scalar_values_from_one() {
        check("", 0, 1, 1);
        check("ab\ncd", 3, 2, 1);
        check("ab\r\ncd", 5, 2, 2);
        check("a\rb", 2, 2, 1);
        check("æøå\nx", 4, 1, 3);
        check("ab\n", 3, 2, 1);
        check("ab", 99, 1, 3);
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        check("\u{feff}ab\nc", 3, 1, 1);
        check("\u{feff}ab\nc", 4, 1, 2);
        check("\u{feff}ab\nc", 6, 2, 1);
    }
}
