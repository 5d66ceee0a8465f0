//! What a version has that is no file of the folder: links, other repositories, names that cannot be written; and
//! what the folder has in their place.

use std::collections::BTreeMap;

use super::SyncError;
use super::apart::Apart;
use super::engine::Break;
use super::plan::{HeldBack, Reason};
use super::round::Round;
use crate::diagnostic::{RuleName, rule_name};
use crate::merge::{Blob, ContentId};
use crate::store::tree::Other;
use crate::store::{CommitId, Quarantine, SafePath, TreeId};
use crate::text::RepoPath;

impl Round<'_> {
    /// Takes note that what is here at a path is not to be shared any more, where it cannot be shared by its nature.
    pub(super) fn tell_unfit(&mut self, path: &RepoPath) {
        let here = self.scan.quarantined.iter().filter(|(here, _)| here == path);
        self.unfit.extend(here.map(|(path, why)| unfit(path, why)));
    }

    /// Leaves out of `tree` the links and other repositories that the unsent commits over `over` have brought: where they
    /// are made anew, these do not go again. What is still in the folder is told to stay here.
    pub(super) fn without_new_entries(
        &mut self,
        tree: TreeId,
        over: Option<CommitId>,
    ) -> Result<TreeId, Break> {
        let (engine, repo) = (self.engine, self.engine.repo);
        let Some(head) = self.head else { return Ok(tree) };
        let was = over.map(|commit| engine.list(commit)).transpose()?.unwrap_or_default();
        let changed = was.other_in(&engine.list(head)?.others).into_iter();
        let new: Vec<RepoPath> =
            changed.filter_map(|(path, other)| other.is_some().then_some(path)).collect();
        let (mut files, mut others) = (BTreeMap::new(), BTreeMap::new());
        for path in new {
            // Somebody has put the file itself there.
            if repo.entry(tree, &path).map_err(SyncError::from)?.is_some() {
                continue;
            }
            self.tell_unfit(&path);
            others.extend(was.others.get(&path).map(|other| (path.clone(), *other)));
            let file = was.files.get(&path).copied();
            files.insert(path, file);
        }
        let tree = repo.write_tree(Some(tree), &files).map_err(SyncError::from)?;
        Ok(repo.write_others(tree, &others).map_err(SyncError::from)?)
    }

    /// Takes note of the files here that cannot be shared since they lie where the branch has a link or another
    /// repository: it stands in the place of their folder, or in their own.
    pub(super) fn tell_covered(&mut self) {
        let entries = self.opaque.iter().filter_map(|(path, apart)| match apart {
            Apart::Entry(Other::Symlink(to)) => Some((path, Some(*to))),
            Apart::Entry(Other::Submodule(_)) => Some((path, None)),
            _ => None,
        });
        let mut covered = Vec::new();
        for (entry, link) in entries {
            let own = self.scan.files.get(entry).filter(|_| link.is_none());
            let below = self.scan.files.below(entry).map(|(path, _)| path);
            covered.extend(own.map(|_| (entry, entry)));
            covered.extend(below.map(|path| (path, entry)));
        }
        let covered = covered.into_iter().map(|(path, entry)| HeldBack {
            path: path.clone(),
            rule: None,
            line: None,
            reason: Reason::NameTaken(entry.clone()),
        });
        let covered: Vec<HeldBack> = covered.collect();
        self.unfit.extend(covered);
    }

    /// Takes note of what the folder has that is left alone, where the branch says nothing of it.
    pub(super) fn tell_quarantined(&mut self) {
        for (path, why) in &self.scan.quarantined {
            let here = self.opaque.entry(path.clone());
            here.or_insert_with(|| Apart::Unfit(why.clone()));
        }
    }

    /// Returns the links of the branch that plain git has put into the folder, that nobody has touched since and that
    /// are other ones from now on, or none: they make room. From here on they count as gone.
    ///
    /// Where the branch goes back behind what it stood at, what had come with that is the folder's own.
    pub(super) fn untouched_links(
        &mut self,
        target: CommitId,
        before: &BTreeMap<RepoPath, Other>,
        later: &BTreeMap<RepoPath, Other>,
    ) -> Result<Vec<(RepoPath, ContentId)>, SyncError> {
        let repo = self.engine.repo;
        let mut links = Vec::new();
        for (path, other) in before {
            let Other::Symlink(to) = *other else { continue };
            if later.get(path) != Some(other)
                && self.scan.has_link(path)
                && repo.has_link(path, to)?
                && self.head.map_or(Ok(true), |head| repo.is_ancestor(head, target))?
            {
                self.scan.forget_link(path);
                self.opaque.remove(path);
                links.push((path.clone(), to));
            }
        }
        Ok(links)
    }

    /// Tells whether the folder says nothing about a path.
    ///
    /// So it does below a name, and above one, that something else than a file has in the branch.
    pub(super) fn is_opaque(&self, path: &RepoPath) -> bool {
        if self.stands_for_link(path) {
            return false;
        }
        let covered = || {
            let folder = RepoPath::new(format!("{path}/"));
            let below = self.opaque.range(folder.clone()..).next();
            below.is_some_and(|(other, _)| other.as_str().starts_with(folder.as_str()))
                || path.ancestors().any(|above| self.opaque.contains_key(&above))
        };
        self.opaque.contains_key(path)
            || self.scan.is_unseen(path)
            || !self.opaque.is_empty() && covered()
    }

    /// Tells whether the folder has a file where the branch has a link: no copy of the link, as git makes one where
    /// links cannot be, but what somebody has put there.
    fn stands_for_link(&self, path: &RepoPath) -> bool {
        let Some(Apart::Entry(Other::Symlink(to))) = self.opaque.get(path) else { return false };
        self.scan.files.get(path).is_some_and(|file| file.id != *to)
    }

    /// Makes git leave out what is never put into the folder, and look at what somebody has put there of it.
    pub(super) fn show_entries(&self) -> Result<(), Break> {
        let Some(head) = self.head else { return Ok(()) };
        let (repo, state) = (self.engine.repo, self.engine.state());
        let others = self.engine.list(head)?.others;
        let lacking = !state.knows_entries()?;
        let unhidden = self.scan.unhidden.iter();
        let is_unsafe = |path: &RepoPath| SafePath::new(path).is_err();
        let files: BTreeMap<RepoPath, Option<Blob>> = match lacking {
            true => {
                let files = self.tree.iter().filter(|(path, _)| is_unsafe(path));
                files.map(|(path, blob)| (path.clone(), Some(*blob))).collect()
            }
            false => unhidden.map(|path| (path.clone(), self.tree.get(path).copied())).collect(),
        };
        if !others.is_empty() || !files.is_empty() {
            repo.show_staged(&others, &files, lacking).map_err(SyncError::from)?;
        }
        if lacking {
            state.set_knows_entries(head)?;
        }
        Ok(())
    }
}

/// Says of what lies here that it cannot be shared by its name or nature.
pub fn unfit(path: &RepoPath, why: &Quarantine) -> HeldBack {
    let reason = match why {
        Quarantine::Special => Reason::NotAFile,
        why => Reason::Fault(why.to_string()),
    };
    HeldBack { path: path.clone(), rule: Some(rule_against(why)), line: None, reason }
}

/// Names the rule that says of a file what keeps it here.
fn rule_against(why: &Quarantine) -> RuleName {
    match why {
        Quarantine::NotUtf8 | Quarantine::UnsafeName(_) => rule_name::FILE_NAME,
        Quarantine::Symlink => rule_name::FILE_SYMLINK,
        Quarantine::Special => rule_name::FILE_UNREADABLE,
    }
}
