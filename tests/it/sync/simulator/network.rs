//! A shared place that is reached within this process, by a network that drops, delays and lies.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use git2::Repository;
use handover::store::{CommitId, Repo, Target};
use handover::sync::{Network, NetworkError, Pushed};

use super::disk::Disk;

/// The shared place and what is under way to it.
pub(super) struct Hub {
    path: PathBuf,
    pub(super) git: Repository,
    /// A commit that was given up, and arrives later.
    pub(super) late: RefCell<Option<CommitId>>,
}

/// What the network does to the next messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weather {
    Fine,
    /// Nothing is reached.
    Away,
    /// The push is accepted, and the answer lost.
    Lies,
    /// The push is given up, and arrives later all the same.
    Late,
    /// Somebody else syncs between the fetch and the push.
    Race,
}

/// The network of one sync.
pub(super) struct Line<'a> {
    pub(super) repo: &'a Repo,
    pub(super) hub: &'a Hub,
    pub(super) weather: Weather,
    pub(super) disk: Option<Rc<Disk>>,
    /// What plain git has fetched last, and keeps as the remote's branch.
    pub(super) seen: Option<CommitId>,
    /// What happens between the fetch and the push.
    pub(super) meanwhile: &'a dyn Fn(),
}

impl Hub {
    pub(super) fn open(path: &Path) -> Self {
        let git = Repository::open(path).expect("a repository");
        Self { path: path.to_owned(), git, late: RefCell::default() }
    }

    pub(super) fn tip(&self) -> Option<CommitId> {
        let text = std::fs::read_to_string(self.path.join("refs/heads/main")).ok()?;
        text.trim().parse().ok()
    }

    /// Takes a commit that follows its own, with all objects of the clone that offers it.
    pub(super) fn accept(&self, repo: &Repo, commit: CommitId) -> bool {
        let follows =
            self.tip().is_none_or(|tip| repo.is_ancestor(tip, commit).expect("a known history"));
        if follows {
            move_objects(&repo.git_dir().join("objects"), &self.path.join("objects"));
            let branch = self.path.join("refs/heads/main");
            std::fs::write(branch, format!("{commit}\n")).expect("moved");
        }
        follows
    }
}

fn move_objects(from: &Path, to: &Path) {
    for folder in std::fs::read_dir(from).expect("a folder") {
        let folder = folder.expect("listed");
        if folder.file_name().len() != 2 {
            continue;
        }
        let there = to.join(folder.file_name());
        std::fs::create_dir_all(&there).expect("made");
        for object in std::fs::read_dir(folder.path()).expect("a folder") {
            let object = object.expect("listed");
            std::fs::rename(object.path(), there.join(object.file_name())).expect("moved");
        }
    }
}

impl Line<'_> {
    pub(super) fn is_gone(&self) -> bool {
        self.disk.as_ref().is_some_and(|disk| disk.is_gone())
    }
}

impl Network<CommitId> for Line<'_> {
    fn fetch(&self) -> Result<Option<CommitId>, NetworkError> {
        if self.weather == Weather::Away || self.is_gone() {
            return Err(NetworkError::Offline("no network".to_owned()));
        }
        let tip = self.hub.tip();
        if let Some(tip) = tip {
            let kept = self.repo.set_private("fetched", Target::Commit(tip));
            // A failing disk fails git, too.
            kept.map_err(|error| NetworkError::Offline(error.to_string()))?;
        }
        Ok(tip)
    }

    fn push(&self, commit: CommitId) -> Result<Pushed, NetworkError> {
        if self.is_gone() {
            return Err(NetworkError::Offline("no network".to_owned()));
        }
        match self.weather {
            Weather::Fine | Weather::Race => {
                (self.meanwhile)();
                let accepted = self.hub.accept(self.repo, commit);
                Ok(if accepted { Pushed::Accepted } else { Pushed::Outrun })
            }
            Weather::Lies => {
                self.hub.accept(self.repo, commit);
                Err(NetworkError::Offline("the answer was lost".to_owned()))
            }
            Weather::Late => {
                self.hub.late.replace(Some(commit));
                Err(NetworkError::Offline("no answer".to_owned()))
            }
            Weather::Away => Err(NetworkError::Offline("no network".to_owned())),
        }
    }

    fn last_seen(&self) -> Option<CommitId> {
        self.seen
    }

    fn name(&self) -> String {
        "the hub".to_owned()
    }
}
