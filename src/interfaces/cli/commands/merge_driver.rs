use std::io::Write;
use std::path::PathBuf;

use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::ops::merge_driver::{Driven, Options, drive, install};
use crate::text::harmless;

/// Merge one document for plain git, by field and section, without markers
///
/// `init` and `join` set a clone up so that `git merge`, `pull`, `rebase`, `cherry-pick` and
/// `stash pop` ask for it; --install does so in a clone that was made in another way. What both
/// sides changed in one place becomes a note in `conflicts/`, as in `sync`. A file that cannot be
/// merged is left to git, which reports a conflict.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover merge-driver --install
  git config merge.handover.driver")]
pub(crate) struct Args {
    /// Set this clone up
    #[arg(long, exclusive = true)]
    install: bool,
    /// Write no conflict notes: git merges the bases of a merge
    #[arg(long)]
    without_notes: bool,
    /// The common ancestor, which git calls %O
    #[arg(value_name = "BASE", required_unless_present = "install")]
    base: Option<PathBuf>,
    /// This side, %A; the result is written here
    #[arg(value_name = "OURS", required_unless_present = "install")]
    ours: Option<PathBuf>,
    /// The other side, %B
    #[arg(value_name = "THEIRS", required_unless_present = "install")]
    theirs: Option<PathBuf>,
    /// Where the file lies in the repository, %P
    #[arg(value_name = "PATH", required_unless_present = "install")]
    path: Option<String>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    if args.install {
        install(&globals.directory, &globals.lasting_program())
            .hint("run it in a clone that you work in")?;
        let mut out = globals.out();
        writeln!(out, "Plain git merges the documents of this clone with handover now.")?;
        out.finish()?;
        return Ok(Exit::Done);
    }
    let (Some(base), Some(ours), Some(theirs), Some(path)) =
        (args.base, args.ours, args.theirs, args.path)
    else {
        anyhow::bail!("git hands over BASE OURS THEIRS PATH");
    };
    let directory = globals.directory.clone();
    let without_notes = args.without_notes;
    let of_histories = merges_histories();
    let path_there = path.clone();
    let options =
        Options { directory, base, ours, theirs, path: path_there, without_notes, of_histories };
    let driven = drive(&options)?;
    let mut err = globals.err();
    let exit = match driven {
        Driven::Merged { beside } => {
            for note in &beside {
                writeln!(err, "both changed {}: see {}", harmless(&path), harmless(note.as_str()))?;
            }
            Exit::Done
        }
        Driven::Left { why } => {
            writeln!(err, "{} is left as it is: {}", harmless(&path), harmless(&why))?;
            Exit::Attention
        }
    };
    err.finish()?;
    Ok(exit)
}

/// Tells whether git merges two histories: it names the commits in variables then.
fn merges_histories() -> bool {
    std::env::vars_os().any(|(name, _)| name.to_string_lossy().starts_with("GITHEAD_"))
}
