//! Tables, merged row by row; a row that both changed, cell by cell.

use super::super::core::{Named, Three, Units};
use super::super::shape::{canonical, lines};
use super::pieces::{Piece, Pieces};

struct Row<'t> {
    line: &'t str,
    named: Named,
}

/// Merges three tables; each is whole lines, the last without its line end.
pub(super) fn merge(base: &str, left: &str, right: &str) -> Pieces {
    let rows = Three::new(base, left, right).map(read);
    let named =
        rows.as_ref().map(|rows| rows.iter().map(|row| row.named.clone()).collect::<Vec<_>>());
    let units = Units::by_likeness(Three::new(&named.base[..], &named.left, &named.right));
    let differs = |one: &Row, other: &Row| one.named != other.named;
    let (alive, _) = units.alive(
        |b, l| differs(&rows.base[b], &rows.left[l]),
        |b, r| differs(&rows.base[b], &rows.right[r]),
    );
    let line = |unit: usize| {
        let at = &units.places[unit];
        let (l, r) = (at.left.map(|i| rows.left[i].line), at.right.map(|i| rows.right[i].line));
        l.into_iter().chain(r).min()
    };
    let order = units.merged_order(&alive, |unit| line(unit).unwrap_or("").to_owned());
    let mut out = Pieces::default();
    for (index, unit) in order.iter().enumerate() {
        if index > 0 {
            out.push("\n");
        }
        let at = &units.places[*unit];
        match (at.left, at.right) {
            (Some(l), Some(r)) => {
                let old = at.base.map(|i| rows.base[i].line);
                out.append(row(old, rows.left[l].line, rows.right[r].line));
            }
            _ => out.push(line(*unit).unwrap_or("")),
        }
    }
    out
}

fn read(table: &str) -> Vec<Row<'_>> {
    let rows = lines(table).enumerate().map(|(at, line)| {
        let line = line.trim_end_matches(['\n', '\r']);
        let cells: Vec<&str> = cells(line).into_iter().map(str::trim).collect();
        let named = match at {
            0 => Named { key: "\0head".to_owned(), content: canonical(line), ..Named::default() },
            1 => Named { key: "\0rule".to_owned(), content: canonical(line), ..Named::default() },
            _ => {
                let first = cells.iter().position(|cell| !cell.is_empty());
                let key = first.map_or("", |at| cells[at]).to_owned();
                let content = cells[first.map_or(0, |at| at + 1)..].join("|");
                Named { key, content, ..Named::default() }
            }
        };
        Row { line, named }
    });
    rows.collect()
}

/// Divides a row at its bars; what stands before the first and behind the last counts as cells.
fn cells(line: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut escaped = false;
    for (at, byte) in line.bytes().enumerate() {
        if byte == b'|' && !escaped {
            out.push(&line[start..at]);
            start = at + 1;
        }
        escaped = byte == b'\\' && !escaped;
    }
    out.push(&line[start..]);
    out
}

fn row(base: Option<&str>, left: &str, right: &str) -> Pieces {
    let whole = Pieces::whole(base.unwrap_or(""), left, right);
    if !whole.is_open() {
        return whole;
    }
    let all = Three::new(cells(base.unwrap_or("")), cells(left), cells(right));
    let count = all.left.len();
    if all.right.len() != count || (base.is_some() && all.base.len() != count) {
        return whole;
    }
    let mut merged = Vec::with_capacity(count);
    for at in 0..count {
        let old = all.base.get(at).copied().unwrap_or("");
        match &Pieces::whole(old.trim(), all.left[at].trim(), all.right[at].trim()).0[..] {
            [Piece::Text(text)] => {
                let raw = [all.left[at], all.right[at]];
                let written = raw.into_iter().filter(|cell| cell.trim() == text).min();
                merged.push(written.map_or_else(|| text.clone(), str::to_owned));
            }
            _ => return whole,
        }
    }
    Pieces::text(merged.join("|"))
}
