//! Whatever bytes come in, reading, merging, asking and taking in mail go on: no panic, no word that
//! is neither in the result nor told.
//!
//! `HANDOVER_CASES=1000000 cargo test --release --test it nonsense` tries a million.

use handover::document::Document;
use handover::merge::{Note, documents};
use handover::query::check_saved;
use handover::schema::{Config, Language, Schema};
use handover::text::{RepoPath, Source};

use crate::document::laws::{assert_fixes, assert_places};
use crate::query::laws::{assert_query, assert_since, assert_words};
use crate::support::{Dice, campaign};

/// What files and questions are made of, and what breaks those who read them.
const PIECES: [&str; 64] = [
    "---\n",
    "---",
    "...\n",
    "\n",
    "\r\n",
    "\r",
    "\t",
    " ",
    "  ",
    ": ",
    ":",
    "- ",
    "-",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "#",
    "# ",
    "## ",
    "|",
    "|\n",
    ">",
    ">-\n",
    "&a ",
    "*a",
    "<<: *a",
    "!!str ",
    "?",
    "%YAML 1.2\n",
    "kind: task",
    "id: ola-1",
    "due: ",
    "2026-12-01",
    "25:99",
    "tags: [a, b",
    "frist",
    "```\n",
    "~~~",
    "<!--",
    "-->",
    "- [ ] ",
    "- [x] ",
    "| a | b |\n|---|---|\n",
    "[[kari]]",
    "](",
    "<<<<<<< a\n",
    "=======\n",
    ">>>>>>> b\n",
    "\u{feff}",
    "\0",
    "\u{1b}[2J",
    "\u{202e}",
    "e\u{301}",
    "é",
    "𝔘",
    "is:late",
    "-key:",
    "due:<7d",
    "sort:",
    "\\",
    "%%",
];

fn nonsense(dice: &mut Dice) -> Vec<u8> {
    let mut out = Vec::new();
    for _ in 0..dice.below(40) {
        match dice.below(12) {
            0 => out.push(dice.below(256) as u8),
            1 => out.extend(dice.one(&PIECES).bytes().rev()),
            2 => {
                let start = dice.below(out.len() + 1);
                let again = out[start..].to_vec();
                out.extend(again);
            }
            _ => out.extend(dice.one(&PIECES).bytes()),
        }
        if out.len() > 20_000 {
            break;
        }
    }
    out
}

/// Returns a text like another one: some of it is gone, some of it is new.
fn changed(text: &str, dice: &mut Dice) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..dice.below(4) {
        let at = dice.below(chars.len() + 1);
        let end = at + dice.below((chars.len() - at).min(9) + 1);
        chars.splice(at..end, dice.one(&PIECES).chars());
    }
    chars.into_iter().collect()
}

fn read(text: &str) {
    let source = Source::new(text);
    let document = Document::parse(source.clone());
    assert_places(&document);
    assert_fixes(&document);
    let (config, _) = Config::read(&source);
    let kinds = [(RepoPath::new("kinds/a.yml"), source)];
    check_saved(&config.queries, &Schema::with_workspace_kinds(&kinds).0);
}

fn merge(text: &str, dice: &mut Dice) -> Result<(), String> {
    let path = RepoPath::new(*dice.one(&["tasks/a.md", "conflicts/a-due-0123456789ab.md", "x.md"]));
    let (left, right) = (changed(text, dice), changed(text, dice));
    let base = (dice.below(9) > 0).then_some(text);
    let merged = documents(&path, base, &left, &right);
    if merged != documents(&path, base, &right, &left) {
        return Err(format!("the sides change places: {base:?} {left:?} {right:?}"));
    }
    let readable =
        |text: &str| Document::parse(Source::new(text)).front().is_none_or(|front| front.readable);
    if readable(&left) && readable(&right) && !readable(&merged.text) {
        return Err(format!("not readable: {base:?} {left:?} {right:?} {:?}", merged.text));
    }
    let notes = merged.conflicts.iter().map(|one| Note::of(one, Language::Bokmal).text);
    match notes.into_iter().find(|note| !readable(note)) {
        Some(note) => Err(format!("the note cannot be read: {note:?}")),
        None => Ok(()),
    }
}

#[test]
fn whatever_comes_in_nothing_panics() {
    campaign(100, |case| {
        let mut dice = Dice(case);
        let bytes = nonsense(&mut dice);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        read(&text);
        if let Ok(source) = Source::decode(&bytes) {
            Document::parse(source);
        }
        let question: String = text.chars().take(120).collect();
        assert_query(&question);
        assert_since(&question);
        assert_words(&question, &text);
        merge(&text, &mut dice)
    });
}
