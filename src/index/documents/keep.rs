//! Writing what was found into the cache: all of it, or what changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::ahead::ahead;
use super::base::{self, Bucket, Damaged, HEAD};
use super::current::Changed;
use super::entry::{EntryRef, Slot};
use super::full::Full;
use super::head::Head;
use super::keys;
use super::reading::Terms;
use super::stored::{self, Encoded, to_bytes};
use crate::schema::layout;
use crate::store::cache::{Batch, Cache, Part, Space, Written};
use crate::store::tree_state::{FolderState, Signature, TreeState};
use crate::text::RepoPath;

/// So many names lie in a bucket, and so many folders, when everything is written, and about so many
/// names has a file.
const NAMES: usize = 128;
const NAMES_EACH: usize = 6;
const FOLDERS: usize = 32;
/// So many blocks are encoded before they are written, and so many buckets.
const STEP: usize = 16;
const BUCKETS: usize = 256;
/// So many files are asked for their names in one go: what was found lies in memory twice until it is
/// put with the others.
const FILES: usize = 4096;

pub(super) struct Keep<'a> {
    pub(super) terms: &'a Terms,
    pub(super) cache: &'a Cache,
    /// The generation that is written over.
    pub(super) seen: u64,
}

/// Names that lead to other files than before.
#[derive(Debug, Default)]
pub(super) struct Renamed {
    old: Vec<(u64, Slot)>,
    new: Vec<(u64, Slot)>,
}

impl Renamed {
    pub(super) fn take_old(&mut self, slot: Slot, digests: Option<Vec<u64>>) {
        self.old.extend(digests.into_iter().flatten().map(|digest| (digest, slot)));
    }

    pub(super) fn take_new(&mut self, slot: Slot, digests: &[u64]) {
        self.new.extend(digests.iter().map(|digest| (*digest, slot)));
    }
}

impl Keep<'_> {
    /// Writes everything; where it cannot, the cache's note says why. Returns the generation that was
    /// written.
    pub(super) fn all(&self, mut head: Head, full: &Full, tree: &TreeState) -> Option<u64> {
        if self.cache.is_memory() {
            return None;
        }
        let generation = self.seen + 1;
        let mut by_slot: Vec<(Slot, u32)> = full.iter().map(|entry| entry.slot).zip(0..).collect();
        by_slot.sort_unstable();
        let number = |slot: Slot| stored::place(slot).0;
        let blocks: Vec<&[(Slot, u32)]> =
            by_slot.chunk_by(|a, b| number(a.0) == number(b.0)).collect();
        head.blocks = vec![0; head.next.div_ceil(stored::BLOCK) as usize];
        for (slot, _) in &by_slot {
            head.blocks[number(*slot) as usize] = generation;
        }
        set_tree(&mut head, tree);
        head.outline = outline(tree);
        let (count, names) = self.names(full, tree);
        let names: Vec<&[Name]> = names.chunk_by(|a, b| a.bucket == b.bucket).collect();
        head.names = vec![0; count];
        for bucket in names.iter().filter_map(|names| names.first()) {
            head.names[bucket.bucket as usize] = generation;
        }
        let (count, folders) = folders(tree);
        head.folders = vec![0; count];
        folders.iter().for_each(|(at, _)| head.folders[*at] = generation);
        let mut clear = Batch::default();
        for space in [Space::Meta, Space::Entries, Space::Details, Space::Folders, Space::Lookup] {
            clear.clear(space);
        }
        let encode_block = |block: &&[(Slot, u32)]| {
            let entries: Vec<EntryRef<'_>> =
                block.iter().filter_map(|(_, at)| full.get(*at as usize)).collect();
            stored::encode(generation, &entries)
        };
        let encode = |some: &[&[(Slot, u32)]]| {
            let encoded: Vec<Encoded> = some.par_iter().map(encode_block).collect();
            let mut batch = Batch::default();
            for (block, encoded) in some.iter().zip(encoded) {
                let first = block.first().map_or(0, |(slot, _)| *slot);
                encoded.put(&mut batch, number(first));
            }
            batch
        };
        let encode_names = |some: &[&[Name]]| {
            batch_of(Space::Lookup, some, |names| {
                let at = names.first().map_or(0, |name| name.bucket as usize);
                let names: Vec<(u32, Slot)> =
                    names.iter().map(|name| (name.rest, name.slot)).collect();
                (at, to_bytes(&(generation, names)))
            })
        };
        let encode_folders = |some: &[FolderBucket<'_>]| {
            batch_of(Space::Folders, some, |(at, bucket)| (*at, to_bytes(&(generation, bucket))))
        };
        let mut last = Batch::default();
        last.put(Space::Meta, HEAD, to_bytes(&(generation, &head)));
        let batches = std::iter::once(clear)
            .chain(blocks.chunks(STEP).map(encode))
            .chain(names.chunks(BUCKETS).map(encode_names))
            .chain(folders.chunks(BUCKETS).map(encode_folders))
            .chain([last]);
        ahead(batches, |batches| self.write(batches))
    }

    /// Writes what changed; where it cannot, the cache's note says why. Returns the generation that
    /// holds all of it.
    pub(super) fn changes(
        &self,
        mut head: Head,
        changed: Changed<'_>,
        mut renamed: Renamed,
        known: &TreeState,
        tree: &TreeState,
        settled: bool,
    ) -> Result<Option<u64>, Damaged> {
        let base = changed.base;
        let folders = changed_folders(known, tree);
        for (path, state) in &folders {
            match (known.folders.contains_key(path), state) {
                (false, Some(_)) => renamed.new.push(keys::of_folder(path)),
                (true, None) => renamed.old.push(keys::of_folder(path)),
                _ => {}
            }
        }
        set_tree(&mut head, tree);
        let same = changed.delta.files.is_empty()
            && folders.is_empty()
            && !settled
            && head.nested == base.head.nested
            && head.unreadable == base.head.unreadable
            && head.odd == base.head.odd
            && head.unread == base.head.unread
            && head.unsigned == base.head.unsigned;
        if same || self.cache.is_memory() {
            return Ok((!self.cache.is_memory()).then_some(self.seen));
        }
        let generation = self.seen + 1;
        let mut batch = Batch::default();
        self.put_blocks(&mut batch, &mut head, changed, generation)?;
        self.put_names(&mut batch, &mut head, changed, &renamed, generation)?;
        self.put_folders(&mut batch, &mut head, changed, &folders, generation)?;
        batch.put(Space::Meta, HEAD, to_bytes(&(generation, &head)));
        Ok(self.write(&mut std::iter::once(batch)))
    }

    fn write(&self, batches: &mut dyn Iterator<Item = Batch>) -> Option<u64> {
        // Whoever was faster has seen what we have seen, or will look again.
        match self.cache.write_all(Part::Documents, self.seen, batches) {
            Written::Done(generation) => Some(generation),
            Written::Overtaken | Written::Failed => None,
        }
    }

    fn put_blocks(
        &self,
        batch: &mut Batch,
        head: &mut Head,
        changed: Changed<'_>,
        generation: u64,
    ) -> Result<(), Damaged> {
        let files = &changed.delta.files;
        let numbers: BTreeSet<u32> = files.keys().map(|slot| stored::place(*slot).0).collect();
        for number in numbers {
            let first = number * stored::BLOCK;
            let block = changed.base.block(self.cache, number)?;
            let known = (first..).zip(block.iter());
            let mut entries: BTreeMap<Slot, EntryRef<'_>> = known
                .filter(|(slot, _)| !files.contains_key(slot))
                .filter_map(|(slot, entry)| Some((slot, entry.as_ref()?.borrow(slot))))
                .collect();
            let here = files.range(first..first.saturating_add(stored::BLOCK));
            entries
                .extend(here.filter_map(|(slot, new)| Some((*slot, new.as_ref()?.borrow(*slot)))));
            let entries: Vec<EntryRef<'_>> = entries.into_values().collect();
            let at = number as usize;
            head.blocks.resize(head.blocks.len().max(at + 1), 0);
            head.blocks[at] = generation;
            stored::encode(generation, &entries).put(batch, number);
        }
        Ok(())
    }

    fn put_names(
        &self,
        batch: &mut Batch,
        head: &mut Head,
        changed: Changed<'_>,
        renamed: &Renamed,
        generation: u64,
    ) -> Result<(), Damaged> {
        let buckets = head.names.len();
        let mut changes: BTreeMap<usize, [BTreeSet<(u32, Slot)>; 2]> = BTreeMap::new();
        for (which, names) in [&renamed.old, &renamed.new].into_iter().enumerate() {
            for (digest, slot) in names {
                let bucket = changes.entry(base::bucket_of(*digest, buckets)).or_default();
                bucket[which].insert((base::rest_of(*digest), *slot));
            }
        }
        for (at, [old, new]) in changes {
            if old == new {
                continue;
            }
            let mut names = changed.base.names(self.cache, at)?;
            names.retain(|name| !old.contains(name));
            names.extend(new);
            names.sort_unstable();
            names.dedup();
            head.names[at] = generation;
            batch.put(Space::Lookup, key(at), to_bytes(&(generation, names)));
        }
        Ok(())
    }

    fn put_folders(
        &self,
        batch: &mut Batch,
        head: &mut Head,
        changed: Changed<'_>,
        folders: &[(RepoPath, Option<Arc<FolderState>>)],
        generation: u64,
    ) -> Result<(), Damaged> {
        let mut buckets: BTreeMap<usize, Bucket> = BTreeMap::new();
        for (path, state) in folders {
            let at = base::bucket_of(base::digest_of_folder(path.as_str()), head.folders.len());
            let bucket = match buckets.entry(at) {
                std::collections::btree_map::Entry::Occupied(bucket) => bucket.into_mut(),
                std::collections::btree_map::Entry::Vacant(free) => {
                    free.insert(changed.base.folders(self.cache, at)?)
                }
            };
            head.outline.retain(|(known, _)| known != path);
            match state {
                None => drop(bucket.remove(path)),
                Some(state) => {
                    if is_outline(path) {
                        head.outline.push((path.clone(), state.signature));
                    }
                    bucket.insert(path.clone(), FolderState::clone(state));
                }
            }
        }
        for (at, bucket) in buckets {
            head.folders[at] = generation;
            batch.put(Space::Folders, key(at), to_bytes(&(generation, bucket)));
        }
        Ok(())
    }

    /// Sorts all names of all files and folders by bucket; says how many buckets there are.
    fn names(&self, full: &Full, tree: &TreeState) -> (usize, Vec<Name>) {
        let about = full.len() * NAMES_EACH + tree.folders.len();
        let count = about.div_ceil(NAMES).max(1);
        let name = |(digest, slot): (u64, Slot)| Name {
            bucket: u32::try_from(base::bucket_of(digest, count)).unwrap_or(u32::MAX),
            rest: base::rest_of(digest),
            slot,
        };
        let mut names: Vec<Name> = Vec::with_capacity(about);
        for first in (0..full.len()).step_by(FILES) {
            let some = first..full.len().min(first + FILES);
            let some: Vec<Name> = some
                .into_par_iter()
                .filter_map(|at| full.get(at))
                .flat_map_iter(|entry| {
                    let digests = keys::digests(&self.terms.schema, entry.path, entry.record);
                    digests.into_iter().map(move |digest| name((digest, entry.slot)))
                })
                .collect();
            names.extend(some);
        }
        names.extend(tree.folders.keys().map(keys::of_folder).map(name));
        names.par_sort_unstable();
        (count, names)
    }
}

/// A name in its bucket, as what is kept of its digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    bucket: u32,
    rest: u32,
    slot: Slot,
}

/// Encodes values and puts them where they belong.
fn batch_of<T: Sync>(
    space: Space,
    values: &[T],
    encode: impl Fn(&T) -> (usize, Vec<u8>) + Sync + Send,
) -> Batch {
    let encoded: Vec<(usize, Vec<u8>)> = values.par_iter().map(encode).collect();
    let mut batch = Batch::default();
    encoded.into_iter().for_each(|(at, bytes)| batch.put(space, key(at), bytes));
    batch
}

/// A bucket's number, and the folders in it.
type FolderBucket<'t> = (usize, BTreeMap<&'t RepoPath, &'t FolderState>);

/// Sorts all folders into buckets; says how many there are.
fn folders(tree: &TreeState) -> (usize, Vec<FolderBucket<'_>>) {
    let count = tree.folders.len().div_ceil(FOLDERS).max(1);
    let mut buckets: BTreeMap<usize, BTreeMap<&RepoPath, &FolderState>> = BTreeMap::new();
    for (path, state) in &tree.folders {
        let at = base::bucket_of(base::digest_of_folder(path.as_str()), count);
        buckets.entry(at).or_default().insert(path, state);
    }
    (count, buckets.into_iter().collect())
}

/// Lists the folders that are not as they were; `None` for those that are gone.
fn changed_folders(
    known: &TreeState,
    tree: &TreeState,
) -> Vec<(RepoPath, Option<Arc<FolderState>>)> {
    let is_new = |(path, state): &(&RepoPath, &Arc<FolderState>)| {
        let before = known.folders.get(*path);
        before.is_none_or(|before| !Arc::ptr_eq(before, state) && before != *state)
    };
    let new = tree.folders.iter().filter(is_new);
    let gone = known.folders.keys().filter(|path| !tree.folders.contains_key(*path));
    new.map(|(path, state)| (path.clone(), Some(Arc::clone(state))))
        .chain(gone.map(|path| (path.clone(), None)))
        .collect()
}

/// Lists the folders in which documents are made, with their signatures.
fn outline(tree: &TreeState) -> Vec<(RepoPath, Signature)> {
    let folders = tree.folders.iter().filter(|(path, _)| is_outline(path));
    folders.map(|(path, state)| (path.clone(), state.signature)).collect()
}

/// Tells whether a folder holds more than what was said about one task.
fn is_outline(folder: &RepoPath) -> bool {
    layout::task_folder(&RepoPath::in_folder(folder.as_str(), "-")).is_none()
}

fn set_tree(head: &mut Head, tree: &TreeState) {
    head.taken = tree.taken;
    head.nested.clone_from(&tree.nested);
    head.unreadable.clone_from(&tree.unreadable);
    head.odd.clone_from(&tree.odd);
}

fn key(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX)
}
