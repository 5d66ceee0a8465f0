//! Puts right what a power cut or a failing disk did to the repository, where that needs no guess:
//! from the folder, from the branch's log, or from the shared place.

use std::collections::{BTreeMap, BTreeSet};

use super::SyncFailed;
use super::network::GitNetwork;
use crate::merge::{Files, ReadError};
use crate::store::{Head, ObjectError, RefError, Repo, ScanError, StagingError};
use crate::sync::{Outcome, Stop, SyncError, Verdict, stood_at};

/// The most objects that are restored in one sync; a disk with more is better replaced.
const MOST: usize = 1000;

/// What was put right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// The branch stands again where its log says.
    pub branch: bool,
    /// Objects that are back.
    pub objects: usize,
    /// Git's index was made anew.
    pub staging: bool,
    /// What held-back files were based on is lost.
    pub bases: bool,
}

/// Tries each thing once.
pub(super) struct Mender<'a> {
    repo: &'a Repo,
    tried: BTreeSet<String>,
    pub(super) mended: Mended,
}

impl<'a> Mender<'a> {
    pub(super) fn new(repo: &'a Repo) -> Self {
        Self { repo, tried: BTreeSet::new(), mended: Mended::default() }
    }

    /// Restores the branch that is checked out when what names its commit cannot be read, and drops
    /// such refs of ours, and such copies of what others have.
    pub(super) fn refs(&mut self) -> Result<(), RefError> {
        self.repo.drop_damaged_tracking();
        for name in self.repo.damaged_private() {
            self.repo.drop_private(&name)?;
            self.mended.bases |= name.ends_with("/base");
        }
        match self.repo.head() {
            Err(RefError::Damaged { name, .. })
                if name == "HEAD" && self.repo.restore_head()? =>
            {
                self.mended.branch = true;
                Ok(())
            }
            // A branch that is gone is no new one, where it is known to have been there.
            Ok(Head::Unborn { name }) => self.restore(&name).map(drop),
            Err(RefError::Damaged { name, source }) => match name.strip_prefix("refs/heads/") {
                Some(branch) if self.restore(branch)? => Ok(()),
                _ => Err(RefError::Damaged { name, source }),
            },
            other => other.map(drop),
        }
    }

    /// Makes git's index anew where there is none, though there are versions: nobody has staged anything.
    pub(super) fn index(&mut self) -> Result<(), SyncFailed> {
        let has_versions = !matches!(self.repo.head()?, Head::Unborn { .. });
        if has_versions && !self.repo.has_index() {
            self.staging()?;
        }
        Ok(())
    }

    /// Brings back what was put aside when the repository was opened, as far as anybody has it.
    pub(super) fn lost(&mut self, network: &GitNetwork<'_>) -> Result<(), SyncFailed> {
        let lost = self.repo.lost_objects();
        if lost.is_empty() {
            return Ok(());
        }
        let is_reached = self.bring_back(&lost, network)?;
        // Nobody is asked for it again with each sync; who needs it says so.
        for id in lost.iter().filter(|id| is_reached && !self.repo.has_sound(id)) {
            self.repo.give_up_object(id);
        }
        Ok(())
    }

    /// Takes objects from the folder, else from the shared place; tells whether that could be asked, where
    /// it had to be.
    fn bring_back(
        &mut self,
        lost: &BTreeSet<String>,
        network: &GitNetwork<'_>,
    ) -> Result<bool, SyncFailed> {
        self.take_from_folder(lost)?;
        let is_back = |id: &&String| self.repo.has_sound(id);
        let is_whole = !lost.is_empty() && lost.iter().all(|id| is_back(&id));
        let is_reached = is_whole || network.refetch();
        self.mended.objects += lost.iter().filter(is_back).count();
        Ok(is_reached)
    }

    /// Tells whether the sync that ended so is worth another try, after having mended something.
    pub(super) fn after(
        &mut self,
        ended: &Result<Outcome, SyncError>,
        network: &GitNetwork<'_>,
    ) -> Result<bool, SyncFailed> {
        let damaged = match ended {
            Ok(Outcome { verdict: Verdict::Stopped(Stop::Refused(_)), .. }) => network.damaged(),
            Ok(_) => None,
            Err(SyncError::Ref(RefError::Damaged { name, .. })) => return self.own_ref(name),
            Err(
                SyncError::Scan(ScanError::Staging(StagingError::Git(_)))
                | SyncError::Staging(StagingError::Git(_)),
            ) => return self.staging(),
            Err(error) => object(error),
        };
        match damaged {
            Some(id) => self.object(&id, network),
            None => Ok(false),
        }
    }

    fn own_ref(&mut self, name: &str) -> Result<bool, SyncFailed> {
        if !self.tried.insert(name.to_owned()) || !self.repo.drop_private(name)? {
            return Ok(false);
        }
        self.mended.bases |= name.ends_with("/base");
        Ok(true)
    }

    fn staging(&mut self) -> Result<bool, SyncFailed> {
        if !self.tried.insert("index".to_owned()) || !self.repo.is_staging_damaged() {
            return Ok(false);
        }
        let tree = match self.repo.head()? {
            Head::Branch { commit, .. } | Head::Detached { commit } => {
                Some(self.repo.tree_of(commit).map_err(SyncError::from)?)
            }
            Head::Unborn { .. } => None,
        };
        self.repo.rebuild_staging(tree).map_err(SyncError::from)?;
        self.mended.staging = true;
        Ok(true)
    }

    /// `id` is the object that could not be read, or one above it.
    fn object(&mut self, id: &str, network: &GitNetwork<'_>) -> Result<bool, SyncFailed> {
        if self.mended.objects >= MOST || !self.tried.insert(id.to_owned()) {
            return Ok(false);
        }
        let mut lost = self.repo.lost_objects();
        if !self.repo.has_sound(id) {
            lost.insert(id.to_owned());
        }
        for id in &lost {
            self.repo.set_aside(id).map_err(SyncError::from)?;
        }
        let before = self.mended.objects;
        self.bring_back(&lost, network)?;
        if self.mended.objects > before || lost.is_empty() {
            return Ok(true);
        }
        // A version that nobody else has: the folder still holds what was in it.
        match self.repo.head()? {
            Head::Branch { name, .. } => match self.restore(&name) {
                Err(RefError::Moved { .. }) => Ok(false),
                restored => Ok(restored?),
            },
            _ => Ok(false),
        }
    }

    fn take_from_folder(&self, lost: &BTreeSet<String>) -> Result<(), SyncFailed> {
        let Ok(scan) = self.repo.scan(&Files::new()) else { return Ok(()) };
        let same = scan.files.iter().filter(|(_, blob)| lost.contains(&blob.id.hex()));
        let files: BTreeMap<_, _> = same.map(|(path, blob)| (path.clone(), blob.id)).collect();
        self.repo.write_files(&files).map_err(SyncError::from)?;
        Ok(())
    }

    fn restore(&mut self, branch: &str) -> Result<bool, RefError> {
        let known = stood_at(self.repo, branch);
        let restored = self.repo.restore_branch(branch, &known)?.is_some();
        self.mended.branch |= restored;
        Ok(restored)
    }
}

/// Returns the id of the object that could not be read.
fn object(error: &SyncError) -> Option<String> {
    match error {
        SyncError::Object(error)
        | SyncError::Staging(StagingError::Object(error))
        | SyncError::Scan(ScanError::Staging(StagingError::Object(error))) => match error {
            ObjectError::Damaged { id, .. } | ObjectError::Missing { id } => Some(id.clone()),
            _ => None,
        },
        SyncError::Merge(ReadError { id, .. }) => Some(id.hex()),
        _ => None,
    }
}
