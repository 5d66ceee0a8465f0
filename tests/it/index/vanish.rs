//! A file that goes between the look at its folder and its reading.

use std::sync::Once;

use handover::diagnostic::rule_name;
use handover::text::RepoPath;
use handover::workspace::{SILENT, Workspace};

use super::same;
use crate::support::Sandbox;

/// Removes half of the files when the first one is read, and puts them back after the look.
#[track_caller]
fn check(workspace: &Workspace, sandbox: &Sandbox, text: &str) {
    let gone = |number: &usize| number.is_multiple_of(2);
    let path = |number: usize| sandbox.path(&format!("notes/{number}.md"));
    for number in 0..40 {
        std::fs::write(path(number), format!("Note {number}, {text}.\n")).expect("written");
    }
    let once = Once::new();
    let remove = |_: usize, _: usize| {
        once.call_once(|| {
            for number in (0..40).filter(gone) {
                std::fs::remove_file(path(number)).expect("it is there");
            }
        });
    };
    let snapshot = workspace.snapshot(None, &remove).expect("listed");
    let unreadable =
        |one: &&handover::diagnostic::Diagnostic| one.rule == rule_name::FILE_UNREADABLE;
    assert_eq!(snapshot.check().diagnostics.iter().find(unreadable), None);
    let known = |number: usize| {
        let path = RepoPath::new(format!("notes/{number}.md"));
        let there = snapshot.index().files().any(|(file, _)| file == path);
        assert_eq!(snapshot.index().entry(&path).is_some(), there, "{path}");
        there
    };
    // The last ones are read after the first.
    assert!(!(0..40).all(known));
    for number in (0..40).filter(gone) {
        std::fs::write(path(number), format!("Note {number}, once more.\n")).expect("written");
    }
    let snapshot = workspace.snapshot(None, SILENT).expect("listed");
    same::whole(snapshot.index(), &same::rebuilt(&snapshot));
    assert_eq!(snapshot.index().files().count(), 41);
}

#[test]
fn a_file_that_went_after_it_was_seen_is_gone() {
    let sandbox = Sandbox::new();
    sandbox.write("workspace.yml", "format: 1\n");
    sandbox.git_init("Ola", "ola@example.org");
    sandbox.write("notes/0.md", "");
    let workspace = Workspace::require(&sandbox.root()).expect("found");
    // When nothing is known yet, then when something is.
    check(&workspace, &sandbox, "new");
    check(&workspace, &sandbox, "changed");
}
