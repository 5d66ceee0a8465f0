//! The versions of files that a sync reads: from git, or from the folder where git has them not.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::judge::Versions;
use super::plan::{Files, Merger};
use crate::merge::{self, Blob, ContentId};
use crate::rules::MAX_TEXT;
use crate::store::{OpenError, Repo, read};
use crate::text::RepoPath;

/// A second opening of the repository, to read from on several threads at once.
pub struct Objects(Mutex<Repo>);

impl Objects {
    /// Opens the repository of `repo` again.
    ///
    /// # Errors
    /// When it cannot be opened any more.
    pub fn of(repo: &Repo) -> Result<Self, OpenError> {
        Ok(Self(Mutex::new(Repo::open(repo.root())?)))
    }

    /// Opens a repository that others push to, as [`Repo::open_served`] does.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn served(git_dir: &Path, incoming: Option<&Path>) -> Result<Self, OpenError> {
        Ok(Self(Mutex::new(Repo::open_served(git_dir, incoming)?)))
    }

    fn with<T>(&self, read: impl FnOnce(&Repo) -> T) -> T {
        read(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Reads versions by their id, wherever they are.
pub(super) struct FolderVersions<'a> {
    objects: &'a Objects,
    root: PathBuf,
    /// Those of the folder that the branch has not.
    changed: HashMap<ContentId, RepoPath>,
    folder: Files,
    /// All of the folder, once they are asked for.
    all: OnceLock<HashMap<ContentId, RepoPath>>,
}

impl<'a> FolderVersions<'a> {
    /// Makes a reader for git's versions and for those of `folder`, which lies at `root` and differs
    /// from the `branch`.
    pub(super) fn new(objects: &'a Objects, root: PathBuf, folder: &Files, branch: &Files) -> Self {
        let changed = folder.differing(branch).into_iter();
        let changed = changed.filter_map(|path| Some((folder.get(path)?.id, path.clone())));
        let (changed, folder) = (changed.collect(), folder.clone());
        Self { objects, root, changed, folder, all: OnceLock::new() }
    }

    /// Returns the bytes of one of many versions: most of them are in the folder, which may be read on
    /// several threads at once.
    pub(super) fn bytes_of(&self, id: ContentId) -> Option<Arc<[u8]>> {
        self.in_folder(id, self.all()).or_else(|| self.stored(id))
    }

    fn all(&self) -> &HashMap<ContentId, RepoPath> {
        let all = || self.folder.iter().map(|(path, blob)| (blob.id, path.clone())).collect();
        self.all.get_or_init(all)
    }

    fn in_folder(&self, id: ContentId, known: &HashMap<ContentId, RepoPath>) -> Option<Arc<[u8]>> {
        let path = known.get(&id)?;
        read::read_content(&self.root.join(path.as_str()), id, MAX_TEXT).map(Arc::from)
    }

    fn stored(&self, id: ContentId) -> Option<Arc<[u8]>> {
        self.objects.with(|repo| repo.read_blob(id, MAX_TEXT)).ok().map(Arc::from)
    }
}

impl Versions for FolderVersions<'_> {
    fn size(&self, blob: &Blob) -> u64 {
        // What is asked of git is of this version; a file of the folder may have been saved anew since.
        let stored = || self.objects.with(|repo| repo.blob_size(blob.id)).ok();
        let here = |known: &HashMap<ContentId, RepoPath>| {
            let path = known.get(&blob.id)?;
            read::size(&self.root.join(path.as_str())).ok()
        };
        // Most of what git has not is changed: all of the folder is rarely asked for.
        stored().or_else(|| here(&self.changed)).or_else(|| here(self.all())).unwrap_or(0)
    }

    fn bytes(&self, blob: &Blob) -> Option<Arc<[u8]>> {
        self.in_folder(blob.id, &self.changed)
            .or_else(|| self.stored(blob.id))
            // What git has lost may stand in the folder still.
            .or_else(|| self.in_folder(blob.id, self.all()))
    }
}

/// Merges files that stay here with the shared versions that moved on.
pub(super) struct FolderMerger<'a> {
    pub(super) versions: &'a FolderVersions<'a>,
}

impl Merger for FolderMerger<'_> {
    fn merge(
        &self,
        path: &RepoPath,
        base: Option<&Blob>,
        folder: &Blob,
        target: &Blob,
    ) -> Option<Arc<[u8]>> {
        if !path.is_markdown() {
            return None;
        }
        let text = |blob: &Blob| String::from_utf8(self.versions.bytes(blob)?.to_vec()).ok();
        let base = match base {
            Some(blob) => Some(text(blob)?),
            None => None,
        };
        let merged = merge::documents(path, base.as_deref(), &text(folder)?, &text(target)?);
        let clean = merged.conflicts.is_empty() && merged.restored.is_empty();
        clean.then(|| Arc::from(merged.text.into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that is saved between a look at the folder and the judgement says nothing of what was looked at.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test saves the file that is judged")]
    fn how_long_a_version_is_is_asked_of_git_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let repo = Repo::init(folder.path(), "main").expect("a repository");
        let blob = |id| Blob { id, executable: false };
        let seen = blob(repo.write_blob(b"seen").expect("stored"));
        let unknown = blob(ContentId::of_blob(b"not stored"));
        std::fs::write(folder.path().join("a.md"), "saved since").expect("written");
        std::fs::write(folder.path().join("b.md"), "not stored").expect("written");
        let files: Files = [("a.md", seen), ("b.md", unknown)]
            .map(|(path, blob)| (RepoPath::new(path), blob))
            .into();
        let objects = Objects::of(&repo).expect("opened");
        let root = folder.path().to_owned();
        let versions = FolderVersions::new(&objects, root, &files, &Files::new());
        assert_eq!(versions.size(&seen), 4);
        assert_eq!(versions.size(&unknown), 10);
        assert!(versions.all.get().is_none(), "all of the folder was asked for");
    }
}
