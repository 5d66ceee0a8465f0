//! The changes that come, each against what its author had before them.

use super::{Problem, ReceiveError};
use crate::store::tree::Changes;
use crate::store::{Commit, CommitId, TreeId};
use crate::sync::gate::Gate;

/// The most commits that are judged at once.
pub(super) const MOST_COMMITS: usize = 5_000;
/// The most files that they may change, each counted once a commit.
const MOST_FILES: usize = 1_000_000;

/// One commit and what it did beside merging.
pub(super) struct Step {
    pub(super) commit: Commit,
    pub(super) changes: Changes,
}

/// The steps of a history, parents first, and what is wrong with it whatever it holds.
#[derive(Default)]
pub(super) struct Steps {
    pub(super) steps: Vec<Step>,
    pub(super) problems: Vec<(CommitId, Problem)>,
}

/// Returns what the commits of `tip` did that are in none of `hidden`.
///
/// What a merge did is what differs from our own merge of its parents.
pub(super) fn steps(
    gate: &Gate<'_>,
    tip: CommitId,
    hidden: &[CommitId],
) -> Result<Steps, ReceiveError> {
    let repo = gate.repo();
    let mut commits = repo.commits_between(tip, hidden)?;
    let mut found = Steps::default();
    if commits.len() > MOST_COMMITS {
        found.problems.push((tip, Problem::TooMany(commits.len())));
        return Ok(found);
    }
    commits.reverse();
    let mut files = 0;
    for id in commits {
        let commit = repo.read_commit(id)?;
        let before = match before(gate, &commit)? {
            Ok(before) => before,
            Err(problem) => {
                found.problems.push((id, problem));
                continue;
            }
        };
        let changes = repo.tree_changes(before, Some(commit.tree))?;
        files += changes.files.len() + changes.others.len();
        if files > MOST_FILES {
            found.problems.push((id, Problem::TooMuch));
            return Ok(found);
        }
        found.steps.push(Step { commit, changes });
    }
    Ok(found)
}

/// Returns what a commit's author had before them; `None` where that was nothing.
fn before(
    gate: &Gate<'_>,
    commit: &Commit,
) -> Result<Result<Option<TreeId>, Problem>, ReceiveError> {
    Ok(match commit.parents[..] {
        [] => Ok(None),
        [parent] => Ok(Some(gate.repo().tree_of(parent)?)),
        [left, right] => match gate.our_merge(left, right)? {
            Some(merged) => Ok(Some(merged)),
            None => Err(Problem::Entangled),
        },
        _ => Err(Problem::ManyParents),
    })
}
