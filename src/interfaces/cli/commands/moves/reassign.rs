use super::{Said, Words, make};
use crate::interfaces::cli::{Exit, Globals};
use crate::workflow::MoveName;

/// Give a task to somebody else, who confirms it anew
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover reassign ola-14 --to per -r 'Kari is away this week'")]
pub(crate) struct Args {
    #[command(flatten)]
    said: Said,
    /// Who takes it over
    #[arg(long, value_name = "PERSON")]
    to: String,
    /// Why, in a sentence
    #[arg(short, long, visible_short_alias = 'm', visible_alias = "message", value_name = "TEXT")]
    reason: Option<String>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let words = Words::new(MoveName::Reassign)
        .field("to", Some(args.to.clone()))
        .task_field("to", Some(args.to))
        .section("Reason", args.reason);
    make(&args.said, words, globals)
}
