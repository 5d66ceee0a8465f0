//! The words of the documents in 1,024 slots, as they are written and read.

use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Stamp;
use super::block::{Posting, Reader, Writer, postings};
use super::bytes::Damaged;
use crate::query::words::Term;

/// How many slots there are in a segment.
pub(super) const SLOTS: u32 = 1024;

/// A word that was typed whole counts for so much, in quarters.
const WHOLE: u32 = 4;
/// A word that begins with what was typed.
const BEGINS: u32 = 2;

/// A segment as it is made and changed.
pub(super) struct Segment {
    /// By place in the segment; `None` where there is no document.
    stamps: Vec<Option<Stamp>>,
    /// How many words each has.
    lengths: Vec<u16>,
    words: HashMap<Box<str>, Vec<Posting>>,
}

/// What a search needs to know of a segment before it looks up a word.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Head {
    /// How many words each document has.
    pub(super) lengths: Vec<u16>,
    /// The first word of each block.
    firsts: Vec<Box<str>>,
}

/// A segment as it is kept.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) stamps: Vec<u8>,
    pub(super) head: Vec<u8>,
    pub(super) blocks: Vec<Vec<u8>>,
}

impl Segment {
    /// Makes one without any document.
    pub(super) fn new() -> Self {
        let slots = SLOTS as usize;
        Self { stamps: vec![None; slots], lengths: vec![0; slots], words: HashMap::new() }
    }

    /// Reads a segment, but for the documents at `places`, which are left out.
    pub(super) fn read_without(written: &Written, places: &[u16]) -> Result<Self, Damaged> {
        let mut segment = Self::new();
        let mut gone = [false; SLOTS as usize];
        places.iter().for_each(|place| gone[usize::from(*place)] = true);
        let stamps = read_stamps(&written.stamps)?;
        let head = Head::read(&written.head)?;
        if stamps.len() > gone.len() || stamps.len() != head.lengths.len() {
            return Err(Damaged);
        }
        for (at, stamp) in stamps.into_iter().enumerate().filter(|(at, _)| !gone[*at]) {
            segment.stamps[at] = stamp;
            segment.lengths[at] = head.lengths[at];
        }
        for block in &written.blocks {
            let mut reader = Reader::new(block);
            while let Some(bytes) = reader.next()? {
                let mut kept = Vec::new();
                postings(bytes, |one| {
                    if gone.get(usize::from(one.slot)) == Some(&false) {
                        kept.push(one);
                    }
                })?;
                if !kept.is_empty() {
                    let word = std::str::from_utf8(reader.word()).map_err(|_| Damaged)?;
                    segment.words.insert(word.into(), kept);
                }
            }
        }
        Ok(segment)
    }

    /// Says which document stands at `place`, where none was, and how many words it has.
    pub(super) fn place(&mut self, place: u16, stamp: Stamp, length: u32) {
        self.stamps[usize::from(place)] = Some(stamp);
        self.lengths[usize::from(place)] = u16::try_from(length).unwrap_or(u16::MAX);
    }

    /// Takes note that `word` stands in the document at `place` once more.
    pub(super) fn add(&mut self, word: &str, place: u16, weight: u8) {
        let Some(postings) = self.words.get_mut(word) else {
            self.words.insert(word.into(), vec![Posting { slot: place, weight }]);
            return;
        };
        // Documents come in order, as a rule: the last one is the one to look at.
        let behind = postings.last().is_some_and(|last| last.slot < place);
        let at = if behind { Err(postings.len()) } else { find(postings, place) };
        match at {
            Ok(at) => postings[at].weight = postings[at].weight.saturating_add(weight),
            Err(at) => postings.insert(at, Posting { slot: place, weight }),
        }
    }

    /// Writes the segment.
    pub(super) fn write(self) -> Written {
        let used = self.stamps.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        let mut words: Vec<(Box<str>, Vec<Posting>)> = self.words.into_iter().collect();
        words.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut writer = Writer::default();
        words.iter().for_each(|(word, postings)| writer.add(word, postings));
        let head = Head { lengths: self.lengths[..used].to_vec(), firsts: writer.firsts };
        let stamp = |stamp: &Option<Stamp>| stamp.map_or(0, Stamp::get).to_le_bytes();
        Written {
            stamps: self.stamps[..used].iter().flat_map(stamp).collect(),
            // Writing to memory fails only for want of it.
            head: postcard::to_stdvec(&head).unwrap_or_default(),
            blocks: writer.blocks,
        }
    }
}

fn find(postings: &[Posting], place: u16) -> Result<usize, usize> {
    match postings {
        [.., last] if last.slot == place => Ok(postings.len() - 1),
        _ => postings.binary_search_by_key(&place, |one| one.slot),
    }
}

/// Reads which documents a segment is made of, by place; what is behind the last is left out.
pub(super) fn read_stamps(bytes: &[u8]) -> Result<Vec<Option<Stamp>>, Damaged> {
    let (stamps, rest) = bytes.as_chunks::<8>();
    if !rest.is_empty() || stamps.len() > SLOTS as usize {
        return Err(Damaged);
    }
    Ok(stamps.iter().map(|bytes| Stamp::new(u64::from_le_bytes(*bytes))).collect())
}

impl Head {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Damaged> {
        postcard::from_bytes(bytes).map_err(|_| Damaged)
    }

    /// How many blocks there are.
    pub(super) fn blocks(&self) -> usize {
        self.firsts.len()
    }

    /// Returns the blocks in which words may stand that `term` finds under this spelling.
    pub(super) fn blocks_of(&self, spelling: &str, whole: bool) -> Range<usize> {
        let before = |first: &str| first <= spelling;
        let fits = |first: &str| before(first) || !whole && first.starts_with(spelling);
        let start = self.firsts.partition_point(|first| before(first)).saturating_sub(1);
        start..self.firsts.partition_point(|first| fits(first)).max(start)
    }
}

/// Adds what the words in `block` weigh that `term` finds under this spelling, by place.
pub(super) fn weigh(
    block: &[u8],
    spelling: &str,
    whole: bool,
    weights: &mut [u32],
) -> Result<(), Damaged> {
    let mut reader = Reader::new(block);
    while let Some(bytes) = reader.next()? {
        let factor = match reader.word() {
            word if word == spelling.as_bytes() => WHOLE,
            word if word < spelling.as_bytes() => continue,
            word if !word.starts_with(spelling.as_bytes()) => return Ok(()),
            _ if whole => return Ok(()),
            _ => BEGINS,
        };
        postings(bytes, |one| {
            if let Some(weight) = weights.get_mut(usize::from(one.slot)) {
                *weight = weight.saturating_add(factor * u32::from(one.weight));
            }
        })?;
    }
    Ok(())
}

/// Each spelling of a term, and whether it must be the whole word.
pub(super) fn spellings(term: &Term) -> impl Iterator<Item = (&str, bool)> {
    term.spellings.iter().map(|spelling| (spelling.as_str(), term.whole))
}
