use std::collections::BTreeMap;
use std::io::{self, Write};

use clap::ValueEnum;
use serde_json::{Map, Value as Json, json};

use crate::interfaces::cli::graph::{Drawing, write_dot, write_mermaid};
use crate::interfaces::cli::output::Out;
use crate::interfaces::cli::table::{Cell, Room, Table, column};
use crate::interfaces::cli::{Exit, Globals};
use crate::ops::PlaceError;
use crate::ops::links::{Linked, LinksError, LinksOptions, Node, PlacedStep, links};
use crate::query::graph::{Arrow, End, Relation};
use crate::text::{RepoPath, harmless};

/// Show what a document leads to, and what leads to it
///
/// Fields that name another document, links in the text, `[[wiki links]]` and attachments, each with
/// the place where it stands; what is not there, not shared yet or outside of the workspace is said.
/// What was said about a task leads to the task. Without an ID, the links of all documents that fit
/// the query.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover links ola-14
  handover links ola-14 --depth 3
  handover links --query 'kind:task is:open' --format dot | dot -Tsvg > links.svg")]
pub(crate) struct Args {
    /// The document: its id, an unambiguous part of it, or a path
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Follow so many links in a row
    #[arg(long, value_name = "N", default_value_t = 1, requires = "id")]
    depth: u16,
    /// Without an ID, which documents
    #[arg(
        long,
        value_name = "QUERY",
        default_value = "",
        hide_default_value = true,
        conflicts_with = "id"
    )]
    query: String,
    /// Show who is named, too; a person's own page always does
    #[arg(long)]
    people: bool,
    /// How to show it
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    format: Format,
    /// Write JSON: the same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table for people
    Text,
    /// A drawing for Graphviz
    Dot,
    /// A drawing for Mermaid, as GitHub and Obsidian show it
    Mermaid,
    Json,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let format = if args.json { Format::Json } else { args.format };
    let (place, id) = super::open_of(args.id.as_deref().unwrap_or_default(), globals)?;
    let id = args.id.is_some().then_some(id);
    let me = place.me();
    let options = LinksOptions {
        wanted: id.as_deref(),
        query: &args.query,
        me: me.as_deref(),
        depth: args.depth.into(),
        people: args.people,
        places: matches!(format, Format::Text | Format::Json),
    };
    let linked = links(&place, &options).or_else(|error| match error {
        LinksError::Place(PlaceError::Lookup(error)) => super::lookup(error),
        LinksError::Query(error) => super::query_error(&error, &args.query),
        LinksError::Place(error) => Err(error.into()),
    })?;
    let mut out = globals.out();
    match format {
        Format::Text => write_text(&linked, globals, &mut out)?,
        Format::Json => write_json(&linked, &mut out)?,
        Format::Dot => write_dot(&Drawing::of(&linked), &mut out)?,
        Format::Mermaid => {
            let drawing = Drawing::of(&linked);
            write_mermaid(&drawing, &mut out)?;
            if drawing.edges() > MERMAID_SHOWS {
                let much = format!(
                    "{} links: Mermaid shows {MERMAID_SHOWS} unless it is told otherwise; a query \
                     shows fewer",
                    drawing.edges()
                );
                super::warn(&[much], globals)?;
            }
        }
    }
    out.finish()?;
    Ok(Exit::Done)
}

/// Mermaid's own bound, `maxEdges`.
const MERMAID_SHOWS: usize = 500;

fn write_text(linked: &Linked, globals: &Globals, out: &mut dyn Write) -> io::Result<()> {
    let width = globals.terminal_width();
    let documents = &linked.documents;
    let Some(of) = &linked.of else {
        if linked.to.is_empty() {
            return writeln!(out, "no document leads to another");
        }
        return table("leads to", &linked.to, |arrow| end(arrow, documents)).write(width, out);
    };
    let name = name(of, documents);
    if linked.to.is_empty() && linked.from.is_empty() {
        return writeln!(out, "{} leads nowhere, and nothing leads to it", harmless(&name.0));
    }
    let to = table("leads to", &linked.to, |arrow| end(arrow, documents));
    let from = table("linked from", &linked.from, |arrow| self::name(&arrow.from, documents));
    to.write(width, out)?;
    if !linked.to.is_empty() && !linked.from.is_empty() {
        writeln!(out)?;
    }
    from.write(width, out)?;
    if linked.to.iter().chain(&linked.from).any(|one| one.step.seen) {
        writeln!(out, "\n{SEEN}: its own links stand elsewhere in the table")?;
    }
    Ok(())
}

/// Stands behind what is followed elsewhere.
const SEEN: &str = "(*)";

/// A table of links; those that are further away stand further in.
fn table(
    head: &'static str,
    steps: &[PlacedStep],
    other: impl Fn(&Arrow) -> (String, String),
) -> Table {
    let mut table = Table::new(vec![
        column(head, Room::Whole),
        column("document", Room::Name),
        column("place", Room::Whole),
        column("title", Room::Text),
    ]);
    for placed in steps {
        let arrow = &placed.step.arrow;
        let (mut name, title) = other(arrow);
        if placed.step.seen {
            name = format!("{name} {SEEN}");
        }
        let indent = "  ".repeat(placed.step.depth.saturating_sub(1).min(12));
        let line = placed.position.map(|position| format!(":{}", position.line));
        let place = format!("{}{}", arrow.from, line.unwrap_or_default());
        let relation = format!("{indent}{}", arrow.relation.word());
        table.row([relation, name, place, title].map(Cell::new).into());
    }
    table
}

/// What an arrow leads to: how it is called, and its title.
pub(in crate::interfaces::cli) fn end(
    arrow: &Arrow,
    documents: &BTreeMap<RepoPath, Node>,
) -> (String, String) {
    let written = &arrow.written;
    let name = match &arrow.end {
        End::Document(path) | End::File(path) => return name(path, documents),
        End::OtherKind(path) => {
            let (name, title) = name(path, documents);
            let kind = documents.get(path).and_then(|node| node.kind.clone());
            return (format!("{name} (a {})", kind.unwrap_or_default()), title);
        }
        End::Missing => format!("{written} (not there)"),
        End::HeldBack => format!("{written} (not shared yet)"),
        End::Web => written.clone(),
        End::Outside(why) => format!("{written} ({why})"),
    };
    (name, String::new())
}

/// How a file is called, and its title.
pub(in crate::interfaces::cli) fn name(
    path: &RepoPath,
    documents: &BTreeMap<RepoPath, Node>,
) -> (String, String) {
    match documents.get(path) {
        Some(node) => (node.id.clone(), node.title.clone()),
        None => (path.to_string(), String::new()),
    }
}

fn write_json(linked: &Linked, out: &mut Out) -> io::Result<()> {
    let documents: Vec<Json> = linked
        .documents
        .iter()
        .map(|(path, node)| {
            json!({ "id": node.id, "kind": node.kind, "path": path, "title": node.title })
        })
        .collect();
    let steps = |steps: &[PlacedStep]| steps.iter().map(step).collect::<Vec<_>>();
    let mut object = json!({ "version": 1, "documents": documents, "links": steps(&linked.to) });
    if let Some(path) = &linked.of {
        object["of"] = json!(path);
        object["linked_from"] = json!(steps(&linked.from));
    }
    out.json(&object)
}

fn step(placed: &PlacedStep) -> Json {
    let arrow = &placed.step.arrow;
    let mut link = Map::new();
    link.insert("from".to_owned(), json!(arrow.from));
    link.extend(relation(arrow));
    link.insert("target".to_owned(), json!(arrow.written));
    link.insert("leads_to".to_owned(), json!(leads_to(&arrow.end)));
    link.insert("path".to_owned(), json!(arrow.end.path()));
    link.insert("line".to_owned(), json!(placed.position.map(|position| position.line)));
    link.insert("column".to_owned(), json!(placed.position.map(|position| position.column)));
    link.insert("depth".to_owned(), json!(placed.step.depth));
    Json::Object(link)
}

/// How one document speaks of another, and in which field.
pub(super) fn relation(arrow: &Arrow) -> Map<String, Json> {
    let (relation, key) = match &arrow.relation {
        Relation::Field(key) | Relation::Person(key) => ("field", Some(key)),
        Relation::Link => ("link", None),
        Relation::Wiki => ("wiki_link", None),
        Relation::Folder => ("folder", None),
    };
    let pairs = [("relation", json!(relation)), ("key", json!(key))];
    pairs.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}

/// The word for what an arrow leads to.
pub(super) fn leads_to(end: &End) -> &'static str {
    match end {
        End::Document(_) => "document",
        End::OtherKind(_) => "other_kind",
        End::File(_) => "file",
        End::Missing => "missing",
        End::HeldBack => "not_shared",
        End::Web => "web",
        End::Outside(_) => "outside",
    }
}
