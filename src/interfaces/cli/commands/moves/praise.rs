use std::io::Write;

use super::{Said, Words, say, show};
use crate::interfaces::cli::{Exit, Globals};
use crate::text::harmless;
use crate::workflow::MoveName;

/// Say thanks; the task stays where it is
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover praise ola-14 -m 'This saved me a whole evening'")]
pub(crate) struct Args {
    #[command(flatten)]
    said: Said,
    /// The kind word
    #[arg(short, long, value_name = "TEXT")]
    message: Option<String>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let words = Words { body: args.message, ..Words::new(MoveName::Praise) };
    let common = &args.said.common;
    let moved = say(common, args.said.edit, words, globals)?;
    if common.json {
        return show(&moved, true, globals);
    }
    // Where the task stands is no news: it stays there.
    let mut out = globals.out();
    let (task, title) = (harmless(&moved.task), harmless(&moved.title));
    writeln!(out, "{task} “{title}”: your kind word is written, and all else stays as it is")?;
    writeln!(out, "Not shared yet: `handover sync` hands it over.")?;
    out.finish()?;
    Ok(Exit::Done)
}
