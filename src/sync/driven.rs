//! What the merge driver has put beside documents, until it is known what became of the merge.
//!
//! Plain git asks for one file at a time and may throw the result away again (`git merge --abort`):
//! it does not know what stands beside. The driver remembers it, and the next sync takes away what
//! tells of nothing, unless somebody wrote in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::SyncError;
use super::engine::Break;
use super::plan::{DrivenMerge, Since, is_given_up};
use super::round::Round;
use super::state::State;
use crate::merge::{Blob, ContentId};
use crate::store::files::{self, Done};
use crate::store::{CommitId, Head, Repo, SafePath};
use crate::text::RepoPath;

/// The most bytes that are remembered of one file.
const MOST: u64 = 64 << 10;
/// Commits looked through; a merge that lies further back counts as done.
const MOST_COMMITS: usize = 1_000;

/// One file that was put beside a document, and what was merged there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Driven {
    document: String,
    ours: ContentId,
    #[serde(default)]
    theirs: Option<ContentId>,
    merged: ContentId,
    of_histories: bool,
    /// Where the branch stood.
    head: Option<String>,
    /// What was written.
    written: ContentId,
}

/// Remembers what the merge driver has put beside a document.
///
/// # Errors
/// When the repository fails.
pub fn remember_driven(
    repo: &Repo,
    document: &RepoPath,
    merge: DrivenMerge,
    beside: &[(RepoPath, ContentId)],
) -> Result<(), SyncError> {
    let head = match repo.head()? {
        Head::Branch { commit, .. } | Head::Detached { commit } => Some(commit.to_string()),
        Head::Unborn { .. } => None,
    };
    let DrivenMerge { ours, theirs, merged, of_histories } = merge;
    let driven = |written| Driven {
        document: document.as_str().to_owned(),
        ours,
        theirs,
        merged,
        of_histories,
        head: head.clone(),
        written,
    };
    let all = beside.iter().map(|(path, written)| (path.clone(), Some(driven(*written))));
    State { repo }.change_driven(all)
}

/// Takes away what was put beside documents in merges that were given up since.
pub(super) fn take_away(round: &mut Round<'_>) -> Result<(), Break> {
    let repo = round.engine.repo;
    let state = round.engine.state();
    let all = state.driven()?;
    // While git is at work, its result does not stand in the folder yet.
    if all.is_empty() || repo.is_staging_locked() {
        return Ok(());
    }
    let mut known = BTreeMap::new();
    for (path, driven) in all {
        let here = content(repo, &path);
        if here != Some(driven.written) || round.tree.contains_key(&path) {
            known.insert(path, None);
            continue;
        }
        let document = RepoPath::new(&driven.document);
        let Some(since) = since(round, &driven, &document)? else { continue };
        let Driven { ours, theirs, merged, of_histories, .. } = driven;
        let merge = DrivenMerge { ours, theirs, merged, of_histories };
        let now = content(repo, &document);
        if !is_given_up(&merge, &since, now, repo.is_squashing()) {
            continue;
        }
        if let Ok(safe) = SafePath::new(&path)
            && files::delete(repo.root(), &safe, driven.written).map_err(SyncError::from)?
                == Done::Done
        {
            round.scan.files.remove(&path);
            known.insert(path, None);
        }
    }
    if known.is_empty() {
        return Ok(());
    }
    Ok(state.change_driven(known)?)
}

/// Returns the version of a file in the folder; `None` where none can be read.
fn content(repo: &Repo, path: &RepoPath) -> Option<ContentId> {
    files::content_id(repo.root(), &SafePath::new(path).ok()?).ok().flatten()
}

/// Looks at what became of the branch since; `None` where it cannot be told.
fn since(
    round: &Round<'_>,
    driven: &Driven,
    document: &RepoPath,
) -> Result<Option<Since>, SyncError> {
    let repo = round.engine.repo;
    let before: Option<CommitId> = driven.head.as_ref().and_then(|id| id.parse().ok());
    let (Some(before), Some(head)) = (before, round.head) else { return Ok(None) };
    if before == head {
        return Ok(Some(Since::Same));
    }
    // What git has thrown away since has been in no history for a long time.
    let Ok(is_onward) = repo.is_ancestor(before, head) else { return Ok(None) };
    let commits = repo.commits_between(head, &[before])?;
    if commits.len() > MOST_COMMITS {
        return Ok(None);
    }
    let (mut merges, mut versions) = (false, Vec::new());
    for id in commits {
        let commit = repo.read_commit(id)?;
        merges |= commit.parents.len() > 1;
        versions.push(repo.entry(commit.tree, document)?.map(|blob| blob.id));
    }
    Ok(Some(match is_onward {
        true => Since::Onward { merges, versions },
        false => Since::Apart { versions },
    }))
}

impl State<'_> {
    /// Returns what the merge driver put beside documents, by path; what cannot be read is left out.
    fn driven(&self) -> Result<BTreeMap<RepoPath, Driven>, SyncError> {
        let Some(tree) = self.driven_tree()? else { return Ok(BTreeMap::new()) };
        let mut all = BTreeMap::new();
        for (path, blob) in self.repo.tree_changes(None, Some(tree))?.files {
            let bytes = blob.new.map(|blob| self.repo.read_blob(blob.id, MOST)).transpose()?;
            let driven = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
            all.extend(driven.map(|driven| (path, driven)));
        }
        Ok(all)
    }

    fn change_driven(
        &self,
        changes: impl IntoIterator<Item = (RepoPath, Option<Driven>)>,
    ) -> Result<(), SyncError> {
        let mut entries = BTreeMap::new();
        for (path, driven) in changes {
            let bytes = driven.and_then(|driven| serde_json::to_vec(&driven).ok());
            let id = bytes.map(|bytes| self.repo.write_blob(&bytes)).transpose()?;
            entries.insert(path, id.map(Blob::file));
        }
        let tree = self.repo.write_tree(self.driven_tree()?, &entries)?;
        self.set_driven_tree(tree)
    }
}
