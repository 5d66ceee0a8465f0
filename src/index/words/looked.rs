//! The words of one query, looked up: which documents have them.

use rayon::prelude::*;

use super::{Documents, Hits, Words};
use crate::query::words::Word;

/// The words of a query with the documents in which they stand.
pub struct Looked<'a> {
    documents: &'a dyn Documents,
    rows: Vec<Row>,
}

struct Row {
    word: Word,
    /// Of a phrase, where all its words stand, unless `certain`.
    hits: Hits,
    certain: bool,
}

impl<'a> Looked<'a> {
    /// Looks `asked` up.
    pub fn new<'w>(
        documents: &'a dyn Documents,
        words: &mut Words<'_>,
        asked: impl Iterator<Item = &'w Word>,
    ) -> Self {
        let mut rows: Vec<Row> = Vec::new();
        for word in asked {
            if !rows.iter().any(|row| row.word == *word) {
                let (hits, certain) = (words.hits(word), !word.is_phrase());
                rows.push(Row { word: word.clone(), hits, certain });
            }
        }
        Self { documents, rows }
    }

    /// Returns the documents in which `word`, one of those asked for, may stand.
    pub fn hits(&self, word: &Word) -> Option<&Hits> {
        self.row(word).map(|row| &row.hits)
    }

    /// Tells whether each of `words`, of those asked for, stands in the document in `slot`. For a
    /// phrase the document may be read.
    pub fn has(&self, slot: u32, words: &[Word]) -> bool {
        words.iter().all(|word| {
            let Some(row) = self.row(word) else { return false };
            row.hits.contains(slot) && (row.certain || self.stands_in(slot, &[word]))
        })
    }

    /// Returns the documents in which all of `wanted` stand, by slot; for phrases those are read
    /// in which all else stands.
    pub fn all_of(&self, wanted: &[&Word]) -> Vec<u32> {
        let hits: Vec<&Hits> = wanted.iter().filter_map(|word| self.hits(word)).collect();
        if hits.len() < wanted.len() {
            return Vec::new();
        }
        let Some(fewest) = hits.iter().min_by_key(|hits| hits.len()) else { return Vec::new() };
        let in_all = |slot: &u32| hits.iter().all(|hits| hits.contains(*slot));
        let slots: Vec<u32> = fewest.slots().filter(in_all).collect();
        let uncertain: Vec<&Word> = wanted
            .iter()
            .filter(|word| self.row(word).is_some_and(|row| !row.certain))
            .copied()
            .collect();
        if uncertain.is_empty() {
            return slots;
        }
        slots.into_par_iter().filter(|slot| self.stands_in(*slot, &uncertain)).collect()
    }

    fn stands_in(&self, slot: u32, words: &[&Word]) -> bool {
        let Some((_, document)) = self.documents.read(slot) else { return false };
        words.iter().all(|word| document.has(word))
    }

    fn row(&self, word: &Word) -> Option<&Row> {
        self.rows.iter().find(|row| row.word == *word)
    }
}
