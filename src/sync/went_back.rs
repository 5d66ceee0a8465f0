//! What files that stay here are based on once the branch has gone back to what everybody has of them.

use std::collections::{BTreeMap, BTreeSet};

use super::engine::Break;
use super::plan::Files;
use super::round::Round;
use crate::index::history;
use crate::merge::{Blob, ContentId};
use crate::store::CommitId;
use crate::text::RepoPath;

/// Returns the remembered bases; of files in `gone`, of which nothing unsent is left in the branch, those that everybody
/// had at some time.
///
/// Where an `unsent` version was the base, there is none: it is what the branch goes back to. Compared with the unsent
/// one, everything that it said would seem to be taken out. A text as it was typed, which a sync had merged with what
/// others had into one that is unsent, was itself made of what everybody had before: that is the base again.
pub(super) fn bases(
    round: &Round<'_>,
    gone: &BTreeMap<RepoPath, Option<Blob>>,
    unsent: &BTreeSet<(RepoPath, Blob)>,
) -> Result<Files, Break> {
    let mut bases = Files::new();
    for (path, base) in round.bases.iter() {
        let left = match gone.contains_key(path) {
            false => Some(*base),
            true if unsent.contains(&(path.clone(), *base)) => None,
            true => shared_base(round, path, base)?,
        };
        bases.extend(left.map(|left| (path.clone(), left)));
    }
    Ok(bases)
}

/// Returns the last version that everybody had of those that a `base` goes on from; `None` where none is known.
fn shared_base(round: &Round<'_>, path: &RepoPath, base: &Blob) -> Result<Option<Blob>, Break> {
    let engine = round.engine;
    let Some(tip) = engine.known_tip(round.head)?.filter(|_| *base != Blob::EMPTY) else {
        return Ok(Some(*base));
    };
    let had = ever_had(round, tip, path)?;
    let versions = engine.state().replaced(path)?.versions.into_iter();
    // The latest stand first.
    let before = versions.skip_while(|version| version != base);
    Ok(std::iter::once(*base).chain(before).find(|version| had.contains(&version.id)))
}

/// Returns all that everybody ever had of a file.
fn ever_had(
    round: &Round<'_>,
    tip: CommitId,
    path: &RepoPath,
) -> Result<BTreeSet<ContentId>, Break> {
    let engine = round.engine;
    let found = history::contents(engine.repo, &engine.cache, tip, path);
    Ok(found.map_err(super::SyncError::from)?)
}
