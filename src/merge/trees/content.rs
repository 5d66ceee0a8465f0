//! The bytes of one file, merged by what it is.

use std::collections::HashSet;
use std::sync::Arc;

use super::unit::{Unit, Version};
use crate::document::{Document, Value};
use crate::merge::fields::Fields;
use crate::merge::lines::merge_lines;
use crate::merge::model::{Conflict, Contents, ReadError, What};
use crate::merge::{ContentId, MAX_DOCUMENT, documents};
use crate::text::{RepoPath, Source};

/// Starts of files that are text only to look at: encrypted, or a pointer to something else.
const OPAQUE: [&str; 4] = [
    "version https://git-lfs.github.com/",
    "-----BEGIN AGE ENCRYPTED FILE-----",
    "age-encryption.org/",
    "-----BEGIN PGP MESSAGE-----",
];

/// Reads files and looks into documents.
pub(super) struct Reader<'a> {
    pub(super) contents: &'a dyn Contents,
}

impl Reader<'_> {
    /// Reads a text that may be merged; `None` for anything else.
    pub(super) fn text(&self, id: ContentId) -> Result<Option<Source>, ReadError> {
        if self.contents.size(id)? > MAX_DOCUMENT as u64 {
            return Ok(None);
        }
        let source = Source::decode(&self.contents.read(id)?).ok();
        Ok(source.filter(|source| !OPAQUE.iter().any(|start| source.text().starts_with(start))))
    }

    fn document(&self, version: &Version) -> Result<Option<Document>, ReadError> {
        if !version.path.is_markdown() {
            return Ok(None);
        }
        Ok(self.text(version.blob.id)?.map(Document::parse))
    }

    /// Returns the `id` that a document carries.
    pub(super) fn id(&self, version: &Version) -> Result<Option<String>, ReadError> {
        let Some(document) = self.document(version)? else { return Ok(None) };
        let fields = Fields::of(&version.path, [&document]);
        let Some(front) = document.front().filter(|front| front.readable) else {
            return Ok(None);
        };
        let entry = front.entries.iter().find(|entry| fields.is(&entry.key, "id"));
        let id = entry.and_then(|entry| match &entry.value.value {
            Value::Scalar(scalar) => Some(scalar.text.trim().to_owned()),
            _ => None,
        });
        Ok(id.filter(|id| !id.is_empty()))
    }

    /// Returns the id that a file carries on either side; the lower one where they differ.
    pub(super) fn id_of(&self, unit: &Unit) -> Result<Option<String>, ReadError> {
        let mut ids = Vec::new();
        for version in [&unit.versions.left, &unit.versions.right].into_iter().flatten() {
            ids.extend(self.id(version)?);
        }
        Ok(ids.into_iter().min())
    }

    /// Tells whether it is a reply or a review.
    pub(super) fn is_said(&self, version: &Version) -> Result<bool, ReadError> {
        let Some(document) = self.document(version)? else { return Ok(false) };
        let fields = Fields::of(&version.path, [&document]);
        Ok(fields.is_kind("reply") || fields.is_kind("review"))
    }

    /// Tells whether two texts share at least half of the lines of the longer one.
    pub(super) fn alike(&self, one: &Version, other: &Version) -> Result<bool, ReadError> {
        let (Some(one), Some(other)) = (self.text(one.blob.id)?, self.text(other.blob.id)?) else {
            return Ok(false);
        };
        let lines = |source: &Source| -> HashSet<String> {
            let lines = source.text().lines().map(|line| line.trim().to_owned());
            lines.filter(|line| !line.is_empty()).collect()
        };
        let (one, other) = (lines(&one), lines(&other));
        Ok(one.intersection(&other).count() * 2 >= one.len().max(other.len()).max(1))
    }
}

/// A merged file.
#[derive(Default)]
pub(super) struct MergedContent {
    /// `None` where both versions stand side by side.
    pub(super) bytes: Option<Arc<[u8]>>,
    pub(super) conflicts: Vec<Conflict>,
    pub(super) restored: Vec<What>,
}

/// Merges the contents of one file.
pub(super) fn merge_content(
    reader: &Reader,
    path: &RepoPath,
    base: Option<ContentId>,
    left: ContentId,
    right: ContentId,
) -> Result<MergedContent, ReadError> {
    let (Some(left), Some(right)) = (reader.text(left)?, reader.text(right)?) else {
        return Ok(MergedContent::default());
    };
    let base = base.map(|id| reader.text(id)).transpose()?.flatten();
    let (base, left, right) = (base.as_ref().map(Source::text), left.text(), right.text());
    let merged = if path.is_markdown() {
        markdown(path, base, left, right)
    } else {
        let clean = merge_lines(base, left, right);
        let whole = clean.filter(|text| still_parses(path, text, [left, right]));
        MergedContent { bytes: whole.map(bytes), ..MergedContent::default() }
    };
    Ok(merged)
}

fn bytes(text: String) -> Arc<[u8]> {
    Arc::from(text.into_bytes())
}

/// Merges Markdown: documents in any case, other Markdown where nothing is lost.
fn markdown(path: &RepoPath, base: Option<&str>, left: &str, right: &str) -> MergedContent {
    let read = [left, right].map(|text| Document::parse(Source::new(text)));
    let is_document = read.iter().any(|document| document.front().is_some())
        || Fields::of(path, &read).has_kind();
    if !is_document && base.is_none() {
        return MergedContent::default();
    }
    let merged = documents(path, base, left, right);
    if !is_document && !merged.conflicts.is_empty() {
        return MergedContent::default();
    }
    MergedContent {
        bytes: Some(bytes(merged.text)),
        conflicts: merged.conflicts,
        restored: merged.restored,
    }
}

/// Tells whether settings and data that could be read on both sides still can be.
fn still_parses(path: &RepoPath, merged: &str, sides: [&str; 2]) -> bool {
    let parses: fn(&str) -> bool = match path.extension().map(str::to_ascii_lowercase).as_deref() {
        Some("yml" | "yaml") => |text| {
            // As front matter: that reader knows a key that stands twice.
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            let end = if text.ends_with('\n') { "" } else { "\n" };
            let fenced = Source::new(format!("---\n{text}{end}---\n"));
            Document::parse(fenced).front().is_some_and(|front| front.readable)
        },
        Some("json") => |text| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(),
        _ => return true,
    };
    !sides.into_iter().all(parses) || parses(merged)
}
