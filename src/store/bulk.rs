use std::collections::BTreeMap;
use std::path::Path;

use git2::{ObjectType, Repository};

use super::ids::content_id;
use super::read::{ReadError, read_bounded};
#[cfg(not(any(target_os = "linux", target_os = "android")))]
use super::refs::sync_folder;
use super::{ObjectError, Repo, line_ends};
use crate::merge::ContentId;
use crate::text::RepoPath;

/// Many contents stored in one go: they are forced to the disk together, at the end, instead of one
/// by one.
///
/// Until [`Bulk::finish`] has returned, nothing may name what was stored.
pub struct Bulk<'r> {
    repo: &'r Repo,
    git: Repository,
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    written: Vec<git2::Oid>,
}

/// From this many contents on it pays to force them to the disk together.
const MANY: usize = 32;

impl Repo {
    /// Stores files of the folder, each by the id under which a scan found it. Returns whether each
    /// still holds that content.
    ///
    /// # Errors
    /// When a file cannot be read or the disk refuses.
    pub fn write_files(&self, files: &BTreeMap<RepoPath, ContentId>) -> Result<bool, ObjectError> {
        if files.len() < MANY {
            for (path, id) in files {
                if !self.write_file_with(&self.git, path, *id)? {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        let mut bulk = self.bulk()?;
        for (path, id) in files {
            if !self.write_file_with(&bulk.git, path, *id)? {
                return Ok(false);
            }
            bulk.note(*id);
        }
        bulk.finish()?;
        Ok(true)
    }

    fn write_file_with(
        &self,
        git: &Repository,
        path: &RepoPath,
        id: ContentId,
    ) -> Result<bool, ObjectError> {
        let location = self.root().join(path.as_str());
        let bytes = match read_bounded(&location, line_ends::MOST) {
            Err(ReadError::TooLarge { .. }) => {
                return match self.write_blob_of_with(git, &location) {
                    Err(ObjectError::ChangedMeanwhile { .. }) => Ok(false),
                    stored => Ok(stored? == id),
                };
            }
            // Removed or renamed since it was read.
            Err(error) if error.is_absent() => return Ok(false),
            bytes => bytes?,
        };
        let Some(bytes) = line_ends::content(bytes, id) else { return Ok(false) };
        self.write_object_with(git, ObjectType::Blob, &bytes)?;
        Ok(true)
    }

    /// Begins to store many contents.
    ///
    /// # Errors
    /// When the repository cannot be opened a second time.
    pub fn bulk(&self) -> Result<Bulk<'_>, ObjectError> {
        // Another handle, whose object store does not wait for the disk.
        let git = Repository::open(self.git_dir()).map_err(ObjectError::Write)?;
        Ok(Bulk {
            repo: self,
            git,
            #[cfg(not(any(target_os = "linux", target_os = "android")))]
            written: Vec::new(),
        })
    }
}

impl Bulk<'_> {
    /// Stores a content.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write_blob(&mut self, bytes: &[u8]) -> Result<ContentId, ObjectError> {
        let id = self.repo.write_object_with(&self.git, ObjectType::Blob, bytes)?;
        self.note(content_id(id));
        Ok(content_id(id))
    }

    /// Stores the bytes of a file, whatever its size, in bounded memory.
    ///
    /// # Errors
    /// As [`Repo::write_blob_of`].
    pub fn write_blob_of(&mut self, path: &Path) -> Result<ContentId, ObjectError> {
        let id = self.repo.write_blob_of_with(&self.git, path)?;
        self.note(id);
        Ok(id)
    }

    /// Forces all that was stored to the disk.
    ///
    /// # Errors
    /// When the disk refuses.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    pub fn finish(self) -> Result<(), ObjectError> {
        let objects = self.repo.common_dir().join("objects");
        self.repo.ready("bulk", &objects)?;
        super::files::sync_tree(&objects)
            .map_err(|source| ObjectError::Io { path: objects, source })
    }

    /// Forces all that was stored to the disk.
    ///
    /// # Errors
    /// When the disk refuses.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    pub fn finish(self) -> Result<(), ObjectError> {
        let objects = self.repo.common_dir().join("objects");
        self.repo.ready("bulk", &objects)?;
        let mut folders = std::collections::BTreeSet::from([objects]);
        for id in self.written {
            let path = self.repo.loose_path(id);
            // What was stored before lies in a pack, and is on the disk.
            let Ok(file) = std::fs::File::open(&path) else { continue };
            file.sync_all().map_err(|source| ObjectError::Io { path: path.clone(), source })?;
            folders.extend(path.parent().map(Path::to_owned));
        }
        folders.into_iter().try_for_each(|path| {
            sync_folder(&path).map_err(|source| ObjectError::Io { path, source })
        })
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    #[expect(clippy::unused_self, reason = "one call forces everything to the disk here")]
    fn note(&mut self, _id: ContentId) {}

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn note(&mut self, id: ContentId) {
        self.written.push(super::ids::git_id(id));
    }
}

#[cfg(test)]
mod tests {
    use super::super::repo::tests::repo;

    /// FAILURES 67.
    #[test]
    fn thousands_of_contents_at_once() {
        let (dir, repo) = repo();
        let mut bulk = repo.bulk().expect("begun");
        let ids: Vec<_> = (0..2000)
            .map(|n| bulk.write_blob(format!("content {n}").as_bytes()).expect("stored"))
            .collect();
        let path = dir.path().join("large");
        std::fs::write(&path, vec![b'y'; 9_000_000]).expect("written");
        let large = bulk.write_blob_of(&path).expect("stored");
        bulk.finish().expect("forced");
        assert_eq!(repo.read_blob(ids[1234], 99).expect("read"), b"content 1234");
        assert_eq!(repo.blob_size(large).expect("known"), 9_000_000);
    }

    #[test]
    fn a_file_that_is_gone_or_saved_again_is_no_failure() {
        let (dir, repo) = repo();
        let id = crate::merge::ContentId::of_blob(b"one");
        let files = std::collections::BTreeMap::from([("a.md".into(), id)]);
        assert!(!repo.write_files(&files).expect("looked at"));
        std::fs::write(dir.path().join("a.md"), "two").expect("written");
        assert!(!repo.write_files(&files).expect("looked at"));
        std::fs::write(dir.path().join("a.md"), "one").expect("written");
        assert!(repo.write_files(&files).expect("stored"));
    }
}
