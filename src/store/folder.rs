//! The files of the work tree, each with the id of its content; what git knows to be untouched is
//! not read.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use walkdir::{DirEntry, WalkDir};

use super::staging::{Snapshot, StagingError, Stat};
use super::{Repo, SafePath, UnsafePath, files, place, read, walk};
use crate::merge::{Blob, ContentId};
use crate::schema::layout;
use crate::text::{RepoPath, is_git_folder};

/// What a scan of the work tree found.
#[derive(Debug, Default)]
pub struct FolderScan {
    /// Every file that git does not ignore and that may be shared by its name and nature, with the
    /// content by which it is shared: its bytes, unless git turned the line ends over.
    pub files: BTreeMap<RepoPath, Blob>,
    /// Size and time of each of `files`.
    pub details: BTreeMap<RepoPath, Detail>,
    /// What is not taken for a file to share, and why.
    pub quarantined: Vec<(RepoPath, Quarantine)>,
    /// Files and folders that could not be read, with what the system said.
    pub unreadable: Vec<(RepoPath, String)>,
    /// Folders that were not entered: another repository or another workspace begins there.
    pub nested: Vec<RepoPath>,
    /// Temporary files of ours; see [`files::remove_leftover`].
    pub leftovers: Vec<PathBuf>,
    /// How many files had to be read.
    pub read: usize,
    /// Those of them that hold what git's index says: it can be told so with
    /// [`Repo::update_staging`], and they need not be read again.
    pub untold: Vec<RepoPath>,
    /// Names at or below which the folder says nothing about what is shared.
    unseen: BTreeMap<RepoPath, ()>,
}

/// Size and time of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detail {
    /// Bytes.
    pub size: u64,
    pub modified: Option<SystemTime>,
}

/// Why a name in the folder is left alone.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Quarantine {
    #[error("its name is not UTF-8")]
    NotUtf8,
    #[error("{}", .0.reason)]
    UnsafeName(UnsafePath),
    #[error("it is a symbolic link")]
    Symlink,
    #[error("it is neither a file nor a folder")]
    Special,
}

/// The work tree could not be scanned.
#[derive(Debug, Error)]
pub enum ScanError {
    /// Unmounted, renamed or deleted: not the same as a folder without files.
    #[error("the folder {} is no longer there", path.display())]
    Gone { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Staging(#[from] StagingError),
}

impl FolderScan {
    /// Tells whether the absence of a path from `files` does not mean that it was deleted: it, or a
    /// folder above it, was left out, could not be read, or is ignored.
    pub fn is_unseen(&self, path: &RepoPath) -> bool {
        let mut end = Some(path.as_str().len());
        while let Some(at) = end {
            if self.unseen.contains_key(&path.as_str()[..at]) {
                return true;
            }
            end = path.as_str()[..at].rfind('/');
        }
        layout::is_local_only(path)
    }

    /// Tells whether a file was saved within the last `span` before `now`, or after it: someone may
    /// be in the middle of it.
    pub fn saved_within(&self, path: &RepoPath, now: SystemTime, span: Duration) -> bool {
        let modified = self.details.get(path).and_then(|detail| detail.modified);
        // A time far ahead is a wrong clock, not a save of just now.
        modified.is_some_and(|modified| match now.duration_since(modified) {
            Ok(age) => age < span,
            Err(ahead) => ahead.duration() < span,
        })
    }

    fn leave(&mut self, path: RepoPath, why: Quarantine) {
        self.unseen.insert(path.clone(), ());
        self.quarantined.push((path, why));
    }

    fn unreadable(&mut self, path: RepoPath, why: String) {
        self.unseen.insert(path.clone(), ());
        self.unreadable.push((path, why));
    }
}

impl Repo {
    /// Scans the work tree.
    ///
    /// `known` answers with the shared version of a path, if there is one: such a file is never
    /// ignored, and where the file system keeps no executable bits it has the shared one.
    ///
    /// # Errors
    /// When the folder is gone or git's index cannot be read.
    pub fn scan(&self, known: &dyn Fn(&RepoPath) -> Option<Blob>) -> Result<FolderScan, ScanError> {
        let root = self.root();
        let present = || {
            fs::symlink_metadata(root.join(".git"))
                .map_err(|source| ScanError::Gone { path: root.to_owned(), source })
        };
        present()?;
        let mut scan = Scan {
            repo: self,
            known,
            staging: self.staging()?,
            keeps_modes: cfg!(unix) && self.switch("core.fileMode").unwrap_or(true),
            composes: self.switch("core.precomposeUnicode").unwrap_or(false),
            found: FolderScan::default(),
            unread: Vec::new(),
        };
        scan.walk();
        scan.read();
        scan.match_names();
        scan.add_unseen();
        // What was unmounted meanwhile looks like a folder whose files were deleted.
        present()?;
        Ok(scan.found)
    }
}

struct Scan<'a> {
    repo: &'a Repo,
    known: &'a dyn Fn(&RepoPath) -> Option<Blob>,
    staging: Snapshot,
    keeps_modes: bool,
    composes: bool,
    found: FolderScan,
    /// Files that must be read to know their content.
    unread: Vec<(RepoPath, Metadata)>,
}

impl Scan<'_> {
    fn walk(&mut self) {
        let root = self.repo.root();
        let mut entries = WalkDir::new(root).min_depth(1).into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {
                    if !self.enters(&entry) {
                        entries.skip_current_dir();
                    }
                }
                Ok(entry) => self.file(&entry),
                Err(error) => {
                    let path = error.path().unwrap_or(root);
                    let gone = error.io_error().is_some_and(read::is_absent);
                    if !gone {
                        let why = error.io_error().map_or_else(|| error.to_string(), words);
                        self.found.unreadable(walk::relative(root, path), why);
                    }
                }
            }
        }
    }

    /// Tells whether a folder is walked; takes note of why not.
    fn enters(&mut self, entry: &DirEntry) -> bool {
        let path = self.path(entry.path());
        if is_git_folder(path.file_name()) || layout::is_local_only(&path) {
            return false;
        }
        if !self.is_utf8(entry, &path) {
            return false;
        }
        if walk::is_nested(entry.path()) {
            self.found.unseen.insert(path.clone(), ());
            self.found.nested.push(path);
            return false;
        }
        if !self.staging.has_below(&path) && self.is_ignored(&path, true) {
            self.found.unseen.insert(path, ());
            return false;
        }
        true
    }

    fn file(&mut self, entry: &DirEntry) {
        let path = self.path(entry.path());
        if files::is_temporary(path.file_name()) {
            self.found.leftovers.push(entry.path().to_owned());
            return;
        }
        if layout::is_local_only(&path) || !self.is_utf8(entry, &path) {
            return;
        }
        let tracked = self.staging.entries.contains_key(&path) || (self.known)(&path).is_some();
        if !tracked && self.is_ignored(&path, false) {
            self.found.unseen.insert(path, ());
            return;
        }
        if let Err(fault) = SafePath::new(&path) {
            return self.found.leave(path, Quarantine::UnsafeName(fault));
        }
        match entry.file_type() {
            kind if kind.is_symlink() => return self.found.leave(path, Quarantine::Symlink),
            kind if !kind.is_file() => return self.found.leave(path, Quarantine::Special),
            _ => {}
        }
        match entry.metadata() {
            Ok(metadata) => match self.staging.untouched(&path, &metadata) {
                Some(id) => self.add(path, id, &metadata),
                None => self.unread.push((path, metadata)),
            },
            Err(error) if error.io_error().is_some_and(read::is_absent) => {}
            Err(error) => self.found.unreadable(path, error.to_string()),
        }
    }

    /// Reads what git does not know, several files at a time, each in bounded memory.
    fn read(&mut self) {
        let root = self.repo.root();
        let unread = std::mem::take(&mut self.unread);
        self.found.read = unread.len();
        let contents: Vec<_> = unread
            .into_par_iter()
            .map(|(path, _)| {
                let content = read_content(&root.join(path.as_str()));
                (path, content)
            })
            .collect();
        for (path, content) in contents {
            match content {
                Ok((raw, metadata)) => {
                    let known = self.staging.entries.get(&path).map(|staged| staged.blob.id);
                    let id = known.and_then(|known| self.repo.shared_as(&path, raw, known));
                    let id = id.unwrap_or(raw);
                    if known == Some(id) {
                        self.found.untold.push(path.clone());
                    }
                    self.add(path, id, &metadata);
                }
                Err(error) if error.is_absent() => {}
                Err(error) => self.found.unreadable(path, reason(&error)),
            }
        }
    }

    fn add(&mut self, path: RepoPath, id: ContentId, metadata: &Metadata) {
        let executable = if self.keeps_modes {
            is_executable(metadata)
        } else {
            let staged = self.staging.entries.get(&path).map(|staged| staged.blob);
            staged.or_else(|| (self.known)(&path)).is_some_and(|blob| blob.executable)
        };
        let detail = Detail { size: metadata.len(), modified: metadata.modified().ok() };
        self.found.details.insert(path.clone(), detail);
        self.found.files.insert(path, Blob { id, executable });
    }

    /// Gives a file the name by which it is shared, where the file system shows it under another:
    /// in other letters (`A.md`, `a.md`) or in another form of the same ones (NFC, NFD).
    fn match_names(&mut self) {
        let entries = &self.staging.entries;
        let new: Vec<_> =
            self.found.files.keys().filter(|path| !entries.contains_key(*path)).cloned().collect();
        if new.is_empty() {
            return;
        }
        let missing = entries.keys().filter(|path| !self.found.files.contains_key(*path));
        let missing: BTreeMap<_, _> = missing.map(|path| (fold(path), path.clone())).collect();
        let root = self.repo.root();
        for path in new {
            let Some(name) = missing.get(&fold(&path)) else { continue };
            if !is_same_file(&root.join(path.as_str()), &root.join(name.as_str())) {
                continue;
            }
            if let Some(blob) = self.found.files.remove(&path) {
                self.found.files.insert(name.clone(), blob);
            }
            if let Some(detail) = self.found.details.remove(&path) {
                self.found.details.insert(name.clone(), detail);
            }
        }
    }

    /// Adds what the user told git to leave out of the folder, with the content it is known to have,
    /// and takes note of names that share a file with another, as `a.md` and `A.md` may.
    fn add_unseen(&mut self) {
        let root = self.repo.root();
        for (path, staged) in &self.staging.entries {
            if staged.unseen {
                self.found.unseen.insert(path.clone(), ());
                self.found.files.insert(path.clone(), staged.blob);
            } else if !self.found.files.contains_key(path)
                && SafePath::new(path).is_ok()
                && fs::symlink_metadata(root.join(path.as_str())).is_ok_and(|at| at.is_file())
            {
                self.found.unseen.insert(path.clone(), ());
            }
        }
    }

    fn path(&self, location: &Path) -> RepoPath {
        let path = walk::relative(self.repo.root(), location);
        if self.composes && !self.staging.entries.contains_key(&path) {
            return RepoPath::new(path.as_str().nfc().collect::<String>());
        }
        path
    }

    fn is_utf8(&mut self, entry: &DirEntry, path: &RepoPath) -> bool {
        let is_utf8 = entry.file_name().to_str().is_some();
        if !is_utf8 {
            self.found.leave(path.clone(), Quarantine::NotUtf8);
        }
        is_utf8
    }

    fn is_ignored(&self, path: &RepoPath, is_folder: bool) -> bool {
        let name = if is_folder { format!("{path}/") } else { path.to_string() };
        self.repo.git.is_path_ignored(name).unwrap_or(false)
    }
}

/// Reads a file for its id; the metadata is that of the bytes read.
fn read_content(location: &Path) -> Result<(ContentId, Metadata), read::ReadError> {
    let fail = |source| read::ReadError::Io { path: location.to_owned(), source };
    let (mut file, before) = read::open(location)?;
    let id = place::hash(&mut file, before.len()).map_err(fail)?;
    let after = file.metadata().map_err(fail)?;
    match id {
        Some(id) if Stat::of(&before) == Stat::of(&after) => Ok((id, after)),
        _ => Err(fail(io::Error::other("it is being written at this moment"))),
    }
}

fn reason(error: &read::ReadError) -> String {
    match error {
        read::ReadError::Io { source, .. } => words(source),
        other => other.to_string(),
    }
}

fn words(error: &io::Error) -> String {
    error.to_string()
}

/// What names have in common that a file system may take for one.
fn fold(path: &RepoPath) -> String {
    path.as_str().nfc().collect::<String>().to_lowercase()
}

#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_metadata: &Metadata) -> bool {
    false
}

#[cfg(unix)]
fn is_same_file(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |path: &Path| fs::symlink_metadata(path).ok().map(|at| (at.dev(), at.ino()));
    id(a).is_some_and(|a| id(b) == Some(a))
}

#[cfg(not(unix))]
fn is_same_file(a: &Path, b: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    real(a).is_some_and(|a| real(b) == Some(a))
}

#[cfg(test)]
mod tests {
    use super::super::repo::tests::repo;
    use super::*;

    fn write(repo: &Repo, path: &str, text: &str) {
        let path = repo.root().join(path);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        fs::write(path, text).expect("written");
    }

    fn scan(repo: &Repo) -> FolderScan {
        repo.scan(&|_| None).expect("scanned")
    }

    fn paths(scan: &FolderScan) -> Vec<&str> {
        scan.files.keys().map(RepoPath::as_str).collect()
    }

    /// Puts everything into the index, long enough ago for it to be believed.
    fn stage(repo: &Repo) {
        let files = scan(repo).files;
        let long_ago = SystemTime::now() - Duration::from_secs(3600);
        for path in files.keys() {
            let file = fs::File::options().write(true).open(repo.root().join(path.as_str()));
            file.expect("opened").set_modified(long_ago).expect("set");
        }
        for path in files.keys() {
            repo.write_blob_of(&repo.root().join(path.as_str())).expect("stored");
        }
        let all = files.into_iter().map(|(path, blob)| (path, Some(blob))).collect();
        repo.update_staging(&all).expect("staged");
    }

    #[test]
    fn what_git_ignores_or_one_machine_owns_is_not_there() {
        let (_dir, repo) = repo();
        for path in ["a.md", "b/c.md", "Today.md", ".obsidian/x.json", "b/skip.log", "out/x/y.md"] {
            write(&repo, path, path);
        }
        write(&repo, ".gitignore", "*.log\nout/\n");
        let found = scan(&repo);
        assert_eq!(paths(&found), [".gitignore", "a.md", "b/c.md"]);
        assert_eq!(found.files[&RepoPath::new("a.md")].id, ContentId::of_blob(b"a.md"));
        for path in ["Today.md", "b/skip.log", "out/x/y.md", "out/gone.md"] {
            assert!(found.is_unseen(&path.into()), "{path}");
        }
        assert!(!found.is_unseen(&"b/gone.md".into()));
    }

    #[test]
    fn a_shared_file_is_not_ignored() {
        let (_dir, repo) = repo();
        write(&repo, "keep.log", "x");
        write(&repo, "known.log", "y");
        stage(&repo);
        write(&repo, ".gitignore", "*.log\n");
        write(&repo, "new.log", "z");
        let found = repo.scan(&|path| {
            (path.as_str() == "known.log").then(|| Blob::file(ContentId::of_blob(b"")))
        });
        assert_eq!(paths(&found.expect("scanned")), [".gitignore", "keep.log", "known.log"]);
    }

    #[test]
    fn untouched_files_are_not_read() {
        let (_dir, repo) = repo();
        write(&repo, "a.md", "one");
        write(&repo, "b.md", "one");
        stage(&repo);
        assert_eq!(scan(&repo).read, 0);
        write(&repo, "b.md", "two");
        let found = scan(&repo);
        assert_eq!(found.read, 1);
        assert_eq!(found.files[&RepoPath::new("b.md")].id, ContentId::of_blob(b"two"));
        fs::remove_file(repo.root().join("a.md")).expect("removed");
        let found = scan(&repo);
        assert_eq!(paths(&found), ["b.md"]);
        assert!(!found.is_unseen(&"a.md".into()));
    }

    /// FAILURES 13.
    #[test]
    fn a_change_of_the_same_size_and_time_is_seen() {
        let (_dir, repo) = repo();
        write(&repo, "a.md", "one");
        stage(&repo);
        let path = repo.root().join("a.md");
        let modified = fs::metadata(&path).expect("there").modified().expect("known");
        fs::write(&path, "two").expect("written");
        let file = fs::File::options().write(true).open(&path).expect("opened");
        file.set_modified(modified).expect("set");
        assert_eq!(scan(&repo).files[&RepoPath::new("a.md")].id, ContentId::of_blob(b"two"));
    }

    /// FAILURES 13: saved in the instant in which the index was written.
    #[test]
    fn a_file_as_young_as_the_index_is_read() {
        let (_dir, repo) = repo();
        write(&repo, "a.md", "one");
        stage(&repo);
        let path = repo.root().join("a.md");
        let written = fs::metadata(repo.git_dir().join("index")).expect("there");
        let file = fs::File::options().write(true).open(&path).expect("opened");
        file.set_modified(written.modified().expect("known")).expect("set");
        let blob = scan(&repo).files[&RepoPath::new("a.md")];
        repo.update_staging(&BTreeMap::from([("a.md".into(), Some(blob))])).expect("staged");
        let index = fs::File::options().write(true).open(repo.git_dir().join("index"));
        let same = written.modified().expect("known");
        index.expect("opened").set_modified(same).expect("set");
        assert_eq!(scan(&repo).read, 1);
    }

    /// FAILURES 47.
    #[cfg(unix)]
    #[test]
    fn what_is_no_file_to_share_is_told() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let (_dir, repo) = repo();
        let root = repo.root();
        write(&repo, "a/b.md", "x");
        write(&repo, "c/d.md", "x");
        stage(&repo);
        fs::remove_dir_all(root.join("a")).expect("removed");
        std::os::unix::fs::symlink("/etc", root.join("a")).expect("linked");
        fs::create_dir(root.join("c/.git")).expect("made");
        write(&repo, "CON.md", "x");
        write(&repo, "q\u{202e}.md", "x");
        fs::write(root.join(OsStr::from_bytes(b"\xff.md")), "x").expect("written");
        let _socket = std::os::unix::net::UnixListener::bind(root.join("s")).expect("a socket");
        let found = scan(&repo);
        assert_eq!(paths(&found), [""; 0]);
        let mut told: Vec<_> = found.quarantined.iter().map(|(path, _)| path.as_str()).collect();
        told.sort_unstable();
        assert_eq!(told, ["CON.md", "a", "q\u{202e}.md", "s", "\u{fffd}.md"]);
        assert_eq!(found.nested, [RepoPath::new("c")]);
        assert!(found.is_unseen(&"a/b.md".into()) && found.is_unseen(&"c/d.md".into()));
    }

    #[test]
    fn what_is_left_out_of_the_folder_is_not_deleted() {
        let (_dir, repo) = repo();
        write(&repo, "a.md", "one");
        stage(&repo);
        let mut index = repo.git.index().expect("read");
        let mut entry = index.get_path(Path::new("a.md"), 0).expect("there");
        entry.flags_extended |= 0x4000;
        index.add(&entry).expect("set");
        index.write().expect("written");
        fs::remove_file(repo.root().join("a.md")).expect("removed");
        let found = scan(&repo);
        assert_eq!(paths(&found), ["a.md"]);
        assert!(found.is_unseen(&"a.md".into()));
    }

    #[test]
    fn a_save_of_just_now_is_known() {
        let (_dir, repo) = repo();
        write(&repo, "a.md", "one");
        let found = scan(&repo);
        let path = RepoPath::new("a.md");
        let saved = found.details[&path].modified.expect("known");
        let span = Duration::from_secs(2);
        assert!(found.saved_within(&path, saved + Duration::from_secs(1), span));
        assert!(found.saved_within(&path, saved, span));
        assert!(!found.saved_within(&path, saved + Duration::from_secs(3), span));
        assert!(!found.saved_within(&path, saved - Duration::from_secs(9), span));
    }

    /// FAILURES 44.
    #[test]
    fn a_folder_that_is_gone_is_no_folder_without_files() {
        let (_dir, repo) = repo();
        write(&repo, "a.md", "one");
        stage(&repo);
        fs::rename(repo.root().join(".git"), repo.root().join("git")).expect("moved");
        assert!(matches!(repo.scan(&|_| None), Err(ScanError::Gone { .. })));
    }
}
