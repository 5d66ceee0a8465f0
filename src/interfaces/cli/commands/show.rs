use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::links::{leads_to, relation};
use crate::interfaces::cli::output::Out;
use crate::interfaces::cli::{Exit, Globals, reading};
use crate::ops::PlaceError;
use crate::ops::routines::Coming;
use crate::ops::show::{Reply, Shown, ShownSection, raw, show};
use crate::ops::to_json;
use crate::query::graph::{Arrow, Relation};
use crate::text::{RepoPath, harmless_lines};
use crate::workflow::routine::Idle;

/// Show a document with what was said about it
///
/// Where it stands and for whom it waits, its fields, its text laid out for the terminal, replies and
/// reviews with the oldest first, what it leads to and what leads to it, and what is wrong with it.
/// In a pipe, and where no colour is wanted, the marks of headings and emphasis stay.
///
/// Long documents are not put into a pager; `handover show ID --color always | less -R` does it.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover show ola-14
  handover show ola-14 --raw > copy.md
  handover show ola-14 --json")]
pub(crate) struct Args {
    /// The document: its id, an unambiguous part of it, or a path
    #[arg(value_name = "ID")]
    id: String,
    /// Write the file as it is
    #[arg(long, conflicts_with = "json")]
    raw: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let (place, id) = super::open_live_of(&args.id, globals)?;
    let explained = |error| match error {
        PlaceError::Lookup(error) => super::lookup(error),
        error => Err(error.into()),
    };
    if args.raw {
        let text = raw(&place, &id).or_else(explained)?;
        write_raw(&text, globals)?;
        return Ok(Exit::Done);
    }
    let shown = show(&place, &id).or_else(|error| match error {
        PlaceError::Lookup(error) => super::lookup(error),
        error => Err(error.into()),
    })?;
    let mut out = globals.out();
    if args.json {
        write_json(&shown, &mut out)?;
    } else {
        reading::write(&shown, globals, &mut out)?;
    }
    out.finish()?;
    Ok(Exit::Done)
}

/// Writes a text byte for byte; a terminal gets it without what would command it.
fn write_raw(text: &str, globals: &Globals) -> io::Result<()> {
    let mut out = Out::unchanged();
    match globals.environment.stdout_is_terminal {
        true => out.write_all(harmless_lines(text).as_bytes())?,
        false => out.write_all(text.as_bytes())?,
    }
    out.finish()
}

fn write_json(shown: &Shown, out: &mut Out) -> io::Result<()> {
    let mut item = to_json(&shown.record, shown.standing.as_ref());
    let reply = |reply: &Reply| {
        let mut item = to_json(&reply.record, None);
        item.insert("body".to_owned(), json!(reply.body));
        item
    };
    let sections = |all: &[ShownSection]| {
        let one = |one: &ShownSection| {
            json!({
                "name": one.name, "heading": one.heading, "level": one.level, "text": one.text,
            })
        };
        all.iter().map(one).collect::<Vec<_>>()
    };
    let no_person = |arrow: &&Arrow| !matches!(arrow.relation, Relation::Person(_));
    let links = shown.links.iter().filter(no_person).map(|arrow| {
        let mut link = relation(arrow);
        link.insert("target".to_owned(), json!(arrow.written));
        link.insert("leads_to".to_owned(), json!(leads_to(&arrow.end)));
        link.extend(document(arrow.end.path(), shown));
        Json::Object(link)
    });
    let linked_from = shown.linked_from.iter().map(|arrow| {
        let mut link = relation(arrow);
        link.extend(document(Some(&arrow.from), shown));
        Json::Object(link)
    });
    if let Some(lapsed) = &shown.lapsed {
        item.insert("lapsed".to_owned(), lapsed.to_json());
    }
    item.insert("body".to_owned(), json!(shown.body));
    item.insert("sections".to_owned(), json!(sections(&shown.sections)));
    if let Some(guide) = &shown.guide {
        let mut one = to_json(&guide.record, None);
        one.insert("body".to_owned(), json!(guide.body));
        one.insert("sections".to_owned(), json!(sections(&guide.sections)));
        item.insert("text_from".to_owned(), Json::Object(one));
    }
    if let Some(prospect) = &shown.prospect {
        let coming: Vec<Json> = prospect.coming.iter().map(Coming::to_json).collect();
        item.insert("coming".to_owned(), json!(coming));
        item.insert("idle".to_owned(), json!(prospect.idle.map(Idle::word)));
    }
    item.insert("replies".to_owned(), json!(shown.replies.iter().map(reply).collect::<Vec<_>>()));
    item.insert("links".to_owned(), json!(links.collect::<Vec<_>>()));
    item.insert("linked_from".to_owned(), json!(linked_from.collect::<Vec<_>>()));
    out.json(&json!({ "version": 1, "item": item }))
}

/// The file at one end of a link; of a document how it is called, too.
fn document(path: Option<&RepoPath>, shown: &Shown) -> serde_json::Map<String, Json> {
    let node = path.and_then(|path| shown.documents.get(path));
    let mut item = serde_json::Map::new();
    item.insert("path".to_owned(), json!(path));
    if let Some(node) = node {
        item.insert("id".to_owned(), json!(node.id));
        item.insert("kind".to_owned(), json!(node.kind));
        item.insert("title".to_owned(), json!(node.title));
    }
    item
}
