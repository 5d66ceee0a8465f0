use std::io::Write;

use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::ops::PlaceError;
use crate::ops::set::{Assignment, Changed, SetError, set};
use crate::text::harmless;

/// Change fields of a document; every other byte stays
///
/// `key=value` sets a field, `key=` takes it away, `key+=item` and `key-=item` change a list. A
/// value that does not fit its field is refused.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover set ola-14 due=2026-12-03 priority=high
  handover set ola-14 tags+=bank checkpoint=")]
pub(crate) struct Args {
    /// The document: its id, an unambiguous part of it, or a path
    #[arg(value_name = "ID")]
    id: String,
    /// Changes, all of them or none
    #[arg(value_name = "KEY=VALUE", required = true)]
    changes: Vec<String>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let changes: Vec<Assignment> =
        args.changes.iter().map(|change| Assignment::parse(change)).collect::<Result<_, _>>()?;
    let (place, id) = super::open_of(&args.id, globals)?;
    let changed = set(&place, &id, &changes).or_else(|error| match error {
        SetError::Place(PlaceError::Lookup(error)) => super::lookup(error),
        SetError::Value { ref notes, .. } => {
            let notes = notes.clone();
            Err(error).hints(notes)
        }
        error => Err(error.into()),
    })?;
    let mut out = globals.out();
    write(&changed, &mut out)?;
    super::warn(&changed.warnings, globals)?;
    out.finish()?;
    Ok(Exit::Done)
}

/// Writes each change with the value before and after.
pub(super) fn write(changed: &Changed, out: &mut dyn Write) -> std::io::Result<()> {
    if changed.fields.is_empty() {
        writeln!(out, "{}: nothing to change", harmless(&changed.id))?;
    }
    for (key, before, after) in &changed.fields {
        let shown = |value: &Option<String>| match value.as_deref() {
            None | Some("") => "(nothing)".to_owned(),
            Some(text) => harmless(text).into_owned(),
        };
        let (id, key) = (harmless(&changed.id), harmless(key));
        writeln!(out, "{id}: {key} {} → {}", shown(before), shown(after))?;
    }
    Ok(())
}
