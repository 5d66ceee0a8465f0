use super::engine::Break;
use super::round::Round;
use crate::merge::Blob;
use crate::store::CommitId;
use crate::text::RepoPath;

/// So many commits are gone back at most.
const MOST_COMMITS: usize = 10_000;

/// The commit that a file, or a version of it, came with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    pub(super) commit: CommitId,
    /// None of its parents has it; else it is only the oldest that was looked at.
    pub(super) is_first: bool,
}

/// Finds where the branch has a file from, or this version of it; `None` where it has it not.
pub(super) fn origin(
    round: &Round<'_>,
    path: &RepoPath,
    version: Option<Blob>,
) -> Result<Option<Origin>, Break> {
    let repo = round.engine.repo;
    let has = |id: CommitId| -> Result<bool, Break> {
        let found = repo.entry(repo.tree_of(id)?, path)?;
        Ok(found.is_some_and(|blob| version.is_none_or(|version| version == blob)))
    };
    let Some(mut commit) = round.head else { return Ok(None) };
    if !has(commit)? {
        return Ok(None);
    }
    for _ in 0..MOST_COMMITS {
        let mut before = None;
        for parent in repo.read_commit(commit)?.parents {
            if has(parent)? {
                before = Some(parent);
                break;
            }
        }
        match before {
            Some(parent) => commit = parent,
            None => return Ok(Some(Origin { commit, is_first: true })),
        }
    }
    Ok(Some(Origin { commit, is_first: false }))
}
