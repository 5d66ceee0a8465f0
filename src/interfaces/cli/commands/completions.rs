use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::interfaces::cli::args::Cli;
use crate::interfaces::cli::{Exit, Globals};

/// Print the script that completes commands in a shell
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover completions bash > ~/.local/share/bash-completion/completions/handover")]
pub(crate) struct Args {
    /// The shell to print it for
    shell: Shell,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    // Into memory first: the generator panics when it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "handover", &mut script);
    let mut out = globals.out();
    out.write_all(&script)?;
    out.finish()?;
    Ok(Exit::Done)
}
