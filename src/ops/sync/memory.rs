//! What the last sync held back, and when it was: remembered in the git folder, for this clone alone.

use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::held_back;
use super::words::is_hidden_document;
use crate::schema::Language;
use crate::store::draft::Draft;
use crate::store::{Repo, SafePath, files};
use crate::sync::{Outcome, Verdict};
use crate::text::RepoPath;

/// The last sync.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::ops) struct Last {
    /// When the folder was last in step with the shared one; `None` where that never was.
    pub(in crate::ops) at: Option<Timestamp>,
    pub(in crate::ops) held_back: Vec<Held>,
    /// Files that were sent from here and look like documents, and are read as none.
    #[serde(default)]
    pub(in crate::ops) not_read: Vec<String>,
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

fn memory(repo: &Repo) -> Draft {
    Draft::kept(repo.git_dir(), "last-sync")
}

/// Returns what is remembered of the last sync; `None` where that is nothing.
pub(in crate::ops) fn last(repo: &Repo) -> Option<Last> {
    let text = memory(repo).read().ok().flatten()?;
    serde_json::from_str(&text).ok()
}

/// Remembers what a sync held back. One that was stopped has looked at nothing; one that did not reach
/// the others leaves the time as it was.
pub(super) fn remember(repo: &Repo, outcome: &Outcome, now: Timestamp) {
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
    let known = last(repo).map(|last| last.not_read).unwrap_or_default();
    let sent = outcome.sent.iter().filter(|path| is_hidden_document(path)).map(RepoPath::to_string);
    let mut not_read: Vec<String> = known.into_iter().chain(sent).collect();
    not_read.retain(|path| content(repo.root(), &RepoPath::new(path)).is_some());
    not_read.sort();
    not_read.dedup();
    if let Ok(text) = serde_json::to_string(&Last { at, held_back, not_read }) {
        // Without it, `today` knows less until the next sync.
        let _ = memory(repo).write(&text);
    }
}
