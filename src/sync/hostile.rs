//! A look at the shared history before anything else looks at it.

use super::gate::{config_in, has_commands};
use super::outcome::Stop;
use crate::schema::layout;
use crate::store::{CommitId, ObjectError, Repo};
use crate::text::{RepoPath, is_git_folder};

/// Says why a version is not to be touched: its files would reach out of the folder, or a newer
/// version of the program made it.
///
/// Names that merely cannot be written on some systems are no reason to refuse: such a file is not
/// put into the folder, and everything else goes on.
///
/// `before` is a version that was found to be sound: what is as it was there need not be looked at.
pub(super) fn inspect(
    repo: &Repo,
    tip: CommitId,
    before: Option<CommitId>,
) -> Result<Option<Stop>, ObjectError> {
    let tree = repo.tree_of(tip)?;
    // A version that cannot be read any more spares nothing.
    let before = before.and_then(|before| repo.tree_of(before).ok());
    let changes = match repo.tree_changes(before, Some(tree)) {
        Err(_) if before.is_some() => repo.tree_changes(None, Some(tree))?,
        changes => changes?,
    };
    let files = changes.files.iter().filter(|(_, change)| change.new.is_some());
    let others = changes.others.iter().filter(|(_, (_, new))| new.is_some());
    let paths = files.map(|(path, _)| path).chain(others.map(|(path, _)| path));
    let hostile: Vec<RepoPath> = paths.filter(|path| is_hostile(path)).cloned().collect();
    if !hostile.is_empty() {
        return Ok(Some(Stop::Hostile(hostile)));
    }
    for (path, change) in &changes.files {
        if change.new.is_some_and(|blob| has_commands(repo, path, &blob)) {
            return Ok(Some(Stop::Commands(path.clone())));
        }
    }
    if let Some(blob) = repo.entry(tree, &RepoPath::new(layout::WORKSPACE_FILE))? {
        let config = config_in(repo, &blob);
        if config.is_newer() {
            return Ok(Some(Stop::NewerFormat { format: config.format }));
        }
    }
    Ok(None)
}

/// Tells whether a path leads out of the folder, or into git's own.
pub(super) fn is_hostile(path: &RepoPath) -> bool {
    path.parts().any(|part| matches!(part, "" | "." | "..") || is_git_folder(part))
}

/// Tells whether git reads there which other repositories lie in the folder.
pub(super) fn is_of_submodules(path: &RepoPath) -> bool {
    path.file_name().eq_ignore_ascii_case(".gitmodules")
}

/// Tells whether such a file holds what git holds to be unsafe: a command, an address or a path that would be
/// read as an option, or a name that leads out of git's own folder.
///
/// Git says so of what it gets for the first time alone. Source: git's `fsck` messages, `gitmodulesUpdate`,
/// `gitmodulesUrl`, `gitmodulesPath` and `gitmodulesName`.
pub(super) fn names_commands(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).replace("\\\r\n", "").replace("\\\n", "");
    text.lines().map(str::trim).any(|line| {
        if let Some(name) = line.strip_prefix('[') {
            // What follows in the same line is looked at, too.
            let (name, rest) = name.split_once(']').unwrap_or((name, ""));
            let leads_out = |name: &str| name.split(['/', '\\', '"', ' ']).any(|part| part == "..");
            return leads_out(name) || is_command(rest);
        }
        is_command(line)
    })
}

/// Tells whether a line of git's settings has a value that git would run, or take for an option.
fn is_command(line: &str) -> bool {
    let Some((key, value)) = line.split_once('=') else { return false };
    let value = value.trim_start().trim_start_matches('"').trim_start();
    match key.trim().to_ascii_lowercase().as_str() {
        "update" => value.starts_with('!'),
        "url" | "path" => value.starts_with('-'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FAILURES 48.
    #[test]
    fn what_git_would_run_for_another_repository_is_found() {
        let check = |text: &str| names_commands(text.as_bytes());
        for line in [
            "update = !touch x",
            "UPDATE=\"!touch x\"",
            "update = \\\n!touch x",
            "url = -u./payload",
            "path = --upload-pack=x",
        ] {
            assert!(check(&format!("[submodule \"x\"]\n\t{line}\n")), "{line}");
            assert!(check(&format!("[submodule \"x\"] {line}\r\n")), "{line}");
        }
        assert!(check("[submodule \"../../hooks\"]\n"));
        let plain = "[submodule \"a..b/c\"]\n path = libs/x\n url = ../x.git\n update = merge\n";
        assert!(!check(plain));
        assert!(is_of_submodules(&RepoPath::new(".GitModules")));
    }

    /// FAILURES 46.
    #[test]
    fn ways_out_of_the_folder_are_hostile() {
        for path in
            ["../a", "a/../b", ".git/config", "a/.GIT/hooks/x", "git~1/x", ".g\u{200c}it/x", "a//b"]
        {
            assert!(is_hostile(&RepoPath::new(path)), "{path}");
        }
        for path in ["a.md", ".gitignore", "tasks/.github/x", "CON.md", "a:b.md"] {
            assert!(!is_hostile(&RepoPath::new(path)), "{path}");
        }
    }
}
