use std::io::{self, Write};

use serde_json::json;
use unicode_width::UnicodeWidthStr;

use crate::interfaces::cli::progress::Counter;
use crate::interfaces::cli::style::{BOLD, BROKEN, DIM, LATE, MINE};
use crate::interfaces::cli::table::fit;
use crate::interfaces::cli::{Exit, Globals, words};
use crate::ops::Listed;
use crate::ops::board::{Board, BoardError, BoardOptions, Lane, board};
use crate::text::harmless;

/// Show the open tasks in columns, by where they stand
///
/// As many columns stand beside each other as the terminal holds; in a narrow one they stand below
/// each other. A query narrows what is shown, as in `list`; tasks that are closed are there when it
/// asks for them, and other documents when it names their kind.
///
/// `--by person` is for whom a task waits, `--by due` the week that it is due in; any field works,
/// such as `project`.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover board
  handover board --by person is:late
  handover board --by due to:me
  handover board status:accepted,delivered --by project")]
pub(crate) struct Args {
    /// Words and `key:value`, as in `list`
    #[arg(value_name = "QUERY", allow_hyphen_values = true, trailing_var_arg = true)]
    query: Vec<String>,
    /// What the columns stand for: `status`, `person`, `due` or a field
    #[arg(long, value_name = "KEY", default_value = "status")]
    by: String,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// A column is never narrower.
const LEAST: usize = 24;
/// Wider columns are harder to read.
const MOST: usize = 36;
const GAP: usize = 2;

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let query = words::query(&args.query, &["--by", "--json", "--color", "-C"])?;
    let place = super::open(globals)?;
    let me = place.me();
    let counter = Counter::new("Taking in words", globals);
    let indexing = &|done, total| counter.count(done, total);
    let options = BoardOptions { query: &query, by: Some(&args.by), me: me.as_deref(), indexing };
    let found = board(&place.snapshot, options).or_else(|error| match error {
        BoardError::Query(error) => super::query_error(&error, &query),
        BoardError::By(error) => super::query_error(&error, &args.by),
    })?;
    drop(counter);
    let mut out = globals.out();
    if args.json {
        out.json(&to_json(&found))?;
    } else {
        let mut text = Vec::new();
        write(&found, me.as_deref(), globals.terminal_width(), &mut text)?;
        out.write_all(&text)?;
    }
    out.finish()?;
    super::doubts(&query, globals)?;
    if !args.json && found.columns.is_empty() {
        let query = if query.trim().is_empty() { "is:open" } else { &query };
        super::nothing(query, None, globals)?;
    }
    Ok(Exit::Done)
}

fn to_json(found: &Board) -> serde_json::Value {
    let lane = |lane: &Lane| {
        let items: Vec<_> = lane.items.iter().map(Listed::to_json).collect();
        json!({ "name": lane.name, "items": items })
    };
    let columns: Vec<_> = found.columns.iter().map(lane).collect();
    json!({ "version": 1, "by": found.by, "columns": columns })
}

/// A line of a card, in its pieces: each a text with its style.
type Line = Vec<(String, anstyle::Style)>;

fn write(
    found: &Board,
    me: Option<&str>,
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let count = found.columns.len();
    let beside = width.map_or(1, |width| ((width + GAP) / (LEAST + GAP)).clamp(1, count.max(1)));
    if beside < 2 {
        return write_below(found, me, width, out);
    }
    // The last row of columns is as full as the others, as far as that goes.
    let beside = count.div_ceil(count.div_ceil(beside));
    let width = width.map_or(MOST, |width| ((width + GAP) / beside - GAP).min(MOST));
    for (at, row) in found.columns.chunks(beside).enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        let columns: Vec<Vec<Line>> =
            row.iter().map(|lane| lines(lane, &found.by, me, width)).collect();
        let height = columns.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            let mut gap = 0;
            for column in &columns {
                let pieces = column.get(line).map_or(&[][..], Vec::as_slice);
                let used: usize = pieces.iter().map(|(text, _)| text.width()).sum();
                if used > 0 {
                    write!(out, "{:gap$}", "")?;
                    gap = 0;
                }
                write_pieces(pieces, out)?;
                gap += width.saturating_sub(used) + GAP;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

fn write_below(
    found: &Board,
    me: Option<&str>,
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (at, lane) in found.columns.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        for line in lines(lane, &found.by, me, width.unwrap_or(usize::MAX)) {
            write_pieces(&line, out)?;
            writeln!(out)?;
        }
    }
    Ok(())
}

fn write_pieces(pieces: &[(String, anstyle::Style)], out: &mut dyn Write) -> io::Result<()> {
    pieces.iter().try_for_each(|(text, style)| write!(out, "{style}{text}{style:#}"))
}

/// A column from top to bottom: its name, then each card in two lines or three.
fn lines(lane: &Lane, by: &str, me: Option<&str>, width: usize) -> Vec<Line> {
    let name =
        lane.name.as_deref().map_or_else(|| format!("no {by}"), |name| name.replace('_', " "));
    let number = lane.items.len().to_string();
    let room = width.saturating_sub(number.len() + 1);
    let name = fit(&harmless(&name), room);
    let mut lines = vec![vec![(format!("{name} "), BOLD), (number, DIM)]];
    for one in &lane.items {
        card(one, by, me, width, &mut lines);
    }
    lines
}

fn card(one: &Listed, by: &str, me: Option<&str>, width: usize, lines: &mut Vec<Line>) {
    const DOT: &str = " · ";
    let title = fit(&harmless(&one.title), width.saturating_sub(2));
    let id = harmless(&one.id).into_owned();
    let mut pieces: Vec<(String, anstyle::Style)> = vec![(id, DIM)];
    if !one.readable {
        pieces.push(("broken".to_owned(), BROKEN));
    }
    let due = one.text("due");
    if !due.is_empty() {
        let due = harmless(&due);
        let late = (format!("{due} late"), LATE);
        pieces.push(if one.late { late } else { (due.into_owned(), anstyle::Style::new()) });
    }
    let waiting = one.standing.as_ref().and_then(|standing| standing.waiting_on.as_deref());
    if let Some(person) = waiting.filter(|_| by != "person") {
        let style = if me == Some(person) { MINE } else { anstyle::Style::new() };
        pieces.push((harmless(person).into_owned(), style));
    }
    lines.push(vec![("  ".to_owned(), anstyle::Style::new()), (title, anstyle::Style::new())]);
    let mut line: Line = vec![("  ".to_owned(), anstyle::Style::new())];
    let mut used = 2;
    for (at, (text, style)) in pieces.into_iter().enumerate() {
        if at > 0 && used + DOT.width() + text.width() > width {
            lines
                .push(std::mem::replace(&mut line, vec![("  ".to_owned(), anstyle::Style::new())]));
            used = 2;
        } else if at > 0 {
            line.push((DOT.to_owned(), DIM));
            used += DOT.width();
        }
        used += text.width();
        line.push((text, style));
    }
    lines.push(line);
}
