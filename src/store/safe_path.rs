use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

use crate::text::{RepoPath, name_fault};

/// The longest path that is written, in bytes.
const LONGEST: usize = 4000;
/// The most folders inside each other that a version is read with, and the file in the last.
const DEEPEST: usize = super::tree::MAX_DEPTH;

/// A path that every system stores below the root, under exactly that name: nothing else is ever
/// written, renamed or deleted in a work tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SafePath(RepoPath);

/// A path that could lead out of the folder, into git's own, or to another file elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{}` is not written here: {reason}", path.as_str().escape_debug())]
pub struct UnsafePath {
    pub path: RepoPath,
    pub reason: String,
}

impl SafePath {
    /// Takes a path when all its parts are safe.
    ///
    /// # Errors
    /// With the reason, in the user's words.
    pub fn new(path: &RepoPath) -> Result<Self, UnsafePath> {
        let fault = path.parts().find_map(name_fault).map(|fault| fault.to_string());
        let too_long =
            || (path.as_str().len() > LONGEST).then(|| "the path is too long".to_owned());
        let too_deep =
            || (path.parts().count() > DEEPEST).then(|| "its folders lie too deep".to_owned());
        match fault.or_else(too_long).or_else(too_deep) {
            Some(reason) => Err(UnsafePath { path: path.clone(), reason }),
            None => Ok(Self(path.clone())),
        }
    }

    /// Returns the path as git names it.
    pub fn path(&self) -> &RepoPath {
        &self.0
    }

    /// Returns the path as this system names it, still relative.
    pub fn to_location(&self) -> PathBuf {
        self.0.parts().collect()
    }
}

impl fmt::Display for SafePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, safe: bool) {
        assert_eq!(SafePath::new(&path.into()).is_ok(), safe, "{path:?}");
    }

    /// FAILURES 46, 47, 49.
    #[test]
    fn nothing_leads_out_of_the_root() {
        check("tasks/ola-1 månedsslutt.md", true);
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "a//b",
            "a/",
            ".git/config",
            "a/.GIT/hooks/x",
            "GIT~1/config",
            ".g\u{200c}it/config",
            "C:/x",
            "a\\..\\x",
            "a/CON.md",
            "a\u{202e}b",
        ] {
            check(path, false);
        }
        check(&"folder/".repeat(600), false);
    }
}
