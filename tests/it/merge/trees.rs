//! What holds of every merge of trees, on random trees and random deeds.
//!
//! `PROPTEST_CASES` sets how many are tried.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::memory::{Tree, merge};

/// One thing that a person does to a folder; numbers choose among what is there.
#[derive(Clone, Debug)]
enum Deed {
    New(usize, usize),
    Write(usize),
    Field(usize, usize),
    Delete(usize),
    Move(usize, usize),
    Swap(usize, usize),
    Copy(usize, usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    let n = 0..30_usize;
    prop_oneof![
        (n.clone(), n.clone()).prop_map(|(a, b)| Deed::New(a, b)),
        n.clone().prop_map(Deed::Write),
        (n.clone(), n.clone()).prop_map(|(a, b)| Deed::Field(a, b)),
        n.clone().prop_map(Deed::Delete),
        (n.clone(), n.clone()).prop_map(|(a, b)| Deed::Move(a, b)),
        (n.clone(), n.clone()).prop_map(|(a, b)| Deed::Swap(a, b)),
        (n.clone(), n).prop_map(|(a, b)| Deed::Copy(a, b)),
    ]
}

const PATHS: [&str; 12] = [
    "tasks/ola-1-a.md",
    "tasks/ola-2-b.md",
    "tasks/new.md",
    "tasks/archive/ola-1-a.md",
    "tasks/ola-1-a/2026-11-24-091203-kari-note-7f3a.md",
    "README.md",
    "readme.md",
    "attachments/scan.png",
    "attachments/list.txt",
    "attachments/list.txt/odd",
    "data.json",
    "workspace.yml",
];

fn base() -> Tree {
    let task = |n: usize| {
        format!("---\nid: ola-{n}\nfrom: ola\ndue: 2026-12-0{n}\n---\n\n## Result\n\nAll of {n}.\n")
    };
    let files = [
        (PATHS[0], task(1)),
        (PATHS[1], task(2)),
        (PATHS[5], "# Read me\n\nSome words.\n".to_owned()),
        (PATHS[7], "\0picture".to_owned()),
        (PATHS[8], "one\ntwo\nthree\n".to_owned()),
        (PATHS[11], "format: 1\nname: x\n".to_owned()),
    ];
    files.map(|(path, text)| (path.to_owned(), text)).into_iter().collect()
}

fn apply(tree: &mut Tree, deed: &Deed, side: char, typed: &mut usize) {
    *typed += 1;
    let word = format!("w{side}{typed}");
    let nth = |tree: &Tree, at: usize| tree.keys().nth(at % tree.len().max(1)).cloned();
    // No file lies where a folder is, on one machine.
    let fits = |tree: &Tree, path: &str| {
        tree.keys().all(|other| {
            !other.starts_with(&format!("{path}/")) && !path.starts_with(&format!("{other}/"))
        })
    };
    match deed {
        Deed::New(path, kind) => {
            let path = PATHS[path % PATHS.len()];
            let text = match kind % 4 {
                0 => format!("---\nid: ola-{}\n---\n\n{word}\n", kind % 5),
                1 => format!("\0{word}"),
                2 => format!("{{\"{word}\": 1}}\n"),
                _ => format!("{word}\n"),
            };
            if fits(tree, path) {
                tree.entry(path.to_owned()).or_insert(text);
            }
        }
        Deed::Write(at) => {
            if let Some(text) = nth(tree, *at).and_then(|path| tree.get_mut(&path)) {
                text.push_str(&format!("\n{word}\n"));
            }
        }
        Deed::Field(at, day) => {
            if let Some(text) = nth(tree, *at).and_then(|path| tree.get_mut(&path))
                && let Some(place) = text.find("due: ")
            {
                text.replace_range(place..place + 15, &format!("due: 2026-12-{:02}", day + 1));
            }
        }
        Deed::Delete(at) => {
            if let Some(path) = nth(tree, *at) {
                tree.remove(&path);
            }
        }
        Deed::Move(at, to) => {
            let to = PATHS[to % PATHS.len()];
            if let Some(path) = nth(tree, *at)
                && !tree.contains_key(to)
                && let Some(text) = tree.remove(&path)
            {
                let to = if fits(tree, to) { to.to_owned() } else { path };
                tree.insert(to, text);
            }
        }
        Deed::Swap(one, other) => {
            if let (Some(one), Some(other)) = (nth(tree, *one), nth(tree, *other)) {
                let (first, second) = (tree[&one].clone(), tree[&other].clone());
                tree.insert(one, second);
                tree.insert(other, first);
            }
        }
        Deed::Copy(at, to) => {
            let to = PATHS[to % PATHS.len()];
            if let Some(path) = nth(tree, *at)
                && fits(tree, to)
            {
                let text = tree[&path].clone();
                tree.entry(to.to_owned()).or_insert(text);
            }
        }
    }
}

fn words(tree: &Tree) -> BTreeSet<String> {
    let all = tree.values().flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric()));
    let typed = all.filter(|word| word.starts_with("wl") || word.starts_with("wr"));
    typed.map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_merge_of_trees_keeps_its_promises(
        before in prop::collection::vec(deed(), 0..4),
        l in prop::collection::vec(deed(), 0..5),
        r in prop::collection::vec(deed(), 0..5),
    ) {
        let done = |from: &Tree, deeds: &[Deed], side| {
            let mut tree = from.clone();
            let mut typed = 0;
            for deed in deeds {
                apply(&mut tree, deed, side, &mut typed);
            }
            tree
        };
        let base = done(&base(), &before, 'b');
        let (left, right) = (done(&base, &l, 'l'), done(&base, &r, 'r'));
        let (merged, tree) = merge(&base, &left, &right);
        let (back, other) = merge(&base, &right, &left);
        prop_assert_eq!(&tree, &other, "the sides change places");
        prop_assert_eq!((merged.notices, merged.notes), (back.notices, back.notes));
        prop_assert_eq!(&merge(&base, &left, &base).1, &left, "an unchanged side");
        prop_assert_eq!(&merge(&base, &left, &left).1, &left, "the same changes");
        let found = words(&tree);
        for word in words(&left).union(&words(&right)) {
            prop_assert!(
                found.contains(word),
                "{} is lost\nbase {:#?}\nleft {:#?}\nright {:#?}\nmerged {:#?}",
                word, base, left, right, tree
            );
        }
        for path in tree.keys() {
            let inside = format!("{path}/");
            prop_assert!(!tree.keys().any(|other| other.starts_with(&inside)), "{} is a folder", path);
        }
    }
}
