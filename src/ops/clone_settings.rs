//! What the settings of a clone must be, so that two people's bytes stay the same.

use std::path::Path;
use std::time::Duration;

use thiserror::Error;

use crate::store::Repo;
use crate::store::environment::{Holds, place};

/// The name of the remote that is shared through.
pub(crate) const REMOTE: &str = "origin";

/// How long a command waits for another one that works on the same clone.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A setting of a clone that was not written.
#[derive(Debug, Error)]
#[error("the setting `{key}` of this clone cannot be written")]
pub struct SettingError {
    key: String,
    source: Box<dyn std::error::Error + Send + Sync>,
}

fn failed<E>(key: &str) -> impl FnOnce(E) -> SettingError
where
    E: std::error::Error + Send + Sync + 'static,
{
    let key = key.to_owned();
    move |source| SettingError { key, source: Box::new(source) }
}

/// Says who works in this clone, for this folder only, and that bytes stay as they are: git neither
/// changes line ends nor leaves what it stores to a power cut.
pub(crate) fn settle(repo: &Repo, name: &str, email: &str) -> Result<(), SettingError> {
    let settings = [
        ("user.name", name),
        ("user.email", email),
        ("core.autocrlf", "false"),
        ("core.safecrlf", "false"),
        ("core.fsync", "committed,reference"),
    ];
    settings.iter().try_for_each(|(key, value)| repo.set_setting(key, value).map_err(failed(key)))
}

/// The name under which git's attributes ask for our merge.
pub(crate) const DRIVER: &str = "merge.handover.driver";

/// Says that plain git merges documents with `program`, and bases of a merge without notes.
pub(crate) fn merge_with(repo: &Repo, program: &str) -> Result<(), SettingError> {
    let program = quoted(program);
    let driver = format!("{program} merge-driver -- %O %A %B %P");
    let bases = format!("{program} merge-driver --without-notes -- %O %A %B %P");
    let settings = [
        ("merge.handover.name", "Handover: by field and section, without markers"),
        (DRIVER, &driver),
        ("merge.handover.recursive", "handover-bases"),
        ("merge.handover-bases.name", "Handover, for the bases of a merge"),
        ("merge.handover-bases.driver", &bases),
    ];
    settings.iter().try_for_each(|(key, value)| repo.set_setting(key, value).map_err(failed(key)))
}

/// Quotes a word for the shell through which git runs a driver, and for git, to which `%` is a sign.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''").replace('%', "%%"))
}

/// Returns the program that plain git merges documents with, as far as its setting tells.
pub(crate) fn merges_with(repo: &Repo) -> Option<String> {
    repo.setting(DRIVER).map(|command| unquoted(&command))
}

/// Takes the first word of what [`quoted`] wrote.
fn unquoted(command: &str) -> String {
    let Some(mut rest) = command.strip_prefix('\'') else {
        return command.split_whitespace().next().unwrap_or_default().to_owned();
    };
    let mut word = String::new();
    while let Some((text, after)) = rest.split_once('\'') {
        word.push_str(text);
        let Some(more) = after.strip_prefix("\\''") else { break };
        word.push('\'');
        rest = more;
    }
    word.replace("%%", "%")
}

/// Keeps the user's own hooks out of this clone.
pub(crate) fn no_hooks(repo: &Repo) -> Result<(), SettingError> {
    let none = repo.git_dir().join("hooks");
    repo.set_setting("core.hooksPath", &none.to_string_lossy()).map_err(failed("core.hooksPath"))
}

/// Says that git looks for hooks in `folder`, and under another key where it looked before.
pub(crate) fn set_hooks_folder(
    repo: &Repo,
    folder: &Path,
    (key, before): (&str, &Path),
) -> Result<(), SettingError> {
    repo.set_setting(key, &before.to_string_lossy()).map_err(failed(key))?;
    let key = "core.hooksPath";
    repo.set_setting(key, &folder.to_string_lossy()).map_err(failed(key))
}

/// Says that `branch` is shared at `url`.
pub(crate) fn share(repo: &Repo, branch: &str, url: &str) -> Result<(), SettingError> {
    repo.set_remote(REMOTE, url).map_err(failed("remote.origin.url"))?;
    track(repo, branch)
}

/// Says that `branch` is shared under its own name.
pub(crate) fn track(repo: &Repo, branch: &str) -> Result<(), SettingError> {
    repo.set_upstream(branch, REMOTE, branch).map_err(failed("branch.remote"))
}

/// Makes the path of a folder on this machine absolute, as git means it from the clone's own folder;
/// leaves addresses as they are.
pub(crate) fn absolute(address: &str, base: &Path) -> String {
    match place(&base.join(address)) {
        Ok(found) if found.holds != Holds::Absent => found.path.to_string_lossy().into_owned(),
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{quoted, unquoted};

    #[test]
    fn a_program_is_read_back_from_its_setting() {
        for program in ["handover", "/usr/bin/handover", "/my 5% tools/Ola's (new)/handover"] {
            let command = format!("{} merge-driver -- %O %A %B %P", quoted(program));
            assert_eq!(unquoted(&command), program);
        }
        assert_eq!(unquoted(""), "");
    }

    #[test]
    fn a_program_with_blanks_is_one_word() {
        assert_eq!(quoted("/usr/bin/handover"), "/usr/bin/handover");
        assert_eq!(quoted("C:\\my tools\\h.exe"), "'C:\\my tools\\h.exe'");
        assert_eq!(quoted("/a'b $(x)/h"), "'/a'\\''b $(x)/h'");
        assert_eq!(quoted("/5% off/h"), "'/5%% off/h'");
    }
}
