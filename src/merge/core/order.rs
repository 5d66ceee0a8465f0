//! The order of things that are known by name, after both sides moved, added and removed some.

use std::hash::Hash;

use foldhash::{HashMap, HashMapExt, HashSet};

use super::Three;

/// Merges three orders of named things into one that holds exactly the `alive` ones.
///
/// No name stands twice in one version. What both sides have keeps the order of the side that
/// moved something; where both did, the order with the lower `text`s, then that of the base. What one side alone has
/// follows the thing that it follows there: a run stays whole, and of two runs at one place the
/// one with the lower text comes first.
pub(in crate::merge) fn order<K: Copy + Eq + Hash>(
    all: Three<&[K]>,
    alive: &HashSet<K>,
    text: impl Fn(K) -> String,
) -> Vec<K> {
    let common: HashSet<K> = {
        let right: HashSet<K> = all.right.iter().copied().collect();
        all.left.iter().copied().filter(|k| right.contains(k) && alive.contains(k)).collect()
    };
    let only = |keys: &[K], of: &dyn Fn(&K) -> bool| -> Vec<K> {
        keys.iter().copied().filter(|key| of(key)).collect()
    };
    let in_common = |key: &K| common.contains(key);
    let anchors = anchors(all.map(|keys| only(keys, &in_common)), &text);
    let mut runs = [runs(all.left, &common, alive), runs(all.right, &common, alive)];
    let mut out = Vec::with_capacity(alive.len());
    for anchor in std::iter::once(None).chain(anchors.into_iter().map(Some)) {
        out.extend(anchor);
        let mut here = runs.each_mut().map(|runs| runs.remove(&anchor).unwrap_or_default());
        if here.iter().all(|run| !run.is_empty()) {
            here.sort_by_cached_key(|run| run.iter().map(|key| text(*key)).collect::<Vec<_>>());
        }
        out.extend(here.into_iter().flatten());
    }
    out
}

/// Merges the orders of what both sides have.
fn anchors<K: Copy + Eq + Hash>(all: Three<Vec<K>>, text: &impl Fn(K) -> String) -> Vec<K> {
    if all.left == all.right {
        return all.left;
    }
    let old: HashSet<K> = all.base.iter().copied().collect();
    let moved = |side: &[K]| !side.iter().filter(|key| old.contains(key)).eq(all.base.iter());
    match (moved(&all.left), moved(&all.right)) {
        (true, false) => all.left,
        (false, true) => all.right,
        _ => {
            // Where the texts are the same, too, it is their places in the base that differ.
            let places: HashMap<K, usize> =
                all.base.iter().enumerate().map(|(at, key)| (*key, at)).collect();
            let words = |side: &[K]| {
                let texts: Vec<String> = side.iter().map(|key| text(*key)).collect();
                let places: Vec<_> = side.iter().map(|key| places.get(key).copied()).collect();
                (texts, places)
            };
            if words(&all.left) <= words(&all.right) { all.left } else { all.right }
        }
    }
}

/// Collects what one side alone has by the common thing that it follows.
fn runs<K: Copy + Eq + Hash>(
    side: &[K],
    common: &HashSet<K>,
    alive: &HashSet<K>,
) -> HashMap<Option<K>, Vec<K>> {
    let mut out: HashMap<Option<K>, Vec<K>> = HashMap::new();
    let mut after = None;
    for key in side {
        if common.contains(key) {
            after = Some(*key);
        } else if alive.contains(key) {
            out.entry(after).or_default().push(*key);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(base: &str, left: &str, right: &str, alive: &str, expected: &str) {
        let chars = Three::new(base, left, right).map(|text| text.chars().collect::<Vec<_>>());
        let alive: HashSet<char> = alive.chars().collect();
        let merged = |left: &[char], right: &[char]| {
            order(Three::new(&chars.base, left, right), &alive, String::from)
                .into_iter()
                .collect::<String>()
        };
        assert_eq!(merged(&chars.left, &chars.right), expected);
        assert_eq!(merged(&chars.right, &chars.left), expected, "sides changed over");
    }

    #[test]
    fn additions_follow_what_they_followed() {
        check("abc", "axbc", "abyc", "abcxy", "axbyc");
        check("ab", "axyb", "apqb", "abxypq", "apqxyb");
        check("", "xy", "pq", "pqxy", "pqxy");
    }

    #[test]
    fn a_moved_thing_stays_moved() {
        check("abc", "cab", "abxc", "abcx", "cabx");
        check("abc", "cab", "bac", "abc", "bac");
    }

    #[test]
    fn things_that_read_alike_go_by_the_base() {
        let merged = |left: [u8; 2], right: [u8; 2]| {
            let alive = [1, 2].into_iter().collect();
            order(Three::new(&[1, 2, 3][..], &left, &right), &alive, |_| "same".to_owned())
        };
        assert_eq!(merged([1, 2], [2, 1]), merged([2, 1], [1, 2]));
    }

    #[test]
    fn what_is_gone_is_gone() {
        check("abc", "ac", "abc", "ac", "ac");
        check("abc", "ac", "abc", "abc", "abc");
        check("ab", "azb", "abz", "abz", "abz");
    }
}
