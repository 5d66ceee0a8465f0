use super::{Said, Words, make};
use crate::interfaces::cli::{Exit, Globals};
use crate::workflow::MoveName;

/// Take up a task again that was laid aside
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover resume ola-14")]
pub(crate) struct Args {
    #[command(flatten)]
    said: Said,
    /// Why, in a sentence
    #[arg(short, long, visible_short_alias = 'm', visible_alias = "message", value_name = "TEXT")]
    reason: Option<String>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    make(&args.said, Words { body: args.reason, ..Words::new(MoveName::Resume) }, globals)
}
