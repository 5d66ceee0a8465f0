//! What the embedded kinds say about the keys, values and headings of one document.
//!
//! The embedded kinds and no others: what a workspace adds may not change merged bytes.

use crate::document::Document;
use crate::schema::{Field, Identity, Kind, Schema};
use crate::text::RepoPath;

/// The embedded definitions as they apply to one document.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    schema: &'static Schema,
    kind: Option<&'static Kind>,
}

impl Fields {
    /// Finds the kind of a document by its versions; where they name different ones, the one that
    /// comes first in the alphabet.
    pub(super) fn of<'d>(
        path: &RepoPath,
        versions: impl IntoIterator<Item = &'d Document>,
    ) -> Self {
        let schema = Schema::builtin();
        let kinds = versions.into_iter().filter_map(|doc| schema.kind_of(path, doc).kind());
        Self { schema, kind: kinds.min_by(|one, other| one.name.cmp(&other.name)) }
    }

    /// Tells whether a key, as written, means this English one.
    pub(super) fn is(&self, key: &str, english: &str) -> bool {
        self.field(key).is_some_and(|field| field.name == english)
    }

    /// Finds the field that a key means, by any of its names.
    ///
    /// A key has one type in every kind, so that a document of no known kind merges as well.
    pub(super) fn field(&self, key: &str) -> Option<&'static Field> {
        let in_kind = |kind| self.schema.field(kind, key);
        self.kind
            .and_then(in_kind)
            .or_else(|| self.schema.common_field(key))
            .or_else(|| self.schema.kinds().find_map(in_kind))
    }

    /// Returns the English heading that a heading means.
    pub(super) fn section(&self, heading: &str) -> Option<&'static str> {
        self.schema.section(self.kind?, heading).map(|section| section.name.as_str())
    }

    /// Tells whether the document is of this kind.
    pub(super) fn is_kind(&self, name: &str) -> bool {
        self.kind.is_some_and(|kind| kind.name == name)
    }

    /// Tells whether it is a document by what it names or where it lies.
    pub(super) fn has_kind(&self) -> bool {
        self.kind.is_some()
    }

    /// Tells whether documents of the kind carry an `id`.
    pub(super) fn has_id(&self) -> bool {
        self.kind.is_none_or(|kind| kind.identity != Identity::Stem)
    }
}
