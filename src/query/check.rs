use std::ops::{Bound, RangeBounds};

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::bind::Asking;
use super::subject::{contains, plain};
use super::value::{number, same_name};
use super::{Key, Literal, QueryError, Relation, Wanted};
use crate::schema::{Moment, ValueRef, literal::Amount};
use crate::text::Span;

/// What one value must be, made out for one moment.
pub(super) enum Check {
    Present,
    Absent,
    /// It holds this text; in the form of [`plain`].
    Text(String),
    /// It is this name of a person or a document.
    Name(String),
    /// It is one of these values of an enum.
    Choice(Vec<String>),
    Bool(bool),
    Number(Bound<f64>, Bound<f64>),
    /// From the first moment to before the second.
    Time(Timestamp, Timestamp),
}

/// How moments are compared.
#[derive(Clone, Copy)]
pub(super) struct Moments<'a> {
    pub(super) zone: &'a TimeZone,
}

impl Check {
    pub(super) fn new(
        wanted: &Wanted,
        key: &Key,
        at: Span,
        asking: Asking<'_>,
    ) -> Result<Self, QueryError> {
        use Bound::{Excluded, Included, Unbounded};
        match wanted {
            Wanted::Present => Ok(Self::Present),
            Wanted::Absent => Ok(Self::Absent),
            Wanted::Is(literal) => match literal {
                Literal::Number(_) | Literal::When(_) => {
                    Self::between(Included(literal), Included(literal), key, at, asking)
                }
                Literal::Choice(name) => Ok(Self::Choice(vec![name.clone()])),
                Literal::Bool(truth) => Ok(Self::Bool(*truth)),
                Literal::Text(text) | Literal::Written(text) => Ok(Self::Text(plain(text.trim()))),
                Literal::Me | Literal::Person(_) | Literal::Document(_) => {
                    Ok(Self::Name(asking.person(literal, at)?.to_owned()))
                }
            },
            Wanted::Compared(relation, literal) => {
                let (from, to) = match relation {
                    Relation::Less => (Unbounded, Excluded(literal)),
                    Relation::AtMost => (Unbounded, Included(literal)),
                    Relation::AtLeast => (Included(literal), Unbounded),
                    Relation::More => (Excluded(literal), Unbounded),
                };
                Self::between(from, to, key, at, asking)
            }
            Wanted::Between(from, to) => {
                let side = |side: &'_ Option<Literal>| match side {
                    Some(literal) => Included(literal.clone()),
                    None => Unbounded,
                };
                let (from, to) = (side(from), side(to));
                Self::between(from.as_ref(), to.as_ref(), key, at, asking)
            }
        }
    }

    /// Of two texts nothing lies between: such a query is never read.
    fn between(
        from: Bound<&Literal>,
        to: Bound<&Literal>,
        key: &Key,
        at: Span,
        asking: Asking<'_>,
    ) -> Result<Self, QueryError> {
        let any = |bound: Bound<&Literal>| match bound {
            Bound::Included(literal) | Bound::Excluded(literal) => Some(literal.clone()),
            Bound::Unbounded => None,
        };
        match any(from).or_else(|| any(to)) {
            Some(Literal::Number(_)) => {
                let number = |literal: &Literal| match literal {
                    Literal::Number(number) => *number,
                    _ => f64::NAN,
                };
                Ok(Self::Number(from.map(number), to.map(number)))
            }
            Some(Literal::Choice(_)) => {
                let choices = key.choices(asking.schema);
                let rank = |literal: &Literal| match literal {
                    Literal::Choice(name) => choices.iter().position(|one| one.name == *name),
                    _ => None,
                };
                let range = (from.map(rank), to.map(rank));
                let fits = |at: &usize| range.contains(&Some(*at));
                let names = (0..choices.len()).filter(fits).map(|at| choices[at].name.clone());
                Ok(Self::Choice(names.collect()))
            }
            _ => Self::times(from, to, at, asking),
        }
    }

    fn times(
        from: Bound<&Literal>,
        to: Bound<&Literal>,
        at: Span,
        asking: Asking<'_>,
    ) -> Result<Self, QueryError> {
        let within = |literal: &Literal| match literal {
            Literal::When(when) => match asking.now {
                Some(now) => Ok(when.within(now, asking.zone)),
                None if !when.is_relative() => Ok(when.within(Timestamp::UNIX_EPOCH, asking.zone)),
                None => Err(QueryError::new(at, "the present moment is not known")
                    .expected("a day, such as `2026-12-01`")),
            },
            _ => Ok((Timestamp::MAX, Timestamp::MIN)),
        };
        let first = match from {
            Bound::Included(literal) => within(literal)?.0,
            Bound::Excluded(literal) => within(literal)?.1,
            Bound::Unbounded => Timestamp::MIN,
        };
        let after = match to {
            Bound::Included(literal) => within(literal)?.1,
            Bound::Excluded(literal) => within(literal)?.0,
            Bound::Unbounded => Timestamp::MAX,
        };
        Ok(Self::Time(first, after))
    }

    /// Tells whether a value is what is wanted; of a list, whether an item is.
    pub(super) fn value(&self, value: ValueRef<'_>, moments: Moments<'_>) -> bool {
        if let ValueRef::List(items) = value {
            return items.iter().any(|item| self.value(item, moments));
        }
        match self {
            Self::Absent => false,
            Self::Present => match value {
                ValueRef::Null => false,
                ValueRef::Text(text) | ValueRef::Mistyped(text) => !text.trim().is_empty(),
                _ => true,
            },
            Self::Bool(wanted) => matches!(value, ValueRef::Bool(truth) if truth == *wanted),
            Self::Number(from, to) => {
                let found = match value {
                    ValueRef::Number(number) => Some(number),
                    ValueRef::Text(text) => {
                        number(text).or_else(|| Amount::parse(text).ok().map(|one| one.value))
                    }
                    _ => None,
                };
                found.is_some_and(|number| (*from, *to).contains(&number))
            }
            Self::Time(from, to) => {
                let found = match value {
                    ValueRef::Text(text) => Moment::parse(text).ok(),
                    value => value.moment(),
                };
                found.is_some_and(|found| {
                    let last = moments.last(found);
                    *from <= last && last < *to
                })
            }
            Self::Text(_) | Self::Name(_) | Self::Choice(_) => match value {
                ValueRef::Text(text) | ValueRef::Reference(text) => self.names(text),
                ValueRef::Enum(word) => self.names(word),
                ValueRef::Mistyped(text) => self.text_holds(text),
                ValueRef::Date(_) | ValueRef::Local(_) | ValueRef::Instant(_) => {
                    self.text_holds(&value.to_string())
                }
                _ => false,
            },
        }
    }

    /// Tells whether a word, a name or a text is what is wanted.
    pub(super) fn names(&self, name: &str) -> bool {
        match self {
            Self::Present => true,
            Self::Choice(names) => names.iter().any(|one| one == name),
            Self::Name(wanted) => {
                let whole = name.split('#').next().unwrap_or(name);
                same_name(name, wanted) || same_name(whole, wanted)
            }
            _ => self.text_holds(name),
        }
    }

    /// Tells whether a text holds the one that is wanted.
    pub(super) fn text_holds(&self, text: &str) -> bool {
        match self {
            Self::Present => true,
            Self::Text(part) => contains(text, part),
            _ => false,
        }
    }

    /// Tells whether a text is the one that is wanted.
    pub(super) fn text_is(&self, text: &str) -> bool {
        match self {
            Self::Present => true,
            Self::Text(wanted) => plain(text) == *wanted,
            _ => false,
        }
    }

    /// Tells whether a text begins with the one that is wanted.
    pub(super) fn text_starts(&self, text: &str) -> bool {
        match self {
            Self::Present => true,
            Self::Text(wanted) => plain(text).starts_with(wanted.as_str()),
            _ => false,
        }
    }
}

impl Moments<'_> {
    /// Returns the last point in time that is meant: of a bare date, the end of its day.
    fn last(self, moment: Moment) -> Timestamp {
        let end = moment.in_zone(self.zone);
        match moment {
            Moment::Date(_) => end.checked_sub(1.nanosecond()).unwrap_or(end),
            Moment::Local(_) | Moment::Instant(_) => end,
        }
    }
}
