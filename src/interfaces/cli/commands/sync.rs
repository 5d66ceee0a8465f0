//! `handover sync`: shares a workspace, or all of them, and tells what came of it.

mod json;
mod progress;

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use jiff::ZonedDateTime;
use serde_json::{Map, Value, json};

use super::LeftOut;
#[cfg(target_os = "linux")]
use crate::interfaces::cli::memory;
use crate::interfaces::cli::{Exit, Globals, Hint, spoken};
use crate::ops::Place;
use crate::ops::share::{Round, share, told};
use crate::ops::sync::{SyncOptions, Synced, Told};
use crate::ops::today::{Kept, is_page_fresh, keep_page};
use crate::sync::{Clock, Verdict};
use crate::text::harmless;
use crate::workspace::SILENT;

pub(super) use json::object;
pub(super) use progress::Progress;

/// Share your work and fetch what is new
///
/// Checks what you wrote, shares what may be shared, merges it with what the others did, and
/// brings that into your folder. What must not be shared yet stays here and is named.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover sync
  handover sync --dry-run
  handover sync --all")]
pub(crate) struct Args {
    /// Say what would be sent, received and held back; change nothing
    #[arg(long)]
    dry_run: bool,
    /// All workspaces that `init` and `join` have listed for you, one after the other
    #[arg(long)]
    all: bool,
    /// Replace your unsent commits by a clean one when they hold a secret, or the server's check refuses them
    ///
    /// The old commits are kept on this machine under `refs/worktree/handover/kept/`.
    #[arg(long, conflicts_with = "all")]
    clean_history: bool,
    /// Print one JSON object; with `--all` it has one for each of `workspaces`
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    #[cfg(target_os = "linux")]
    memory::take_small_pieces();
    if args.all {
        return all(&args, globals);
    }
    let Done { round, told, page } = done(&globals.directory, &args, globals)?;
    let synced = &round.synced;
    let mut out = globals.out();
    if args.json {
        let mut whole = Map::from_iter([("version".to_owned(), json!(1))]);
        whole.extend(object(synced, told.stopped.as_deref()));
        out.json(&whole)?;
    } else {
        for line in told.done.iter().chain(&told.attention).chain(&page) {
            writeln!(out, "{}", harmless(line))?;
        }
    }
    out.finish()?;
    let (code, language) = (exit(synced), synced.language);
    round.synced.leave();
    match told.stopped {
        None => Ok(code),
        Some(stopped) => Err(spoken(anyhow::anyhow!("{stopped}"), language)).hints(told.advice),
    }
}

/// A sync that was done or stopped, in words.
struct Done {
    round: Round,
    told: Told,
    /// What is to be told of the page.
    page: Option<String>,
}

fn done(directory: &Path, args: &Args, globals: &Globals) -> anyhow::Result<Done> {
    let options = SyncOptions {
        dry_run: args.dry_run,
        clean_history: args.clean_history,
        may_ask: globals.interactive && !args.json,
        ..SyncOptions::at(directory)
    };
    let progress = Progress::new(globals.environment.shows_progress() && !args.json, directory);
    let round = share(&options, &SystemClock, &progress)
        .or_else(|error| super::sync_failed(error, directory))?;
    progress.finish();
    let page = if args.dry_run { None } else { page(directory, &round.synced, globals) };
    Ok(Done { told: told(&round, args.dry_run), round, page })
}

/// Syncs each listed workspace, whatever became of the one before.
fn all(args: &Args, globals: &Globals) -> anyhow::Result<Exit> {
    let mut out = globals.out();
    let mut code = Exit::Done;
    let (found, left_out) = super::in_all_folders(globals, |name, folder| {
        let one = done(folder, args, globals)?;
        if exit(&one.round.synced) != Exit::Done {
            code = Exit::Attention;
        }
        if !args.json {
            writeln!(out, "{}:", harmless(name))?;
            let Done { told, page, .. } = &one;
            let stopped = told.stopped.iter().chain(&told.advice);
            for line in told.done.iter().chain(stopped).chain(&told.attention).chain(page) {
                writeln!(out, "  {}", harmless(line))?;
            }
            out.flush()?;
        }
        Ok(one)
    })?;
    if args.json {
        let found = found.iter().map(|((name, folder), one)| of_several(name, folder, one));
        out.json(&json!({
            "version": 1,
            "workspaces": found.collect::<Vec<_>>(),
            "left_out": left_out.iter().map(LeftOut::to_json).collect::<Vec<_>>(),
        }))?;
    }
    out.finish()?;
    Ok(if left_out.is_empty() { code } else { Exit::Attention })
}

fn of_several(name: &str, folder: &Path, one: &Done) -> Value {
    let mut object = object(&one.round.synced, one.told.stopped.as_deref());
    object.insert("listed_as".to_owned(), json!(name));
    object.insert("folder".to_owned(), json!(folder.display().to_string()));
    Value::Object(object)
}

/// Tells whether there is something to look at after a sync.
fn exit(synced: &Synced) -> Exit {
    let outcome = &synced.outcome;
    let reached = !matches!(outcome.verdict, Verdict::Offline(_) | Verdict::Stopped(_));
    let quiet = outcome.held_back.is_empty()
        && outcome.conflicts.is_empty()
        && outcome.unwritten.is_empty()
        && synced.twins.is_empty()
        && synced.shared_addresses.is_empty()
        && outcome.unsettled.is_empty();
    if reached && quiet { Exit::Done } else { Exit::Attention }
}

/// Brings the page of whoever works here in step with the folder; returns what to tell of it.
fn page(directory: &Path, synced: &Synced, globals: &Globals) -> Option<String> {
    let now = globals.now.timestamp();
    if matches!(synced.outcome.verdict, Verdict::Stopped(_)) {
        return None;
    }
    let opened;
    let place = match &synced.seen {
        Some(seen) => seen,
        None => {
            // A folder that cannot be looked at has been told of by the sync.
            opened = Place::open(directory, Some(globals.now.clone()), SILENT).ok()?;
            &opened
        }
    };
    if synced.outcome.is_idle() && is_page_fresh(place, now) {
        return None;
    }
    match keep_page(place, now) {
        Kept::Moved(told) | Kept::Barred(told) => Some(told),
        Kept::Same | Kept::Written | Kept::Left => None,
    }
}

/// The machine's clock.
pub(super) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> ZonedDateTime {
        ZonedDateTime::now()
    }

    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }

    fn jitter(&self) -> u64 {
        let nanos = jiff::Timestamp::now().subsec_nanosecond().unsigned_abs();
        u64::from(nanos).rotate_left(7) ^ u64::from(std::process::id())
    }
}
