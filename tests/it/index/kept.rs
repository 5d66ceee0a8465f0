//! When what a look has read is written into the cache, and over what.

use std::sync::Once;

use handover::workspace::{SILENT, Workspace};

use crate::support::Sandbox;

fn workspace(sandbox: &Sandbox) -> Workspace {
    for (path, text) in [("workspace.yml", "format: 1\n"), ("notes/a.md", "A.\n")] {
        sandbox.write(path, text);
    }
    sandbox.git_init("Ola", "ola@example.org");
    Workspace::require(&sandbox.root()).expect("found")
}

/// A watch says what is wrong before it writes down what it has read.
#[test]
fn what_a_heralded_look_has_read_is_kept_once_that_is_said() {
    let sandbox = Sandbox::in_memory();
    let workspace = workspace(&sandbox);
    let told = workspace.snapshot_heralded(None, &|_| {}, SILENT).expect("listed");
    assert_eq!((told.check().files, told.index().kept()), (2, None));
    assert!(told.index().seen().is_none());
    told.index().keep();
    let (kept, seen) = (told.index().kept(), told.index().seen().expect("kept"));
    assert!(kept.is_some());
    told.index().keep();
    assert_eq!(told.index().kept(), kept, "kept once more");
    let next = workspace.near(None, SILENT).expect("opened");
    assert!(next.index().follows(&seen) && next.index().trust_seen(&seen));
    assert_eq!((next.index().kept(), next.index().paths().count()), (kept, 2));
}

/// FAILURES 13: somebody who began to read before others did, and ends after them, knows less.
#[test]
fn a_look_writes_over_none_that_began_after_it() {
    let sandbox = Sandbox::in_memory();
    let workspace = workspace(&sandbox);
    let once = Once::new();
    let overtake = |done: usize, total: usize| {
        if done == total {
            once.call_once(|| {
                sandbox.write("notes/late.md", "Late.\n");
                let later = workspace.snapshot(None, SILENT).expect("listed");
                assert!(later.index().kept().is_some());
            });
        }
    };
    let first = workspace.snapshot(None, &overtake).expect("listed");
    assert!(once.is_completed());
    assert_eq!(first.index().kept(), None);
    let next = workspace.near(None, SILENT).expect("opened");
    assert!(next.index().trust(1));
    assert_eq!(next.index().paths().count(), 3);
}
