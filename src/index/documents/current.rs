//! What a look has seen, and how it differs from what the cache holds.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::base::{Base, Damaged};
use super::entry::{Entry, Slot};
use super::full::Full;
use super::head::Head;
use super::keys::Key;
use super::standings::Names;
use crate::rules::Numbers;
use crate::store::cache::Cache;
use crate::store::tree_state::TreeState;

/// What the look of this process has seen.
#[derive(Debug, Default)]
pub(super) struct Current {
    /// Read from the base where the folder was not looked at.
    pub(super) tree: OnceLock<Arc<TreeState>>,
    /// What differs from the base, by slot; `None` for what is gone.
    pub(super) delta: Delta,
    /// Everything, where it was read or asked for. Set from the start where there is no base.
    pub(super) full: OnceLock<Full>,
    pub(super) numbers: Numbers,
    pub(super) kept: Mutex<Kept>,
    /// What differs from what the base held; `None` where everything may.
    pub(super) changes: Option<Vec<Change>>,
}

/// Whether the cache holds just what was seen.
#[derive(Debug, Default)]
pub(super) enum Kept {
    /// It does not.
    #[default]
    Nowhere,
    /// This generation of it does.
    In(u64),
    /// Everything is still to be written, over this generation.
    Later { head: Box<Head>, over: u64 },
}

/// A file that is not as it was, or is gone.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) slot: Slot,
    pub(super) old: Option<Entry>,
    pub(super) new: Option<Entry>,
}

/// Changes of a base.
#[derive(Debug, Default)]
pub(super) struct Delta {
    pub(super) files: BTreeMap<Slot, Option<Entry>>,
    by_key: HashMap<u64, Vec<Slot>>,
}

impl Current {
    pub(super) fn with(self, tree: TreeState) -> Self {
        Self { tree: Arc::new(tree).into(), ..self }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has everything written, where that is still to be done: `write` is given the head and the generation to write
    /// over, and returns the one that was written.
    pub(super) fn keep(&self, write: impl FnOnce(Head, u64) -> Option<u64>) {
        let mut kept = self.kept();
        *kept = match std::mem::take(&mut *kept) {
            Kept::Later { head, over } => Kept::of(write(*head, over)),
            as_it_is => as_it_is,
        };
    }

    /// Returns the generation of the cache that holds just what was seen; `None` where none does.
    pub(super) fn generation(&self) -> Option<u64> {
        match *self.kept() {
            Kept::In(generation) => Some(generation),
            Kept::Nowhere | Kept::Later { .. } => None,
        }
    }
}

impl Kept {
    /// Leaves everything to be written over a generation.
    pub(super) fn later(head: Head, over: u64) -> Self {
        Self::Later { head: head.into(), over }
    }

    /// Takes the generation that was written.
    pub(super) fn of(generation: Option<u64>) -> Self {
        generation.map_or(Self::Nowhere, Self::In)
    }
}

impl Delta {
    /// Sets what stands in a slot now, with its names.
    pub(super) fn set(&mut self, slot: Slot, entry: Option<Entry>, digests: &[u64]) {
        for digest in digests {
            self.by_key.entry(*digest).or_default().push(slot);
        }
        self.files.insert(slot, entry);
    }

    pub(super) fn slots(&self, digest: u64) -> &[Slot] {
        self.by_key.get(&digest).map_or(&[], Vec::as_slice)
    }
}

/// A base with its changes.
#[derive(Clone, Copy)]
pub(super) struct Changed<'a> {
    pub(super) base: &'a Base,
    pub(super) cache: &'a Cache,
    pub(super) delta: &'a Delta,
}

impl Changed<'_> {
    /// Returns what stands in a slot.
    pub(super) fn entry(&self, slot: Slot) -> Result<Option<Entry>, Damaged> {
        match self.delta.files.get(&slot) {
            Some(entry) => Ok(entry.clone()),
            None => self.base.entry(self.cache, slot),
        }
    }

    /// Returns the files that may have this name.
    pub(super) fn with_key(&self, key: Key<'_>) -> Result<Vec<(Slot, Entry)>, Damaged> {
        let digest = key.digest();
        let mut slots = self.base.slots(self.cache, digest)?;
        slots.extend(self.delta.slots(digest));
        slots.sort_unstable();
        slots.dedup();
        let mut found = Vec::with_capacity(slots.len());
        for slot in slots {
            found.extend(self.entry(slot)?.map(|entry| (slot, entry)));
        }
        Ok(found)
    }
}

impl Names for Changed<'_> {
    type Error = Damaged;

    fn named(&self, key: Key<'_>) -> Result<Vec<(Slot, Entry)>, Damaged> {
        self.with_key(key)
    }
}
