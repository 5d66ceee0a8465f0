//! Texts that are being written: kept in the git folder, so that they are never shared half done.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use thiserror::Error;

use super::read::{ReadError, read_bounded};

/// More than anybody writes in one reply.
const MOST: u64 = 8 << 20;

/// One text that is being written.
#[derive(Clone, Debug)]
pub struct Draft {
    path: PathBuf,
}

/// A text that could not be kept or read.
#[derive(Debug, Error)]
pub enum DraftError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("{} is not UTF-8", .0.display())]
    NotText(PathBuf),
    #[error("cannot write {}", path.display())]
    Write { path: PathBuf, source: io::Error },
}

impl Draft {
    /// Names the text called `name` in the git folder `git_dir`; signs that a file's name cannot
    /// have everywhere become dashes.
    pub fn of(git_dir: &Path, name: &str) -> Self {
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' };
        let name: String = name.chars().map(plain).collect();
        let name = name.trim_start_matches('.');
        Self { path: git_dir.join("handover").join("drafts").join(format!("{name}.md")) }
    }

    /// Names a text of the program's own, beside those that people write; `name` is a plain word.
    pub(crate) fn kept(git_dir: &Path, name: &str) -> Self {
        Self { path: git_dir.join("handover").join(name) }
    }

    /// Returns where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the text; `None` where there is none.
    ///
    /// # Errors
    /// When it cannot be read, or is no text.
    pub fn read(&self) -> Result<Option<String>, DraftError> {
        let bytes = match read_bounded(&self.path, MOST) {
            Ok(bytes) => bytes,
            Err(error) if error.is_absent() => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let text = String::from_utf8(bytes).map_err(|_| DraftError::NotText(self.path.clone()))?;
        Ok(Some(text))
    }

    /// Keeps `text`, wholly or not at all.
    ///
    /// # Errors
    /// When the disk refuses; what was kept before is still there.
    pub fn write(&self, text: &str) -> Result<(), DraftError> {
        let failed = |source| DraftError::Write { path: self.path.clone(), source };
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(failed)?;
        let mut file = NamedTempFile::new_in(folder).map_err(failed)?;
        file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        file.persist(&self.path).map_err(|error| failed(error.error))?;
        Ok(())
    }

    /// Forgets it.
    pub fn remove(&self) {
        // A text that stays is offered again, which does no harm.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_until_it_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let draft = Draft::of(folder.path(), "../ola-1/x y-confirm");
        assert!(draft.path().starts_with(folder.path().join("handover").join("drafts")));
        assert_eq!(draft.read().unwrap(), None);
        draft.write("one").unwrap();
        draft.write("two").unwrap();
        assert_eq!(draft.read().unwrap().as_deref(), Some("two"));
        draft.remove();
        assert_eq!(draft.read().unwrap(), None);
    }
}
