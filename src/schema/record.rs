//! What is remembered of a document when its text is put aside.

use serde::{Deserialize, Serialize};

use super::{Moment, Value};
use crate::text::{RepoPath, Span};

/// A document by what rules, queries and lists need: small, without its text.
///
/// Spans are offsets into the file as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub path: RepoPath,
    /// The English name of its kind; `None` for Markdown that is no document.
    pub kind: Option<String>,
    /// Whether `kind:` itself says so (otherwise the folder does).
    pub kind_written: bool,
    /// What it is called by: the `id` where the kind has one and it is filled in, else the stem.
    pub id: String,
    /// Where the id is written, when it is.
    pub id_span: Option<Span>,
    /// The `title`, else the first heading, else the stem.
    pub title: String,
    /// By English key where the key is known, in order of the text.
    pub fields: Vec<FieldValue>,
    pub sections: Vec<SectionFact>,
    pub links: Vec<LinkFact>,
    /// Whether the front matter could be read whole.
    pub readable: bool,
}

/// A field as it stands in one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldValue {
    /// The English key; as written where the key is not known.
    pub key: String,
    pub key_span: Span,
    pub value: Value,
    /// The value; for a list, of the whole list.
    pub value_span: Span,
    /// For a list, of each item.
    pub item_spans: Vec<Span>,
}

/// A section as it stands in one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionFact {
    /// The English heading where the kind knows it, else as written.
    pub name: String,
    pub heading: Span,
    /// Nothing but white space and comments.
    pub empty: bool,
    pub ticked: u32,
    pub unticked: u32,
}

/// A link as it stands in one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkFact {
    pub target: String,
    pub span: Span,
    pub wiki: bool,
}

impl Record {
    /// Returns the value of the field with this English key, unless it is null.
    pub fn field(&self, key: &str) -> Option<&FieldValue> {
        self.fields.iter().find(|field| field.key == key && field.value != Value::Null)
    }

    /// Returns the field as one word or text: text, enum value or reference.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.field(key)?.value.text()
    }

    /// Returns the field as a date or a time.
    pub fn moment(&self, key: &str) -> Option<Moment> {
        self.field(key)?.value.moment()
    }

    /// Returns the section with this English heading.
    pub fn section(&self, name: &str) -> Option<&SectionFact> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// Returns the texts of a field that is a text or a list of them.
    pub fn texts(&self, key: &str) -> impl Iterator<Item = &str> {
        self.field(key).map(|field| field.value.texts()).unwrap_or_default().into_iter()
    }

    /// Tells whether it is of this kind.
    pub fn is(&self, kind: &str) -> bool {
        self.kind.as_deref() == Some(kind)
    }
}
