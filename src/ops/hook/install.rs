//! Our hooks in a clone, in front of which the user's own go on running.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::ops::clone_settings::{SettingError, set_hooks_folder};
use crate::store::hooks::{Hook, HooksFolder, hook_at, hooks_in, set_hook_aside, write_hook};
use crate::store::{OpenError, Repo};

/// The hooks of a clone that are ours.
pub const HOOKS: [&str; 3] = ["pre-commit", "pre-push", "post-merge"];
/// By this a script is known to be ours.
const MARK: &str = "# Written by `handover hook --install`";
/// What the name of a hook ends with that was there before.
const OWN: &str = ".own";
/// Where the hooks were looked for before ours were put in front of them.
const BEFORE: &str = "handover.hooksBefore";
/// What git calls the others that may be in a folder of hooks.
const OTHERS: [&str; 15] = [
    "applypatch-msg",
    "pre-applypatch",
    "post-applypatch",
    "pre-merge-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "pre-rebase",
    "post-checkout",
    "post-rewrite",
    "pre-auto-gc",
    "post-index-change",
    "reference-transaction",
    "sendemail-validate",
    "fsmonitor-watchman",
];

/// Hooks that were not installed.
#[derive(Debug, Error)]
pub enum InstallError {
    #[error("git looks for hooks in {}, which is shared with others", .0.display())]
    Shared(PathBuf),
    #[error("the hook {} cannot be written", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// Lets git run our hooks in the clone that holds `directory`, after those that are there; `program` is
/// how this one is called.
///
/// # Errors
/// When hooks are looked for in the work tree, or cannot be written.
pub fn install(directory: &Path, program: &str) -> Result<(), InstallError> {
    install_in(&Repo::discover(directory)?, program)
}

/// The same in an open clone.
///
/// # Errors
/// As [`install`].
pub(crate) fn install_in(repo: &Repo, program: &str) -> Result<(), InstallError> {
    let place = Place::of(repo);
    match &place {
        Place::Shared(folder) => Err(InstallError::Shared(folder.clone())),
        Place::Beside(folder) => HOOKS.iter().try_for_each(|name| {
            let path = folder.join(name);
            let own = folder.join(format!("{name}{OWN}"));
            if hook_at(&path, MARK) == Hook::Other {
                set_hook_aside(&path, &own)
                    .map_err(|source| InstallError::Io { path: path.clone(), source })?;
            }
            put(&path, &script(name, &format!("\"${{0%/*}}/{name}{OWN}\""), Some(program)))
        }),
        Place::InFront { folder, before } => {
            for name in HOOKS {
                let own = quoted(&before.join(name).to_string_lossy());
                put(&folder.join(name), &script(name, &own, Some(program)))?;
            }
            for name in others(before) {
                let own = quoted(&before.join(&name).to_string_lossy());
                put(&folder.join(&name), &script(&name, &own, None))?;
            }
            Ok(set_hooks_folder(repo, folder, (BEFORE, before))?)
        }
    }
}

/// Tells which of our hooks git does not run here, and which are those of an older version.
pub(crate) fn lacking(repo: &Repo) -> (Vec<String>, Vec<String>) {
    let (mut missing, mut stale) = (Vec::new(), Vec::new());
    let place = Place::of(repo);
    let in_use = match (&place, repo.hooks_folder()) {
        (Place::InFront { folder, .. }, HooksFolder::Own(used)) => used.ends_with(folder),
        (Place::InFront { .. }, _) => false,
        _ => true,
    };
    let (folder, more) = match &place {
        Place::Shared(_) => return (HOOKS.map(str::to_owned).to_vec(), stale),
        Place::Beside(folder) => (folder, Vec::new()),
        Place::InFront { folder, before } => (folder, others(before)),
    };
    let without_program = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| !line.starts_with("program="));
        lines.map(str::to_owned).collect()
    };
    for name in HOOKS {
        match hook_at(&folder.join(name), MARK) {
            Hook::Ours(text) if in_use => {
                let own = match &place {
                    Place::InFront { before, .. } => quoted(&before.join(name).to_string_lossy()),
                    _ => format!("\"${{0%/*}}/{name}{OWN}\""),
                };
                let now = script(name, &own, Some("handover"));
                if without_program(&text) != without_program(&now) {
                    stale.push(name.to_owned());
                }
            }
            _ => missing.push(name.to_owned()),
        }
    }
    let absent = |name: &String| hook_at(&folder.join(name), MARK) == Hook::Nothing;
    stale.extend(more.into_iter().filter(absent));
    (missing, stale)
}

/// Where our hooks go.
enum Place {
    /// Into the clone's own folder of hooks.
    Beside(PathBuf),
    /// Into one of ours, since git's is elsewhere and may be that of many clones.
    InFront { folder: PathBuf, before: PathBuf },
    /// Nowhere: whoever shares the work tree could write them.
    Shared(PathBuf),
}

impl Place {
    fn of(repo: &Repo) -> Self {
        let folder = repo.git_dir().join("handover").join("hooks");
        match repo.hooks_folder() {
            HooksFolder::Shared(path) => Self::Shared(path),
            HooksFolder::Elsewhere(before) => Self::InFront { folder, before },
            HooksFolder::Own(path) => match repo.setting(BEFORE) {
                Some(before) if path.ends_with("handover/hooks") => {
                    Self::InFront { folder, before: PathBuf::from(before) }
                }
                _ => Self::Beside(path),
            },
        }
    }
}

fn put(path: &Path, script: &str) -> Result<(), InstallError> {
    write_hook(path, script).map_err(|source| InstallError::Io { path: path.to_owned(), source })
}

/// Returns the hooks of a folder that are none of ours.
fn others(folder: &Path) -> Vec<String> {
    let mut names = hooks_in(folder);
    names.retain(|name| OTHERS.contains(&name.as_str()));
    names
}

/// Returns the script of a hook that runs the user's own, at `own` as the shell reads it, and then
/// `program`, if that is asked for. Our own syncs need it not: they have looked already.
fn script(name: &str, own: &str, program: Option<&str>) -> String {
    let (keep, say) = match name {
        "pre-push" | "post-rewrite" | "reference-transaction" => {
            ("said=$(cat)\nsay() { [ -z \"$said\" ] || printf '%s\\n' \"$said\"; }\n", "say | ")
        }
        _ => ("", ""),
    };
    let mut script = format!(
        "#!/bin/sh\n{MARK}, which writes it anew.\n# The hook that was there before runs first, and its \
         word counts.\nown={own}\n{keep}if [ -x \"$own\" ]; then {say}\"$own\" \"$@\" || exit; fi\n"
    );
    if let Some(program) = program {
        let program = quoted(program);
        script.push_str(&format!(
            "[ -z \"$HANDOVER_RUNS\" ] || exit 0\nprogram={program}\nif ! command -v \"$program\" >/dev/null \
             2>&1; then\n    echo \"handover is not found, so its {name} hook did nothing\" >&2\n    exit \
             0\nfi\n{say}\"$program\" hook {name} \"$@\"\n"
        ));
    }
    script
}

/// Quotes a word for the shell.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_runs_the_users_own_first() {
        let text = script("pre-push", "'/their hooks/pre-push'", Some("/it's/handover"));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "#!/bin/sh");
        assert!(lines[1].starts_with(MARK));
        assert!(text.contains("own='/their hooks/pre-push'\n"));
        assert!(text.contains("program='/it'\\''s/handover'\n"));
        assert!(text.ends_with("say | \"$program\" hook pre-push \"$@\"\n"));
        assert!(!script("commit-msg", "'/x'", None).contains("program"));
    }
}
