//! What holds of every merge of documents, tried on documents as bad as they come.
//!
//! `HANDOVER_CASES=1000000 cargo test --release --test it merge::campaign` tries a million.

use std::collections::BTreeMap;

use handover::diagnostic::Severity;
use handover::document::Document;
use handover::merge::{Conflict, Merged, Note, Reason, What, documents, is_broken};
use handover::rules::{File, Ruleset};
use handover::schema::{Config, Language, Schema};
use handover::text::{RepoPath, Source};

use super::nasty::{Page, edited};
use crate::support::{Dice, campaign_with};

/// Cases that once broke a law: a comment behind the key of a list; HTML that was never closed.
const KEPT: [u64; 10] = [
    40_031_533, 40_330_308, 60_016_217, 60_017_059, 60_028_944, 60_192_725, 60_232_515, 60_353_172,
    60_354_298, 60_392_561,
];

/// Three versions of a document.
pub(super) struct Versions {
    pub(super) path: RepoPath,
    pub(super) base: Option<String>,
    pub(super) left: String,
    pub(super) right: String,
}

impl Versions {
    fn random(case: u64) -> Self {
        let mut dice = Dice(case);
        let start = Page::random(&mut dice);
        let most = [2, 4, 10][dice.below(3)];
        let [left, right] = ['l', 'r'].map(|side| edited(&start, side, most, &mut dice).text());
        let base = (dice.below(25) > 0).then(|| start.text());
        let path =
            ["tasks/ola-1-reconcile.md", "notes/list.md", "conflicts/ola-1-due-3f2a91c04b7e.md"];
        let path = RepoPath::new(path[[0, 0, 0, 0, 0, 1, 1, 2][dice.below(8)]]);
        if path.is_below("conflicts") && dice.below(2) == 0 {
            return Self::of_note(path, &mut dice);
        }
        Self { path, base, left, right }
    }

    /// A note as the program writes it, in which both have ticked, typed and taken out.
    fn of_note(path: RepoPath, dice: &mut Dice) -> Self {
        let what = match dice.below(4) {
            0 => What::Field("due".to_owned()),
            1 => What::Section("Result".to_owned()),
            2 => What::FrontMatter,
            _ => What::File,
        };
        let conflict = Conflict {
            document: "ola-1".to_owned(),
            what,
            base: (dice.below(3) > 0).then(|| "wb1".to_owned()),
            kept: "wb2 is\n- [ ] wb3".to_owned(),
            other: ["wb4", "---\ndue: wb4\n---\n\n## wb5\n"][dice.below(2)].to_owned(),
            reason: [Reason::Order, Reason::Earlier, Reason::Together][dice.below(3)],
            to: (dice.below(2) == 0).then(|| "ola".to_owned()),
        };
        let language = [Language::English, Language::Bokmal][dice.below(2)];
        let start = Note::of(&conflict, language).text;
        let [left, right] = ['l', 'r'].map(|side| typed_into(&start, side, dice));
        Self { path, base: Some(start), left, right }
    }

    fn merge(&self) -> Merged {
        documents(&self.path, self.base.as_deref(), &self.left, &self.right)
    }

    fn base(&self) -> &str {
        self.base.as_deref().unwrap_or("")
    }

    /// Says all that is needed to look at a fault.
    fn shown(&self, merged: &Merged, what: &str) -> String {
        format!(
            "{what}\n--- base\n{}\n--- left\n{}\n--- right\n{}\n--- merged\n{}\n--- told\n{:#?}",
            self.base(),
            self.left,
            self.right,
            merged.text,
            merged.conflicts
        )
    }
}

/// Returns a text in which one side has ticked boxes, typed and taken lines out.
fn typed_into(text: &str, side: char, dice: &mut Dice) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let body = text.lines().skip(1).position(|line| line == "---").map_or(0, |at| at + 2);
    if dice.below(3) == 0 {
        lines.insert(1, format!("title: w{side}9"));
        return lines.join("\n") + "\n";
    }
    for number in 1..=1 + dice.below(4) {
        let word = format!("w{side}{number}");
        let at = body + dice.below(lines.len().saturating_sub(body) + 1);
        match (dice.below(7), lines.get_mut(at)) {
            (0, _) => lines.insert(at, word),
            (1, _) => lines.extend([String::new(), word]),
            (2, Some(line)) => line.push_str(&format!(" {word}")),
            (3, Some(_)) => drop(lines.remove(at)),
            (4, Some(line)) => *line = word,
            _ => {
                let boxes = lines.iter_mut().filter(|line| line.contains("[ ]"));
                let mut boxes: Vec<&mut String> = boxes.collect();
                let count = boxes.len();
                if let Some(line) = boxes.get_mut(dice.below(count)) {
                    **line = line.replace("[ ]", "[x]");
                }
            }
        }
    }
    lines.join("\n") + "\n"
}

/// Counts the words that somebody typed, each of which is another one.
pub(super) fn typed(text: &str) -> BTreeMap<&str, usize> {
    let mut out = BTreeMap::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        let number = word.strip_prefix(['w']).and_then(|rest| rest.strip_prefix(['b', 'l', 'r']));
        if number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())) {
            *out.entry(word).or_default() += 1;
        }
    }
    out
}

fn is_readable(text: &str) -> bool {
    Document::parse(Source::new(text)).front().is_none_or(|front| front.readable)
}

fn has_markers(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("<<<<<<<") || line.starts_with(">>>>>>>"))
}

/// The sides are alike to a merge, and one that changed nothing is the other side's bytes.
fn order_says_nothing(all: &Versions, merged: &Merged) -> Result<(), String> {
    let (base, left, right) = (all.base.as_deref(), &*all.left, &*all.right);
    if documents(&all.path, base, right, left) != *merged {
        return Err("the sides change places".to_owned());
    }
    let same = |base, left, right, expected: &str, what: &str| {
        let merged = documents(&all.path, base, left, right);
        let is_same = merged.text == expected && merged.conflicts.is_empty();
        is_same.then_some(()).ok_or_else(|| what.to_owned())
    };
    same(base, left, left, left, "both made the same")?;
    same(base, right, right, right, "both made the same")?;
    same(Some(all.base()), left, all.base(), left, "the right side is unchanged")?;
    same(Some(all.base()), all.base(), right, right, "the left side is unchanged")?;
    // Whoever merges what is merged with a side once more has it as it is.
    same(Some(left), &merged.text, left, &merged.text, "merged with the left side again")?;
    same(Some(right), &merged.text, right, &merged.text, "merged with the right side again")
}

/// Whatever both could be read by can be read, and no mark of a conflict comes out that did not go in.
fn stays_readable(all: &Versions, merged: &Merged) -> Result<(), String> {
    let sides = [&*all.left, &*all.right];
    if sides.iter().all(|side| is_readable(side)) && !is_readable(&merged.text) {
        return Err("the front matter cannot be read".to_owned());
    }
    if has_markers(&merged.text) && !sides.iter().any(|side| has_markers(side)) {
        return Err("there is a marker".to_owned());
    }
    let broken = |text: &str| is_broken(&all.path, text);
    if sides.iter().all(|side| !broken(side)) && broken(&merged.text) {
        return Err("it is broken".to_owned());
    }
    let all_feeds = [all.base(), &all.left, &all.right].iter().all(|text| !text.contains('\r'));
    if all_feeds && merged.text.contains('\r') {
        return Err("line ends come from nowhere".to_owned());
    }
    Ok(())
}

/// What somebody typed is there or told, and is there once.
fn nothing_is_lost(all: &Versions, merged: &Merged) -> Result<(), String> {
    let notes: Vec<Note> =
        merged.conflicts.iter().map(|one| Note::of(one, Language::English)).collect();
    let told: String = notes.iter().map(|note| format!("{}\n", note.text)).collect();
    let (found, told) = (typed(&merged.text), typed(&told));
    let [base, left, right] = [all.base(), &all.left, &all.right].map(|text| typed(text));
    let is_there = |word: &str| found.contains_key(word) || told.contains_key(word);
    for (side, other) in [(&left, &right), (&right, &left)] {
        for (word, count) in side {
            let is_new = !base.contains_key(word);
            if is_new && !is_there(word) {
                return Err(format!("{word} is lost"));
            }
            if is_new && *count == 1 && !other.contains_key(word) && found.get(word) > Some(&1) {
                return Err(format!("{word} stands twice"));
            }
        }
    }
    let once = |words: &BTreeMap<&str, usize>, word: &str| words.get(word) == Some(&1);
    for word in base.keys() {
        let in_all = [&base, &left, &right].iter().all(|words| once(words, word));
        if in_all && !is_there(word) {
            return Err(format!("{word}, which everybody has, is lost"));
        }
    }
    for note in &notes {
        if !is_readable(&note.text) {
            return Err(format!("the note cannot be read:\n{}", note.text));
        }
    }
    Ok(())
}

/// A merge of which nothing is told breaks no rule that both sides keep.
fn holds_the_rules(all: &Versions, merged: &Merged) -> Result<(), String> {
    let config = Config::default();
    let rules = Ruleset::new(Schema::builtin(), &config);
    let errors = |text: &str| -> Vec<String> {
        let size = text.len() as u64;
        let file = File::from_bytes(all.path.clone(), size, text.as_bytes());
        let found = rules.check_file(&file).diagnostics.into_iter();
        // What a status claims of a body that the other side changes is no fault of the merge.
        let names = ["yaml-", "field-", "unknown-", "front-matter", "conflict-", "file-"];
        let errors = found.filter(|one| one.severity == Severity::Error);
        let errors = errors.map(|one| one.rule.to_string());
        errors.filter(|rule| names.iter().any(|name| rule.starts_with(name))).collect()
    };
    let known: Vec<String> = [&all.left, &all.right].iter().flat_map(|side| errors(side)).collect();
    let new = errors(&merged.text).into_iter().find(|error| !known.contains(error));
    new.map_or(Ok(()), |error| Err(format!("it breaks {error}")))
}

pub(super) fn laws(all: &Versions) -> Result<(), String> {
    let merged = all.merge();
    // What a value may be follows from the kind: with another one, it may hold no longer.
    let kind = |text: &str| {
        let document = Document::parse(Source::new(text));
        let entry = document.front().and_then(|front| front.get("kind"));
        entry.and_then(|entry| entry.value.text().map(str::to_owned))
    };
    let same_kind = kind(&all.left) == kind(&all.right)
        && [&all.left, &all.right].iter().all(|side| is_readable(side));
    let rules = || match merged.conflicts.is_empty() && same_kind {
        true => holds_the_rules(all, &merged),
        false => Ok(()),
    };
    order_says_nothing(all, &merged)
        .and_then(|()| stays_readable(all, &merged))
        .and_then(|()| nothing_is_lost(all, &merged))
        .and_then(|()| rules())
        .map_err(|what| all.shown(&merged, &what))
}

#[test]
fn every_merge_of_bad_documents_keeps_its_promises() {
    campaign_with(&KEPT, 200, |case| laws(&Versions::random(case)));
}
