use super::{Said, Words, make};
use crate::interfaces::cli::{Exit, Globals};
use crate::workflow::MoveName;

/// Lay a task aside for a while, and say why
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover pause ola-14 -r 'The shop is closed' --until 2026-12-07")]
pub(crate) struct Args {
    #[command(flatten)]
    said: Said,
    /// Why, in a sentence
    #[arg(short, long, visible_short_alias = 'm', visible_alias = "message", value_name = "TEXT")]
    reason: Option<String>,
    /// When the work goes on
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let words =
        Words::new(MoveName::Pause).field("until", args.until).section("Reason", args.reason);
    make(&args.said, words, globals)
}
