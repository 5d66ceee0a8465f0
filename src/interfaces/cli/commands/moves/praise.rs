use super::{Said, Words, make};
use crate::interfaces::cli::{Exit, Globals};
use crate::workflow::MoveName;

/// Say thanks; the task stays where it is
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover praise ola-14 -m 'This saved me a whole evening'")]
pub(crate) struct Args {
    #[command(flatten)]
    said: Said,
    /// The kind word
    #[arg(short, long, value_name = "TEXT")]
    message: Option<String>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let words = Words { body: args.message, ..Words::new(MoveName::Praise) };
    make(&args.said, words, globals)
}
