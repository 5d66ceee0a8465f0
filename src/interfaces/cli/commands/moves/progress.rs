use super::{Said, Words, make};
use crate::interfaces::cli::{Exit, Globals};
use crate::workflow::MoveName;

/// Tell what is done, what comes next, and what you wait for
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover progress ola-14 --done 'October' --next 'November' --minutes 90")]
pub(crate) struct Args {
    #[command(flatten)]
    said: Said,
    /// What is finished since last time
    #[arg(short = 'm', long, visible_alias = "message", value_name = "TEXT")]
    done: Option<String>,
    /// What you do now
    #[arg(long, value_name = "TEXT")]
    next: Option<String>,
    /// What you wait for, and from whom
    #[arg(long, value_name = "TEXT")]
    blocked: Option<String>,
    /// Time used, in minutes
    #[arg(long, value_name = "MINUTES")]
    minutes: Option<String>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let words = Words::new(MoveName::Progress)
        .field("minutes", args.minutes)
        .section("Done", args.done)
        .section("Next", args.next)
        .section("Blocked", args.blocked);
    make(&args.said, words, globals)
}
