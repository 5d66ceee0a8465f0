//! The second half of a round: what the others have, merged with what is here.

use std::collections::{BTreeMap, BTreeSet};

use super::combine::Merging;
use super::commit;
use super::engine::{Arrived, Break, Fetched, Offered, Step, Told};
use super::foreign;
use super::outbound::{self, Outbound, Sent};
use super::outcome::{Outcome, Stop, Verdict};
use super::renumber;
use super::round::Round;
use super::stamp::{self, Own};
use crate::schema::layout;
use crate::store::{CommitId, TreeId};
use crate::text::RepoPath;

/// Fetches, merges, sends, and brings the folder to the result.
pub(super) fn exchange(
    round: &mut Round<'_>,
    sent: Sent,
    told: &mut Told,
) -> Result<Outcome, Break> {
    let engine = round.engine;
    let repo = engine.repo;
    told.arrived.first |= engine.state().remote()?.is_none();
    // Whoever works here meanwhile goes by it, too.
    keep_own(round, told)?;
    let theirs = match engine.fetch(round.head)? {
        Fetched::Offline(reason) => {
            return Ok(outcome(round, sent, Verdict::Offline(reason), Changes::default()));
        }
        Fetched::Nothing => None,
        Fetched::Tip(tip) => Some(tip),
    };
    told.own = stamp::line(repo, told.own, engine.state().own()?)?;
    stamp::stamp(round, theirs, told)?;
    let mut target = match (round.head, theirs) {
        (None, None) => {
            return Ok(outcome(round, sent, Verdict::UpToDate, Changes::default()));
        }
        (Some(head), None) => head,
        (None, Some(tip)) => foreign::repaired(engine, tip, None, told)?,
        (Some(head), Some(tip)) => {
            let tip = foreign::repaired(engine, tip, Some(head), told)?;
            target(round, head, tip, told)?
        }
    };
    let (mut offline, mut offered) = (None, None);
    if theirs != Some(target) {
        if let (Some(head), Some(tip)) = (round.head, theirs)
            && let Some(from) = repo.merge_bases(head, tip)?.first()
            && *from != head
        {
            // What goes on right behind what has arrived belongs to that.
            let before = told.arrived.work.filter(|(_, last)| last == from);
            let from = before.map_or(*from, |(first, _)| first);
            offered = Some((from, head));
            engine.state().set_offered(from, head)?;
        }
        let pushed = engine.push(&round.branch, (theirs, target), told);
        offline = match (pushed, all_theirs(round, theirs)?) {
            // Whoever may only read gets what is there as it is.
            (Err(Break::Stop(Stop::Refused(_) | Stop::Objected(_))), Some(tip)) => {
                told.repaired.clear();
                target = tip;
                None
            }
            (Err(Break::Stop(stop @ (Stop::Refused(_) | Stop::Objected(_)))), None) => {
                return Err(refused(round, theirs, target, stop, told)?);
            }
            (Ok(Offered::Accepted { same: false }), _) => {
                told.arrived.work = offered.or(told.arrived.work);
                return Err(arrived(round, theirs, target, told)?);
            }
            (pushed, _) => match pushed? {
                Offered::Accepted { .. } => None,
                Offered::Offline(reason) => Some(reason),
            },
        };
    }
    if let Some(reason) = offline {
        keep_own(round, told)?;
        return Ok(outcome(round, sent, Verdict::Offline(reason), Changes::default()));
    }
    engine.state().set_own(None)?;
    if told.objections.is_empty() {
        engine.state().set_refused(None)?;
    }
    let tree = |commit: Option<CommitId>| commit.map(|id| repo.tree_of(id)).transpose();
    let (mine, theirs, result) = (tree(round.head)?, tree(theirs)?, repo.tree_of(target)?);
    let mut changes = Changes {
        sent: sent_with(&told.arrived, paths(round, theirs, result)?),
        received: paths(round, mine, result)?,
        gone: BTreeSet::new(),
        left_out: Vec::new(),
        conflicts: Vec::new(),
    };
    // What the merge made here, notes and copies, came from nobody.
    let there = |path: &RepoPath, tree: Option<TreeId>| {
        tree.is_some_and(|tree| repo.entry(tree, path).is_ok_and(|entry| entry.is_some()))
    };
    changes.received.retain(|path| there(path, theirs) || there(path, mine));
    let is_gone = |path: &&RepoPath| !there(path, Some(result));
    changes.gone = changes.received.iter().filter(is_gone).cloned().collect();
    let note = |path: &&RepoPath| path.is_below(layout::CONFLICTS);
    let met: BTreeSet<&RepoPath> =
        changes.sent.iter().chain(&changes.received).filter(note).collect();
    round.follow(target, &sent.based)?;
    changes.conflicts =
        met.into_iter().filter(|path| round.tree.contains_key(*path)).cloned().collect();
    // What cannot be put into the folder is told of as that.
    let is_apart = |path: &RepoPath| round.opaque.contains_key(path);
    let comes = |path: &RepoPath| {
        !is_apart(path)
            && !path.ancestors().any(|path| is_apart(&path))
            && !layout::is_local_only(path)
    };
    changes.received.retain(comes);
    (changes.left_out, changes.received) =
        changes.received.into_iter().partition(|path| round.scan.is_unseen(path));
    changes.left_out.retain(|path| round.tree.contains_key(path));
    let verdict = match (changes.sent.is_empty(), changes.received.is_empty()) {
        (true, true) => Verdict::UpToDate,
        (false, true) => Verdict::Sent,
        (true, false) => Verdict::Received,
        (false, false) => Verdict::Merged,
    };
    let mut outcome = outcome(round, sent, verdict, changes);
    outcome.first = told.arrived.first && !outcome.sent.is_empty();
    Ok(outcome)
}

/// Remembers the commits that could not be sent.
fn keep_own(round: &Round<'_>, told: &Told) -> Result<(), Break> {
    match told.own {
        Some(own) => {
            let state = round.engine.state();
            let line = stamp::line(round.engine.repo, Some(own), state.own()?)?;
            Ok(state.set_own(line)?)
        }
        None => Ok(()),
    }
}

/// Takes note that `target` stands at the shared place, though somebody here has gone on meanwhile: the round
/// is begun again with what stands here now.
fn arrived(
    round: &Round<'_>,
    theirs: Option<CommitId>,
    target: CommitId,
    told: &mut Told,
) -> Result<Break, Break> {
    let (state, repo) = (round.engine.state(), round.engine.repo);
    let before = theirs.map(|tip| repo.tree_of(tip)).transpose()?;
    told.arrived.paths.extend(paths(round, before, repo.tree_of(target)?)?);
    told.own = None;
    // Everybody has what the line began with.
    let later = match (state.own()?, round.head) {
        (Some(own), Some(head)) if own.to != head && repo.is_ancestor(head, own.to)? => {
            Some(Own { from: Some(head), to: own.to })
        }
        _ => None,
    };
    state.set_own(later)?;
    Ok(Break::Again)
}

/// Returns what was sent in the end, in order: by this round and those before it.
fn sent_with(arrived: &Arrived, now: Vec<RepoPath>) -> Vec<RepoPath> {
    if arrived.paths.is_empty() {
        return now;
    }
    let all: BTreeSet<RepoPath> = arrived.paths.iter().cloned().chain(now).collect();
    all.into_iter().collect()
}

/// Says what to do when the shared place has refused: once, to begin again without what whoever works
/// here may not change, where the rules say that it is this; or with one clean commit, where that is asked for.
fn refused(
    round: &Round<'_>,
    theirs: Option<CommitId>,
    target: CommitId,
    stop: Stop,
    told: &mut Told,
) -> Result<Break, Break> {
    let engine = round.engine;
    keep_own(round, told)?;
    let cleans = engine.options.clean_history && matches!(stop, Stop::Objected(_));
    let is_known = || theirs.is_some_and(|tip| !engine.network.objections(tip, target).is_empty());
    if let Some(head) = round.head
        && !told.judging
        && (cleans || is_known())
    {
        engine.state().set_refused(Some(head))?;
        told.judging = true;
        return Ok(Break::Again);
    }
    Ok(Break::Stop(match stop {
        // What this program made is made anew by itself, as far as that helps.
        Stop::Objected(reason) if outbound::is_all_own(round, theirs, told)? => {
            Stop::Refused(reason)
        }
        stop => stop,
    }))
}

/// Returns the shared tip where the branch has nothing that it has not.
fn all_theirs(round: &Round<'_>, theirs: Option<CommitId>) -> Result<Option<CommitId>, Break> {
    Ok(match (round.head, theirs) {
        (Some(head), Some(tip)) if !round.engine.repo.is_ancestor(head, tip)? => None,
        (_, theirs) => theirs,
    })
}

/// Says what a sync would do; the shared history is fetched, and nothing else changes.
pub(super) fn preview(round: &mut Round<'_>, mut outbound: Outbound) -> Result<Outcome, Break> {
    let foreseen = outbound.foreseen(round)?;
    outbound.plan.held_back.extend(foreseen);
    let held: BTreeSet<&RepoPath> = outbound.plan.held_back.iter().map(|held| &held.path).collect();
    let unsent = outbound.shared.differing(&round.tree).into_iter();
    let mut sent: BTreeSet<RepoPath> =
        unsent.filter(|path| !held.contains(path)).cloned().collect();
    let changed = outbound.plan.changes.keys().filter(|path| !held.contains(path));
    sent.extend(changed.cloned());
    let mut changes = Changes { sent: sent.into_iter().collect(), ..Changes::default() };
    let mut reached = Ok(());
    match round.engine.fetch(round.head)? {
        Fetched::Offline(reason) => reached = Err(reason),
        Fetched::Nothing => {}
        Fetched::Tip(tip) => {
            let theirs = round.engine.list(tip)?.files;
            changes.received = outbound.shared.differing(&theirs).into_iter().cloned().collect();
        }
    }
    let verdict = match (reached, changes.sent.is_empty(), changes.received.is_empty()) {
        (Err(reason), ..) => Verdict::Offline(reason),
        (_, true, true) => Verdict::UpToDate,
        (_, false, true) => Verdict::Sent,
        (_, true, false) => Verdict::Received,
        (_, false, false) => Verdict::Merged,
    };
    let sent = Sent { outbound, based: BTreeMap::new() };
    Ok(outcome(round, sent, verdict, changes))
}
/// What travelled, by path.
#[derive(Default)]
struct Changes {
    sent: Vec<RepoPath>,
    received: Vec<RepoPath>,
    /// Those of them that others took away.
    gone: BTreeSet<RepoPath>,
    /// Of what came, what git leaves out of the folder.
    left_out: Vec<RepoPath>,
    conflicts: Vec<RepoPath>,
}

/// Returns the commit that both sides end at: one of the two, or their merge.
pub(super) fn target(
    round: &Round<'_>,
    head: CommitId,
    tip: CommitId,
    told: &mut Told,
) -> Result<CommitId, Break> {
    let engine = round.engine;
    let repo = engine.repo;
    if repo.is_ancestor(head, tip)? {
        return Ok(tip);
    }
    if repo.is_ancestor(tip, head)? {
        return Ok(head);
    }
    (engine.progress)(Step::Merging);
    let merging = Merging { repo, language: engine.config.language() };
    let combined = merging.commits(head, tip)?;
    let tree = renumber::settle(engine, tip, combined.tree, &combined.merge.clashes, told)?;
    told.notices.extend(combined.merge.notices);
    let message = commit::merge_message(engine, tip)?;
    commit::make(engine, tree, &[head, tip], &message)
}

fn paths(round: &Round<'_>, old: Option<TreeId>, new: TreeId) -> Result<Vec<RepoPath>, Break> {
    Ok(round.engine.repo.tree_changes(old, Some(new))?.files.into_keys().collect())
}

fn outcome(round: &Round<'_>, sent: Sent, verdict: Verdict, changes: Changes) -> Outcome {
    let mut outcome = Outcome::new(verdict);
    outcome.sent = changes.sent;
    outcome.received = changes.received;
    outcome.gone = changes.gone;
    outcome.left_out = changes.left_out;
    outcome.conflicts = changes.conflicts;
    outcome.held_back = sent.outbound.plan.held_back;
    outcome.skipped = round.skipped.iter().cloned().collect();
    outcome.held_back.extend(round.unfit.iter().cloned());
    outcome.held_back.sort();
    outcome.nested = round.scan.nested.clone();
    // A submodule of the shared version is told of as what was not fetched.
    outcome.nested.retain(|path| !round.opaque.contains_key(path));
    outcome.quarantined = round.opaque.clone();
    outcome.unwritten = round.unwritten.clone();
    for own in &round.unfit {
        outcome.quarantined.remove(&own.path);
        outcome.unwritten.remove(&own.path);
    }
    outcome
}
