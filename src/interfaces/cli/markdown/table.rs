//! Tables, fitted to the width: wide cells fold, and where even that is too narrow each row becomes
//! a few lines.

use pulldown_cmark::Alignment;
use textwrap::core::display_width;

use super::{Look, options};
use crate::interfaces::cli::style::BOLD;

/// Longer words than this may be cut.
const LONGEST: usize = 24;
const GAP: usize = 2;
/// Columns beyond this many are not fitted one by one.
const MOST: usize = 40;

/// A table as it is gathered.
#[derive(Default)]
pub(super) struct Table {
    aligned: Vec<Alignment>,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    row: Vec<String>,
}

/// How wide a column is.
#[derive(Clone, Copy, Default)]
struct Column {
    /// With its widest cell on one line.
    wide: usize,
    /// With its cells folded, but no word cut.
    least: usize,
}

impl Column {
    /// Returns its width where a column shall have no more than `most`.
    fn at_most(self, most: usize) -> usize {
        self.wide.min(most).max(self.least).max(1)
    }
}

impl Table {
    pub(super) fn new(aligned: Vec<Alignment>) -> Self {
        Self { aligned, ..Self::default() }
    }

    pub(super) fn cell(&mut self, text: String) {
        self.row.push(text);
    }

    pub(super) fn end_head(&mut self) {
        self.head = std::mem::take(&mut self.row);
    }

    pub(super) fn end_row(&mut self) {
        self.rows.push(std::mem::take(&mut self.row));
    }

    /// Returns the lines of the table in `width` columns.
    pub(super) fn lines(self, width: usize, look: Look<'_>) -> Vec<String> {
        match self.widths(width) {
            Some(widths) => self.in_columns(&widths, look),
            None => self.stacked(width, look),
        }
    }

    /// Returns the width of each column; `None` where they do not fit side by side without cutting
    /// words.
    fn widths(&self, width: usize) -> Option<Vec<usize>> {
        let columns = self.aligned.len();
        if columns > MOST {
            return None;
        }
        let mut columns = vec![Column::default(); columns];
        for row in std::iter::once(&self.head).chain(&self.rows) {
            for (column, cell) in columns.iter_mut().zip(row) {
                column.wide = display_width(cell).max(column.wide);
                let words = cell.split_whitespace().map(display_width);
                column.least = words.max().unwrap_or(0).min(LONGEST).max(column.least);
            }
        }
        let room = width.saturating_sub(GAP * columns.len().saturating_sub(1));
        let sum = |most: usize| columns.iter().map(|column| column.at_most(most)).sum::<usize>();
        if sum(0) > room {
            return None;
        }
        // The widest give way first, all to the same width.
        let widest = columns.iter().map(|column| column.wide).max().unwrap_or(0).min(room);
        let most = (0..=widest).rev().find(|most| sum(*most) <= room)?;
        let mut left = room - sum(most);
        let width = |column: &Column| {
            let more = usize::from(column.wide > column.at_most(most)).min(left);
            left -= more;
            column.at_most(most) + more
        };
        Some(columns.iter().map(width).collect())
    }

    fn in_columns(&self, widths: &[usize], look: Look<'_>) -> Vec<String> {
        let mut lines = self.row_lines(&self.head, widths, look.styled);
        let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
        lines.push(rule.join(&" ".repeat(GAP)));
        for row in &self.rows {
            lines.extend(self.row_lines(row, widths, false));
        }
        lines
    }

    fn row_lines(&self, row: &[String], widths: &[usize], bold: bool) -> Vec<String> {
        let cells: Vec<Vec<String>> =
            row.iter().zip(widths).map(|(cell, width)| folded(cell, *width)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let line = |at: usize| {
            let mut line = String::new();
            for (column, width) in widths.iter().enumerate() {
                let cell =
                    cells.get(column).and_then(|lines| lines.get(at)).map_or("", String::as_str);
                let blank = width.saturating_sub(display_width(cell));
                let left = match self.aligned.get(column) {
                    Some(Alignment::Right) => blank,
                    Some(Alignment::Center) => blank / 2,
                    _ => 0,
                };
                let gap = if column == 0 { 0 } else { GAP };
                line.push_str(&" ".repeat(gap + left));
                match bold && !cell.is_empty() {
                    true => line.push_str(&format!("{BOLD}{cell}{BOLD:#}")),
                    false => line.push_str(cell),
                }
                line.push_str(&" ".repeat(blank - left));
            }
            line.trim_end().to_owned()
        };
        (0..height).map(line).collect()
    }

    /// Each row as lines `heading: cell`, a blank line between rows.
    fn stacked(&self, width: usize, look: Look<'_>) -> Vec<String> {
        let mut lines = Vec::new();
        for row in &self.rows {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            for (at, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let text = match self.head.get(at).filter(|head| !head.is_empty()) {
                    Some(head) if look.styled => format!("{BOLD}{head}{BOLD:#}: {cell}"),
                    Some(head) => format!("{head}: {cell}"),
                    None => cell.clone(),
                };
                let lines_of = textwrap::wrap(&text, options(width).subsequent_indent("  "));
                lines.extend(lines_of.into_iter().map(Into::into));
            }
        }
        lines
    }
}

fn folded(cell: &str, width: usize) -> Vec<String> {
    // A word that is wider than its column is cut, or it would push the others away.
    textwrap::wrap(cell, options(width).break_words(true)).into_iter().map(Into::into).collect()
}
