use std::io::Write;

use crate::diagnostic::render::{self, Context, Format};
use crate::interfaces::cli::editor::{Editor, is_program};
use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::ops::check::{Options, check};
use crate::ops::{PlaceError, edit, explain};
use crate::text::harmless;
use crate::workspace::SILENT;

/// Open a document in your editor, then say what is wrong with it
///
/// VISUAL or EDITOR, VS Code inside its own terminal, else what the system opens text with.
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover edit ola-14")]
pub(crate) struct Args {
    /// The document: its id, an unambiguous part of it, or a path
    #[arg(value_name = "ID")]
    id: String,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let (place, id) = super::open_of(&args.id, globals)?;
    let file = edit::find(&place, &id).or_else(|error| match error {
        PlaceError::Lookup(error) => super::lookup(error),
        error => Err(error.into()),
    })?;
    let choose = "set EDITOR to the one you like, such as EDITOR=nano";
    let editor = Editor::find(&globals.environment, &is_program).hint(choose)?;
    editor.open(&file.location).hint(choose)?;
    let mut out = globals.out();
    if !editor.waits {
        let path = harmless(file.path.as_str());
        writeln!(out, "{path} is open; when it is saved, `handover check {path}` looks at it")?;
        out.finish()?;
        return Ok(Exit::Done);
    }
    let outcome = check(&Options {
        progress: SILENT,
        directory: place.snapshot.root(),
        paths: &[file.location],
        now: Some(globals.now.clone()),
        fix: false,
    })?;
    let rules = explain::docs();
    let context =
        Context { sources: &outcome, style: globals.style(), rules: &rules, fixed: false };
    render::render(Format::Full, &outcome.report, &context, &mut out)?;
    out.finish()?;
    let errors = outcome.report.summary().errors;
    Ok(if errors > 0 { Exit::Attention } else { Exit::Done })
}
