//! Taking in what changed in the folder since the last look.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rayon::prelude::*;

use super::ahead::ahead;
use super::base::{Base, Damaged};
use super::core::{Index, Progress, digests};
use super::current::{Change, Changed, Current, Delta, Kept};
use super::entry::{Entry, Slot};
use super::full::Full;
use super::head::Head;
use super::keep::{Keep, Renamed};
use super::keys::Key;
use super::makers::Made;
use super::reading::Found;
use super::standings;
use super::stored;
use crate::merge::ContentId;
use crate::rules::Numbers;
use crate::store::read::Reader;
use crate::store::tree_state::{Signature, TreeState};
use crate::text::RepoPath;

/// So many changes are taken in one by one, whatever the size of the whole.
const FEW: usize = 200;
/// So many files are read at once: what was read of them is in memory twice until it is put away.
const MANY: usize = 1024;

/// A file of the base that has changed or is gone.
struct Old {
    slot: Slot,
    content: Option<ContentId>,
}

/// What was found to have changed.
#[derive(Default)]
struct Changes {
    new: Vec<(Option<Slot>, Entry)>,
    gone: Vec<Slot>,
    /// Files that could not be read this time.
    failed: BTreeSet<RepoPath>,
    /// Files that went after they were seen.
    lost: Vec<RepoPath>,
    /// Some file is settled now that had to be read again because it was not.
    settled: bool,
}

impl Index {
    /// Reads everything, which is still to be kept, over this generation of the cache.
    pub(super) fn anew(&self, mut tree: TreeState, over: u64, progress: Progress<'_>) -> Current {
        let files = by_path(&tree);
        let count = files.iter().map(Vec::len).sum();
        let done = Done::new(count, progress);
        let read = |reader: &mut Reader, (path, signature): &(RepoPath, &Signature)| {
            let location = self.location(&tree, path);
            let found = self.terms.read(path, &location, signature, None, reader);
            done.one();
            found
        };
        // Those that were read are put away at once: by then there are as many documents more.
        let read_some = |some: Vec<(RepoPath, &Signature)>| -> Vec<(RepoPath, Found)> {
            let found: Vec<Found> = some.par_iter().map_init(Reader::default, read).collect();
            some.into_iter().map(|(path, _)| path).zip(found).collect()
        };
        let mut gone = Vec::new();
        let mut full = Full::with_capacity(count);
        let mut unread = Vec::new();
        thread::scope(|scope| {
            let mut makers = self.makers.look_out(scope);
            ahead(files.into_iter().map(read_some), |read| {
                for (path, found) in read.flatten() {
                    match found {
                        Found::New(entry) => {
                            entry.record.iter().for_each(|record| makers.meet(record));
                            full.push(full.next(), entry);
                        }
                        Found::Gone => gone.push(path),
                        Found::Failed(entry) => {
                            unread.push(path);
                            full.push(full.next(), entry);
                        }
                        // Nothing was known that it could be the same as.
                        Found::Same => {}
                    }
                }
            });
        });
        gone.iter().for_each(|path| tree.forget(path));
        let unsigned = full.sign(&self.makers);
        full.judge();
        let numbers = numbers(&full, &BTreeMap::new());
        let used = numbers.clone().used();
        let head = Head { next: full.next(), unread, unsigned, numbers: used, ..self.new_head() };
        Current {
            tree: Arc::new(tree).into(),
            full: full.into(),
            numbers,
            kept: Kept::later(head, over).into(),
            ..Current::default()
        }
    }

    /// Takes in what changed since `known`, which the base was written with.
    pub(super) fn follow(
        &self,
        base: &Base,
        known: &TreeState,
        tree: &mut TreeState,
        progress: Progress<'_>,
    ) -> Result<Current, Damaged> {
        let changes = self.changes(base, known, tree, progress)?;
        changes.lost.iter().for_each(|path| tree.forget(path));
        let count = changes.new.len() + changes.gone.len();
        if count > FEW.max(base.len() / 16) {
            return self.take_in_many(base, changes);
        }
        self.take_in_few(base, known, tree, changes)
    }

    /// Reads the files that may have changed.
    fn changes(
        &self,
        base: &Base,
        known: &TreeState,
        tree: &TreeState,
        progress: Progress<'_>,
    ) -> Result<Changes, Damaged> {
        let mut differences = tree.since(known);
        let suspected: BTreeSet<&RepoPath> =
            differences.suspect.iter().map(|(path, _)| path).collect();
        let misjudged: BTreeSet<&RepoPath> =
            self.makers.misjudged(&base.head.unsigned, |_| true).into_iter().collect();
        let again = base.head.unread.iter().chain(misjudged.iter().copied());
        let again: BTreeSet<&RepoPath> = again.filter(|path| !suspected.contains(path)).collect();
        let again: Vec<(RepoPath, Signature)> =
            again.iter().filter_map(|path| Some(((*path).clone(), *tree.file(path)?))).collect();
        differences.suspect.extend(again);
        let asked = differences.suspect.iter().map(|(path, _)| path).chain(&differences.gone);
        let old = self.find_all(base, &asked.collect::<Vec<_>>())?;
        let done = Done::new(differences.suspect.len(), progress);
        let read = |reader: &mut Reader, (path, signature): &(RepoPath, Signature)| {
            let known = old.get(path).filter(|_| !misjudged.contains(path));
            let known = known.and_then(|old| old.content);
            let location = self.location(tree, path);
            let found = self.terms.read(path, &location, signature, known, reader);
            done.one();
            found
        };
        let suspect = differences.suspect.par_iter();
        let found: Vec<Found> = suspect.map_init(Reader::default, read).collect();
        let mut changes = Changes::default();
        for ((path, signature), found) in differences.suspect.iter().zip(found) {
            let slot = old.get(path).map(|old| old.slot);
            changes.settled |= signature.is_settled(tree.taken);
            match found {
                Found::Same => {}
                Found::New(entry) => changes.new.push((slot, entry)),
                Found::Failed(entry) => {
                    changes.failed.insert(path.clone());
                    changes.new.push((slot, entry));
                }
                Found::Gone => {
                    changes.gone.extend(slot);
                    changes.lost.push(path.clone());
                }
            }
        }
        let slot = |path: &RepoPath| old.get(path).map(|old| old.slot);
        changes.gone.extend(differences.gone.iter().filter_map(slot));
        Ok(changes)
    }

    /// Finds the slots of files by their paths.
    fn find_all(
        &self,
        base: &Base,
        paths: &[&RepoPath],
    ) -> Result<HashMap<RepoPath, Old>, Damaged> {
        let mut found = HashMap::with_capacity(paths.len());
        if paths.len() > FEW {
            let wanted: HashSet<&str> = paths.iter().map(|path| path.as_str()).collect();
            for (number, bytes) in base.lean_blocks(&self.cache)? {
                let generation = base.head.blocks[number as usize];
                let block = stored::lean(&bytes, generation).ok_or(Damaged)?;
                for (slot, lean) in (number * stored::BLOCK..).zip(block) {
                    if let Some(lean) = lean.filter(|lean| wanted.contains(lean.path)) {
                        let old = Old { slot, content: lean.content() };
                        found.insert(RepoPath::new(lean.path), old);
                    }
                }
            }
            return Ok(found);
        }
        for path in paths {
            for slot in base.slots(&self.cache, Key::Path(path.as_str()).digest())? {
                let entry = base.entry(&self.cache, slot)?.filter(|entry| entry.path == **path);
                if let Some(entry) = entry {
                    found.insert(entry.path, Old { slot, content: entry.content });
                }
            }
        }
        Ok(found)
    }

    /// Puts the whole together anew, without reading what is as it was; it is still to be kept.
    fn take_in_many(&self, base: &Base, changes: Changes) -> Result<Current, Damaged> {
        let mut slots = Slots::of(&base.head);
        let replaced: HashSet<Slot> =
            changes.new.iter().filter_map(|(slot, _)| *slot).chain(changes.gone.clone()).collect();
        let mut full = Full::with_capacity(base.len() + changes.new.len());
        base.all_entries(&self.cache, |slot, entry| {
            if !replaced.contains(&slot) {
                full.push(slot, entry);
            }
        })?;
        changes.gone.into_iter().for_each(|slot| slots.free(slot));
        for (slot, entry) in changes.new {
            full.push(slot.unwrap_or_else(|| slots.take()), entry);
        }
        let mut full = full.sorted();
        let unsigned = full.sign(&self.makers);
        full.judge();
        let numbers = numbers(&full, &base.head.numbers);
        let head = Head {
            next: slots.next,
            free: slots.into_free(),
            unread: changes.failed.into_iter().collect(),
            unsigned,
            numbers: numbers.clone().used(),
            ..self.new_head()
        };
        let kept = Kept::later(head, base.seen).into();
        Ok(Current { full: full.into(), numbers, kept, ..Current::default() })
    }

    /// Takes in single changes.
    fn take_in_few(
        &self,
        base: &Base,
        known: &TreeState,
        tree: &TreeState,
        mut changes: Changes,
    ) -> Result<Current, Damaged> {
        let mut head = base.head.clone();
        let mut slots = Slots::of(&head);
        let mut delta = Delta::default();
        let mut renamed = Renamed::default();
        let mut numbers = Numbers::default().and(&head.numbers);
        let mut touched = Vec::new();
        let records = changes.new.iter_mut().filter_map(|(_, entry)| entry.record.as_mut());
        let mut made = self.makers.sign(records);
        let is_new: HashSet<&RepoPath> = changes.new.iter().map(|(_, entry)| &entry.path).collect();
        let is_still = |one: &Made| !is_new.contains(&one.path) && tree.file(&one.path).is_some();
        made.extend(std::mem::take(&mut head.unsigned).made.into_iter().filter(is_still));
        head.unsigned = self.makers.together(made);
        for slot in changes.gone {
            let old = base.entry(&self.cache, slot)?;
            renamed.take_old(slot, old.as_ref().map(|old| digests(&self.terms, old)));
            delta.set(slot, None, &[]);
            slots.free(slot);
            touched.push((slot, old));
        }
        for (slot, entry) in changes.new {
            let old = match slot {
                Some(slot) => base.entry(&self.cache, slot)?,
                None => None,
            };
            // What cannot be read is looked at each time, and is mostly as it was.
            if old.as_ref().is_some_and(|old| is_same(old, &entry)) {
                continue;
            }
            let slot = slot.unwrap_or_else(|| slots.take());
            let names = digests(&self.terms, &entry);
            renamed.take_old(slot, old.as_ref().map(|old| digests(&self.terms, old)));
            renamed.take_new(slot, &names);
            numbers.take_file(&entry.path, entry.record.as_ref());
            delta.set(slot, Some(entry), &names);
            touched.push((slot, old));
        }
        let new_of = |slot: Slot| delta.files.get(&slot).and_then(Option::as_ref);
        let everyone = touched.iter().any(|(slot, old)| {
            let new = new_of(*slot).and_then(|entry| entry.record.as_ref());
            standings::concerns_all(old.as_ref().and_then(|old| old.record.as_ref()), new)
        });
        if everyone {
            self.judge_all(base, &mut delta)?;
        } else {
            self.judge_some(base, &mut delta, &touched)?;
        }
        head.next = slots.next;
        head.free = slots.into_free();
        head.unread = changes.failed.into_iter().collect();
        head.numbers = numbers.clone().used();
        head.taken = tree.taken;
        let keep = self.writer(base.seen);
        let changed = Changed { base, cache: &self.cache, delta: &delta };
        let kept = keep.changes(head, changed, renamed, known, tree, changes.settled)?;
        let kept = Kept::of(kept).into();
        let new = |slot: &Slot| delta.files.get(slot).cloned().flatten();
        let changes = touched.into_iter().map(|(slot, old)| Change { slot, old, new: new(&slot) });
        // What cannot be listed is told at the folder, which is no file.
        let changes = (known.unreadable == tree.unreadable).then(|| changes.collect());
        Ok(Current { delta, numbers, kept, changes, ..Current::default() })
    }

    /// Computes where those tasks stand that the changes concern.
    fn judge_some(
        &self,
        base: &Base,
        delta: &mut Delta,
        touched: &[(Slot, Option<Entry>)],
    ) -> Result<(), Damaged> {
        let mut judged = Vec::new();
        {
            let names = Changed { base, cache: &self.cache, delta };
            let mut tasks = BTreeSet::new();
            for (slot, old) in touched {
                let new = delta.files.get(slot).and_then(Option::as_ref);
                standings::concerned(&names, *slot, [old.as_ref(), new], &mut tasks)?;
            }
            for slot in tasks {
                let Some(mut entry) = names.entry(slot)? else { continue };
                let Some(task) = &entry.record else { continue };
                let standing = standings::judge(&names, task)?;
                if entry.standing != standing {
                    entry.standing = standing;
                    judged.push((slot, entry));
                }
            }
        }
        for (slot, entry) in judged {
            delta.set(slot, Some(entry), &[]);
        }
        Ok(())
    }

    /// Computes where all tasks stand.
    fn judge_all(&self, base: &Base, delta: &mut Delta) -> Result<(), Damaged> {
        let mut full = self.merged(base, delta)?;
        let before: Vec<Option<crate::workflow::Standing>> =
            full.iter().map(|entry| entry.standing.cloned()).collect();
        full.judge();
        for (entry, before) in full.iter().zip(before) {
            if entry.standing != before.as_ref() {
                delta.set(entry.slot, Some(entry.to_entry()), &[]);
            }
        }
        Ok(())
    }

    fn location(&self, tree: &TreeState, path: &RepoPath) -> std::path::PathBuf {
        tree.odd.get(path).cloned().unwrap_or_else(|| self.terms.location(path))
    }

    fn new_head(&self) -> Head {
        Head { fingerprint: self.terms.fingerprint, ..Head::default() }
    }

    /// Returns what writes over this generation of the cache.
    pub(super) fn writer(&self, seen: u64) -> Keep<'_> {
        Keep { terms: &self.terms, cache: &self.cache, seen }
    }
}

/// Lists all files by path, as many together as are read at once.
fn by_path(tree: &TreeState) -> Vec<Vec<(RepoPath, &Signature)>> {
    let mut files: Vec<(RepoPath, &Signature)> = tree.files().collect();
    files.par_sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    let mut files = files.into_iter();
    let next = || Some(files.by_ref().take(MANY).collect::<Vec<_>>());
    std::iter::from_fn(next).take_while(|some| !some.is_empty()).collect()
}

/// Tells whether a file was found as it was, where it stands aside.
fn is_same(old: &Entry, new: &Entry) -> bool {
    (old.content, old.form, &old.record, &old.diagnostics)
        == (new.content, new.form, &new.record, &new.diagnostics)
}

fn numbers(full: &Full, known: &BTreeMap<String, u32>) -> Numbers {
    let mut numbers = Numbers::default().and(known);
    full.iter().for_each(|entry| numbers.take_file(entry.path, entry.record));
    numbers
}

/// Numbers for new files.
struct Slots {
    next: Slot,
    free: Vec<Slot>,
    /// Free since now: not given again in the same go.
    kept: Vec<Slot>,
}

impl Slots {
    fn of(head: &Head) -> Self {
        Self { next: head.next, free: head.free.clone(), kept: Vec::new() }
    }

    fn take(&mut self) -> Slot {
        self.free.pop().unwrap_or_else(|| {
            let slot = self.next;
            self.next = slot.saturating_add(1);
            slot
        })
    }

    fn free(&mut self, slot: Slot) {
        self.kept.push(slot);
    }

    fn into_free(mut self) -> Vec<Slot> {
        self.free.append(&mut self.kept);
        self.free
    }
}

/// Tells how many files are read.
struct Done<'a> {
    count: AtomicUsize,
    total: usize,
    progress: Progress<'a>,
}

impl<'a> Done<'a> {
    fn new(total: usize, progress: Progress<'a>) -> Self {
        Self { count: AtomicUsize::new(0), total, progress }
    }

    fn one(&self) {
        (self.progress)(self.count.fetch_add(1, Ordering::Relaxed) + 1, self.total);
    }
}
