//! What the last sync held back, and when it was: remembered in the git folder, for this clone alone.

use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{NotRead, held_back};
use crate::schema::Language;
use crate::store::draft::Draft;
use crate::store::{Repo, SafePath, files};
use crate::sync::{Outcome, Verdict};
use crate::text::RepoPath;

/// So many of them are remembered.
const MOST: usize = 100;

/// The last sync.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::ops) struct Last {
    /// When the folder was last in step with the shared one; `None` where that never was.
    pub(in crate::ops) at: Option<Timestamp>,
    pub(in crate::ops) held_back: Vec<Held>,
    /// Files that were sent from here and were read as nothing then.
    #[serde(default)]
    pub(in crate::ops) not_read: Vec<String>,
    /// Files that were saved over what had come in meanwhile, and that nobody has changed since.
    #[serde(default)]
    saved_over: Vec<SavedOver>,
}

impl Last {
    /// Returns the files that were saved over what had come in, as far as nobody has changed them since, and whether
    /// that is set back.
    pub(in crate::ops) fn told_over(&self, root: &Path) -> Vec<(String, bool)> {
        let told = self.saved_over.iter().filter(|one| one.is_as_it_was(root));
        told.map(|one| (one.path.clone(), one.is_set_back)).collect()
    }
}

/// A file that was saved over what had come in meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct SavedOver {
    path: String,
    /// What it holds since.
    content: Option<String>,
    /// Whether what had come in is set back, and not both in it.
    is_set_back: bool,
}

impl SavedOver {
    /// Tells whether nobody has changed the file since.
    fn is_as_it_was(&self, root: &Path) -> bool {
        content(root, &RepoPath::new(&self.path)) == self.content
    }
}

/// A file that it held back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::ops) struct Held {
    pub(in crate::ops) path: String,
    /// What it held; `None` where it was gone.
    content: Option<String>,
    /// In English and in Bokmål.
    pub(in crate::ops) reason: [String; 2],
}

impl Held {
    /// Tells whether the file is as it was when it was held back.
    pub(in crate::ops) fn is_as_it_was(&self, root: &Path) -> bool {
        content(root, &RepoPath::new(&self.path)) == self.content
    }
}

/// Returns what a file holds; a mark where it is there and cannot be read under its name, `None` where
/// it is not there.
fn content(root: &Path, path: &RepoPath) -> Option<String> {
    let held = || {
        let safe = SafePath::new(path).ok()?;
        files::content_id(root, &safe).ok()?.map(|id| id.to_string())
    };
    let file = root.join(path.as_str());
    let there = || (file.is_symlink() || file.exists()).then(|| "there".to_owned());
    held().or_else(there)
}

fn memory(git_dir: &Path) -> Draft {
    Draft::kept(git_dir, "last-sync")
}

/// Returns what is remembered of the last sync; `None` where that is nothing.
pub(in crate::ops) fn last(repo: &Repo) -> Option<Last> {
    last_in(repo.git_dir())
}

/// The same of the repository whose git folder is `git_dir`.
pub(in crate::ops) fn last_in(git_dir: &Path) -> Option<Last> {
    let text = memory(git_dir).read().ok().flatten()?;
    serde_json::from_str(&text).ok()
}

/// Returns the files that were saved over what had come in, with those that a sync has found: until somebody changes
/// them.
fn saved_over_with(known: Vec<SavedOver>, root: &Path, outcome: &Outcome) -> Vec<SavedOver> {
    let found = |paths: &[RepoPath], is_set_back: bool| -> Vec<SavedOver> {
        let one = |path: &RepoPath| SavedOver {
            path: path.to_string(),
            content: content(root, path),
            is_set_back,
        };
        paths.iter().map(one).collect()
    };
    let mut all = found(&outcome.reopened, false);
    all.extend(found(&outcome.set_back, true));
    all.extend(known);
    all.retain(|one| one.is_as_it_was(root));
    all.sort_by(|one, other| one.path.cmp(&other.path));
    all.dedup_by(|later, one| later.path == one.path);
    all.truncate(MOST);
    all
}

/// Remembers what a sync held back, and what it has `sent` that is read as no document. One that was stopped has
/// looked at nothing; one that did not reach the others leaves the time as it was.
pub(super) fn remember(repo: &Repo, outcome: &Outcome, sent: &[NotRead], now: Timestamp) {
    let at = match outcome.verdict {
        Verdict::Stopped(_) => return,
        Verdict::Offline(_) => last(repo).and_then(|last| last.at),
        _ => Some(now),
    };
    let held = |one: &crate::sync::HeldBack| Held {
        path: one.path.to_string(),
        content: content(repo.root(), &one.path),
        reason: Language::ALL.map(|language| held_back(one, language)),
    };
    let held_back = outcome.held_back.iter().map(held).collect();
    let (known, saved_over) =
        last(repo).map(|last| (last.not_read, last.saved_over)).unwrap_or_default();
    let sent = sent.iter().map(|one| one.path.to_string());
    let mut not_read: Vec<String> = known.into_iter().chain(sent).collect();
    not_read.retain(|path| content(repo.root(), &RepoPath::new(path)).is_some());
    not_read.sort();
    not_read.dedup();
    let saved_over = saved_over_with(saved_over, repo.root(), outcome);
    if let Ok(text) = serde_json::to_string(&Last { at, held_back, not_read, saved_over }) {
        // Without it, `today` knows less until the next sync.
        let _ = memory(repo.git_dir()).write(&text);
    }
}
