use super::{Said, Words, make, numbered};
use crate::interfaces::cli::{Exit, Globals};
use crate::workflow::MoveName;

/// Ask the sender; a blocking question makes the task wait for the answer
///
/// Each -q is one question, numbered in order. Say with --assume what you take for granted without
/// an answer.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover ask ola-14 -q 'Which account?' -q 'Whole year?' --needed-by 2026-11-27
  handover ask ola-14 --not-blocking -q 'May I order more paper?' --assume 'I order one box'")]
pub(crate) struct Args {
    #[command(flatten)]
    said: Said,
    /// A question
    #[arg(short, long, visible_short_alias = 'm', visible_alias = "message", value_name = "TEXT")]
    question: Vec<String>,
    /// What you assume without an answer
    #[arg(long, value_name = "TEXT", requires = "question")]
    assume: Option<String>,
    /// The work goes on without the answer
    #[arg(long)]
    not_blocking: bool,
    /// When the answer is needed
    #[arg(long, value_name = "DATE")]
    needed_by: Option<String>,
    /// It is easier to talk about it
    #[arg(long)]
    needs_call: bool,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let blocking = if args.not_blocking { "no" } else { "yes" };
    let words = Words::new(MoveName::Ask)
        .field("blocking", Some(blocking.to_owned()))
        .field("needed_by", args.needed_by)
        .field("needs_call", args.needs_call.then(|| "yes".to_owned()))
        .section("Questions", numbered(&args.question));
    let words = Words { assume: args.assume, ..words };
    make(&args.said, words, globals)
}
