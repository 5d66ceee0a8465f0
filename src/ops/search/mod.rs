//! The documents in which words stand, best first, with the lines.

mod lines;
mod order;
#[cfg(test)]
mod tests;

use thiserror::Error;

use super::at_risk::at_risk;
use super::find::{Named, news};
use super::shelf::{Seen, Shelf};
use crate::index::documents::Slot;
use crate::index::words::{Hits, Looked, Words, rank};
use crate::query::{self, Asking, QueryError, Subject, Term, Test, Typed, Vocabulary, Word};
use crate::schema::Record;
use crate::text::Source;
use crate::workflow::{Clocks, Standing, task_of};
use crate::workspace::{HostError, Progress, Snapshot};

pub use lines::Line;

use lines::matching;
use order::{Order, Ranked};

/// How many documents are shown when nobody says how many.
pub const SCREENFUL: usize = 10;

/// What is searched for, and for whom.
#[derive(Clone, Copy)]
pub struct SearchOptions<'a> {
    /// Words, and conditions as in a list.
    pub query: &'a str,
    /// The short name of whoever asks, where that is known.
    pub me: Option<&'a str>,
    /// How many documents are shown; else as many as the query says, else [`SCREENFUL`].
    pub limit: Option<usize>,
    /// Is told how many of how many files are read that are new or have changed.
    pub reading: Progress<'a>,
    /// Is told how many of how many documents are taken into the index of words.
    pub indexing: Progress<'a>,
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The best first, as many as were asked for.
    pub hits: Vec<Hit>,
    /// How many there are.
    pub total: usize,
    /// How many documents have all the words, whether or not they fit the rest of the query.
    pub with_words: usize,
    /// Words that stand nowhere.
    pub unknown: Vec<Unknown>,
}

/// A document that was found.
#[derive(Clone, Debug)]
pub struct Hit {
    pub record: Record,
    /// Of a task, where it stands.
    pub standing: Option<Standing>,
    /// Of a reply or a review, the task that it is about.
    pub about: Option<Record>,
    /// How well it fits, in hundredths; to be compared with others of the same search only.
    pub score: u32,
    /// Where the words stand: a few lines that show the most, in order of the text; the best is
    /// [`best`](Self::best). None where they stand in the name alone.
    pub lines: Vec<Line>,
    /// Which line to go to: an index into `lines`.
    pub best: usize,
}

/// A word that stands in no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    pub typed: String,
    /// What may have been meant.
    pub near: Option<String>,
}

/// Nothing can be searched for.
#[derive(Debug, Error)]
pub enum SearchError {
    #[error(transparent)]
    Query(#[from] QueryError),
    #[error("there is no word to search for")]
    NoWord,
    #[error(transparent)]
    Host(#[from] HostError),
}

/// Searches all documents, replies and reviews too.
///
/// # Errors
/// When the query cannot be read, or has no word in it that is to be found; when the folder cannot be
/// listed.
pub fn search(snapshot: &Snapshot, options: SearchOptions<'_>) -> Result<Found, SearchError> {
    let (schema, config) = (snapshot.schema(), snapshot.config());
    let names = Named { snapshot };
    let vocabulary = Vocabulary { schema, saved: &config.queries, names: &names };
    let query = query::parse(options.query, &vocabulary)?;
    let now = snapshot.facts().now.as_ref().map(jiff::ZonedDateTime::timestamp);
    let clocks = &Clocks::of(snapshot.people(), config);
    let asking = Asking { schema, zone: &config.zone, clocks, now, me: options.me };
    let matcher = query.bind(asking)?;
    let wanted = wanted(&query.terms);
    if wanted.is_empty() {
        return Err(SearchError::NoWord);
    }

    let news = news(snapshot, &query)?;
    snapshot.refresh(options.reading)?;
    let summaries = snapshot.index().summaries();
    let summaries = summaries.all();
    let at_risk = at_risk(snapshot, &query, &summaries);
    let shelf = Shelf::new(snapshot, &summaries);
    let mut index = Words::open(snapshot.index().cache(), &shelf, options.indexing);
    let looked = Looked::new(&shelf, &mut index, query.words().into_iter());
    let words: Vec<&Word> = wanted.iter().map(|typed| &typed.word).collect();
    let slots = looked.all_of(&words);
    let hits: Vec<&Hits> = words.iter().filter_map(|word| looked.hits(word)).collect();
    let scores = rank(&index, &hits, &slots);
    let seen = |(slot, score): (&Slot, u32)| {
        let summary = shelf.summary(*slot)?;
        let subject =
            Seen { summary, looked: Some(&looked), news: news.as_ref(), at_risk: at_risk.as_ref() };
        Some(Ranked { subject, score })
    };
    let mut ranked: Vec<Ranked<Seen<'_>>> = slots
        .iter()
        .zip(scores)
        .filter_map(seen)
        .filter(|one| matcher.matches(&one.subject))
        .collect();
    let total = ranked.len();
    let limit = options.limit.or(matcher.limit()).unwrap_or(SCREENFUL);
    let sorted = !query.sort.is_empty();
    let order = Order { words: &wanted, matcher: &matcher, sorted, zone: &config.zone };
    order.best(&mut ranked, limit);
    let words: Vec<Word> = words.into_iter().cloned().collect();
    let shown = |one: &Ranked<Seen<'_>>| {
        let summary = one.subject.summary;
        let source = shelf.source(&summary.path);
        let (lines, best) = matching(source.as_ref().map_or("", Source::text), &words);
        let record = snapshot.near().record(&summary.path).cloned();
        let record = record.unwrap_or_else(|| Record::unread(summary.path.clone()));
        let standing = summary.standing().cloned();
        let about = about(&record, snapshot);
        Hit { record, standing, about, score: one.score, lines, best }
    };
    let hits = ranked.iter().map(shown).collect();
    let unknown = if slots.is_empty() { unknown(&wanted, &looked, &mut index) } else { Vec::new() };
    Ok(Found { hits, total, with_words: slots.len(), unknown })
}

/// The words that a document must have, of saved queries too.
fn wanted(terms: &[Term]) -> Vec<&Typed> {
    let mut found = Vec::new();
    for term in terms.iter().filter(|term| !term.negated) {
        match &term.test {
            Test::Words(typed) => found.push(typed),
            Test::Saved { terms, .. } => found.extend(wanted(terms)),
            Test::Is(_) | Test::Field { .. } => {}
        }
    }
    found
}

/// The task that a reply or a review is about.
fn about(record: &Record, snapshot: &Snapshot) -> Option<Record> {
    if !record.is("reply") && !record.is("review") {
        return None;
    }
    let called = snapshot.near().called(task_of(record)?);
    called.into_iter().find(|one| one.is("task")).cloned()
}

/// The words that stand nowhere, each with what may have been meant.
fn unknown(wanted: &[&Typed], looked: &Looked<'_>, index: &mut Words<'_>) -> Vec<Unknown> {
    let nowhere = |typed: &&&Typed| looked.hits(&typed.word).is_none_or(Hits::is_empty);
    let unknown =
        |typed: &&Typed| Unknown { typed: typed.text.clone(), near: index.near(&typed.word) };
    wanted.iter().filter(nowhere).map(unknown).collect()
}
