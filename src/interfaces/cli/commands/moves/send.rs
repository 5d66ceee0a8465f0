use super::{Common, Words};
use crate::interfaces::cli::{Exit, Globals};
use crate::workflow::MoveName;

/// Hand a task over: a draft becomes a task that waits for its assignee
///
/// It needs a result, lines under `Done when`, somebody who does it and a date to come. What is
/// missing is named, and nothing is changed.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover send ola-14
  handover send ola-14 --to kari --due friday")]
pub(crate) struct Args {
    #[command(flatten)]
    common: Common,
    /// Who does it
    #[arg(long, value_name = "PERSON")]
    to: Option<String>,
    /// When the result is needed
    #[arg(long, value_name = "DATE")]
    due: Option<String>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let words = Words::new(MoveName::Send).task_field("to", args.to).task_field("due", args.due);
    super::run(&args.common, false, words, globals)
}
