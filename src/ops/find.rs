//! The documents that fit a query: what lists and boards are made of.

use jiff::Timestamp;
use jiff::ZonedDateTime;

use super::listed::Listed;
use crate::query::{
    self, Asking, Names, Query, QueryError, RecordSubject, Records, Subject, Vocabulary,
};
use crate::schema::{Record, SavedQuery, Value, person_name};
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
        let unknown = self.snapshot.of_unknown_kinds();
        let unread = unread(self.snapshot);
        let records = self.snapshot.records();
        let all = Records::new(records);
        let wanted = |record: &&Record| {
            let attached = ATTACHED.iter().any(|kind| record.is(kind));
            let is_document =
                record.kind.is_some() || !record.readable || unknown.contains(&record.path);
            is_document && (names_kinds || !attached)
        };
        let mut found: Vec<RecordSubject<'_, '_>> = records
            .iter()
            .chain(&unread)
            .filter(wanted)
            .map(|record| all.subject(record))
            .filter(|subject| matcher.matches(subject))
            .collect();
        let total = found.len();
        found.sort_by(|a, b| matcher.compare(a, b));
        found.truncate(matcher.limit().unwrap_or(usize::MAX));
        let listed = |subject: &RecordSubject<'_, '_>| {
            Listed::of(subject.record, subject.standing(), asking.is_late(subject))
        };
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
        let written = |record: &Record| record.fields.iter().any(|field| field.key == *key);
        self.snapshot.records().iter().any(written)
    }

    fn is_person(&self, name: &str) -> bool {
        let named =
            |one: &Value| matches!(one, Value::Reference(text) if person_name(text) == name);
        let names = |record: &Record| {
            record.fields.iter().any(|field| field.value.items().iter().any(named))
        };
        self.snapshot.people().any(|person| person_name(&person.id) == name)
            || self.snapshot.records().iter().any(names)
    }

    fn people(&self) -> Vec<String> {
        self.snapshot.people().map(|person| person.id.to_string()).collect()
    }
}

/// Markdown files of which nothing could be read, known by their names alone.
pub(super) fn unread(snapshot: &Snapshot) -> Vec<Record> {
    let paths = snapshot.facts().files.paths();
    let unread = paths.filter(|path| path.is_markdown() && snapshot.record(path).is_none());
    unread.cloned().map(Record::unread).collect()
}
