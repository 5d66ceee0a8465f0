//! Values with the type that the schema gives them.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::fields::{Key, append_part, take_part};
use super::{Moment, Word, packed};

/// A typed value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Written, but empty.
    Null,
    /// Text, e-mail addresses, zones, recurrence rules and links, as written.
    Text(Box<str>),
    Bool(bool),
    Number(f64),
    Date(#[serde(with = "packed")] Date),
    /// A time in the workspace's zone.
    Local(#[serde(with = "packed")] DateTime),
    /// A time with its own zone.
    Instant(#[serde(with = "packed")] Timestamp),
    /// An enum value by its English name.
    Enum(Word),
    /// A person or a document, `[[ ]]` and folders removed.
    Reference(Box<str>),
    List(Box<[Value]>),
    /// Of a type that the schema does not allow here; the text as written, on one line.
    Mistyped(Box<str>),
}

/// A [`Value`] that lies elsewhere: in one, or encoded among the fields of a document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueRef<'r> {
    /// Written, but empty.
    Null,
    Text(&'r str),
    Bool(bool),
    Number(f64),
    Date(Date),
    /// A time in the workspace's zone.
    Local(DateTime),
    /// A time with its own zone.
    Instant(Timestamp),
    /// An enum value by its English name.
    Enum(&'r str),
    Reference(&'r str),
    List(List<'r>),
    /// Of a type that the schema does not allow here; the text as written, on one line.
    Mistyped(&'r str),
}

/// The items of a list.
#[derive(Clone, Copy)]
pub struct List<'r>(Items<'r>);

#[derive(Clone, Copy)]
enum Items<'r> {
    Values(&'r [Value]),
    /// One after another.
    Encoded(&'r [u8]),
}

impl Value {
    /// Returns what it holds.
    pub fn as_ref(&self) -> ValueRef<'_> {
        match self {
            Self::Null => ValueRef::Null,
            Self::Text(text) => ValueRef::Text(text),
            Self::Bool(yes) => ValueRef::Bool(*yes),
            Self::Number(number) => ValueRef::Number(*number),
            Self::Date(date) => ValueRef::Date(*date),
            Self::Local(local) => ValueRef::Local(*local),
            Self::Instant(at) => ValueRef::Instant(*at),
            Self::Enum(word) => ValueRef::Enum(word),
            Self::Reference(name) => ValueRef::Reference(name),
            Self::List(items) => ValueRef::List(List(Items::Values(items))),
            Self::Mistyped(text) => ValueRef::Mistyped(text),
        }
    }

    /// Returns the text, enum word or reference that it holds.
    pub fn text(&self) -> Option<&str> {
        self.as_ref().text()
    }
}

impl<'r> ValueRef<'r> {
    /// Reads an encoded value, which is all of `bytes`; `None` where that is not one.
    pub(super) fn read(bytes: &'r [u8]) -> Option<Self> {
        let (tag, rest) = bytes.split_first()?;
        let text = || str::from_utf8(rest).ok();
        Some(match (*tag, rest) {
            (b'0', []) => Self::Null,
            (b'T', _) => Self::Text(text()?),
            (b'B', [yes]) => Self::Bool(*yes != 0),
            (b'N', _) => Self::Number(f64::from_le_bytes(rest.try_into().ok()?)),
            (b'D', _) => Self::Date(packed::read(rest)?),
            (b'L', _) => Self::Local(packed::read(rest)?),
            (b'I', _) => Self::Instant(packed::read(rest)?),
            (b'E', _) => Self::Enum(Key::read(rest)?.text()?),
            (b'R', _) => Self::Reference(text()?),
            (b'A', _) => Self::List(List(Items::Encoded(rest))),
            (b'M', _) => Self::Mistyped(text()?),
            _ => return None,
        })
    }

    /// Appends it as [`read`](Self::read) takes it.
    pub(super) fn append(self, bytes: &mut Vec<u8>) {
        let mut put = |tag: u8, rest: &[u8]| {
            bytes.push(tag);
            bytes.extend_from_slice(rest);
        };
        match self {
            Self::Null => put(b'0', &[]),
            Self::Text(text) => put(b'T', text.as_bytes()),
            Self::Bool(yes) => put(b'B', &[u8::from(yes)]),
            Self::Number(number) => put(b'N', &number.to_le_bytes()),
            Self::Date(date) => put(b'D', &packed::bytes(&date)),
            Self::Local(local) => put(b'L', &packed::bytes(&local)),
            Self::Instant(at) => put(b'I', &packed::bytes(&at)),
            Self::Enum(word) => {
                put(b'E', &[]);
                Key::of(word).append(bytes);
            }
            Self::Reference(name) => put(b'R', name.as_bytes()),
            Self::List(list) => {
                put(b'A', &[]);
                list.iter().for_each(|item| append_part(bytes, |bytes| item.append(bytes)));
            }
            Self::Mistyped(text) => put(b'M', text.as_bytes()),
        }
    }

    /// Returns it as a value of its own.
    pub fn to_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Text(text) => Value::Text(text.into()),
            Self::Bool(yes) => Value::Bool(yes),
            Self::Number(number) => Value::Number(number),
            Self::Date(date) => Value::Date(date),
            Self::Local(local) => Value::Local(local),
            Self::Instant(at) => Value::Instant(at),
            Self::Enum(word) => Value::Enum(Word::new(word)),
            Self::Reference(name) => Value::Reference(name.into()),
            Self::List(list) => Value::List(list.iter().map(Self::to_value).collect()),
            Self::Mistyped(text) => Value::Mistyped(text.into()),
        }
    }

    /// Tells whether it is written, but empty.
    pub fn is_null(self) -> bool {
        matches!(self, Self::Null)
    }

    /// Returns the date or time that it holds.
    pub fn moment(self) -> Option<Moment> {
        match self {
            Self::Date(date) => Some(Moment::Date(date)),
            Self::Local(local) => Some(Moment::Local(local)),
            Self::Instant(at) => Some(Moment::Instant(at)),
            _ => None,
        }
    }

    /// Returns the text, enum word or reference that it holds.
    pub fn text(self) -> Option<&'r str> {
        match self {
            Self::Text(text) | Self::Reference(text) | Self::Enum(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the items of a list, or the one value itself; nothing for null.
    pub fn items(self) -> impl Iterator<Item = Self> + Clone {
        let list = match self {
            Self::List(list) => Some(list),
            _ => None,
        };
        let one = (list.is_none() && !self.is_null()).then_some(self);
        list.into_iter().flat_map(List::iter).chain(one)
    }

    /// Returns the texts in it: its own, or those of its items; of texts, enum values and references.
    pub fn texts(self) -> impl Iterator<Item = &'r str> {
        self.items().filter_map(Self::text)
    }
}

impl<'r> List<'r> {
    /// Lists the items.
    pub fn iter(self) -> impl Iterator<Item = ValueRef<'r>> + Clone {
        let (mut values, mut encoded) = match self.0 {
            Items::Values(values) => (values, &[][..]),
            Items::Encoded(bytes) => (&[][..], bytes),
        };
        std::iter::from_fn(move || match values.split_first() {
            Some((first, rest)) => {
                values = rest;
                Some(first.as_ref())
            }
            None => ValueRef::read(take_part(&mut encoded)?),
        })
    }
}

impl PartialEq for List<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl fmt::Debug for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().fmt(f)
    }
}

impl fmt::Display for ValueRef<'_> {
    /// Writes the value as a file would hold it, lists with commas; nothing for null.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Null => Ok(()),
            Self::Text(text) | Self::Reference(text) | Self::Enum(text) | Self::Mistyped(text) => {
                f.write_str(text)
            }
            Self::Bool(true) => f.write_str("yes"),
            Self::Bool(false) => f.write_str("no"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Date(_) | Self::Local(_) | Self::Instant(_) => {
                self.moment().map_or(Ok(()), |moment| moment.fmt(f))
            }
            Self::List(list) => {
                for (at, item) in list.iter().enumerate() {
                    if at > 0 {
                        f.write_str(", ")?;
                    }
                    item.fmt(f)?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_as_files_hold_them() {
        let text = |text: &str| Value::Text(text.into());
        let check = |value: Value, expected: &str| assert_eq!(value.to_string(), expected);
        check(Value::Null, "");
        check(Value::Bool(true), "yes");
        check(Value::Number(2.0), "2");
        check(Value::Number(2.5), "2.5");
        check(Value::Date(jiff::civil::date(2026, 12, 1)), "2026-12-01");
        check(Value::Local(jiff::civil::date(2026, 12, 1).at(15, 0, 0, 0)), "2026-12-01 15:00");
        check(Value::List([text("a"), text("b")].into()), "a, b");
    }
}
