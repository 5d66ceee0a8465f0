use super::{Said, Words, make};
use crate::interfaces::cli::{Exit, Globals};
use crate::workflow::MoveName;

/// Say that the work has begun; it needs a confirmation first
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover start ola-14")]
pub(crate) struct Args {
    #[command(flatten)]
    said: Said,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    make(&args.said, Words::new(MoveName::Start), globals)
}
