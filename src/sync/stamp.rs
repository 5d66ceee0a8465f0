//! The time of what is sent: commits that this program made and that waited here are made anew with the time
//! at which they go, so that nobody is late for what they could not know of.
//!
//! Only a line of them at the end of the branch, none of which anybody else has, and none of which a person
//! made with git: those are never touched. What they hold, who wrote it and when that was stay the same.

use super::commit;
use super::engine::{Break, Told};
use super::round::Round;
use crate::store::{CommitId, NewCommit, ObjectError, Repo};

/// What goes out so soon is as new as it says, in seconds.
const SOON: i64 = 60;

/// A line of commits that this program made, one over the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Own {
    /// What the first was made over.
    pub(super) from: Option<CommitId>,
    /// The last.
    pub(super) to: CommitId,
}

impl Own {
    /// Returns the line with one more commit, made over `parent`.
    pub(super) fn and(line: Option<Self>, parent: Option<CommitId>, commit: CommitId) -> Self {
        match line {
            Some(Self { from, to }) if Some(to) == parent => Self { from, to: commit },
            _ => Self { from: parent, to: commit },
        }
    }
}

/// Returns the line as it stands, of what a sync knows and what was remembered: a move that was made while the
/// shared place was waited for has put a commit over what the sync made.
pub(super) fn line(
    repo: &Repo,
    told: Option<Own>,
    kept: Option<Own>,
) -> Result<Option<Own>, ObjectError> {
    let (Some(ours), Some(later)) = (told, kept) else { return Ok(told.or(kept)) };
    if ours.to == later.to || !repo.is_ancestor(ours.to, later.to)? {
        return Ok(told);
    }
    let from = if later.from == Some(ours.to) { ours.from } else { later.from };
    Ok(Some(Own { from, to: later.to }))
}

/// Gives the commits that wait here the present time, where they are about to be sent to a place whose tip is
/// `theirs`.
pub(super) fn stamp(
    round: &mut Round<'_>,
    theirs: Option<CommitId>,
    told: &mut Told,
) -> Result<(), Break> {
    let (engine, repo) = (round.engine, round.engine.repo);
    let (Some(own), Some(head)) = (told.own, round.head) else { return Ok(()) };
    if own.to != head {
        return Ok(());
    }
    let hidden: Vec<CommitId> = own.from.into_iter().chain(theirs).collect();
    let mut line = Vec::new();
    for id in repo.commits_between(head, &hidden)? {
        line.push(repo.read_commit(id)?);
    }
    line.reverse();
    let now = commit::stamp(engine)?;
    let waited = |seconds: i64| now.seconds.saturating_sub(seconds) >= SOON;
    let is_line = line.windows(2).all(|two| two[1].parents == [two[0].id]);
    if !is_line || !line.iter().any(|commit| waited(commit.committer.seconds)) {
        return Ok(());
    }
    let mut last: Option<CommitId> = None;
    for old in &line {
        let parents = last.map_or_else(|| old.parents.clone(), |last| vec![last]);
        let new = NewCommit {
            tree: old.tree,
            parents: &parents,
            author: &old.author,
            committer: &now,
            message: &old.message,
        };
        last = Some(repo.commit(&new)?);
    }
    let Some(new) = last else { return Ok(()) };
    repo.move_branch(&round.branch, Some(head), new, "handover sync")?;
    engine.state().set_before(Some(new))?;
    round.head = Some(new);
    told.own =
        Some(Own { from: line.first().and_then(|first| first.parents.first().copied()), to: new });
    Ok(())
}
