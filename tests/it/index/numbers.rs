//! The next free number, without a look at the whole folder.

use handover::workspace::{SILENT, Workspace};

use crate::support::Sandbox;

/// A workspace that was looked at once.
fn looked_at() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("workspace.yml", "format: 1\nname: Nordlys\n");
    sandbox.git_init("Ola", "ola@example.org");
    task(&sandbox, "tasks/ola-3-post.md", "ola-3");
    task(&sandbox, "tasks/deep/ola-4-mail.md", "ola-4");
    workspace(&sandbox).snapshot(None, SILENT).expect("listed");
    sandbox
}

fn task(sandbox: &Sandbox, path: &str, id: &str) {
    sandbox.write(path, &format!("---\nid: {id}\ntitle: Post\n---\n"));
}

fn workspace(sandbox: &Sandbox) -> Workspace {
    Workspace::require(&sandbox.root()).expect("found")
}

#[track_caller]
fn check(sandbox: &Sandbox, expected: &str) {
    let near = workspace(sandbox).near(None, SILENT).expect("opened");
    assert!(!near.index().is_fresh());
    assert_eq!(near.near().numbers().next("ola"), expected);
    let whole = workspace(sandbox).snapshot(None, SILENT).expect("listed");
    assert_eq!(whole.near().numbers().next("ola"), expected, "after a look at everything");
}

/// FAILURES 13, 73.
#[test]
fn what_came_since_the_last_look_has_used_its_number() {
    let sandbox = looked_at();
    check(&sandbox, "ola-5");
    task(&sandbox, "tasks/ola-7.md", "ola-7");
    check(&sandbox, "ola-8");
    task(&sandbox, "tasks/deep/note.md", "ola-9");
    check(&sandbox, "ola-10");
    task(&sandbox, "tasks/new/deeper/note.md", "ola-11");
    check(&sandbox, "ola-12");
    sandbox.write("sops/ola-14-name.md", "Not a document yet.\n");
    check(&sandbox, "ola-15");
    // Written beside and renamed over it, as many editors save.
    task(&sandbox, "tasks/.ola-3-post.md.swp", "ola-20");
    std::fs::rename(sandbox.path("tasks/.ola-3-post.md.swp"), sandbox.path("tasks/ola-3-post.md"))
        .expect("renamed");
    check(&sandbox, "ola-21");
}

/// FAILURES 73.
#[test]
fn what_went_since_the_last_look_keeps_its_number() {
    let sandbox = looked_at();
    std::fs::remove_file(sandbox.path("tasks/deep/ola-4-mail.md")).expect("removed");
    check(&sandbox, "ola-5");
    check(&sandbox, "ola-5");
    std::fs::rename(sandbox.path("tasks/ola-3-post.md"), sandbox.path("post.md")).expect("moved");
    check(&sandbox, "ola-5");
}
