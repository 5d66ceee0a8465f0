use serde::{Deserialize, Serialize};

use crate::schema::Value;

/// One thing that is not the same in two versions of a file.
///
/// Other spellings of one meaning are no change: aliases, quotes, order of keys and of list items,
/// line ends, wrapping, emphasis, comments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Change {
    /// It is another kind of document now.
    Kind {
        from: Option<String>,
        to: Option<String>,
    },
    Title {
        from: String,
        to: String,
    },
    /// A field, by its English key where it is known, else as written.
    Field {
        key: String,
        from: Option<Value>,
        to: Option<Value>,
    },
    /// Items of a field that holds a list.
    Items {
        key: String,
        added: Vec<Value>,
        removed: Vec<Value>,
    },
    /// A part of the body that was not there.
    Added {
        part: Part,
        words: u32,
    },
    /// A part of the body that is gone.
    Removed {
        part: Part,
        words: u32,
    },
    /// A section has another heading and the same text.
    Renamed {
        from: String,
        to: String,
    },
    /// The text of a part; how many of its words are new, and how many are gone.
    Text {
        part: Part,
        added: u32,
        removed: u32,
    },
    /// Boxes of a part, by the text behind them.
    Ticks {
        part: Part,
        ticked: Vec<String>,
        unticked: Vec<String>,
    },
    /// It could be read before, and cannot any more.
    Unreadable,
    /// It can be read again.
    Readable,
    /// A file that is no document, or can be read in neither version.
    Content,
}

/// A part of a body.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Part {
    /// What stands before the first heading.
    Opening,
    /// A section by its English heading where its kind knows it, else as written.
    Section(String),
}
