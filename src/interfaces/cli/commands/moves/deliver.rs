use super::{Said, Words, make};
use crate::interfaces::cli::{Exit, Globals};
use crate::ops::moves::Ticks;
use crate::workflow::MoveName;

/// Deliver: a link or a file, and each line of `Done when` ticked or explained
///
/// The lines are the task's own, numbered from 1. Files must lie in the workspace; they are shared
/// with the delivery.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover deliver ola-14
  handover deliver ola-14 --file attachments/november.csv --tick-all --minutes 150
  handover deliver ola-14 -m https://example.com/list --tick 1 \\
      --explain '2=The shop has not answered'")]
pub(crate) struct Args {
    #[command(flatten)]
    said: Said,
    /// What is delivered: a link, or a sentence with one
    #[arg(short, long, value_name = "TEXT")]
    message: Option<String>,
    /// A file that is delivered
    #[arg(short, long, value_name = "FILE")]
    file: Vec<String>,
    /// Tick a line, by its number
    #[arg(long, value_name = "LINE")]
    tick: Vec<usize>,
    /// Tick all lines that are not explained
    #[arg(long, conflicts_with = "tick")]
    tick_all: bool,
    /// Say why a line is not ticked
    #[arg(long, value_name = "LINE=TEXT", value_parser = explained)]
    explain: Vec<(usize, String)>,
    /// Time used, in minutes
    #[arg(long, value_name = "MINUTES")]
    minutes: Option<String>,
}

fn explained(text: &str) -> Result<(usize, String), String> {
    let parts = text.split_once('=').and_then(|(line, why)| Some((line.trim().parse().ok()?, why)));
    match parts {
        Some((line, why)) if !why.trim().is_empty() => Ok((line, why.trim().to_owned())),
        _ => Err("write it as LINE=TEXT, such as `2=The shop has not answered`".to_owned()),
    }
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let words = Words {
        ticks: Ticks { all: args.tick_all, lines: args.tick, explained: args.explain },
        files: args.file,
        ..Words::new(MoveName::Deliver)
    };
    let words = words.field("minutes", args.minutes).section("Delivered", args.message);
    make(&args.said, words, globals)
}
