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

#[cfg(test)]
mod tests {
    use super::*;

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
