//! How many files are not as everybody has them, whatever plain git knows of them.

use std::process::Command;

use super::team::{Member, Team};
use crate::support::{Dice, number};

/// Does something to a file, or has plain git take note of what was done; says what.
fn step(ola: &Member<'_>, dice: &mut Dice, done: usize) -> String {
    let mut paths = ola.paths();
    paths.retain(|path| path.starts_with("notes/"));
    let git = |args: &[&str]| drop(ola.git(args));
    let path = paths.get(dice.below(paths.len().max(1))).cloned();
    match (dice.below(9), path) {
        (0, Some(path)) => {
            ola.remove(&path);
            format!("{path} is removed")
        }
        (1, Some(path)) => {
            let to = format!("notes/moved {done}/{done}.md");
            ola.rename(&path, &to);
            format!("{path} is moved to {to}")
        }
        (2, Some(path)) => {
            ola.write(&path, format!("Changed, {done}.\n"));
            format!("{path} is changed")
        }
        #[cfg(unix)]
        (3, Some(path)) => {
            use std::os::unix::fs::PermissionsExt;
            let all = std::fs::Permissions::from_mode(0o755);
            std::fs::set_permissions(ola.path(&path), all).expect("allowed");
            format!("{path} can be run")
        }
        (4, _) => {
            git(&["add", "-A"]);
            "git stages".to_owned()
        }
        (5, _) => {
            git(&["add", "-A"]);
            git(&["commit", "-qm", "by hand", "--allow-empty"]);
            "git commits".to_owned()
        }
        (6, _) => {
            git(&["reset", "-q"]);
            "git unstages".to_owned()
        }
        _ => {
            let path = format!("notes/{done}.md");
            ola.write(&path, format!("New, {done}.\n"));
            format!("{path} is new")
        }
    }
}

/// `HANDOVER_SEEDS` random histories.
#[test]
fn it_is_as_many_as_git_would_find() {
    for seed in 1..=number("HANDOVER_SEEDS").unwrap_or(2) {
        let team = Team::new();
        let ola = team.member("ola");
        for n in 0..12 {
            ola.write(&format!("notes/{}/{n}.md", n % 3), format!("Note {n}.\n"));
        }
        ola.synced();
        let shared = ola.git(&["rev-parse", "HEAD"]);
        let (mut dice, mut log) = (Dice(seed), Vec::new());
        for done in 0..15 {
            log.push(step(&ola, &mut dice, done));
            let told = ola.handover(&["status", "--json"]);
            let told: serde_json::Value = serde_json::from_str(&told.stdout).expect("JSON");
            // In another folder, so that git's index here stays as it is.
            let copy = team.hub.with_file_name(format!("copy-{seed}-{done}"));
            let mut copies = Command::new("cp");
            assert!(
                copies.arg("-Rp").args([&ola.root, &copy]).status().expect("it runs").success()
            );
            team.git(&copy, &["add", "-A"]);
            let found =
                team.git(&copy, &["diff", "--cached", "--name-status", "-M100%", shared.trim()]);
            let expected = found.lines().count();
            assert_eq!(told["unsent"], expected, "seed {seed}: {log:#?}\n{found}");
        }
    }
}
