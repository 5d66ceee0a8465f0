//! What the cache knows, as it was when it was opened.
//!
//! Anything that is not as the head says counts as damage, and damage as not knowing anything.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::entry::{Entry, Slot};
use super::head::Head;
use super::stored::{self, BLOCK, Encoded};
use crate::store::cache::{Cache, Part, Space};
use crate::store::tree_state::{FolderState, TreeState};
use crate::text::RepoPath;

/// The key of the head in its space.
pub(super) const HEAD: i64 = 0;
/// So many blocks are read at once: what is decoded of them is in memory beside their bytes.
const STEP: usize = 64;

/// What the cache holds is not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Damaged;

/// The index as the cache has it.
#[derive(Debug)]
pub(super) struct Base {
    pub(super) head: Head,
    /// The generation of all of it.
    pub(super) seen: u64,
    /// Blocks that were read for single files; `None` where there is none.
    read: Mutex<HashMap<u32, Option<Arc<Encoded>>>>,
}

impl Base {
    /// Reads the head; `None` where there is none, or it is of other settings.
    pub(super) fn open(cache: &Cache, fingerprint: [u8; 20]) -> Option<Self> {
        Self::of_any_settings(cache).filter(|base| base.head.fingerprint == fingerprint)
    }

    /// Reads the head of whatever settings; what stood in the folders goes by none.
    pub(super) fn of_any_settings(cache: &Cache) -> Option<Self> {
        let seen = cache.generation(Part::Documents);
        let bytes = cache.read(Space::Meta, HEAD)?;
        let (written, head): (u64, Head) = postcard::from_bytes(&bytes).ok()?;
        let right = written == seen && !head.folders.is_empty() && !head.names.is_empty();
        right.then(|| Self { head, seen, read: Mutex::default() })
    }

    /// Returns how many files there were.
    pub(super) fn len(&self) -> usize {
        (self.head.next as usize).saturating_sub(self.head.free.len())
    }

    /// Reads what stood in all folders.
    pub(super) fn tree(&self, cache: &Cache) -> Result<TreeState, Damaged> {
        let buckets = self.all(cache, Space::Folders, &self.head.folders)?;
        let decoded: Option<Vec<Bucket>> = buckets
            .par_iter()
            .map(|(key, bytes)| bucket(bytes, *self.head.folders.get(*key as usize)?))
            .collect();
        let folders = decoded.ok_or(Damaged)?.into_iter().flatten();
        Ok(TreeState {
            folders: folders.map(|(path, state)| (path, Arc::new(state))).collect(),
            nested: self.head.nested.clone(),
            unreadable: self.head.unreadable.clone(),
            odd: self.head.odd.clone(),
            taken: self.head.taken,
        })
    }

    /// Reads what stood in one folder; `None` when it was none.
    pub(super) fn folder(&self, cache: &Cache, path: &str) -> Result<Option<FolderState>, Damaged> {
        let at = bucket_of(digest_of_folder(path), self.head.folders.len());
        Ok(self.folders(cache, at)?.remove(path))
    }

    /// Reads one bucket of folders.
    pub(super) fn folders(&self, cache: &Cache, at: usize) -> Result<Bucket, Damaged> {
        match self.one(cache, Space::Folders, &self.head.folders, at)? {
            Some(bytes) => bucket(&bytes, self.head.folders[at]).ok_or(Damaged),
            None => Ok(Bucket::new()),
        }
    }

    /// Reads what lists need, as blocks in their order; gone blocks are empty.
    pub(super) fn lean_blocks(&self, cache: &Cache) -> Result<Vec<(u32, Vec<u8>)>, Damaged> {
        let blocks = self.all(cache, Space::Entries, &self.head.blocks)?;
        Ok(blocks)
    }

    /// Reads all files and hands each to `take`, by slot.
    pub(super) fn all_entries(
        &self,
        cache: &Cache,
        mut take: impl FnMut(Slot, Entry),
    ) -> Result<(), Damaged> {
        let numbers: Vec<u32> = present(&self.head.blocks).collect();
        for some in numbers.chunks(STEP) {
            let keys: Vec<i64> = some.iter().map(|number| i64::from(*number)).collect();
            let lean = cache.read_many(Space::Entries, &keys);
            let details = cache.read_many(Space::Details, &keys);
            if lean.len() != keys.len() || details.len() != keys.len() {
                return Err(Damaged);
            }
            let blocks: Option<Vec<Vec<Option<Entry>>>> = some
                .par_iter()
                .zip(&lean)
                .zip(&details)
                .map(|((number, (_, lean)), (_, details))| {
                    stored::entries(lean, details, self.head.blocks[*number as usize])
                })
                .collect();
            for (number, block) in some.iter().zip(blocks.ok_or(Damaged)?) {
                for (slot, entry) in (number * BLOCK..).zip(block) {
                    if let Some(entry) = entry {
                        take(slot, entry);
                    }
                }
            }
        }
        Ok(())
    }

    /// Reads one file; `None` when its slot is free.
    pub(super) fn entry(&self, cache: &Cache, slot: Slot) -> Result<Option<Entry>, Damaged> {
        let (number, at) = stored::place(slot);
        let Some(block) = self.encoded(cache, number)? else { return Ok(None) };
        block.entry(self.head.blocks[number as usize], at).ok_or(Damaged)
    }

    /// Reads one block of files; none of them where there is no such block.
    pub(super) fn block(&self, cache: &Cache, number: u32) -> Result<Vec<Option<Entry>>, Damaged> {
        let Some(block) = self.encoded(cache, number)? else { return Ok(Vec::new()) };
        let generation = self.head.blocks[number as usize];
        stored::entries(&block.lean, &block.details, generation).ok_or(Damaged)
    }

    fn encoded(&self, cache: &Cache, number: u32) -> Result<Option<Arc<Encoded>>, Damaged> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(block) = read.get(&number) {
            return Ok(block.clone());
        }
        let at = number as usize;
        let lean = self.one(cache, Space::Entries, &self.head.blocks, at)?;
        let details = self.one(cache, Space::Details, &self.head.blocks, at)?;
        let block = match (lean, details) {
            (Some(lean), Some(details)) => Some(Arc::new(Encoded { lean, details })),
            (None, None) => None,
            _ => return Err(Damaged),
        };
        read.insert(number, block.clone());
        Ok(block)
    }

    /// Returns the slots of the files that may have a name of this digest.
    pub(super) fn slots(&self, cache: &Cache, digest: u64) -> Result<Vec<Slot>, Damaged> {
        let at = bucket_of(digest, self.head.names.len());
        let bucket = self.names(cache, at)?;
        let named = bucket.iter().filter(|(rest, _)| *rest == rest_of(digest));
        Ok(named.map(|(_, slot)| *slot).collect())
    }

    /// Reads one bucket of names.
    pub(super) fn names(&self, cache: &Cache, at: usize) -> Result<Vec<(u32, Slot)>, Damaged> {
        let Some(bytes) = self.one(cache, Space::Lookup, &self.head.names, at)? else {
            return Ok(Vec::new());
        };
        let (written, names): (u64, Vec<(u32, Slot)>) =
            postcard::from_bytes(&bytes).map_err(|_| Damaged)?;
        if written == self.head.names[at] { Ok(names) } else { Err(Damaged) }
    }

    /// Reads all values of a space, which must be those that were written last.
    fn all(
        &self,
        cache: &Cache,
        space: Space,
        written: &[u64],
    ) -> Result<Vec<(u32, Vec<u8>)>, Damaged> {
        let found = cache.read_all(space).into_iter();
        let found: Option<Vec<(u32, Vec<u8>)>> =
            found.map(|(key, bytes)| Some((u32::try_from(key).ok()?, bytes))).collect();
        let found = found.ok_or(Damaged)?;
        match found.iter().map(|(key, _)| *key).eq(present(written)) {
            true => Ok(found),
            false => Err(Damaged),
        }
    }

    fn one(
        &self,
        cache: &Cache,
        space: Space,
        written: &[u64],
        at: usize,
    ) -> Result<Option<Vec<u8>>, Damaged> {
        if written.get(at).is_none_or(|generation| *generation == 0) {
            return Ok(None);
        }
        let key = i64::try_from(at).map_err(|_| Damaged)?;
        cache.read(space, key).map(Some).ok_or(Damaged)
    }
}

/// Some folders of a tree.
pub(super) type Bucket = BTreeMap<RepoPath, FolderState>;

fn bucket(bytes: &[u8], generation: u64) -> Option<Bucket> {
    let (written, bucket): (u64, Bucket) = postcard::from_bytes(bytes).ok()?;
    (written == generation).then_some(bucket)
}

/// Lists the blocks or buckets that were ever written.
fn present(written: &[u64]) -> impl Iterator<Item = u32> {
    (0..).zip(written).filter(|(_, generation)| **generation != 0).map(|(number, _)| number)
}

/// Returns which of the buckets a digest belongs to.
pub(super) fn bucket_of(digest: u64, buckets: usize) -> usize {
    // Fewer than the digest's values by far, so the remainder fits.
    (digest % buckets.max(1) as u64) as usize
}

/// Returns what is kept of a digest inside its bucket.
pub(super) fn rest_of(digest: u64) -> u32 {
    (digest >> 32) as u32
}

/// Returns the digest of a folder's path.
pub(super) fn digest_of_folder(path: &str) -> u64 {
    super::keys::Key::Path(path).digest()
}
