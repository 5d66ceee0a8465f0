//! Values with the type that the schema gives them.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

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

impl Value {
    /// Returns the date or time that it holds.
    pub fn moment(&self) -> Option<Moment> {
        match self {
            Self::Date(date) => Some(Moment::Date(*date)),
            Self::Local(local) => Some(Moment::Local(*local)),
            Self::Instant(at) => Some(Moment::Instant(*at)),
            _ => None,
        }
    }

    /// Returns the text, enum word or reference that it holds.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Reference(text) => Some(text),
            Self::Enum(word) => Some(word),
            _ => None,
        }
    }

    /// Returns the items of a list, or the one value itself; nothing for null.
    pub fn items(&self) -> &[Value] {
        match self {
            Self::Null => &[],
            Self::List(items) => items,
            one => std::slice::from_ref(one),
        }
    }

    /// Returns the texts in it: its own, or those of its items; of texts, enum values and references.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.items().iter().filter_map(Self::text)
    }
}

impl fmt::Display for Value {
    /// Writes the value as a file would hold it, lists with commas; nothing for null.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => Ok(()),
            Value::Text(text) | Value::Reference(text) | Value::Mistyped(text) => f.write_str(text),
            Value::Enum(word) => f.write_str(word),
            Value::Bool(true) => f.write_str("yes"),
            Value::Bool(false) => f.write_str("no"),
            Value::Number(number) => write!(f, "{number}"),
            Value::Date(_) | Value::Local(_) | Value::Instant(_) => {
                self.moment().map_or(Ok(()), |moment| moment.fmt(f))
            }
            Value::List(items) => {
                for (at, item) in items.iter().enumerate() {
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
