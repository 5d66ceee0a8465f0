//! Sharing as a person means it: what they ticked on their page is carried out, and then everything is
//! synced.

use super::sync::{self, SyncFailed, SyncOptions, Synced, Told, Watcher};
use super::today::{self, Decided, Fate};
use crate::schema::Language;
use crate::schema::message::Boxes;
use crate::sync::Clock;

/// What became of the page, and of the folder.
#[derive(Debug)]
pub struct Round {
    /// What was ticked by whoever works here, on their page or in vain in a document, and what became of
    /// it.
    pub decided: Vec<Decided>,
    pub synced: Synced,
}

/// Carries out what is ticked on the page, shares what may be shared and brings what is new.
///
/// # Errors
/// When the workspace, its repository or the disk fails; what was typed is where it was.
pub fn share(
    options: &SyncOptions,
    clock: &dyn Clock,
    watcher: &dyn Watcher,
) -> Result<Round, SyncFailed> {
    // The ticks first: they were about the folder as it is.
    let decided = match options.dry_run || options.committed_only {
        true => Vec::new(),
        false => today::decide(&options.directory, clock, watcher),
    };
    let synced = sync::sync(options, clock, watcher)?;
    let silent = today::refuse(&options.directory, &synced.outcome.silent, clock);
    let decided = decided.into_iter().chain(silent).collect();
    Ok(Round { decided, synced })
}

/// Says what was done, or would be.
pub fn told(round: &Round, dry_run: bool) -> Told {
    let synced = sync::told(&round.synced, dry_run);
    let mut told = Told { done: Vec::new(), attention: Vec::new(), ..synced };
    for one in &round.decided {
        decided(one, round.synced.language, &mut told);
    }
    told.done.extend(synced.done);
    told.attention.extend(synced.attention);
    told
}

fn decided(one: &Decided, language: Language, told: &mut Told) {
    let (id, ticked) = (one.task.as_str(), &one.choice.text(None, language));
    match &one.fate {
        Fate::Done => told.done.push(Boxes::Done { id, ticked }.text(language)),
        Fate::Waits => told.attention.push(Boxes::Waits { id, ticked }.text(language)),
        Fate::WordsKept => told.attention.push(Boxes::WordsKept { id, ticked }.text(language)),
        Fate::Refused(refused) => {
            let id = if id.is_empty() { String::new() } else { format!("{id}: ") };
            told.attention.push(format!("{id}{}.", refused.sentence(language)));
        }
    }
}
