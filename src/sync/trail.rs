//! What the folder went through by plain git since a sync left it: what was put into it, and what was committed
//! of it, one behind the other.

use std::collections::BTreeSet;
use std::ops::Range;

use super::engine::Break;
use crate::store::{CommitId, Moved, Repo, TreeId};

/// How many moves are gone through; of more the line of the branch tells.
const MOST: usize = 2_000;
/// How many before the first sync: nothing is known yet of what each of them brought.
const MOST_AT_FIRST: usize = 200;

/// One version that the folder was brought to, or that was committed of it.
pub(super) struct Version {
    pub(super) commit: CommitId,
    pub(super) tree: TreeId,
    pub(super) is_merge: bool,
    /// Whether it was committed of what stood in the folder, and not put there.
    is_saved: bool,
    /// Whether what was not committed may have been put aside before.
    is_aside: bool,
}

/// What happened from one version to a later one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Somebody committed what stood in the folder.
    Saved(Range<usize>),
    /// Git put another version into the folder: whether others made anything of it, and whether what was not
    /// committed may have been put aside before, so that it is older than what was put there.
    Put { over: Range<usize>, is_others: bool, is_aside: bool },
}

/// What the folder went through.
pub(super) struct Trail {
    /// The oldest first.
    pub(super) versions: Vec<Version>,
    pub(super) steps: Vec<Step>,
}

impl Trail {
    /// Returns the way from `before` to `head`, by git's log of this work tree, or where that does not tell by the
    /// line of the branch; `None` where the branch does not go on from there. `is_own` tells by an address whether
    /// whoever works here has made a commit.
    pub(super) fn of(
        repo: &Repo,
        before: CommitId,
        head: CommitId,
        is_own: &mut dyn FnMut(&str) -> bool,
    ) -> Result<Option<Self>, Break> {
        let goes_on = repo.is_ancestor(before, head)?;
        if !goes_on && !is_all_own(repo, before, head, is_own)? {
            return Ok(None);
        }
        let moves = way(repo.moves(), before, head);
        let versions = match moves.and_then(|moves| logged(repo, before, &moves)) {
            Some(versions) => versions,
            None if goes_on => line(repo, before, head, is_own)?,
            None => return Ok(None),
        };
        let mut trail = Self { steps: steps(&versions), versions };
        for step in &mut trail.steps {
            if let Step::Put { over, is_others, .. } = step {
                let [from, to] = [over.start, over.end].map(|at| trail.versions[at].commit);
                *is_others = !is_all_own(repo, to, from, is_own)?;
            }
        }
        Ok(Some(trail))
    }
}

/// Returns the version with which git's log of this work tree begins, unless that is long: for a clone that is what was
/// cloned.
pub(super) fn beginning(repo: &Repo) -> Option<CommitId> {
    let moves = repo.moves();
    let first = moves.first().filter(|_| moves.len() <= MOST_AT_FIRST)?;
    let is_there = |commit: &CommitId| repo.tree_of(*commit).is_ok();
    first.from.filter(is_there).or(Some(first.to).filter(is_there))
}

/// Tells whether of what `tip` has and `hidden` has not, nothing was made by others: no commit, and no merge.
fn is_all_own(
    repo: &Repo,
    tip: CommitId,
    hidden: CommitId,
    is_own: &mut dyn FnMut(&str) -> bool,
) -> Result<bool, Break> {
    for id in repo.commits_between(tip, &[hidden])? {
        let commit = repo.read_commit(id)?;
        if commit.parents.len() > 1 || !is_own(&commit.author.email) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Returns the moves from `before` to `head`, where the log knows all of them.
fn way(mut moves: Vec<Moved>, before: CommitId, head: CommitId) -> Option<Vec<Moved>> {
    let is_whole = moves.windows(2).all(|two| two[1].from == Some(two[0].to));
    if !is_whole || moves.last()?.to != head {
        return None;
    }
    let first = match moves.iter().position(|one| one.to == before) {
        Some(at) => at + 1,
        None => moves.iter().position(|one| one.from == Some(before))?,
    };
    let way = moves.split_off(first);
    (way.len() <= MOST).then_some(way)
}

/// Returns the versions behind moves; `None` where one of them is not here any more.
fn logged(repo: &Repo, before: CommitId, moves: &[Moved]) -> Option<Vec<Version>> {
    let puts_aside = repo.puts_aside();
    let mut versions = vec![version(repo, before)?];
    for one in moves {
        // What was put aside leaves the branch where it is.
        let verb = one.why.split([':', ' ']).next().unwrap_or_default();
        let stays = one.from == Some(one.to);
        let is_aside = match stays {
            true => verb == "reset",
            false => {
                let brings = ["pull", "rebase", "merge"].contains(&verb);
                brings && (puts_aside || one.why.contains("--autostash"))
            }
        };
        let mut version = version(repo, one.to)?;
        version.is_saved = verb == "commit" && !stays && !version.is_merge;
        version.is_aside = is_aside;
        versions.push(version);
    }
    Some(versions)
}

fn version(repo: &Repo, commit: CommitId) -> Option<Version> {
    let read = repo.read_commit(commit).ok()?;
    Some(Version {
        commit,
        tree: read.tree,
        is_merge: read.parents.len() > 1,
        is_saved: false,
        is_aside: false,
    })
}

/// Returns what the branch went through from `before` to `head`, both with it.
fn line(
    repo: &Repo,
    before: CommitId,
    head: CommitId,
    is_own: &mut dyn FnMut(&str) -> bool,
) -> Result<Vec<Version>, Break> {
    let new: BTreeSet<CommitId> = repo.commits_between(head, &[before])?.into_iter().collect();
    let mut line = Vec::new();
    let mut at = Some(head);
    while let Some(id) = at.filter(|id| new.contains(id)) {
        let commit = repo.read_commit(id)?;
        let is_merge = commit.parents.len() > 1;
        let is_saved = !is_merge && is_own(&commit.author.email);
        at = commit.parents.first().copied();
        line.push(Version { commit: id, tree: commit.tree, is_merge, is_saved, is_aside: false });
    }
    let tree = repo.tree_of(before)?;
    line.push(Version { commit: before, tree, is_merge: false, is_saved: false, is_aside: false });
    line.reverse();
    Ok(line)
}

/// Returns what happened from version to version: what was put into the folder one behind the other is one step,
/// unless something was put aside in between.
fn steps(versions: &[Version]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (at, version) in versions.iter().enumerate().skip(1) {
        if version.is_saved {
            steps.push(Step::Saved(at - 1..at));
            continue;
        }
        match steps.last_mut() {
            Some(Step::Put { over, .. }) if !version.is_aside => over.end = at,
            _ => steps.push(Step::Put {
                over: at - 1..at,
                is_others: false,
                is_aside: version.is_aside,
            }),
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(letter: char) -> CommitId {
        letter.to_string().repeat(40).parse().expect("an id")
    }

    #[test]
    fn what_is_put_there_one_behind_the_other_is_one_step() {
        let version = |mark: char| Version {
            commit: id('1'),
            tree: "2".repeat(40).parse().expect("an id"),
            is_merge: false,
            is_saved: mark == 's',
            is_aside: mark == 'a',
        };
        let check = |line: &str, expected: &str| {
            let versions: Vec<Version> = line.chars().map(version).collect();
            let found = steps(&versions).into_iter().map(|step| match step {
                Step::Saved(over) => format!("s{}-{}", over.start, over.end),
                Step::Put { over, is_aside, .. } => {
                    let mark = if is_aside { 'a' } else { 'p' };
                    format!("{mark}{}-{}", over.start, over.end)
                }
            });
            assert_eq!(found.collect::<Vec<_>>().join(" "), expected, "{line}");
        };
        check("p", "");
        check("ps", "s0-1");
        check("pppp", "p0-3");
        check("pspsspp", "s0-1 p1-2 s2-3 s3-4 p4-6");
        check("ppapp", "p0-1 a1-4");
    }

    #[test]
    fn a_log_that_does_not_lead_here_tells_nothing() {
        let moves = |way: &str| {
            let ids: Vec<char> = way.chars().collect();
            let moves = ids.windows(2).map(|two| Moved {
                from: (two[0] != '0').then(|| id(two[0])),
                to: id(two[1]),
                why: "commit: it".to_owned(),
            });
            moves.collect::<Vec<_>>()
        };
        let check = |log: &str, expected: Option<&str>| {
            let found = way(moves(log), id('a'), id('d'));
            assert_eq!(found, expected.map(moves), "{log}");
        };
        check("0abcd", Some("abcd"));
        check("abcd", Some("abcd"));
        check("0abacd", Some("abacd"));
        check("0abc", None);
        check("0bcd", None);
        check("", None);
    }
}
