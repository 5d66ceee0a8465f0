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
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    make(&args.said, Words::new(MoveName::Resume), globals)
}
