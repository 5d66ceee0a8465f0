//! The order in which documents are shown that have all the words.

use std::cmp::{Ordering, Reverse};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::query::{Matcher, Subject, Typed};
use crate::schema::ValueRef;

/// A document that was found, with how well it fits.
pub(super) struct Ranked<S> {
    pub(super) subject: S,
    /// In hundredths.
    pub(super) score: u32,
}

/// What a document is about in time, the latest first.
const TIMES: [&str; 5] = ["at", "date", "ends", "due", "starts"];

/// What decides, the first first.
pub(super) struct Order<'a> {
    pub(super) words: &'a [&'a Typed],
    pub(super) matcher: &'a Matcher<'a>,
    /// The query says how to sort.
    pub(super) sorted: bool,
    pub(super) zone: &'a TimeZone,
}

impl Order<'_> {
    /// Sorts `found`, and keeps the first `limit`.
    ///
    /// The document that is called by one of the words comes first, then what fits best. Of what
    /// fits alike, open work comes before what is closed, then the later before the earlier.
    pub(super) fn best<S: Subject>(&self, found: &mut Vec<Ranked<S>>, limit: usize) {
        if self.sorted {
            found.sort_by(|a, b| {
                self.matcher.compare(&a.subject, &b.subject).then(b.score.cmp(&a.score))
            });
            found.truncate(limit);
            return;
        }
        let key = |one: &Ranked<S>| Reverse((self.is_called(one.subject.id()), level(one.score)));
        let mut keyed: Vec<_> = found.drain(..).map(|one| (key(&one), one)).collect();
        keyed.sort_by_key(|(key, _)| *key);
        // What stands behind the last that is shown need not be told apart.
        if let Some((least, _)) = limit.checked_sub(1).and_then(|last| keyed.get(last)) {
            let least = *least;
            let shown = keyed.partition_point(|(key, _)| *key <= least);
            keyed.truncate(shown);
        }
        keyed.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| self.alike(&a.1, &b.1)));
        keyed.truncate(limit);
        found.extend(keyed.into_iter().map(|(_, one)| one));
    }

    /// Orders two documents that fit alike.
    fn alike<S: Subject>(&self, one: &Ranked<S>, other: &Ranked<S>) -> Ordering {
        let closed = |one: &Ranked<S>| {
            one.subject.standing().is_some_and(|standing| standing.state.is_closed())
        };
        let time = |one: &Ranked<S>| Reverse(self.time(&one.subject));
        let number = |one: &Ranked<S>| Reverse(number(one.subject.id()));
        (closed(one), time(one), number(one))
            .cmp(&(closed(other), time(other), number(other)))
            .then_with(|| self.matcher.compare(&one.subject, &other.subject))
    }

    fn time(&self, subject: &impl Subject) -> Option<Timestamp> {
        let moment = |key: &&str| subject.value(key).and_then(ValueRef::moment);
        TIMES.iter().find_map(moment).map(|moment| moment.in_zone(self.zone))
    }

    /// Tells whether a word is what a document is called by.
    fn is_called(&self, id: &str) -> bool {
        let is = |typed: &&Typed| {
            typed.text.eq_ignore_ascii_case(id) || !id.is_ascii() && typed.word.is(id)
        };
        self.words.iter().any(is)
    }
}

/// How well a document fits, in steps of a tenth: what differs by less fits alike.
fn level(score: u32) -> u32 {
    (f64::from(score.max(1)).ln() * 10.0).round() as u32
}

/// The number of an id: later documents have higher ones.
fn number(id: &str) -> u64 {
    id.rsplit_once('-').and_then(|(_, number)| number.parse().ok()).unwrap_or(0)
}
