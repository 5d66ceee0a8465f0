//! The documents that fit a query: what lists and boards are made of.

use std::collections::BTreeSet;

use jiff::{Timestamp, ZonedDateTime};
use rayon::prelude::*;

use super::at_risk::at_risk;
use super::changes;
use super::listed::Listed;
use super::shelf::{Seen, Shelf};
use crate::index::documents::Summary;
use crate::index::history::UNWATCHED;
use crate::index::words::{Looked, Words};
use crate::query::{self, Asking, Names, Quality, Query, QueryError, Subject, Vocabulary};
use crate::schema::{SavedQuery, ValueRef, person_name};
use crate::text::RepoPath;
use crate::workflow::Clocks;
use crate::workspace::{Progress, SILENT, Snapshot};

/// Kinds that speak about another document; they stand in a list only when asked for.
const ATTACHED: [&str; 2] = ["reply", "review"];

/// The documents that fit.
pub(super) struct Found {
    /// In the order of the query, no more of them than it wants.
    pub(super) items: Vec<Listed>,
    /// How many fit, those beyond the limit too.
    pub(super) total: usize,
}

/// The words of a workspace that queries are made of, and the moment they are asked at.
pub(super) struct Finder<'a> {
    snapshot: &'a Snapshot,
    names: Named<'a>,
    clocks: Clocks,
    now: Option<Timestamp>,
    me: Option<&'a str>,
    /// Is told how many of how many documents are taken into the index of words.
    indexing: Progress<'a>,
}

impl<'a> Finder<'a> {
    /// Prepares for the queries of one person.
    pub(super) fn new(snapshot: &'a Snapshot, me: Option<&'a str>) -> Self {
        let now = snapshot.now().map(ZonedDateTime::timestamp);
        let clocks = Clocks::of(snapshot.people(), snapshot.config());
        Self { snapshot, names: Named { snapshot }, clocks, now, me, indexing: SILENT }
    }

    /// Tells `indexing` what is done where words must be looked up.
    pub(super) fn telling(self, indexing: Progress<'a>) -> Self {
        Self { indexing, ..self }
    }

    pub(super) fn vocabulary(&self) -> Vocabulary<'_> {
        let saved = &self.snapshot.config().queries;
        Vocabulary { schema: self.snapshot.schema(), saved, names: &self.names }
    }

    fn asking(&self) -> Asking<'_> {
        let zone = &self.snapshot.config().zone;
        let (schema, clocks) = (self.snapshot.schema(), &self.clocks);
        Asking { schema, zone, clocks, now: self.now, me: self.me }
    }

    pub(super) fn parse(&self, query: &str) -> Result<Query, QueryError> {
        query::parse(query, &self.vocabulary())
    }

    /// Returns the documents that fit. A document that cannot be read is among them, by what could
    /// be read of it.
    pub(super) fn find(&self, query: &Query) -> Result<Found, QueryError> {
        let asking = self.asking();
        let matcher = query.bind(asking)?;
        let names_kinds = query.names_kinds();
        let news = news(self.snapshot, query)?;
        let index = self.snapshot.index();
        let summaries = index.summaries();
        let words = query.words();
        let news = news.as_ref();
        let wanted = |one: &Seen<'_>| {
            let attached = one.kind().is_some_and(|kind| ATTACHED.contains(&kind));
            one.summary.form.is_document() && (names_kinds || !attached) && matcher.matches(one)
        };
        // What is asked of each document alone is asked while they are read.
        let alone = words.is_empty() && query.asks_for(Quality::AtRisk).is_none();
        let fits = |summary: &Summary<'_>| {
            !alone || wanted(&Seen { summary, looked: None, news, at_risk: None })
        };
        let summaries = summaries.fitting(&fits);
        let shelf = (!words.is_empty()).then(|| Shelf::new(self.snapshot, &summaries));
        let looked = shelf.as_ref().map(|shelf| {
            let mut index = Words::open(index.cache(), shelf, self.indexing);
            Looked::new(shelf, &mut index, words.into_iter())
        });
        let at_risk = at_risk(self.snapshot, query, &summaries);
        let at_risk = at_risk.as_ref();
        let seen = |summary| Seen { summary, looked: looked.as_ref(), news, at_risk };
        let mut found: Vec<Seen<'_>> = summaries.par_iter().map(seen).filter(wanted).collect();
        let total = found.len();
        found.par_sort_by(|a, b| matcher.compare(a, b));
        found.truncate(matcher.limit().unwrap_or(usize::MAX));
        let listed =
            |one: &Seen<'_>| Listed::of(one.summary, asking.is_late(one), asking.turn(one));
        Ok(Found { items: found.iter().map(listed).collect(), total })
    }

    /// Returns the name of the saved query that a query of one word may have meant.
    pub(super) fn saved_name(&self, query: &str) -> Option<String> {
        let is = |one: &&SavedQuery| one.name.eq_ignore_ascii_case(query.trim());
        self.snapshot.config().queries.iter().find(is).map(|one| one.name.clone())
    }
}

/// Returns the files that others changed since whoever works in this clone last looked, where the
/// query asks for that.
pub(super) fn news(
    snapshot: &Snapshot,
    query: &Query,
) -> Result<Option<BTreeSet<RepoPath>>, QueryError> {
    let Some(span) = query.asks_for(Quality::New) else { return Ok(None) };
    let Some(now) = snapshot.now().map(ZonedDateTime::timestamp) else {
        return Err(QueryError::at(span, "the present moment is not known"));
    };
    let found = changes::news(snapshot, now, UNWATCHED);
    found.map(Some).map_err(|error| QueryError::at(span, error.to_string()))
}

/// Names as the documents of a snapshot have them.
pub(super) struct Named<'a> {
    pub(super) snapshot: &'a Snapshot,
}

impl Names for Named<'_> {
    fn is_key(&self, key: &str) -> bool {
        let summaries = self.snapshot.index().summaries();
        summaries.all().into_par_iter().any(|one| one.fields().any(|(name, _)| name == key))
    }

    fn is_person(&self, name: &str) -> bool {
        if self.snapshot.people().any(|person| person_name(&person.id) == name) {
            return true;
        }
        let named = |one| matches!(one, ValueRef::Reference(text) if person_name(text) == name);
        let summaries = self.snapshot.index().summaries();
        let all = summaries.all().into_par_iter();
        all.any(|one| one.fields().any(|(_, value)| value.items().any(named)))
    }

    fn people(&self) -> Vec<String> {
        self.snapshot.people().map(|person| person.id.to_string()).collect()
    }
}
