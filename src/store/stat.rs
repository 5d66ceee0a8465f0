use std::fs::Metadata;

use git2::IndexEntry;

use super::open_folder::Look;

/// What tells, without reading it, that a file is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stat {
    pub(super) modified: (i32, u32),
    pub(super) changed: (i32, u32),
    pub(super) inode: u32,
    pub(super) owner: (u32, u32),
    pub(super) size: u32,
}

impl Stat {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "git's index keeps the low 32 bits of each"
    )]
    pub(crate) fn of(look: &Look) -> Self {
        Self {
            modified: (look.modified.0 as i32, look.modified.1),
            changed: (look.changed.0 as i32, look.changed.1),
            inode: look.inode as u32,
            owner: look.owner,
            size: look.size as u32,
        }
    }

    /// Returns the same of a file that was asked for by its path.
    pub(crate) fn of_metadata(metadata: &Metadata) -> Self {
        Self::of(&Look::of(metadata))
    }

    pub(super) fn of_entry(entry: &IndexEntry) -> Self {
        Self {
            modified: (entry.mtime.seconds(), entry.mtime.nanoseconds()),
            changed: (entry.ctime.seconds(), entry.ctime.nanoseconds()),
            inode: entry.ino,
            owner: (entry.uid, entry.gid),
            size: entry.file_size,
        }
    }

    /// Of what git knows nothing.
    pub(super) const NONE: Self =
        Self { modified: (0, 0), changed: (0, 0), inode: 0, owner: (0, 0), size: 0 };
}
