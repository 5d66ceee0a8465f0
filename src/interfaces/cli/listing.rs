//! Documents as a table, as values with commas between them, as ids and as JSON.

use std::io::{self, Write};

use anstyle::Style;
use serde_json::json;

use super::csv;
use super::output::Out;
use super::style::{BROKEN, DIM, LATE, MINE};
use super::table::{Cell, Column as Head, Room, Table};
use crate::ops::{Column, Listed};
use crate::query::Key;
use crate::text::harmless;
use crate::workflow::Standing;

/// The columns that a table has unless others are asked for.
const SHOWN: [&str; 7] = ["id", "kind", "status", "to", "waiting_on", "due", "title"];

/// The columns of comma-separated values, unless others are asked for.
const WRITTEN: [&str; 13] = [
    "id",
    "kind",
    "path",
    "title",
    "status",
    "effective_status",
    "waiting_on",
    "late",
    "from",
    "to",
    "due",
    "priority",
    "project",
];

/// Writes documents as a table, fitted to `width` columns where one is given. `me` is whoever looks.
pub(super) fn write_table(
    found: &[Listed],
    columns: Option<&[Column]>,
    me: Option<&str>,
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let usual = named(&SHOWN);
    let chosen = columns.is_some();
    let columns = columns.unwrap_or(&usual);
    let heads = columns.iter().map(|column| head(column, chosen)).collect();
    let mut table = Table::new(heads).keeping_empty(chosen);
    for one in found {
        table.row(columns.iter().map(|column| cell(one, column, me)).collect());
    }
    table.write(width, out)
}

/// Writes how many documents there are, and how many of them are late.
pub(super) fn write_count(found: &[Listed], total: usize, out: &mut dyn Write) -> io::Result<()> {
    let late = found.iter().filter(|one| one.late).count();
    let all = super::commands::count(total, "document");
    let shown = if found.len() < total { format!("{} of {all}", found.len()) } else { all };
    let late = if late > 0 { format!(", {late} late") } else { String::new() };
    writeln!(out, "{DIM}{shown}{late}{DIM:#}")
}

/// Writes documents as comma-separated values, with a line of names first.
pub(super) fn write_csv(
    found: &[Listed],
    columns: Option<&[Column]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let usual = named(&WRITTEN);
    let columns = columns.unwrap_or(&usual);
    csv::write_row(columns.iter().map(Column::name), out)?;
    for one in found {
        let cells: Vec<String> = columns.iter().map(|column| column.text(one, one.late)).collect();
        csv::write_row(cells.iter().map(String::as_str), out)?;
    }
    Ok(())
}

/// Writes ids, one a line.
pub(super) fn write_ids(found: &[Listed], out: &mut dyn Write) -> io::Result<()> {
    found.iter().try_for_each(|one| writeln!(out, "{}", harmless(&one.id)))
}

/// Writes documents as one JSON object.
pub(super) fn write_json(found: &[Listed], out: &mut Out) -> io::Result<()> {
    let items: Vec<_> = found.iter().map(Listed::to_json).collect();
    out.json(&json!({ "version": 1, "items": items }))
}

/// Says where a task stands: its status, and in brackets what was earned where that differs, and
/// whether its assignee is asked if it is still fine.
pub(super) fn status(written: &str, standing: Option<&Standing>) -> String {
    let Some(standing) = standing else { return written.to_owned() };
    let earned = standing.state.name();
    let still_fine = standing.terms_changed.then_some("still fine?");
    if written.is_empty() || written == earned {
        let more = still_fine.map(|words| format!(" ({words})"));
        return format!("{earned}{}", more.unwrap_or_default());
    }
    let more = still_fine.map(|words| format!(", {words}"));
    format!("{written} ({earned}{})", more.unwrap_or_default())
}

fn named(names: &[&str]) -> Vec<Column> {
    names
        .iter()
        .map(|name| match *name {
            "id" => Column::Key(Key::Id),
            "kind" => Column::Key(Key::Kind),
            "path" => Column::Key(Key::Path),
            "title" => Column::Key(Key::Title),
            "status" => Column::Key(Key::Status),
            "effective_status" => Column::EffectiveStatus,
            "waiting_on" => Column::Key(Key::Waiting),
            "late" => Column::Late,
            name => Column::Key(Key::Field(name.to_owned())),
        })
        .collect()
}

/// How a column is headed, and what becomes of it where there is little room.
fn head(column: &Column, chosen: bool) -> Head {
    let (room, label) = match column {
        Column::Key(Key::Id) => (Room::Name, None),
        Column::Key(Key::Title) => (Room::Text, None),
        Column::Key(Key::Path) => (Room::Whole, None),
        Column::Key(Key::Kind) if !chosen => (Room::Spare(0), None),
        Column::Key(Key::Kind | Key::Status | Key::WrittenStatus) | Column::EffectiveStatus => {
            (Room::Whole, None)
        }
        Column::Key(Key::Waiting) => (Room::Whole, Some("waiting")),
        Column::Late => (Room::Whole, Some("late")),
        Column::Key(Key::Field(name)) => match name.as_str() {
            "to" if chosen => (Room::Whole, Some("to")),
            "to" => (Room::Spare(1), Some("to")),
            "from" => (Room::Whole, Some("from")),
            "due" => (Room::Whole, Some("due")),
            _ => (Room::Whole, None),
        },
    };
    let head = match column {
        Column::Key(Key::Waiting) => "waiting",
        column => column.name(),
    };
    Head { head: head.to_owned(), room, label }
}

fn cell(one: &Listed, column: &Column, me: Option<&str>) -> Cell {
    let closed = one.standing.as_ref().is_some_and(|standing| standing.state.is_closed());
    let text = || column.text(one, one.late);
    let (text, style) = match column {
        Column::Key(Key::Kind) if !one.readable || one.kind.is_none() => {
            ("broken".to_owned(), BROKEN)
        }
        Column::Key(Key::Status) => (status(&text(), one.standing.as_ref()), Style::new()),
        Column::Key(Key::Waiting) => {
            let waiting = text();
            let mine = me.is_some_and(|me| waiting == me);
            (waiting, if mine { MINE } else { Style::new() })
        }
        Column::Key(Key::Field(name)) if name == "due" && one.late => {
            (format!("{} late", text()), LATE)
        }
        _ => (text(), Style::new()),
    };
    let style = if closed && style == Style::new() { DIM } else { style };
    Cell::new(text).styled(style)
}
