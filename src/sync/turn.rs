//! Waiting for the shared place while others work here, and what that may have changed.

use super::SyncError;
use super::engine::{Break, Engine};
use crate::store::{Head, Target};

/// What a round relies on and others that work here may change: the branch, and what was remembered.
#[derive(PartialEq, Eq)]
struct Footing {
    head: Head,
    bases: Option<Target>,
}

/// What came of waiting.
pub(super) struct Waited<T> {
    pub(super) answer: T,
    /// Whether the branch, or what is remembered beside it, is as it was: else the round is begun again.
    pub(super) same: bool,
}

impl Engine<'_> {
    /// Makes `call`, which waits for the shared place, and lets others work here meanwhile.
    ///
    /// The folder, the branch and our refs must be in step: a run that is stopped here leaves nothing to
    /// complete.
    pub(super) fn waiting<T>(&self, call: impl FnOnce() -> T) -> Result<Waited<T>, Break> {
        let before = self.footing()?;
        self.turn.pass();
        let answer = call();
        self.turn.take().map_err(SyncError::from)?;
        let same = self.footing()? == before;
        Ok(Waited { answer, same })
    }

    fn footing(&self) -> Result<Footing, Break> {
        Ok(Footing { head: self.repo.head()?, bases: self.state().bases_target()? })
    }
}
