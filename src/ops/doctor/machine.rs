use std::path::Path;

use super::{Check, words};
use crate::store::environment;
use crate::store::transport::{OLDEST_GIT, TransportError, find_git, git_version};

/// Less than this may not be enough for the next sync.
const LITTLE: u64 = 200 << 20;

/// Looks whether the `git` program is there and new enough.
pub(super) fn git() -> Check {
    const TOPIC: &str = "git";
    const GET: &str = "install git from https://git-scm.com/downloads";
    match git_version() {
        Ok(found) if (found.0, found.1) < OLDEST_GIT => {
            Check::problem(TOPIC, TransportError::OldGit { found }.to_string(), GET)
        }
        Ok(found) => match find_git() {
            Some(path) => Check::ok(TOPIC, format!("{found}, {}", path.display())),
            None => Check::ok(TOPIC, found.to_string()),
        },
        Err(error) => Check::problem(TOPIC, words(&error), GET),
    }
}

/// FAILURES 61.
pub(super) fn cloud(folder: &Path) -> Check {
    const TOPIC: &str = "folder";
    match environment::cloud_folder(folder) {
        None => Check::ok(TOPIC, format!("{}, copied by no other service", folder.display())),
        Some(found) => Check::problem(
            TOPIC,
            format!(
                "{} lies in {}, inside {}",
                folder.display(),
                found.cloud,
                found.root.display()
            ),
            "move the workspace out of it: two programs that copy the same files damage them",
        ),
    }
}

/// Looks at the ways of the file system, tried out in the git folder.
pub(super) fn file_system(git_dir: &Path, checks: &mut Vec<Check>) {
    const TOPIC: &str = "file system";
    let found = match environment::file_system(git_dir) {
        Ok(found) => found,
        Err(error) => {
            checks.push(Check::problem(
                TOPIC,
                format!("nothing can be written in {}: {error}", git_dir.display()),
                "see to it that you may write there and the disk is not full",
            ));
            return;
        }
    };
    let before = checks.len();
    if !found.locks {
        checks.push(Check::problem(
            TOPIC,
            "a lock taken by one program does not hold for others",
            "never run two commands here at once, or move the workspace to a local disk",
        ));
    }
    if let Some(network) = found.network {
        checks.push(Check::warning(
            TOPIC,
            format!("it lies on another machine ({network})"),
            "a local disk is faster and safer; each person shares from a clone of their own",
        ));
    }
    if let Some(free) = found.free.filter(|free| *free < LITTLE) {
        let free = format!("only {} MiB are free", free >> 20);
        checks.push(Check::warning(TOPIC, free, "make room before the next sync"));
    }
    if checks.len() == before {
        let case = if found.case_matters { "matters" } else { "does not matter" };
        let free = found.free.map(|free| format!(", {} GiB free", free >> 30));
        let free = free.unwrap_or_default();
        checks.push(Check::ok(TOPIC, format!("upper and lower case {case} in names{free}")));
    }
}
