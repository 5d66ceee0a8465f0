//! Finds a block that both sides reworded, in runs of different length.

use std::collections::HashMap;

use super::super::core::Three;
use super::chunk::Chunk;

/// Longer runs are not searched: they are one choice.
const LONGEST: usize = 32;

/// Returns the first block of the base that is recognised on both sides.
pub(super) fn split(base: &[Chunk], left: &[Chunk], right: &[Chunk]) -> Option<Three<usize>> {
    if [base, left, right].iter().any(|run| run.len() > LONGEST) {
        return None;
    }
    let words = |run: &[Chunk]| run.iter().map(words).collect::<Vec<_>>();
    let (b, l, r) = (words(base), words(left), words(right));
    (0..base.len()).find_map(|at| Some(Three::new(at, like(&b[at], &l)?, like(&b[at], &r)?)))
}

type Words = HashMap<String, usize>;

fn words(chunk: &Chunk) -> Words {
    let mut out = Words::new();
    for word in chunk.canonical.split_whitespace() {
        *out.entry(word.to_owned()).or_default() += 1;
    }
    out
}

/// Returns the first of those that share the most words with `one`, at least half of the longer.
fn like(one: &Words, side: &[Words]) -> Option<usize> {
    let count = |words: &Words| words.values().sum::<usize>();
    let shared = |other: &Words| -> usize {
        one.iter().map(|(word, n)| other.get(word).copied().unwrap_or(0).min(*n)).sum()
    };
    let mut best: Option<(usize, usize)> = None;
    for (at, other) in side.iter().enumerate() {
        let shared = shared(other);
        let enough = shared * 2 >= count(one).max(count(other)).max(1);
        if enough && best.is_none_or(|(most, _)| shared > most) {
            best = Some((shared, at));
        }
    }
    best.map(|(_, at)| at)
}
