use serde::{Deserialize, Serialize};

use super::gist::gist;
use super::parts::{self, PartText};
use crate::document::Document;
use crate::schema::{Record, Schema};
use crate::text::{RepoPath, Source};

/// One version of a file, as far as versions are compared; its text is put aside.
#[derive(Clone, Debug)]
pub struct Version(pub(super) Read);

#[derive(Clone, Debug)]
pub(super) enum Read {
    Document(Box<DocumentVersion>),
    /// Markdown of which no text can be had: another encoding, too large, lost.
    Unread,
    /// Anything but Markdown.
    File,
}

#[derive(Clone, Debug)]
pub(super) struct DocumentVersion {
    pub(super) record: Record,
    pub(super) parts: Vec<PartText>,
    said: Option<Said>,
}

/// What somebody says about another document: a reply or a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The type or the verdict, by its English word; `reply` where there is none.
    pub what: String,
    /// The short name of the person it says that it is by.
    pub by: Option<String>,
    /// What it begins with, on one line.
    pub gist: Option<String>,
    /// The short name of whom it gives the task to.
    pub to: Option<String>,
}

impl Said {
    fn of(record: &Record, document: &Document) -> Option<Self> {
        if !record.is("reply") && !record.is("review") {
            return None;
        }
        let what = record.text("type").or_else(|| record.text("verdict")).unwrap_or("reply");
        let by = record.text("by").map(str::to_owned);
        let to = record.text("to").filter(|_| what == "reassign").map(str::to_owned);
        Some(Self { what: what.to_owned(), by, gist: gist(document), to })
    }
}

impl Version {
    /// Reads the bytes that stood at `path`; `None` where they cannot be had.
    pub fn read(schema: &Schema, path: &RepoPath, bytes: Option<&[u8]>) -> Self {
        if !path.is_markdown() {
            return Self(Read::File);
        }
        let source = bytes.and_then(|bytes| Source::decode(bytes).ok());
        let Some(source) = source else { return Self(Read::Unread) };
        let document = Document::parse(source);
        let (record, _) = schema.decode(path, &document);
        let parts = parts::of(&document, &record);
        let said = Said::of(&record, &document);
        Self(Read::Document(Box::new(DocumentVersion { record, parts, said })))
    }

    /// Returns the document; `None` where it is none, or no text can be had.
    pub fn record(&self) -> Option<&Record> {
        match &self.0 {
            Read::Document(document) => Some(&document.record),
            Read::Unread | Read::File => None,
        }
    }

    /// Returns what is said in it, where it is a reply or a review.
    pub fn said(&self) -> Option<&Said> {
        match &self.0 {
            Read::Document(document) => document.said.as_ref(),
            Read::Unread | Read::File => None,
        }
    }
}
