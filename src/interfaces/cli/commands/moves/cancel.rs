use super::{Said, Words, make};
use crate::interfaces::cli::{Exit, Globals};
use crate::workflow::MoveName;

/// Call a task off, and say why
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover cancel ola-14 -r 'The customer did it himself'")]
pub(crate) struct Args {
    #[command(flatten)]
    said: Said,
    /// Why, in a sentence
    #[arg(short, long, visible_short_alias = 'm', visible_alias = "message", value_name = "TEXT")]
    reason: Option<String>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let words = Words::new(MoveName::Cancel).section("Reason", args.reason);
    make(&args.said, words, globals)
}
