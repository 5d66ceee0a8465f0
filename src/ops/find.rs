//! The documents that fit a query: what lists and boards are made of.

use jiff::{Timestamp, ZonedDateTime};
use rayon::prelude::*;

use super::listed::Listed;
use crate::index::documents::Summary;
use crate::query::{self, Asking, Names, Query, QueryError, Subject, Vocabulary};
use crate::schema::{SavedQuery, Value, person_name};
use crate::workspace::Snapshot;

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
    now: Option<Timestamp>,
    me: Option<&'a str>,
}

impl<'a> Finder<'a> {
    /// Prepares for the queries of one person.
    pub(super) fn new(snapshot: &'a Snapshot, me: Option<&'a str>) -> Self {
        let now = snapshot.now().map(ZonedDateTime::timestamp);
        Self { snapshot, names: Named { snapshot }, now, me }
    }

    pub(super) fn vocabulary(&self) -> Vocabulary<'_> {
        let saved = &self.snapshot.config().queries;
        Vocabulary { schema: self.snapshot.schema(), saved, names: &self.names }
    }

    fn asking(&self) -> Asking<'_> {
        let zone = &self.snapshot.config().zone;
        Asking { schema: self.snapshot.schema(), zone, now: self.now, me: self.me }
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
        let summaries = self.snapshot.index().summaries();
        let wanted = |one: &Summary<'_>| {
            let attached = one.kind().is_some_and(|kind| ATTACHED.contains(&kind));
            one.form.is_document() && (names_kinds || !attached) && matcher.matches(one)
        };
        let all = summaries.all().into_par_iter();
        let mut found: Vec<Summary<'_>> = all.filter(wanted).collect();
        let total = found.len();
        found.par_sort_by(|a, b| matcher.compare(a, b));
        found.truncate(matcher.limit().unwrap_or(usize::MAX));
        let listed = |one: &Summary<'_>| Listed::of(one, asking.is_late(one));
        Ok(Found { items: found.iter().map(listed).collect(), total })
    }

    /// Returns the name of the saved query that a query of one word may have meant.
    pub(super) fn saved_name(&self, query: &str) -> Option<String> {
        let is = |one: &&SavedQuery| one.name.eq_ignore_ascii_case(query.trim());
        self.snapshot.config().queries.iter().find(is).map(|one| one.name.clone())
    }
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
        let named =
            |one: &Value| matches!(one, Value::Reference(text) if person_name(text) == name);
        let summaries = self.snapshot.index().summaries();
        let all = summaries.all().into_par_iter();
        all.any(|one| one.fields().any(|(_, value)| value.items().iter().any(named)))
    }

    fn people(&self) -> Vec<String> {
        self.snapshot.people().map(|person| person.id.to_string()).collect()
    }
}
