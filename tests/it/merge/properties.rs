//! What holds of every merge of documents, on random documents and random edits.
//!
//! `PROPTEST_CASES` sets how many are tried.

use std::collections::BTreeSet;

use handover::document::Document;
use handover::merge::{Merged, documents};
use handover::text::{RepoPath, Source};
use proptest::prelude::*;

use super::draft::{Edit, base, edited};

fn edit() -> impl Strategy<Value = Edit> {
    let n = 0..40_usize;
    prop_oneof![
        4 => (n.clone(), n.clone()).prop_map(|(a, b)| Edit::Field(a, b)),
        1 => n.clone().prop_map(Edit::RemoveField),
        1 => n.clone().prop_map(Edit::RenameKey),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Edit::MoveField(a, b)),
        1 => n.clone().prop_map(Edit::Quote),
        1 => n.clone().prop_map(Edit::Comment),
        2 => (prop::collection::vec(0..8_usize, 0..5), any::<bool>())
            .prop_map(|(tags, flow)| Edit::Tags(tags, flow)),
        3 => n.clone().prop_map(Edit::ReplaceLine),
        2 => n.clone().prop_map(Edit::AppendWord),
        3 => (n.clone(), 0..6_usize).prop_map(|(a, b)| Edit::InsertLine(a, b)),
        2 => n.clone().prop_map(Edit::DeleteLine),
        2 => n.clone().prop_map(Edit::Tick),
        1 => n.clone().prop_map(Edit::NewSection),
        1 => n.clone().prop_map(Edit::NewItem),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Edit::MoveSection(a, b)),
        1 => n.clone().prop_map(Edit::RenameSection),
        1 => n.prop_map(Edit::DeleteSection),
        1 => Just(Edit::NoFrontMatter),
        1 => Just(Edit::CarriageReturns),
        1 => Just(Edit::ByteOrderMark),
        1 => Just(Edit::NoFinalLineEnd),
    ]
}

fn merge(base: &str, left: &str, right: &str) -> Merged {
    documents(&RepoPath::new("tasks/ola-1-reconcile.md"), Some(base), left, right)
}

/// Returns the words that a person typed: those of the generator.
fn typed(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let is_typed = |word: &&str| {
        let rest = word.strip_prefix(['w']).unwrap_or("");
        rest.len() > 1 && rest[1..].bytes().all(|b| b.is_ascii_digit())
    };
    words.filter(is_typed).collect()
}

fn readable(text: &str) -> bool {
    Document::parse(Source::new(text)).front().is_none_or(|front| front.readable)
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    prop::collection::vec(edit(), 0..7)
}

fn check(before: &[Edit], l: &[Edit], r: &[Edit]) -> Result<(), TestCaseError> {
    let start = edited(&base(), 'b', before);
    let (b, l, r) = (start.text(), edited(&start, 'l', l).text(), edited(&start, 'r', r).text());
    let merged = merge(&b, &l, &r);
    prop_assert_eq!(&merged, &merge(&b, &r, &l), "the sides change places");
    prop_assert_eq!(&merge(&b, &l, &b).text, &l, "an unchanged side");
    prop_assert_eq!(&merge(&b, &l, &l).text, &l, "the same change");
    if readable(&l) && readable(&r) {
        prop_assert!(readable(&merged.text), "front matter parses: {}", merged.text);
    }
    let told: String =
        merged.conflicts.iter().flat_map(|c| [&*c.kept, "\n", &*c.other, "\n"]).collect();
    let (found, noted) = (typed(&merged.text), typed(&told));
    for side in [&l, &r] {
        for word in typed(side).difference(&typed(&b)) {
            prop_assert!(
                found.contains(word) || noted.contains(word),
                "{} is lost\n--- base\n{}\n--- left\n{}\n--- right\n{}\n--- merged\n{}\n--- told\n{}",
                word,
                b,
                l,
                r,
                merged.text,
                told
            );
        }
    }
    // Merging the result with a side again gives the result.
    let again = merge(&r, &merged.text, &r);
    prop_assert_eq!(again.text, merged.text);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_merge_keeps_its_promises(before in edits(), l in edits(), r in edits()) {
        check(&before, &l, &r)?;
    }
}

/// What the property above has found.
#[test]
fn promises_once_broken_are_kept() {
    use Edit::*;
    let found: [(&[Edit], &[Edit]); 2] = [
        (&[MoveSection(2, 0)], &[RenameSection(23), MoveSection(26, 18)]),
        (&[DeleteLine(25), RenameSection(21)], &[DeleteLine(25), InsertLine(0, 0), DeleteLine(20)]),
    ];
    for (l, r) in found {
        check(&[], l, r).expect("kept");
    }
}
