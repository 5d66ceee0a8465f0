use std::io::Write;

use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::ops::PlaceError;
use crate::ops::allow::{AllowError, allow};
use crate::text::harmless;

/// Let a finding stand that you have looked at, and say why
///
/// Only rules that guess can be silenced so; private keys, tokens and broken front matter cannot.
/// The entry names the rule, the place and the reason, never what was found.
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover allow ola-14:23 \"the customer number of the bank\"")]
pub(crate) struct Args {
    /// The document and the line, as `check` shows it
    #[arg(value_name = "ID:LINE", value_parser = place)]
    place: (String, usize),
    /// Why it may stand
    #[arg(value_name = "REASON", required = true)]
    reason: Vec<String>,
}

fn place(text: &str) -> Result<(String, usize), String> {
    let (id, line) = text.rsplit_once(':').unwrap_or((text, ""));
    match line.parse() {
        Ok(line) if line > 0 && !id.is_empty() => Ok((id.to_owned(), line)),
        _ => Err("write it as ID:LINE, such as ola-14:23".to_owned()),
    }
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let (id, line) = args.place;
    let (place, id) = super::open_of(&id, globals)?;
    let allowed =
        allow(&place, &id, line, &args.reason.join(" ")).or_else(|error| match error {
            AllowError::Place(PlaceError::Lookup(error)) => super::lookup(error),
            AllowError::Nothing { ref lines, .. } if !lines.is_empty() => {
                let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
                Err(error).hint(format!("what may be allowed stands in line {}", lines.join(", ")))
            }
            error @ AllowError::NoMarkdown(_) => Err(error).hint(
                "take it out of the file, or put what stands there into a file whose name ends in .md",
            ),
            error => Err(error.into()),
        })?;
    let mut out = globals.out();
    let path = harmless(allowed.path.as_str());
    for entry in allowed.entries {
        writeln!(out, "{path}: {} may stand in {}", entry.rule, harmless(&entry.place))?;
        if entry.left > 0 {
            let left = super::count(entry.left, "finding");
            writeln!(
                out,
                "{left} more of it there; until they are allowed or gone, all are shown"
            )?;
        }
    }
    out.finish()?;
    Ok(Exit::Done)
}
