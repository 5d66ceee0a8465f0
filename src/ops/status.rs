//! What one line tells of a workspace: for a prompt, or the status bar of an editor.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::{Timestamp, ZonedDateTime};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::list::{ListOptions, list};
use super::sync::last;
use super::today::{TodayError, TodayOptions, today};
use super::watched;
use super::{Place, story};
use crate::merge::ContentId;
use crate::schema::Language;
use crate::schema::message::{Live, short_words};
use crate::store::draft::Draft;
use crate::store::tree_state::TreeState;
use crate::store::{Repo, ScanError};
use crate::sync::shared_tip;
use crate::text::RepoPath;
use crate::watch::live::{Answer, Want};
use crate::workspace::{HostError, SILENT, Workspace};

pub use crate::watch::live::Short;

/// A line that cannot be told.
#[derive(Debug, Error)]
pub enum StatusError {
    #[error(transparent)]
    Host(#[from] HostError),
    #[error(transparent)]
    Today(#[from] TodayError),
    #[error(transparent)]
    Scan(#[from] ScanError),
}

/// What was counted, for whom, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    pub short: Short,
    /// Of whoever works there.
    pub language: Language,
    /// When it was counted, where that was not now: it is told with that time.
    pub counted_at: Option<Timestamp>,
    /// Folders that could not be read, where it was counted now.
    pub unread: Vec<RepoPath>,
}

/// Where there are more files than these, they are not looked at for a prompt.
const FEW: usize = 2000;

/// Counts what concerns whoever works in the workspace that holds `directory`: as the program that
/// watches it knows, else by looking.
///
/// With `quick`, where nobody watches it and there are many files, what was counted last must do.
///
/// # Errors
/// When there is no workspace, it cannot be read, or it is not known who works here.
pub fn status(directory: &Path, now: &ZonedDateTime, quick: bool) -> Result<Status, StatusError> {
    let workspace = Workspace::require(directory)?;
    let repo = Repo::open(workspace.root()).ok();
    let email = repo.as_ref().and_then(|repo| repo.identity().email);
    let language = workspace.language_of(&email.unwrap_or_default());
    let told = |short, counted_at| Status { short, language, counted_at, unread: Vec::new() };
    if let Some(Answer::Short(short)) = watched::ask(workspace.root(), Want::Short) {
        return Ok(told(short, None));
    }
    let place = Place::open_live(workspace.root(), Some(now.clone()), SILENT)?;
    let many = place.snapshot.index().remembered().is_some_and(|files| files > FEW);
    if quick
        && many
        && let Some(known) = repo.as_ref().and_then(remembered)
    {
        return Ok(told(known.short, Some(known.at)));
    }
    let short = counted(&place, now)?;
    let unread = place.snapshot.index().unread().into_iter().map(|(path, _)| path.clone());
    Ok(Status { unread: unread.collect(), ..told(short, None) })
}

/// What was counted last, and when.
#[derive(Serialize, Deserialize)]
struct Remembered {
    at: Timestamp,
    short: Short,
}

fn remembered(repo: &Repo) -> Option<Remembered> {
    serde_json::from_str(&kept(repo).read().ok()??).ok()
}

fn kept(repo: &Repo) -> Draft {
    Draft::kept(repo.git_dir(), "short")
}

/// Counts what concerns whoever works in a workspace.
pub(super) fn counted(place: &Place, now: &ZonedDateTime) -> Result<Short, StatusError> {
    let options = TodayOptions { person: None, full: false, boxes: false, now: now.timestamp() };
    let day = today(place, options)?;
    let late =
        ListOptions { me: Some(&day.person), ..ListOptions::of("waiting:me is:late limit:1") };
    // The query is one of ours.
    let late = list(&place.snapshot, late).map_or(0, |found| found.total);
    let repo = Repo::open(place.snapshot.root()).ok();
    let (unsent, held_back) = match &repo {
        Some(repo) => unsent_and_held_back(repo, place)?,
        None => (0, 0),
    };
    let short = Short {
        waiting: day.mine_count,
        late,
        unsent,
        conflicts: day.disputes_count,
        held_back,
        unread: day.unread.len(),
    };
    let remembered = Remembered { at: now.timestamp(), short };
    if let Some(repo) = &repo
        && let Ok(text) = serde_json::to_string(&remembered)
    {
        // Without it, it is counted once more than it must be.
        let _ = kept(repo).write(&text);
    }
    Ok(short)
}

/// Counts the files that the next sync would send; 0 where there is no repository, or it cannot be read.
pub(super) fn unsent_in(place: &Place) -> usize {
    let repo = Repo::open(place.snapshot.root()).ok();
    repo.and_then(|repo| unsent_and_held_back(&repo, place).ok()).map_or(0, |(unsent, _)| unsent)
}

/// Counts the files that the next sync would send, and those that it would hold back.
fn unsent_and_held_back(repo: &Repo, place: &Place) -> Result<(usize, usize), ScanError> {
    let root = repo.root();
    let held_back = last(repo)
        .map_or(0, |last| last.held_back.iter().filter(|held| held.is_as_it_was(root)).count());
    let unsent = unsent(repo, place.snapshot.index().looked())?;
    Ok((unsent.saturating_sub(held_back), held_back))
}

/// Counts the files that are not as everybody has them, where the folder was `looked` at; one that was moved counts
/// once.
fn unsent(repo: &Repo, looked: &TreeState) -> Result<usize, ScanError> {
    let staging = repo.staging()?;
    if let Some((tree, version)) = staging.version() {
        // Mostly that is what everybody has, which need not be listed then.
        repo.know(tree, version);
    }
    let tip = shared_tip(repo).ok().flatten().or_else(|| story::tip_of(repo).ok().flatten());
    let tree = tip.and_then(|tip| repo.tree_of(tip).ok());
    let shared = tree.and_then(|tree| repo.walk_tree(tree).ok());
    let shared = shared.map(|version| version.files).unwrap_or_default();
    let scan = repo.scan_with(staging, &shared, looked)?;
    let differing = shared.differing(&scan.files);
    let changed = differing.iter().filter_map(|path| scan.files.get(*path));
    let changed: Vec<ContentId> = changed.map(|blob| blob.id).collect();
    let now: BTreeSet<&ContentId> = changed.iter().collect();
    let is_gone = |path: &RepoPath| {
        !scan.files.contains_key(path)
            && !scan.is_unseen(path)
            && shared.get(path).is_some_and(|blob| !now.contains(&blob.id))
    };
    Ok(changed.len() + differing.iter().filter(|path| is_gone(path)).count())
}

/// Says when it was counted.
pub fn counted_at(at: Timestamp, now: &ZonedDateTime, language: Language) -> String {
    let [at, now] = [at, now.timestamp()].map(|at| now.time_zone().to_datetime(at));
    Live::ShortAsOf { when: &short_words(at, now, language) }.text(language)
}

/// Says it in a few words each; never none.
pub fn parts(short: &Short, language: Language) -> Vec<String> {
    let parts = [
        (short.waiting, Live::ShortWaiting { count: short.waiting }),
        (short.late, Live::ShortLate { count: short.late }),
        (short.unsent, Live::ShortUnsent { count: short.unsent }),
        (short.conflicts, Live::ShortConflicts { count: short.conflicts }),
        (short.held_back, Live::ShortHeldBack { count: short.held_back }),
        (short.unread, Live::ShortUnread { count: short.unread }),
    ];
    let told = parts.into_iter().filter(|(count, _)| *count > 0);
    let mut told: Vec<String> = told.map(|(_, message)| message.text(language)).collect();
    if told.is_empty() {
        told.push(Live::ShortNothing.text(language));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_there_is_told() {
        let short = Short { waiting: 3, late: 1, ..Short::default() };
        assert_eq!(parts(&short, Language::English), ["3 for you", "1 late"]);
        assert_eq!(parts(&short, Language::Bokmal), ["3 til deg", "1 for sent"]);
        // Whether nothing waits is not known.
        let short = Short { unread: 1, ..Short::default() };
        assert_eq!(parts(&short, Language::English), ["a folder cannot be read"]);
        assert_eq!(parts(&Short::default(), Language::English), ["nothing waits"]);
    }
}
