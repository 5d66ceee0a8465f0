use super::{Said, Words, make};
use crate::interfaces::cli::{Exit, Globals};
use crate::workflow::MoveName;

/// Say what you understood, what you do first, and whether the date holds
///
/// In your own words: what is copied from the task shows nothing. Without the words an editor opens.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover confirm ola-14
  handover confirm ola-14 --can-meet-due yes --first-step 'Download the statement' \\
      --words 'I match every payment with its receipt and list those without'")]
pub(crate) struct Args {
    #[command(flatten)]
    said: Said,
    /// What you will do, as you understood it
    #[arg(short, long, visible_short_alias = 'm', visible_alias = "message", value_name = "TEXT")]
    words: Option<String>,
    /// What you do first
    #[arg(long, value_name = "TEXT")]
    first_step: Option<String>,
    /// Whether the due date can be met
    #[arg(long, value_name = "YES|NO")]
    can_meet_due: Option<String>,
    /// How many hours it will take
    #[arg(long, value_name = "HOURS")]
    estimate_hours: Option<String>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let words = Words::new(MoveName::Confirm)
        .field("can_meet_due", args.can_meet_due)
        .field("estimate_hours", args.estimate_hours)
        .section("In my own words", args.words)
        .section("First step", args.first_step);
    make(&args.said, words, globals)
}
