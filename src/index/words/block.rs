//! A block of the dictionary: words in order, each with where it stands.
//!
//! A word is written as how much of the one before it stays, and what follows. Its places follow,
//! with their length before them, so that they can be passed over.

use super::bytes::{Bytes, Damaged, put};

/// That a word stands in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Posting {
    /// The document's place in its segment.
    pub(super) slot: u16,
    /// How much it stands there for: how often and where. From 1.
    pub(super) weight: u8,
}

/// A block begun beyond this many bytes is ended.
const BLOCK: usize = 4096;

/// Writes words, in order, into blocks.
#[derive(Default)]
pub(super) struct Writer {
    /// The first word of each block.
    pub(super) firsts: Vec<Box<str>>,
    pub(super) blocks: Vec<Vec<u8>>,
    last: String,
    scratch: Vec<u8>,
}

impl Writer {
    /// Adds a word that comes behind all others, with its postings in order; at least one.
    pub(super) fn add(&mut self, word: &str, postings: &[Posting]) {
        if self.blocks.last().is_none_or(|block| block.len() > BLOCK) {
            self.blocks.push(Vec::new());
            self.firsts.push(word.into());
            self.last.clear();
        }
        let Some(block) = self.blocks.last_mut() else { return };
        let same = word.bytes().zip(self.last.bytes()).take_while(|(a, b)| a == b).count();
        put(same as u32, block);
        put((word.len() - same) as u32, block);
        block.extend_from_slice(&word.as_bytes()[same..]);
        self.scratch.clear();
        let mut before = 0;
        for Posting { slot, weight } in postings {
            let step = u32::from(slot - before) << 1;
            put(step | u32::from(*weight > 1), &mut self.scratch);
            if *weight > 1 {
                self.scratch.push(*weight);
            }
            before = *slot;
        }
        put(self.scratch.len() as u32, block);
        block.extend_from_slice(&self.scratch);
        self.last.clear();
        self.last.push_str(word);
    }
}

/// Reads the words of one block.
pub(super) struct Reader<'a> {
    rest: Bytes<'a>,
    word: Vec<u8>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(block: &'a [u8]) -> Self {
        Self { rest: Bytes(block), word: Vec::new() }
    }

    /// Goes on to the next word, and returns the bytes of its postings; `None` behind the last.
    pub(super) fn next(&mut self) -> Result<Option<&'a [u8]>, Damaged> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let same = self.rest.number()? as usize;
        let more = self.rest.number()? as usize;
        if same > self.word.len() {
            return Err(Damaged);
        }
        self.word.truncate(same);
        self.word.extend_from_slice(self.rest.take(more)?);
        let length = self.rest.number()? as usize;
        self.rest.take(length).map(Some)
    }

    /// The word that the reader is at.
    pub(super) fn word(&self) -> &[u8] {
        &self.word
    }
}

/// Calls `each` for the postings in `bytes`.
pub(super) fn postings(bytes: &[u8], mut each: impl FnMut(Posting)) -> Result<(), Damaged> {
    let mut bytes = Bytes(bytes);
    let mut slot = 0_u32;
    while !bytes.is_empty() {
        let step = bytes.number()?;
        slot = slot.checked_add(step >> 1).ok_or(Damaged)?;
        let weight = if step & 1 == 1 { bytes.byte()? } else { 1 };
        each(Posting { slot: u16::try_from(slot).map_err(|_| Damaged)?, weight });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Words = std::collections::BTreeMap<String, std::collections::BTreeMap<u16, u8>>;

    fn written(words: &Words) -> Writer {
        let mut writer = Writer::default();
        for (word, places) in words {
            let posting = |(slot, weight): (&u16, &u8)| Posting { slot: *slot, weight: *weight };
            writer.add(word, &places.iter().map(posting).collect::<Vec<_>>());
        }
        writer
    }

    fn read(blocks: &[Vec<u8>]) -> Result<Words, Damaged> {
        let mut words = Words::new();
        for block in blocks {
            let mut reader = Reader::new(block);
            while let Some(bytes) = reader.next()? {
                let word = String::from_utf8_lossy(reader.word()).into_owned();
                let places = words.entry(word).or_default();
                postings(bytes, |one| {
                    places.insert(one.slot, one.weight);
                })?;
            }
        }
        Ok(words)
    }

    fn words() -> impl Strategy<Value = Words> {
        let places = prop::collection::btree_map(0..1024_u16, 1..=255_u8, 1..20);
        prop::collection::btree_map("[abåø0-9.-]{1,12}", places, 0..300)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn words_come_back_in_blocks(words in words()) {
            let writer = written(&words);
            prop_assert_eq!(read(&writer.blocks), Ok(words));
            prop_assert!(writer.firsts.is_sorted());
            prop_assert!(writer.blocks.iter().all(|block| block.len() <= BLOCK + 200));
        }

        #[test]
        fn garbage_is_told_or_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&[bytes]);
        }
    }
}
