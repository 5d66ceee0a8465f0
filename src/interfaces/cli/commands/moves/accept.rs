use super::{Said, Words, make};
use crate::interfaces::cli::{Exit, Globals};
use crate::workflow::MoveName;

/// Accept a delivery or a proposal
///
/// It judges what waits to be judged: a delivery, else a proposal. A proposal that is accepted moves
/// the task's date. The assignee can never accept.
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover accept ola-14 -m 'Complete, and early'")]
pub(crate) struct Args {
    #[command(flatten)]
    said: Said,
    /// What is good
    #[arg(short, long, value_name = "TEXT")]
    message: Option<String>,
    /// The delivery or proposal, where it is not the last one
    #[arg(long, value_name = "REPLY")]
    re: Option<String>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let words =
        Words::new(MoveName::Accept).field("re", args.re).section("What is good", args.message);
    make(&args.said, words, globals)
}
