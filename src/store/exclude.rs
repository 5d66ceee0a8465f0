//! What git leaves aside in this clone alone.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};

use super::Repo;
use super::read::read_bounded;

/// A list that is longer is left alone.
const MOST: u64 = 1 << 20;

impl Repo {
    /// Sees to it that git takes no notice of a file at the top of the folder, unless it knows of it
    /// already: it is then named in `info/exclude`, which is never shared.
    ///
    /// # Errors
    /// When the list cannot be read or written.
    pub fn leave_aside(&self, name: &str) -> io::Result<()> {
        if self.git.is_path_ignored(name).unwrap_or(false) {
            return Ok(());
        }
        let info = self.common_dir().join("info");
        let list = info.join("exclude");
        let known = match read_bounded(&list, MOST) {
            Ok(bytes) => bytes,
            Err(error) if error.is_absent() => Vec::new(),
            Err(error) => return Err(io::Error::other(error)),
        };
        let gap = if known.is_empty() || known.ends_with(b"\n") { "" } else { "\n" };
        fs::create_dir_all(&info)?;
        let mut file = OpenOptions::new().create(true).append(true).open(&list)?;
        file.write_all(format!("{gap}/{name}\n").as_bytes())
    }
}
