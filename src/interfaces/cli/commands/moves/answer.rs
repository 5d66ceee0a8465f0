use super::{Said, Words, make, numbered};
use crate::interfaces::cli::{Exit, Globals};
use crate::workflow::MoveName;

/// Answer the open questions; the task goes on where it was
///
/// Each -a answers one question, in their order. Without --re it answers the questions that the
/// task waits for.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover answer ola-14
  handover answer ola-14 -a 'The company account' -a 'Yes, from January'")]
pub(crate) struct Args {
    #[command(flatten)]
    said: Said,
    /// An answer
    #[arg(short, long, visible_short_alias = 'm', visible_alias = "message", value_name = "TEXT")]
    answer: Vec<String>,
    /// The reply that asked
    #[arg(long, value_name = "REPLY")]
    re: Option<String>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let words = Words::new(MoveName::Answer)
        .field("re", args.re)
        .section("Answers", numbered(&args.answer));
    let answers = args.answer.len();
    make(&args.said, Words { answers, ..words }, globals)
}
