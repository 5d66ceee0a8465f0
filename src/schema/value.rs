//! Values with the type that the schema gives them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

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
