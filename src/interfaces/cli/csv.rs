//! Comma-separated values by RFC 4180, safe to open in a spreadsheet.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and whoever
//! shares a workspace can write one into a title. Such a cell gets an apostrophe before it, which
//! spreadsheets take for “this is text”; so does what would be such a cell where semicolons or tabs
//! divide. A number keeps its sign. Signs that would command a terminal are shown as others.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::text::harmless_lines;

/// Writes one line; it ends with CR and LF.
pub(super) fn write_row<'a>(
    cells: impl IntoIterator<Item = &'a str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (at, cell) in cells.into_iter().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        write!(out, "{comma}{}", quoted(&safe(&harmless_lines(cell))))?;
    }
    write!(out, "\r\n")
}

/// Puts quotes around what would not be one cell without them.
fn quoted(cell: &str) -> Cow<'_, str> {
    let special = |each| matches!(each, ',' | ';' | '"' | '\'' | '\n' | '\r' | '\t');
    if !cell.contains(special) {
        return Cow::Borrowed(cell);
    }
    Cow::Owned(format!("\"{}\"", cell.replace('"', "\"\"")))
}

/// Puts an apostrophe before everything that a spreadsheet could take for a formula.
fn safe(cell: &str) -> Cow<'_, str> {
    let starts = |each: char| matches!(each, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let divides = |each: char| matches!(each, ';' | '\t' | '\n' | '\r' | '"');
    if !cell.contains(starts) || cell.parse::<f64>().is_ok() {
        return Cow::Borrowed(cell);
    }
    let mut out = String::with_capacity(cell.len() + 1);
    let mut at_start = true;
    for each in cell.chars() {
        if at_start && starts(each) {
            out.push('\'');
        }
        out.push(each);
        at_start = divides(each);
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> String {
        let mut out = Vec::new();
        write_row(cells.iter().copied(), &mut out).expect("memory can be written");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn cells_are_quoted_as_the_standard_says() {
        let check = |cells: &[&str], expected: &str| assert_eq!(row(cells), expected);
        check(&["ola-2", "Avstem på Ås", ""], "ola-2,Avstem på Ås,\r\n");
        check(
            &["a,b", "say \"hi\"", "two\nlines"],
            "\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\r\n",
        );
        check(&["a;b"], "\"a;b\"\r\n");
        assert!(!row(&["a\x1b[31m\x07b\u{9b}"]).contains(['\x1b', '\x07', '\u{9b}']));
    }

    #[test]
    fn nothing_becomes_a_formula() {
        let check =
            |cell: &str, expected: &str| assert_eq!(row(&[cell]), format!("{expected}\r\n"));
        check("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\"");
        check("@SUM(A1)", "\"'@SUM(A1)\"");
        check("+47 22 22 22 22", "\"'+47 22 22 22 22\"");
        check("＝1", "\"'＝1\"");
        check("a;=1", "\"a;'=1\"");
        check("\t=1", "\"\t'=1\"");
        check("-12.5", "-12.5");
        check("-12 kr", "\"'-12 kr\"");
        check("2026-12-01", "2026-12-01");
        check("a = b", "a = b");
    }
}
