//! What a word may have meant that stands nowhere.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use super::Words;
use super::block::{Reader, postings};
use super::bytes::Damaged;
use super::keep::Kept;
use crate::query::words::Word;
use crate::schema::did_you_mean;

impl Words<'_> {
    /// Returns the word of some document that is nearest to `word`, of several the most frequent;
    /// else one that begins with what is nearest.
    ///
    /// Only words are looked at that share one of its first two letters; none for a phrase, and none
    /// for what has a digit in it.
    pub fn near(&mut self, word: &Word) -> Option<String> {
        let [term] = word.terms() else { return None };
        let typed = term.spellings.first()?;
        if typed.contains(|each: char| !each.is_alphabetic()) {
            return None;
        }
        let letters: BTreeSet<String> = typed.chars().take(2).map(String::from).collect();
        let mut found: HashMap<String, usize> = HashMap::new();
        for letter in &letters {
            let words = self.whole(|kept| beginning_with(letter, typed, kept)).unwrap_or_default();
            for (word, count) in words {
                *found.entry(word).or_default() += count;
            }
        }
        let mut found: Vec<(String, usize)> = found.into_iter().collect();
        found.sort_by(|a, b| (Reverse(a.1), &a.0).cmp(&(Reverse(b.1), &b.0)));
        if let Some(near) = did_you_mean(typed, found.iter().map(|(word, _)| word.as_str())) {
            return Some(near.to_owned());
        }
        let length = typed.chars().count();
        let beginning = |word: &str| word.chars().take(length).collect::<String>();
        let beginnings: Vec<String> = found.iter().map(|(word, _)| beginning(word)).collect();
        let near = did_you_mean(typed, beginnings.iter().map(String::as_str))?;
        let at = beginnings.iter().position(|beginning| beginning == near)?;
        Some(found[at].0.clone())
    }
}

/// The words that begin with `letter` and are not much shorter than `typed`, with how many documents
/// have them; a word may come several times.
fn beginning_with(
    letter: &str,
    typed: &str,
    kept: &Kept<'_>,
) -> Result<Vec<(String, usize)>, Damaged> {
    let wanted: Vec<(u32, usize)> = (0_u32..)
        .zip(&kept.heads)
        .flat_map(|(segment, head)| {
            head.blocks_of(letter, false).map(move |block| (segment, block))
        })
        .collect();
    let mut found = Vec::new();
    for block in kept.blocks(&wanted)? {
        let mut reader = Reader::new(&block);
        while let Some(bytes) = reader.next()? {
            let word = std::str::from_utf8(reader.word()).map_err(|_| Damaged)?;
            let letters = || word.chars().all(char::is_alphabetic);
            // What is much shorter is not near; a letter has at most two bytes more than another.
            if word.starts_with(letter) && word.len() + 6 >= typed.len() && letters() {
                let mut count = 0;
                postings(bytes, |_| count += 1)?;
                found.push((word.to_owned(), count));
            }
        }
    }
    Ok(found)
}
