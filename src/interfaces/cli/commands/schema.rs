use std::io::Write;

use serde_json::json;

use crate::interfaces::cli::style::BOLD;
use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::ops::schema::{SchemaError, json_schema, kinds};
use crate::schema::question;

/// Print the JSON Schema of a kind, for editors and other programs
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover schema task > task.schema.json
  handover schema")]
pub(crate) struct Args {
    /// The kind; without one, all kinds in a line each
    #[arg(value_name = "KIND")]
    kind: Option<String>,
    /// Write the list of kinds as JSON; a schema is JSON anyway
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let mut out = globals.out();
    match args.kind {
        Some(kind) => {
            let schema = json_schema(&globals.directory, &kind);
            out.json(&schema.or_else(|error| {
                let hint = match &error {
                    SchemaError::Unknown { similar, .. } => {
                        let list = || "`handover schema` lists all kinds".to_owned();
                        Some(question(similar, "").unwrap_or_else(list))
                    }
                    SchemaError::Host(_) => None,
                };
                Err(error).hints(hint)
            })?)?;
        }
        None if args.json => {
            let kinds: Vec<_> = kinds(&globals.directory)?
                .into_iter()
                .map(|kind| json!({"name": kind.name, "doc": kind.doc, "folder": kind.folder}))
                .collect();
            out.json(&json!({ "version": 1, "kinds": kinds }))?;
        }
        None => {
            let kinds = kinds(&globals.directory)?;
            let width = kinds.iter().map(|kind| kind.name.len()).max().unwrap_or(0);
            for kind in kinds {
                writeln!(out, "{BOLD}{:width$}{BOLD:#}  {}", kind.name, kind.doc)?;
            }
        }
    }
    out.finish()?;
    Ok(Exit::Done)
}
