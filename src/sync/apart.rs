//! What of a version is not in the folder.

use std::fmt;

use crate::store::tree::Other;

/// Why an entry of a version is not put into the folder, or one of the folder is left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Apart {
    /// It is no ordinary file.
    Entry(Other),
    /// It cannot be read or written here, or has a name that cannot be; in words.
    Reason(String),
}

impl fmt::Display for Apart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reason(reason) => reason,
            Self::Entry(Other::Symlink(_)) => "it is a link to another place",
            Self::Entry(Other::Submodule(_)) => "it is another repository",
            Self::Entry(Other::NotText) => "its name is not UTF-8",
            Self::Entry(Other::BadName) => "its name cannot be written on this computer",
            Self::Entry(Other::Twice) => "the shared history names it twice",
            Self::Entry(Other::Unknown) => "it is neither a file nor a folder",
        })
    }
}
