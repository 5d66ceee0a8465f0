use std::io::Write;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use jiff::ZonedDateTime;
use serde::Serialize;

use crate::interfaces::cli::{Exit, Globals};
use crate::ops::Place;
use crate::ops::lapsed::Lapsed;
use crate::ops::sync::{self, SyncOptions, Synced, Watcher};
use crate::ops::today::{Kept, is_page_fresh, keep_page};
use crate::schema::{Language, Message};
use crate::store::lock::Holder;
use crate::sync::{Clock, Step, Verdict};
use crate::text::harmless;
use crate::workspace::SILENT;

/// Share your work and fetch what is new
///
/// Checks what you wrote, shares what may be shared, merges it with what the others did, and
/// brings that into your folder. What must not be shared yet stays here and is named.
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover sync --dry-run")]
pub(crate) struct Args {
    /// Say what would be sent, received and held back; change nothing
    #[arg(long)]
    dry_run: bool,
    /// Replace your unsent commits by a clean one when they hold a secret
    ///
    /// The old commits are kept on this machine under `refs/worktree/handover/kept/`.
    #[arg(long)]
    clean_history: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let options = SyncOptions {
        directory: globals.directory.clone(),
        dry_run: args.dry_run,
        clean_history: args.clean_history,
        may_ask: globals.interactive && !args.json,
        committed_only: false,
        unattended: false,
    };
    let progress = Progress::new(globals.environment.stderr_is_terminal && !args.json);
    let synced = sync::sync(&options, &SystemClock, &progress).or_else(super::sync_failed)?;
    progress.finish();
    let told = sync::told(&synced, args.dry_run);
    let kept = if args.dry_run { None } else { page(&synced, globals) };
    let mut out = globals.out();
    if args.json {
        out.json(&Json::new(&synced, told.stopped.as_deref()))?;
    } else {
        for line in told.done.iter().chain(&told.attention).chain(&kept) {
            writeln!(out, "{}", harmless(line))?;
        }
    }
    out.finish()?;
    let outcome = &synced.outcome;
    Ok(match outcome.verdict {
        Verdict::Stopped(_) => {
            let stopped = anyhow::anyhow!("{}", told.stopped.unwrap_or_default());
            let stopped = crate::interfaces::cli::spoken(stopped, synced.language);
            return match told.advice {
                Some(advice) => crate::interfaces::cli::Hint::hint(Err(stopped), advice),
                None => Err(stopped),
            };
        }
        Verdict::Offline(_) => Exit::Attention,
        _ if outcome.held_back.is_empty()
            && outcome.conflicts.is_empty()
            && outcome.unsettled.is_empty() =>
        {
            Exit::Done
        }
        _ => Exit::Attention,
    })
}

/// Brings the page of whoever works here in step with the folder; returns what to tell of it.
fn page(synced: &Synced, globals: &Globals) -> Option<String> {
    let now = globals.now.timestamp();
    if matches!(synced.outcome.verdict, Verdict::Stopped(_)) {
        return None;
    }
    let opened;
    let place = match &synced.seen {
        Some(seen) => seen,
        None => {
            // A folder that cannot be looked at has been told of by the sync.
            opened = Place::open(&globals.directory, Some(globals.now.clone()), SILENT).ok()?;
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

/// Returns what a sync did, as other programs read it.
pub(super) fn object(synced: &Synced) -> serde_json::Value {
    serde_json::to_value(Json::new(synced, None)).unwrap_or_default()
}

/// The shape that other programs rely on.
#[derive(Serialize)]
struct Json<'a> {
    version: u32,
    result: &'static str,
    sent: Vec<&'a str>,
    received: Vec<&'a str>,
    held_back: Vec<HeldBack<'a>>,
    conflicts: Vec<&'a str>,
    /// Why it was stopped or offline.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    skipped: Vec<&'a str>,
    reopened: Vec<&'a str>,
    repaired: Vec<&'a str>,
    quarantined: Vec<HeldBack<'a>>,
    /// Folders of which nothing is shared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nested: Vec<&'a str>,
    lapsed: Vec<serde_json::Value>,
    /// Tasks of routines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    made: Vec<&'a str>,
}

#[derive(Serialize)]
struct HeldBack<'a> {
    path: &'a str,
    reason: String,
}

impl<'a> Json<'a> {
    fn new(synced: &'a Synced, stopped: Option<&'a str>) -> Self {
        let outcome = &synced.outcome;
        let (result, reason) = match &outcome.verdict {
            Verdict::UpToDate => ("up_to_date", None),
            Verdict::Sent => ("sent", None),
            Verdict::Received => ("received", None),
            Verdict::Merged => ("merged", None),
            Verdict::Offline(reason) => ("offline", Some(reason.as_str())),
            Verdict::Stopped(_) => ("stopped", stopped),
        };
        let paths = |paths: &'a [crate::text::RepoPath]| {
            paths.iter().map(crate::text::RepoPath::as_str).collect()
        };
        let held = |held: &'a crate::sync::HeldBack| HeldBack {
            path: held.path.as_str(),
            reason: sync::held_back(held, Language::English),
        };
        let quarantined = outcome.quarantined.iter();
        Self {
            version: 1,
            result,
            sent: paths(&outcome.sent),
            received: paths(&outcome.received),
            held_back: outcome.held_back.iter().map(held).collect(),
            conflicts: paths(&outcome.conflicts),
            reason,
            skipped: paths(&outcome.skipped),
            reopened: paths(&outcome.reopened),
            repaired: paths(&outcome.repaired),
            quarantined: quarantined
                .map(|(path, reason)| HeldBack { path: path.as_str(), reason: reason.clone() })
                .collect(),
            nested: paths(&outcome.nested),
            lapsed: synced.lapsed.iter().map(Lapsed::to_json).collect(),
            made: paths(&synced.made),
        }
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

/// A line on the terminal that says what is going on.
pub(super) struct Progress {
    bar: Mutex<Option<ProgressBar>>,
}

impl Progress {
    pub(super) fn new(shown: bool) -> Self {
        let bar = shown.then(|| {
            let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})");
            let bar = ProgressBar::new_spinner();
            let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Self { bar: Mutex::new(bar) }
    }

    fn say(&self, text: String) {
        if let Ok(bar) = self.bar.lock()
            && let Some(bar) = bar.as_ref()
        {
            bar.set_message(text);
            bar.reset_elapsed();
        }
    }

    pub(super) fn finish(&self) {
        if let Ok(bar) = self.bar.lock()
            && let Some(bar) = bar.as_ref()
        {
            bar.finish_and_clear();
        }
    }
}

impl Watcher for Progress {
    fn step(&self, step: Step) {
        self.say(match step {
            Step::Reading => "Reading the folder".to_owned(),
            Step::Checking => "Checking what you wrote".to_owned(),
            Step::Fetching => "Asking the shared place what is new".to_owned(),
            Step::Merging => "Merging".to_owned(),
            Step::Sending => "Sending, and waiting for the shared place".to_owned(),
            Step::Writing => "Writing files".to_owned(),
            Step::Again { round } => format!("Somebody was faster; trying again ({round})"),
        });
    }

    fn waiting(&self, holder: Option<&Holder>) {
        let command = holder.map_or("handover", |holder| holder.command.as_str());
        self.say(Message::WaitingForOther { command }.text(Language::English));
    }
}
