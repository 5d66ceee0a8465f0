use std::collections::BTreeMap;

use git2::{ErrorCode, ObjectType, Oid};

use super::Other;
use crate::merge::Blob;
use crate::store::ids::git_id;
use crate::store::{ObjectError, Repo, TreeId};
use crate::text::RepoPath;

/// What a tree is to have under a name that is no folder's.
#[derive(Clone, Copy)]
struct Leaf {
    id: Oid,
    mode: i32,
}

impl Repo {
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
            Other::BadName | Other::NotText | Other::Twice | Other::Unknown => None,
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
}
