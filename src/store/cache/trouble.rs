use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use thiserror::Error;

/// Why the cache is held in memory instead of in its file, or not written to.
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
    /// It was opened, and could not be written, with the reason.
    #[error("{} cannot be written: {reason}", path.display())]
    Unwritten { path: PathBuf, reason: String },
}

impl CacheTrouble {
    /// Tells whether someone put something there that does not belong there, which the user is to
    /// know at once; anything else costs only time.
    pub fn is_suspicious(&self) -> bool {
        matches!(self, Self::Symlink(_) | Self::Foreign(_))
    }
}

/// Where caches that were opened together write down what was wrong, for whoever tells the user.
#[derive(Clone, Debug, Default)]
pub struct CacheNote(Arc<Mutex<Option<CacheTrouble>>>);

impl CacheNote {
    /// Returns what went wrong first; `None` when nothing did.
    pub fn trouble(&self) -> Option<CacheTrouble> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set(&self, trouble: CacheTrouble) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(trouble);
    }
}

/// Says an error of the file system in a few words: the usual ones in ours, others as the system
/// does, without the number they have there.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ReadOnlyFilesystem => "it is read-only".to_owned(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
        io::ErrorKind::PermissionDenied => "you may not write there".to_owned(),
        _ => {
            let text = error.to_string();
            let number = error.raw_os_error().map(|number| format!(" (os error {number})"));
            number.map_or_else(|| text.clone(), |number| text.replace(&number, ""))
        }
    }
}
