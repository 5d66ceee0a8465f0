//! The files of one version, and what differs between two.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use git2::{ErrorCode, ObjectType, Oid, Tree};

use super::ids::{content_id, git_id};
use super::objects::ObjectError;
use super::{Repo, TreeId};
use crate::merge::{Blob, Change, ContentId};
use crate::text::RepoPath;

/// More folders inside each other than this, or more entries, are refused: a tree of a few bytes can
/// name itself many times over.
pub(super) const MAX_DEPTH: usize = 64;
const MAX_ENTRIES: usize = 2_000_000;

/// All files of one version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    pub files: BTreeMap<RepoPath, Blob>,
    /// What is there besides ordinary files; kept as it is, never put into the folder.
    pub others: BTreeMap<RepoPath, Other>,
}

/// An entry of a tree that is no ordinary file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Other {
    /// A symbolic link; the content is where it points to.
    Symlink(ContentId),
    /// Another repository, with the commit that is meant.
    Submodule(ContentId),
    /// Its name is not UTF-8, is empty, or has a `/` in it.
    BadName,
    /// The tree names it twice.
    Twice,
    /// Neither file, folder, link nor submodule.
    Unknown,
}

/// What differs between two versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Every file that is not the same in both: what it was, and what it is.
    pub files: BTreeMap<RepoPath, Change>,
    /// The same of the entries that are no ordinary files.
    pub others: BTreeMap<RepoPath, (Option<Other>, Option<Other>)>,
}

/// What a tree is to have under a name that is no folder's.
#[derive(Clone, Copy)]
struct Leaf {
    id: Oid,
    mode: i32,
}

struct Entry {
    name: Vec<u8>,
    id: Oid,
    mode: i32,
}

impl Entry {
    fn is_folder(&self) -> bool {
        self.mode & 0o170_000 == 0o040_000
    }

    fn what(&self) -> Result<Blob, Other> {
        let id = content_id(self.id);
        match self.mode & 0o170_000 {
            0o100_000 => Ok(Blob { id, executable: self.mode & 0o111 != 0 }),
            0o120_000 => Err(Other::Symlink(id)),
            0o160_000 => Err(Other::Submodule(id)),
            _ => Err(Other::Unknown),
        }
    }
}

/// Which of two versions an entry belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Old,
    New,
}

impl Repo {
    /// Lists all files of a version.
    ///
    /// # Errors
    /// When a tree is absent, damaged or beyond all bounds.
    pub fn walk_tree(&self, tree: TreeId) -> Result<Files, ObjectError> {
        let changes = self.tree_changes(None, Some(tree))?;
        let files =
            changes.files.into_iter().filter_map(|(path, change)| Some((path, change.new?)));
        let others = changes.others.into_iter().filter_map(|(path, (_, new))| Some((path, new?)));
        Ok(Files { files: files.collect(), others: others.collect() })
    }

    /// Lists what differs between two versions; `None` is the empty one. Folders that are equal cost
    /// nothing.
    ///
    /// # Errors
    /// As [`Repo::walk_tree`].
    pub fn tree_changes(
        &self,
        old: Option<TreeId>,
        new: Option<TreeId>,
    ) -> Result<Changes, ObjectError> {
        let Some(root) = new.or(old) else { return Ok(Changes::default()) };
        let mut walk = Walk { repo: self, root, entries: 0, changes: Changes::default() };
        walk.folder("", old.map(TreeId::to_git), new.map(TreeId::to_git), 0)?;
        Ok(walk.changes)
    }

    /// Returns the file at a path of a version; `None` when no ordinary file is there.
    ///
    /// # Errors
    /// When a tree on the way is absent or damaged.
    pub fn entry(&self, tree: TreeId, path: &RepoPath) -> Result<Option<Blob>, ObjectError> {
        let mut id = tree.to_git();
        let mut parts = path.parts().peekable();
        while let Some(part) = parts.next() {
            let tree = self.find_tree(id)?;
            let Some(found) = tree.get_name_bytes(part.as_bytes()) else { return Ok(None) };
            let entry = Entry { name: Vec::new(), id: found.id(), mode: found.filemode_raw() };
            if parts.peek().is_none() {
                return Ok(entry.what().ok());
            }
            if !entry.is_folder() {
                return Ok(None);
            }
            id = entry.id;
        }
        Ok(None)
    }

    /// Stores the version that differs from `base` in `changes`: `None` removes a path. Everything
    /// else in `base` stays, whatever it is; a folder left without files goes.
    ///
    /// # Errors
    /// When a path would be a file and a folder at once, git cannot hold a path, or the disk refuses.
    pub fn write_tree(
        &self,
        base: Option<TreeId>,
        changes: &BTreeMap<RepoPath, Option<Blob>>,
    ) -> Result<TreeId, ObjectError> {
        let leaf = |blob: Blob| {
            let mode = if blob.executable { 0o100_755 } else { 0o100_644 };
            Leaf { id: git_id(blob.id), mode }
        };
        let changes = changes.iter().map(|(path, new)| (path.as_str(), path, new.map(leaf)));
        self.write_leaves(base, &changes.collect::<Vec<_>>())
    }

    /// Stores the version that has links and other repositories as `changes` says, and everything
    /// else as `base`. What is neither of the two is left out.
    ///
    /// # Errors
    /// As [`Repo::write_tree`].
    pub fn write_others(
        &self,
        base: TreeId,
        changes: &BTreeMap<RepoPath, Other>,
    ) -> Result<TreeId, ObjectError> {
        let leaf = |other: &Other| match other {
            Other::Symlink(id) => Some(Leaf { id: git_id(*id), mode: 0o120_000 }),
            Other::Submodule(id) => Some(Leaf { id: git_id(*id), mode: 0o160_000 }),
            Other::BadName | Other::Twice | Other::Unknown => None,
        };
        let changes = changes
            .iter()
            .filter_map(|(path, other)| Some((path.as_str(), path, Some(leaf(other)?))));
        self.write_leaves(Some(base), &changes.collect::<Vec<_>>())
    }

    fn write_leaves(
        &self,
        base: Option<TreeId>,
        changes: &[(&str, &RepoPath, Option<Leaf>)],
    ) -> Result<TreeId, ObjectError> {
        match self.write_folder(base.map(TreeId::to_git), changes)? {
            Some(id) => Ok(TreeId::from_git(id)),
            None => self.write_object(ObjectType::Tree, b"").map(TreeId::from_git),
        }
    }

    /// Writes one folder; `None` when nothing is left in it. `changes` are sorted by what remains of
    /// their paths.
    fn write_folder(
        &self,
        base: Option<Oid>,
        changes: &[(&str, &RepoPath, Option<Leaf>)],
    ) -> Result<Option<Oid>, ObjectError> {
        let base = base.map(|id| self.find_tree(id)).transpose()?;
        let mut builder = self.git.treebuilder(base.as_ref()).map_err(ObjectError::Write)?;
        let mut folders: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        let mut added = Vec::new();
        for (rest, path, new) in changes {
            let bad = |source| ObjectError::BadPath { path: (*path).clone(), source };
            match (rest.split_once('/'), new) {
                (Some((folder, rest)), _) => {
                    folders.entry(folder).or_default().push((rest, *path, *new));
                }
                (None, Some(new)) => added.push((*rest, *path, *new)),
                (None, None) => {
                    let there = builder.get(*rest).map_err(bad)?;
                    if there.is_some_and(|entry| entry.filemode() != 0o040_000) {
                        builder.remove(*rest).map_err(bad)?;
                    }
                }
            }
        }
        for (folder, changes) in folders {
            let path = changes[0].1;
            let bad = |source| ObjectError::BadPath { path: path.clone(), source };
            let there =
                builder.get(folder).map_err(bad)?.map(|entry| (entry.id(), entry.filemode()));
            let inner = match there {
                Some((id, 0o040_000)) => self.write_folder(Some(id), &changes)?,
                Some(_) if changes.iter().all(|(_, _, new)| new.is_none()) => continue,
                Some(_) => return Err(ObjectError::Clash { path: path.clone() }),
                None => self.write_folder(None, &changes)?,
            };
            match inner {
                Some(id) => drop(builder.insert(folder, id, 0o040_000).map_err(bad)?),
                None if there.is_some() => builder.remove(folder).map_err(bad)?,
                None => {}
            }
        }
        for (name, path, new) in added {
            let bad = |source| ObjectError::BadPath { path: path.clone(), source };
            let there = builder.get(name).map_err(bad)?;
            if there.is_some_and(|entry| entry.filemode() == 0o040_000) {
                return Err(ObjectError::Clash { path: path.clone() });
            }
            builder.insert(name, new.id, new.mode).map_err(|source| match source.code() {
                ErrorCode::NotFound => ObjectError::Missing { id: new.id.to_string() },
                _ => bad(source),
            })?;
        }
        if builder.is_empty() {
            return Ok(None);
        }
        self.ready("tree", self.git_dir())?;
        let id = builder.write().map_err(ObjectError::Write)?;
        self.arrived(id).map(Some)
    }

    fn find_tree(&self, id: Oid) -> Result<Tree<'_>, ObjectError> {
        self.git.find_tree(id).map_err(|error| ObjectError::reading(id, error))
    }
}

struct Walk<'r> {
    repo: &'r Repo,
    root: TreeId,
    entries: usize,
    changes: Changes,
}

impl Walk<'_> {
    fn folder(
        &mut self,
        path: &str,
        old: Option<Oid>,
        new: Option<Oid>,
        depth: usize,
    ) -> Result<(), ObjectError> {
        if old == new {
            return Ok(());
        }
        let (old, new) = (self.entries(old, depth)?, self.entries(new, depth)?);
        let (mut left, mut right) = (old.iter().peekable(), new.iter().peekable());
        loop {
            let order = match (left.peek(), right.peek()) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(a), Some(b)) => git_order(a, b),
            };
            let a = (order != Ordering::Greater).then(|| left.next()).flatten();
            let b = (order != Ordering::Less).then(|| right.next()).flatten();
            if let (Some(a), Some(b)) = (a, b)
                && a.id == b.id
                && a.mode == b.mode
            {
                continue;
            }
            let Some(name) = a.or(b).map(|entry| &entry.name) else { continue };
            let inner = join(path, name);
            let below = |entry: Option<&Entry>| {
                entry.filter(|entry| entry.is_folder()).map(|entry| entry.id)
            };
            if let Some(inner) = &inner
                && (below(a).is_some() || below(b).is_some())
            {
                self.folder(inner, below(a), below(b), depth + 1)?;
            }
            self.leaf(path, inner.as_deref(), a, Side::Old);
            self.leaf(path, inner.as_deref(), b, Side::New);
        }
    }

    fn leaf(&mut self, folder: &str, path: Option<&str>, entry: Option<&Entry>, side: Side) {
        let Some(entry) = entry else { return };
        let Some(path) = path else {
            let name = String::from_utf8_lossy(&entry.name).replace('/', "\u{fffd}");
            self.other(RepoPath::in_folder(folder, &name), Other::BadName, side);
            return;
        };
        if entry.is_folder() {
            return;
        }
        let path = RepoPath::new(path);
        match entry.what() {
            Err(other) => self.other(path, other, side),
            Ok(blob) => {
                let both = self.changes.files.entry(path.clone());
                let both = both.or_insert(Change { old: None, new: None });
                let slot = if side == Side::Old { &mut both.old } else { &mut both.new };
                if slot.replace(blob).is_some() {
                    self.other(path, Other::Twice, side);
                }
            }
        }
    }

    fn other(&mut self, path: RepoPath, other: Other, side: Side) {
        let both = self.changes.others.entry(path).or_default();
        let slot = if side == Side::Old { &mut both.0 } else { &mut both.1 };
        *slot = Some(other);
    }

    fn entries(&mut self, id: Option<Oid>, depth: usize) -> Result<Vec<Entry>, ObjectError> {
        let Some(id) = id else { return Ok(Vec::new()) };
        let tree = self.repo.find_tree(id)?;
        self.entries += tree.len();
        if depth > MAX_DEPTH || self.entries > MAX_ENTRIES {
            return Err(ObjectError::TreeTooLarge { id: self.root });
        }
        let entry = |entry: git2::TreeEntry<'_>| Entry {
            name: entry.name_bytes().to_vec(),
            id: entry.id(),
            mode: entry.filemode_raw(),
        };
        let mut entries: Vec<_> = tree.iter().map(entry).collect();
        entries.sort_by(git_order);
        Ok(entries)
    }
}

/// Git's order of the names in a tree: a folder stands where its name with a `/` would.
fn git_order(a: &Entry, b: &Entry) -> Ordering {
    fn key(entry: &Entry) -> impl Iterator<Item = u8> {
        entry.name.iter().copied().chain(entry.is_folder().then_some(b'/'))
    }
    key(a).cmp(key(b))
}

/// Names an entry of a folder; `None` when no path can name it.
fn join(folder: &str, name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok().filter(|n| !n.is_empty() && !n.contains('/'))?;
    Some(if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") })
}

#[cfg(test)]
mod tests {
    use super::super::repo::tests::repo;
    use super::*;

    fn blob(repo: &Repo, text: &str) -> Blob {
        Blob::file(repo.write_blob(text.as_bytes()).expect("written"))
    }

    fn changes(repo: &Repo, changes: &[(&str, Option<&str>)]) -> BTreeMap<RepoPath, Option<Blob>> {
        let change = |(path, text): &(&str, Option<&str>)| {
            (RepoPath::new(path), text.map(|text| blob(repo, text)))
        };
        changes.iter().map(change).collect()
    }

    fn paths(repo: &Repo, tree: TreeId) -> Vec<String> {
        let files = repo.walk_tree(tree).expect("listed").files;
        files.keys().map(ToString::to_string).collect()
    }

    fn check(base: &[&str], change: &[(&str, Option<&str>)], expected: &[&str]) {
        let (_dir, repo) = repo();
        let base: Vec<_> = base.iter().map(|path| (*path, Some(*path))).collect();
        let base = repo.write_tree(None, &changes(&repo, &base)).expect("written");
        let tree = repo.write_tree(Some(base), &changes(&repo, change)).expect("written");
        assert_eq!(paths(&repo, tree), expected);
    }

    #[test]
    fn changes_are_laid_over_a_version() {
        let base = ["a/b/c.md", "a/d.md", "e.md"];
        check(
            &base,
            &[("a/b/c.md", Some("new")), ("f/g.md", Some(""))],
            &["a/b/c.md", "a/d.md", "e.md", "f/g.md"],
        );
        check(&base, &[("a/b/c.md", None)], &["a/d.md", "e.md"]);
        check(&base, &[("a/b/c.md", None), ("a/b", Some("x"))], &["a/b", "a/d.md", "e.md"]);
        check(&base, &[("e.md", None), ("e.md/x", Some("x"))], &["a/b/c.md", "a/d.md", "e.md/x"]);
        check(&base, &[("a/b", None), ("zz/y", None), ("e.md/x", None)], &base);
        check(&["a.md"], &[("a.md", None)], &[]);
        check(&["a", "a-b", "a.md"], &[("a0/x", Some("1"))], &["a", "a-b", "a.md", "a0/x"]);
    }

    #[test]
    fn a_path_is_not_a_file_and_a_folder() {
        let (_dir, repo) = repo();
        let base = repo.write_tree(None, &changes(&repo, &[("a/b", Some("1")), ("c", Some("2"))]));
        let base = base.expect("written");
        for clash in [("a", Some("x")), ("c/d", Some("x"))] {
            let result = repo.write_tree(Some(base), &changes(&repo, &[clash]));
            assert!(matches!(result, Err(ObjectError::Clash { .. })), "{result:?}");
        }
    }

    /// FAILURES 46: not even our own tree gets such a name.
    #[test]
    fn git_names_are_not_written() {
        let (_dir, repo) = repo();
        for path in [".git/config", "a/../b", ".GIT/x", "a//b", "a/.", "git~1/x"] {
            let result = repo.write_tree(None, &changes(&repo, &[(path, Some("x"))]));
            assert!(matches!(result, Err(ObjectError::BadPath { .. })), "{path}: {result:?}");
        }
    }

    #[test]
    fn differences_between_versions() {
        let (_dir, repo) = repo();
        let old =
            [("a/b.md", Some("1")), ("a/c.md", Some("2")), ("d.md", Some("3")), ("x", Some(""))];
        let old = repo.write_tree(None, &changes(&repo, &old)).expect("written");
        let new = [("a/c.md", Some("9")), ("d.md", None), ("e/f.md", Some("4")), ("x", None)];
        let new = changes(&repo, &new);
        let new = repo.write_tree(Some(old), &new).expect("written");
        let x = changes(&repo, &[("x/y", Some("5"))]);
        let new = repo.write_tree(Some(new), &x).expect("written");
        let found = repo.tree_changes(Some(old), Some(new)).expect("compared");
        let has = |text: &str| Some(blob(&repo, text));
        let expected = [
            ("a/c.md", (has("2"), has("9"))),
            ("d.md", (has("3"), None)),
            ("e/f.md", (None, has("4"))),
            ("x", (has(""), None)),
            ("x/y", (None, has("5"))),
        ];
        let expected =
            expected.map(|(path, (old, new))| (RepoPath::new(path), Change { old, new }));
        assert_eq!(found.files, BTreeMap::from(expected));
        assert_eq!(repo.tree_changes(Some(new), Some(new)).expect("equal"), Changes::default());
        assert_eq!(repo.entry(new, &"x/y".into()).expect("read"), has("5"));
        assert_eq!(repo.entry(new, &"x".into()).expect("read"), None);
        assert_eq!(repo.entry(new, &"a/c.md/z".into()).expect("read"), None);
    }

    /// A tree as no honest git writes it.
    fn raw(repo: &Repo, entries: &[(&str, &[u8], Oid)]) -> TreeId {
        let mut bytes = Vec::new();
        for (mode, name, id) in entries {
            bytes.extend_from_slice(mode.as_bytes());
            bytes.push(b' ');
            bytes.extend_from_slice(name);
            bytes.push(0);
            bytes.extend_from_slice(id.as_bytes());
        }
        TreeId::from_git(repo.write_object(ObjectType::Tree, &bytes).expect("written"))
    }

    /// FAILURES 46, 47.
    #[test]
    fn strange_entries_are_told_apart() {
        let (_dir, repo) = repo();
        let id = git_id(blob(&repo, "x").id);
        let tree = raw(
            &repo,
            &[
                ("100644", b"a/b", id),
                ("100644", b"twice", id),
                ("100644", b"twice", id),
                ("100644", b"\xff", id),
                ("120000", b"link", id),
                ("160000", b"module", id),
                ("100755", b"run", id),
            ],
        );
        let found = repo.walk_tree(tree).expect("listed");
        let other = |path: &str| found.others.get(path).copied();
        assert_eq!(other("a\u{fffd}b"), Some(Other::BadName));
        assert_eq!(other("\u{fffd}"), Some(Other::BadName));
        assert_eq!(other("twice"), Some(Other::Twice));
        assert_eq!(other("link"), Some(Other::Symlink(content_id(id))));
        assert_eq!(other("module"), Some(Other::Submodule(content_id(id))));
        assert_eq!(found.files.get("run").map(|blob| blob.executable), Some(true));
        assert_eq!(found.files.len(), 2);
        let kept = repo.write_tree(Some(tree), &changes(&repo, &[("new", Some("y"))]));
        let kept = repo.walk_tree(kept.expect("written")).expect("listed");
        assert!(kept.others.contains_key("module") && kept.others.contains_key("link"));
    }

    /// FAILURES 51.
    #[test]
    fn a_tree_of_trees_of_trees_is_refused() {
        let (_dir, repo) = repo();
        let mut tree = raw(&repo, &[("100644", b"x", git_id(blob(&repo, "x").id))]);
        for _ in 0..9 {
            let names: Vec<_> = (b'a'..b'k').map(|name| [name]).collect();
            let entries: Vec<_> =
                names.iter().map(|name| ("40000", &name[..], tree.to_git())).collect();
            tree = raw(&repo, &entries);
        }
        assert!(matches!(repo.walk_tree(tree), Err(ObjectError::TreeTooLarge { .. })));
    }
}
