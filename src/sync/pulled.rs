//! What plain git has put into the folder since a sync last did, as a `git pull` does.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::engine::Break;
use super::fill::People;
use super::judge::Versions;
use super::plan::Files;
use super::remembered::{Gone, Replacement};
use super::reopened;
use super::round::Round;
use crate::index::names::Names;
use crate::merge::Blob;
use crate::store::{CommitId, TreeId};
use crate::text::RepoPath;

/// One version that the branch went through.
struct Version {
    commit: CommitId,
    tree: TreeId,
    /// Whether it came with what others had made: a merge, or a commit of theirs.
    is_theirs: bool,
    is_merge: bool,
}

/// Remembers it as though a sync had put it there: whoever had a file open meanwhile, or puts one back as it was,
/// has not seen what came. What whoever works here has committed alone is nothing that came; files that were taken
/// away by that are remembered. `shared` is what everybody has, as far as it is known.
pub(super) fn remember_pulled(
    round: &Round<'_>,
    shared: Option<&Files>,
    names: impl FnOnce() -> Names,
) -> Result<(), Break> {
    let (state, repo) = (round.engine.state(), round.engine.repo);
    let (Some(before), Some(head)) = (state.before()?, round.head) else { return Ok(()) };
    if before == head || !repo.is_ancestor(before, head)? {
        return Ok(());
    }
    let mut people = None;
    let mut names = Some(names);
    let mut is_own = |email: &str| {
        let read = || names.take().map(|names| People::here(round, &names()));
        people.get_or_insert_with(read).as_ref().is_some_and(|people| people.is_me(email))
    };
    let line = line(round, before, head, &mut is_own)?;
    let steps = steps(&line);
    state.add_gone(taken_by_hand(round, shared, &line)?)?;
    for step in &steps {
        let [old, new] = [&line[step.start], &line[step.end]];
        let mut replaced = Vec::new();
        for (path, change) in repo.tree_changes(Some(old.tree), Some(new.tree))?.files {
            let Some(put) = change.new.filter(|_| !round.is_opaque(&path)) else { continue };
            // Whoever merges by hand and gets markers has seen what came.
            if new.is_merge && has_markers(round, &put) {
                continue;
            }
            let old = match change.old {
                Some(old) => Some(old),
                None => taken_away(round, &path, &line[..=step.start])?
                    .map(|gone| reopened::continued(round, &path, &gone, (&put, new.commit))),
            };
            replaced.extend(old.map(|old| (path, Replacement { old, put: Some(put) })));
        }
        state.add_replaced(replaced)?;
    }
    if !steps.is_empty() {
        state.set_before(Some(head))?;
    }
    Ok(())
}

fn has_markers(round: &Round<'_>, blob: &Blob) -> bool {
    let bytes = round.versions().bytes(blob).unwrap_or_default();
    bytes.split(|byte| *byte == b'\n').any(|line| line.starts_with(b"<<<<<<<"))
}

/// Returns what the branch went through from `before` to `head`, both with it, the oldest first.
fn line(
    round: &Round<'_>,
    before: CommitId,
    head: CommitId,
    is_own: &mut dyn FnMut(&str) -> bool,
) -> Result<Vec<Version>, Break> {
    let repo = round.engine.repo;
    let new: BTreeSet<CommitId> = repo.commits_between(head, &[before])?.into_iter().collect();
    let mut line = Vec::new();
    let mut at = Some(head);
    while let Some(id) = at.filter(|id| new.contains(id)) {
        let commit = repo.read_commit(id)?;
        let is_merge = commit.parents.len() > 1;
        let is_theirs = is_merge || !is_own(&commit.author.email);
        at = commit.parents.first().copied();
        line.push(Version { commit: id, tree: commit.tree, is_theirs, is_merge });
    }
    let tree = repo.tree_of(before)?;
    line.push(Version { commit: before, tree, is_theirs: false, is_merge: false });
    line.reverse();
    Ok(line)
}

/// Returns from where to where in the line something came: commits of others one behind the other are one step.
fn steps(line: &[Version]) -> Vec<Range<usize>> {
    let mut steps: Vec<Range<usize>> = Vec::new();
    for (at, _) in line.iter().enumerate().skip(1).filter(|(_, version)| version.is_theirs) {
        match steps.last_mut().filter(|last| last.end + 1 == at) {
            Some(last) => last.end = at,
            None => steps.push(at - 1..at),
        }
    }
    steps
}

/// Returns the files that whoever works here has taken away and committed that, and that are not there again.
fn taken_by_hand(
    round: &Round<'_>,
    shared: Option<&Files>,
    line: &[Version],
) -> Result<BTreeMap<RepoPath, Gone>, Break> {
    let repo = round.engine.repo;
    let mut taken = BTreeMap::new();
    for two in line.windows(2).filter(|two| !two[1].is_theirs) {
        for (path, change) in repo.tree_changes(Some(two[0].tree), Some(two[1].tree))?.files {
            let is_gone = change.new.is_none() && !round.tree.contains_key(&path);
            let Some(last) = change.old.filter(|_| is_gone && !round.is_opaque(&path)) else {
                continue;
            };
            let shared = shared.and_then(|shared| shared.get(&path).copied()).unwrap_or(last);
            let at = repo.write_blob(two[0].commit.to_string().as_bytes())?;
            taken.insert(path, Gone { last, shared, at: Some(Blob::file(at)) });
        }
    }
    Ok(taken)
}

/// Returns what was taken away here at a path: as it stood in the line before what came, or as a sync saw it.
fn taken_away(round: &Round<'_>, path: &RepoPath, line: &[Version]) -> Result<Option<Gone>, Break> {
    let repo = round.engine.repo;
    for version in line.iter().rev() {
        if let Some(last) = repo.entry(version.tree, path)? {
            let at = repo.write_blob(version.commit.to_string().as_bytes())?;
            return Ok(Some(Gone { last, shared: last, at: Some(Blob::file(at)) }));
        }
    }
    Ok(round.engine.state().gone(path)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_of_others_one_behind_the_other_are_one_step() {
        let (commit, tree) = ("1".repeat(40), "2".repeat(40));
        let version = |mark: char| Version {
            commit: commit.parse().expect("an id"),
            tree: tree.parse().expect("an id"),
            is_theirs: mark == 't',
            is_merge: false,
        };
        let check = |line: &str, expected: &[(usize, usize)]| {
            let line: Vec<Version> = line.chars().map(version).collect();
            let found: Vec<_> = steps(&line).iter().map(|step| (step.start, step.end)).collect();
            assert_eq!(found, expected);
        };
        check("o", &[]);
        check("oo", &[]);
        check("ot", &[(0, 1)]);
        check("ottt", &[(0, 3)]);
        check("ototto", &[(0, 1), (2, 4)]);
    }
}
