use std::ffi::OsString;
use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::interfaces::cli::args::Cli;
use crate::interfaces::cli::{Exit, Globals, completion};

/// Print the script that completes commands in a shell
///
/// Commands, options, ids of documents, words of queries, fields, kinds, people and rules complete
/// when Tab is pressed; zsh and fish show titles beside ids. In elvish only commands and options do.
///
/// bash: write it to the file below. zsh: to a file `_handover` in a folder of `$fpath`. fish: to
/// `~/.config/fish/completions/handover.fish`. PowerShell: add it to the file that `$PROFILE` names.
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover completions bash > ~/.local/share/bash-completion/completions/handover")]
pub(crate) struct Args {
    /// The shell to print it for
    shell: Shell,
    /// What was typed so far, as the script hands it over: print what may stand at its end
    #[arg(last = true, hide = true)]
    typed: Vec<OsString>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let mut out = globals.out();
    let mut command = Cli::command();
    if !args.typed.is_empty() {
        command.build();
        for line in completion::answer(args.shell, &args.typed, &command, &globals.directory) {
            writeln!(out, "{line}")?;
        }
    } else if let Some(script) = completion::script(args.shell) {
        out.write_all(script.as_bytes())?;
    } else {
        // Into memory first: the generator panics when it cannot write.
        let mut script = Vec::new();
        clap_complete::generate(args.shell, &mut command, "handover", &mut script);
        out.write_all(&script)?;
    }
    out.finish()?;
    Ok(Exit::Done)
}
