use super::{Said, Words, make};
use crate::interfaces::cli::{Exit, Globals};
use crate::workflow::MoveName;

/// Propose another date or scope; the sender accepts or returns it
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover propose ola-14 --due 2026-12-04 -m 'Two days more, for the card statement' \\
      --reason 'The bank sends it on the 3rd' --ready 'All but the card payments'")]
pub(crate) struct Args {
    #[command(flatten)]
    said: Said,
    /// The date that is proposed instead
    #[arg(long, value_name = "DATE")]
    due: Option<String>,
    /// What you propose
    #[arg(short, long, value_name = "TEXT")]
    message: Option<String>,
    /// Why
    #[arg(short, long, value_name = "TEXT")]
    reason: Option<String>,
    /// What can be had on the old date
    #[arg(long, value_name = "TEXT")]
    ready: Option<String>,
    /// How many hours it will take
    #[arg(long, value_name = "HOURS")]
    estimate_hours: Option<String>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let words = Words::new(MoveName::Propose)
        .field("new_due", args.due)
        .field("estimate_hours", args.estimate_hours)
        .section("Proposal", args.message)
        .section("Reason", args.reason)
        .section("Ready on the old date", args.ready);
    make(&args.said, words, globals)
}
