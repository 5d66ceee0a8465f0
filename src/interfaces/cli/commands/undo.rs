use std::io::Write;

use serde_json::json;

use super::sync::{Progress, SystemClock};
use crate::interfaces::cli::prompt::Terminal;
use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::ops::init::Prompt;
use crate::ops::sync::undo::{self, Found};
use crate::ops::sync::{self, SyncOptions};
use crate::schema::{Language, Message};
use crate::sync::{Undo, Verdict};
use crate::text::harmless;

/// Take back what your last sync sent
///
/// Shows what would change and asks. What the others wrote stays, and so does what you have not
/// sent yet. Where somebody has changed the same thing since, theirs stands. The taking back is a
/// change like any other: the others see it, and `undo` takes it back in turn.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover undo
  handover undo --dry-run")]
pub(crate) struct Args {
    /// Show what would change; change nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long, short, conflicts_with = "dry_run")]
    yes: bool,
    /// Print one JSON object; needs --yes or --dry-run
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let options = SyncOptions {
        may_ask: globals.interactive && !args.json,
        ..SyncOptions::at(globals.directory.clone())
    };
    let progress =
        Progress::new(globals.environment.shows_progress() && !args.json, &globals.directory);
    let looked = undo::look(&options, &SystemClock, &progress)
        .or_else(|error| super::sync_failed(error, &options.directory))?;
    progress.finish();
    let language = looked.language;
    let work = match looked.found {
        Found::Stopped(stop) => {
            let stopped = Err(anyhow::anyhow!("{}", sync::stopped(&stop, language)));
            return stopped.hints(sync::advice(&stop, language));
        }
        Found::Nothing => None,
        Found::Work(work) | Found::Taken(work) => {
            Some(work).filter(|work| !work.lines.is_empty() || !work.left.is_empty())
        }
    };
    let Some(work) = work else {
        return show(args.json, None, false, language, globals);
    };
    if args.dry_run || work.files.is_empty() {
        return show(args.json, Some(&work), false, language, globals);
    }
    if !args.yes {
        if !globals.interactive || args.json {
            let nobody = Err(anyhow::anyhow!("there is nobody to ask whether to take it back"));
            return nobody.hint("--dry-run shows what would change, --yes does it without asking");
        }
        show(false, Some(&work), false, language, globals)?;
        if !agreed(language)? {
            return Ok(Exit::Done);
        }
    }
    let taken = undo::take_back(&options, &work, &SystemClock, &progress)?;
    let Found::Taken(work) = taken.found else {
        let moved = Err(anyhow::anyhow!("the workspace changed meanwhile; nothing was taken back"));
        return moved.hint("run `handover undo` again to see what there is now");
    };
    if args.yes {
        show(args.json, Some(&work), true, language, globals)?;
    }
    share(&options, args.json, language, globals)
}

/// Tells the others, if they can be reached.
fn share(
    options: &SyncOptions,
    json: bool,
    language: Language,
    globals: &Globals,
) -> anyhow::Result<Exit> {
    let progress = Progress::new(globals.environment.shows_progress() && !json, &globals.directory);
    // What is not sent yet stays so.
    let options = SyncOptions { committed_only: true, ..options.clone() };
    let synced = sync::sync(&options, &SystemClock, &progress)?;
    progress.finish();
    let reached = !matches!(synced.outcome.verdict, Verdict::Offline(_) | Verdict::Stopped(_));
    if !json {
        let message = if reached { Message::UndoDone } else { Message::UndoKept };
        let mut out = globals.out();
        writeln!(out, "{}", message.text(language))?;
        for line in sync::told(&synced, false).attention {
            writeln!(out, "{}", harmless(&line))?;
        }
        out.finish()?;
    }
    Ok(if reached { Exit::Done } else { Exit::Attention })
}

fn show(
    json: bool,
    work: Option<&Undo>,
    taken: bool,
    language: Language,
    globals: &Globals,
) -> anyhow::Result<Exit> {
    let mut out = globals.out();
    let say = |message: Message<'_>| message.text(language);
    if json {
        let paths = |pick: fn(&Undo) -> &Vec<crate::text::RepoPath>| {
            work.map(|work| pick(work).clone()).unwrap_or_default()
        };
        out.json(&json!({
            "version": 1,
            "taken_back": taken,
            "files": paths(|work| &work.files),
            "left": paths(|work| &work.left),
            "changes": work.map(|work| work.lines.clone()).unwrap_or_default(),
        }))?;
    } else if let Some(work) = work {
        if !work.files.is_empty() {
            writeln!(out, "{}", say(Message::UndoHeading { count: work.files.len() }))?;
        }
        for line in &work.lines {
            writeln!(out, "  {}", harmless(line))?;
        }
        for path in &work.left {
            let path = path.as_str();
            writeln!(out, "{}", harmless(&say(Message::UndoLeft { path })))?;
        }
    } else {
        writeln!(out, "{}", say(Message::UndoNothing))?;
    }
    out.finish()?;
    Ok(Exit::Done)
}

fn agreed(language: Language) -> std::io::Result<bool> {
    let answer = Terminal.ask(&Message::UndoAsk.text(language))?.unwrap_or_default();
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "j" | "ja"))
}
