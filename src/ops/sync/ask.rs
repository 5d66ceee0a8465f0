//! Asking the shared place whether it has anything new, without touching the folder or the lock.

use super::{Place, SyncFailed, SyncOptions};
use crate::store::Head;
use crate::sync::{NetworkError, shared_tip};

/// What the shared place answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ops) enum Answer {
    /// It has what was seen last, and so has the branch that is checked out.
    Same,
    /// It has something new, or the branch has something that it lacks; a sync tells.
    New,
    /// It was not reached; why.
    Away(String),
    /// Somebody has to do something first; what it said.
    Refused(String),
}

/// Asks the place that the workspace in `options` is shared through.
///
/// # Errors
/// When the workspace or its repository fails.
pub(in crate::ops) fn ask(options: &SyncOptions) -> Result<Answer, SyncFailed> {
    let place = Place::open(options)?;
    let Some(network) = place.network(options)? else { return Ok(Answer::New) };
    let there = match network.tip() {
        Ok(there) => there,
        Err(NetworkError::Offline(reason)) => return Ok(Answer::Away(reason)),
        Err(error) => return Ok(Answer::Refused(error.to_string())),
    };
    let here = match place.repo.head()? {
        Head::Branch { commit, .. } | Head::Detached { commit } => Some(commit),
        Head::Unborn { .. } => None,
    };
    let known = shared_tip(&place.repo)?;
    let same = there.is_some() && there == known && known == here;
    Ok(if same { Answer::Same } else { Answer::New })
}
