//! The tree of a front matter: every key and value with its place.

use crate::text::Span;

/// The front matter of a document, as far as it could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// The opening `---` line, its line end included.
    pub open: Span,
    /// What lies between the two fences.
    pub content: Span,
    /// The closing `---` or `...` line, its line end included.
    pub close: Span,
    /// The top-level mapping, in order of the text; duplicate keys all stand here.
    pub entries: Vec<Entry>,
    /// Whether the whole of it could be read; `entries` holds what could be read where not.
    pub readable: bool,
}

/// One `key: value` of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key's meaning, without quotes.
    pub key: String,
    /// The key as it is written, quotes included.
    pub key_span: Span,
    pub value: Node,
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The value as it is written: quotes included, a comment behind it not; the empty span behind
    /// the colon where nothing is written.
    pub span: Span,
    pub value: Value,
}

/// What a value is, by YAML 1.2's core schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Scalar(Scalar),
    /// Items in order; `flow` tells `[a, b]` from a list of `- ` lines.
    Sequence {
        items: Vec<Node>,
        flow: bool,
    },
    Mapping {
        entries: Vec<Entry>,
        flow: bool,
    },
}

/// A scalar: its text after quotes, escapes and folding, and how it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    pub text: String,
    pub style: ScalarStyle,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarStyle {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

impl FrontMatter {
    /// Returns the first entry with exactly this key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

impl Scalar {
    /// Tells whether it means nothing at all: empty, `~` or `null`, unquoted.
    pub fn is_null(&self) -> bool {
        self.style == ScalarStyle::Plain
            && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }
}

impl Node {
    /// Returns the scalar's text; `None` for null, lists and mappings.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) if !scalar.is_null() => Some(&scalar.text),
            _ => None,
        }
    }

    /// Tells whether it means nothing at all.
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar(scalar) if scalar.is_null())
    }
}
