//! What is said where the cache cannot be used: once, and everything works as before.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Run, Sandbox, Small, skipped};

const TASK: &str =
    "---\nid: ola-1\ntitle: Reconcile November\nfrom: ola\nto: kari\n---\n\nThe bank.\n";

/// A workspace in a repository whose git folder may lie elsewhere.
fn workspace(git_dir: Option<&Path>) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("workspace.yml", "format: 1\n");
    sandbox.write("tasks/ola-1.md", TASK);
    let mut args = vec!["init", "-q", "-b", "main"];
    let elsewhere = git_dir.map(|path| format!("--separate-git-dir={}", path.display()));
    args.extend(elsewhere.as_deref());
    sandbox.git(&args);
    sandbox.git(&["config", "user.name", "Ola"]);
    sandbox.git(&["config", "user.email", "ola@example.org"]);
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "-q", "-m", "begin"]);
    sandbox
}

/// Runs every command that uses the cache.
fn all(sandbox: &Sandbox) -> Vec<(String, Run)> {
    const COMMANDS: [&[&str]; 12] = [
        &["list"],
        &["list", "--json"],
        &["board"],
        &["search", "bank"],
        &["search", "bank", "--json"],
        &["show", "ola-1"],
        &["show", "ola-1", "--json"],
        &["links", "ola-1"],
        &["log", "ola-1"],
        &["changes", "--since", "7d", "--json"],
        &["check"],
        &["check", "--json"],
    ];
    COMMANDS.iter().map(|args| (args.join(" "), sandbox.handover(args))).collect()
}

/// Every command says what it says with a cache, and in one more line why it has none.
#[track_caller]
fn is_told(sandbox: &Sandbox, level: &str, words: &str, spoil: impl FnOnce()) {
    let before = all(sandbox);
    assert!(before.iter().all(|(_, run)| !run.stderr.contains("read anew")), "{before:?}");
    spoil();
    for ((command, run), (_, old)) in all(sandbox).iter().zip(&before) {
        assert_eq!((run.code, &run.stdout), (old.code, &old.stdout), "{command}: {}", run.stderr);
        let (told, rest): (Vec<&str>, Vec<&str>) =
            run.stderr.lines().partition(|line| line.contains("all files are read anew"));
        assert_eq!(rest, old.stderr.lines().collect::<Vec<_>>(), "{command}");
        let [line] = told[..] else { panic!("{command}: {}", run.stderr) };
        assert!(line.starts_with("warning: ") && line.contains(words), "{command}: {line}");
        if command.ends_with("--json") {
            serde_json::from_str::<Value>(&run.stdout).expect("JSON");
        }
    }
    let run = sandbox.handover(&["doctor", "--json"]);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let checks = json["checks"].as_array().expect("checks");
    let cache = checks.iter().find(|check| check["topic"] == "cache").expect("looked at");
    assert_eq!(cache["level"], level, "{cache}");
    let found = cache["found"].as_str().expect("text");
    assert!(found.contains(words), "{found}");
}

fn cache_of(sandbox: &Sandbox) -> PathBuf {
    sandbox.path(".git/handover/cache")
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_cache_is_told_and_not_followed() {
    for name in ["", "index.db"] {
        let sandbox = workspace(None);
        let elsewhere = sandbox.home().join("elsewhere");
        std::fs::create_dir(&elsewhere).unwrap();
        is_told(&sandbox, "problem", "is a symbolic link, and is not followed; delete it", || {
            let path = if name.is_empty() {
                std::fs::remove_dir_all(cache_of(&sandbox)).unwrap();
                cache_of(&sandbox)
            } else {
                std::fs::remove_file(cache_of(&sandbox).join(name)).unwrap();
                cache_of(&sandbox).join(name)
            };
            std::os::unix::fs::symlink(&elsewhere, path).unwrap();
        });
        assert_eq!(std::fs::read_dir(&elsewhere).unwrap().count(), 0, "nothing was written there");
    }
}

#[cfg(unix)]
#[test]
fn a_cache_of_someone_else_is_told_and_not_used() {
    let sandbox = workspace(None);
    sandbox.handover(&["list"]);
    let cache = cache_of(&sandbox);
    if std::os::unix::fs::chown(&cache, Some(12345), None).is_err() {
        skipped("root, to give a folder away");
        return;
    }
    std::os::unix::fs::chown(&cache, Some(0), None).unwrap();
    is_told(&sandbox, "problem", "belongs to another user, and is not used", || {
        std::os::unix::fs::chown(&cache, Some(12345), None).unwrap();
    });
}

/// FAILURES 35.
#[test]
fn a_git_folder_that_cannot_be_written_is_told() {
    let place = tempfile::tempdir().unwrap();
    let Some(small) = Small::mount(&place.path().join("small"), "4m") else { return };
    let sandbox = workspace(Some(&small.path().join("git")));
    is_told(&sandbox, "warning", "cannot be used: it is read-only", || small.close());
}

/// FAILURES 35.
#[test]
fn a_full_disk_is_told() {
    let place = tempfile::tempdir().unwrap();
    let Some(small) = Small::mount(&place.path().join("small"), "4m") else { return };
    let sandbox = workspace(Some(&small.path().join("git")));
    is_told(&sandbox, "warning", "the disk is full", || {
        std::fs::remove_dir_all(small.path().join("git/handover/cache")).unwrap();
        small.fill(0);
    });
}
