//! FAILURES 74: what a merge makes is frozen for each `format`, so that two builds of one format
//! never make two results of the same versions.
//!
//! `tests/frozen/format-1.txt` has a line for every hundred random merges: a digest of what went in,
//! and one of what came out, conflict notes in both languages included. Until format 1 is frozen,
//! `HANDOVER_FREEZE=1 cargo test --test it merge::frozen` writes the file anew; say in the commit why
//! merges give other bytes. Afterwards a change of the second digest needs a new format.

use std::fmt::Write;

use handover::merge::{Note, documents};
use handover::schema::Language;
use handover::text::RepoPath;
use sha2::{Digest, Sha256};

use super::draft::{Edit, base, edited};
use crate::support::Dice;

const FROZEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/frozen/format-1.txt");
const HEAD: &str =
    "# Merges of format 1: the first merge of a hundred, what went in, what came out.\n";
const MERGES: usize = 4000;
const GROUP: usize = 100;

fn edit(dice: &mut Dice) -> Edit {
    let (a, b) = (dice.below(40), dice.below(40));
    match dice.below(28) {
        0..=3 => Edit::Field(a, b),
        4 => Edit::RemoveField(a),
        5 => Edit::RenameKey(a),
        6 => Edit::MoveField(a, b),
        7 => Edit::Quote(a),
        8 => Edit::Comment(a),
        9 | 10 => {
            let count = dice.below(5);
            Edit::Tags((0..count).map(|_| dice.below(8)).collect(), a % 2 == 0)
        }
        11..=13 => Edit::ReplaceLine(a),
        14 | 15 => Edit::AppendWord(a),
        16..=18 => Edit::InsertLine(a, b % 6),
        19 => Edit::DeleteLine(a),
        20 => Edit::Tick(a),
        21 => Edit::NewSection(a),
        22 => Edit::NewItem(a),
        23 => Edit::MoveSection(a, b),
        24 => Edit::RenameSection(a),
        25 => Edit::DeleteSection(a),
        26 if a < 8 => Edit::NoFrontMatter,
        26 => Edit::CarriageReturns,
        _ if a < 20 => Edit::ByteOrderMark,
        _ => Edit::NoFinalLineEnd,
    }
}

fn edits(dice: &mut Dice) -> Vec<Edit> {
    let count = dice.below(8);
    (0..count).map(|_| edit(dice)).collect()
}

fn take(hasher: &mut Sha256, text: &str) {
    hasher.update(text.len().to_le_bytes());
    hasher.update(text);
}

fn digits(hasher: Sha256) -> String {
    hasher.finalize().iter().take(12).fold(String::new(), |mut out, byte| {
        write!(out, "{byte:02x}").expect("a text");
        out
    })
}

/// Merges one random triple.
fn merge(seed: u64, given: &mut Sha256, made: &mut Sha256) {
    let mut dice = Dice(seed);
    let start = edited(&base(), 'b', &edits(&mut dice));
    let both_made = dice.below(20) == 0;
    let [left, right] = ['l', 'r'].map(|side| edited(&start, side, &edits(&mut dice)).text());
    let before = (!both_made).then(|| start.text());
    for text in before.iter().chain([&left, &right]) {
        take(given, text);
    }
    let path = RepoPath::new("tasks/ola-1-reconcile.md");
    let merged = documents(&path, before.as_deref(), &left, &right);
    take(made, &merged.text);
    for conflict in &merged.conflicts {
        for language in [Language::English, Language::Bokmal] {
            let note = Note::of(conflict, language);
            take(made, note.path.as_str());
            take(made, &note.text);
        }
    }
    take(made, &format!("{:?}", merged.restored));
}

#[test]
fn merges_give_the_bytes_of_their_format() {
    let mut found = HEAD.to_owned();
    for first in (0..MERGES).step_by(GROUP) {
        let (mut given, mut made) = (Sha256::new(), Sha256::new());
        for seed in first..first + GROUP {
            merge(seed as u64, &mut given, &mut made);
        }
        writeln!(found, "{first} {} {}", digits(given), digits(made)).expect("a text");
    }
    if std::env::var_os("HANDOVER_FREEZE").is_some() {
        std::fs::write(FROZEN, &found).expect("written");
    }
    let frozen = std::fs::read_to_string(FROZEN).expect("the frozen merges");
    let mut lines = found.lines().zip(frozen.lines());
    if let Some((found, frozen)) = lines.find(|(one, other)| one != other) {
        let given = |line: &str| line.split(' ').nth(1).map(str::to_owned);
        assert_ne!(given(found), given(frozen), "merges give other bytes:\n{found}\n{frozen}");
        panic!("the frozen merges were made of other documents:\n{found}\n{frozen}");
    }
    assert_eq!(found.len(), frozen.len(), "another number of merges is frozen");
}
