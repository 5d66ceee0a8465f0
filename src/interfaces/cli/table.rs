//! Columns of text fitted to a terminal, and below each other where there is no room.

use std::io::{self, Write};

use anstyle::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::style::{BOLD, DIM};
use crate::text::harmless;

/// Returns a column that needs nothing before its values where there is no head above them.
pub(super) fn column(head: &str, room: Room) -> Column {
    Column { head: head.to_owned(), room, label: None }
}

/// A column by its head.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) head: String,
    pub(super) room: Room,
    /// What stands before the value where there is no head above it.
    pub(super) label: Option<&'static str>,
}

/// What becomes of a column where the terminal is narrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// It is always whole, and comes first where columns do not fit beside each other.
    Name,
    /// It is cut, but stays readable.
    Text,
    /// It is whole.
    Whole,
    /// It goes; the lowest number first.
    Spare(u8),
}

/// One value.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    text: String,
    style: Style,
}

/// Columns of text; those without a single value are not shown, unless they were asked for.
pub(super) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    keeps_empty: bool,
}

const GAP: usize = 2;
/// A text is cut down to this at most.
const LEAST: usize = 20;
/// How far what belongs to a name stands below it.
const INDENT: usize = 2;

impl Cell {
    /// Makes a cell; what misleads in its text is shown harmless.
    pub(super) fn new(text: impl AsRef<str>) -> Self {
        Self { text: harmless(text.as_ref()).into_owned(), style: Style::new() }
    }

    pub(super) fn styled(mut self, style: Style) -> Self {
        self.style = style;
        self
    }
}

impl Table {
    pub(super) fn new(columns: Vec<Column>) -> Self {
        Self { columns, rows: Vec::new(), keeps_empty: false }
    }

    /// Shows columns without a single value, too.
    pub(super) fn keeping_empty(self, keeps_empty: bool) -> Self {
        Self { keeps_empty, ..self }
    }

    /// Adds a row: a cell for each column.
    pub(super) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    /// Writes the table, fitted to `width` columns where one is given.
    pub(super) fn write(&self, width: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let has_values =
            |at: &usize| self.keeps_empty || self.rows.iter().any(|row| !row[*at].text.is_empty());
        let used: Vec<usize> = (0..self.columns.len()).filter(has_values).collect();
        match self.fitted(used.clone(), width) {
            Some(fitted) => self.write_beside(&fitted, out),
            None => self.write_below(&used, width.unwrap_or(usize::MAX), out),
        }
    }

    /// Chooses columns and their widths; `None` when they do not fit beside each other.
    fn fitted(&self, mut used: Vec<usize>, width: Option<usize>) -> Option<Vec<(usize, usize)>> {
        let natural: Vec<usize> = (0..self.columns.len()).map(|at| self.natural(at)).collect();
        loop {
            let mut fitted: Vec<(usize, usize)> =
                used.iter().map(|at| (*at, natural[*at])).collect();
            let gaps = GAP * used.len().saturating_sub(1);
            let over = |fitted: &[(usize, usize)]| {
                let sum = fitted.iter().map(|(_, width)| width).sum::<usize>() + gaps;
                sum.saturating_sub(width.unwrap_or(sum))
            };
            let mut excess = over(&fitted);
            while excess > 0 {
                let texts = fitted
                    .iter_mut()
                    .filter(|(at, width)| self.columns[*at].room == Room::Text && *width > LEAST);
                let Some((_, widest)) = texts.max_by_key(|(_, width)| *width) else { break };
                let less = excess.min((*widest - LEAST).div_ceil(2));
                *widest -= less;
                excess -= less;
            }
            if excess == 0 {
                return Some(fitted);
            }
            let rank = |at: &usize| match self.columns[*at].room {
                Room::Spare(rank) => Some(rank),
                _ => None,
            };
            let spare = used.iter().copied().filter(|at| rank(at).is_some()).min_by_key(rank)?;
            used.retain(|at| *at != spare);
        }
    }

    fn natural(&self, at: usize) -> usize {
        let cells = self.rows.iter().map(|row| row[at].text.width());
        cells.chain([self.columns[at].head.width()]).max().unwrap_or(0)
    }

    fn write_beside(&self, fitted: &[(usize, usize)], out: &mut dyn Write) -> io::Result<()> {
        let head = |at: usize| Cell { text: self.columns[at].head.clone(), style: BOLD };
        let heads: Vec<Cell> = (0..self.columns.len()).map(head).collect();
        for row in std::iter::once(&heads).chain(&self.rows) {
            for (place, (at, width)) in fitted.iter().enumerate() {
                let Cell { text, style } = &row[*at];
                let shown = fit(text, *width);
                let last = fitted[place + 1..].iter().all(|(at, _)| row[*at].text.is_empty());
                let pad = if last { 0 } else { width.saturating_sub(shown.width()) + GAP };
                write!(out, "{style}{shown}{style:#}{:pad$}", "")?;
            }
            writeln!(out)?;
        }
        Ok(())
    }

    /// Writes each row as a name with its text, and everything else below.
    fn write_below(&self, used: &[usize], width: usize, out: &mut dyn Write) -> io::Result<()> {
        let of = |row: &[Cell], wanted: &dyn Fn(Room) -> bool| -> Vec<(usize, Cell)> {
            let fits = |at: &&usize| wanted(self.columns[**at].room) && !row[**at].text.is_empty();
            used.iter().filter(fits).map(|at| (*at, row[*at].clone())).collect()
        };
        let is_head = |room: Room| matches!(room, Room::Name | Room::Text);
        for row in &self.rows {
            let mut column = 0;
            for (_, Cell { text, style }) in of(row, &is_head) {
                let gap = if column == 0 { 0 } else { GAP };
                let room = width.saturating_sub(column + gap);
                if column > 0 && (text.width() <= room || room >= LEAST) {
                    let shown = fit(&text, room);
                    write!(out, "{:gap$}{style}{shown}{style:#}", "")?;
                    column += gap + shown.width();
                } else {
                    let indent = if column == 0 { 0 } else { INDENT };
                    let line = if column == 0 { "" } else { "\n" };
                    // A name is never cut: without it nothing can be done.
                    let room = if column == 0 { usize::MAX } else { width.saturating_sub(indent) };
                    let shown = fit(&text, room);
                    write!(out, "{line}{:indent$}{style}{shown}{style:#}", "")?;
                    column = indent + shown.width();
                }
            }
            writeln!(out)?;
            self.write_rest(&of(row, &|room| !is_head(room)), width, out)?;
        }
        Ok(())
    }

    /// Writes what belongs to a name: as many values a line as there is room for.
    fn write_rest(
        &self,
        cells: &[(usize, Cell)],
        width: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        const DOT: &str = " · ";
        let mut column = 0;
        for (at, Cell { text, style }) in cells {
            let label = self.columns[*at].label.map_or(String::new(), |label| format!("{label} "));
            let length = label.width() + text.width();
            if column > 0 && column + DOT.width() + length > width {
                writeln!(out)?;
                column = 0;
            }
            if column == 0 {
                write!(out, "{:INDENT$}", "")?;
                column = INDENT;
            } else {
                write!(out, "{DIM}{DOT}{DIM:#}")?;
                column += DOT.width();
            }
            write!(out, "{DIM}{label}{DIM:#}{style}{text}{style:#}")?;
            column += length;
        }
        if column > 0 { writeln!(out) } else { Ok(()) }
    }
}

/// Cuts a text to `width` columns; an ellipsis stands for what is gone.
pub(super) fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(1);
    let mut end = 0;
    let mut used = 0;
    for (at, each) in text.char_indices() {
        used += each.width().unwrap_or(0);
        let next = at + each.len_utf8();
        // Characters that are joined into one sign take less room than each by itself.
        if used > room && text[..next].width() > room {
            break;
        }
        end = next;
    }
    let kept = text[..end].trim_end_matches('\u{200d}');
    if width == 0 { String::new() } else { format!("{kept}…") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(head: &str, room: Room, label: Option<&'static str>) -> Column {
        Column { head: head.to_owned(), room, label }
    }

    fn shown(rows: &[[&str; 5]], width: Option<usize>) -> String {
        let mut table = Table::new(vec![
            column("id", Room::Name, None),
            column("kind", Room::Spare(0), None),
            column("to", Room::Spare(1), Some("to")),
            column("due", Room::Whole, Some("due")),
            column("title", Room::Text, None),
        ]);
        for row in rows {
            table.row(row.iter().map(Cell::new).collect());
        }
        let mut out = Vec::new();
        table.write(width, &mut out).unwrap();
        anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
    }

    const ROWS: [[&str; 5]; 3] = [
        ["ola-1", "task", "kari", "2026-12-01", "Avstem november på Ås før møtet"],
        ["kari-12", "task", "", "", "Kort"],
        ["2026-11-24-091203-kari-confirm-7f3a", "reply", "ola", "", "日本語の表題はとても長い"],
    ];

    #[test]
    fn columns_fit_the_terminal() {
        insta::assert_snapshot!(shown(&ROWS, None), @r"
        id                                   kind   to    due         title
        ola-1                                task   kari  2026-12-01  Avstem november på Ås før møtet
        kari-12                              task                     Kort
        2026-11-24-091203-kari-confirm-7f3a  reply  ola               日本語の表題はとても長い
        ");
        insta::assert_snapshot!(shown(&ROWS, Some(80)), @r"
        id                                   to    due         title
        ola-1                                kari  2026-12-01  Avstem november på Ås fø…
        kari-12                                                Kort
        2026-11-24-091203-kari-confirm-7f3a  ola               日本語の表題はとても長い
        ");
        insta::assert_snapshot!(shown(&ROWS[..2], Some(52)), @r"
        id       to    due         title
        ola-1    kari  2026-12-01  Avstem november på Ås fø…
        kari-12                    Kort
        ");
        insta::assert_snapshot!(shown(&ROWS[..2], Some(43)), @r"
        id       due         title
        ola-1    2026-12-01  Avstem november på Ås…
        kari-12              Kort
        ");
    }

    #[test]
    fn narrow_terminals_stack() {
        insta::assert_snapshot!(shown(&ROWS, Some(40)), @r"
        ola-1  Avstem november på Ås før møtet
          task · to kari · due 2026-12-01
        kari-12  Kort
          task
        2026-11-24-091203-kari-confirm-7f3a
          日本語の表題はとても長い
          reply · to ola
        ");
        insta::assert_snapshot!(shown(&ROWS, Some(20)), @r"
        ola-1
          Avstem november p…
          task · to kari
          due 2026-12-01
        kari-12  Kort
          task
        2026-11-24-091203-kari-confirm-7f3a
          日本語の表題はと…
          reply · to ola
        ");
        for width in 0..100 {
            let text = shown(&ROWS, Some(width));
            assert!(text.contains("2026-11-24-091203-kari-confirm-7f3a"), "{width}: {text}");
        }
        assert_eq!(shown(&[], Some(20)), "");
    }

    #[test]
    fn columns_without_values_are_not_shown() {
        insta::assert_snapshot!(shown(&[["ola-1", "", "", "", "Én"]], Some(40)), @r"
        id     title
        ola-1  Én
        ");
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(fit("日本語日本語", 7), "日本語…");
        assert_eq!(fit("日本語日本語", 6), "日本…");
        assert_eq!(fit("abc", 3), "abc");
        assert_eq!(fit("abc", 0), "");
        assert_eq!(fit("👩‍💻👩‍💻👩‍💻 a", 5), "👩‍💻👩‍💻…");
        for width in 0..20 {
            assert!(fit("Blåbær 👩‍💻🇳🇴 e\u{301}日本", width).width() <= width);
        }
    }
}
