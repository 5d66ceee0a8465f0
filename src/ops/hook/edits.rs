//! What one change did to documents: which version became which.

use std::collections::BTreeMap;

use crate::document::Document;
use crate::merge::Blob;
use crate::schema::Record;
use crate::store::tree::Changes;
use crate::sync::gate::Gate;
use crate::text::RepoPath;
use crate::workflow::rights::keeps_words;
use crate::workflow::task_of;

/// One version of a document.
pub(super) struct Version {
    pub(super) record: Record,
    blob: Blob,
}

/// A document that was made, changed, moved or removed.
pub(super) struct Edit {
    pub(super) before: Option<Version>,
    pub(super) after: Option<Version>,
    pub(super) keeps_words: bool,
}

impl Edit {
    /// Returns where the document lies, or lay.
    pub(super) fn path(&self) -> Option<&RepoPath> {
        self.after.as_ref().or(self.before.as_ref()).map(|version| &version.record.path)
    }
}

/// What makes two versions the same document: kind and id, and of what is said about a task the task.
type Key = (String, String, Option<String>);

/// Pairs the documents that a change took away with those that it brought; what cannot be read counts
/// as absent.
pub(super) fn edits(gate: &Gate<'_>, changes: &Changes) -> Vec<Edit> {
    let read = |path: &RepoPath, blob: Option<Blob>| {
        let blob = blob?;
        Some(Version { record: gate.record(path, blob)?, blob })
    };
    let mut old: BTreeMap<Key, Vec<Version>> = BTreeMap::new();
    let mut new: Vec<(Key, Version)> = Vec::new();
    for (path, change) in &changes.files {
        if let Some(version) = read(path, change.old)
            && let Some(key) = key(&version.record)
        {
            old.entry(key).or_default().push(version);
        }
        if let Some(version) = read(path, change.new)
            && let Some(key) = key(&version.record)
        {
            new.push((key, version));
        }
    }
    let mut edits = Vec::new();
    for (key, after) in new {
        let before = old.get_mut(&key).filter(|left| !left.is_empty()).map(|left| {
            let at = left.iter().position(|one| one.record.path == after.record.path);
            left.swap_remove(at.unwrap_or(0))
        });
        let keeps_words = before.as_ref().is_none_or(|before| keeps(gate, before, &after));
        edits.push(Edit { before, after: Some(after), keeps_words });
    }
    let gone = old.into_values().flatten();
    edits.extend(gone.map(|one| Edit { before: Some(one), after: None, keeps_words: false }));
    edits
}

fn key(record: &Record) -> Option<Key> {
    let kind = record.kind.as_deref()?.to_owned();
    let is_said = matches!(kind.as_str(), "reply" | "review");
    let about = is_said.then(|| task_of(record).map(str::to_owned)).flatten();
    Some((kind, record.id.to_string(), about))
}

/// Tells whether all that was written still stands there; asked of what is said about tasks alone.
fn keeps(gate: &Gate<'_>, before: &Version, after: &Version) -> bool {
    let is_said = after.record.is("reply") || after.record.is("review");
    if !is_said || before.blob.id == after.blob.id {
        return true;
    }
    let body = |version: &Version| {
        let document = Document::parse(gate.text(version.blob)?);
        Some(document.body().of(document.text()).to_owned())
    };
    match (body(before), body(after)) {
        (Some(before), Some(after)) => keeps_words(&before, &after),
        _ => false,
    }
}
