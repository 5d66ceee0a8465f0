use super::{Said, Words, make};
use crate::interfaces::cli::{Exit, Globals};
use crate::workflow::MoveName;

/// Say what was misunderstood; the assignee confirms anew
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover correct ola-14 -m 'Only the bank account, not the card'")]
pub(crate) struct Args {
    #[command(flatten)]
    said: Said,
    /// What is meant instead
    #[arg(short, long, value_name = "TEXT")]
    message: Option<String>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let words = Words::new(MoveName::Correct).section("What was misunderstood", args.message);
    make(&args.said, words, globals)
}
