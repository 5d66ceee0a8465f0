use super::{Said, Words, make, numbered};
use crate::interfaces::cli::{Exit, Globals};
use crate::workflow::MoveName;

/// Return a delivery or a proposal, with what is to change
///
/// Each -c is one change. Begin it with the line of `Done when` that it belongs to, as in
/// `Line 2: the amounts are missing`; what was not asked for before begins with `New:`.
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover return ola-14 -c 'Line 2: the amounts are missing' --good 'The order'")]
pub(crate) struct Args {
    #[command(flatten)]
    said: Said,
    /// A change
    #[arg(short, long, visible_short_alias = 'm', visible_alias = "message", value_name = "TEXT")]
    change: Vec<String>,
    /// What is good
    #[arg(short, long, value_name = "TEXT")]
    good: Option<String>,
    /// The delivery or proposal, where it is not the last one
    #[arg(long, value_name = "REPLY")]
    re: Option<String>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let words = Words::new(MoveName::Return)
        .field("re", args.re)
        .section("What is good", args.good)
        .section("Changes", numbered(&args.change));
    make(&args.said, words, globals)
}
