//! Commits of chosen files: one move, one commit, with what shows that it was made.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::SyncError;
use super::engine::{Break, Engine, Told, settled};
use super::outbound::Outbound;
use super::outcome::Stop;
use super::plan::{Files, HeldBack};
use super::round::Round;
use crate::store::CommitId;
use crate::text::RepoPath;

/// What became of chosen files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// They are in one commit on the branch; the next sync shares it.
    Committed,
    /// At least one of them must not be shared: nothing was committed.
    HeldBack(Vec<HeldBack>),
}

/// A commit of chosen files that may be made: nothing stands against it.
pub struct Recording<'a> {
    round: Round<'a>,
    /// What the branch and the folder stood at when it began.
    head: Option<CommitId>,
    tree: Arc<Files>,
    bases: Files,
    /// Files that were taken for what an open editor had saved; see [`super::reopened`].
    reopened: BTreeSet<RepoPath>,
}

impl Engine<'_> {
    /// Looks whether files could be committed now, before they are written.
    ///
    /// An interrupted sync is completed first. `Ok(Err(stop))` says why it cannot be; the caller holds
    /// the workspace's lock.
    ///
    /// # Errors
    /// When the disk or the repository fails; whatever was typed is where it was.
    pub fn recording(&self) -> Result<Result<Recording<'_>, Stop>, SyncError> {
        settled(self.begin_recording())
    }

    fn begin_recording(&self) -> Result<Recording<'_>, Break> {
        if self.config.is_newer() {
            return Err(Break::Stop(Stop::NewerFormat { format: self.config.format }));
        }
        let mut round = Round::begin(self)?;
        round.complete_interrupted(&mut Told::default())?;
        if round.head.is_none() && self.state().remote()?.is_some() {
            return Err(Break::Stop(Stop::BranchLost));
        }
        round.refuse_staged()?;
        let (head, tree, bases) = (round.head, Arc::clone(&round.tree), round.bases.clone());
        Ok(Recording { round, head, tree, bases, reopened: BTreeSet::new() })
    }
}

impl Recording<'_> {
    /// Commits the folder's versions of `chosen`, and nothing else that changed.
    ///
    /// It goes the way of a sync: what must not be shared is not committed, a file that stands on an
    /// older version than the branch's is merged.
    ///
    /// # Errors
    /// When the disk or the repository fails; whatever was typed is where it was.
    pub fn commit(
        &mut self,
        chosen: &BTreeSet<RepoPath>,
    ) -> Result<Result<Recorded, Stop>, SyncError> {
        settled(self.commit_chosen(chosen))
    }

    fn commit_chosen(&mut self, chosen: &BTreeSet<RepoPath>) -> Result<Recorded, Break> {
        let round = &mut self.round;
        round.look_again(chosen)?;
        let mut told = Told::default();
        let outbound = Outbound::of_chosen(round, chosen, &mut told);
        // Whatever comes of it: that they were recognised is written down by now.
        self.reopened.extend(told.reopened.iter().cloned());
        let outbound = outbound?;
        let held = outbound.plan.held_back.iter().filter(|held| chosen.contains(&held.path));
        let held: Vec<HeldBack> = held.cloned().collect();
        if !held.is_empty() {
            return Ok(Recorded::HeldBack(held));
        }
        outbound.commit(round, &mut told)?;
        if told.own.is_some() {
            round.engine.state().set_own(told.own)?;
        }
        Ok(Recorded::Committed)
    }

    /// Gives a commit up that failed: no later run completes it, and git's index holds of `chosen` what
    /// it held before. Tells whether it is given up; not, where it stands after all.
    pub fn give_up(&mut self, chosen: &BTreeSet<RepoPath>) -> bool {
        self.try_to_give_up(chosen).unwrap_or(false)
    }

    fn try_to_give_up(&self, chosen: &BTreeSet<RepoPath>) -> Result<bool, SyncError> {
        let (repo, state) = (self.round.engine.repo, self.round.engine.state());
        let tip = repo.branch_tip(&self.round.branch)?;
        if tip != self.head {
            let ours = state.pending()?.zip(tip);
            let stands = ours.map(|(ours, tip)| repo.is_ancestor(ours, tip)).transpose()?;
            if stands.unwrap_or(true) {
                return Ok(false);
            }
        }
        let was_begun = state.pending()?.is_some();
        state.set_pending(None)?;
        state.set_made(None)?;
        state.set_bases(&self.bases)?;
        // Saved once more they would count as meant, though nothing was made of it the first time.
        state.untell_replaced(self.reopened.iter())?;
        if was_begun && tip == self.head {
            let before = chosen.iter().map(|path| (path.clone(), self.tree.get(path).copied()));
            // Where another program holds the index, it never held anything else.
            if repo.update_staging(&before.collect()).is_ok() {
                state.set_before(tip)?;
            }
        }
        Ok(true)
    }
}
