//! Taking back what the last sync sent.

use super::{Place, SyncFailed, SyncOptions, Watcher, Ways};
use crate::schema::Language;
use crate::sync::{Clock, Kept, Stop, Undo};

/// What taking back comes to, or came to.
#[derive(Debug)]
pub struct Undoing {
    pub found: Found,
    /// The language of the person who works here.
    pub language: Language,
}

/// What there is to take back.
#[derive(Debug)]
pub enum Found {
    Work(Undo),
    /// It was taken back.
    Taken(Undo),
    /// Nothing was sent from here, or it is no part of what is here any more.
    Nothing,
    /// It cannot be done now.
    Stopped(Stop),
}

/// Finds what the last sync sent, and what taking it back comes to; changes nothing.
///
/// # Errors
/// When the workspace or its repository fails.
pub fn look(
    options: &SyncOptions,
    clock: &dyn Clock,
    watcher: &dyn Watcher,
) -> Result<Undoing, SyncFailed> {
    run(options, clock, watcher, None)
}

/// Takes back `seen`, if that is still what there is to take back; the next sync shares it.
///
/// Anything but [`Found::Taken`] says what stands now, and nothing was changed.
///
/// # Errors
/// When the workspace, its repository or the disk fails; what was typed is where it was.
pub fn take_back(
    options: &SyncOptions,
    seen: &Undo,
    clock: &dyn Clock,
    watcher: &dyn Watcher,
) -> Result<Undoing, SyncFailed> {
    run(options, clock, watcher, Some(seen))
}

fn run(
    options: &SyncOptions,
    clock: &dyn Clock,
    watcher: &dyn Watcher,
    seen: Option<&Undo>,
) -> Result<Undoing, SyncFailed> {
    let place = Place::open(options)?;
    let _lock = place.lock("undo", watcher)?;
    let language = place.language;
    let Some(network) = place.network(options)? else {
        return Ok(Undoing { found: Found::Stopped(Stop::NoRemote), language });
    };
    let ways = Ways { network: &network, clock, turn: &Kept };
    let found = place.with_engine(options, ways, watcher, |engine| {
        let undo = match engine.undo(language)? {
            Err(stop) => return Ok(Found::Stopped(stop)),
            Ok(None) => return Ok(Found::Nothing),
            Ok(Some(undo)) => undo,
        };
        if seen != Some(&undo) || undo.files.is_empty() {
            return Ok(Found::Work(undo));
        }
        Ok(match engine.take_back(&undo)? {
            Err(stop) => Found::Stopped(stop),
            Ok(true) => Found::Taken(undo),
            Ok(false) => Found::Work(undo),
        })
    })?;
    Ok(Undoing { found, language })
}
