use super::super::tree::Other;
use crate::merge::{Blob, ContentId};
use crate::text::{RepoPath, is_git_folder};

/// What the index is to say of a path.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct Item {
    pub(in crate::store) id: ContentId,
    pub(in crate::store) mode: u32,
}

impl Item {
    pub(in crate::store) fn of_file(blob: Blob) -> Self {
        Self { id: blob.id, mode: if blob.executable { 0o100_755 } else { 0o100_644 } }
    }

    /// `None` for what git has no place for.
    pub(in crate::store) fn of_other(other: Other) -> Option<Self> {
        match other {
            Other::Symlink(id) => Some(Self { id, mode: 0o120_000 }),
            Other::Submodule(id) => Some(Self { id, mode: 0o160_000 }),
            Other::BadName | Other::NotText | Other::Twice | Other::Unknown => None,
        }
    }
}

/// Tells whether git can keep a path in its index: none that leads elsewhere or into its own folder.
pub(in crate::store) fn is_holdable(path: &RepoPath) -> bool {
    let bad = |part: &str| matches!(part, "" | "." | "..") || is_git_folder(part);
    let name = path.as_str();
    !(path.parts().any(bad) || name.contains('\0') || cfg!(windows) && name.contains('\\'))
}

/// Tells whether an entry is an ordinary file.
pub(in crate::store) fn is_file(mode: u32) -> bool {
    mode & 0o170_000 == 0o100_000
}
