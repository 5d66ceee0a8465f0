//! One commit of chosen files, as a move makes it.

use std::collections::BTreeSet;

use super::network::GitNetwork;
use super::{Place, SyncFailed, SyncOptions, Watcher, Ways};
use crate::schema::Language;
use crate::store::CommitId;
use crate::sync::{Clock, Kept, Network, NetworkError, Pushed, Recorded, Stop};
use crate::text::RepoPath;

/// Writes files that are to be one commit, and takes them back where that cannot be.
pub(in crate::ops) trait Deed {
    type Error: From<SyncFailed>;

    /// Writes the files into the folder, all or none, and names them.
    fn write(&mut self) -> Result<BTreeSet<RepoPath>, Self::Error>;

    /// Puts the folder back as it was before.
    fn take_back(&mut self);
}

/// What became of a deed.
#[derive(Debug)]
pub(in crate::ops) struct Outcome {
    /// `Err` is the reason why nothing was done.
    pub(in crate::ops) result: Result<Recorded, Stop>,
    /// The language of the person who works here.
    pub(in crate::ops) language: Language,
}

/// Does a deed under the workspace's lock, as one commit or not at all.
///
/// # Errors
/// When the deed fails, or the workspace, its repository or the disk does.
pub(in crate::ops) fn record<D: Deed>(
    options: &SyncOptions,
    command: &str,
    clock: &dyn Clock,
    watcher: &dyn Watcher,
    deed: &mut D,
) -> Result<Outcome, D::Error> {
    let place = Place::open(options)?;
    let _lock = place.lock(command, watcher).map_err(SyncFailed::from)?;
    let language = place.language;
    let network = Unasked(place.network(options).map_err(SyncFailed::from)?);
    let ways = Ways { network: &network, clock, turn: &Kept };
    let result = place.with_engine(options, ways, watcher, |engine| {
        let mut recording = match engine.recording()? {
            Ok(recording) => recording,
            Err(stop) => return Ok(Ok(Err(stop))),
        };
        let chosen = match deed.write() {
            Ok(chosen) => chosen,
            Err(error) => return Ok(Err(error)),
        };
        let recorded = recording.commit(&chosen);
        // Where the commit stands all the same, the files stay with it.
        if !matches!(recorded, Ok(Ok(Recorded::Committed))) && recording.give_up(&chosen) {
            deed.take_back();
        }
        Ok(Ok(recorded?))
    })?;
    Ok(Outcome { result: result?, language })
}

/// The shared place, which a move does not ask anything: it works offline, and at once.
struct Unasked<'a>(Option<GitNetwork<'a>>);

impl Unasked<'_> {
    fn away(&self) -> NetworkError {
        NetworkError::Offline(String::new())
    }
}

impl Network<CommitId> for Unasked<'_> {
    fn fetch(&self) -> Result<Option<CommitId>, NetworkError> {
        Err(self.away())
    }

    fn push(&self, _: CommitId) -> Result<Pushed, NetworkError> {
        Err(self.away())
    }

    fn last_seen(&self) -> Option<CommitId> {
        self.0.as_ref()?.last_seen()
    }

    fn name(&self) -> String {
        self.0.as_ref().map(Network::name).unwrap_or_default()
    }
}
