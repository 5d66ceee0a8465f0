//! The history of one document, in events.

mod find;
mod gather;

use jiff::Timestamp;
use thiserror::Error;

use super::Place;
use super::story::{Event, People, StoryError, Teller, What, hidden, me, repository, tip_of};
use crate::index::history::{self, End, HistoryError, Watch, with_history};
use crate::store::{CommitId, ObjectError, Repo};
use crate::text::RepoPath;
use crate::workspace::LookupError;
use find::Found;

/// What to tell.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogOptions<'a> {
    /// An id, an unambiguous part of it, or a path; also of what is gone by now.
    pub wanted: &'a str,
    /// Only what was done since.
    pub since: Option<Timestamp>,
    /// Only so many events, the youngest.
    pub limit: Option<usize>,
}

/// The history of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Log {
    /// What it is called by; its file's name where nothing else is known.
    pub id: String,
    pub kind: Option<String>,
    pub title: Option<String>,
    /// Where it is, or was last.
    pub path: RepoPath,
    /// The youngest first; what is not shared above all else.
    pub events: Vec<Event>,
    /// More was done than is told.
    pub cut: bool,
    /// Where the history ends that is known here, and when that was.
    pub ends: Vec<(End, Timestamp)>,
}

/// A history that is not told.
#[derive(Debug, Error)]
pub enum LogError {
    #[error(transparent)]
    Lookup(#[from] LookupError),
    #[error(transparent)]
    Story(#[from] StoryError),
}

impl From<HistoryError> for LogError {
    fn from(error: HistoryError) -> Self {
        Self::Story(error.into())
    }
}

impl From<ObjectError> for LogError {
    fn from(error: ObjectError) -> Self {
        Self::Story(error.into())
    }
}

/// What is needed to tell it.
struct Asked<'a> {
    place: &'a Place,
    repo: &'a Repo,
    people: People,
    options: LogOptions<'a>,
    /// What is checked out; `None` before the first commit.
    tip: Option<CommitId>,
}

/// Tells the history of a document: what was done to it, and of a task what was said about it.
///
/// # Errors
/// When none or several are meant, or the history cannot be read.
pub fn log(place: &Place, options: LogOptions<'_>, watch: Watch<'_>) -> Result<Log, LogError> {
    let repo = repository(place.snapshot.root())?;
    let people = People::of(place.snapshot.people());
    let tip = tip_of(&repo)?;
    let asked = Asked { place, repo: &repo, people, options, tip };
    let Some(tip) = tip else {
        let found = Found::here(place.find(options.wanted)?);
        let by = me(&repo, &asked.people);
        let events = asked.pending(&found, &[], &by)?;
        return Ok(asked.log(&found, events, false, Vec::new()));
    };
    let cache = history::cache_of(&repo, place.snapshot.index().note());
    let hidden = hidden(&repo)?;
    let mut tips = vec![tip];
    tips.extend(hidden.iter().flatten());
    with_history(&repo, &cache, &tips, watch, |history| {
        let found = asked.find(history, tip)?;
        let schema = place.snapshot.schema();
        let teller = Teller::new(history, schema, &asked.people, tip, hidden.as_deref())?;
        let (touches, folders) = asked.touches(history, tip, &found)?;
        let by = me(&repo, &asked.people);
        let mut events = asked.pending(&found, &folders, &by)?;
        let cut = asked.tell(&teller, &touches, &mut events);
        // What is shared stands below what is not, whatever the clocks say.
        events.sort_by_key(|event| event.shared);
        let ends = history.ends(tip)?.into_iter().map(|(end, step)| (end, teller.at(step)));
        Ok(asked.log(&found, events, cut, ends.collect()))
    })
}

impl Asked<'_> {
    fn log(
        &self,
        found: &Found<'_>,
        events: Vec<Event>,
        cut: bool,
        ends: Vec<(End, Timestamp)>,
    ) -> Log {
        let record = found.record;
        // What is gone is called by what it was.
        let gone = events.iter().find_map(|event| match &event.what {
            What::Deleted { title } if event.path == found.path => {
                Some((event.kind.clone(), title.clone()))
            }
            _ => None,
        });
        let (kind, title) = gone.unwrap_or_default();
        let now = record.and_then(|record| record.kind.as_deref()).map(str::to_owned);
        Log {
            id: record.map_or_else(|| found.id.clone(), |record| record.id.to_string()),
            kind: now.or(kind),
            title: record.map(|record| record.title.to_string()).or(title),
            path: found.path.clone(),
            events,
            cut,
            ends,
        }
    }
}
