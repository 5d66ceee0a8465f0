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
        Self(Read::Document(Box::new(DocumentVersion { record, parts })))
    }

    /// Returns the document; `None` where it is none, or no text can be had.
    pub fn record(&self) -> Option<&Record> {
        match &self.0 {
            Read::Document(document) => Some(&document.record),
            Read::Unread | Read::File => None,
        }
    }
}
