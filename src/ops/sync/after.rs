//! What is to be told of the folder and its tasks once a sync is over.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use jiff::ZonedDateTime;
use jiff::tz::TimeZone;

use super::twins::{self, Twins};
use crate::index::documents::Remembered;
use crate::ops::Place;
use crate::ops::conflicts::{self, Dispute};
use crate::ops::handed::{self, handed_words};
use crate::ops::lapsed::{self, Lapsed};
use crate::ops::overstep::overstep_words;
use crate::ops::routines;
use crate::ops::story::People;
use crate::schema::Language;
use crate::store::CommitId;
use crate::store::tree_state::TreeState;
use crate::sync::{Outcome, Verdict};
use crate::text::RepoPath;
use crate::workspace::{HostError, SILENT};

/// The folder as a sync leaves it.
pub(super) struct After {
    /// What it saw there.
    pub(super) looked: Option<Arc<TreeState>>,
    /// What was known of it before.
    pub(super) remembered: Option<Remembered>,
    /// The workspace, where it was opened since.
    pub(super) seen: Option<Place>,
    /// What everybody had before it.
    pub(super) before: Option<CommitId>,
}

/// What is found in the folder after a sync.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) disputes: Vec<Dispute>,
    pub(super) lapsed: Vec<Lapsed>,
    pub(super) lapsed_words: Vec<String>,
    /// The files in which others have changed what is for whoever works here to say, and that is told.
    pub(super) amended: BTreeSet<RepoPath>,
    pub(super) handed_words: Vec<String>,
    pub(super) twins: Vec<Twins>,
    pub(super) me: Option<String>,
    /// Of whoever works here.
    pub(super) zone: Option<TimeZone>,
    pub(super) seen: Option<Place>,
}

/// Reads the notes that were made or brought, what has lapsed of the tasks concerned, and who works
/// here; where nothing came or went nothing is read.
pub(super) fn findings(
    directory: &Path,
    After { looked, remembered, seen, before }: After,
    outcome: &Outcome,
    language: Language,
    now: ZonedDateTime,
) -> Findings {
    let mut paths: Vec<&RepoPath> = outcome.sent.iter().chain(&outcome.received).collect();
    paths.sort();
    paths.dedup();
    if paths.is_empty() && outcome.conflicts.is_empty() {
        return Findings { seen, ..Findings::default() };
    }
    let looked = looked.as_deref();
    let look = || look(directory, (looked, remembered), outcome, &now).ok();
    let Some(seen) = seen.or_else(look) else {
        return Findings::default();
    };
    let notes = outcome.conflicts.iter().filter_map(|note| conflicts::dispute(&seen, note));
    let me = seen.me();
    let lapsed = lapsed::concerning(&seen, &paths, language);
    let people = People::of(seen.snapshot.people());
    let words = lapsed.iter().map(|one| one.sentence(language, &people, me.as_deref()));
    let mut words: Vec<String> = words.collect();
    let overstepped = overstep_words(&seen, before, &outcome.received, &people, language);
    let amended = lapsed.iter().filter(|one| one.is_amended(me.as_deref())).map(|one| &one.path);
    let amended = amended.chain(overstepped.iter().map(|(path, _)| path)).cloned().collect();
    words.extend(overstepped.into_iter().map(|(_, words)| words));
    let handed = match outcome.verdict {
        // Nothing has gone anywhere yet.
        Verdict::Offline(_) => handed::Waiting::default(),
        _ => handed::waiting(&seen, &outcome.sent, before),
    };
    let mut handed_words = handed_words(&handed, &people, me.as_deref(), language);
    handed_words.extend(handed::left_words(&seen, &outcome.sent, &people, language));
    handed_words.extend(routines::unmade_words(&seen.snapshot, &outcome.sent, language));
    let (disputes, lapsed_words) = (notes.collect(), words);
    let came = outcome.received.iter().filter(|path| !outcome.gone.contains(*path));
    let twins = twins::twins(&seen, &came.cloned().collect::<Vec<_>>());
    let zone = Some(seen.zone());
    let seen = Some(seen);
    Findings { disputes, lapsed_words, amended, handed_words, lapsed, twins, me, zone, seen }
}

/// Opens the workspace as it is after a sync that has `looked` at its folder, of which it knew what is `remembered`.
pub(super) fn look(
    directory: &Path,
    (looked, remembered): (Option<&TreeState>, Option<Remembered>),
    outcome: &Outcome,
    now: &ZonedDateTime,
) -> Result<Place, HostError> {
    let seen = Place::open(directory, Some(now.clone()), SILENT)?;
    if !outcome.sent.is_empty() || !outcome.received.is_empty() || !outcome.conflicts.is_empty() {
        // What was made a moment ago is found only by a look at the folder; one that fails is told of
        // later.
        let _ = match looked {
            Some(looked) => seen.snapshot.refresh_soon_after(looked, remembered, SILENT),
            None => seen.snapshot.refresh(SILENT),
        };
    }
    Ok(seen)
}
