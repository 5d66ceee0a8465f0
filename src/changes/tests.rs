use super::*;
use crate::merge::ContentId;
use crate::schema::{Language, Schema};
use crate::text::RepoPath;

const TASK: &str = "---
id: ola-1
title: Reconcile November
from: ola
to: kari
status: sent
due: 2026-12-01
tags: [bank, mva]
---
# Reconcile November

## Result

The books and the bank say the same.

## Done when

- [ ] every line is matched
- [ ] the list is short
";

fn version(text: &str) -> Version {
    Version::read(Schema::builtin(), &RepoPath::new("tasks/ola-1-x.md"), Some(text.as_bytes()))
}

fn words(changes: &[Change], language: Language) -> Vec<String> {
    let schema = Schema::builtin();
    let speaker = Speaker { schema, kind: schema.kind("task"), language };
    changes.iter().map(|change| said(change, speaker)).collect()
}

/// Replaces parts of the task and compares with what is then said.
#[track_caller]
fn check(edits: &[(&str, &str)], expected: &[&str]) {
    let edited = edits.iter().fold(TASK.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from:?} is not in the task");
        text.replacen(from, to, 1)
    });
    let changes = between(&version(TASK), &version(&edited));
    assert_eq!(words(&changes, Language::English), expected, "{edits:?}");
}

#[test]
fn fields_are_told_by_what_they_mean() {
    check(&[("2026-12-01", "2026-12-04")], &["due: 2026-12-01 → 2026-12-04"]);
    check(&[("status: sent", "status: in_progress")], &["status: sent → in progress"]);
    check(&[("due: 2026-12-01\n", "")], &["due removed; it was 2026-12-01"]);
    check(&[("tags:", "max_hours: 4\ntags:")], &["max hours set to 4"]);
    check(&[("[bank, mva]", "[mva, kid, ks]")], &["tags: added kid, ks; tags: removed bank"]);
    check(&[("[bank, mva]", "[mva]")], &["tags: removed bank"]);
    check(&[("[bank, mva]", "[mva, kid]")], &["tags: bank → kid"]);
    check(&[("tags: [bank, mva]\n", "")], &["tags: removed bank, mva"]);
    check(
        &[("title: Reconcile November", "title: Close November")],
        &["title: “Reconcile November” → “Close November”"],
    );
    check(&[("id: ola-1", "id: ola-2\nformerly: [ola-1]")], &["id: “ola-1” → “ola-2”"]);
    check(&[("id: ola-1", "id: ola-1\nkind: brief")], &["kind: task → brief"]);
}

#[test]
fn spelling_is_no_change() {
    check(&[("status: sent", "tilstand: \"sendt\"")], &[]);
    check(&[("due:", "frist:"), ("to: kari", "ansvarlig: \"[[kari]]\"")], &[]);
    check(&[("tags: [bank, mva]", "tags:\n  - mva\n  - bank")], &[]);
    check(&[("id: ola-1\n", ""), ("status:", "id: ola-1\nkind: task\nstatus:")], &[]);
    check(&[("The books and the", "The  books\nand *the*")], &[]);
    check(&[("- [ ] every", "* [ ] every"), ("The books", "<!-- hint -->\nThe books")], &[]);
    check(&[("## Result", "## Resultat:"), ("## Done when", "## Ferdig når")], &[]);
    let windows = version(&format!("\u{feff}{}", TASK.replace('\n', "\r\n")));
    assert_eq!(between(&version(TASK), &windows), []);
}

#[test]
fn the_body_is_told_by_its_parts() {
    check(&[("the bank say", "the bank account say")], &["Result: 1 word added"]);
    check(&[("the bank say", "the ledger do say")], &["Result: 2 words added, 1 removed"]);
    check(&[("## Done", "## Background\n\nIt is late.\n\n## Done")], &["Background: new, 3 words"]);
    check(
        &[("## Result\n\nThe books and the bank say the same.\n", "")],
        &["Result: removed, 8 words"],
    );
    check(&[("## Result", "## What for")], &["“Result” is called “What for” now"]);
    check(
        &[("# Reconcile November\n", "Soon!\n\n# Reconcile November\n")],
        &["the beginning: 1 word added"],
    );
    check(&[("- [ ] every", "- [x] every")], &["ticked “every line is matched”"]);
    check(&[("- [ ] every", "- [x] each")], &["Done when: 1 word added, 1 removed"]);
    let ticked = version(&TASK.replace("[ ] the", "[x] the"));
    let changes = between(&ticked, &version(TASK));
    assert_eq!(words(&changes, Language::English), ["took the tick off “the list is short”"]);
}

#[test]
fn a_heading_that_follows_the_title_is_told_once() {
    check(
        &[
            ("title: Reconcile November", "title: Close November"),
            ("# Reconcile November", "# Close November"),
        ],
        &["title: “Reconcile November” → “Close November”"],
    );
    let (old, new) = (version("# One\n\nText\n"), version("# Two\n\nText\n"));
    assert_eq!(words(&between(&old, &new), Language::English), ["title: “One” → “Two”"]);
}

#[test]
fn what_cannot_be_read_is_told_without_false_changes() {
    let broken = TASK.replace("title: Reconcile November", "title: a: b: c");
    let (good, bad) = (version(TASK), version(&broken));
    assert_eq!(between(&good, &bad), [Change::Unreadable]);
    assert_eq!(between(&bad, &good), [Change::Readable]);
    let moved = version(&TASK.replace("2026-12-01", "2026-12-02"));
    let changes = between(&bad, &moved);
    assert_eq!(
        words(&changes, Language::English),
        ["the fields at the top can be read again", "due: 2026-12-01 → 2026-12-02",]
    );
    let path = RepoPath::new("tasks/ola-1-x.md");
    let lost = Version::read(Schema::builtin(), &path, None);
    assert_eq!(between(&good, &lost), [Change::Unreadable]);
    assert_eq!(between(&lost, &good), [Change::Readable]);
    let utf16 = Version::read(Schema::builtin(), &path, Some(b"\xff\xfea\0"));
    assert_eq!(between(&lost, &utf16), [Change::Content]);
}

#[test]
fn changes_are_said_in_bokmal() {
    let new = TASK
        .replace("status: sent", "status: confirmed")
        .replace("[bank, mva]", "[mva]")
        .replace("due: 2026-12-01\n", "")
        .replace("[ ] every", "[x] every")
        .replace("The books", "All the books");
    let changes = between(&version(TASK), &version(&new));
    assert_eq!(
        words(&changes, Language::Bokmal),
        [
            "status: sendt → bekreftet",
            "stikkord: fjernet bank",
            "frist fjernet; det var 2026-12-01",
            "Resultat: 2 ord lagt til, 1 fjernet",
            "krysset av «every line is matched»",
        ]
    );
}

/// Merges as a person would, and tells what only the merge says.
#[track_caller]
fn check_merge(
    left: &[(&str, &str)],
    right: &[(&str, &str)],
    merge: &[(&str, &str)],
    own: &[&str],
) {
    let edited = |edits: &[&[(&str, &str)]]| {
        let all = edits.iter().copied().flatten();
        version(&all.fold(TASK.to_owned(), |text, (from, to)| text.replacen(from, to, 1)))
    };
    let (l, r) = (edited(&[left]), edited(&[right]));
    let merged = edited(&[left, right, merge]);
    assert_eq!(words(&of_merge(&[&l, &r], &merged), Language::English), own);
    assert_eq!(of_merge(&[&r, &l], &merged).len(), own.len());
}

#[test]
fn a_merge_tells_only_what_nobody_told() {
    let due = ("2026-12-01", "2026-12-04");
    check_merge(&[due], &[("status: sent", "status: confirmed")], &[], &[]);
    check_merge(&[("bank, mva", "bank, mva, kid")], &[("bank, mva", "mva")], &[], &[]);
    check_merge(&[("The books", "All books")], &[("the same", "the very same")], &[], &[]);
    check_merge(&[("[ ] every", "[x] every")], &[("[ ] the", "[x] the")], &[], &[]);
    check_merge(
        &[due],
        &[("to: kari", "to: per")],
        &[("2026-12-04", "2026-12-09")],
        &["due: 2026-12-04 → 2026-12-09"],
    );
    check_merge(
        &[("The books", "All books")],
        &[due],
        &[("bank say", "bank now say")],
        &["Result: 1 word added"],
    );
    let section = ("## Done", "## Background\n\nLate.\n\n## Done");
    check_merge(&[section], &[due], &[], &[]);
    check_merge(&[due], &[("sent", "asked")], &[section], &["Background: new, 1 word"]);
}

#[track_caller]
fn check_pairs(gone: &[(&str, &str)], new: &[(&str, &str)], expected: &[(usize, usize)]) {
    let texts: std::collections::HashMap<ContentId, &str> = gone
        .iter()
        .chain(new)
        .map(|(_, text)| (ContentId::of_blob(text.as_bytes()), *text))
        .collect();
    let files = |all: &[(&str, &str)]| -> Vec<(RepoPath, ContentId)> {
        let one = |(path, text): &(&str, &str)| {
            (RepoPath::new(path), ContentId::of_blob(text.as_bytes()))
        };
        all.iter().map(one).collect()
    };
    let mut ids = |id: ContentId| written_ids(texts[&id].as_bytes());
    assert_eq!(pairs(&files(gone), &files(new), &mut ids), expected);
}

#[test]
fn what_went_is_paired_with_what_came() {
    check_pairs(&[("a.md", "x")], &[("b.md", "x")], &[(0, 0)]);
    check_pairs(&[("a.md", "x")], &[("b.md", "y")], &[]);
    // The same name first.
    check_pairs(
        &[("a.md", "x"), ("b.md", "x")],
        &[("c/b.md", "x"), ("d.md", "x")],
        &[(0, 1), (1, 0)],
    );
    // Documents by their id, and by one that they had.
    let (old, new) = ("---\nid: ola-1\n---\nOld\n", "---\nID: x\nid: ola-1\n---\nNew\n");
    check_pairs(&[("a.md", old)], &[("b.md", "y"), ("c.md", new)], &[(0, 1)]);
    let renumbered = "---\nid: ola-2\nformerly: [ola-1]\n---\nOld\n";
    check_pairs(&[("a.md", old)], &[("b.md", renumbered)], &[(0, 0)]);
    check_pairs(&[("a.txt", old)], &[("b.md", new)], &[]);
    // Nothing is known by having no content.
    check_pairs(&[("a.md", "")], &[("b.md", "")], &[]);
    check_pairs(&[("a.md", "")], &[("x/a.md", "")], &[(0, 0)]);
}

#[test]
fn lines_that_differ_are_shown_with_those_around() {
    let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
    let new = "1\n2\n3\nfour\n5\n6\n7\n8\n9\n10\n";
    let hunks = line_changes(old, new);
    let shown = |line: &Line| match line {
        Line::Same(text) => format!(" {text}"),
        Line::Removed(text) => format!("-{text}"),
        Line::Added(text) => format!("+{text}"),
    };
    let lines: Vec<Vec<String>> =
        hunks.iter().map(|hunk| hunk.lines.iter().map(shown).collect()).collect();
    assert_eq!(lines, [vec![" 2", " 3", "-4", "+four", " 5", " 6"], vec![" 8", " 9", "+10"]]);
    assert_eq!((hunks[0].old, hunks[0].new, hunks[1].old, hunks[1].new), (2, 2, 8, 8));
    assert_eq!(line_changes("a\r\nb", "a\nb\n"), []);
    assert_eq!(line_changes("", ""), []);
}

#[test]
fn a_change_is_remembered_as_it_was() {
    let edited = TASK.replace("2026-12-01", "2026-12-04 15:00").replace("[bank, mva]", "[kid]");
    let changes = between(&version(TASK), &version(&edited));
    let bytes = postcard::to_stdvec(&changes).expect("written");
    assert_eq!(postcard::from_bytes::<Vec<Change>>(&bytes).expect("read"), changes);
}
