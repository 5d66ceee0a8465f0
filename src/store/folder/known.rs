use std::cmp::Ordering;
use std::collections::HashMap;

use crate::merge::{Blob, Files};
use crate::store::open_folder::Look;
use crate::store::staging::{Snapshot, Staged};
use crate::store::tree_state::Signature;
use crate::text::RepoPath;

/// The files that git knows, by its index or by the branch: together, and by folder.
pub(super) struct Known {
    staging: Snapshot,
    branch: Files,
    /// By path.
    files: Vec<One>,
    /// Which of them lie in each folder, by name.
    folders: HashMap<RepoPath, Vec<u32>>,
}

struct One {
    path: RepoPath,
    /// Where it stands in the index.
    staged: Option<u32>,
    branch: Option<Blob>,
}

impl Known {
    /// Takes git's index and the branch's files together.
    pub(super) fn of(staging: Snapshot, branch: Files) -> Self {
        let files = together(&staging, &branch);
        let folders = folders(&files);
        Self { staging, branch, files, folders }
    }

    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    pub(super) fn path(&self, at: usize) -> &RepoPath {
        &self.files[at].path
    }

    /// Returns what the branch has of one.
    pub(super) fn branch(&self, at: usize) -> Option<Blob> {
        self.files[at].branch
    }

    /// Returns what git's index has of one.
    pub(super) fn staged(&self, at: usize) -> Option<&Staged> {
        let at = usize::try_from(self.files[at].staged?).ok()?;
        self.staging.entries.get(at).map(|(_, staged)| staged)
    }

    pub(super) fn branch_files(&self) -> &Files {
        &self.branch
    }

    /// Tells whether the index holds what the branch has, and nothing else.
    pub(super) fn is_staged(&self) -> bool {
        let same = |at| self.staged(at).map(|staged| staged.blob) == self.branch(at);
        self.staging.whole && (0..self.len()).all(same)
    }

    /// Tells whether a file has not been touched since git last knew what it holds.
    pub(super) fn is_untouched(&self, staged: &Staged, look: &Look) -> bool {
        self.staging.is_untouched(staged, look)
    }

    /// Tells the same of a file of which a look at its folder tells; `false` where only a look at itself
    /// can.
    pub(super) fn is_as_seen(&self, staged: &Staged, seen: &Signature) -> bool {
        self.staging.is_as_seen(staged, seen)
    }

    /// Finds a path.
    pub(super) fn find(&self, path: &RepoPath) -> Option<usize> {
        self.files.binary_search_by(|one| one.path.cmp(path)).ok()
    }

    /// Lists what lies in a folder itself, by name.
    pub(super) fn in_folder(&self, folder: &RepoPath) -> &[u32] {
        self.folders.get(folder).map_or(&[], Vec::as_slice)
    }

    /// Finds a name among those of one folder.
    pub(super) fn named(&self, folder: &[u32], name: &str) -> Option<usize> {
        let one = |at: u32| &self.files[at as usize].path;
        let found = folder.binary_search_by(|at| one(*at).file_name().cmp(name)).ok()?;
        Some(folder[found] as usize)
    }

    /// Tells whether anything below a folder is in the index.
    pub(super) fn is_staged_below(&self, folder: &RepoPath) -> bool {
        let start = format!("{folder}/");
        let first = self.files.partition_point(|one| *one.path.as_str() < *start);
        let below = self.files[first..].iter();
        let mut below = below.take_while(|one| one.path.as_str().starts_with(&start));
        below.any(|one| one.staged.is_some())
    }
}

fn together(staging: &Snapshot, branch: &Files) -> Vec<One> {
    let mut files = Vec::with_capacity(staging.entries.len());
    let mut left = (0_u32..).zip(&staging.entries).peekable();
    let mut right = branch.iter().peekable();
    loop {
        let order = match (left.peek(), right.peek()) {
            (None, None) => return files,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((_, (one, _))), Some((other, _))) => one.cmp(other),
        };
        let staged = if order.is_le() { left.next() } else { None };
        let branch = if order.is_ge() { right.next() } else { None };
        let path = staged.map(|(_, (path, _))| path).or(branch.map(|(path, _)| path));
        files.extend(path.map(|path| One {
            path: path.clone(),
            staged: staged.map(|(at, _)| at),
            branch: branch.map(|(_, blob)| *blob),
        }));
    }
}

/// Groups files by their folders. In the order of paths, those of one folder are in that of names.
fn folders(files: &[One]) -> HashMap<RepoPath, Vec<u32>> {
    let mut folders: HashMap<RepoPath, Vec<u32>> = HashMap::new();
    let mut last: Vec<u32> = Vec::new();
    let mut folder = "";
    for (at, one) in (0_u32..).zip(files) {
        let parent = one.path.parent();
        if parent != folder {
            add(&mut folders, folder, &mut last);
            folder = parent;
        }
        last.push(at);
    }
    add(&mut folders, folder, &mut last);
    folders
}

fn add(folders: &mut HashMap<RepoPath, Vec<u32>>, folder: &str, files: &mut Vec<u32>) {
    if files.is_empty() {
        return;
    }
    match folders.get_mut(folder) {
        Some(known) => known.append(files),
        None => {
            folders.insert(RepoPath::new(folder), std::mem::take(files));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::ContentId;

    fn known(paths: &[&str]) -> Known {
        let blob = Blob::file(ContentId::of_blob(b""));
        let branch = paths.iter().map(|path| (RepoPath::new(path), blob)).collect();
        Known::of(Snapshot::default(), branch)
    }

    #[test]
    fn files_are_found_in_their_folders() {
        let known = known(&["a.md", "a/b.md", "a/b/c.md", "a/c.md", "a-b.md", "z/å.md"]);
        let names = |folder: &str| -> Vec<&str> {
            let all = known.in_folder(&folder.into()).iter();
            all.map(|at| known.path(*at as usize).file_name()).collect()
        };
        assert_eq!(names(""), ["a-b.md", "a.md"]);
        assert_eq!(names("a"), ["b.md", "c.md"]);
        assert_eq!(names("a/b"), ["c.md"]);
        assert_eq!(names("b"), [""; 0]);
        for at in 0..known.len() {
            let path = known.path(at);
            let folder = known.in_folder(&path.parent().into());
            assert_eq!(known.named(folder, path.file_name()), Some(at));
            assert_eq!(known.find(path), Some(at));
        }
        assert_eq!(known.named(known.in_folder(&"a".into()), "z"), None);
        assert!(!known.is_staged_below(&"a".into()) && !known.is_staged());
    }
}
