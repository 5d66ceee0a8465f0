use std::path::Path;

use super::{Check, words};
use crate::index::history;
use crate::ops::clone_settings::{DRIVER, merges_with};
use crate::ops::hook;
use crate::ops::sync::open_words;
use crate::schema::{Language, layout};
use crate::store::cache::CacheNote;
use crate::store::environment::{Holds, place};
use crate::store::hooks::HooksFolder;
use crate::store::lock::Lock;
use crate::store::{Head, OpenError, Repo};
use crate::sync;
use crate::text::RepoPath;
use crate::workspace::Workspace;

const TOPIC: &str = "repository";

/// Opens the repository of the workspace; says why where it cannot be worked in.
pub(super) fn open(workspace: &Workspace, checks: &mut Vec<Check>) -> Option<Repo> {
    match Repo::discover(workspace.root()) {
        Ok(repo) if repo.root() == workspace.root() => Some(repo),
        Ok(repo) => {
            checks.push(Check::problem(
                TOPIC,
                format!("the workspace is a part of the repository {}", repo.root().display()),
                "give it a repository of its own: only that can be shared",
            ));
            None
        }
        Err(OpenError::NotFound { .. }) => {
            checks.push(Check::problem(
                TOPIC,
                "the workspace lies in no git repository",
                "run `git init` in it; `handover check` and `list` work without",
            ));
            None
        }
        Err(error) => {
            let known = open_words(&error, Language::English);
            let advice = known.and_then(|known| known.advice);
            let advice = advice.unwrap_or_else(|| "share from another clone".to_owned());
            checks.push(Check::problem(TOPIC, words(&error), advice));
            None
        }
    }
}

/// Looks whether something stands in the way of a sync.
pub(super) fn state(repo: &Repo, checks: &mut Vec<Check>) {
    let before = checks.len();
    if repo.is_shallow() {
        checks.push(Check::problem(
            TOPIC,
            "only a part of the history is here (a shallow clone)",
            "run `git fetch --unshallow`",
        ));
    }
    if let Some(unfinished) = repo.unfinished() {
        let what = format!("{unfinished:?}").to_lowercase();
        checks.push(Check::problem(
            TOPIC,
            format!("something was begun with git and is not finished ({what})"),
            "finish it or take it back; `git status` says how",
        ));
    }
    let head = match repo.head() {
        Ok(Head::Branch { name, .. }) => format!("on branch {name}"),
        Ok(Head::Unborn { name }) => format!("on branch {name}, without a commit yet"),
        Ok(Head::Detached { .. }) => {
            let found = "no branch is checked out";
            checks.push(Check::problem(TOPIC, found, "run `git switch main`"));
            String::new()
        }
        Err(error) => {
            let advice = "run `handover sync`, which restores it where that is possible";
            checks.push(Check::problem(TOPIC, words(&error), advice));
            String::new()
        }
    };
    interrupted(repo, checks);
    if checks.len() == before {
        checks.push(Check::ok(TOPIC, head));
    }
}

fn interrupted(repo: &Repo, checks: &mut Vec<Check>) {
    match sync::is_interrupted(repo) {
        Ok(false) => {}
        Ok(true) => checks.push(Check::warning(
            TOPIC,
            "a sync was stopped before its end",
            "run `handover sync`: it completes it",
        )),
        Err(error) => checks.push(Check::problem(
            TOPIC,
            words(&error),
            "run `git fsck`; a new clone by `handover join` always helps",
        )),
    }
    let lock = repo.git_dir().join("index.lock");
    if place(&lock).is_ok_and(|found| found.holds != Holds::Absent) {
        checks.push(Check::warning(
            TOPIC,
            "git is at work here, or was stopped in the middle",
            format!("when no git program runs any more, delete {}", lock.display()),
        ));
    }
}

/// Looks for settings that change bytes or hide files.
pub(super) fn settings(repo: &Repo, checks: &mut Vec<Check>) {
    const TOPIC: &str = "settings";
    let set = |key: &str| repo.setting(key).map(|value| value.to_lowercase());
    let is_on = |key: &str| {
        set(key).is_some_and(|value| !matches!(value.as_str(), "false" | "no" | "off" | "0"))
    };
    let before = checks.len();
    let mut odd = |key: &str, what: &str, advice: &str| {
        if is_on(key) {
            checks.push(Check::warning(TOPIC, format!("`{key}` {what}"), advice));
        }
    };
    odd(
        "core.autocrlf",
        "lets git change line ends, so that files seem changed that nobody touched",
        "run `git config core.autocrlf false` here",
    );
    odd(
        "core.sparseCheckout",
        "leaves files out of the folder; they are shared all the same",
        "run `git sparse-checkout disable` to see everything",
    );
    if checks.len() == before {
        checks.push(Check::ok(TOPIC, "none that changes bytes or hides files"));
    }
}

/// Looks whether plain git leaves bytes as they are in every clone.
pub(super) fn attributes(workspace: &Workspace, repo: &Repo, checks: &mut Vec<Check>) {
    const FILE: &str = ".gitattributes";
    let source = workspace.source(&RepoPath::new(FILE));
    let says = |wanted: &[&str]| {
        let is = |line: &str| line.split_whitespace().eq(wanted.iter().copied());
        source.as_ref().is_some_and(|source| source.text().lines().any(is))
    };
    if !says(&["*.md", "merge=handover"]) {
        checks.push(Check::warning(
            "settings",
            format!("{FILE} does not say that handover merges documents when plain git does"),
            format!("write the line `*.md merge=handover` into {FILE}"),
        ));
    } else if repo.setting(DRIVER).is_none() {
        checks.push(Check::warning(
            "settings",
            "plain git merges documents as any text in this clone",
            "run `handover merge-driver --install`; `handover sync` needs it not",
        ));
    } else if let Some(program) = merges_with(repo).filter(|program| is_gone(program)) {
        checks.push(Check::warning(
            "settings",
            format!("plain git merges documents with a program that is gone, {program}"),
            "run `handover merge-driver --install`; `handover sync` needs it not",
        ));
    }
    if !says(&["*", "-text"]) {
        checks.push(Check::warning(
            "settings",
            format!("{FILE} does not say that bytes stay as they are"),
            format!("write the line `* -text` into {FILE} beside {}", layout::WORKSPACE_FILE),
        ));
    }
}

/// Tells whether a program that is called by its place is not there; a name is for the shell to find.
fn is_gone(program: &str) -> bool {
    let path = Path::new(program);
    path.is_absolute() && !path.exists()
}

/// FAILURES 79: our hooks are there, as this version writes them, and those of the user run before.
pub(super) fn hooks(repo: &Repo, checks: &mut Vec<Check>) {
    const TOPIC: &str = "hooks";
    if let HooksFolder::Shared(folder) = repo.hooks_folder() {
        checks.push(Check::warning(
            TOPIC,
            format!("git looks for hooks in {}, where others may write them", folder.display()),
            "run `git config core.hooksPath .git/hooks` here, then `handover hook --install`",
        ));
        return;
    }
    let (missing, stale) = hook::lacking(repo);
    let install = "run `handover hook --install`; `handover sync` needs it not";
    if !missing.is_empty() {
        let found =
            format!("plain git says nothing here of what goes to whom ({})", missing.join(", "));
        checks.push(Check::warning(TOPIC, found, install));
    }
    if !stale.is_empty() {
        let found = format!("hooks are not as this version writes them ({})", stale.join(", "));
        checks.push(Check::warning(TOPIC, found, install));
    }
}

/// FAILURES 9 and 37: a lock is its process's; a file left behind locks nothing.
pub(super) fn lock(repo: &Repo) -> Check {
    const TOPIC: &str = "lock";
    match Lock::holder(repo.git_dir()) {
        None => Check::ok(TOPIC, "nobody is at work on this workspace"),
        Some(holder) => Check::warning(
            TOPIC,
            format!("`handover {}` (process {}) is at work", holder.command, holder.process),
            "wait for it, or end it: the next command takes up where it stopped",
        ),
    }
}

/// Looks whether what was read can be remembered.
pub(super) fn cache(repo: &Repo) -> Check {
    const TOPIC: &str = "cache";
    const SLOW: &str = "everything works without it, and reads all files anew each time";
    let note = CacheNote::default();
    drop(history::cache_of(repo, &note));
    match note.trouble() {
        None => Check::ok(TOPIC, "what was read is remembered"),
        // Who put that there wants to read what is remembered, or to have something overwritten.
        Some(trouble) if trouble.is_suspicious() => {
            Check::problem(TOPIC, trouble.to_string(), SLOW)
        }
        Some(trouble) => Check::warning(TOPIC, trouble.to_string(), SLOW),
    }
}
