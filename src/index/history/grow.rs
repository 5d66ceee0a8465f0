//! Takes in the commits that are not remembered yet.

use std::collections::HashSet;
use std::path::Path;

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

/// Where commits are read from.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    /// A repository that is open anyway.
    Open(&'a Repo),
    /// The repository of this folder, opened for some commits at a time: what libgit2 keeps of its packs, of folders
    /// tens of megabytes, is given back each time it is closed, where nothing else has it open.
    Folder(&'a Path),
}

impl Source<'_> {
    /// Works with the repository.
    pub(super) fn with<T>(self, work: impl FnOnce(&Repo) -> Result<T, Stop>) -> Result<T, Stop> {
        match self {
            Self::Open(repo) => work(repo),
            Self::Folder(root) => work(&Repo::open(root).map_err(|_| Stop::Damaged)?),
        }
    }

    /// How many commits are read with it at a time.
    fn at_once(self) -> usize {
        match self {
            Self::Open(_) => usize::MAX,
            Self::Folder(_) => 64,
        }
    }
}

/// Takes in all of the history of `tips` that `graph` lacks; `seen` is the generation of the cache.
///
/// Where `damaged` is set, commits that cannot be read count as absent, and what depends on them is
/// marked; else they are a reason to stop.
pub(super) fn grow(
    source: Source<'_>,
    cache: &Cache,
    graph: &mut Graph,
    seen: &mut u64,
    tips: &[CommitId],
    damaged: bool,
    watch: Watch<'_>,
) -> Result<(), Stop> {
    let all = |repo: &Repo| Ok((missing(repo, graph, tips, damaged)?, repo.history_ends()));
    let (missing, ends) = source.with(all)?;
    if missing.is_empty() {
        return Ok(());
    }
    let first = graph.len();
    let last = (first > 0).then(|| {
        let node = graph.node(first - 1);
        node.piece + node.pieces.saturating_sub(1)
    });
    let added = Added::behind(cache, last).ok_or(Stop::Again)?;
    let mut grower = Grower { cache, graph, seen, ends, added, written: first, touches: 0 };
    let mut done = 0;
    for some in missing.chunks(source.at_once()) {
        source.with(|repo| {
            let mut looker = Looker::new(repo);
            for id in some {
                let commit = repo.read_commit(*id).map_err(|_| Stop::Damaged)?;
                grower.take(commit, &mut looker, damaged)?;
                done += 1;
                watch(done, missing.len());
            }
            Ok(())
        })?;
    }
    grower.flush()
}

struct Grower<'a> {
    cache: &'a Cache,
    graph: &'a mut Graph,
    seen: &'a mut u64,
    /// Commits whose parents were not fetched, sorted.
    ends: Vec<CommitId>,
    added: Added,
    /// All before this one are in the cache.
    written: Number,
    /// How much was added since.
    touches: usize,
}

impl Grower<'_> {
    fn take(&mut self, commit: Commit, looker: &mut Looker<'_>, damaged: bool) -> Result<(), Stop> {
        let (done, end) = self.look(&commit, looker);
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
            id: commit.id,
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

    fn look(&self, commit: &Commit, looker: &mut Looker<'_>) -> (Done, Option<Cut>) {
        let nothing = |cut| (Done::default(), Some(cut));
        if self.ends.binary_search(&commit.id).is_ok() {
            return nothing(Cut::Shallow);
        }
        let lost = commit.parents.iter().find(|parent| self.graph.number(**parent).is_none());
        if let Some(lost) = lost {
            return nothing(Cut::Damaged(lost.to_string()));
        }
        match looker.look(commit) {
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
