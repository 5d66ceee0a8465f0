//! The history of a workspace, read once and remembered.
//!
//! Owns what each commit did to which file, and the way back from a file as it is now to all that
//! was ever done to it, through renames and merges. What is remembered hangs on commit ids alone, so
//! it only grows; what counts is worked out from a tip when it is asked for, and so is right after a
//! rebase, a reset or a switch of branches. Knows no words: what a change means is for `changes`.
//!
//! The cache may lose anything at any time. [`with_history`] then reads the history again.

mod graph;
mod grow;
mod news;
mod numbers;
mod shelf;
mod told;
mod touch;
mod trail;

#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use thiserror::Error;

use graph::{Cut, Graph};
use grow::{Source, Stop};
use shelf::{Name, Piece};

use crate::store::cache::{Batch, Cache, CacheNote, Part, Space, Written, program_stamp};
use crate::store::{CommitId, ObjectError, Repo, Stamp};

pub use news::{Author, Authors};
pub use numbers::removed_numbers;
pub use shelf::folder_of;
pub use told::Told;
pub use touch::{Before, Touch};
pub use trail::contents;

/// Is told how many of how many commits are taken in.
pub type Watch<'a> = &'a dyn Fn(usize, usize);

/// Tells nobody.
pub const UNWATCHED: Watch<'static> = &|_, _| {};

/// The history cannot be told.
#[derive(Debug, Error)]
pub enum HistoryError {
    #[error(transparent)]
    Object(#[from] ObjectError),
    /// What was remembered is gone; [`with_history`] begins again.
    #[error("what was remembered of the history is lost")]
    Lost,
}

/// A commit of a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step(graph::Number);

/// Where what is known of a history ends, though there was more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// What was before this commit was not fetched.
    Shallow(CommitId),
    /// This commit holds more than is read.
    TooLarge(CommitId),
    /// This object cannot be read.
    Damaged(String),
}

/// What every commit did, as far as it is remembered.
pub struct History<'a> {
    repo: &'a Repo,
    cache: &'a Cache,
    graph: Graph,
    /// The generation of the cache that all of this is of, and the one that was written last.
    seen: u64,
    written: Cell<u64>,
    lost: Cell<bool>,
    pieces: RefCell<HashMap<u32, Rc<Piece>>>,
}

/// Under this key of [`Space::Commits`] stands what all else depends on.
const BASIS: i64 = -1;

/// Opens the cache of a repository for its history alone: what else is read from a cache at the same
/// time stays of its own moment. Why it cannot be used is written into `note`.
pub fn cache_of(repo: &Repo, note: &CacheNote) -> Cache {
    Cache::noting(repo.git_dir(), &program_stamp(), note.clone())
}

/// Reads the history of `tips` as far as it is not remembered, and works with it.
///
/// Where the cache cannot be used, or loses something meanwhile, the work is begun again, at last
/// with nothing but memory.
///
/// # Errors
/// When the work fails; it does where a tip is absent or damaged.
pub fn with_history<T, E: From<HistoryError>>(
    repo: &Repo,
    cache: &Cache,
    tips: &[CommitId],
    watch: Watch<'_>,
    work: impl Fn(&History<'_>) -> Result<T, E>,
) -> Result<T, E> {
    for _ in 0..3 {
        match History::open(repo, cache, tips, false, watch) {
            Ok(history) => {
                let done = work(&history);
                if history.is_whole() {
                    return done;
                }
                forget(cache, history.written.get());
            }
            Err(Stop::Again) => cache.renew(),
            Err(Stop::Full | Stop::Damaged) => break,
        }
    }
    let memory = Cache::memory();
    let history = History::open(repo, &memory, tips, true, watch);
    work(&history.map_err(|_| HistoryError::Lost)?)
}

/// Reads the history of `tip` as far as it is not remembered, so that it is there for whoever asks for it later.
///
/// Nothing of it is held in memory behind that. Where it cannot be read or remembered, whoever asks is told.
pub fn read_ahead(root: &Path, note: &CacheNote, tip: CommitId) {
    let Ok(cache) = Repo::open(root).map(|repo| cache_of(&repo, note)) else { return };
    if !cache.is_memory() {
        // As above.
        let _ = known(Source::Folder(root), &cache, &[tip], false, UNWATCHED);
    }
}

/// Reads the history of `tips` as far as it is not remembered; returns all of it, and the generation of the cache.
fn known(
    source: Source<'_>,
    cache: &Cache,
    tips: &[CommitId],
    damaged: bool,
    watch: Watch<'_>,
) -> Result<(Graph, u64), Stop> {
    let mut seen = cache.generation(Part::History);
    let mut graph = source.with(|repo| remembered(repo, cache, &mut seen))?;
    grow::grow(source, cache, &mut graph, &mut seen, tips, damaged, watch)?;
    Ok((graph, seen))
}

impl<'a> History<'a> {
    fn open(
        repo: &'a Repo,
        cache: &'a Cache,
        tips: &[CommitId],
        damaged: bool,
        watch: Watch<'_>,
    ) -> Result<Self, Stop> {
        let (graph, seen) = known(Source::Open(repo), cache, tips, damaged, watch)?;
        let (written, lost, pieces) = (Cell::new(seen), Cell::new(false), RefCell::default());
        Ok(Self { repo, cache, graph, seen, written, lost, pieces })
    }

    /// Tells whether nothing was lost since it was opened.
    fn is_whole(&self) -> bool {
        let now = self.cache.generation(Part::History);
        !self.lost.get() && (now == self.seen || now == self.written.get())
    }

    /// Takes note that something that was remembered cannot be had.
    fn lost(&self) -> HistoryError {
        self.lost.set(true);
        HistoryError::Lost
    }

    /// Returns the step of a commit.
    ///
    /// # Errors
    /// When it is absent or damaged.
    pub fn step(&self, id: CommitId) -> Result<Step, HistoryError> {
        match self.graph.number(id) {
            Some(number) => Ok(Step(number)),
            None => {
                self.repo.read_commit(id)?;
                Err(self.lost())
            }
        }
    }

    /// Returns the commit of a step.
    pub fn commit(&self, step: Step) -> CommitId {
        self.graph.node(step.0).id
    }

    /// Returns who wrote a commit, and when.
    pub fn author(&self, step: Step) -> Stamp {
        self.graph.author(step.0)
    }

    /// Returns when a commit was made, in seconds since 1970: of one that waited to be sent, when it went.
    pub fn committed(&self, step: Step) -> i64 {
        self.graph.node(step.0).committed
    }

    /// Tells whether a commit has several parents.
    pub fn is_merge(&self, step: Step) -> bool {
        self.graph.node(step.0).parents.len() > 1
    }

    /// Lists the commits in the history of `tip` and in that of none of `hidden`: children before
    /// their parents, the younger first where that is open. Hidden ones that are not known hide
    /// nothing.
    ///
    /// # Errors
    /// When the tip is absent or damaged.
    pub fn steps(&self, tip: CommitId, hidden: &[CommitId]) -> Result<Vec<Step>, HistoryError> {
        let tip = self.step(tip)?.0;
        let hidden: Vec<_> = hidden.iter().filter_map(|id| self.graph.number(*id)).collect();
        let reachable = self.graph.reachable(tip, &hidden);
        let steps = (0..).zip(reachable).filter(|(_, is)| *is).map(|(number, _)| Step(number));
        let mut steps: Vec<Step> = steps.collect();
        self.arrange(tip, &mut steps);
        Ok(steps)
    }

    /// Puts commits of the history of `tip` in order, the youngest first.
    fn arrange(&self, tip: graph::Number, steps: &mut [Step]) {
        let ages = self.graph.ages(tip);
        let key = |step: &Step| (ages[step.0 as usize], *self.commit(*step).as_bytes());
        steps.sort_unstable_by_key(|step| std::cmp::Reverse(key(step)));
    }

    /// Returns what a commit did, by path; of a merge, what it did of its own.
    ///
    /// # Errors
    /// When what was remembered of it is lost.
    pub fn touches(&self, step: Step) -> Result<Vec<Touch>, HistoryError> {
        let mut touches = self.all_touches(step)?;
        touches.retain(|touch| touch.told);
        Ok(touches)
    }

    fn all_touches(&self, step: Step) -> Result<Vec<Touch>, HistoryError> {
        let node = self.graph.node(step.0);
        let mut out = Vec::new();
        for number in node.piece..node.piece + node.pieces {
            let piece = self.piece(number)?;
            let own = piece.iter().filter(|(commit, _)| *commit == step.0);
            out.extend(own.flat_map(|(_, touches)| touches.iter().cloned()));
        }
        Ok(out)
    }

    /// Returns all touches that a name leads to, with their commits, reachable or not.
    fn named(
        &self,
        name: Name<'_>,
        fits: impl Fn(&Touch) -> bool,
    ) -> Result<Vec<(graph::Number, Touch)>, HistoryError> {
        let mut out = Vec::new();
        for number in shelf::pieces_of(self.cache, name) {
            let piece = self.piece(number)?;
            for (commit, touches) in piece.iter().filter(|(at, _)| *at < self.graph.len()) {
                let found = touches.iter().filter(|touch| fits(touch));
                out.extend(found.map(|touch| (*commit, touch.clone())));
            }
        }
        Ok(out)
    }

    fn piece(&self, number: u32) -> Result<Rc<Piece>, HistoryError> {
        if let Some(piece) = self.pieces.borrow().get(&number) {
            return Ok(Rc::clone(piece));
        }
        let piece = Rc::new(shelf::piece(self.cache, number).ok_or_else(|| self.lost())?);
        let mut pieces = self.pieces.borrow_mut();
        if pieces.len() >= MOST_PIECES {
            pieces.clear();
        }
        pieces.insert(number, Rc::clone(&piece));
        Ok(piece)
    }

    /// Tells where what is known of the history of `tip` ends, though there was more.
    ///
    /// # Errors
    /// When the tip is absent or damaged.
    pub fn ends(&self, tip: CommitId) -> Result<Vec<(End, Step)>, HistoryError> {
        let reachable = self.graph.reachable(self.step(tip)?.0, &[]);
        let mut ends = Vec::new();
        for (number, _) in (0..).zip(reachable).filter(|(_, is)| *is) {
            let node = self.graph.node(number);
            let end = match &node.end {
                None => continue,
                Some(Cut::Shallow) => End::Shallow(node.id),
                Some(Cut::TooLarge) => End::TooLarge(node.id),
                Some(Cut::Damaged(id)) => End::Damaged(id.clone()),
            };
            ends.push((end, Step(number)));
        }
        Ok(ends)
    }

    /// Writes something that is worth remembering; it is no matter when that fails.
    fn remember(&self, batch: Batch) {
        let written = self.cache.write(Part::History, self.written.get(), batch);
        if let Written::Done(generation) = written {
            self.written.set(generation);
        }
    }
}

/// Pieces that are held in memory at a time.
const MOST_PIECES: usize = 400;

/// Takes out what cannot be made sense of, unless another process has done so.
fn forget(cache: &Cache, seen: u64) {
    let _ = cache.write(Part::History, seen, cleared());
    cache.renew();
}

/// Reads the commits that are remembered; none where what they depend on has changed.
fn remembered(repo: &Repo, cache: &Cache, seen: &mut u64) -> Result<Graph, Stop> {
    let blocks = cache.read_all(Space::Commits);
    let basis = basis(repo);
    let mut known = blocks.iter().map(|(key, bytes)| (*key, bytes.as_slice())).peekable();
    let same = known.next_if(|(key, _)| *key == BASIS).map(|(_, bytes)| bytes) == Some(&basis[..]);
    if same && let Some(graph) = Graph::read(known) {
        return Ok(graph);
    }
    let mut batch = cleared();
    batch.put(Space::Commits, BASIS, basis);
    grow::write(cache, seen, batch)?;
    Ok(Graph::default())
}

/// Takes out all that is remembered.
fn cleared() -> Batch {
    let mut batch = Batch::default();
    for space in Space::ALL.into_iter().filter(|space| space.part() == Part::History) {
        batch.clear(space);
    }
    batch
}

/// Returns what the parents of a commit depend on, besides its id: which were fetched at all.
fn basis(repo: &Repo) -> Vec<u8> {
    let ends = repo.history_ends();
    ends.iter().flat_map(|end| *end.as_bytes()).collect()
}
