//! Cases in folders under `tests/merge`: `base.md` (none where both sides made the file), `left.md`,
//! `right.md` and `expected.md`, with `expected-note.md` and `expected-note-2.md` where notes are made.
//!
//! A name that starts with a number is that line of FAILURES. `HANDOVER_BLESS=1` writes what is
//! expected anew; look at the difference before you commit it.

use std::fs;
use std::path::{Path, PathBuf};

use handover::merge::{Note, documents};
use handover::schema::Language;
use handover::text::RepoPath;

pub(super) fn read(path: &Path) -> Option<String> {
    fs::read(path).ok().map(|bytes| String::from_utf8(bytes).expect("cases are UTF-8"))
}

pub(super) fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/merge");
    let entries = fs::read_dir(root).expect("the folder of cases");
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.expect("a case").path()).collect();
    cases.sort();
    cases
}

/// Returns the files of a case whose names begin so.
pub(super) fn case_files(case: &Path, start: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(case).expect("a case").map(|entry| entry.expect("a file").path());
    let named = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start))
    };
    entries.filter(named).collect()
}

/// Returns what differs from what is expected.
fn run(case: &Path, bless: bool) -> Vec<String> {
    let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let side = |side: &str| {
        read(&case.join(format!("{side}.md"))).unwrap_or_else(|| panic!("{name}: {side}"))
    };
    let (base, left, right) = (read(&case.join("base.md")), side("left"), side("right"));
    let path = RepoPath::new("tasks/ola-1-reconcile.md");
    let merged = documents(&path, base.as_deref(), &left, &right);
    let back = documents(&path, base.as_deref(), &right, &left);
    assert_eq!(merged, back, "{name}: the sides change places");
    let mut made = vec![("expected.md".to_owned(), merged.text)];
    for (at, conflict) in merged.conflicts.iter().enumerate() {
        let number = if at == 0 { String::new() } else { format!("-{}", at + 1) };
        let note = Note::of(conflict, Language::English);
        made.push((format!("expected-note{number}.md"), note.text));
    }
    let mut wrong = Vec::new();
    for at in 0..8 {
        let number = if at == 0 { String::new() } else { format!("-{}", at + 1) };
        let file = format!("expected-note{number}.md");
        if case.join(&file).exists() && !made.iter().any(|(made, _)| *made == file) {
            wrong.push(format!("{name}: {file} is not made"));
        }
    }
    for (file, text) in made {
        if bless {
            fs::write(case.join(&file), &text).expect("writable");
        }
        if read(&case.join(&file)).as_deref() != Some(&text) {
            wrong.push(format!("{name}: {file} is\n{text}"));
        }
    }
    wrong
}

#[test]
fn every_case_merges_as_it_says() {
    let bless = std::env::var_os("HANDOVER_BLESS").is_some();
    let cases = cases();
    let wrong: Vec<String> = cases.iter().flat_map(|case| run(case, bless)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(cases.len() >= 100, "{} cases", cases.len());
}
