//! The documents of a snapshot as they are searched.

use crate::index::words::{Documents, Looked, Searched, Stamp, stamp};
use crate::query::{RecordSubject, Subject, Word};
use crate::schema::{Record, Value};
use crate::text::RepoPath;
use crate::workflow::Standing;
use crate::workspace::Snapshot;

/// All Markdown files, those that cannot be read too; each has a slot.
pub(super) struct Shelf<'a> {
    snapshot: &'a Snapshot,
    records: Vec<&'a Record>,
    stamps: Vec<Option<Stamp>>,
}

impl<'a> Shelf<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, unread: &'a [Record]) -> Self {
        let records: Vec<&Record> = snapshot.records().iter().chain(unread).collect();
        let stamp = |record: &&Record| Some(stamp(&record.path, &record.title, &record.id));
        let stamps = records.iter().map(stamp).collect();
        Self { snapshot, records, stamps }
    }

    pub(super) fn record(&self, slot: u32) -> &'a Record {
        self.records[slot as usize]
    }

    /// The text of a document; empty where it cannot be read.
    pub(super) fn text(&self, slot: u32) -> String {
        let source = self.snapshot.source(&self.record(slot).path);
        source.map(|source| source.text().to_owned()).unwrap_or_default()
    }
}

impl Documents for Shelf<'_> {
    fn stamps(&self) -> &[Option<Stamp>] {
        &self.stamps
    }

    fn read(&self, slot: u32) -> Option<(Stamp, Searched)> {
        let stamp = self.stamps.get(slot as usize).copied()??;
        let record = self.record(slot);
        let (title, id) = (record.title.to_string(), record.id.to_string());
        Some((stamp, Searched { text: self.text(slot), title, id }))
    }
}

/// A document as a query sees it, with all of its words.
pub(super) struct Seen<'s, 'a> {
    pub(super) subject: RecordSubject<'s, 'a>,
    pub(super) slot: u32,
    pub(super) looked: &'s Looked<'s>,
}

impl Subject for Seen<'_, '_> {
    fn path(&self) -> &RepoPath {
        self.subject.path()
    }

    fn kind(&self) -> Option<&str> {
        self.subject.kind()
    }

    fn id(&self) -> &str {
        self.subject.id()
    }

    fn title(&self) -> &str {
        self.subject.title()
    }

    fn readable(&self) -> bool {
        self.subject.readable()
    }

    fn value(&self, english_key: &str) -> Option<&Value> {
        self.subject.value(english_key)
    }

    fn standing(&self) -> Option<&Standing> {
        self.subject.standing()
    }

    fn has_words(&self, words: &[Word]) -> bool {
        self.looked.has(self.slot, words)
    }

    fn is_new(&self) -> bool {
        self.subject.is_new()
    }
}
