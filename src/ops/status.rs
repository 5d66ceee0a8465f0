//! What one line tells of a workspace: for a prompt, or the status bar of an editor.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::ZonedDateTime;
use thiserror::Error;

use super::list::{ListOptions, list};
use super::sync::last;
use super::today::{TodayError, TodayOptions, today};
use super::watched;
use super::{Place, story};
use crate::merge::ContentId;
use crate::schema::{Language, message::Live};
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

/// Counts what concerns whoever works in the workspace that holds `directory`: as the program that
/// watches it knows, else by looking; with the language of whoever works there.
///
/// # Errors
/// When there is no workspace, it cannot be read, or it is not known who works here.
pub fn status(directory: &Path, now: &ZonedDateTime) -> Result<(Short, Language), StatusError> {
    let workspace = Workspace::require(directory)?;
    let email = Repo::open(workspace.root()).ok().and_then(|repo| repo.identity().email);
    let language = workspace.language_of(&email.unwrap_or_default());
    if let Some(Answer::Short(short)) = watched::ask(workspace.root(), Want::Short) {
        return Ok((short, language));
    }
    let place = Place::open_live(workspace.root(), Some(now.clone()), SILENT)?;
    Ok((counted(&place, now)?, language))
}

/// Counts what concerns whoever works in a workspace.
pub(super) fn counted(place: &Place, now: &ZonedDateTime) -> Result<Short, StatusError> {
    let options = TodayOptions { person: None, full: false, now: now.timestamp() };
    let day = today(place, options)?;
    let late =
        ListOptions { me: Some(&day.person), ..ListOptions::of("waiting:me is:late limit:1") };
    // The query is one of ours.
    let late = list(&place.snapshot, late).map_or(0, |found| found.total);
    let repo = Repo::open(place.snapshot.root()).ok();
    let root = place.snapshot.root();
    let held_back = repo
        .as_ref()
        .and_then(last)
        .map_or(0, |last| last.held_back.iter().filter(|held| held.is_as_it_was(root)).count());
    let unsent = repo.as_ref().map(unsent).transpose()?.unwrap_or(0);
    Ok(Short {
        waiting: day.mine_count,
        late,
        unsent: unsent.saturating_sub(held_back),
        conflicts: day.disputes_count,
        held_back,
    })
}

/// Counts the files that are not as everybody has them; one that was moved counts once.
fn unsent(repo: &Repo) -> Result<usize, ScanError> {
    let tip = shared_tip(repo).ok().flatten().or_else(|| story::tip_of(repo).ok().flatten());
    let tree = tip.and_then(|tip| repo.tree_of(tip).ok());
    let shared = tree.and_then(|tree| repo.walk_tree(tree).ok());
    let shared = shared.map(|version| version.files).unwrap_or_default();
    let scan = repo.scan(&shared)?;
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

/// Says it in a few words each; never none.
pub fn parts(short: &Short, language: Language) -> Vec<String> {
    let parts = [
        (short.waiting, Live::ShortWaiting { count: short.waiting }),
        (short.late, Live::ShortLate { count: short.late }),
        (short.unsent, Live::ShortUnsent { count: short.unsent }),
        (short.conflicts, Live::ShortConflicts { count: short.conflicts }),
        (short.held_back, Live::ShortHeldBack { count: short.held_back }),
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
        assert_eq!(parts(&Short::default(), Language::English), ["nothing waits"]);
    }
}
