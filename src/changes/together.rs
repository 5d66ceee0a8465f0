//! What a merge says that none of the versions said that it was made of.

use std::collections::HashMap;

use super::parts::{PartText, pair};
use super::version::Read;
use super::{Change, Part, Version, between};
use crate::schema::Value;

/// Tells what in a merged version is as in none of `parents`, said as a change of the first of them.
///
/// What came from one parent was told where that parent, or one before it, was made.
pub fn of_merge(parents: &[&Version], new: &Version) -> Vec<Change> {
    let Some((first, others)) = parents.split_first() else { return Vec::new() };
    let others: Vec<Vec<Change>> = others.iter().map(|old| between(old, new)).collect();
    let mut out = between(first, new);
    out.retain_mut(|change| others.iter().all(|other| keep_common(change, other)));
    out.retain_mut(|change| match change {
        Change::Text { part, added, removed } => {
            (*added, *removed) = own_words(parents, new, part);
            *added + *removed > 0
        }
        _ => true,
    });
    out
}

/// Reduces a change to what another parent's changes hold as well; tells whether something is left.
fn keep_common(change: &mut Change, other: &[Change]) -> bool {
    match change {
        Change::Kind { .. } => other.iter().any(|one| matches!(one, Change::Kind { .. })),
        Change::Title { .. } => other.iter().any(|one| matches!(one, Change::Title { .. })),
        Change::Field { key, .. } => {
            other.iter().any(|one| matches!(one, Change::Field { key: known, .. } if known == key))
        }
        Change::Items { key, added, removed } => {
            let same = other.iter().find_map(|one| match one {
                Change::Items { key: known, added, removed } if known == key => {
                    Some((added, removed))
                }
                _ => None,
            });
            let (more, less) = same.map_or((&[][..], &[][..]), |(a, r)| (&a[..], &r[..]));
            retain_common(added, more);
            retain_common(removed, less);
            !added.is_empty() || !removed.is_empty()
        }
        Change::Ticks { part, ticked, unticked } => {
            let same = other.iter().find_map(|one| match one {
                Change::Ticks { part: known, ticked, unticked } if known == part => {
                    Some((ticked, unticked))
                }
                _ => None,
            });
            let (on, off) = same.map_or((&[][..], &[][..]), |(a, r)| (&a[..], &r[..]));
            ticked.retain(|one| on.contains(one));
            unticked.retain(|one| off.contains(one));
            !ticked.is_empty() || !unticked.is_empty()
        }
        Change::Text { part, .. } => other.iter().any(|one| says_of(one, part)),
        Change::Added { part, .. } => match other.iter().find(|one| says_of(one, part)) {
            // It stands in another parent, with another text.
            Some(text @ Change::Text { .. }) => {
                *change = text.clone();
                true
            }
            found => found.is_some(),
        },
        same => other.contains(same),
    }
}

fn says_of(change: &Change, part: &Part) -> bool {
    match change {
        Change::Text { part: one, .. } | Change::Added { part: one, .. } => one == part,
        _ => false,
    }
}

fn retain_common(items: &mut Vec<Value>, others: &[Value]) {
    items.retain(|item| others.iter().any(|other| other.to_string() == item.to_string()));
}

/// Counts the words of a part that no parent has, and those that all have and the merge has not.
fn own_words(parents: &[&Version], new: &Version, part: &Part) -> (u32, u32) {
    let Some(merged) = parts(new).iter().find(|one| one.part == *part) else { return (0, 0) };
    let count = |one: Option<&PartText>| {
        let mut counts: HashMap<u64, usize> = HashMap::new();
        for word in one.iter().flat_map(|one| &one.words) {
            *counts.entry(*word).or_default() += 1;
        }
        counts
    };
    let before: Vec<HashMap<u64, usize>> = parents
        .iter()
        .map(|old| {
            let both = pair(parts(old), parts(new)).both;
            count(both.iter().find(|(_, one)| std::ptr::eq(*one, merged)).map(|(old, _)| *old))
        })
        .collect();
    let after = count(Some(merged));
    let of = |counts: &HashMap<u64, usize>, word: &u64| counts.get(word).copied().unwrap_or(0);
    let most = |word: &u64| before.iter().map(|counts| of(counts, word)).max().unwrap_or(0);
    let least = |word: &u64| before.iter().map(|counts| of(counts, word)).min().unwrap_or(0);
    let added: usize = after.iter().map(|(word, count)| count.saturating_sub(most(word))).sum();
    let first = before.first().into_iter().flat_map(HashMap::keys);
    let removed: usize = first.map(|word| least(word).saturating_sub(of(&after, word))).sum();
    let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    (narrow(added), narrow(removed))
}

fn parts(version: &Version) -> &[PartText] {
    match &version.0 {
        Read::Document(document) => &document.parts,
        Read::Unread | Read::File => &[],
    }
}
