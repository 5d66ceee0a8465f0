use std::io::{self, Write};
use std::num::NonZeroUsize;

use serde_json::{Value as Json, json};

use crate::interfaces::cli::excerpt::excerpt;
use crate::interfaces::cli::progress::Counter;
use crate::interfaces::cli::style::{BOLD, DIM};
use crate::interfaces::cli::table::fit;
use crate::interfaces::cli::{Exit, Globals, Hint, listing, words};
use crate::ops;
use crate::ops::search::{Found, Hit, Line, SearchError, SearchOptions, search};
use crate::schema::Record;
use crate::text::{Position, Span, harmless};

/// Find the documents in which words stand, best first, with the lines
///
/// All words must stand in a document: in its title, its fields or its text. A word may be the
/// beginning of a word; words in quotes stand as they are, one behind the other. `aa`, `ae` and
/// `oe` find `å`, `æ` and `ø` too.
///
/// Replies and reviews are searched too, and shown with their task. Conditions narrow the search as
/// they do in `list`: `faktura kind:task -status:closed`.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover search november invoice
  handover search '\"bank account\"' kind:task is:open
  handover search --json --limit 50 invoice")]
pub(crate) struct Args {
    /// Words, and conditions as in `list`
    #[arg(
        value_name = "TEXT",
        required = true,
        allow_hyphen_values = true,
        trailing_var_arg = true
    )]
    text: Vec<String>,
    /// Show so many documents; 10 without it
    #[arg(long, value_name = "N")]
    limit: Option<NonZeroUsize>,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let query = words::query(&args.text, &["--limit", "--json", "--color", "-C"])?;
    let place = super::open(globals)?;
    let me = place.me();
    let (reading, indexing) =
        (Counter::new("Reading", globals), Counter::new("Taking in words", globals));
    let options = SearchOptions {
        query: &query,
        me: me.as_deref(),
        limit: args.limit.map(NonZeroUsize::get),
        reading: &|done, total| reading.count(done, total),
        indexing: &|done, total| indexing.count(done, total),
    };
    let found = search(&place.snapshot, options).or_else(|error| match error {
        SearchError::Query(error) => super::query_error(&error, &query),
        SearchError::NoWord => {
            Err(error).hint("`handover list` shows documents by their fields alone")
        }
        SearchError::Host(error) => Err(error.into()),
    })?;
    drop((reading, indexing));
    let mut out = globals.out();
    if args.json {
        out.json(&to_json(&found))?;
    } else {
        for (at, hit) in found.hits.iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            write_hit(hit, globals.terminal_width(), &mut out)?;
        }
    }
    out.finish()?;
    super::doubts(&query, globals)?;
    tell(&found, globals)?;
    Ok(Exit::Done)
}

/// Says on standard error what the list itself does not.
fn tell(found: &Found, globals: &Globals) -> io::Result<()> {
    let mut err = globals.err();
    let shown = found.hits.len();
    if shown < found.total {
        writeln!(err, "{shown} of {}; `--limit {0}` shows all", found.total)?;
    }
    if found.total == 0 {
        writeln!(err, "nothing found")?;
    }
    for word in &found.unknown {
        let typed = harmless(&word.typed);
        match &word.near {
            Some(near) => writeln!(err, "`{typed}` stands nowhere; did you mean `{near}`?")?,
            None => writeln!(err, "`{typed}` stands nowhere")?,
        }
    }
    if found.total == 0 && found.with_words > 0 {
        let number = super::count(found.with_words, "document");
        writeln!(err, "{number} with these words, but none that fits the rest")?;
    } else if found.total == 0 && found.unknown.is_empty() {
        writeln!(err, "each word stands somewhere, but no document has all of them")?;
    }
    err.finish()
}

/// Writes a document with its lines, as wide as the terminal.
fn write_hit(hit: &Hit, width: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let record = &hit.record;
    let titled = hit.about.as_ref().unwrap_or(record);
    let title = harmless(&titled.title);
    let title = width.map_or_else(|| title.to_string(), |width| fit(&title, width));
    let best = hit.lines.get(hit.best);
    let line = best.map(|line| format!(":{}", line.number)).unwrap_or_default();
    let place = format!("{}{line}", record.path);
    let mut said = vec![titled.id.to_string()];
    said.extend(kind(hit));
    said.push(place);
    writeln!(out, "{BOLD}{title}{BOLD:#}")?;
    writeln!(out, "{DIM}{}{DIM:#}", harmless(&said.join(" · ")))?;
    let digits = hit.lines.iter().map(|line| line.number).max().unwrap_or(0).to_string().len();
    for Line { number, text, matches, .. } in &hit.lines {
        let room = width.map(|width| width.saturating_sub(digits + 4));
        let text = excerpt(text, matches, room);
        writeln!(out, "  {DIM}{number:>digits$}{DIM:#}  {text}")?;
    }
    Ok(())
}

/// Says what a document is, and where it stands.
fn kind(hit: &Hit) -> Vec<String> {
    let record = &hit.record;
    let text = |key: &str| record.text(key).map(str::to_owned);
    let kind = match &record.kind {
        _ if !record.readable => "broken",
        Some(kind) => kind,
        None => "no document",
    };
    let mut said = vec![kind.to_owned()];
    if hit.about.is_some() {
        let what = text("type").or_else(|| text("verdict"));
        let by = text("by").map(|by| format!("by {by}"));
        let words: Vec<String> = what.into_iter().chain(by).collect();
        said.push(words.join(" "));
    } else {
        let written = text("status").unwrap_or_default();
        said.push(listing::status(&written, hit.standing.as_ref()));
    }
    said.retain(|one| !one.is_empty());
    said
}

fn to_json(found: &Found) -> Json {
    let items: Vec<Json> = found.hits.iter().map(item).collect();
    json!({ "version": 1, "total": found.total, "items": items })
}

fn item(hit: &Hit) -> Json {
    let mut item = ops::to_json(&hit.record, hit.standing.as_ref());
    let named =
        |record: &Record| json!({ "id": record.id, "path": record.path, "title": record.title });
    let best =
        hit.lines.get(hit.best).and_then(|line| Some(position(line, line.matches.first()?.start)));
    let line = |line: &Line| {
        let range = |span: &Span| json!({ "start": position(line, span.start), "end": position(line, span.end) });
        let ranges: Vec<Json> = line.matches.iter().map(range).collect();
        json!({ "line": line.number, "text": line.text, "ranges": ranges })
    };
    item.insert("about".to_owned(), json!(hit.about.as_ref().map(named)));
    item.insert("score".to_owned(), json!(f64::from(hit.score) / 100.0));
    item.insert("line".to_owned(), json!(best.map(|best| best.line)));
    item.insert("column".to_owned(), json!(best.map(|best| best.column)));
    item.insert("byte".to_owned(), json!(best.map(|best| best.byte)));
    item.insert("lines".to_owned(), json!(hit.lines.iter().map(line).collect::<Vec<_>>()));
    Json::Object(item)
}

/// Where a byte of a line stands in its file.
fn position(line: &Line, byte: usize) -> Position {
    let before = line.text.get(..byte).unwrap_or(&line.text);
    Position { line: line.number, column: before.chars().count() + 1, byte: line.byte + byte }
}
