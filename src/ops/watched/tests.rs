#![expect(clippy::disallowed_methods, reason = "tests make the files that are watched")]

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::ops::Place;
use crate::store::Repo;
use crate::store::door::Door;
use crate::workspace::{SILENT, Workspace};

/// A watch is ready as soon as everything is judged, and writes down what it has read behind that.
#[test]
fn what_a_watch_is_about_to_write_down_is_waited_for() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path().canonicalize().expect("there");
    Repo::init(&root, "main").expect("a repository");
    fs::write(root.join("workspace.yml"), "format: 1\n").expect("written");
    let workspace = Workspace::require(&root).expect("a workspace");
    let (late, asked) = (root.join("late.md"), AtomicBool::new(false));
    let answer = move |_: &str| {
        if !asked.swap(true, Ordering::Relaxed) {
            return Answer::Soon.line();
        }
        let seen = workspace.snapshot(None, SILENT).expect("listed");
        // Whoever looks for themselves finds it.
        fs::write(&late, "Late.\n").expect("written");
        Answer::Fresh { generation: seen.index().kept().expect("kept") }.line()
    };
    let folder = door::folder(&root.join(".git")).expect("made");
    let _door = Door::open(&folder, answer).expect("opened");
    let place = Place::open_live(&root, None, SILENT).expect("opened");
    assert_eq!(place.snapshot.index().paths().count(), 1);
    assert!(root.join("late.md").exists());
}
