//! Contents, trees and commits in the object store, and what is wrong when one cannot be had.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use git2::{ErrorCode, ObjectType, Oid, Repository};
use thiserror::Error;

use super::ids::{content_id, git_id};
use super::{CommitId, Repo, TreeId, fault, loose, read};
use crate::merge::ContentId;
use crate::text::RepoPath;

/// A file above this size, in bytes, is stored piece by piece.
const STREAMED_ABOVE: u64 = 8 << 20;

/// An object that was not read or not written.
#[derive(Debug, Error)]
pub enum ObjectError {
    #[error(
        "the repository lacks a part of its history ({id}); fetch it again, or make a new clone"
    )]
    Missing { id: String },
    #[error("a part of the repository's history is damaged on this disk ({id})")]
    Damaged { id: String, source: git2::Error },
    #[error("an object of {bytes} bytes is larger than the {max} that are read ({id})")]
    TooLarge { id: String, bytes: u64, max: u64 },
    #[error("the folders of {id} are nested deeper, or hold more, than is read")]
    TreeTooLarge { id: TreeId },
    #[error("`{path}` would be a file and a folder at once")]
    Clash { path: RepoPath },
    #[error("`{path}` cannot be stored by git")]
    BadPath { path: RepoPath, source: git2::Error },
    #[error("the repository could not be written")]
    Write(#[source] git2::Error),
    #[error(
        "git is set to sign commits, and that failed{}; nothing was sent. Unlock the key, or switch it \
         off for this folder: git config commit.gpgsign false",
        said(reason)
    )]
    Signing {
        /// What git said; may be empty.
        reason: String,
    },
    #[error("{} could not be written", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error(transparent)]
    File(#[from] read::ReadError),
    #[error("{} changed while it was read", path.display())]
    ChangedMeanwhile { path: PathBuf },
}

fn said(reason: &str) -> String {
    if reason.is_empty() { String::new() } else { format!(" ({reason})") }
}

impl ObjectError {
    pub(crate) fn reading(id: Oid, source: git2::Error) -> Self {
        let id = id.to_string();
        match source.code() {
            ErrorCode::NotFound => Self::Missing { id },
            _ => Self::Damaged { id, source },
        }
    }

    fn io(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }
}

impl Repo {
    /// Reads the content `id`, when it has at most `max` bytes.
    ///
    /// # Errors
    /// When it is absent, damaged or larger.
    pub fn read_blob(&self, id: ContentId, max: u64) -> Result<Vec<u8>, ObjectError> {
        let bytes = self.blob_size(id)?;
        if bytes > max {
            return Err(ObjectError::TooLarge { id: id.hex(), bytes, max });
        }
        let fail = |error| ObjectError::reading(git_id(id), error);
        let odb = self.git.odb().map_err(fail)?;
        Ok(odb.read(git_id(id)).map_err(fail)?.data().to_vec())
    }

    /// Returns the size of the content `id` in bytes, without reading it.
    ///
    /// # Errors
    /// When it is absent, damaged, or not the content of a file.
    pub fn blob_size(&self, id: ContentId) -> Result<u64, ObjectError> {
        let fail = |error| ObjectError::reading(git_id(id), error);
        let odb = self.git.odb().map_err(fail)?;
        match odb.read_header(git_id(id)).map_err(fail)? {
            (size, ObjectType::Blob) => Ok(size as u64),
            _ => Err(ObjectError::Missing { id: id.hex() }),
        }
    }

    /// Tells whether the content `id` is stored here.
    pub fn has_blob(&self, id: ContentId) -> bool {
        self.git.odb().is_ok_and(|odb| odb.exists(git_id(id)))
    }

    /// Stores a content; one that is stored already costs a look only.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write_blob(&self, bytes: &[u8]) -> Result<ContentId, ObjectError> {
        self.write_object(ObjectType::Blob, bytes).map(content_id)
    }

    /// Stores the bytes of a file, whatever its size, in bounded memory.
    ///
    /// # Errors
    /// When the file is no ordinary one, changes its length meanwhile, or the disk refuses.
    pub fn write_blob_of(&self, path: &Path) -> Result<ContentId, ObjectError> {
        self.write_blob_of_with(&self.git, path)
    }

    pub(crate) fn write_object(&self, kind: ObjectType, bytes: &[u8]) -> Result<Oid, ObjectError> {
        self.write_object_with(&self.git, kind, bytes)
    }

    pub(crate) fn write_object_with(
        &self,
        git: &Repository,
        kind: ObjectType,
        bytes: &[u8],
    ) -> Result<Oid, ObjectError> {
        let id = Oid::hash_object(kind, bytes).map_err(ObjectError::Write)?;
        self.remove_if_empty(id)?;
        let odb = git.odb().map_err(ObjectError::Write)?;
        if odb.exists(id) {
            return Ok(id);
        }
        self.ready("object", self.git_dir())?;
        let id = odb.write(kind, bytes).map_err(ObjectError::Write)?;
        self.arrived_through(git, id)
    }

    /// Fails unless an object that was just written is there: on a full disk libgit2 may say that it
    /// wrote one, and have removed it again.
    pub(crate) fn arrived(&self, id: Oid) -> Result<Oid, ObjectError> {
        self.arrived_through(&self.git, id)
    }

    fn arrived_through(&self, git: &Repository, id: Oid) -> Result<Oid, ObjectError> {
        let is_here = || self.git.odb().is_ok_and(|odb| odb.exists(id));
        let path = self.loose_path(id);
        if path.symlink_metadata().is_ok() || is_here() {
            // Another handle does not wait for the disk.
            if std::ptr::eq(git, &raw const self.git) {
                fault::forced(fault::Event::ByGit(&path), || Ok(()))
                    .map_err(|source| ObjectError::io(&path, source))?;
            }
            return Ok(id);
        }
        let objects = self.common_dir().join("objects");
        let full = io::Error::new(io::ErrorKind::StorageFull, "the disk is full");
        Err(ObjectError::io(&objects, full))
    }

    pub(crate) fn write_blob_of_with(
        &self,
        git: &Repository,
        path: &Path,
    ) -> Result<ContentId, ObjectError> {
        match read::read_bounded(path, STREAMED_ABOVE) {
            Err(read::ReadError::TooLarge { .. }) => {
                let id = self.stream_blob(git, path)?;
                if self.remove_if_empty(git_id(id))? {
                    self.stream_blob(git, path)?;
                }
                Ok(id)
            }
            bytes => self.write_object_with(git, ObjectType::Blob, &bytes?).map(content_id),
        }
    }

    fn stream_blob(&self, git: &Repository, path: &Path) -> Result<ContentId, ObjectError> {
        let (file, metadata) = read::open(path)?;
        let unreadable =
            |source| ObjectError::File(read::ReadError::Io { path: path.to_owned(), source });
        self.ready("object", path)?;
        let size = metadata.len();
        let odb = git.odb().map_err(ObjectError::Write)?;
        let mut to = usize::try_from(size)
            .map_err(|error| ObjectError::io(path, io::Error::other(error)))
            .and_then(|size| odb.writer(size, ObjectType::Blob).map_err(ObjectError::Write))?;
        let mut from = file.take(size.saturating_add(1));
        let mut buffer = vec![0; 64 * 1024];
        let mut copied = 0_u64;
        loop {
            let count = from.read(&mut buffer).map_err(unreadable)?;
            copied += count as u64;
            if copied > size || (count == 0 && copied < size) {
                return Err(ObjectError::ChangedMeanwhile { path: path.to_owned() });
            }
            if count == 0 {
                break;
            }
            to.write_all(&buffer[..count]).map_err(|error| ObjectError::io(path, error))?;
        }
        let id = to.finalize().map_err(ObjectError::Write)?;
        self.arrived_through(git, id).map(content_id)
    }

    /// Returns the tree of all files of a commit.
    ///
    /// # Errors
    /// When the commit is absent or damaged.
    pub fn tree_of(&self, commit: CommitId) -> Result<TreeId, ObjectError> {
        let id = commit.to_git();
        let commit = self.git.find_commit(id).map_err(|error| ObjectError::reading(id, error))?;
        Ok(TreeId::from_git(commit.tree_id()))
    }

    /// Fails where a write would not last, or where a test wants it to fail.
    pub(crate) fn ready(&self, step: &'static str, path: &Path) -> Result<(), ObjectError> {
        self.check_durable()
            .and_then(|()| fault::step(step))
            .map_err(|source| ObjectError::io(path, source))
    }

    /// Removes the file of an object that a power cut left empty: git takes its mere presence for
    /// the object, so that it would never be written again. Returns whether there was one.
    fn remove_if_empty(&self, id: Oid) -> Result<bool, ObjectError> {
        let path = self.loose_path(id);
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_file() && metadata.len() == 0 => {
                fs::remove_file(&path).map_err(|source| ObjectError::io(&path, source))?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Moves the file of a damaged object out of git's sight, so that it can be had again by a fetch
    /// or by writing it anew. Returns where it is kept, `None` when it has no file of its own.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub fn set_aside(&self, id: &str) -> Result<Option<PathBuf>, ObjectError> {
        let Ok(id) = Oid::from_str(id) else {
            return Err(ObjectError::Missing { id: id.to_owned() });
        };
        let path = self.loose_path(id);
        if path.symlink_metadata().is_err() {
            return Ok(None);
        }
        let kept = loose::put_aside(self.common_dir(), &path, &id.to_string());
        Ok(Some(kept.map_err(|source| ObjectError::io(&path, source))?))
    }

    /// Lists the objects whose files were put aside, as a power cut had cut them short, and that are not here
    /// in another way.
    pub fn lost_objects(&self) -> BTreeSet<String> {
        let mut lost = loose::aside(self.common_dir());
        lost.retain(|id| !self.has_sound(id));
        lost
    }

    /// Counts an object no more among those that are lost: nobody has it.
    pub fn give_up_object(&self, id: &str) {
        loose::give_up(self.common_dir(), id);
    }

    /// Tells whether an object is here and can be read.
    pub fn has_sound(&self, id: &str) -> bool {
        // Opened anew: what was read before would be taken from memory.
        let read = |id| Repository::open(self.git_dir())?.odb()?.read(id).map(drop);
        Oid::from_str(id).and_then(read).is_ok()
    }

    pub(crate) fn loose_path(&self, id: Oid) -> PathBuf {
        let hex = id.to_string();
        self.common_dir().join("objects").join(&hex[..2]).join(&hex[2..])
    }
}

#[cfg(test)]
mod tests {
    use super::super::repo::tests::repo;
    use super::*;

    #[test]
    fn a_content_comes_back() {
        let (dir, repo) = repo();
        let id = repo.write_blob(b"hello\n").expect("written");
        assert_eq!(id, ContentId::of_blob(b"hello\n"));
        assert_eq!(repo.read_blob(id, 6).expect("read"), b"hello\n");
        assert!(matches!(repo.read_blob(id, 5), Err(ObjectError::TooLarge { bytes: 6, .. })));
        let path = dir.path().join("large");
        let large = vec![b'x'; 9_000_000];
        fs::write(&path, &large).expect("written");
        let id = repo.write_blob_of(&path).expect("stored");
        assert_eq!(repo.read_blob(id, u64::MAX).expect("read"), large);
    }

    #[test]
    fn an_absent_content_is_missing() {
        let (_dir, repo) = repo();
        let id = ContentId::of_blob(b"never stored");
        assert!(matches!(repo.read_blob(id, 99), Err(ObjectError::Missing { .. })));
        assert!(!repo.has_blob(id));
    }

    /// FAILURES 36.
    #[test]
    fn an_empty_object_is_told_and_written_again() {
        let (_dir, repo) = repo();
        let id = repo.write_blob(b"precious").expect("written");
        let path = repo.loose_path(git_id(id));
        fs::remove_file(&path).expect("removed");
        fs::write(&path, b"").expect("emptied");
        assert!(matches!(repo.read_blob(id, 99), Err(ObjectError::Damaged { .. })));
        let again = Repo::open(repo.root()).expect("opened");
        assert!(matches!(again.read_blob(id, 99), Err(ObjectError::Missing { .. })));
        assert_eq!(again.lost_objects().into_iter().collect::<Vec<_>>(), [id.hex()]);
        assert!(!again.has_sound(&id.hex()));
        again.write_blob(b"precious").expect("written again");
        assert!(again.lost_objects().is_empty());
        assert_eq!(again.read_blob(id, 99).expect("read"), b"precious");
    }

    /// FAILURES 36.
    #[test]
    fn a_damaged_object_can_be_set_aside() {
        let (_dir, repo) = repo();
        let id = repo.write_blob(b"precious").expect("written");
        let path = repo.loose_path(git_id(id));
        fs::remove_file(&path).expect("removed");
        fs::write(&path, b"not an object").expect("damaged");
        assert!(matches!(repo.read_blob(id, 99), Err(ObjectError::Damaged { .. })));
        assert!(repo.set_aside(&id.hex()).expect("moved").is_some());
        let again = Repo::open(repo.root()).expect("opened");
        assert!(matches!(again.read_blob(id, 99), Err(ObjectError::Missing { .. })));
        again.write_blob(b"precious").expect("written again");
        assert_eq!(again.read_blob(id, 99).expect("read"), b"precious");
    }
}
