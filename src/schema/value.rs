//! Values with the type that the schema gives them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::Moment;

/// A typed value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Written, but empty.
    Null,
    /// Text, e-mail addresses, zones, recurrence rules and links, as written.
    Text(String),
    Bool(bool),
    Number(f64),
    Date(Date),
    /// A time in the workspace's zone.
    Local(DateTime),
    /// A time with its own zone.
    Instant(Timestamp),
    /// An enum value by its English name.
    Enum(String),
    /// A person or a document, `[[ ]]` and folders removed.
    Reference(String),
    List(Vec<Value>),
    /// Of a type that the schema does not allow here; the text as written, on one line.
    Mistyped(String),
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
            Self::Text(text) | Self::Enum(text) | Self::Reference(text) => Some(text),
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
}
