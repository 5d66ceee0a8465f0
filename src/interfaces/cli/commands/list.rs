use clap::ValueEnum;

use crate::interfaces::cli::progress::Counter;
use crate::interfaces::cli::{Exit, Globals, listing, words};
use crate::ops::Place;
use crate::ops::list::{List, ListError, ListOptions, list};

/// List the documents that fit a query
///
/// A query is words and fields: `november status:sent,draft -to:kari 'due:<7d' sort:due`. Keys,
/// values and kinds may be written in English or Bokmål. `waiting:me` finds what waits for you,
/// `is:late` what is overdue, `@NAME` stands for a query that workspace.yml has saved.
/// docs/query.md tells all of it. Replies and reviews are left out unless the query asks for their
/// kind.
///
/// Where a task stands is judged by what was said about it: `sent (confirmed)` means that its file
/// says sent and that it was confirmed since.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover list status:sent to:kari
  handover list waiting:me 'due:<7d' sort:due
  handover list november -kind:brief --json
  handover list status:draft from:me --format ids | xargs -n 1 handover show
  handover list is:at-risk --all
  handover list is:late --columns id,due,to,title")]
pub(crate) struct Args {
    /// Words and `key:value`, with `-` before what is to be left out
    #[arg(value_name = "QUERY", allow_hyphen_values = true, trailing_var_arg = true)]
    query: Vec<String>,
    /// How to write it
    #[arg(long, default_value = "table")]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// In all your workspaces, which `init` and `join` have listed: items as `nordlys/ola-14`
    #[arg(long)]
    all: bool,
    /// The columns of a table or of csv, with commas between them
    #[arg(long, value_name = "KEYS", conflicts_with = "json")]
    columns: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Columns, fitted to the terminal
    Table,
    /// Comma-separated values with a line of names; a cell that a spreadsheet would take for a
    /// formula begins with an apostrophe
    Csv,
    /// One id a line
    Ids,
    /// One object
    Json,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let query =
        words::query(&args.query, &["--format", "--json", "--all", "--columns", "--color", "-C"])?;
    let format = if args.json { Format::Json } else { args.format };
    if args.columns.is_some() && matches!(format, Format::Ids | Format::Json) {
        anyhow::bail!("`--columns` goes with `--format table` and `--format csv`");
    }
    let columns = args.columns.as_deref();
    if columns.is_some_and(|names| names.trim().is_empty()) {
        anyhow::bail!("name the columns, such as `--columns id,due,title`");
    }
    let (found, me) = match args.all {
        true => (in_all(&query, columns, globals)?, None),
        false => {
            let place = super::open_live(globals)?;
            let me = place.me();
            (of_one(&place, (&query, columns, me.as_deref()), globals)?, me)
        }
    };
    let mut out = globals.out();
    let columns = found.columns.as_deref();
    match format {
        Format::Csv => listing::write_csv(&found.items, columns, &mut out)?,
        Format::Ids => listing::write_ids(&found.items, &mut out)?,
        Format::Json => listing::write_json(&found.items, &mut out)?,
        Format::Table => {
            let width = globals.terminal_width();
            listing::write_table(&found.items, columns, me.as_deref(), width, &mut out)?;
            if globals.environment.stdout_is_terminal && !found.items.is_empty() {
                listing::write_count(&found.items, found.total, &mut out)?;
            }
        }
    }
    out.finish()?;
    super::doubts(&query, globals)?;
    if format == Format::Table && found.items.is_empty() {
        nothing(&query, &found, globals)?;
    }
    Ok(Exit::Done)
}

/// Lists one workspace, for `me`.
fn of_one(
    place: &Place,
    (query, columns, me): (&str, Option<&str>, Option<&str>),
    globals: &Globals,
) -> anyhow::Result<List> {
    let counter = Counter::new("Taking in words", globals);
    let indexing = &|done, total| counter.count(done, total);
    list(&place.snapshot, ListOptions { query, columns, me, indexing }).or_else(|error| match error
    {
        ListError::Query(error) => super::query_error(&error, query),
        ListError::Columns(error) => super::query_error(&error, columns.unwrap_or_default()),
    })
}

/// Lists all workspaces of this user, one behind the other, each document with the workspace's name before
/// its id.
fn in_all(query: &str, columns: Option<&str>, globals: &Globals) -> anyhow::Result<List> {
    let (lists, _) = super::in_all(globals, |place| {
        let me = place.me();
        of_one(&place, (query, columns, me.as_deref()), globals)
    })?;
    let mut lists = lists.into_iter().map(|((name, _), mut list)| {
        for item in &mut list.items {
            item.id = format!("{name}/{}", item.id).into();
        }
        list
    });
    let Some(mut all) = lists.next() else { anyhow::bail!("no workspace of yours can be read") };
    for list in lists {
        all.items.extend(list.items);
        all.total += list.total;
    }
    Ok(all)
}

/// Says on standard error that there is nothing to show.
fn nothing(query: &str, found: &List, globals: &Globals) -> anyhow::Result<()> {
    let saved = found.perhaps.as_ref().map(|name| format!("`@{name}` is a saved query"));
    let more = || "`handover search` looks into replies and reviews too".to_owned();
    let hint = saved.or_else(|| found.has_words.then(more));
    super::nothing(query, hint, globals)
}
