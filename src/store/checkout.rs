//! Putting a version into a folder that has none yet.

use std::collections::BTreeMap;
use std::io;

use thiserror::Error;

use super::files::{self, Done, FileError, Refusal};
use super::{ObjectError, Repo, SafePath, StagingError, TreeId, UnsafePath, tree::Other};
use crate::schema::layout;
use crate::text::RepoPath;

/// What came of putting a version into the folder.
#[derive(Debug, Default)]
pub struct CheckedOut {
    /// How many files were written.
    pub written: usize,
    /// What was not written, and why.
    pub left: Vec<(RepoPath, NotWritten)>,
}

/// Why something of a version is not put into the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotWritten {
    /// It is no ordinary file.
    Entry(Other),
    /// Such files belong to one machine alone.
    Local,
    /// Its name is not safe.
    Name(UnsafePath),
    /// Another file stands in its place.
    Taken,
    /// Something else lies in its place, or on the way to it.
    Barred(Refusal),
}

/// A version could not be put into the folder; what was written stays.
#[derive(Debug, Error)]
pub enum CheckoutError {
    #[error(transparent)]
    Object(#[from] ObjectError),
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Staging(#[from] StagingError),
    #[error("the folder {} could not be forced to the disk", path.display())]
    Sync { path: std::path::PathBuf, source: io::Error },
}

impl Repo {
    /// Puts the files of a version into a folder that has none yet, byte for byte, and makes git's
    /// index say so. Nothing that stands there is overwritten; links, submodules and unsafe names
    /// are left out.
    ///
    /// `progress` is told after each file how many of how many are done.
    ///
    /// # Errors
    /// When the version cannot be read or the folder not written.
    pub fn check_out(
        &self,
        tree: TreeId,
        progress: &dyn Fn(usize, usize),
    ) -> Result<CheckedOut, CheckoutError> {
        let version = self.walk_tree(tree)?;
        let mut out = CheckedOut::default();
        let mut others = BTreeMap::new();
        for (path, other) in version.others {
            out.left.push((path.clone(), NotWritten::Entry(other)));
            others.insert(path, Some(other));
        }
        let all = version.files.len();
        let mut staged = BTreeMap::new();
        for (count, (path, blob)) in version.files.into_iter().enumerate() {
            staged.insert(path.clone(), Some(blob));
            if layout::is_local_only(&path) {
                out.left.push((path, NotWritten::Local));
                continue;
            }
            let safe = match SafePath::new(&path) {
                Ok(safe) => safe,
                Err(fault) => {
                    out.left.push((path, NotWritten::Name(fault)));
                    continue;
                }
            };
            let bytes = self.read_blob(blob.id, u64::MAX)?;
            match files::write_new(self.root(), &safe, &bytes, blob.executable)? {
                Done::Done => out.written += 1,
                Done::Changed => out.left.push((path, NotWritten::Taken)),
                Done::Refused(refusal) => out.left.push((path, NotWritten::Barred(refusal))),
            }
            progress(count + 1, all);
        }
        files::sync_tree(self.root())
            .map_err(|source| CheckoutError::Sync { path: self.root().to_owned(), source })?;
        self.update_staging_with(&staged, &others)?;
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::ids::git_id;
    use super::super::repo::tests::repo;
    use super::*;

    /// A tree as no honest git writes it: each name with a mode and an object.
    fn raw(repo: &Repo, entries: &[(&str, &str, git2::Oid)]) -> git2::Oid {
        let mut bytes = Vec::new();
        for (mode, name, id) in entries {
            bytes.extend_from_slice(format!("{mode} {name}\0").as_bytes());
            bytes.extend_from_slice(id.as_bytes());
        }
        repo.write_object(git2::ObjectType::Tree, &bytes).expect("written")
    }

    /// FAILURES 46, 47, 48.
    #[test]
    fn a_hostile_tree_gets_nothing_out_of_the_root() {
        let outer = tempfile::tempdir().expect("a folder");
        let (_dir, source) = repo();
        let repo = Repo::init(&outer.path().join("clone"), "main").expect("a repository");
        let config = fs::read(repo.git_dir().join("config")).expect("read");
        drop(source);
        let evil = git_id(repo.write_blob(b"evil").expect("written"));
        let outside = outer.path().join("outside");
        fs::create_dir(&outside).expect("made");
        let to = outside.to_string_lossy();
        let link = git_id(repo.write_blob(to.as_bytes()).expect("written"));
        let inner = raw(&repo, &[("100644", "config", evil), ("100644", "new", evil)]);
        let up = raw(&repo, &[("40000", "outside", inner)]);
        let hooks = raw(&repo, &[("100755", "pre-push", evil)]);
        let bare = raw(
            &repo,
            &[
                ("100644", "HEAD", evil),
                ("100644", "config", evil),
                ("40000", "objects", hooks),
                ("40000", "refs", hooks),
            ],
        );
        let tree = raw(
            &repo,
            &[
                ("40000", "..", up),
                ("40000", ".", inner),
                ("40000", ".git", inner),
                ("40000", ".GIT", inner),
                ("40000", "git~1", inner),
                ("40000", ".g\u{200c}it", inner),
                ("120000", "a", link),
                ("40000", "a", inner),
                ("100644", "CON.md", evil),
                ("100644", "b\\c", evil),
                ("100644", "c:d", evil),
                ("100644", "e\nf", evil),
                ("100644", "g\u{1b}h", evil),
                ("100644", "i\u{202e}j", evil),
                ("40000", "bare", bare),
                ("100644", "fine.md", evil),
                ("160000", "module", evil),
                ("100644", "x/../../outside/y", evil),
            ],
        );
        let out = repo.check_out(TreeId::from_git(tree), &|_, _| {}).expect("checked out");
        assert_eq!(fs::read_dir(&outside).expect("listed").count(), 0);
        assert_eq!(fs::read(repo.git_dir().join("config")).expect("read"), config);
        let mut names: Vec<_> = fs::read_dir(repo.root())
            .expect("listed")
            .map(|entry| entry.expect("read").file_name().into_string().expect("UTF-8"))
            .collect();
        names.sort();
        assert_eq!(names, [".git", "a", "bare", "fine.md"]);
        assert!(fs::symlink_metadata(repo.root().join("a")).expect("there").is_dir());
        assert!(out.left.len() >= 15, "{:?}", out.left);
        assert_eq!(fs::read_dir(outer.path()).expect("listed").count(), 2);
        assert_eq!(Repo::discover(&repo.root().join("bare")).expect("found").root(), repo.root());
    }

    #[test]
    fn what_stands_there_is_not_overwritten() {
        let (_dir, repo) = repo();
        let blob = |text: &str| {
            Some(crate::merge::Blob::file(repo.write_blob(text.as_bytes()).expect("written")))
        };
        let changes = BTreeMap::from([
            ("a.md".into(), blob("theirs")),
            ("b/c.md".into(), blob("theirs")),
            ("Today.md".into(), blob("theirs")),
        ]);
        let tree = repo.write_tree(None, &changes).expect("written");
        fs::write(repo.root().join("a.md"), "mine").expect("written");
        let out = repo.check_out(tree, &|_, _| {}).expect("checked out");
        assert_eq!((out.written, out.left.len()), (1, 2));
        assert_eq!(fs::read(repo.root().join("a.md")).expect("read"), b"mine");
        assert!(!repo.root().join("Today.md").exists());
        let folder = repo.scan(&crate::merge::Files::new()).expect("scanned");
        assert_eq!(folder.files.len(), 2);
    }
}
