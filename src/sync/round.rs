use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::SyncError;
use super::apart::Apart;
use super::engine::{Break, Engine, Step};
use super::entries;
use super::folder::{FolderMerger, FolderVersions};
use super::hostile;
use super::outcome::Stop;
use super::plan::{self, Files, HeldBack, Incoming, LocalChanges, Put, Reason, Write};
use super::remembered::Replacement;
use super::reopened;
use crate::diagnostic::rule_name;
use crate::index::names::Names;
use crate::merge::Blob;
use crate::schema::layout;
use crate::store::files;
use crate::store::{CommitId, FolderScan, SafePath, ScanError, Snapshot};
use crate::text::RepoPath;

/// One attempt: the branch, the folder as it was read, and what its files were based on.
pub(super) struct Round<'a> {
    pub(super) engine: &'a Engine<'a>,
    pub(super) branch: String,
    pub(super) head: Option<CommitId>,
    /// The branch's files.
    pub(super) tree: Arc<Files>,
    /// What the folder holds; its files are kept in step with what is written.
    pub(super) scan: FolderScan,
    /// Bases that differ from the branch's version, as they stood at the beginning.
    pub(super) bases: Files,
    /// Paths that the folder cannot tell about, and why.
    pub(super) opaque: BTreeMap<RepoPath, Apart>,
    /// Those of them that are this folder's own and whose name or nature cannot be shared, or that cannot be
    /// read.
    pub(super) unfit: Vec<HeldBack>,
    /// Those of them that are not here as others have them, since they may not be written.
    pub(super) unwritten: BTreeSet<RepoPath>,
    /// Files that somebody typed in while they should have been written.
    pub(super) skipped: BTreeSet<RepoPath>,
    /// Everything written into the folder so far.
    pub(super) written: BTreeSet<RepoPath>,
}

impl<'a> Round<'a> {
    /// Reads the branch and the folder.
    pub(super) fn begin(engine: &'a Engine<'a>) -> Result<Self, Break> {
        let (branch, head) = engine.head()?;
        let mut round = Self {
            engine,
            branch,
            head,
            tree: Arc::default(),
            scan: FolderScan::default(),
            bases: engine.state().bases()?,
            opaque: BTreeMap::new(),
            unfit: Vec::new(),
            unwritten: BTreeSet::new(),
            skipped: BTreeSet::new(),
            written: BTreeSet::new(),
        };
        let staging = engine.repo.staging().map_err(SyncError::from)?;
        if let Some((tree, version)) = staging.version() {
            engine.repo.know(tree, version);
        }
        round.read_tree()?;
        round.read_folder(staging)?;
        Ok(round)
    }

    fn read_tree(&mut self) -> Result<(), SyncError> {
        let Some(head) = self.head else { return Ok(()) };
        let found = self.engine.list(head)?;
        self.tree = found.files;
        for (path, other) in found.others.iter() {
            self.opaque.insert(path.clone(), Apart::Entry(*other));
        }
        Ok(())
    }

    fn read_folder(&mut self, staging: Snapshot) -> Result<(), Break> {
        let repo = self.engine.repo;
        let scan =
            self.engine.look().and_then(|looked| repo.scan_with(staging, &self.tree, &looked));
        let scan = match scan {
            Ok(scan) => scan,
            Err(ScanError::Gone { .. }) => return Err(Break::Stop(Stop::FolderGone)),
            Err(error) => return Err(SyncError::from(error).into()),
        };
        let lacks = |path: &str| !scan.files.contains_key(path) && self.tree.contains_key(path);
        if lacks(layout::WORKSPACE_FILE) && !scan.is_unseen(&RepoPath::new(layout::WORKSPACE_FILE))
        {
            return Err(Break::Stop(Stop::FolderGone));
        }
        for leftover in &scan.leftovers {
            files::remove_leftover(leftover);
        }
        let quarantined =
            scan.quarantined.iter().map(|(path, why)| (path.clone(), Apart::Unfit(why.clone())));
        self.unfit = scan
            .quarantined
            .iter()
            .filter(|(path, _)| !self.tree.contains_key(path) && !self.opaque.contains_key(path))
            .map(|(path, why)| entries::unfit(path, why))
            .collect();
        let unreadable = scan.unreadable.iter().map(|(path, why)| HeldBack {
            path: path.clone(),
            rule: Some(rule_name::FILE_UNREADABLE),
            line: None,
            reason: Reason::Fault(why.clone()),
        });
        self.unfit.extend(unreadable);
        self.opaque.extend(quarantined);
        let unreadable = scan.unreadable.iter();
        self.opaque.extend(unreadable.map(|(path, _)| (path.clone(), Apart::Unread)));
        self.scan = scan;
        self.tell_covered();
        Ok(())
    }

    /// Takes note of files that were written since the folder was read.
    pub(super) fn look_again(&mut self, paths: &BTreeSet<RepoPath>) -> Result<(), SyncError> {
        for path in paths {
            let Ok(safe) = SafePath::new(path) else { continue };
            let executable = self.scan.files.get(path).is_some_and(|blob| blob.executable);
            let id = files::content_id(self.engine.repo.root(), &safe)?;
            self.scan.files.set(path, id.map(|id| Blob { id, executable }));
        }
        Ok(())
    }

    /// Finds what changed in the folder. What the user has committed of a file that stayed here is still based on what
    /// it was.
    pub(super) fn changes(&self) -> LocalChanges {
        self.changes_before(&Files::new())
    }

    /// Finds what changed in the folder, but for what an interrupted sync has brought to `target`.
    pub(super) fn changes_before(&self, target: &Files) -> LocalChanges {
        plan::local_changes(
            &self.tree,
            &self.bases,
            &self.scan.files,
            &|path| self.is_opaque(path),
            // What the user committed, and the interrupted sync took back, is the branch's version
            // still: it stays here all the same.
            &|_| None,
            &|path| target.get(path).copied(),
        )
    }

    /// Lets a branch without a version begin at the one that the others have: whatever the folder holds
    /// differs from it then or does not, and what it lacks was never here.
    ///
    /// A first version of its own would have nothing in common with theirs, and could never be merged.
    pub(super) fn begin_from_shared(&mut self) -> Result<(), Break> {
        let engine = self.engine;
        let None = self.head else { return Ok(()) };
        let Some(tip) = engine.known_tip(None)? else { return Ok(()) };
        if engine.state().remote()?.is_none()
            && let Some(stop) = hostile::inspect(engine.repo, tip, None)?
        {
            // Plain git has fetched it, and nobody has looked at it yet.
            return Err(Break::Stop(stop));
        }
        let own = self.scan.files.iter().map(|(path, _)| (path.clone(), None)).collect();
        self.follow(tip, &own)
    }

    /// Stops when the git index holds a version that is neither the branch's nor the folder's.
    pub(super) fn refuse_staged(&self) -> Result<(), Break> {
        let repo = self.engine.repo;
        let tree = |commit: Option<CommitId>| commit.map(|id| repo.tree_of(id)).transpose();
        let mut versions = vec![tree(self.head)?];
        if let Some(before) = self.engine.state().before()? {
            versions.push(tree(Some(before))?);
        }
        let staged = repo.staged_by_hand(&versions, &self.scan).map_err(SyncError::from)?;
        if staged.is_empty() { Ok(()) } else { Err(Break::Stop(Stop::Staged(staged))) }
    }

    /// Brings the folder to `target`, [as below](Self::bring), of which nothing is to be noted.
    pub(super) fn follow(
        &mut self,
        target: CommitId,
        based: &BTreeMap<RepoPath, Option<Blob>>,
    ) -> Result<(), Break> {
        self.bring(target, based, false)
    }

    /// The same with a commit that was made of what stands here: until [`State::set_made`] takes that back, it is to be
    /// noted what it has changed.
    ///
    /// [`State::set_made`]: super::state::State::set_made
    pub(super) fn follow_made(
        &mut self,
        made: CommitId,
        based: &BTreeMap<RepoPath, Option<Blob>>,
    ) -> Result<(), Break> {
        self.bring(made, based, true)
    }

    /// Brings folder, remembered bases, git index and branch to `target`, in this order.
    ///
    /// `based` names the paths with changes of their own that stay here, with what they were based
    /// on. A file that changed since it was read is left alone and its base remembered.
    fn bring(
        &mut self,
        target: CommitId,
        based: &BTreeMap<RepoPath, Option<Blob>>,
        is_made: bool,
    ) -> Result<(), Break> {
        let (engine, repo) = (self.engine, self.engine.repo);
        let found = engine.list(target)?;
        let before = self.head.map(|head| engine.list(head)).transpose()?.unwrap_or_default();
        let links = self.untouched_links(target, &before.others, &found.others)?;
        // What has become a file is put into the folder as any other, but for where somebody has put something.
        let stands_here = |path: &RepoPath| {
            self.scan.files.contains_key(path) || self.scan.files.below(path).next().is_some()
        };
        self.opaque.retain(|path, apart| match apart {
            Apart::Entry(_) => found.others.contains_key(path) || stands_here(path),
            _ => true,
        });
        for (path, other) in found.others.iter() {
            self.opaque.insert(path.clone(), Apart::Entry(*other));
        }
        self.tell_quarantined();
        let versions = self.versions();
        let merger = FolderMerger { versions: &versions };
        let leave = |path: &RepoPath| self.is_opaque(path) || self.skipped.contains(path);
        let Incoming { mut writes, mut bases } =
            plan::incoming(&found.files, &self.scan.files, based, &leave, &merger);
        // Without its settings the folder would be no workspace any more: they are kept here, and
        // the next round shares them again.
        let settings = |write: &Write| {
            write.put == Put::Nothing && write.path.as_str() == layout::WORKSPACE_FILE
        };
        writes.retain(|write| !settings(write));
        self.keep_bases(&found.files, &leave, &mut bases);
        self.keep_committed(&found.files, based, &mut bases);
        let taken_back = self.taken_back(&found.files, based);
        bases.extend(taken_back.iter().map(|(path, base)| (path.clone(), *base)));
        let done = writes.is_empty() && self.head == Some(target) && bases == self.bases;
        if done {
            engine.state().set_pending(None)?;
            if engine.state().before()? != self.head {
                engine.state().set_before(self.head)?;
            }
            return Ok(());
        }
        // Where another program writes these, nothing is begun: what is half done here and goes on being
        // typed in looks like what somebody else has done.
        repo.wait_for_index().map_err(SyncError::from)?;
        if self.head != Some(target) {
            repo.wait_for_branch(&self.branch)?;
        }
        if writes.iter().any(|write| write.path.file_name() == ".gitattributes") {
            // Which line ends git turned over cannot be told any more by another `.gitattributes`.
            repo.update_staging(&self.untold()).map_err(SyncError::from)?;
            self.scan.untold.clear();
        }
        let old = std::mem::replace(&mut self.tree, Arc::clone(&found.files));
        if !taken_back.is_empty() {
            self.bases.extend(taken_back);
            engine.state().set_bases(&self.bases)?;
        }
        engine.state().set_before(self.head)?;
        match is_made {
            true => engine.state().set_made(Some(target))?,
            false => engine.state().set_pending(Some(target))?,
        }
        if !writes.is_empty() {
            (engine.progress)(Step::Writing);
        }
        // Before the writes: whoever completes this run finds them made, and cannot tell any more.
        engine.state().add_replaced(self.replaced(target, &writes, based)?)?;
        engine.state().add_stayed(self.stayed(&writes)?)?;
        for (path, to) in &links {
            repo.remove_link(path, *to).map_err(SyncError::from)?;
        }
        self.write_all(&writes, &mut bases)?;
        // What stays here keeps its base, too, where somebody typed before a merge was written.
        for (path, base) in based {
            if bases.contains_key(path) {
                bases.insert(path.clone(), base.unwrap_or(Blob::EMPTY));
            }
        }
        engine.state().set_bases(&bases)?;
        self.bases = bases;
        let mut staging = self.untold();
        let changed = old.differing(&self.tree).into_iter();
        staging.extend(changed.map(|path| (path.clone(), self.tree.get(path).copied())));
        let others = before.other_in(&found.others);
        repo.update_staging_with(&staging, &others).map_err(SyncError::from)?;
        if self.head != Some(target) {
            repo.move_branch(&self.branch, self.head, target, "handover sync")?;
        }
        self.head = Some(target);
        if !is_made {
            engine.state().set_pending(None)?;
        }
        engine.state().set_before(Some(target))?;
        Ok(())
    }

    /// Returns the files that are as the branch has them, and that git's index does not know to be
    /// untouched.
    fn untold(&self) -> BTreeMap<RepoPath, Option<Blob>> {
        let same = |path: &&RepoPath| self.tree.get(*path) == self.scan.files.get(*path);
        let untold = self.scan.untold.iter().filter(same);
        untold.map(|path| (path.clone(), self.tree.get(path).copied())).collect()
    }

    /// Returns the bases of what stays here while the branch leaves what the user committed: a sync takes
    /// that back.
    ///
    /// They are as the target has them, and need no remembering once the branch is there. Until then
    /// the file looks like one that nobody changed since that commit, or only a little: a run that completes
    /// this one would remove it, or take out of it what was committed.
    fn taken_back(&self, target: &Files, based: &BTreeMap<RepoPath, Option<Blob>>) -> Files {
        let here = based.iter().filter(|(path, base)| {
            let (old, then) = (self.tree.get(*path), target.get(*path));
            base.as_ref() == then && old != then
        });
        here.map(|(path, base)| (path.clone(), base.unwrap_or(Blob::EMPTY))).collect()
    }

    /// Adds the bases of the paths that are left alone: what they had, else the version that the
    /// branch moves away from.
    fn keep_bases(&self, target: &Files, leave: &dyn Fn(&RepoPath) -> bool, bases: &mut Files) {
        for (path, blob) in self.bases.iter().filter(|(path, _)| leave(path)) {
            bases.insert(path.clone(), *blob);
        }
        for path in self.tree.differing(target).into_iter().filter(|path| leave(path)) {
            if !bases.contains_key(path) {
                bases.insert(path.clone(), self.tree.get(path).copied().unwrap_or(Blob::EMPTY));
            }
        }
    }

    /// Adds the bases of the files that the user has committed, and that the branch and the folder go on to have
    /// as they are: they have not been merged yet with what the others have.
    fn keep_committed(
        &self,
        target: &Files,
        based: &BTreeMap<RepoPath, Option<Blob>>,
        bases: &mut Files,
    ) {
        let kept = self.bases.iter().filter(|(path, base)| {
            let here = self.scan.files.get(*path);
            let is_untouched = self.tree.get(*path) == here && target.get(*path) == here;
            is_untouched
                && based.get(*path).is_some_and(|based| based.unwrap_or(Blob::EMPTY) == **base)
        });
        bases.extend(kept.map(|(path, base)| (path.clone(), *base)));
    }

    /// Returns the versions that other ones are to take the place of.
    ///
    /// Of a file that stays here it is the one that it was based on: whoever goes on in the text as it was
    /// has changed that one, and the branch never had the other. Of one that was taken away here it is what
    /// the others have gone on in.
    fn replaced(
        &self,
        target: CommitId,
        writes: &[Write],
        based: &BTreeMap<RepoPath, Option<Blob>>,
    ) -> Result<Vec<(RepoPath, Replacement)>, SyncError> {
        let mut replaced = Vec::new();
        for write in writes {
            let replacement = match write.put {
                Put::Nothing => continue,
                Put::Version(put) => {
                    let old = match write.expect {
                        Some(old) => old,
                        None => match self.engine.state().gone(&write.path)? {
                            Some(gone) => {
                                reopened::continued(self, &write.path, &gone, (&put, target))
                            }
                            None => continue,
                        },
                    };
                    Replacement { old, put: Some(put) }
                }
                Put::Bytes { .. } => match based.get(&write.path).copied().flatten() {
                    Some(base) => Replacement { old: base, put: None },
                    None => continue,
                },
            };
            replaced.push((write.path.clone(), replacement));
        }
        Ok(replaced)
    }

    /// Returns the files as they stand here: the folder's, and where it has none the branch's.
    pub(super) fn here(&self) -> impl Iterator<Item = (&RepoPath, &Blob)> {
        let differing = self.tree.differing(&self.scan.files).into_iter();
        let gone = differing.filter(|path| !self.scan.files.contains_key(*path));
        let gone = gone.filter_map(|path| Some((path, self.tree.get(path)?)));
        self.scan.files.iter().chain(gone)
    }

    /// Returns what all documents at hand are called: the folder's, the branch's and the shared ones.
    pub(super) fn names(&self, shared: &Arc<Files>) -> Names {
        let tree = &*self.tree;
        let others = [&self.scan.files, &**shared].into_iter();
        let others: Vec<(&RepoPath, &Blob)> = others
            .flat_map(|other| {
                let differing = tree.differing(other).into_iter();
                differing.filter_map(move |path| Some((path, other.get(path)?)))
            })
            .collect();
        let documents = tree.iter().chain(others.iter().copied());
        let documents = documents.filter(|(path, _)| path.is_markdown());
        let mut names = Names::open(Arc::clone(&self.engine.cache));
        let versions = self.versions();
        let ids = documents.map(|(_, blob)| blob.id);
        names.learn(self.engine.schema, ids, &|id| versions.bytes_of(id));
        names
    }

    /// Returns a reader for all versions at hand.
    pub(super) fn versions(&self) -> FolderVersions<'a> {
        let root = self.engine.repo.root().to_owned();
        FolderVersions::new(self.engine.objects, root, &self.scan.files, &self.tree)
    }
}
