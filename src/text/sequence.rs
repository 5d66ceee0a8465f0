//! Which items of two sequences are the same one: prefix, suffix, unique items, then an exact search.
//!
//! Written out here rather than taken from a library because merged bytes are frozen per format:
//! a better heuristic in a later release of a library would make two machines disagree. After
//! Bram Cohen's patience diff (<https://bramcohen.livejournal.com/73318.html>); cost is bounded by
//! the number of cells searched exactly and by the depth of the recursion, never by a clock.

use std::hash::Hash;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

/// Two ranges are searched exactly up to this many pairs of items.
const EXACT: usize = 1 << 18;
/// Ranges between unique items are divided further this many times.
const DEPTH: usize = 64;

/// Returns for each item of `old` its place in `new`, in rising order, `None` where it has none.
pub(crate) fn matches<T: Eq + Hash>(old: &[T], new: &[T]) -> Vec<Option<usize>> {
    let mut ids: HashMap<&T, u32> = HashMap::with_capacity(old.len());
    let mut name = |item| {
        let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        *ids.entry(item).or_insert(next)
    };
    let old_ids: Vec<u32> = old.iter().map(&mut name).collect();
    let new_ids: Vec<u32> = new.iter().map(&mut name).collect();
    let mut search = Search { old: &old_ids, new: &new_ids, found: vec![None; old.len()] };
    search.range(0..old.len(), 0..new.len(), DEPTH);
    search.found
}

struct Search<'a> {
    old: &'a [u32],
    new: &'a [u32],
    found: Vec<Option<usize>>,
}

impl Search<'_> {
    fn range(&mut self, mut old: Range<usize>, mut new: Range<usize>, depth: usize) {
        while !old.is_empty() && !new.is_empty() && self.old[old.start] == self.new[new.start] {
            self.found[old.start] = Some(new.start);
            old.start += 1;
            new.start += 1;
        }
        while !old.is_empty() && !new.is_empty() && self.old[old.end - 1] == self.new[new.end - 1] {
            old.end -= 1;
            new.end -= 1;
            self.found[old.end] = Some(new.end);
        }
        if old.is_empty() || new.is_empty() {
            return;
        }
        if old.len().saturating_mul(new.len()) <= EXACT {
            return self.exact(old, new);
        }
        if depth == 0 {
            return;
        }
        let anchors = self.anchors(&old, &new);
        if anchors.is_empty() {
            return;
        }
        let (mut from_old, mut from_new) = (old.start, new.start);
        for (at_old, at_new) in anchors {
            self.found[at_old] = Some(at_new);
            self.range(from_old..at_old, from_new..at_new, depth - 1);
            (from_old, from_new) = (at_old + 1, at_new + 1);
        }
        self.range(from_old..old.end, from_new..new.end, depth - 1);
    }

    /// The longest rising chain of items that stand exactly once in both ranges.
    fn anchors(&self, old: &Range<usize>, new: &Range<usize>) -> Vec<(usize, usize)> {
        #[derive(Default)]
        struct Count {
            old: usize,
            new: usize,
            at: usize,
        }
        let mut counts: HashMap<u32, Count> = HashMap::new();
        for at in old.clone() {
            counts.entry(self.old[at]).or_default().old += 1;
        }
        for at in new.clone() {
            let count = counts.entry(self.new[at]).or_default();
            count.new += 1;
            count.at = at;
        }
        let unique = old.clone().filter_map(|at| {
            let count = &counts[&self.old[at]];
            (count.old == 1 && count.new == 1).then_some((at, count.at))
        });
        rising(unique.collect())
    }

    /// The longest common subsequence; of several, the one that takes from `old` first.
    fn exact(&mut self, old: Range<usize>, new: Range<usize>) {
        let width = new.len() + 1;
        let mut lengths = vec![0u32; (old.len() + 1) * width];
        for i in (0..old.len()).rev() {
            for j in (0..new.len()).rev() {
                lengths[i * width + j] = if self.old[old.start + i] == self.new[new.start + j] {
                    lengths[(i + 1) * width + j + 1] + 1
                } else {
                    lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        while i < old.len() && j < new.len() {
            if self.old[old.start + i] == self.new[new.start + j] {
                self.found[old.start + i] = Some(new.start + j);
                i += 1;
                j += 1;
            } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
    }
}

/// Returns the longest chain of pairs, sorted by the first, in which the second rises too.
fn rising(pairs: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    for (index, (_, at)) in pairs.iter().enumerate() {
        let place = tails.partition_point(|tail| pairs[*tail].1 < *at);
        before[index] = place.checked_sub(1).map(|previous| tails[previous]);
        if place == tails.len() {
            tails.push(index);
        } else {
            tails[place] = index;
        }
    }
    let mut chain = Vec::with_capacity(tails.len());
    let mut next = tails.last().copied();
    while let Some(index) = next {
        chain.push(pairs[index]);
        next = before[index];
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, new: &str, expected: &[(usize, usize)]) {
        let old: Vec<char> = old.chars().collect();
        let new: Vec<char> = new.chars().collect();
        let found: Vec<(usize, usize)> = matches(&old, &new)
            .into_iter()
            .enumerate()
            .filter_map(|(at, to)| Some((at, to?)))
            .collect();
        assert_eq!(found, expected, "{old:?} → {new:?}");
    }

    #[test]
    fn equal_items_are_matched_in_order() {
        check("", "", &[]);
        check("abc", "abc", &[(0, 0), (1, 1), (2, 2)]);
        check("abc", "axc", &[(0, 0), (2, 2)]);
        check("abcd", "acbd", &[(0, 0), (2, 1), (3, 3)]);
        check("aab", "ab", &[(0, 0), (2, 1)]);
    }

    #[test]
    fn a_large_rewrite_is_bounded() {
        let old: Vec<u32> = (0..100_000).map(|n| n % 7).collect();
        let new: Vec<u32> = (0..100_000).map(|n| (n * 3) % 7 + (n % 2)).collect();
        let found = matches(&old, &new);
        assert!(found.iter().flatten().is_sorted());
    }

    #[test]
    fn unique_items_anchor_a_large_text() {
        let old: Vec<u32> = (0..20_000).collect();
        let mut new = old.clone();
        new[10_000] = 99_999;
        new.insert(500, 88_888);
        new.remove(15_000);
        let found = matches(&old, &new);
        assert_eq!(found.iter().flatten().count(), 19_998);
    }

    #[test]
    fn the_longest_rising_chain_wins() {
        assert_eq!(rising(vec![(0, 5), (1, 1), (2, 2), (3, 3)]), [(1, 1), (2, 2), (3, 3)]);
        assert_eq!(rising(Vec::new()), []);
    }
}
