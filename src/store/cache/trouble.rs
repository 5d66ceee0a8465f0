use std::path::PathBuf;

use thiserror::Error;

/// Why the cache is held in memory instead of in its file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CacheTrouble {
    /// A link stands where the cache belongs: what is written there would land elsewhere.
    #[error("{} is a symbolic link, and is not followed; delete it", .0.display())]
    Symlink(PathBuf),
    /// What is there was made by someone else, who could read what is kept, or change it.
    #[error(
        "{} belongs to another user, and is not used; delete it, or give it to yourself with \
         `chown`", .0.display()
    )]
    Foreign(PathBuf),
    /// It can be neither read nor made, with the reason.
    #[error("{} cannot be used: {reason}", path.display())]
    Unusable { path: PathBuf, reason: String },
}

impl CacheTrouble {
    /// Tells whether someone put something there that does not belong there, which the user is to
    /// know at once; anything else costs only time.
    pub fn is_suspicious(&self) -> bool {
        !matches!(self, Self::Unusable { .. })
    }
}
