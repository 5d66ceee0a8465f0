use std::collections::BTreeSet;

use jiff::ZonedDateTime;
use thiserror::Error;

use super::due;
use crate::index::history::HistoryError;
use crate::ops::{Place, SaveError, save};
use crate::sync::HeldBack;
use crate::text::RepoPath;
use crate::workflow::routine::named_by;

/// Tasks that come back and could not be made; the next sync tries again.
#[derive(Debug, Error)]
pub enum MakeError {
    #[error("the history cannot be read, so it is not known which tasks of routines there were")]
    History(#[from] HistoryError),
    #[error("a task that comes back could not be written")]
    Save(#[from] SaveError),
}

/// Writes the tasks that are due to be made into the folder, and returns their paths, by routine and
/// day; none where nobody of the workspace works here.
///
/// `held_back` are files that the others do not have: a routine among them has no tasks yet.
///
/// # Errors
/// When the history or the disk fails.
pub(in crate::ops) fn make(
    place: &Place,
    held_back: &[HeldBack],
    now: &ZonedDateTime,
) -> Result<Vec<RepoPath>, MakeError> {
    let due = due(&place.snapshot, now.timestamp())?;
    if due.is_empty() || place.me().is_none() {
        return Ok(Vec::new());
    }
    let near = place.snapshot.near();
    let held = held_back.iter().filter_map(|held| near.record(&held.path));
    let held: BTreeSet<&str> = held.map(|record| &*record.id).collect();
    let is_shared = |id: &str| named_by(id).is_some_and(|(routine, _)| !held.contains(routine));
    let mut made = Vec::new();
    for instance in due.into_iter().filter(|one| is_shared(&one.id)) {
        match save::create(place.snapshot.root(), &instance.path, &instance.text) {
            Ok(()) => made.push(instance.path),
            // Somebody has put something else there: it is theirs.
            Err(SaveError::Exists(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(made)
}
