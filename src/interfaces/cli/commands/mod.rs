//! One command a file: arguments to options, plain data to text.
//!
//! A new command is its file, a line here and its name in `help::GROUPS`.

pub(super) mod allow;
pub(super) mod board;
#[cfg(feature = "mail")]
pub(super) mod capture;
pub(super) mod changes;
pub(super) mod check;
pub(super) mod completions;
pub(super) mod demo;
pub(super) mod diff;
pub(super) mod doctor;
pub(super) mod edit;
pub(super) mod explain;
#[cfg(feature = "mail")]
pub(super) mod export;
pub(super) mod hook;
pub(super) mod init;
pub(super) mod invite;
pub(super) mod join;
pub(super) mod links;
pub(super) mod list;
pub(super) mod log;
pub(super) mod merge_driver;
pub(super) mod moves;
pub(super) mod new;
pub(super) mod resolve;
pub(super) mod schema;
pub(super) mod search;
pub(super) mod set;
pub(super) mod show;
pub(super) mod status;
pub(super) mod sync;
pub(super) mod today;
pub(super) mod undo;
pub(super) mod watch;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use jiff::Timestamp;

use self::moves::{
    accept, answer, ask, cancel, confirm, correct, decline, deliver, pause, praise, progress,
    propose, reassign, reopen, resume, r#return, send, start,
};
use super::progress::Counter;
use super::style::{HINT, WARNING};
use super::{Exit, Globals, Hint, spoken};
use crate::ops::Place;
use crate::ops::elsewhere::{Whereabouts, whereabouts};
use crate::ops::sync::{FailedWords, SyncFailed, failed_words};
use crate::query::{self, QueryError, SinceError};
use crate::store::registry::{Registry, RegistryError};
use crate::text::harmless;
use crate::workspace::{HostError, LookupError, Progress, SILENT};

macro_rules! commands {
    ($($(#[$attribute:meta])* $variant:ident = $module:ident,)*) => {
        /// What the program can do.
        #[derive(Subcommand)]
        pub(super) enum Command {
            $($(#[$attribute])* $variant(Box<$module::Args>),)*
        }

        impl Command {
            pub(super) fn run(self, globals: &Globals) -> anyhow::Result<Exit> {
                match self {
                    $($(#[$attribute])* Self::$variant(args) => $module::run(*args, globals),)*
                }
            }
        }
    };
}

commands! {
    Accept = accept,
    Allow = allow,
    Answer = answer,
    Ask = ask,
    Board = board,
    Cancel = cancel,
    #[cfg(feature = "mail")]
    Capture = capture,
    Changes = changes,
    Check = check,
    Completions = completions,
    Confirm = confirm,
    Correct = correct,
    Decline = decline,
    Deliver = deliver,
    Demo = demo,
    Diff = diff,
    Doctor = doctor,
    Edit = edit,
    Explain = explain,
    #[cfg(feature = "mail")]
    Export = export,
    Hook = hook,
    Init = init,
    Invite = invite,
    Join = join,
    Links = links,
    List = list,
    Log = log,
    MergeDriver = merge_driver,
    New = new,
    Pause = pause,
    Praise = praise,
    Progress = progress,
    Propose = propose,
    Reassign = reassign,
    Reopen = reopen,
    Resolve = resolve,
    Resume = resume,
    Return = r#return,
    Schema = schema,
    Search = search,
    Send = send,
    Set = set,
    Show = show,
    Start = start,
    Status = status,
    Sync = sync,
    Today = today,
    Undo = undo,
    Watch = watch,
}

/// Reads the workspace that the person is in.
fn open(globals: &Globals) -> anyhow::Result<Place> {
    open_in(&globals.directory, globals, Place::open)
}

/// Returns the workspaces that are listed for this user, by name and folder, and where they are; there is
/// at least one.
fn listed() -> anyhow::Result<(Registry, Vec<(String, PathBuf)>)> {
    let Some(registry) = Registry::of_user() else {
        anyhow::bail!("there is no home folder that could list your workspaces");
    };
    let list: Vec<(String, PathBuf)> = registry.read()?.into_iter().collect();
    if list.is_empty() {
        return Err(anyhow::anyhow!("no workspace is listed for you"))
            .hint("`handover init` and `handover join` list what they make");
    }
    Ok((registry, list))
}

/// A listed workspace of which nothing can be told.
struct LeftOut {
    name: String,
    folder: PathBuf,
    reason: String,
}

impl LeftOut {
    fn told(&self) -> String {
        format!("{} ({}): {}", self.name, self.folder.display(), self.reason)
    }

    fn to_json(&self) -> serde_json::Value {
        let folder = self.folder.display().to_string();
        serde_json::json!({ "listed_as": self.name, "folder": folder, "reason": self.reason })
    }
}

/// What came of each workspace, by name and folder, and those of which nothing did.
type OfAll<T> = (Vec<((String, PathBuf), T)>, Vec<LeftOut>);

/// Looks at each workspace that is listed for this user. Those at which nobody can look are told on
/// standard error.
///
/// # Errors
/// When none is listed, or none can be looked at.
fn in_all<T>(
    globals: &Globals,
    mut with: impl FnMut(Place) -> anyhow::Result<T>,
) -> anyhow::Result<OfAll<T>> {
    in_all_folders(globals, |name, folder| {
        let place = Place::open_live(folder, Some(globals.now.clone()), SILENT)?;
        let index = place.snapshot.shared_index();
        globals.note([index.note().clone()]);
        let found = with(place);
        // What cannot be told on standard error cannot be told at all.
        let _ = globals.tell_unread(&index, &format!("{name}/"));
        found
    })
}

/// Does the same with the name and the folder of each workspace that is listed for this user. Those with
/// which it cannot be done are told on standard error.
///
/// # Errors
/// When none is listed, or it can be done with none.
fn in_all_folders<T>(
    globals: &Globals,
    mut with: impl FnMut(&str, &Path) -> anyhow::Result<T>,
) -> anyhow::Result<OfAll<T>> {
    let (registry, list) = listed()?;
    let mut found = Vec::new();
    let mut left_out = Vec::new();
    for (name, folder) in list {
        match with(&name, &folder) {
            Ok(done) => found.push(((name, folder), done)),
            Err(error) => {
                let reason = match folder.exists() {
                    true => error.to_string(),
                    false => format!(
                        "the folder is gone; if for good, take its line out of {}",
                        registry.file().display()
                    ),
                };
                left_out.push(LeftOut { name, folder, reason });
            }
        }
    }
    let told: Vec<String> = left_out.iter().map(LeftOut::told).collect();
    warn(&told, globals)?;
    if found.is_empty() {
        anyhow::bail!("nothing can be done in any workspace that is listed for you");
    }
    Ok((found, left_out))
}

/// Reads the workspace that the person is in, for a look at it alone: what a running watch knows of it
/// is not looked at again.
fn open_live(globals: &Globals) -> anyhow::Result<Place> {
    open_in(&globals.directory, globals, Place::open_live)
}

/// How a workspace is opened.
type Open = fn(&Path, Option<jiff::ZonedDateTime>, Progress<'_>) -> Result<Place, HostError>;

/// Reads the workspace of a document that somebody names, and returns its name there: `nordlys/ola-14`
/// is `ola-14` in the workspace listed as `nordlys`; all else is in the one that the person is in.
fn open_of(wanted: &str, globals: &Globals) -> anyhow::Result<(Place, String)> {
    open_of_by(wanted, globals, Place::open)
}

/// The same, for a look at it alone.
fn open_live_of(wanted: &str, globals: &Globals) -> anyhow::Result<(Place, String)> {
    open_of_by(wanted, globals, Place::open_live)
}

fn open_of_by(wanted: &str, globals: &Globals, open: Open) -> anyhow::Result<(Place, String)> {
    let here = || open_in(&globals.directory, globals, open);
    if !wanted.contains('/') {
        return Ok((here()?, wanted.to_owned()));
    }
    // Without a list nothing is meant elsewhere.
    let listed = Registry::of_user().and_then(|list| list.read().ok()).unwrap_or_default();
    let is_here = |path: &str| globals.directory.join(path).exists();
    match whereabouts(wanted, &listed, &is_here) {
        Whereabouts::Here => Ok((here()?, wanted.to_owned())),
        Whereabouts::There { folder, wanted } => {
            Ok((open_in(folder, globals, open)?, wanted.to_owned()))
        }
        Whereabouts::Nowhere { workspace } => {
            let known: Vec<&str> = listed.keys().map(String::as_str).collect();
            let hint = match known.as_slice() {
                [] => "`handover init` and `handover join` list what they make".to_owned(),
                known => format!("listed are {}", known.join(", ")),
            };
            Err(anyhow::anyhow!("no workspace is listed for you as `{workspace}`")).hint(hint)
        }
    }
}

fn open_in(directory: &Path, globals: &Globals, open: Open) -> anyhow::Result<Place> {
    let counter = Counter::new("Reading", globals);
    let progress = |done, total| counter.count(done, total);
    let opened = open(directory, Some(globals.now.clone()), &progress);
    let place = opened.or_else(|error| {
        let hint = no_workspace(&error);
        Err(error).hints(hint)
    })?;
    globals.note([place.snapshot.index().note().clone()]);
    globals.looks_at(place.snapshot.shared_index());
    Ok(place)
}

/// Says what to do where there is no workspace.
fn no_workspace(error: &HostError) -> Option<String> {
    let hint = "go into a workspace, name one with -C DIR, or make one with `handover init`";
    matches!(error, HostError::NotAWorkspace(_)).then(|| hint.to_owned())
}

/// Says what to do about a sync that could not be done.
fn sync_failed<T>(error: SyncFailed, directory: &Path) -> anyhow::Result<T> {
    if let Some(FailedWords { what, advice, language }) = failed_words(&error, directory) {
        return Err(spoken(anyhow::anyhow!("{what}"), language)).hints(advice);
    }
    let hint = match &error {
        SyncFailed::Host(error) => no_workspace(error),
        _ => None,
    };
    Err(error).hints(hint)
}

/// Reads a time since which something is looked at, on the clock of whoever works there.
fn since(text: &str, place: &Place, globals: &Globals) -> anyhow::Result<Timestamp> {
    query::since(text, globals.now.timestamp(), &place.zone()).or_else(|error| {
        let hint = match &error {
            SinceError::Unreadable { instead: Some(instead), .. } => format!("write {instead}"),
            _ => "write a date such as 2026-12-01, or `7d`, `yesterday`, `monday`".to_owned(),
        };
        Err(error).hint(hint)
    })
}

/// Says what to do when a document is not found.
fn lookup<T>(error: LookupError) -> anyhow::Result<T> {
    let hints = match &error {
        LookupError::Unknown { .. } => vec!["`handover list` shows what is there".to_owned()],
        LookupError::Unread { advice, .. } => advice.clone(),
        LookupError::Ambiguous { .. } => vec!["write more of the id, or the path".to_owned()],
    };
    Err(error).hints(hints)
}

/// Shows where a query cannot be read.
fn query_error<T>(error: &QueryError, query: &str) -> anyhow::Result<T> {
    let pointed = error.pointed(query).replace('\n', "\n  ");
    Err(anyhow::anyhow!("{error}\n  {pointed}")).hints(error.expected.clone())
}

/// Says on standard error what in a query may be meant otherwise.
fn doubts(query: &str, globals: &Globals) -> std::io::Result<()> {
    let mut err = globals.err();
    for doubt in query::doubts(query) {
        writeln!(err, "{HINT}hint{HINT:#}: {}", harmless(&doubt))?;
    }
    err.finish()
}

/// Says that a workspace is not in the user's list, which it works without.
fn not_listed(error: Option<&RegistryError>, globals: &Globals) -> std::io::Result<()> {
    let Some(error) = error else { return Ok(()) };
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
    warn(&[format!("{error}{}", cause.unwrap_or_default())], globals)
}

/// Writes warnings to standard error.
fn warn(warnings: &[String], globals: &Globals) -> std::io::Result<()> {
    let mut err = globals.err();
    for warning in warnings {
        writeln!(err, "{WARNING}warning{WARNING:#}: {}", harmless(warning))?;
    }
    err.finish()
}

/// Says on standard error that no document fits a query.
fn nothing(query: &str, hint: Option<String>, globals: &Globals) -> anyhow::Result<()> {
    let mut err = globals.err();
    match query.trim() {
        "" => writeln!(err, "there is no document here yet")?,
        query => writeln!(err, "no document fits `{}`", harmless(query))?,
    }
    if let Some(hint) = hint {
        writeln!(err, "{HINT}hint{HINT:#}: {}", harmless(&hint))?;
    }
    Ok(err.finish()?)
}

/// Says a number of things: `1 file`, `2 files`.
pub(super) fn count(number: usize, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {one}{plural}")
}
