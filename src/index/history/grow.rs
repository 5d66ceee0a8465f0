//! Takes in the commits that are not remembered yet.

use std::collections::HashSet;

use super::Watch;
use super::graph::{Cut, Graph, Node, Number};
use super::shelf::Added;
use super::touch::{Done, Looker};
use crate::store::cache::{Batch, Cache, Part, Space, Written};
use crate::store::{Commit, CommitId, ObjectError, Repo};

/// What was taken in is written when it is this much, so that memory is bounded and a run that is
/// stopped has not worked in vain.
const TOUCHES: usize = 50_000;
const COMMITS: usize = 4_000;

/// Why commits were not taken in.
pub(super) enum Stop {
    /// Another process did the same meanwhile, or the cache lost something: begin again.
    Again,
    /// The cache cannot be written.
    Full,
    /// An object cannot be read; nothing is to be remembered that would be otherwise without that.
    Damaged,
}

/// Takes in all of the history of `tips` that `graph` lacks; `seen` is the generation of the cache.
///
/// Where `damaged` is set, commits that cannot be read count as absent, and what depends on them is
/// marked; else they are a reason to stop.
pub(super) fn grow(
    repo: &Repo,
    cache: &Cache,
    graph: &mut Graph,
    seen: &mut u64,
    tips: &[CommitId],
    damaged: bool,
    watch: Watch<'_>,
) -> Result<(), Stop> {
    let missing = missing(repo, graph, tips, damaged)?;
    if missing.is_empty() {
        return Ok(());
    }
    let from = graph.len();
    let last = (from > 0).then(|| {
        let node = graph.node(from - 1);
        node.piece + node.pieces.saturating_sub(1)
    });
    let mut grower = Grower {
        repo,
        cache,
        graph,
        seen,
        ends: repo.history_ends(),
        looker: Looker::new(repo),
        added: Added::behind(cache, last).ok_or(Stop::Again)?,
        written: from,
        touches: 0,
    };
    let total = missing.len();
    for (done, id) in missing.into_iter().enumerate() {
        grower.take(id, damaged)?;
        watch(done + 1, total);
    }
    grower.flush()
}

struct Grower<'a> {
    repo: &'a Repo,
    cache: &'a Cache,
    graph: &'a mut Graph,
    seen: &'a mut u64,
    /// Commits whose parents were not fetched, sorted.
    ends: Vec<CommitId>,
    looker: Looker<'a>,
    added: Added,
    /// All before this one are in the cache.
    written: Number,
    /// How much was added since.
    touches: usize,
}

impl Grower<'_> {
    fn take(&mut self, id: CommitId, damaged: bool) -> Result<(), Stop> {
        let commit = self.repo.read_commit(id).map_err(|_| Stop::Damaged)?;
        let (done, end) = self.look(&commit);
        if matches!(end, Some(Cut::Damaged(_))) && !damaged {
            return Err(Stop::Damaged);
        }
        self.touches += done.touches.len();
        let number = self.graph.len();
        let (piece, pieces) = self.added.push(number, done.touches);
        let parents = commit.parents.iter().filter_map(|parent| self.graph.number(*parent));
        let parents = parents.collect();
        let author = self.graph.person(commit.author.name, commit.author.email);
        self.graph.push(Node {
            id,
            parents,
            author,
            written: commit.author.seconds,
            offset: commit.author.offset,
            committed: commit.committer.seconds,
            piece,
            pieces,
            numbers: done.numbers.into_iter().collect(),
            end,
        });
        let commits = (number - self.written) as usize;
        if self.touches >= TOUCHES || commits >= COMMITS { self.flush() } else { Ok(()) }
    }

    fn look(&mut self, commit: &Commit) -> (Done, Option<Cut>) {
        let nothing = |cut| (Done::default(), Some(cut));
        if self.ends.binary_search(&commit.id).is_ok() {
            return nothing(Cut::Shallow);
        }
        let lost = commit.parents.iter().find(|parent| self.graph.number(**parent).is_none());
        if let Some(lost) = lost {
            return nothing(Cut::Damaged(lost.to_string()));
        }
        match self.looker.look(commit) {
            Ok(done) => (done, None),
            Err(ObjectError::TreeTooLarge { .. }) => nothing(Cut::TooLarge),
            Err(ObjectError::Missing { id } | ObjectError::Damaged { id, .. }) => {
                nothing(Cut::Damaged(id))
            }
            Err(_) => nothing(Cut::Damaged(commit.id.to_string())),
        }
    }

    fn flush(&mut self) -> Result<(), Stop> {
        if self.graph.len() == self.written {
            return Ok(());
        }
        let mut batch = Batch::default();
        for (key, bytes) in self.graph.blocks(self.written) {
            batch.put(Space::Commits, key, bytes);
        }
        self.added.write(self.cache, &mut batch);
        write(self.cache, self.seen, batch)?;
        self.written = self.graph.len();
        self.touches = 0;
        Ok(())
    }
}

/// Writes to the cache, and reads from it as it is then.
pub(super) fn write(cache: &Cache, seen: &mut u64, batch: Batch) -> Result<(), Stop> {
    match cache.write(Part::History, *seen, batch) {
        Written::Done(generation) => {
            cache.renew();
            *seen = generation;
            if cache.generation(Part::History) == generation { Ok(()) } else { Err(Stop::Again) }
        }
        Written::Overtaken => Err(Stop::Again),
        Written::Failed => Err(Stop::Full),
    }
}

/// Lists the commits that are not remembered, parents before their children.
fn missing(
    repo: &Repo,
    graph: &Graph,
    tips: &[CommitId],
    damaged: bool,
) -> Result<Vec<CommitId>, Stop> {
    let mut seen: HashSet<CommitId> = HashSet::new();
    let mut order = Vec::new();
    // A commit stands here once to have its parents looked at, and once more behind them.
    let mut open: Vec<(CommitId, bool)> = tips.iter().rev().map(|tip| (*tip, false)).collect();
    while let Some((id, ready)) = open.pop() {
        if ready {
            order.push(id);
            continue;
        }
        if graph.number(id).is_some() || !seen.insert(id) {
            continue;
        }
        let Ok(commit) = repo.read_commit(id) else {
            if !damaged {
                return Err(Stop::Damaged);
            }
            continue;
        };
        open.push((id, true));
        open.extend(commit.parents.iter().rev().map(|parent| (*parent, false)));
    }
    Ok(order)
}
