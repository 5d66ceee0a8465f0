//! Which things of three versions are one and the same, and which of them live on.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::{Three, order};

/// Things are looked for by likeness between neighbours that are no further apart than this.
const WIDEST: usize = 1000;

/// What a thing is recognised by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::merge) struct Named {
    /// Its name: a key, a heading, the text of an item.
    pub(in crate::merge) key: String,
    /// Its name without the place it stands in, where that is part of `key`.
    pub(in crate::merge) leaf: String,
    /// All of it but its name; two things with the same words under another name are one renamed.
    pub(in crate::merge) content: String,
}

/// The things of three versions, numbered so that one thing has one number.
#[derive(Clone, Debug)]
pub(in crate::merge) struct Units {
    /// The numbers in the order of each version.
    pub(in crate::merge) order: Three<Vec<usize>>,
    /// By number: the index in each version.
    pub(in crate::merge) places: Vec<Three<Option<usize>>>,
}

impl Units {
    /// Recognises things by their names alone.
    pub(in crate::merge) fn by_key(all: Three<&[Named]>) -> Self {
        Self::new(all, false)
    }

    /// Recognises things by name, else by content, else by place and likeness.
    pub(in crate::merge) fn by_likeness(all: Three<&[Named]>) -> Self {
        Self::new(all, true)
    }

    fn new(all: Three<&[Named]>, renamed: bool) -> Self {
        let pairs = [pair(all.base, all.left, renamed), pair(all.base, all.right, renamed)];
        let mut places: Vec<Three<Option<usize>>> =
            (0..all.base.len()).map(|at| Three::new(Some(at), None, None)).collect();
        let mut left = Vec::with_capacity(all.left.len());
        let mut added: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, old) in pairs[0].iter().enumerate() {
            let unit = old.unwrap_or_else(|| {
                places.push(Three::new(None, None, None));
                added.entry(&all.left[at].key).or_default().push(places.len() - 1);
                places.len() - 1
            });
            places[unit].left = Some(at);
            left.push(unit);
        }
        for units in added.values_mut() {
            units.reverse();
        }
        let mut right = Vec::with_capacity(all.right.len());
        for (at, old) in pairs[1].iter().enumerate() {
            let same = || added.get_mut(all.right[at].key.as_str()).and_then(Vec::pop);
            let unit = old.or_else(same).unwrap_or_else(|| {
                places.push(Three::new(None, None, None));
                places.len() - 1
            });
            places[unit].right = Some(at);
            right.push(unit);
        }
        Self { order: Three::new((0..all.base.len()).collect(), left, right), places }
    }

    /// Returns what lives on, and what of that one side removed while the other changed it.
    ///
    /// `changed` tells whether a side's thing differs from the base's; it is asked only where the
    /// other side removed it.
    pub(in crate::merge) fn alive(
        &self,
        left_changed: impl Fn(usize, usize) -> bool,
        right_changed: impl Fn(usize, usize) -> bool,
    ) -> (HashSet<usize>, BTreeSet<usize>) {
        let mut alive = HashSet::new();
        let mut restored = BTreeSet::new();
        for (unit, at) in self.places.iter().enumerate() {
            let (lives, again) = match (at.base, at.left, at.right) {
                (_, Some(_), Some(_)) => (true, false),
                (None, left, right) => (left.is_some() || right.is_some(), false),
                (Some(base), Some(left), None) => (left_changed(base, left), true),
                (Some(base), None, Some(right)) => (right_changed(base, right), true),
                (Some(_), None, None) => (false, false),
            };
            if lives {
                alive.insert(unit);
                if again {
                    restored.insert(unit);
                }
            }
        }
        (alive, restored)
    }

    /// Returns the living ones in their merged order.
    pub(in crate::merge) fn merged_order(
        &self,
        alive: &HashSet<usize>,
        text: impl Fn(usize) -> String,
    ) -> Vec<usize> {
        let all = Three::new(&self.order.base[..], &self.order.left, &self.order.right);
        order(all, alive, text)
    }
}

/// Returns for each thing of `side` the index of the same thing in `base`.
fn pair(base: &[Named], side: &[Named], renamed: bool) -> Vec<Option<usize>> {
    let mut pairs = Pairs { of_side: vec![None; side.len()], of_base: vec![false; base.len()] };
    pairs.by(base, side, |named| Some((named.key.as_str(), named.content.as_str())));
    pairs.by(base, side, |named| Some((named.key.as_str(), "")));
    if renamed {
        let leaf = |named: &Named| !named.leaf.is_empty();
        pairs.by(base, side, |named| {
            leaf(named).then_some((named.leaf.as_str(), named.content.as_str()))
        });
        pairs.by(base, side, |named| leaf(named).then_some((named.leaf.as_str(), "")));
        pairs.by(base, side, |named| {
            let content = named.content.trim();
            (!content.is_empty()).then_some(("", content))
        });
        pairs.by_place(base, side);
    }
    pairs.of_side
}

struct Pairs {
    of_side: Vec<Option<usize>>,
    of_base: Vec<bool>,
}

impl Pairs {
    /// Pairs what has the same mark, the first with the first, the second with the second.
    fn by<'n>(
        &mut self,
        base: &'n [Named],
        side: &'n [Named],
        mark: impl Fn(&'n Named) -> Option<(&'n str, &'n str)>,
    ) {
        // By mark the first that is free, and of each the next one with its mark.
        let mut free: HashMap<(&str, &str), Option<usize>> = HashMap::new();
        let mut next: Vec<Option<usize>> = vec![None; base.len()];
        for (at, named) in base.iter().enumerate().rev() {
            if !self.of_base[at]
                && let Some(mark) = mark(named)
            {
                next[at] = free.insert(mark, Some(at)).flatten();
            }
        }
        if free.is_empty() {
            return;
        }
        for (at, named) in side.iter().enumerate() {
            if self.of_side[at].is_none()
                && let Some(mark) = mark(named)
                && let Some(first) = free.get_mut(&mark)
                && let Some(old) = *first
            {
                *first = next[old];
                self.of_side[at] = Some(old);
                self.of_base[old] = true;
            }
        }
    }

    /// Pairs what stands alike between the same neighbours and shares at least half its words.
    fn by_place(&mut self, base: &[Named], side: &[Named]) {
        let mut at = 0;
        while at < side.len() {
            if self.of_side[at].is_some() {
                at += 1;
                continue;
            }
            let end = (at..side.len()).find(|i| self.of_side[*i].is_some()).unwrap_or(side.len());
            let from = at.checked_sub(1).and_then(|i| self.of_side[i]).map_or(0, |old| old + 1);
            let to = self.of_side.get(end).copied().flatten().unwrap_or(base.len());
            let near = to.saturating_sub(from) <= WIDEST;
            let free: Vec<usize> = (from..to).filter(|old| near && !self.of_base[*old]).collect();
            if free.len() == end - at {
                for (new, old) in (at..end).zip(free) {
                    if alike(&base[old], &side[new]) {
                        self.of_side[new] = Some(old);
                        self.of_base[old] = true;
                    }
                }
            }
            at = end;
        }
    }
}

/// Tells whether two things share at least half of the words of the longer one.
fn alike(one: &Named, other: &Named) -> bool {
    let words = |named: &Named| -> Vec<String> {
        let all = format!("{} {}", named.key, named.content);
        all.split_whitespace().map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for word in &one {
        *counts.entry(word).or_default() += 1;
    }
    let shared = other.iter().filter(|word| match counts.get_mut(word.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    });
    shared.count() * 2 >= one.len().max(other.len()).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<Named> {
        let parts = text.split(',').filter(|part| !part.is_empty());
        let named = parts.map(|part| {
            let (key, content) = part.split_once('=').unwrap_or((part, ""));
            Named { key: key.to_owned(), content: content.to_owned(), ..Named::default() }
        });
        named.collect()
    }

    fn check(base: &str, side: &str, expected: &[Option<usize>]) {
        assert_eq!(pair(&named(base), &named(side), true), expected, "{base} → {side}");
    }

    #[test]
    fn names_pair_first_then_content_then_place() {
        check("a=1,b=2", "b=2,a=3", &[Some(1), Some(0)]);
        check("a=one two,b=2", "z=one two,b=2", &[Some(0), Some(1)]);
        check("a=1,m=x y z,b=2", "a=1,n=x y w,b=2", &[Some(0), Some(1), Some(2)]);
        check("a=1,m=x y z,b=2", "a=1,n=p q r,b=2", &[Some(0), None, Some(2)]);
    }

    #[test]
    fn doubles_pair_by_content_and_then_in_order() {
        check("n=1,n=2", "n=2", &[Some(1)]);
        check("n=1,n=2", "n=3,n=2", &[Some(0), Some(1)]);
        check("n=1", "n=1,n=2", &[Some(0), None]);
    }

    #[test]
    fn what_both_add_under_one_name_is_one_thing() {
        let (base, left, right) = (named("a"), named("a,b,c"), named("c,a,d"));
        let units = Units::by_key(Three::new(&base, &left, &right));
        assert_eq!(units.order.left, [0, 1, 2]);
        assert_eq!(units.order.right, [2, 0, 3]);
        let (alive, restored) = units.alive(|_, _| false, |_, _| false);
        assert_eq!((alive.len(), restored.len()), (4, 0));
    }
}
