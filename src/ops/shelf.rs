//! The documents of a snapshot with their words, and with what is new: as lists, boards and searches
//! see them.

use std::collections::BTreeSet;

use crate::index::documents::{Form, Slot, Summary};
use crate::index::words::{Documents, Looked, Searched, Stamp, stamp};
use crate::merge::ContentId;
use crate::query::{Subject, Word};
use crate::schema::ValueRef;
use crate::text::{RepoPath, Source};
use crate::workflow::Standing;
use crate::workspace::Snapshot;

/// All Markdown files, those that cannot be read too.
pub(super) struct Shelf<'s> {
    snapshot: &'s Snapshot,
    summaries: &'s [Summary<'s>],
    /// Where the file in a slot stands in `summaries`, one added to it; 0 for none.
    by_slot: Vec<u32>,
    stamps: Vec<Option<Stamp>>,
}

impl<'s> Shelf<'s> {
    pub(super) fn new(snapshot: &'s Snapshot, summaries: &'s [Summary<'s>]) -> Self {
        let slots = summaries.iter().map(|one| one.slot as usize + 1).max().unwrap_or(0);
        let (mut by_slot, mut stamps) = (vec![0; slots], vec![None; slots]);
        for (at, one) in (1_u32..).zip(summaries) {
            if one.form != Form::Other {
                by_slot[one.slot as usize] = at;
                stamps[one.slot as usize] = Some(stamp(&one.content, one.title(), one.id()));
            }
        }
        Self { snapshot, summaries, by_slot, stamps }
    }

    pub(super) fn summary(&self, slot: Slot) -> Option<&'s Summary<'s>> {
        let at = self.by_slot.get(slot as usize)?.checked_sub(1)?;
        self.summaries.get(at as usize)
    }

    /// The text of a file; `None` where it cannot be read.
    pub(super) fn source(&self, path: &RepoPath) -> Option<Source> {
        self.snapshot.source(path)
    }
}

impl Documents for Shelf<'_> {
    fn stamps(&self) -> &[Option<Stamp>] {
        &self.stamps
    }

    fn read(&self, slot: Slot) -> Option<(Stamp, Searched)> {
        let one = self.summary(slot)?;
        // It may have changed, or gone, since the folder was looked at.
        let (content, text) = match self.source(&one.path) {
            Some(source) => {
                let content = ContentId::of_blob(source.text().as_bytes());
                (Some(content), source.text().to_owned())
            }
            None if one.form == Form::Unread => (one.content, String::new()),
            None => return None,
        };
        let (title, id) = (one.title().to_owned(), one.id().to_owned());
        Some((stamp(&content, &title, &id), Searched { text, title, id }))
    }
}

/// A document as a query sees it, with all of its words.
pub(super) struct Seen<'s> {
    pub(super) summary: &'s Summary<'s>,
    /// The words of the query, looked up; `None` where it has none.
    pub(super) looked: Option<&'s Looked<'s>>,
    /// What others changed since whoever asks last looked; `None` where that is not asked for.
    pub(super) news: Option<&'s BTreeSet<RepoPath>>,
    /// The tasks that do not fit in before they are due; `None` where that is not asked for.
    pub(super) at_risk: Option<&'s BTreeSet<RepoPath>>,
}

impl Subject for Seen<'_> {
    fn path(&self) -> &RepoPath {
        &self.summary.path
    }

    fn kind(&self) -> Option<&str> {
        self.summary.kind()
    }

    fn id(&self) -> &str {
        self.summary.id()
    }

    fn title(&self) -> &str {
        self.summary.title()
    }

    fn readable(&self) -> bool {
        self.summary.readable()
    }

    fn value(&self, english_key: &str) -> Option<ValueRef<'_>> {
        self.summary.value(english_key)
    }

    fn standing(&self) -> Option<&Standing> {
        self.summary.standing()
    }

    fn has_words(&self, words: &[Word]) -> bool {
        match self.looked {
            Some(looked) => looked.has(self.summary.slot, words),
            None => self.summary.has_words(words),
        }
    }

    fn is_new(&self) -> bool {
        self.news.is_some_and(|news| news.contains(&self.summary.path))
    }

    fn is_at_risk(&self) -> bool {
        self.at_risk.is_some_and(|tasks| tasks.contains(&self.summary.path))
    }
}
