use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use memchr::memrchr;
use serde::{Deserialize, Serialize};

/// A path inside a workspace: relative, with `/` between its parts, as git names it.
///
/// It may be hostile (`..`, `.git`, control characters): the rules judge that, and `store` refuses
/// to write such a path. A name that is not UTF-8 stands here with replacement characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RepoPath(Arc<str>);

impl RepoPath {
    /// Takes a path whose parts are already divided by `/`.
    pub fn new(path: impl AsRef<str>) -> Self {
        Self(Arc::from(path.as_ref()))
    }

    /// Returns the whole path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the parts, outermost first.
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/')
    }

    /// Returns the last part.
    pub fn file_name(&self) -> &str {
        memrchr(b'/', self.0.as_bytes()).map_or(&self.0, |at| &self.0[at + 1..])
    }

    /// Returns the last part without its extension.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        match memrchr(b'.', name.as_bytes()) {
            Some(at) if at > 0 => &name[..at],
            _ => name,
        }
    }

    /// Returns what follows the last dot of the last part, without the dot.
    pub fn extension(&self) -> Option<&str> {
        let name = self.file_name();
        memrchr(b'.', name.as_bytes()).filter(|at| *at > 0).map(|at| &name[at + 1..])
    }

    /// Tells whether the file is Markdown by its name, whatever the case of `.md`.
    pub fn is_markdown(&self) -> bool {
        self.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("md"))
    }

    /// Returns the folder that holds it, `""` at the root.
    pub fn parent(&self) -> &str {
        memrchr(b'/', self.0.as_bytes()).map_or("", |at| &self.0[..at])
    }

    /// Returns the folders that it lies in, the innermost first; the root is none of them.
    pub fn ancestors(&self) -> impl Iterator<Item = Self> {
        let above = |path: &str| path.rfind('/').map(|at| path[..at].to_owned());
        std::iter::successors(above(self.as_str()), move |path| above(path)).map(Self::new)
    }

    /// Tells whether it lies in `folder` or below it; `""` is the root.
    pub fn is_below(&self, folder: &str) -> bool {
        folder.is_empty() || self.0.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Returns the path of `name` in `folder`; `""` is the root.
    pub fn in_folder(folder: &str, name: &str) -> Self {
        if folder.is_empty() { Self::new(name) } else { Self::new([folder, "/", name].concat()) }
    }
}

impl fmt::Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl From<&str> for RepoPath {
    fn from(path: &str) -> Self {
        Self::new(path)
    }
}

impl From<String> for RepoPath {
    fn from(path: String) -> Self {
        Self(path.into())
    }
}

impl Borrow<str> for RepoPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_path() {
        let path = RepoPath::new("tasks/archive/ola-14.note.md");
        assert_eq!(path.file_name(), "ola-14.note.md");
        assert_eq!(path.stem(), "ola-14.note");
        assert_eq!(path.extension(), Some("md"));
        assert_eq!(path.parent(), "tasks/archive");
        assert!(path.is_below("tasks") && path.is_below("") && !path.is_below("task"));
        assert_eq!(RepoPath::new(".gitignore").stem(), ".gitignore");
        assert_eq!(RepoPath::new("README").parent(), "");
        assert_eq!(RepoPath::in_folder("", "a"), RepoPath::new("a"));
    }
}
