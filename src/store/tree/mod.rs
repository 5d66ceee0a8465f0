//! The files of one version, and what differs between two.

mod opened;
#[cfg(test)]
mod tests;
mod write;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use git2::{ObjectType, Oid, Tree};

use opened::Entry;
pub(super) use opened::Opened;

use super::ids::content_id;
use super::objects::ObjectError;
use super::{Repo, TreeId};
use crate::merge::{Blob, Change, ContentId, Files};
use crate::text::RepoPath;

/// More folders inside each other than this, or more entries, are refused: a tree of a few bytes can
/// name itself many times over.
pub(super) const MAX_DEPTH: usize = 64;
const MAX_ENTRIES: usize = 2_000_000;

/// How far a version may be from the ground of its list before it gets one of its own, in files.
const FAR: usize = 10_000;

/// All that one version holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// Those of versions that follow each other share a ground.
    pub files: Files,
    /// What is there besides ordinary files; kept as it is, never put into the folder.
    pub others: BTreeMap<RepoPath, Other>,
}

impl Version {
    /// Turns what one version holds into what another does.
    fn with(mut self, differences: Changes, tree: TreeId) -> Result<Self, ObjectError> {
        for (path, change) in differences.files {
            self.files.set(&path, change.new);
        }
        if self.files.distance() > FAR {
            self.files = self.files.grounded();
        }
        for (path, (_, new)) in differences.others {
            match new {
                Some(other) => self.others.insert(path, other),
                None => self.others.remove(&path),
            };
        }
        if self.files.len() + self.others.len() > MAX_ENTRIES {
            return Err(ObjectError::TreeTooLarge { id: tree });
        }
        Ok(self)
    }
}

/// An entry of a tree that is no ordinary file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Other {
    /// A symbolic link; the content is where it points to.
    Symlink(ContentId),
    /// Another repository, with the commit that is meant.
    Submodule(ContentId),
    /// Its name has a `/` in it.
    BadName,
    /// Its name is not UTF-8.
    NotText,
    /// The tree names it twice.
    Twice,
    /// Neither file, folder, link nor submodule.
    Unknown,
}

impl Other {
    /// Tells whether it is something that git can hold: a link or another repository.
    pub fn is_entry(self) -> bool {
        matches!(self, Self::Symlink(_) | Self::Submodule(_))
    }
}

/// What differs between two versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Every file that is not the same in both: what it was, and what it is.
    pub files: BTreeMap<RepoPath, Change>,
    /// The same of the entries that are no ordinary files.
    pub others: BTreeMap<RepoPath, (Option<Other>, Option<Other>)>,
}

fn what(entry: &Entry<'_>) -> Result<Blob, Other> {
    let id = content_id(entry.id());
    match entry.mode & 0o170_000 {
        0o100_000 => Ok(Blob { id, executable: entry.mode & 0o111 != 0 }),
        0o120_000 => Err(Other::Symlink(id)),
        0o160_000 => Err(Other::Submodule(id)),
        _ => Err(Other::Unknown),
    }
}

/// What a version was seen to hold so far.
#[derive(Default)]
struct Listed {
    entries: usize,
    files: Vec<(RepoPath, Blob)>,
    others: Vec<(RepoPath, Other)>,
}

impl Listed {
    /// Tells whether every path came once, in the order of paths.
    fn is_sorted(&self) -> bool {
        let is_file = |path| self.files.binary_search_by_key(&path, |(path, _)| path).is_ok();
        self.files.is_sorted_by(|one, other| one.0 < other.0)
            && self.others.is_sorted_by(|one, other| one.0 < other.0)
            && !self.others.iter().any(|(path, _)| is_file(path))
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
    pub fn walk_tree(&self, tree: TreeId) -> Result<Version, ObjectError> {
        let version = match self.walked.take() {
            Some((known, version)) if known == tree => version,
            Some((known, version)) => match self.differences(Some(known), Some(tree)) {
                Ok(differences) => version.with(differences, tree)?,
                // It may be the known one that is damaged.
                Err(_) => self.list(tree)?,
            },
            None => self.list(tree)?,
        };
        self.walked.replace(Some((tree, version.clone())));
        Ok(version)
    }

    /// Takes note of what a version holds, so that it is not listed.
    pub(crate) fn know(&self, tree: TreeId, version: Version) {
        self.walked.replace(Some((tree, version)));
    }

    fn list(&self, tree: TreeId) -> Result<Version, ObjectError> {
        let mut listed = Listed::default();
        let is_plain = self.list_folder("", tree.to_git(), (tree, 0), &mut listed)?;
        if is_plain && listed.is_sorted() {
            return Ok(Version {
                files: listed.files.into_iter().collect(),
                others: listed.others.into_iter().collect(),
            });
        }
        let changes = self.differences(None, Some(tree))?;
        let files =
            changes.files.into_iter().filter_map(|(path, change)| Some((path, change.new?)));
        let others = changes.others.into_iter().filter_map(|(path, (_, new))| Some((path, new?)));
        Ok(Version { files: files.collect(), others: others.collect() })
    }

    /// Lists a folder and those below it, in the order of paths; tells whether all of it could be told
    /// entry by entry.
    fn list_folder(
        &self,
        path: &str,
        id: Oid,
        (root, depth): (TreeId, usize),
        listed: &mut Listed,
    ) -> Result<bool, ObjectError> {
        let folder = self.folder(id)?;
        let entries = self.entries(id, &folder)?;
        listed.entries += entries.len();
        if depth > MAX_DEPTH || listed.entries > MAX_ENTRIES {
            return Err(ObjectError::TreeTooLarge { id: root });
        }
        for entry in &entries {
            let Some(inner) = join(path, entry.name) else { return Ok(false) };
            if entry.is_folder() {
                if !self.list_folder(&inner, entry.id(), (root, depth + 1), listed)? {
                    return Ok(false);
                }
                continue;
            }
            match what(entry) {
                Ok(blob) => listed.files.push((RepoPath::from(inner), blob)),
                Err(other) => listed.others.push((RepoPath::from(inner), other)),
            }
        }
        Ok(true)
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
        let mut changes = self.differences(old, new)?;
        changes.files.retain(|_, change| change.old != change.new);
        changes.others.retain(|_, (old, new)| old != new);
        Ok(changes)
    }

    /// The same; in a folder with strange names also what is the same in both.
    fn differences(
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
            let folder = self.folder(id)?;
            let found = opened::find(&folder, part.as_bytes());
            let Some(entry) = found.map_err(|_| malformed(id))? else { return Ok(None) };
            if parts.peek().is_none() {
                return Ok(what(&entry).ok());
            }
            if !entry.is_folder() {
                return Ok(None);
            }
            id = entry.id();
        }
        Ok(None)
    }

    /// Returns a folder as it is stored. Whoever looks up many paths, or goes from one version to the next, finds most of
    /// them in a few folders, and libgit2 would take each of these from its pack every time.
    fn folder(&self, id: Oid) -> Result<Arc<[u8]>, ObjectError> {
        if let Some(known) = self.opened.borrow().get(id) {
            return Ok(known);
        }
        let fail = |error| ObjectError::reading(id, error);
        let odb = self.git.odb().map_err(fail)?;
        let object = odb.read(id).map_err(fail)?;
        match object.kind() {
            ObjectType::Tree => Ok(self.opened.borrow_mut().put(id, object.data())),
            _ => Err(ObjectError::Missing { id: id.to_string() }),
        }
    }

    fn entries<'f>(&self, id: Oid, folder: &'f [u8]) -> Result<Vec<Entry<'f>>, ObjectError> {
        opened::entries(folder).collect::<Result<_, _>>().map_err(|_| malformed(id))
    }

    /// Lists the files of a version that lie in `folder` or below it.
    ///
    /// # Errors
    /// As [`Repo::walk_tree`].
    pub fn files_below(
        &self,
        tree: TreeId,
        folder: &RepoPath,
    ) -> Result<BTreeMap<RepoPath, Blob>, ObjectError> {
        let mut id = tree.to_git();
        for part in folder.parts() {
            let inner = self.folder(id)?;
            match opened::find(&inner, part.as_bytes()).map_err(|_| malformed(id))? {
                Some(found) if found.is_folder() => id = found.id(),
                _ => return Ok(BTreeMap::new()),
            }
        }
        let files = self.tree_changes(None, Some(TreeId::from_git(id)))?.files.into_iter();
        let below = |path: RepoPath| RepoPath::in_folder(folder.as_str(), path.as_str());
        Ok(files.filter_map(|(path, change)| Some((below(path), change.new?))).collect())
    }

    pub(super) fn find_tree(&self, id: Oid) -> Result<Tree<'_>, ObjectError> {
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
        let folder = |id: Option<Oid>| id.map(|id| self.repo.folder(id)).transpose();
        let folders = (folder(old)?, folder(new)?);
        let old = self.entries(old, folders.0.as_deref(), depth)?;
        let new = self.entries(new, folders.1.as_deref(), depth)?;
        if is_strange(&old) || is_strange(&new) {
            // What is said about one entry depends on the others: each side is told in full.
            for entry in &old {
                self.pair(path, Some(entry), None, depth)?;
            }
            for entry in &new {
                self.pair(path, None, Some(entry), depth)?;
            }
            return Ok(());
        }
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
            self.pair(path, a, b, depth)?;
        }
    }

    /// Compares what two versions have under one name.
    fn pair(
        &mut self,
        path: &str,
        old: Option<&Entry<'_>>,
        new: Option<&Entry<'_>>,
        depth: usize,
    ) -> Result<(), ObjectError> {
        if let (Some(old), Some(new)) = (old, new)
            && old.is_same(new)
        {
            return Ok(());
        }
        let Some(name) = old.or(new).map(|entry| entry.name) else { return Ok(()) };
        let inner = join(path, name);
        let below =
            |entry: Option<&Entry<'_>>| entry.filter(|entry| entry.is_folder()).map(Entry::id);
        if let Some(inner) = &inner
            && (below(old).is_some() || below(new).is_some())
        {
            self.folder(inner, below(old), below(new), depth + 1)?;
        }
        self.leaf(path, inner.as_deref(), old, Side::Old);
        self.leaf(path, inner.as_deref(), new, Side::New);
        Ok(())
    }

    fn leaf(&mut self, folder: &str, path: Option<&str>, entry: Option<&Entry<'_>>, side: Side) {
        let Some(entry) = entry else { return };
        let Some(path) = path else {
            let leads_on = entry.name.contains(&b'/');
            let what = if leads_on { Other::BadName } else { Other::NotText };
            let name = String::from_utf8_lossy(entry.name).replace('/', "\u{fffd}");
            self.other(RepoPath::in_folder(folder, &name), what, side);
            return;
        };
        if entry.is_folder() {
            return;
        }
        let path = RepoPath::new(path);
        match what(entry) {
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

    /// Lists the entries of a folder in git's order; none where there is none.
    fn entries<'f>(
        &mut self,
        id: Option<Oid>,
        folder: Option<&'f [u8]>,
        depth: usize,
    ) -> Result<Vec<Entry<'f>>, ObjectError> {
        let (Some(id), Some(folder)) = (id, folder) else { return Ok(Vec::new()) };
        let mut entries = self.repo.entries(id, folder)?;
        self.entries += entries.len();
        if depth > MAX_DEPTH || self.entries > MAX_ENTRIES {
            return Err(ObjectError::TreeTooLarge { id: self.root });
        }
        entries.sort_by(git_order);
        Ok(entries)
    }
}

fn malformed(id: Oid) -> ObjectError {
    ObjectError::reading(id, git2::Error::from_str("a malformed tree"))
}

/// Tells whether a folder has a name twice, or one that no path can name.
fn is_strange(entries: &[Entry<'_>]) -> bool {
    entries.windows(2).any(|pair| pair[0].name == pair[1].name)
        || entries.iter().any(|entry| nameable(entry.name).is_none())
}

/// Git's order of the names in a tree: a folder stands where its name with a `/` would.
fn git_order(a: &Entry<'_>, b: &Entry<'_>) -> Ordering {
    let common = a.name.len().min(b.name.len());
    let rest = |entry: &Entry<'_>| {
        let next = entry.name.get(common).copied();
        next.or(entry.is_folder().then_some(b'/'))
    };
    a.name[..common].cmp(&b.name[..common]).then_with(|| rest(a).cmp(&rest(b)))
}

/// Names an entry of a folder; `None` when no path can name it.
fn join(folder: &str, name: &[u8]) -> Option<String> {
    let name = nameable(name)?;
    Some(if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") })
}

/// Returns a name that may be part of a path.
fn nameable(name: &[u8]) -> Option<&str> {
    std::str::from_utf8(name).ok().filter(|name| !name.contains('/'))
}
