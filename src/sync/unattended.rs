//! What a sync that nobody has asked for is careful about.

use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use super::engine::{Break, Options, Told};
use super::fill::REST;
use super::outcome::Stop;
use super::plan::{LocalChanges, too_many_missing};
use super::round::Round;
use crate::merge::Blob;
use crate::text::RepoPath;

/// Refuses to go on where most files are gone (FAILURES 44); where some are, looks again after a moment,
/// since some editors remove a file before they write it anew.
pub(super) fn refuse(
    round: &Round<'_>,
    local: &LocalChanges,
    told: &mut Told,
) -> Result<(), Break> {
    if !round.engine.options.unattended {
        return Ok(());
    }
    if let Some(count) = too_many_missing(&round.tree, local) {
        return Err(Break::Stop(Stop::ManyMissing { count }));
    }
    if told.missing.is_none() {
        let missing: BTreeSet<RepoPath> = missing(local).cloned().collect();
        let none = missing.is_empty();
        told.missing = Some(missing);
        if !none {
            round.engine.clock.wait(REST);
            return Err(Break::Again);
        }
    }
    Ok(())
}

/// Takes out of `local` what is to wait, and what may be half saved: files saved a moment ago, and those that
/// were there a moment ago. Returns what they are based on; they stay as they are.
pub(super) fn leave(
    round: &Round<'_>,
    local: &mut LocalChanges,
    told: &Told,
) -> BTreeMap<RepoPath, Option<Blob>> {
    let Options { unattended, waiting, .. } = &round.engine.options;
    if !unattended && waiting.is_empty() {
        return BTreeMap::new();
    }
    // A clock beyond all bounds is wrong, and tells nothing of the files.
    let now = SystemTime::try_from(round.engine.clock.now()).ok();
    let is_young =
        |path: &RepoPath| now.is_some_and(|now| round.engine.repo.is_saved_within(path, now, REST));
    let here = |path: &RepoPath| round.scan.files.get(path).map(|blob| blob.id);
    let by_us = |path: &RepoPath| told.wrote.get(path).is_some_and(|made| *made == here(path));
    let is_young = |path: &RepoPath| is_young(path) && !by_us(path);
    let stays = |path: &RepoPath| waiting.contains(path) || *unattended && is_young(path);
    let was_there = |path: &RepoPath| {
        told.missing.as_ref().is_some_and(|all| !all.contains(path)) && !by_us(path)
    };
    // A file that is being saved under a new name may be what became of one that is gone.
    let mut news = local.changes.iter().filter(|(_, change)| change.old.is_none());
    let arrives = news.any(|(path, change)| change.new.is_some() && stays(path));
    let left: BTreeSet<RepoPath> = local
        .changes
        .iter()
        .filter(|(path, change)| match change.new {
            Some(_) => stays(path),
            None => arrives || was_there(path) || waiting.contains(*path),
        })
        .map(|(path, _)| path.clone())
        .collect();
    let rest = left.into_iter().filter_map(|path| {
        let base = local.leave(&path, &round.tree)?;
        Some((path, base))
    });
    rest.collect()
}

fn missing(local: &LocalChanges) -> impl Iterator<Item = &RepoPath> {
    local.changes.iter().filter(|(_, change)| change.new.is_none()).map(|(path, _)| path)
}
