use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::style::BOLD;
use crate::text::harmless;

/// Columns of text; those without a single value are not shown.
pub(super) struct Table<const N: usize> {
    head: [&'static str; N],
    rows: Vec<[String; N]>,
}

const GAP: usize = 2;
/// The last column gives way first, down to this; then the widest of the others.
const LEAST: usize = 8;

impl<const N: usize> Table<N> {
    pub(super) fn new(head: &[&'static str; N]) -> Self {
        Self { head: *head, rows: Vec::new() }
    }

    /// Adds a row; what misleads in it is shown harmless.
    pub(super) fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells.map(|cell| harmless(&cell).into_owned()));
    }

    /// Writes the table, cut to `width` columns where one is given.
    pub(super) fn write(&self, width: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let used: Vec<usize> =
            (0..N).filter(|at| self.rows.iter().any(|row| !row[*at].is_empty())).collect();
        let wide = |at: &usize| {
            let cells = self.rows.iter().map(|row| row[*at].width());
            cells.chain([self.head[*at].width()]).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = used.iter().map(wide).collect();
        if let Some(width) = width {
            shrink(&mut widths, width);
        }
        let head: Vec<&str> = used.iter().map(|at| self.head[*at]).collect();
        write!(out, "{BOLD}")?;
        line(&head, &widths, out)?;
        writeln!(out, "{BOLD:#}")?;
        for row in &self.rows {
            let cells: Vec<&str> = used.iter().map(|at| row[*at].as_str()).collect();
            line(&cells, &widths, out)?;
            writeln!(out)?;
        }
        Ok(())
    }
}

fn line(cells: &[&str], widths: &[usize], out: &mut dyn Write) -> io::Result<()> {
    for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
        let cell = fit(cell, *width);
        let last = at + 1 == cells.len();
        let pad = if last { 0 } else { width.saturating_sub(cell.width()) + GAP };
        write!(out, "{cell}{}", " ".repeat(pad))?;
    }
    Ok(())
}

/// Takes away from the last column, then from the widest, until all fit.
fn shrink(widths: &mut [usize], width: usize) {
    let gaps = GAP * widths.len().saturating_sub(1);
    let over = |widths: &[usize]| (widths.iter().sum::<usize>() + gaps).saturating_sub(width);
    let excess = over(widths);
    if let Some(last) = widths.last_mut() {
        *last -= excess.min(last.saturating_sub(LEAST * 2));
    }
    while over(widths) > 0 {
        let Some(widest) = widths.iter_mut().max().filter(|widest| **widest > LEAST) else {
            return;
        };
        *widest -= 1;
    }
}

/// Cuts a text to `width` columns; an ellipsis stands for what is gone.
pub(super) fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for each in text.chars() {
        used += each.width().unwrap_or(0);
        if used > width {
            break;
        }
        out.push(each);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(rows: &[[&str; 3]], width: Option<usize>) -> String {
        let mut table = Table::new(&["id", "to", "title"]);
        for row in rows {
            table.row(row.map(str::to_owned));
        }
        let mut out = Vec::new();
        table.write(width, &mut out).unwrap();
        anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
    }

    #[test]
    fn columns_fit_the_terminal_and_empty_ones_go() {
        let rows = [["ola-1", "", "Avstem november på Ås nå"], ["kari-12", "", "Kort"]];
        insta::assert_snapshot!(shown(&rows, None), @r"
        id       title
        ola-1    Avstem november på Ås nå
        kari-12  Kort
        ");
        insta::assert_snapshot!(shown(&rows, Some(26)), @r"
        id       title
        ola-1    Avstem november …
        kari-12  Kort
        ");
        assert_eq!(shown(&[], Some(20)), "");
        for width in 0..40 {
            shown(&rows, Some(width));
        }
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(fit("日本語日本語", 7), "日本語…");
        assert_eq!(fit("abc", 3), "abc");
    }
}
