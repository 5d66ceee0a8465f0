//! Edits of one field, item, check or section that leave every other byte alone.
//!
//! Each edit splices bytes at the places that reading found, reads the result again and compares:
//! exactly what was asked for may have changed in meaning, and whatever lies outside is identical
//! to the byte. Where that does not hold the edit is refused. The file's own style is followed:
//! quotes, indentation, line ends, notation of lists.

mod body;
mod field;
mod list;
mod style;
#[cfg(test)]
mod tests;

use thiserror::Error;

use super::front_matter::{Entry, FrontMatter, Node, Scalar, ScalarStyle, Value};
use super::{Document, lines};
use crate::text::{Edit, Source, Span, apply};

/// A value to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewValue {
    /// A text, which is quoted where YAML would not read it back; several lines become a block.
    Scalar(String),
    /// Texts in order.
    List(Vec<String>),
    /// The key alone, with nothing behind it.
    Null,
}

/// Why an edit was refused; nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EditError {
    #[error("the front matter cannot be read; mend it first (`check` says where)")]
    Unreadable,
    #[error("the front matter is written in braces; write one `key: value` a line first")]
    InBraces,
    #[error("there is no `{0}`")]
    NoSuchKey(String),
    #[error("`{0}` is already there")]
    KeyExists(String),
    #[error("`{0}` cannot be a key")]
    InvalidKey(String),
    #[error("`{0}` is no list")]
    NoList(String),
    #[error("`{key}` does not hold `{item}`")]
    NoSuchItem { key: String, item: String },
    #[error("there is no checklist item {0}")]
    NoSuchCheck(usize),
    #[error("there is no section {0}")]
    NoSuchSection(usize),
    #[error("a heading is one line of text")]
    InvalidHeading,
    #[error("the edit would change more than was asked for")]
    ChangesMore,
}

impl NewValue {
    /// Returns the value as reading would: without a place.
    fn node(&self) -> Node {
        match self {
            Self::Scalar(text) => text_node(text),
            Self::List(items) => list_node(items.iter().map(|item| text_node(item)).collect()),
            Self::Null => Node {
                span: Span::default(),
                value: Value::Scalar(Scalar { text: String::new(), style: ScalarStyle::Plain }),
            },
        }
    }
}

fn text_node(text: &str) -> Node {
    let scalar = Scalar { text: text.to_owned(), style: ScalarStyle::DoubleQuoted };
    Node { span: Span::default(), value: Value::Scalar(scalar) }
}

fn list_node(items: Vec<Node>) -> Node {
    Node { span: Span::default(), value: Value::Sequence { items, flow: false } }
}

impl Document {
    /// Refuses a document whose front matter cannot be read: nobody could tell what an edit does.
    fn editable(&self) -> Result<(), EditError> {
        match &self.front {
            Some(front) if !front.readable => Err(EditError::Unreadable),
            _ => Ok(()),
        }
    }

    /// Applies `edits` and reads the result.
    fn spliced(&self, edits: &[Edit]) -> Result<Document, EditError> {
        let text = apply(self.text(), edits).map_err(|_| EditError::ChangesMore)?;
        Ok(Document::parse(Source::new(text)))
    }

    /// Applies `edits` to the front matter, which must then mean `wanted`, key by key in order,
    /// over the same body.
    fn with_front(&self, edits: &[Edit], wanted: &[(&str, &Node)]) -> Result<Document, EditError> {
        let edited = self.spliced(edits)?;
        let same_body = edited.body.of(edited.text()) == self.body.of(self.text());
        let means =
            |front: &FrontMatter| {
                front.entries.len() == wanted.len()
                    && front.entries.iter().zip(wanted).all(|(entry, (key, value))| {
                        entry.key == *key && entry.value.means_same(value)
                    })
            };
        match &edited.front {
            Some(front) if front.readable && same_body && means(front) => Ok(edited),
            _ => Err(EditError::ChangesMore),
        }
    }

    fn entries(&self) -> &[Entry] {
        self.front.as_ref().map_or(&[], |front| &front.entries)
    }

    fn entry(&self, key: &str) -> Result<&Entry, EditError> {
        let entry = self.front.as_ref().and_then(|front| front.get(key));
        entry.ok_or_else(|| EditError::NoSuchKey(key.to_owned()))
    }

    /// Returns the line end that new lines get.
    fn line_end(&self) -> &'static str {
        lines::line_end(self.text())
    }
}
