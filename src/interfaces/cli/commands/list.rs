use std::io::Write;

use serde_json::json;

use crate::interfaces::cli::table::Table;
use crate::interfaces::cli::{Exit, Globals};
use crate::ops;
use crate::ops::list::{ListOptions, Listed};

/// List the documents that fit a query
///
/// A query is words and fields: `november status:sent,draft -to:kari kind:task`. Keys, values and
/// kinds may be written in English or Bokmål. Replies and reviews are left out unless the query
/// asks for their kind.
///
/// `waiting:kari` finds the tasks that wait for her, `is:open` those that are not closed, `is:late`
/// those that are overdue. Where a task stands is judged by what was said about it: `sent
/// (confirmed)` means that its file says sent and that it was confirmed since.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover list status:sent to:kari
  handover list waiting:kari is:late
  handover list november -kind:brief --json")]
pub(crate) struct Args {
    /// Words and `key:value`, with `-` before what is to be left out
    #[arg(value_name = "QUERY", allow_hyphen_values = true, trailing_var_arg = true)]
    query: Vec<String>,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    // With hyphens allowed, an option behind the first word arrives among the words.
    let json = args.json || args.query.iter().any(|word| word == "--json");
    let words: Vec<&str> =
        args.query.iter().map(String::as_str).filter(|word| *word != "--json").collect();
    let query = words.join(" ");
    let place = super::open(globals)?;
    let me = place.me();
    let options = ListOptions { query: &query, me: me.as_deref() };
    let found = ops::list::list(&place.snapshot, options)
        .or_else(|error| super::query_error(&error, &query))?;
    let mut out = globals.out();
    if json {
        let items: Vec<_> =
            found.iter().map(|one| ops::to_json(&one.record, one.standing.as_ref())).collect();
        out.json(&json!({ "version": 1, "items": items }))?;
    } else {
        write_table(&found, globals, &mut out)?;
    }
    out.finish()?;
    Ok(Exit::Done)
}

/// Writes the documents as a table.
pub(super) fn write_table(
    found: &[Listed],
    globals: &Globals,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let mut table = Table::new(&["id", "kind", "status", "to", "waiting", "due", "title"]);
    for one in found {
        let record = &one.record;
        let field =
            |key: &str| record.field(key).map(|field| field.value.to_string()).unwrap_or_default();
        let standing = one.standing.as_ref();
        let kind = match &record.kind {
            Some(kind) if record.readable => kind.as_str(),
            _ => "broken",
        };
        table.row([
            record.id.to_string(),
            kind.to_owned(),
            super::status(&field("status"), standing),
            field("to"),
            standing.and_then(|one| one.waiting_on.clone()).unwrap_or_default(),
            field("due"),
            record.title.to_string(),
        ]);
    }
    table.write(globals.terminal_width(), out)
}
