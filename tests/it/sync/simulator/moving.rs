//! Moves that somebody makes while their own sync waits for the shared place.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use handover::schema::{Config, Schema};
use handover::store::cache::Cache;
use handover::store::lock::LockError;
use handover::store::{CommitId, Repo};
use handover::sync::{
    Clock, Engine, Kept, Network, NetworkError, Objects, Options, Pushed, Recorded, Trees, Turn,
};
use handover::text::RepoPath;

/// A move: a word that is put into a file, and a commit of that file alone.
pub(super) struct Move {
    /// How often the shared place is waited for before.
    pub(super) after: usize,
    pub(super) path: String,
    pub(super) word: String,
}

/// A file that somebody saved in the middle of a sync, and what they saved.
pub(super) type Saved = (PathBuf, Vec<u8>);

/// The turn of a sync in whose pauses the same person makes a move.
pub(super) struct Moving<'a> {
    root: &'a Path,
    config: &'a Config,
    clock: &'a dyn Clock,
    planned: RefCell<Option<&'a Move>>,
    /// Whether the program, or the machine, is no more.
    is_gone: &'a dyn Fn() -> bool,
    pauses: Cell<usize>,
    is_away: Cell<bool>,
    /// What was saved with the word in it.
    pub(super) saved: RefCell<Option<Saved>>,
}

impl<'a> Moving<'a> {
    pub(super) fn new(
        root: &'a Path,
        config: &'a Config,
        clock: &'a dyn Clock,
        planned: Option<&'a Move>,
        is_gone: &'a dyn Fn() -> bool,
    ) -> Self {
        Self {
            root,
            config,
            clock,
            planned: RefCell::new(planned),
            is_gone,
            pauses: Cell::default(),
            is_away: Cell::default(),
            saved: RefCell::default(),
        }
    }
}

/// Makes a move; returns what was saved.
pub(super) fn make(
    root: &Path,
    config: &Config,
    clock: &dyn Clock,
    planned: &Move,
) -> Option<Saved> {
    let path = root.join(&planned.path);
    let text = std::fs::read_to_string(&path).ok()?;
    let text = format!("{}\n\n{}\n", text.trim_end(), planned.word);
    std::fs::write(path, &text).expect("saved");
    let saved = (PathBuf::from(&planned.path), text.into_bytes());
    let repo = Repo::open(root).expect("a repository");
    let objects = Objects::of(&repo).expect("a repository");
    let engine = Engine {
        repo: &repo,
        objects: &objects,
        network: &Unasked,
        clock,
        turn: &Kept,
        schema: Schema::builtin(),
        config,
        options: Options::default(),
        progress: &|_| {},
        trees: Trees::default(),
        cache: Arc::new(Cache::memory()),
        looked: RefCell::default(),
    };
    let chosen = BTreeSet::from([RepoPath::new(&planned.path)]);
    // A disk that fails now fails the move, and the sync goes on with what there is.
    if let Ok(Ok(mut recording)) = engine.recording()
        && !matches!(recording.commit(&chosen), Ok(Ok(Recorded::Committed)))
    {
        recording.give_up(&chosen);
    }
    Some(saved)
}

impl Turn for Moving<'_> {
    fn pass(&self) {
        assert!(!self.is_away.replace(true), "given away twice");
    }

    fn take(&self) -> Result<(), LockError> {
        assert!(self.is_away.replace(false), "taken twice");
        self.pauses.set(self.pauses.get() + 1);
        let due = self.planned.borrow_mut().take_if(|one| one.after <= self.pauses.get());
        if let Some(due) = due.filter(|_| !(self.is_gone)()) {
            self.saved.replace(make(self.root, self.config, self.clock, due));
        }
        Ok(())
    }
}

/// The shared place, which a move does not ask anything.
struct Unasked;

impl Network<CommitId> for Unasked {
    fn fetch(&self) -> Result<Option<CommitId>, NetworkError> {
        Err(NetworkError::Offline(String::new()))
    }

    fn push(&self, _: CommitId) -> Result<Pushed, NetworkError> {
        Err(NetworkError::Offline(String::new()))
    }

    fn last_seen(&self) -> Option<CommitId> {
        None
    }

    fn name(&self) -> String {
        String::new()
    }
}
