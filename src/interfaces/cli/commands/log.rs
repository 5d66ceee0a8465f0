use std::io::{self, Write};
use std::num::NonZeroUsize;

use anyhow::Context;
use serde_json::json;

use crate::interfaces::cli::progress::Counter;
use crate::interfaces::cli::story::{Sheet, end_to_json};
use crate::interfaces::cli::style::{BOLD, DIM};
use crate::interfaces::cli::{Exit, Globals};
use crate::ops::log::{Log, LogError, LogOptions, log};
use crate::ops::story::{Event, People, Voice, event_to_json};
use crate::schema::Message;
use crate::text::harmless;

/// Tell the history of a document in words
///
/// Who changed which field from what to what, and when, the youngest first: through renames, moves
/// and merges, also of a document that was deleted. What was said about a task is part of its
/// history. Changes that others do not have yet stand at the top.
///
/// Other spellings of one meaning are no change: quotes, order, other words for a field, wrapping.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover log ola-14
  handover log ola-14 --since 7d
  handover log tasks/ola-14-reconcile.md --limit 10 --json")]
pub(crate) struct Args {
    /// The document: its id, an unambiguous part of it, or a path
    #[arg(value_name = "ID")]
    id: String,
    /// Leave out what is older: a date, `7d`, `yesterday`, `monday`
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    /// Show only the youngest so many changes
    #[arg(long, value_name = "COUNT")]
    limit: Option<NonZeroUsize>,
    /// Show the commit of each change
    #[arg(long, short)]
    verbose: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let (place, id) = super::open_of(&args.id, globals)?;
    let since =
        args.since.as_deref().map(|text| super::since(text, &place, globals)).transpose()?;
    let options = LogOptions { wanted: &id, since, limit: args.limit.map(NonZeroUsize::get) };
    let counter = Counter::new("Reading the history", globals);
    let watch = |done, total| counter.count(done, total);
    let told = log(&place, options, &watch).or_else(|error| match error {
        LogError::Lookup(error) => super::lookup(error),
        LogError::Story(error) => Err(error).context("there is no history to tell"),
    })?;
    drop(counter);
    let mut out = globals.out();
    if args.json {
        out.json(&to_json(&told))?;
    } else {
        let people = People::of(place.snapshot.people());
        let schema = place.snapshot.schema();
        let sheet = Sheet {
            voice: Voice { schema, language: place.language(), people: &people },
            zone: place.zone(),
            indent: 0,
            width: globals.terminal_width(),
            names: true,
            commits: args.verbose,
        };
        write_text(&told, &sheet, &mut out)?;
    }
    out.finish()?;
    Ok(Exit::Done)
}

fn to_json(told: &Log) -> serde_json::Value {
    json!({
        "version": 1,
        "item": { "id": told.id, "kind": told.kind, "path": told.path, "title": told.title },
        "events": told.events.iter().map(event_to_json).collect::<Vec<_>>(),
        "cut": told.cut,
        "ends": told.ends.iter().map(end_to_json).collect::<Vec<_>>(),
    })
}

fn write_text(told: &Log, sheet: &Sheet<'_>, out: &mut dyn Write) -> io::Result<()> {
    let say = |message: Message<'_>| message.text(sheet.voice.language);
    if let Some(title) = &told.title {
        writeln!(out, "{BOLD}{}{BOLD:#}", sheet.folded(&harmless(title)))?;
    }
    let kind = told.kind.as_deref().map(|kind| format!(" · {kind}")).unwrap_or_default();
    let (id, path) = (harmless(&told.id), harmless(told.path.as_str()));
    writeln!(out, "{DIM}{id}{kind} · {path}{DIM:#}")?;
    let (shared, pending): (Vec<&Event>, Vec<&Event>) =
        told.events.iter().partition(|event| event.shared);
    if told.events.is_empty() {
        writeln!(out, "\n{}", say(Message::NothingDone))?;
    }
    if !pending.is_empty() {
        writeln!(out, "\n{BOLD}{}{BOLD:#}", say(Message::NotSharedHeading))?;
        sheet.write(&pending, out)?;
    }
    if !shared.is_empty() {
        writeln!(out)?;
        sheet.write(&shared, out)?;
    }
    if told.cut {
        writeln!(out, "\n{DIM}{}{DIM:#}", say(Message::OlderLeftOut))?;
    }
    sheet.write_ends(&told.ends, out)
}
