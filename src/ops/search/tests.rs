#![expect(clippy::disallowed_methods, reason = "tests make the files that are searched")]

use super::*;
use crate::workspace::{SILENT, Workspace};

const PLACE: [(&str, &str); 2] = [
    ("workspace.yml", "format: 1\ntimezone: Europe/Oslo\n"),
    (
        "people/ola.md",
        "---\nid: ola\nname: Ola Nordmann\nemail: ola@example.com\nrole: client\n---\n",
    ),
];

/// A workspace with these files and two that every one has.
fn snapshot(files: &[(&str, &str)]) -> (tempfile::TempDir, Snapshot) {
    let temp = tempfile::tempdir().unwrap();
    for (path, text) in PLACE.iter().chain(files) {
        let path = temp.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let workspace = Workspace::require(temp.path()).unwrap();
    let snapshot = workspace.snapshot(None, SILENT).unwrap();
    (temp, snapshot)
}

fn found(snapshot: &Snapshot, query: &str) -> Found {
    let options = SearchOptions { query, me: None, limit: None, reading: SILENT, indexing: SILENT };
    search(snapshot, options).expect(query)
}

fn check(files: &[(&str, &str)], query: &str, expected: &[&str]) {
    let (_temp, snapshot) = snapshot(files);
    let found = found(&snapshot, query);
    let paths: Vec<&str> = found.hits.iter().map(|hit| hit.record.path.as_str()).collect();
    assert_eq!(paths, expected, "{query}");
}

fn task(id: &str, status: &str, due: &str) -> String {
    format!(
        "---\nid: {id}\ntitle: Avstem\nfrom: ola\nto: ola\nstatus: {status}\ndue: {due}\n---\nFaktura.\n"
    )
}

#[test]
fn what_is_called_so_comes_first_then_what_is_open_then_what_is_later() {
    let one = task("ola-1", "sent", "2026-12-01");
    let two = task("ola-2", "cancelled", "2026-12-31");
    let three = task("ola-3", "sent", "2026-12-02");
    let ten = task("ola-10", "sent", "2026-12-02");
    let files = [
        ("tasks/a.md", one.as_str()),
        ("tasks/b.md", &two),
        ("tasks/c.md", &three),
        ("tasks/d.md", &ten),
    ];
    check(&files, "faktura", &["tasks/d.md", "tasks/c.md", "tasks/a.md", "tasks/b.md"]);
    check(&files, "faktura sort:id", &["tasks/a.md", "tasks/b.md", "tasks/c.md", "tasks/d.md"]);
    check(&files, "faktura sort:-id limit:2", &["tasks/d.md", "tasks/c.md"]);
    check(&files, "faktura is:closed", &["tasks/b.md"]);
    check(&files, "faktura -avstem", &[]);
    let about = format!("# Ola-1\n\n{}", "ola-1 ".repeat(9));
    let files = [("tasks/a.md", one.as_str()), ("b.md", &about), ("tasks/d.md", &ten)];
    check(&files, "OLA-1", &["tasks/a.md", "b.md", "tasks/d.md"]);
}

#[test]
fn everything_that_is_written_is_searched() {
    let reply = "---\ntype: confirm\nby: ola\n---\nBlåbær på Ås.\n";
    let task = task("ola-1", "sent", "2026-12-01");
    let files = [
        ("tasks/a.md", task.as_str()),
        ("tasks/ola-1/2026-11-24-091203-ola-confirm-7f3a.md", reply),
        ("tasks/broken.md", "---\ntitle: \"Blåbær\nto: ola\n---\n"),
        ("notes.md", "Bare et notat om blåbær. <!-- jordbær -->\n"),
        ("data.csv", "blåbær\n"),
    ];
    check(&files, "blaabaer aas", &["tasks/ola-1/2026-11-24-091203-ola-confirm-7f3a.md"]);
    check(&files, "blåbær is:broken", &["tasks/broken.md"]);
    check(&files, "blåbær notat", &["notes.md"]);
    check(&files, "jordbær", &[]);
    let (_temp, snapshot) = snapshot(&files);
    let found = found(&snapshot, "ås");
    let about = found.hits[0].about.as_ref().map(|task| task.id.as_ref());
    assert_eq!(about, Some("ola-1"));
}

#[test]
fn a_file_that_is_no_text_is_found_by_its_name() {
    let (temp, _) = snapshot(&[]);
    std::fs::create_dir(temp.path().join("tasks")).unwrap();
    std::fs::write(temp.path().join("tasks/bl\u{e5}b\u{e6}r.md"), b"bl\xe5b\xe6r").unwrap();
    let snapshot = Workspace::require(temp.path()).unwrap().snapshot(None, SILENT).unwrap();
    let found = found(&snapshot, "blåbær");
    assert_eq!(found.total, 1);
    assert!(found.hits[0].lines.is_empty());
}

#[test]
fn phrases_stand_in_one_passage() {
    let files = [
        ("a.md", "november\nfaktura og annet\n"),
        ("b.md", "november\n\nfaktura\n"),
        ("c.md", "faktura november\n"),
        ("d.md", "november fakturaer\n"),
    ];
    check(&files, "\"november faktura\"", &["a.md"]);
    check(&files, "november -\"november faktura\" sort:path", &["b.md", "c.md", "d.md"]);
    check(&files, "\"november faktura\" -annet", &[]);
}

#[test]
fn what_is_not_found_is_told() {
    let (_temp, snapshot) = snapshot(&[("a.md", "faktura\n"), ("b.md", "november\n")]);
    let none = found(&snapshot, "fakutra novembre");
    let near = |typed: &str, near: &str| Unknown { typed: typed.into(), near: Some(near.into()) };
    assert_eq!(none.unknown, [near("fakutra", "faktura"), near("novembre", "november")]);
    let apart = found(&snapshot, "faktura november");
    assert_eq!((apart.total, apart.with_words, apart.unknown.len()), (0, 0, 0));
    let narrowed = found(&snapshot, "faktura kind:task");
    assert_eq!((narrowed.total, narrowed.with_words), (0, 1));
    let options =
        |query| SearchOptions { query, me: None, limit: None, reading: SILENT, indexing: SILENT };
    assert!(matches!(search(&snapshot, options("kind:task")), Err(SearchError::NoWord)));
    assert!(matches!(search(&snapshot, options("-faktura")), Err(SearchError::NoWord)));
    assert!(matches!(search(&snapshot, options("\"open")), Err(SearchError::Query(_))));
}

#[test]
fn as_many_are_shown_as_are_asked_for() {
    let files: Vec<(String, &str)> = (0..30).map(|n| (format!("{n}.md"), "faktura\n")).collect();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let (_temp, snapshot) = snapshot(&files);
    let shown = |query: &str, limit| {
        let options = SearchOptions { query, me: None, limit, reading: SILENT, indexing: SILENT };
        let found = search(&snapshot, options).expect(query);
        (found.hits.len(), found.total)
    };
    assert_eq!(shown("faktura", None), (SCREENFUL, 30));
    assert_eq!(shown("faktura limit:3", None), (3, 30));
    assert_eq!(shown("faktura limit:3", Some(4)), (4, 30));
    assert_eq!(shown("faktura", Some(99)), (30, 30));
}
