//! What of a version is not in the folder.

use crate::store::Quarantine;
use crate::store::files::Refusal;
use crate::store::tree::Other;

/// Why an entry of a version is not put into the folder, or one of the folder is left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Apart {
    /// It is no ordinary file.
    Entry(Other),
    /// What lies here cannot be shared by its name or nature.
    Unfit(Quarantine),
    /// What lies here cannot be read.
    Unread,
    /// Something else lies in its place here, or on the way to it.
    Barred(Refusal),
    /// It may not be written here.
    Forbidden {
        /// Whether nothing may be written on that disk.
        read_only: bool,
    },
}
