use std::io::Write;

use serde_json::json;

use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::ops::status::{self, Status, StatusError, parts, status};
use crate::text::harmless;
use crate::workspace::HostError;

/// Count what waits for you and what is not shared, for a prompt or a status bar
///
/// What waits for you and how much of that is late, files that are not as the others have them, what
/// both sides changed and you are to settle, and files that the last sync held back. Where `handover
/// watch` runs, it is told at once. Without it, it is counted; with `--short` and more than two thousand
/// files, what was counted last is told, and when that was.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover status --short
  PS1='$(handover status --short 2>/dev/null) \\$ '
  handover status --json")]
pub(crate) struct Args {
    /// All of it on one line
    #[arg(long)]
    short: bool,
    /// Write JSON
    #[arg(long, conflicts_with = "short")]
    json: bool,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let found = match status(&globals.directory, &globals.now, args.short) {
        Ok(found) => found,
        Err(error @ StatusError::Host(HostError::NotAWorkspace(_))) => {
            return Err(error).hint("go into a workspace, or name one with -C DIR");
        }
        Err(error) => return Err(error.into()),
    };
    let Status { short, language, counted_at, unread } = found;
    let mut out = globals.out();
    if args.json {
        out.json(&json!({
            "version": 1,
            "waiting": short.waiting,
            "late": short.late,
            "unsent": short.unsent,
            "conflicts": short.conflicts,
            "held_back": short.held_back,
            "unread": short.unread,
        }))?;
    } else {
        let mut parts = parts(&short, language);
        let paths: Vec<_> = unread.iter().map(|path| harmless(path.as_str())).collect();
        let named = parts.iter_mut().last().filter(|_| !args.short && !paths.is_empty());
        if let Some(told) = named {
            told.push_str(&format!(": {}", paths.join(", ")));
        }
        parts.extend(counted_at.map(|at| status::counted_at(at, &globals.now, language)));
        writeln!(out, "{}", parts.join(if args.short { " · " } else { "\n" }))?;
    }
    out.finish()?;
    Ok(Exit::Done)
}
