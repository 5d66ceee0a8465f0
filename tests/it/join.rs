//! A clone that is ready to work in, and the reasons for which none is made.

use crate::support::Sandbox;
use crate::support::setup::{refused, shared};

/// Puts one more file into the shared repository as it is, whatever its name and mode.
fn push_entry(sandbox: &Sandbox, mode: &str, path: &str, text: &str) {
    sandbox.write("content", text);
    let content = sandbox.path("content");
    let id = sandbox.git(&["-C", "ola", "hash-object", "-w", content.to_str().unwrap()]);
    let entry = format!("{mode},{},{path}", id.trim());
    sandbox.git(&["-C", "ola", "update-index", "--add", "--cacheinfo", &entry]);
    sandbox.git(&["-C", "ola", "commit", "-q", "-m", "entry"]);
    sandbox.git(&["-C", "ola", "push", "-q", "--no-verify", "origin", "main"]);
    std::fs::remove_file(content).unwrap();
}

#[test]
fn a_clone_is_ready_to_work_in() {
    let sandbox = shared("nb");
    let run = sandbox.handover(&["join", "shared.git", "--as", "kari"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("Velkommen til Nordlys, Kari."), "{}", run.stdout);
    assert!(run.stdout.contains("START-HERE.md"), "{}", run.stdout);

    let git = |args: &[&str]| sandbox.git(&[&["-C", "shared"], args].concat());
    assert_eq!(
        git(&["status", "--porcelain=v2", "--branch"]).lines().count(),
        4,
        "nothing to tell"
    );
    assert_eq!(git(&["config", "--local", "user.name"]), "Kari Hansen\n");
    assert_eq!(git(&["config", "--local", "user.email"]), "kari@example.org\n");
    assert_eq!(git(&["config", "--local", "core.autocrlf"]), "false\n");
    assert_eq!(git(&["rev-parse", "HEAD"]), sandbox.git(&["-C", "ola", "rev-parse", "HEAD"]));
    assert_eq!(sandbox.read("shared/people/ola.md"), sandbox.read("ola/people/ola.md"));
    let list = std::fs::read_to_string(sandbox.home().join(".config/handover/workspaces.yml"));
    assert!(list.unwrap().contains("nordlys-2: "), "both clones on this machine are listed");
    assert!(!sandbox.home().join(".gitconfig").exists(), "the user's settings stay untouched");
}

/// FAILURES 69: what `git pull` brings before the first sync has come, as after each other one.
#[test]
fn an_editor_that_was_open_during_a_pull_takes_nothing_out() {
    let sandbox = shared("en");
    assert_eq!(sandbox.handover(&["join", "shared.git", "kari", "--as", "kari"]).code, 0);
    let opened = sandbox.read("kari/START-HERE.md");
    sandbox.write("ola/START-HERE.md", &format!("{opened}\nA line by Ola.\n"));
    assert_eq!(sandbox.handover(&["-C", "ola", "sync"]).code, 0);
    sandbox.git(&["-C", "kari", "pull", "--quiet"]);
    sandbox.write("kari/START-HERE.md", &format!("A line by Kari.\n\n{opened}"));
    let told = sandbox.handover(&["-C", "kari", "sync"]).stdout;
    assert!(told.contains("still showed an older version"), "{told}");
    let text = sandbox.read("kari/START-HERE.md");
    assert!(text.contains("A line by Ola.") && text.contains("A line by Kari."), "{text}");
}

#[test]
fn git_settings_say_who_joins() {
    let sandbox = shared("en");
    sandbox.git(&["config", "--global", "user.email", "KARI@example.org"]);
    sandbox.git(&["config", "--global", "core.autocrlf", "true"]);
    let run = sandbox.handover(&["join", "shared.git", "here/deep"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(sandbox.git(&["-C", "here/deep", "config", "user.email"]), "kari@example.org\n");
    assert_eq!(sandbox.read("here/deep/agreement.md"), sandbox.read("ola/agreement.md"));
    assert_eq!(sandbox.git(&["-C", "here/deep", "status", "--porcelain"]), "");
}

#[test]
fn nobody_is_made_up() {
    let sandbox = shared("en");
    let join = |args: &[&str]| sandbox.handover(&[&["join", "shared.git"], args].concat());
    let known = ["kari (Kari Hansen)", "ola (Ola Nordmann)", "--as"];
    refused(&join(&[]), &[&["does not know your mail address"], &known[..]].concat());
    refused(&join(&["--as", "per"]), &[&["called per"], &known[..]].concat());
    sandbox.git(&["config", "--global", "user.email", "per@example.org"]);
    refused(&join(&[]), &[&["per@example.org"], &known[..]].concat());
    assert!(!sandbox.path("shared").exists(), "nothing is left of the attempts");
}

#[test]
fn what_is_no_workspace_is_refused() {
    let sandbox = shared("en");
    let join = |args: &[&str]| sandbox.handover(&[&["join"], args, &["--as", "kari"]].concat());
    sandbox.git(&["init", "-q", "--bare", "empty.git"]);
    refused(&join(&["empty.git", "a"]), &["nothing", "handover sync"]);
    sandbox.write("other/readme.md", "x\n");
    sandbox.git(&["init", "-q", "other"]);
    sandbox.git(&["-C", "other", "add", "."]);
    let who = ["-c", "user.name=a", "-c", "user.email=a@b.no"];
    sandbox.git(&[&["-C", "other"], &who[..], &["commit", "-q", "-m", "one"]].concat());
    refused(&join(&["other", "a"]), &["no workspace", "workspace.yml"]);
    refused(&join(&["missing.git", "a"]), &["no repository"]);
    refused(&join(&["ext::sh -c id", "a"]), &["run a program"]);
    assert!(!sandbox.path("a").exists(), "nothing is left of the attempts");
}

/// FAILURES 61.
#[test]
fn places_where_it_cannot_work_are_refused() {
    let sandbox = shared("en");
    sandbox.write("full/notes.md", "x\n");
    std::fs::create_dir_all(sandbox.path("Dropbox")).unwrap();
    let join = |to: &str| sandbox.handover(&["join", "shared.git", to, "--as", "kari"]);
    refused(&join("full"), &["not empty", "another folder"]);
    refused(&join("ola/inside"), &["inside the git repository"]);
    refused(&join("Dropbox/w"), &["Dropbox"]);
    assert_eq!(sandbox.read("full/notes.md"), "x\n");
    assert!(!sandbox.path("ola/inside").exists() && !sandbox.path("Dropbox/w").exists());
}

#[test]
fn a_folder_that_was_empty_is_empty_again_after_a_failure() {
    let sandbox = shared("en");
    std::fs::create_dir_all(sandbox.path("w")).unwrap();
    refused(&sandbox.handover(&["join", "shared.git", "w"]), &["mail address"]);
    let left: Vec<_> = std::fs::read_dir(sandbox.path("w")).unwrap().collect();
    assert_eq!(left.len(), 0, "{left:?}");
}

/// FAILURES 47: told and left out; the rest is there.
#[test]
fn what_cannot_be_written_is_left_out_and_told() {
    let sandbox = shared("en");
    push_entry(&sandbox, "120000", "tasks/link.md", "/etc/passwd");
    push_entry(&sandbox, "100644", "tasks/CON.md", "x\n");
    let run = sandbox.handover(&["join", "shared.git", "w", "--as", "kari"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stdout.contains("tasks/link.md") && run.stdout.contains("tasks/CON.md"), "{run:?}");
    assert!(sandbox.path("w/tasks/ola-1-contacts.md").exists());
    assert!(sandbox.path("w/tasks/link.md").symlink_metadata().is_err());
    assert!(!sandbox.path("w/tasks/CON.md").exists());
}

/// FAILURES 48.
#[test]
fn nothing_that_arrives_is_run() {
    let sandbox = shared("en");
    push_entry(&sandbox, "100644", "tasks/.gitattributes", "* filter=evil\n");
    push_entry(&sandbox, "100755", "hooks/post-checkout", "#!/bin/sh\ntouch ../ran\n");
    sandbox.git(&["config", "--global", "filter.evil.smudge", "touch ../ran; cat"]);
    sandbox.git(&["config", "--global", "core.hooksPath", "hooks"]);
    let run = sandbox.handover(&["join", "shared.git", "w", "--as", "kari"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(!sandbox.path("ran").exists() && !sandbox.path("w/ran").exists());
    assert_eq!(sandbox.git(&["config", "--global", "core.hooksPath"]), "hooks\n", "left as it was");
}

/// Old servers mark `master` as the branch to use, whatever is pushed there.
#[test]
fn a_server_that_marks_another_branch_is_understood() {
    let sandbox = shared("en");
    sandbox.git(&["-C", "shared.git", "symbolic-ref", "HEAD", "refs/heads/master"]);
    let run = sandbox.handover(&["join", "shared.git", "w", "--as", "kari"]);
    assert_eq!(run.code, 0, "{run:?}");
    let git = |args: &[&str]| sandbox.git(&[&["-C", "w"], args].concat());
    assert_eq!(git(&["status", "--porcelain", "--branch"]), "## main...origin/main\n");
}
