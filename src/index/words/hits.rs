//! Looking up words.

use std::collections::BTreeSet;
use std::ops::Range;

use rayon::prelude::*;

use super::Documents;
use super::bytes::Damaged;
use super::keep::{Kept, Progress};
use super::segment::{SLOTS, spellings, weigh};
use crate::query::words::{Term, Word};
use crate::store::cache::Cache;

/// The index of words, up to date.
pub struct Words<'a> {
    pub(super) kept: Kept<'a>,
    progress: Progress<'a>,
}

/// The documents in which a word stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// The slots in order, each with how much the word counts there: in quarters of one place in a
    /// paragraph.
    weights: Vec<(u32, u32)>,
}

impl<'a> Words<'a> {
    /// Opens the index, and reads all documents that it does not know in their present version.
    ///
    /// `progress` is told, from any thread, how many of how many documents are read. What the cache
    /// does not take is held in memory.
    pub fn open(cache: &'a Cache, documents: &'a dyn Documents, progress: Progress<'a>) -> Self {
        Self { kept: Kept::open(cache, documents, progress), progress }
    }

    /// Returns the documents in which `word` stands; for a phrase, those in which all its words do,
    /// in whatever order.
    pub fn hits(&mut self, word: &Word) -> Hits {
        let mut terms = word.terms().iter().map(|term| self.term(term));
        let first = terms.next().unwrap_or_default();
        terms.fold(first, |found, term| found.and(&term))
    }

    /// Returns how many words the document in `slot` has.
    pub(super) fn length(&self, slot: u32) -> u16 {
        let head = self.kept.heads.get((slot / SLOTS) as usize);
        head.and_then(|head| head.lengths.get((slot % SLOTS) as usize)).copied().unwrap_or(0)
    }

    /// Returns how many documents there are.
    pub(super) fn count(&self) -> usize {
        self.kept.count()
    }

    /// Returns how many words all documents have together.
    pub(super) fn total_length(&self) -> u64 {
        self.kept.heads.iter().flat_map(|head| &head.lengths).map(|length| u64::from(*length)).sum()
    }

    fn term(&mut self, term: &Term) -> Hits {
        self.whole(|kept| look_up(kept, term)).unwrap_or_default()
    }

    /// Reads from the index; where it turns out to be damaged, it is made anew.
    pub(super) fn whole<T>(&mut self, read: impl Fn(&Kept<'a>) -> Result<T, Damaged>) -> Option<T> {
        read(&self.kept).ok().or_else(|| {
            // The cache has noticed too, and is empty now.
            self.kept = self.kept.again(self.progress);
            read(&self.kept).ok().or_else(|| {
                self.kept.hold_all(self.progress);
                read(&self.kept).ok()
            })
        })
    }
}

impl Hits {
    /// Returns how many documents there are.
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    /// Tells whether the document in `slot` is one of them.
    pub fn contains(&self, slot: u32) -> bool {
        self.weight(slot).is_some()
    }

    /// Returns the slots, in order.
    pub fn slots(&self) -> impl Iterator<Item = u32> {
        self.weights.iter().map(|(slot, _)| *slot)
    }

    /// Returns the documents that are in both, with the smaller weight.
    fn and(mut self, other: &Self) -> Self {
        let both = |(slot, weight): (u32, u32)| Some((slot, weight.min(other.weight(slot)?)));
        self.weights = self.weights.into_iter().filter_map(both).collect();
        self
    }

    pub(super) fn weight(&self, slot: u32) -> Option<u32> {
        let at = self.weights.binary_search_by_key(&slot, |(slot, _)| *slot).ok()?;
        Some(self.weights[at].1)
    }
}

/// Finds the documents in which a word stands that `term` means.
fn look_up(kept: &Kept<'_>, term: &Term) -> Result<Hits, Damaged> {
    let mut wanted = Vec::new();
    let mut by_segment = Vec::new();
    for (segment, head) in (0_u32..).zip(&kept.heads) {
        let first = wanted.len();
        let blocks: BTreeSet<usize> =
            spellings(term).flat_map(|(spelling, whole)| head.blocks_of(spelling, whole)).collect();
        wanted.extend(blocks.into_iter().map(|block| (segment, block)));
        by_segment.push((segment, first..wanted.len()));
    }
    let blocks = kept.blocks(&wanted)?;
    let weights = |(segment, range): (u32, Range<usize>)| {
        let mut weights = [0_u32; SLOTS as usize];
        for block in &blocks[range] {
            for (spelling, whole) in spellings(term) {
                weigh(block, spelling, whole, &mut weights)?;
            }
        }
        let found = (segment * SLOTS..).zip(weights).filter(|(_, weight)| *weight > 0);
        Ok(found.filter(|(slot, _)| kept.is_there(*slot)).collect())
    };
    let found: Vec<Vec<(u32, u32)>> =
        by_segment.into_par_iter().map(weights).collect::<Result<_, Damaged>>()?;
    Ok(Hits { weights: found.concat() })
}
