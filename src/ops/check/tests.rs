#![expect(clippy::disallowed_methods, reason = "tests make the files that are checked")]

use super::*;
use crate::diagnostic::RuleName;
use crate::workspace::SILENT;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = temp.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    temp
}

fn run(directory: &Path, paths: &[&str], fix: bool) -> Outcome {
    let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    check(&Options { directory, paths: &paths, now: None, fix, progress: SILENT }).unwrap()
}

fn found(outcome: &Outcome) -> Vec<(&str, RuleName)> {
    outcome.report.diagnostics.iter().map(|one| (one.path.as_str(), one.rule)).collect()
}

const COLON: &str = "---\nkind: task\ntitle: a: b\n---\n";

#[test]
fn paths_are_shown_from_where_the_person_is() {
    use crate::diagnostic::rule_name::YAML_COLON;
    let temp = folder(&[
        ("plain/tasks/a.md", COLON),
        ("space/workspace.yml", "format: 1\n"),
        ("space/tasks/b.md", COLON),
        ("space/notes/c.md", COLON),
    ]);
    let root = temp.path();
    let check = |directory: &str, paths: &[&str], files: usize, expected: &[&str]| {
        let outcome = run(&root.join(directory), paths, false);
        let expected: Vec<_> = expected.iter().map(|path| (*path, YAML_COLON)).collect();
        assert_eq!((outcome.report.files, found(&outcome)), (files, expected), "{paths:?}");
        for one in &outcome.report.diagnostics {
            assert_eq!(outcome.text(&one.path).unwrap().text(), COLON);
        }
    };
    check("plain", &[], 1, &["tasks/a.md"]);
    check("plain", &["tasks/a.md"], 1, &["tasks/a.md"]);
    check("", &["plain"], 1, &["plain/tasks/a.md"]);
    check("plain/tasks", &["a.md"], 1, &["a.md"]);
    check("space", &[], 3, &["notes/c.md", "tasks/b.md"]);
    check("space/tasks", &[], 3, &["notes/c.md", "tasks/b.md"]);
    check("space/tasks", &["b.md"], 1, &["tasks/b.md"]);
    check("", &["space/tasks"], 1, &["space/tasks/b.md"]);
    check("", &["plain", "space/notes"], 2, &["plain/tasks/a.md", "space/notes/c.md"]);
    check(
        "",
        &["space/notes", "space/tasks/b.md", "space/notes"],
        2,
        &["space/notes/c.md", "space/tasks/b.md"],
    );
}

#[test]
fn a_path_that_is_not_there_is_an_error() {
    let temp = folder(&[]);
    let paths = [PathBuf::from("nowhere.md")];
    let options =
        Options { directory: temp.path(), paths: &paths, now: None, fix: false, progress: SILENT };
    assert!(matches!(check(&options), Err(CheckError::Absent(path)) if path == paths[0]));
}

#[test]
fn safe_fixes_are_applied_round_by_round_and_other_bytes_stay() {
    let text =
        "\u{feff}---\r\nkind: task\r\ntitle: a: b # c\r\nto:  kari\r\n---\r\nText: x: y  \r\n";
    let temp = folder(&[("tasks/a.md", text), ("tasks/ok.md", "# ok\n")]);
    let outcome = run(temp.path(), &[], true);
    assert_eq!((outcome.fixed, outcome.unfixed.len()), (1, 0));
    let mended = std::fs::read_to_string(temp.path().join("tasks/a.md")).unwrap();
    assert_eq!(mended, text.replace("title: a: b # c", "title: \"a: b\" # c"));
    assert_eq!(run(temp.path(), &[], true).fixed, 0);
}

#[cfg(unix)]
#[test]
fn a_file_behind_a_link_is_not_written() {
    let temp = folder(&[("outside/a.md", COLON), ("space/workspace.yml", "format: 1\n")]);
    std::os::unix::fs::symlink(temp.path().join("outside"), temp.path().join("space/tasks"))
        .unwrap();
    run(&temp.path().join("space"), &[], true);
    assert_eq!(std::fs::read_to_string(temp.path().join("outside/a.md")).unwrap(), COLON);
}

#[test]
fn what_is_not_looked_at_is_named() {
    let temp = folder(&[("a/.git/HEAD", "x"), ("a/b.md", "x\n"), ("c.md", "x\n")]);
    let outcome = run(temp.path(), &[], false);
    assert_eq!(outcome.report.files, 1);
    assert_eq!(outcome.nested, [RepoPath::new("a")]);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_told() {
    use crate::diagnostic::rule_name::FILE_UNREADABLE;
    use std::os::unix::fs::PermissionsExt;
    let temp = folder(&[("closed/a.md", "x\n"), ("c.md", "x\n")]);
    let _pipe = std::os::unix::net::UnixListener::bind(temp.path().join("pipe.md")).unwrap();
    let closed = temp.path().join("closed");
    std::fs::set_permissions(&closed, PermissionsExt::from_mode(0o000)).unwrap();
    let may_all = std::fs::read_dir(&closed).is_ok();
    let outcome = run(temp.path(), &[], false);
    std::fs::set_permissions(&closed, PermissionsExt::from_mode(0o700)).unwrap();
    let mut expected = vec![("closed", FILE_UNREADABLE), ("pipe.md", FILE_UNREADABLE)];
    // The superuser may list anything.
    if may_all {
        expected.remove(0);
    }
    assert_eq!(found(&outcome), expected);
    assert_eq!(found(&run(temp.path(), &["pipe.md"], false)), [("pipe.md", FILE_UNREADABLE)]);
}

#[test]
fn folders_of_other_people_mean_nothing() {
    use crate::diagnostic::rule_name::YAML_COLON;
    let files = [
        ("people/alice.md", "---\nname: Alice\nrole: Professor\nlinks:\n  site: x\n---\n"),
        ("meetings/monday.md", "# Monday\n"),
        ("docs/intro.md", "---\nkind: guide\nhead:\n  - - meta\n---\n"),
        ("docs/broken.md", "---\nkind: guide\ntitle: a: b\n---\n"),
        ("tasks/a.md", "---\nstatus: wip\n---\n"),
        ("tasks/ours.md", COLON),
    ];
    let elsewhere = folder(&files);
    let outcome = run(elsewhere.path(), &[], false);
    assert_eq!(
        (found(&outcome), outcome.in_workspace),
        (vec![("tasks/ours.md", YAML_COLON)], false)
    );
    assert!(run(elsewhere.path(), &["tasks/a.md"], false).report.diagnostics.is_empty());
    std::fs::write(elsewhere.path().join("workspace.yml"), "format: 1\n").unwrap();
    let ours = run(elsewhere.path(), &[], false);
    assert!(ours.in_workspace && ours.report.diagnostics.len() > 5);
}
