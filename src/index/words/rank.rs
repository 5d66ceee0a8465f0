//! Which of the documents that have all words is meant most likely.
//!
//! BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009):
//! a rare word says more than a common one, a second place less than the first, and a place in a
//! short document more than one in a long document.

use super::{Hits, Words};

/// How soon further places of a word stop to matter.
const SATURATION: f64 = 1.2;
/// How much the length of a document matters, from 0 to 1. Replies are short and tasks are not, and
/// tasks are what people look for.
const BY_LENGTH: f64 = 0.5;
/// What the weight of one whole word in a paragraph is.
const ONE: f64 = 4.0;
/// Scores are whole hundredths: what differs by less is as good.
const HUNDREDTHS: f64 = 100.0;

/// Returns the score of each of `slots`, documents that are in all of `found`: the more, the better
/// it fits.
pub fn rank(words: &Words<'_>, found: &[&Hits], slots: &[u32]) -> Vec<u32> {
    let count = words.count() as f64;
    let average = (words.total_length() as f64 / count.max(1.0)).max(1.0);
    let rarity = |hits: &&Hits| {
        let has = hits.len() as f64;
        (1.0 + (count - has + 0.5).max(0.0) / (has + 0.5)).ln()
    };
    let rarities: Vec<f64> = found.iter().map(rarity).collect();
    let score = |slot: &u32| {
        let length = f64::from(words.length(*slot)) / average;
        let norm = SATURATION * (1.0 - BY_LENGTH + BY_LENGTH * length);
        let of_word = |(hits, rarity): (&&Hits, &f64)| {
            let places = f64::from(hits.weight(*slot).unwrap_or(0)) / ONE;
            rarity * places * (SATURATION + 1.0) / (places + norm)
        };
        let score: f64 = found.iter().zip(&rarities).map(of_word).sum();
        (score * HUNDREDTHS).round() as u32
    };
    slots.iter().map(score).collect()
}
