//! What holds of every merge of trees, tried on folders that are moved about, and on histories that
//! cross.
//!
//! `HANDOVER_CASES=1000000 cargo test --release --test it merge::tree_campaign` tries a million.

use std::collections::{BTreeMap, BTreeSet};

use handover::merge::{Clash, TreeMerge};
use unicode_normalization::UnicodeNormalization;

use super::campaign::typed;
use super::forest::Forest;
use super::memory::{Tree, merge, merge_of_bases};
use crate::support::{Dice, campaign_with};

/// Cases that once broke a law: two titles that were typed into one conflict note.
const KEPT: [u64; 1] = [469_143];

/// Three versions of a folder.
struct Versions {
    base: Tree,
    left: Tree,
    right: Tree,
}

impl Versions {
    fn random(case: u64) -> Self {
        let mut dice = Dice(case ^ 0x7472_6565);
        let start = Forest::random(&mut dice);
        let most = [1, 3, 8][dice.below(3)];
        let [mut left, mut right] = ['l', 'r'].map(|side| start.worked(side, most, &mut dice));
        if dice.below(5) > 0 {
            return Self { base: start.tree, left: left.tree, right: right.tree };
        }
        // Each merges the other's work and goes on: there are two merge bases.
        let bases = [left.tree.clone(), right.tree.clone()];
        let both = merge(&start.tree, &left.tree, &right.tree).1;
        (left, right) = (left.onward(both.clone()), right.onward(both));
        left.work(most, &mut dice);
        right.work(most, &mut dice);
        let base = merge_of_bases(&start.tree, &bases[0], &bases[1]);
        Self { base, left: left.tree, right: right.tree }
    }

    fn shown(&self, merged: &TreeMerge, tree: &Tree, what: &str) -> String {
        format!(
            "{what}\n--- base\n{:#?}\n--- left\n{:#?}\n--- right\n{:#?}\n--- merged\n{tree:#?}\n--- told\n{:#?}",
            self.base, self.left, self.right, merged.notices
        )
    }
}

/// The files in which each typed word stands.
fn places(tree: &Tree) -> BTreeMap<&str, Vec<&str>> {
    let mut out: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (path, text) in tree {
        for word in typed(text).into_keys() {
            out.entry(word).or_default().push(path);
        }
    }
    out
}

fn folded(path: &str) -> String {
    path.nfc().flat_map(char::to_lowercase).collect()
}

/// The sides are alike to a merge, and one that changed nothing is the other side's files.
fn order_says_nothing(all: &Versions, merged: &TreeMerge, tree: &Tree) -> Result<(), String> {
    let (base, left, right) = (&all.base, &all.left, &all.right);
    let (back, other) = merge(base, right, left);
    let turned: Vec<Clash> = back
        .clashes
        .into_iter()
        .map(|clash| Clash { id: clash.id, left: clash.right, right: clash.left })
        .collect();
    if other != *tree || (&back.notices, &back.notes) != (&merged.notices, &merged.notes) {
        return Err("the sides change places".to_owned());
    }
    if turned != merged.clashes {
        return Err("the sides change places in what clashes".to_owned());
    }
    let same = |base: &Tree, left: &Tree, right: &Tree, expected: &Tree, what: &str| {
        let found = merge(base, left, right).1;
        (found == *expected).then_some(()).ok_or_else(|| format!("{what}: {found:#?}"))
    };
    same(base, left, base, left, "the right side is unchanged")?;
    same(base, base, right, right, "the left side is unchanged")?;
    same(base, left, left, left, "both made the same")?;
    // Whoever merges what is merged with a side once more has it as it is.
    same(left, tree, left, tree, "merged with the left side again")?;
    same(right, tree, right, tree, "merged with the right side again")
}

/// What somebody typed is there, and what stood in one file stands in one file.
fn nothing_is_lost(all: &Versions, tree: &Tree) -> Result<(), String> {
    let [base, left, right] = [&all.base, &all.left, &all.right].map(places);
    let documents: Tree = tree
        .iter()
        .filter(|(path, _)| !path.starts_with("conflicts/"))
        .map(|(path, text)| (path.clone(), text.clone()))
        .collect();
    let (found, there) = (places(tree), places(&documents));
    for (side, other) in [(&left, &right), (&right, &left)] {
        for (word, at) in side {
            let is_new = !base.contains_key(word);
            if is_new && !found.contains_key(word) {
                return Err(format!("{word} is lost"));
            }
            let count = there.get(word).map_or(0, Vec::len);
            if is_new && at.len() == 1 && !other.contains_key(word) && count > 1 {
                return Err(format!("{word} stands in {count} files"));
            }
        }
    }
    // Of what stood twice, each may have taken another one out.
    let once = |places: &BTreeMap<&str, Vec<&str>>, word: &str| {
        places.get(word).is_some_and(|at| at.len() == 1)
    };
    for word in base.keys().filter(|word| once(&base, word)) {
        if left.contains_key(word) && right.contains_key(word) && !found.contains_key(word) {
            return Err(format!("{word}, which everybody has, is lost"));
        }
    }
    Ok(())
}

/// No file lies where a folder is, no two files that one side alone would not have had have names
/// that are one on some systems, and what one side alone changed is as that side has it.
fn the_folder_is_sound(all: &Versions, tree: &Tree) -> Result<(), String> {
    let paths: BTreeSet<&str> = tree.keys().map(String::as_str).collect();
    for path in &paths {
        for (at, _) in path.match_indices('/') {
            if paths.contains(&path[..at]) {
                return Err(format!("{} is a file and a folder", &path[..at]));
            }
        }
    }
    let mut names: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for path in &paths {
        names.entry(folded(path)).or_default().push(path);
    }
    for same in names.values().filter(|same| same.len() > 1) {
        let by_one = [&all.base, &all.left, &all.right]
            .iter()
            .any(|side| same.iter().filter(|path| side.contains_key(**path)).count() > 1);
        if !by_one {
            return Err(format!("{same:?} are one name on some systems"));
        }
    }
    for (path, text) in &all.base {
        let unchanged = [&all.left, &all.right].iter().all(|side| side.get(path) == Some(text));
        let taken = || {
            let below = format!("{path}/");
            tree.keys().any(|other| {
                other.starts_with(&below) || (other != path && folded(other) == folded(path))
            })
        };
        if unchanged && tree.get(path) != Some(text) && !taken() {
            return Err(format!("{path}, which nobody touched, is not as it was"));
        }
    }
    Ok(())
}

fn laws(all: &Versions) -> Result<(), String> {
    let (merged, tree) = merge(&all.base, &all.left, &all.right);
    order_says_nothing(all, &merged, &tree)
        .and_then(|()| nothing_is_lost(all, &tree))
        .and_then(|()| the_folder_is_sound(all, &tree))
        .map_err(|what| all.shown(&merged, &tree, &what))
}

#[test]
fn every_merge_of_folders_keeps_its_promises() {
    campaign_with(&KEPT, 200, |case| laws(&Versions::random(case)));
}
