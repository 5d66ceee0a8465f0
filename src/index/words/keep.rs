//! The segments in the cache, and how they are brought up to date.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::bytes::Damaged;
use super::segment::{Head, SLOTS, Segment, Written, read_stamps};
use super::{Documents, Stamp};
use crate::query::words::Tokens;
use crate::store::cache::{self, Batch, Cache, Part, Space};

/// Segments that are made together, and written in one go: so much is held in memory.
const TOGETHER: usize = 8;

/// How often other processes may be ahead before the rest is held in memory.
const ROUNDS: usize = 3;

/// Is told, from any thread, how many of how many documents are read.
pub(super) type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// The segments, in the cache and beside it.
pub(super) struct Kept<'a> {
    cache: &'a Cache,
    documents: &'a dyn Documents,
    /// Segments that the cache does not take.
    held: BTreeMap<u32, Written>,
    /// By segment.
    pub(super) heads: Vec<Head>,
}

/// Where a value of a segment is kept.
fn key(segment: u32, value: usize) -> i64 {
    (i64::from(segment) << 24) | i64::try_from(value).unwrap_or(0xff_ffff)
}

const STAMPS: usize = 0;
const HEAD: usize = 1;
/// The first block; the others follow.
const BLOCKS: usize = 2;

impl<'a> Kept<'a> {
    /// Brings the segments up to date with the documents; reads those that changed, and no other.
    pub(super) fn open(
        cache: &'a Cache,
        documents: &'a dyn Documents,
        progress: Progress<'_>,
    ) -> Self {
        let mut kept = Self { cache, documents, held: BTreeMap::new(), heads: Vec::new() };
        for _ in 0..ROUNDS {
            if kept.bring_up_to_date(progress) && kept.read_heads().is_ok() {
                return kept;
            }
            cache.renew();
        }
        kept.hold_all(progress);
        kept
    }

    /// Opens them once more.
    pub(super) fn again(&self, progress: Progress<'_>) -> Self {
        Self::open(self.cache, self.documents, progress)
    }

    /// Makes all segments anew, in memory.
    pub(super) fn hold_all(&mut self, progress: Progress<'_>) {
        let documents = self.documents;
        let stale: Vec<(u32, Vec<u16>)> =
            self.segments().map(|segment| (segment, present(documents, segment))).collect();
        let done = Done::new(&stale, progress);
        let make = |(segment, places): (u32, Vec<u16>)| {
            let made = fill(Segment::new(), segment, &places, documents, &done);
            (segment, made.write())
        };
        self.held = stale.into_par_iter().map(make).collect();
        // What was just written can be read.
        let heads = self.held.values().map(|one| Head::read(&one.head).unwrap_or_default());
        self.heads = heads.collect();
    }

    /// Returns blocks by segment and number, in the order in which they are asked for.
    pub(super) fn blocks(&self, wanted: &[(u32, usize)]) -> Result<Vec<Vec<u8>>, Damaged> {
        let kept = |(segment, _): &&(u32, usize)| !self.held.contains_key(segment);
        let keys: Vec<i64> =
            wanted.iter().filter(kept).map(|(segment, at)| key(*segment, BLOCKS + at)).collect();
        let mut read = self.cache.read_many(Space::Words, &keys).into_iter();
        let mut blocks = Vec::with_capacity(wanted.len());
        for (segment, at) in wanted {
            blocks.push(match self.held.get(segment) {
                Some(held) => held.blocks.get(*at).ok_or(Damaged)?.clone(),
                None => {
                    let (found, bytes) = read.next().ok_or(Damaged)?;
                    if found != key(*segment, BLOCKS + at) || bytes.is_empty() {
                        return Err(Damaged);
                    }
                    bytes
                }
            });
        }
        Ok(blocks)
    }

    /// How many documents there are.
    pub(super) fn count(&self) -> usize {
        self.documents.stamps().iter().flatten().count()
    }

    /// Tells whether there is a document in `slot`.
    pub(super) fn is_there(&self, slot: u32) -> bool {
        self.documents.stamps().get(slot as usize).is_some_and(Option::is_some)
    }

    fn segments(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.documents.stamps().len().div_ceil(SLOTS as usize)).unwrap_or(0)
    }

    /// Brings up to date what differs. `false` when another process was ahead and it must be looked
    /// at again.
    fn bring_up_to_date(&mut self, progress: Progress<'_>) -> bool {
        let mut seen = self.cache.generation(Part::Words);
        let stale = self.stale();
        let done = Done::new(&stale, progress);
        let mut rest = stale.into_iter();
        loop {
            let together: Vec<(u32, Vec<u16>)> = rest.by_ref().take(TOGETHER).collect();
            if together.is_empty() {
                break;
            }
            let before: Vec<Written> =
                together.iter().map(|(segment, _)| self.read(*segment)).collect();
            let make = |((segment, places), before): (&(u32, Vec<u16>), &Written)| {
                (*segment, update(before, *segment, places, self.documents, &done))
            };
            let made: Vec<(u32, Written)> = together.par_iter().zip(&before).map(make).collect();
            let batch = batch(&made, &before);
            match self.cache.write(Part::Words, seen, batch) {
                cache::Written::Done(generation) => seen = generation,
                cache::Written::Overtaken => return false,
                cache::Written::Failed => self.held.extend(made),
            }
        }
        self.cache.generation(Part::Words) == seen
    }

    /// The segments that differ from the documents, with the places at which they do.
    fn stale(&self) -> Vec<(u32, Vec<u16>)> {
        let keys: Vec<i64> = self.segments().map(|segment| key(segment, STAMPS)).collect();
        let kept: BTreeMap<i64, Vec<u8>> =
            self.cache.read_many(Space::Words, &keys).into_iter().collect();
        let stale = |segment| {
            let kept = kept.get(&key(segment, STAMPS));
            let kept = kept.and_then(|bytes| read_stamps(bytes).ok()).unwrap_or_default();
            let wanted = wanted(self.documents, segment);
            let places = kept.len().max(wanted.len());
            let stamp = |stamps: &[Option<Stamp>], at: usize| stamps.get(at).copied().flatten();
            let differs = |at: &usize| stamp(&kept, *at) != stamp(wanted, *at);
            let places: Vec<u16> = (0..places).filter(differs).map(|at| at as u16).collect();
            (segment, places)
        };
        self.segments()
            .filter(|segment| !self.held.contains_key(segment))
            .map(stale)
            .filter(|(_, places)| !places.is_empty())
            .collect()
    }

    /// Reads a segment; empty where it is not kept whole.
    fn read(&self, segment: u32) -> Written {
        let read = || {
            let keys = [key(segment, STAMPS), key(segment, HEAD)];
            let mut both = self.cache.read_many(Space::Words, &keys).into_iter();
            let ((_, stamps), (_, head)) = (both.next()?, both.next()?);
            let blocks = Head::read(&head).ok()?.blocks();
            let keys: Vec<i64> = (0..blocks).map(|at| key(segment, BLOCKS + at)).collect();
            let found = self.cache.read_many(Space::Words, &keys);
            let blocks: Vec<Vec<u8>> = found.into_iter().map(|(_, bytes)| bytes).collect();
            (blocks.len() == keys.len()).then_some(Written { stamps, head, blocks })
        };
        read().unwrap_or_default()
    }

    fn read_heads(&mut self) -> Result<(), Damaged> {
        let kept = |segment: &u32| !self.held.contains_key(segment);
        let keys: Vec<i64> = self.segments().filter(kept).map(|one| key(one, HEAD)).collect();
        let mut read: BTreeMap<i64, Vec<u8>> =
            self.cache.read_many(Space::Words, &keys).into_iter().collect();
        let head = |segment| match (self.held.get(&segment), read.remove(&key(segment, HEAD))) {
            (Some(held), _) => Head::read(&held.head),
            (None, Some(bytes)) => Head::read(&bytes),
            // No document in it, and none ever was.
            (None, None) if present(self.documents, segment).is_empty() => Ok(Head::default()),
            (None, None) => Err(Damaged),
        };
        self.heads = self.segments().map(head).collect::<Result<_, _>>()?;
        Ok(())
    }
}

/// The stamps of the documents in a segment, by place.
fn wanted(documents: &dyn Documents, segment: u32) -> &[Option<Stamp>] {
    let start = (segment * SLOTS) as usize;
    let stamps = documents.stamps();
    &stamps[start.min(stamps.len())..stamps.len().min(start + SLOTS as usize)]
}

/// The places of a segment at which there is a document.
fn present(documents: &dyn Documents, segment: u32) -> Vec<u16> {
    let stamps = (0_u16..).zip(wanted(documents, segment));
    stamps.filter(|(_, stamp)| stamp.is_some()).map(|(place, _)| place).collect()
}

/// Makes a segment new at `places`; the other documents stay as they were.
fn update(
    before: &Written,
    segment: u32,
    places: &[u16],
    documents: &dyn Documents,
    done: &Done<'_>,
) -> Written {
    let (rest, places) = match Segment::read_without(before, places) {
        Ok(rest) if !before.head.is_empty() => (rest, places.to_vec()),
        _ => (Segment::new(), present(documents, segment)),
    };
    fill(rest, segment, &places, documents, done).write()
}

/// Adds the documents at `places`, where there are any.
fn fill(
    mut made: Segment,
    segment: u32,
    places: &[u16],
    documents: &dyn Documents,
    done: &Done<'_>,
) -> Segment {
    let mut tokens = Tokens::default();
    for place in places {
        if let Some((stamp, document)) = documents.read(segment * SLOTS + u32::from(*place)) {
            let length = document.words(&mut tokens, |word, weight| made.add(word, *place, weight));
            made.place(*place, stamp, length);
        }
        done.one();
    }
    made
}

/// What must be written for segments that were made, each with what was there before.
fn batch(made: &[(u32, Written)], before: &[Written]) -> Batch {
    let mut batch = Batch::default();
    for ((segment, made), before) in made.iter().zip(before) {
        batch.put(Space::Words, key(*segment, STAMPS), made.stamps.clone());
        batch.put(Space::Words, key(*segment, HEAD), made.head.clone());
        for (at, block) in made.blocks.iter().enumerate() {
            batch.put(Space::Words, key(*segment, BLOCKS + at), block.clone());
        }
        for at in made.blocks.len()..before.blocks.len() {
            batch.delete(Space::Words, key(*segment, BLOCKS + at));
        }
    }
    batch
}

/// Counts the documents that are read.
struct Done<'a> {
    done: AtomicUsize,
    total: usize,
    progress: Progress<'a>,
}

impl<'a> Done<'a> {
    fn new(stale: &[(u32, Vec<u16>)], progress: Progress<'a>) -> Self {
        let total = stale.iter().map(|(_, places)| places.len()).sum();
        Self { done: AtomicUsize::new(0), total, progress }
    }

    fn one(&self) {
        (self.progress)(self.done.fetch_add(1, Ordering::Relaxed) + 1, self.total);
    }
}
