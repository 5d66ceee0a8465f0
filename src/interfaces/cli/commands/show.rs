use std::io::{self, Write};

use serde_json::json;

use crate::interfaces::cli::markdown::{self, Look};
use crate::interfaces::cli::output::Out;
use crate::interfaces::cli::style::{BOLD, DIM};
use crate::interfaces::cli::{Exit, Globals};
use crate::interfaces::cli::{listing, markdown};
use crate::ops::PlaceError;
use crate::ops::show::{Reply, Shown, show};
use crate::ops::to_json;
use crate::schema::Record;
use crate::text::harmless;
use crate::workflow::Standing;

/// Show a document with what was said about it
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover show ola-14
  handover show ola-14 --json")]
pub(crate) struct Args {
    /// The document: its id, an unambiguous part of it, or a path
    #[arg(value_name = "ID")]
    id: String,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let place = super::open(globals)?;
    let shown = show(&place, &args.id).or_else(|error| match error {
        PlaceError::Lookup(error) => super::lookup(error),
        error => Err(error.into()),
    })?;
    let mut out = globals.out();
    if args.json {
        write_json(&shown, &mut out)?;
    } else {
        write_text(&shown, globals.look(), &mut out)?;
    }
    out.finish()?;
    Ok(Exit::Done)
}

fn write_json(shown: &Shown, out: &mut Out) -> io::Result<()> {
    let mut item = to_json(&shown.record, shown.standing.as_ref());
    let reply = |reply: &Reply| {
        let mut item = to_json(&reply.record, None);
        item.insert("body".to_owned(), json!(reply.body));
        item
    };
    let sections: Vec<_> = shown
        .sections
        .iter()
        .map(|one| {
            json!({
                "name": one.name, "heading": one.heading, "level": one.level, "text": one.text,
            })
        })
        .collect();
    let links: Vec<_> = shown
        .links
        .iter()
        .map(|link| json!({ "target": link.target, "path": link.path }))
        .collect();
    item.insert("body".to_owned(), json!(shown.body));
    item.insert("sections".to_owned(), json!(sections));
    item.insert("replies".to_owned(), json!(shown.replies.iter().map(reply).collect::<Vec<_>>()));
    item.insert("links".to_owned(), json!(links));
    out.json(&json!({ "version": 1, "item": item }))
}

/// Writes a document as it is read on a terminal.
pub(super) fn write_text(shown: &Shown, look: Look<'_>, out: &mut dyn Write) -> io::Result<()> {
    let record = &shown.record;
    writeln!(out, "{BOLD}{}{BOLD:#}", harmless(&record.title))?;
    let kind = record.kind.as_deref().unwrap_or("no document");
    let (id, path) = (harmless(&record.id), harmless(record.path.as_str()));
    writeln!(out, "{DIM}{id} · {kind} · {path}{DIM:#}")?;
    write_fields(record, shown.standing.as_ref(), out)?;
    write_body(&shown.body_without_comments(), look, out)?;
    for reply in &shown.replies {
        let record = &reply.record;
        let text = |key: &str| record.field(key).map(|field| field.value.to_string());
        let what = text("type")
            .or_else(|| text("verdict"))
            .or_else(|| record.kind.as_ref().map(ToString::to_string));
        let words: Vec<String> = [text("by"), what, text("at")].into_iter().flatten().collect();
        writeln!(out, "\n{BOLD}{}{BOLD:#}", harmless(&words.join(" · ")))?;
        writeln!(out, "{DIM}{}{DIM:#}", harmless(record.path.as_str()))?;
        write_body(&reply.body_without_comments(), look, out)?;
    }
    if !shown.problems.is_empty() {
        let problems = super::count(shown.problems.len(), "problem");
        writeln!(out, "\n{problems}; `handover check {path}` shows where")?;
    }
    Ok(())
}

fn write_fields(
    record: &Record,
    standing: Option<&Standing>,
    out: &mut dyn Write,
) -> io::Result<()> {
    const SHOWN_ABOVE: [&str; 3] = ["id", "kind", "title"];
    let mut fields: Vec<(String, String)> = record
        .fields
        .iter()
        .filter(|field| !SHOWN_ABOVE.contains(&field.key.as_str()))
        .map(|field| (harmless(&field.key).into_owned(), field.value.to_string()))
        .map(|(key, value)| match key.as_str() {
            "status" => (key, listing::status(&value, standing)),
            _ => (key, value),
        })
        .filter(|(_, value)| !value.is_empty())
        .collect();
    if let Some(person) = standing.and_then(|one| one.waiting_on.clone()) {
        fields.push(("waiting".to_owned(), person));
    }
    let width = fields.iter().map(|(key, _)| key.chars().count()).max().unwrap_or(0);
    if !fields.is_empty() {
        writeln!(out)?;
    }
    for (key, value) in fields {
        writeln!(out, "{DIM}{key:width$}{DIM:#}  {}", harmless(&value))?;
    }
    Ok(())
}

fn write_body(body: &str, look: Look<'_>, out: &mut dyn Write) -> io::Result<()> {
    let shown = markdown::shown(body, look);
    if shown.is_empty() { Ok(()) } else { write!(out, "\n{shown}") }
}
