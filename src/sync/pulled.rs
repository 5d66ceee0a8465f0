//! What plain git has put into the folder since a sync last did, as a `git pull` does.

use std::collections::BTreeMap;
use std::ops::Range;

use super::engine::{Break, Told};
use super::judge::Versions;
use super::owed::Owed;
use super::people::People;
use super::plan::{Files, Replaced};
use super::remembered::{Gone, Replacement};
use super::reopened;
use super::round::Round;
use super::trail::{self, Step, Trail, Version};
use crate::index::names::Names;
use crate::merge::{Blob, Change};
use crate::store::CommitId;
use crate::text::RepoPath;

/// Remembers it as though a sync had put it there: whoever had a file open meanwhile, or puts one back as it was,
/// has not seen what came. What whoever works here has committed alone is nothing that came; files that were taken
/// away by that are remembered. `shared` is what everybody has, as far as it is known.
///
/// Each version that was committed here is compared with what stood in the folder by then: what an editor that was
/// open all along has taken out of it is owed, however plain git has gone on from there.
pub(super) fn remember_pulled(
    round: &mut Round<'_>,
    shared: Option<&Files>,
    told: &mut Told,
    names: impl FnOnce(&Round<'_>) -> Names,
) -> Result<(), Break> {
    let (state, repo) = (round.engine.state(), round.engine.repo);
    let Some(head) = round.head else { return Ok(()) };
    // Where no sync was here yet, git's log tells what the clone began with.
    let before = match state.before()? {
        Some(before) => Some(before),
        None => trail::beginning(repo),
    };
    let Some(before) = before.filter(|before| *before != head) else { return Ok(()) };
    let trail = {
        let mut people = None;
        let mut names = Some(names);
        let mut is_own = |email: &str| {
            let read = || names.take().map(|names| People::here(round, &names(round)));
            people.get_or_insert_with(read).as_ref().is_some_and(|people| people.is_me(email))
        };
        Trail::of(repo, before, head, &mut is_own)?
    };
    let Some(trail) = trail else { return Ok(()) };
    state.add_gone(taken_by_hand(round, shared, &trail)?)?;
    let known = state.owed()?;
    let mut replay = Replay {
        round,
        trail: &trail,
        owed: known.clone(),
        aside: BTreeMap::new(),
        late: Files::new(),
    };
    let mut is_any = false;
    for step in &trail.steps {
        match step {
            Step::Saved(over) => replay.saved(over)?,
            Step::Put { over, is_others, is_aside } => {
                replay.put(over, *is_others, *is_aside)?;
                is_any |= is_others;
            }
        }
    }
    let (owed, mut late) = (std::mem::take(&mut replay.owed), replay.put_back()?);
    late.extend(std::mem::take(&mut replay.late));
    if owed != known {
        state.set_owed(&owed)?;
    }
    if !late.is_empty() {
        told.reopened.extend(late.keys().cloned());
        round.bases.extend(late);
        state.set_bases(&round.bases)?;
    }
    if is_any || owed != known {
        state.set_before(Some(head))?;
    }
    Ok(())
}

/// Remembers what a sync has committed of the folder that was stopped before it had noted that, but for what stayed here,
/// and only where the version that was committed `stood` there.
pub(super) fn remember_made(
    round: &Round<'_>,
    made: CommitId,
    stood: impl Fn(&RepoPath, &Blob) -> bool,
) -> Result<(), Break> {
    let repo = round.engine.repo;
    let commit = repo.read_commit(made)?;
    let before = commit.parents.first().map(|parent| repo.tree_of(*parent)).transpose()?;
    let saves = repo.tree_changes(before, Some(commit.tree))?.files.into_iter();
    let saves = saves.filter_map(|(path, change)| {
        let put = change.new.filter(|put| !round.bases.contains_key(&path) && stood(&path, put))?;
        Some((path, Replacement { old: change.old?, put: Some(put) }))
    });
    Ok(round.engine.state().add_own(saves)?)
}

/// What the folder went through, gone through once more.
struct Replay<'a, 'r> {
    round: &'a Round<'r>,
    trail: &'a Trail,
    owed: BTreeMap<RepoPath, Owed>,
    /// What was known of files when something may have been put aside, the latest last.
    aside: BTreeMap<RepoPath, Vec<Replaced>>,
    /// What files that stayed here were based on, where that is older than what is remembered.
    late: Files,
}

impl Replay<'_, '_> {
    /// Takes note of what was committed of the folder.
    fn saved(&mut self, over: &Range<usize>) -> Result<(), Break> {
        let changes = self.changes(over)?;
        let moved = self.moved(&changes)?;
        for (path, change) in changes {
            let there = moved.get(&path).cloned();
            let (now, saved) = match (change.new, there) {
                (Some(saved), _) => (path.clone(), saved),
                (None, Some((now, saved))) => (now, saved),
                (None, None) => {
                    self.owed.remove(&path);
                    continue;
                }
            };
            if self.round.is_opaque(&now) {
                continue;
            }
            let stayed = self.round.bases.contains_key(&path);
            let unaware = self.unaware(&path, change.old, &saved)?;
            if stayed {
                // It goes on being merged with what the others have, of what it was made of.
                if let Some((before, _)) = unaware.filter(|_| !self.late.contains_key(&path)) {
                    self.late.insert(path, before);
                }
                continue;
            }
            let owed = self.owed.remove(&path);
            let owed = match (unaware, owed) {
                (Some((before, after)), owed) => {
                    let notes = owed.into_iter().flat_map(|one| one.notes);
                    let mut owed = Owed::merged(self.round, &now, (before, saved, after))?;
                    owed.notes.extend(notes);
                    Some(owed)
                }
                (None, Some(owed)) => Some(owed.carried(self.round, &now, saved)?),
                (None, None) => None,
            };
            self.owed.extend(owed.filter(|owed| !owed.is_paid()).map(|owed| (now, owed)));
        }
        Ok(())
    }

    /// Takes note of what git put into the folder.
    fn put(&mut self, over: &Range<usize>, is_others: bool, is_aside: bool) -> Result<(), Break> {
        let (round, state) = (self.round, self.round.engine.state());
        let to = &self.trail.versions[over.end];
        let (mut replaced, mut lacking) = (Vec::new(), Vec::new());
        let changes = self.changes(over)?;
        let moved = self.moved(&changes)?;
        for (path, change) in changes {
            let Some(put) = change.new.filter(|_| !round.is_opaque(&path)) else {
                let owed = self.owed.remove(&path).zip(moved.get(&path));
                if let Some((owed, (now, put))) = owed {
                    let owed = owed.carried(round, now, *put)?;
                    self.owed.extend((!owed.is_paid()).then(|| (now.clone(), owed)));
                }
                continue;
            };
            if is_aside {
                let known = state.replaced(&path)?;
                self.aside.entry(path.clone()).or_default().push(known);
            }
            let owed = match self.owed.remove(&path) {
                Some(owed) => Some(owed.carried(round, &path, put)?),
                None => None,
            };
            let owed = owed.filter(|owed| !owed.is_paid());
            let rest = owed.clone().map(|owed| (path.clone(), owed));
            self.owed.extend(rest);
            // Whoever merges by hand and gets markers has seen what came.
            if !is_others || to.is_merge && has_markers(round, &put) {
                continue;
            }
            let old = match change.old {
                Some(old) => Some(old),
                None => taken_away(round, &path, &self.trail.versions[..=over.start])?
                    .map(|gone| reopened::continued(round, &path, &gone, (&put, to.commit))),
            };
            replaced.extend(old.map(|old| (path.clone(), Replacement { old, put: Some(put) })));
            // Whatever is saved from now on is compared with what ought to stand there.
            let rest = owed.map(|owed| Replacement { old: put, put: Some(owed.text) });
            lacking.extend(rest.map(|rest| (path, rest)));
        }
        state.add_replaced(replaced)?;
        Ok(state.add_replaced(lacking)?)
    }

    /// Returns what became of files of which something is known and that are gone under their names.
    fn moved(
        &self,
        changes: &BTreeMap<RepoPath, Change>,
    ) -> Result<BTreeMap<RepoPath, (RepoPath, Blob)>, Break> {
        let state = self.round.engine.state();
        let new = changes.iter().filter(|(_, change)| change.old.is_none());
        let new: Vec<_> = new.filter_map(|(path, change)| Some((path, change.new?))).collect();
        let mut moved = BTreeMap::new();
        let gone = changes.iter().filter(|(_, change)| change.new.is_none() && !new.is_empty());
        for (path, change) in gone {
            let versions = state.replaced(path)?.versions;
            let is_known = self.owed.contains_key(path) || !versions.is_empty();
            let Some(old) = change.old.filter(|_| is_known) else { continue };
            let old: Vec<Blob> = std::iter::once(old).chain(versions).collect();
            moved.extend(reopened::heir(self.round, &old, &new).map(|heir| (path.clone(), heir)));
        }
        Ok(moved)
    }

    /// Returns what was put aside before something came and put back over it, where it knows nothing of what had
    /// come before: the versions that it was made of.
    fn put_back(&self) -> Result<Files, Break> {
        let mut found = Files::new();
        for path in self.aside.keys().filter(|path| !self.round.bases.contains_key(*path)) {
            let here = self.round.scan.files.get(path).copied();
            let Some(here) = here.filter(|here| self.round.tree.get(path) != Some(here)) else {
                continue;
            };
            if let Some((before, _)) = self.unaware(path, None, &here)? {
                found.insert(path.clone(), before);
            }
        }
        Ok(found)
    }

    /// Returns the version that an editor had opened which knows nothing of what stood here when it saved, and that:
    /// where a sync had merged it into what stayed here, `old` is what the branch had.
    fn unaware(
        &self,
        path: &RepoPath,
        old: Option<Blob>,
        saved: &Blob,
    ) -> Result<Option<(Blob, Blob)>, Break> {
        let state = self.round.engine.state();
        if state.is_meant(path, saved.id)? {
            return Ok(None);
        }
        let aside = self.aside.get(path).into_iter().flatten().rev().cloned();
        let known = state.replaced(path)?;
        for known in std::iter::once(known).chain(aside) {
            let Some(after) = known.put.or(old) else { continue };
            // Whoever commits the old text and nothing else has asked for it.
            let is_meant =
                after.id == saved.id || known.versions.iter().any(|one| one.id == saved.id);
            if is_meant {
                continue;
            }
            if let Some(before) = reopened::opened(self.round, path, &known, (&after, saved)) {
                return Ok(Some((before, after)));
            }
        }
        Ok(None)
    }

    fn changes(&self, over: &Range<usize>) -> Result<BTreeMap<RepoPath, Change>, Break> {
        let [from, to] = [over.start, over.end].map(|at| self.trail.versions[at].tree);
        Ok(self.round.engine.repo.tree_changes(Some(from), Some(to))?.files)
    }
}

fn has_markers(round: &Round<'_>, blob: &Blob) -> bool {
    let bytes = round.versions().bytes(blob).unwrap_or_default();
    bytes.split(|byte| *byte == b'\n').any(|line| line.starts_with(b"<<<<<<<"))
}

/// Returns the files that whoever works here has taken away and committed that, and that are not there again.
fn taken_by_hand(
    round: &Round<'_>,
    shared: Option<&Files>,
    trail: &Trail,
) -> Result<BTreeMap<RepoPath, Gone>, Break> {
    let repo = round.engine.repo;
    let mut taken = BTreeMap::new();
    for step in &trail.steps {
        let Step::Saved(over) = step else { continue };
        let [from, to] = [over.start, over.end].map(|at| &trail.versions[at]);
        for (path, change) in repo.tree_changes(Some(from.tree), Some(to.tree))?.files {
            let is_gone = change.new.is_none() && !round.tree.contains_key(&path);
            let Some(last) = change.old.filter(|_| is_gone && !round.is_opaque(&path)) else {
                continue;
            };
            let shared = shared.and_then(|shared| shared.get(&path).copied()).unwrap_or(last);
            let at = repo.write_blob(from.commit.to_string().as_bytes())?;
            taken.insert(path, Gone { last, shared, at: Some(Blob::file(at)) });
        }
    }
    Ok(taken)
}

/// Returns what was taken away here at a path: as it stood in the line before what came, or as a sync saw it.
fn taken_away(round: &Round<'_>, path: &RepoPath, line: &[Version]) -> Result<Option<Gone>, Break> {
    let repo = round.engine.repo;
    for version in line.iter().rev() {
        if let Some(last) = repo.entry(version.tree, path)? {
            let at = repo.write_blob(version.commit.to_string().as_bytes())?;
            return Ok(Some(Gone { last, shared: last, at: Some(Blob::file(at)) }));
        }
    }
    Ok(round.engine.state().gone(path)?)
}
