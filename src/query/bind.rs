use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::check::{Check, Moments};
use super::{Key, Literal, Quality, Query, QueryError, Subject, Term, Test, Wanted, Word, natural};
use crate::schema::{EnumValue, Schema, ValueRef};
use crate::text::Span;
use crate::workflow::{Clocks, State, is_late};

/// Who asks, when, and where.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    pub schema: &'a Schema,
    /// The zone of the workspace: in it days begin and end.
    pub zone: &'a TimeZone,
    /// The working hours of everybody: by them work is late, and somebody stands in.
    pub clocks: &'a Clocks,
    /// The present moment; without it nothing is late.
    pub now: Option<Timestamp>,
    /// The short name of whoever asks, where that is known.
    pub me: Option<&'a str>,
}

/// A query as one person means it at one moment: tells which documents fit, and in which order.
pub struct Matcher<'a> {
    asking: Asking<'a>,
    terms: Vec<Bound<'a>>,
    sort: Vec<Sort<'a>>,
    limit: Option<usize>,
}

struct Bound<'a> {
    negated: bool,
    test: BoundTest<'a>,
}

enum BoundTest<'a> {
    Word(&'a Word),
    Is(Quality),
    Field { key: &'a Key, checks: Vec<Check>, kinds: Vec<&'a str> },
    All(Vec<Bound<'a>>),
}

struct Sort<'a> {
    key: &'a Key,
    descending: bool,
    /// Of an enum, its values, the least first.
    choices: &'a [EnumValue],
}

impl Query {
    /// Makes out what the query means for whoever asks.
    ///
    /// # Errors
    /// When it says `me` or a time from now on, and that is not known.
    pub fn bind<'a>(&'a self, asking: Asking<'a>) -> Result<Matcher<'a>, QueryError> {
        let sort = |by: &'a super::SortBy| Sort {
            key: &by.key,
            descending: by.descending,
            choices: by.key.choices(asking.schema),
        };
        Ok(Matcher {
            asking,
            terms: bind_all(&self.terms, None, asking)?,
            sort: self.sort.iter().map(sort).collect(),
            limit: self.limit,
        })
    }
}

/// Binds terms; what is wrong in a saved query lies at `at`, where it is named.
fn bind_all<'a>(
    terms: &'a [Term],
    at: Option<Span>,
    asking: Asking<'a>,
) -> Result<Vec<Bound<'a>>, QueryError> {
    let bind = |term: &'a Term| {
        let at = at.unwrap_or(term.span);
        let test = match &term.test {
            Test::Words(typed) => BoundTest::Word(&typed.word),
            Test::Is(quality) => BoundTest::Is(*quality),
            Test::Saved { terms, .. } => BoundTest::All(bind_all(terms, Some(at), asking)?),
            Test::Field { key, wanted } => {
                let checks: Result<_, _> =
                    wanted.iter().map(|wanted| Check::new(wanted, key, at, asking)).collect();
                let absent = wanted.contains(&Wanted::Absent);
                let kinds = if absent { key.kinds(asking.schema) } else { Vec::new() };
                BoundTest::Field { key, checks: checks?, kinds }
            }
        };
        Ok(Bound { negated: term.negated, test })
    };
    terms.iter().map(bind).collect()
}

impl Matcher<'_> {
    /// Tells whether a document fits every term.
    pub fn matches(&self, subject: &impl Subject) -> bool {
        self.all(&self.terms, subject)
    }

    /// Orders two documents as the query says; then by kind, id and path.
    pub fn compare(&self, one: &impl Subject, other: &impl Subject) -> Ordering {
        let by = |sort: &Sort<'_>| self.compare_by(sort, one, other);
        let asked = self.sort.iter().map(by).find(|found| *found != Ordering::Equal);
        asked.unwrap_or_else(|| {
            one.kind()
                .cmp(&other.kind())
                .then_with(|| natural::compare(one.id(), other.id()))
                .then_with(|| one.path().cmp(other.path()))
        })
    }

    /// Returns how many documents are wanted at most.
    pub fn limit(&self) -> Option<usize> {
        self.limit
    }

    fn all(&self, terms: &[Bound<'_>], subject: &impl Subject) -> bool {
        terms.iter().all(|term| self.test(&term.test, subject) != term.negated)
    }

    fn test(&self, test: &BoundTest<'_>, subject: &impl Subject) -> bool {
        match test {
            BoundTest::Word(word) => subject.has_words(std::slice::from_ref(word)),
            BoundTest::Is(quality) => self.is(*quality, subject),
            BoundTest::All(terms) => self.all(terms, subject),
            BoundTest::Field { key, checks, kinds } => {
                checks.iter().any(|check| self.fits(check, key, kinds, subject))
            }
        }
    }

    fn is(&self, quality: Quality, subject: &impl Subject) -> bool {
        let state = || subject.standing().map(|standing| standing.state);
        match quality {
            Quality::Broken => !subject.readable(),
            Quality::Conflict => subject.kind() == Some("conflict"),
            Quality::New => subject.is_new(),
            Quality::AtRisk => subject.is_at_risk(),
            Quality::Open => state().is_some_and(|state| !state.is_closed()),
            Quality::Closed => state().is_some_and(State::is_closed),
            Quality::Late => self.asking.is_late(subject),
        }
    }

    fn fits(&self, check: &Check, key: &Key, kinds: &[&str], subject: &impl Subject) -> bool {
        if let Check::Absent = check {
            // What a document of this kind never has is not missing.
            let could = match key {
                Key::Waiting => subject.standing().is_some(),
                Key::Kind => true,
                _ => kinds.is_empty() || subject.kind().is_some_and(|kind| kinds.contains(&kind)),
            };
            return could && !self.fits(&Check::Present, key, kinds, subject);
        }
        let moments = Moments { zone: self.asking.zone };
        match key {
            Key::Id => check.text_is(subject.id()),
            Key::Path => check.text_starts(subject.path().as_str()),
            Key::Title => check.text_holds(subject.title()),
            Key::Kind => subject.kind().is_some_and(|kind| check.names(kind)),
            Key::Waiting => self.asking.turn(subject).is_some_and(|person| check.names(person)),
            Key::Status => match subject.standing() {
                Some(standing) => check.names(standing.state.name()),
                None => subject.value("status").is_some_and(|value| check.value(value, moments)),
            },
            Key::WrittenStatus => {
                subject.value("status").is_some_and(|value| check.value(value, moments))
            }
            Key::Field(name) => {
                subject.value(name).is_some_and(|value| check.value(value, moments))
            }
        }
    }

    fn compare_by(&self, sort: &Sort<'_>, one: &impl Subject, other: &impl Subject) -> Ordering {
        let turned = |found: Ordering| if sort.descending { found.reverse() } else { found };
        let texts = |one: &str, other: &str| turned(natural::compare(one, other));
        let values = |one: Option<ValueRef<'_>>, other: Option<ValueRef<'_>>| {
            missing_last(one, other, |one, other| {
                turned(self.compare_values(one, other, sort.choices))
            })
        };
        let rank = |state: State| sort.choices.iter().position(|one| one.name == state.name());
        match sort.key {
            Key::Id => texts(one.id(), other.id()),
            Key::Path => texts(one.path().as_str(), other.path().as_str()),
            Key::Title => texts(one.title(), other.title()),
            Key::Kind => missing_last(one.kind(), other.kind(), texts),
            Key::Waiting => missing_last(self.asking.turn(one), self.asking.turn(other), texts),
            Key::Status => match (one.standing(), other.standing()) {
                (Some(one), Some(other)) => turned(rank(one.state).cmp(&rank(other.state))),
                (None, None) => values(one.value("status"), other.value("status")),
                (one, other) => missing_last(one, other, |_, _| Ordering::Equal),
            },
            Key::WrittenStatus => values(one.value("status"), other.value("status")),
            Key::Field(name) => values(one.value(name), other.value(name)),
        }
    }

    fn compare_values(
        &self,
        one: ValueRef<'_>,
        other: ValueRef<'_>,
        choices: &[EnumValue],
    ) -> Ordering {
        let rank = |name: &str| choices.iter().position(|choice| choice.name == name);
        match (one, other) {
            (ValueRef::Number(one), ValueRef::Number(other)) => one.total_cmp(&other),
            (ValueRef::Bool(one), ValueRef::Bool(other)) => one.cmp(&other),
            (ValueRef::Enum(one), ValueRef::Enum(other)) => rank(one).cmp(&rank(other)),
            _ => match (one.moment(), other.moment()) {
                (Some(one), Some(other)) => {
                    one.in_zone(self.asking.zone).cmp(&other.in_zone(self.asking.zone))
                }
                // What is of the right type comes before what is not.
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => natural::compare(&one.to_string(), &other.to_string()),
            },
        }
    }
}

impl Asking<'_> {
    /// Tells whether a document is a task whose work is owed and whose time is over.
    pub fn is_late(&self, subject: &impl Subject) -> bool {
        let Some((standing, now)) = subject.standing().zip(self.now) else { return false };
        let deadline = || {
            let sender = subject.value("from").and_then(ValueRef::text).unwrap_or_default();
            Some(self.clocks.deadline(subject.value("due")?.moment()?, sender))
        };
        standing.state.is_under_way() && is_late(standing.state, deadline(), now)
    }

    /// Returns whose turn it is to do something about a task: that of whom it waits for, or of whoever
    /// stands in for them now.
    pub fn turn<'s>(&'s self, subject: &'s impl Subject) -> Option<&'s str> {
        let standing = subject.standing()?;
        match self.now {
            Some(now) => standing.turn(self.clocks, now),
            None => standing.waiting_on.as_deref(),
        }
    }

    /// Returns the person that a literal means.
    pub(super) fn person<'l>(
        &'l self,
        literal: &'l Literal,
        at: Span,
    ) -> Result<&'l str, QueryError> {
        match literal {
            Literal::Me => self.me.ok_or_else(|| {
                QueryError::new(at, "who you are is not known here")
                    .expected("a short name, or set git's `user.email` to one that is in people/")
            }),
            Literal::Person(name)
            | Literal::Document(name)
            | Literal::Text(name)
            | Literal::Written(name) => Ok(name),
            _ => Ok(""),
        }
    }
}

fn missing_last<T>(
    one: Option<T>,
    other: Option<T>,
    compare: impl FnOnce(T, T) -> Ordering,
) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => compare(one, other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}
