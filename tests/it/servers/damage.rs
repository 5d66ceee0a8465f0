//! What a power cut leaves: empty refs and objects, locks of programs that are dead.

use std::path::PathBuf;

use crate::sync::team::{Member, Team, task};

/// A workspace in which Ola has shared something and has more to share.
fn scene() -> Team {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("notes/a.md", "Shared.\n");
    ola.synced();
    kari.synced();
    kari.write("notes/k.md", "By Kari.\n");
    kari.synced();
    ola.write("notes/b.md", "Not shared yet.\n");
    team
}

/// Empties a file, as a disk does that lost what was not forced to it.
fn empty(path: PathBuf) {
    std::fs::remove_file(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    std::fs::write(path, "").unwrap();
}

fn object(member: &Member<'_>, name: &str) -> PathBuf {
    let id = member.git(&["rev-parse", name]);
    let (folder, file) = id.trim().split_at(2);
    member.path(".git/objects").join(folder).join(file)
}

/// The next sync finds the damage, says so in words, and has everything as if nothing had been.
fn is_mended(team: &Team, words: &str) {
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let run = ola.handover(&["sync"]);
    assert_eq!(run.code, 0, "{} {}", run.stdout, run.stderr);
    assert!(run.stdout.contains(words), "{}", run.stdout);
    assert_eq!(team.shared("notes/b.md").as_deref(), Some("Not shared yet.\n"));
    assert_eq!(ola.read("notes/a.md"), "Shared.\n");
    team.settle(&[&ola, &kari]);
}

/// FAILURES 36.
#[test]
fn an_emptied_branch_is_restored() {
    let team = scene();
    empty(team.member("ola").path(".git/refs/heads/main"));
    is_mended(&team, "was restored");
}

/// FAILURES 36: no new beginning is made, which would have nothing in common with what the others have.
#[test]
fn a_branch_that_is_gone_is_restored_also_without_its_log() {
    for log in [true, false] {
        let team = scene();
        let ola = team.member("ola");
        std::fs::remove_file(ola.path(".git/refs/heads/main")).unwrap();
        if !log {
            std::fs::remove_dir_all(ola.path(".git/logs")).unwrap();
        }
        let draft = task("ola-1", "2099-12-01", "One.").replace("status: sent", "status: draft");
        ola.write("tasks/ola-1.md", draft);
        let moved = ola.handover(&["send", "ola-1"]);
        assert!(
            moved.code == 2 && moved.stderr.contains("`handover sync` restores it"),
            "{moved:?}"
        );
        ola.remove("tasks/ola-1.md");
        is_mended(&team, "was restored");
        let begun = ola.git(&["rev-list", "--max-parents=0", "--count", "HEAD"]);
        assert_eq!(begun.trim(), "1");
    }
}

/// FAILURES 36.
#[test]
fn an_emptied_ref_of_ours_is_made_anew() {
    for name in ["shared/main", "fetched"] {
        let team = scene();
        let ola = team.member("ola");
        empty(ola.path(".git/refs/worktree/handover").join(name));
        assert_eq!(ola.synced().result(), "merged", "{name}");
        team.settle(&[&ola, &team.member("kari")]);
    }
}

/// FAILURES 36: what held-back files were based on.
#[test]
fn a_lost_base_is_told() {
    let team = scene();
    let ola = team.member("ola");
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "One."));
    ola.synced();
    let kari = team.member("kari");
    kari.synced();
    kari.edit("tasks/ola-1.md", "One.", "One, by Kari.");
    kari.synced();
    ola.edit("tasks/ola-1.md", "One.", "One, by Ola.");
    ola.edit("tasks/ola-1.md", "title: Post the", "title: Post: the");
    assert_eq!(ola.synced().paths("held_back"), ["tasks/ola-1.md"]);
    let base = ola.path(".git/refs/worktree/handover/base");
    empty(base);
    let run = ola.handover(&["sync"]);
    assert_eq!(run.code, 1, "{} {}", run.stdout, run.stderr);
    assert!(run.stdout.contains("Look at them before they are shared"), "{}", run.stdout);
}

/// FAILURES 36: the last commit, its tree, a file's content, shared and known to others.
#[test]
fn an_emptied_object_comes_back_from_the_shared_place() {
    for name in ["HEAD^{tree}", "HEAD:notes/a.md", "HEAD~1"] {
        let team = scene();
        let ola = team.member("ola");
        empty(object(&ola, name));
        let run = ola.handover(&["sync"]);
        assert_eq!(run.code, 0, "{name}: {} {}", run.stdout, run.stderr);
        assert_eq!(team.shared("notes/b.md").as_deref(), Some("Not shared yet.\n"), "{name}");
        assert!(run.stdout.contains("restored"), "{name}: {}", run.stdout);
    }
}

/// FAILURES 36: the library that reads objects never comes back from one that ends too early.
#[test]
fn what_was_cut_short_comes_back_and_stops_nobody() {
    let team = scene();
    let ola = team.member("ola");
    for name in ["HEAD:notes/a.md", "HEAD~1", "HEAD"] {
        let path = object(&ola, name);
        let whole = std::fs::read(&path).unwrap();
        empty(path.clone());
        std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    }
    let run = ola.handover(&["sync"]);
    assert_eq!(run.code, 0, "{} {}", run.stdout, run.stderr);
    assert!(run.stdout.contains("3 damaged parts"), "{}", run.stdout);
    team.settle(&[&ola, &team.member("kari")]);
}

/// FAILURES 36: nobody else has it, but the folder or the log does.
#[test]
fn an_emptied_object_that_nobody_else_has_is_made_again() {
    for name in ["HEAD", "HEAD:notes/b.md"] {
        let team = scene();
        let ola = team.member("ola");
        let hub = ola.git(&["remote", "get-url", "origin"]);
        ola.git(&["remote", "set-url", "origin", "http://127.0.0.1:9/hub.git"]);
        assert_eq!(ola.sync(&[]).result(), "offline");
        ola.git(&["remote", "set-url", "origin", hub.trim()]);
        empty(object(&ola, name));
        let run = ola.handover(&["sync"]);
        assert_eq!(run.code, 0, "{name}: {} {}", run.stdout, run.stderr);
        assert_eq!(team.shared("notes/b.md").as_deref(), Some("Not shared yet.\n"), "{name}");
        team.settle(&[&ola, &team.member("kari")]);
    }
}

/// FAILURES 36: what cannot be had again is told, and nothing is touched.
#[test]
fn what_cannot_be_restored_is_told() {
    let team = scene();
    let ola = team.member("ola");
    empty(object(&ola, "HEAD"));
    ola.git(&["remote", "set-url", "origin", "http://127.0.0.1:9/hub.git"]);
    std::fs::remove_dir_all(ola.path(".git/logs")).unwrap();
    let before = ola.files();
    let run = ola.handover(&["sync"]);
    assert_eq!(run.code, 2, "{} {}", run.stdout, run.stderr);
    assert!(run.stderr.contains("lacks a part of its history"), "{}", run.stderr);
    assert_eq!(ola.files(), before);
}

/// FAILURES 36.
#[test]
fn an_emptied_index_is_made_anew() {
    let team = scene();
    empty(team.member("ola").path(".git/index"));
    is_mended(&team, "No file was touched.");
}

/// FAILURES 36: which branch is checked out is known where there is only one.
#[test]
fn an_emptied_head_and_a_lost_index_are_made_again() {
    let team = scene();
    empty(team.member("ola").path(".git/HEAD"));
    is_mended(&team, "was restored");
    let team = scene();
    std::fs::remove_file(team.member("ola").path(".git/index")).unwrap();
    is_mended(&team, "No file was touched.");
}

/// FAILURES 33, 36: what a killed `git` has left of its copy of what the others have.
#[test]
fn what_git_remembers_of_the_others_stops_nothing() {
    let team = scene();
    let ola = team.member("ola");
    let tracked = ola.path(".git/refs/remotes/origin/main");
    let lock = ola.path(".git/refs/remotes/origin/main.lock");
    std::fs::write(&lock, "").unwrap();
    ola.synced();
    ola.write("notes/more.md", "More.\n");
    assert_eq!(ola.synced().result(), "sent");
    assert!(lock.exists(), "it may be another program's");
    std::fs::remove_file(lock).unwrap();
    std::fs::write(&tracked, "").unwrap();
    ola.write("notes/more.md", "More, and more.\n");
    assert_eq!(ola.synced().result(), "sent");
    let there = team.member("kari");
    there.synced();
    assert_eq!(ola.git(&["rev-parse", "origin/main"]), there.git(&["rev-parse", "HEAD"]));
}

/// FAILURES 37: a lock that may be another program's is named and stays.
#[test]
fn a_lock_that_may_be_anothers_is_told() {
    for lock in ["index.lock", "refs/heads/main.lock"] {
        let team = scene();
        let ola = team.member("ola");
        let path = ola.path(".git").join(lock);
        std::fs::write(&path, "").unwrap();
        let run = ola.handover(&["sync"]);
        assert_eq!(run.code, 2, "{lock}: {} {}", run.stdout, run.stderr);
        assert!(run.stderr.contains(lock) && run.stderr.contains("delete"), "{}", run.stderr);
        assert!(path.exists(), "{lock}");
        assert_eq!(ola.read("notes/b.md"), "Not shared yet.\n");
        std::fs::remove_file(path).unwrap();
        // Whoever types on meanwhile has done both.
        ola.write("notes/b.md", "Not shared yet, and longer.\n");
        assert!(ola.synced().paths("conflicts").is_empty(), "{lock}");
        assert_eq!(ola.read("notes/b.md"), "Not shared yet, and longer.\n");
        team.settle(&[&ola, &team.member("kari")]);
    }
}

/// FAILURES 37: what a killed sync left of its own writing is removed by the next.
#[test]
fn locks_of_a_dead_sync_are_removed() {
    let team = scene();
    let ola = team.member("ola");
    std::fs::write(ola.path(".git/refs/worktree/handover/remote.lock"), "").unwrap();
    std::fs::write(ola.path(".git/refs/worktree/handover/pending.lock"), "").unwrap();
    std::fs::write(ola.path(".git/handover/lock.holder"), "1\n2026-11-24T09:00:00Z\nsync\n")
        .unwrap();
    assert_eq!(ola.synced().result(), "merged");
    team.settle(&[&ola, &team.member("kari")]);
}
