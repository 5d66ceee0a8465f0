use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::agreed;
use super::by_hand;
use super::combine::Merging;
use super::commit;
use super::engine::{Break, Step, Told};
use super::fill;
use super::judge::RulesJudge;
use super::outcome::Stop;
use super::plan::{self, Files, HeldBack, LocalChanges, Outgoing, Reason};
use super::remembered::Replacement;
use super::reopened;
use super::round::Round;
use super::settle;
use super::stamp::{self, Own};
use super::unattended;
use super::unwritable;
use super::vain_sending;
use super::went_back;
use crate::index::names::Names;
use crate::merge::{Blob, Change, Notice};
use crate::rules::Ruleset;
use crate::store::{CommitId, TreeId};
use crate::text::RepoPath;

/// What this clone has to share, judged and ready to be committed.
pub(super) struct Outbound {
    /// The tree that everybody has, as far as is known here.
    pub(super) shared: Arc<Files>,
    pub(super) local: LocalChanges,
    pub(super) plan: Outgoing,
    restart: Option<Restart>,
    /// What everybody has, where what is committed is judged as the shared place does.
    judged_from: Option<CommitId>,
    /// Files that changed and are not to be committed now: what they were based on.
    rest: BTreeMap<RepoPath, Option<Blob>>,
}

/// Where a clean commit takes the place of unsent ones: with a secret in them, or refused by the shared place.
#[derive(Clone, Copy)]
struct Restart {
    /// What it is made over.
    over: Option<CommitId>,
    /// Whether the branch leaves behind what somebody made with git, and nothing else names.
    keeps: bool,
}

/// What was committed of it.
pub(super) struct Sent {
    pub(super) outbound: Outbound,
    pub(super) based: BTreeMap<RepoPath, Option<Blob>>,
}

impl Outbound {
    /// Finds what changed, fills in what the author left out, and divides it.
    pub(super) fn prepare(round: &mut Round<'_>, told: &mut Told) -> Result<Self, Break> {
        let (engine, repo) = (round.engine, round.engine.repo);
        let remote = engine.known_tip(round.head)?;
        let fetched = remote.map(|tip| repo.tree_of(tip)).transpose()?;
        let shared = shared_tree(round, remote)?;
        let mut local = local_changes(round, told.own, &shared, fetched)?;
        told.unwritable.clear();
        unattended::refuse(round, &local, told)?;
        if reopened::recognise(round, Some(&shared), &local, told)? {
            local = local_changes(round, told.own, &shared, fetched)?;
        }
        if !engine.options.dry_run {
            if settle::carry_out(round, remote, &shared, told)? {
                local = local_changes(round, told.own, &shared, fetched)?;
            }
            if agreed::keep_dates(round, &shared, &local, told)? {
                local = local_changes(round, told.own, &shared, fetched)?;
            }
            fill::fill(round, remote, &shared, &local, told)?;
            by_hand::write_down(round, remote, &shared, told)?;
            vain_sending::write_down(round, remote, &shared, told)?;
            local = local_changes(round, told.own, &shared, fetched)?;
        }
        let mut rest = unattended::leave(round, &mut local, told);
        // Whoever keeps a file waiting knows when that is over.
        let waits = |path: &&RepoPath| engine.options.waiting.contains(*path);
        told.left = rest.keys().filter(|path| !waits(path)).cloned().collect();
        rest.extend(unwritable::leave(&shared, &mut local, told));
        let refused = refused(round, remote, told)?;
        let mut outbound = Self::judged(round, remote, (shared, local, rest), told)?;
        if told.judging {
            outbound.judged_from = shared_tip(round, remote)?;
        }
        if outbound.restart.is_none() {
            outbound.restart = refused;
        }
        Ok(outbound)
    }

    /// Takes the changes of `chosen` files alone, as they are; whatever else changed stays as it is, but for what
    /// plain git has committed.
    pub(super) fn of_chosen(
        round: &mut Round<'_>,
        chosen: &BTreeSet<RepoPath>,
        told: &mut Told,
    ) -> Result<Self, Break> {
        let (engine, repo) = (round.engine, round.engine.repo);
        let remote = engine.known_tip(round.head)?;
        let fetched = remote.map(|tip| repo.tree_of(tip)).transpose()?;
        let shared = shared_tree(round, remote)?;
        let mut local = local_changes(round, told.own, &shared, fetched)?;
        let mut rest = leave_others(round, chosen, &mut local);
        if reopened::recognise(round, None, &local, told)? {
            local = local_changes(round, told.own, &shared, fetched)?;
            rest = leave_others(round, chosen, &mut local);
        }
        Self::judged(round, remote, (shared, local, rest), told)
    }

    /// Divides what may go from what stays.
    fn judged(
        round: &Round<'_>,
        remote: Option<CommitId>,
        (shared, local, rest): (Arc<Files>, LocalChanges, BTreeMap<RepoPath, Option<Blob>>),
        told: &Told,
    ) -> Result<Self, Break> {
        let engine = round.engine;
        (engine.progress)(Step::Checking);
        let versions = round.versions();
        // Where nothing is to be judged, nobody asks for names.
        let is_idle = local.changes.is_empty() && *shared == *round.tree;
        let names = match is_idle {
            true => Names::none(Arc::clone(&engine.cache)),
            false => round.names(&shared),
        };
        let ruleset = Ruleset::new(engine.schema, engine.config);
        let judge = RulesJudge::new(ruleset, &versions, Arc::clone(&shared), names)
            .with_objections(told.objections.clone());
        let last = OnceCell::new();
        let settled = |path: &RepoPath| {
            let tree = *last.get_or_init(|| settled(round, remote, told.own).ok().flatten());
            engine.repo.entry(tree?, path).ok()
        };
        let plan = plan::outgoing(&shared, &round.tree, &local.changes, &settled, &judge);
        let restart = match secret(round, remote, &shared, &judge)? {
            None => None,
            Some(_) if engine.options.clean_history => {
                Some(Restart { over: shared_tip(round, remote)?, keeps: true })
            }
            Some((commit, place)) => {
                let commit = commit.short();
                return Err(Break::Stop(match place {
                    Some(path) => Stop::SecretInHistory { commit, path },
                    None => Stop::SecretInMessage { commit },
                }));
            }
        };
        Ok(Self { shared, local, plan, restart, judged_from: None, rest })
    }

    /// Commits what may go and brings the folder to that commit.
    pub(super) fn commit(self, round: &mut Round<'_>, told: &mut Told) -> Result<Sent, Break> {
        let (engine, repo) = (round.engine, round.engine.repo);
        let before = round.head.map(|head| repo.tree_of(head)).transpose()?;
        let (tree, notices) = self.tree(round, before)?;
        told.notices.extend(notices);
        let unsent = self.unsent(round)?;
        let gone = self.gone();
        let bases = went_back::bases(round, &gone, &unsent)?;
        let based = self.based(&bases);
        engine.state().take_back(&gone, |path, blob| unsent.contains(&(path.clone(), *blob)))?;
        if before == Some(tree) && self.restart.is_none() {
            if let Some(head) = round.head {
                round.follow(head, &based)?;
                remember_before(round, told)?;
            }
            return Ok(Sent { outbound: self, based });
        }
        if before.is_none() && round.scan.files.is_empty() {
            return Ok(Sent { outbound: self, based });
        }
        let parents = self.parents(round);
        if let Some(head) = round.head.filter(|_| self.restart.is_some_and(|one| one.keeps)) {
            told.kept.insert(engine.state().keep(head)?);
        }
        if let (Some(_), [parent]) = (self.restart, parents.as_slice())
            && repo.tree_of(*parent)? == tree
        {
            // Nothing is left of what was refused.
            told.own = None;
            round.follow(*parent, &based)?;
            return Ok(Sent { outbound: self, based });
        }
        let commit = self.make(round, before, tree)?;
        if let Some(from) = self.judged_from {
            let found = engine.network.objections(from, commit).into_iter();
            let new: BTreeMap<RepoPath, String> =
                found.filter(|(path, _)| !told.objections.contains_key(path)).collect();
            if !new.is_empty() {
                told.objections.extend(new);
                return Err(Break::Again);
            }
        }
        let line = stamp::line(repo, told.own, engine.state().own()?)?;
        told.own = Some(Own::and(line, parents.first().copied(), commit));
        round.follow_made(commit, &based)?;
        remember_before(round, told)?;
        engine.state().set_made(None)?;
        Ok(Sent { outbound: self, based })
    }

    /// Returns what the shared place would not take of what is to be committed, where that is judged here, too; nothing
    /// is committed.
    pub(super) fn foreseen(&self, round: &mut Round<'_>) -> Result<Vec<HeldBack>, Break> {
        let Some(from) = self.judged_from else { return Ok(Vec::new()) };
        let before = round.head.map(|head| round.engine.repo.tree_of(head)).transpose()?;
        let (tree, _) = self.tree(round, before)?;
        let commit = self.make(round, before, tree)?;
        let found = round.engine.network.objections(from, commit).into_iter();
        let held = found.map(|(path, why)| HeldBack {
            path,
            rule: None,
            line: None,
            reason: Reason::Fault(why),
        });
        Ok(held.collect())
    }

    fn parents(&self, round: &Round<'_>) -> Vec<CommitId> {
        match self.restart {
            Some(restart) => restart.over.into_iter().collect(),
            None => round.head.into_iter().collect(),
        }
    }

    /// Makes the commit of `tree`; nothing leads to it yet.
    fn make(
        &self,
        round: &Round<'_>,
        before: Option<TreeId>,
        tree: TreeId,
    ) -> Result<CommitId, Break> {
        let (engine, repo) = (round.engine, round.engine.repo);
        // What is left behind is in no history, and so is that it was taken back.
        let since = match self.restart {
            Some(restart) => restart.over.map(|parent| repo.tree_of(parent)).transpose()?,
            None => before,
        };
        let message = commit::describe(repo, engine.schema, &round.versions(), since, tree)?;
        commit::make(engine, tree, &self.parents(round), &message)
    }

    /// Stores the branch's tree with the folder's changes that may go, merged where a file was based
    /// on an older version than the branch's.
    fn tree(
        &self,
        round: &mut Round<'_>,
        before: Option<TreeId>,
    ) -> Result<(TreeId, Vec<Notice>), Break> {
        let repo = round.engine.repo;
        let changes = &self.plan.changes;
        let new = changes.iter().filter_map(|(path, change)| Some((path.clone(), change.new?.id)));
        if !repo.write_files(&new.filter(|(_, id)| !repo.has_blob(*id)).collect())? {
            return Err(Break::Again);
        }
        let with = |pick: &dyn Fn(&Change) -> Option<Blob>| {
            let picked =
                changes.iter().map(|(path, change)| (path.clone(), pick(change))).collect();
            repo.write_tree(before, &picked)
        };
        let left = with(&|change| change.new)?;
        let has_moved_on =
            |path: &RepoPath, change: &Change| change.old != round.tree.get(path).copied();
        let (mut tree, mut notices) = (left, Vec::new());
        if let Some(before) = before
            && changes.iter().any(|(path, change)| has_moved_on(path, change))
        {
            // What was committed here and never sent is no version that anybody could have gone on from: a
            // file that was moved is known again by where everybody has it.
            let committed = &self.local.committed;
            let settled = changes.iter().filter(|(path, change)| {
                !has_moved_on(path, change) && !committed.contains_key(*path)
            });
            let shared = |path: &RepoPath| self.shared.get(path).copied();
            let settled: BTreeMap<RepoPath, Option<Blob>> =
                settled.map(|(path, _)| (path.clone(), shared(path))).collect();
            let base = with(&|change| change.old)?;
            let base = repo.write_tree(Some(base), &settled)?;
            let theirs = committed.iter().map(|(path, shared)| (path.clone(), *shared));
            let right = repo.write_tree(Some(before), &theirs.chain(settled).collect())?;
            let merging = Merging { repo, language: round.engine.config.language() };
            let combined = merging.trees(Some(base), left, right, &|_| false, true)?;
            tree = combined.tree;
            notices = combined.merge.notices;
        }
        if !self.plan.taken_back.is_empty() {
            tree = repo.write_tree(Some(tree), &self.plan.taken_back)?;
        }
        if let Some(restart) = self.restart {
            tree = round.without_new_entries(tree, restart.over)?;
        }
        Ok((tree, notices))
    }

    /// Returns the files of which nothing unsent is left in the branch, with their shared versions.
    fn gone(&self) -> BTreeMap<RepoPath, Option<Blob>> {
        let is_shared = |(path, version): &(&RepoPath, &Option<Blob>)| {
            **version == self.shared.get(*path).copied()
        };
        let gone = self.plan.taken_back.iter().filter(is_shared);
        gone.map(|(path, version)| (path.clone(), *version)).collect()
    }

    /// Returns the versions that the unsent commits brought, where some of them are taken back.
    fn unsent(&self, round: &Round<'_>) -> Result<BTreeSet<(RepoPath, Blob)>, Break> {
        match self.plan.taken_back.is_empty() {
            true => Ok(BTreeSet::new()),
            false => reopened::unsent(round),
        }
    }

    /// Returns what each file that stays here was based on, by what is remembered of it.
    fn based(&self, bases: &Files) -> BTreeMap<RepoPath, Option<Blob>> {
        let held = self.plan.based(bases, &self.local.changes);
        // What is taken back is based on what is put in its place, whether it waits as well or not.
        self.rest.clone().into_iter().chain(held).collect()
    }
}

/// Remembers what was edited here and what was filled in, so that an editor that was open all along is
/// recognised.
///
/// Not before the branch has what was made of it: compared with an older version of the branch, the
/// file would look like the save of an editor that does not know that version.
fn remember_before(round: &Round<'_>, told: &mut Told) -> Result<(), Break> {
    let state = round.engine.state();
    let is_there = |path: &RepoPath| round.tree.get(path) == round.scan.files.get(path);
    let replacement = |(path, old): (RepoPath, Blob)| {
        let put = round.tree.get(&path).copied();
        (path, Replacement { old, put })
    };
    let edited = std::mem::take(&mut told.edited).into_iter();
    state.add_own(edited.filter(|(path, _)| is_there(path)).map(replacement))?;
    let unfilled = std::mem::take(&mut told.unfilled).into_iter();
    Ok(state.add_filled(unfilled.filter(|(path, _)| is_there(path)).map(replacement))?)
}

/// Takes out of `local` what others than the `chosen` files have; returns what they are based on.
fn leave_others(
    round: &Round<'_>,
    chosen: &BTreeSet<RepoPath>,
    local: &mut LocalChanges,
) -> BTreeMap<RepoPath, Option<Blob>> {
    let others = local.changes.keys().filter(|path| !chosen.contains(*path));
    let others: Vec<RepoPath> = others.cloned().collect();
    let rest = others.into_iter().filter_map(|path| {
        let base = local.leave(&path, &round.tree)?;
        Some((path, base))
    });
    rest.collect()
}

fn local_changes(
    round: &Round<'_>,
    own: Option<Own>,
    shared: &Files,
    fetched: Option<TreeId>,
) -> Result<LocalChanges, Break> {
    let repo = round.engine.repo;
    let mut local = plan::local_changes(
        &round.tree,
        &round.bases,
        &round.scan.files,
        &|path| round.is_opaque(path),
        &|path| shared.get(path).copied(),
        &|path| fetched.and_then(|tree| repo.entry(tree, path).ok().flatten()),
    );
    let own = stamp::line(repo, own, round.engine.state().own()?)?;
    reopened::find_committed(round, own, shared, &mut local)?;
    Ok(local)
}

/// Returns what the branch goes back to where the shared place has refused some of its unsent commits: a
/// change that may not go there stands in them, even where it was taken back since. Their text is in the
/// folder. Only those that are this program's own are left behind, unless more is asked for.
fn refused(
    round: &Round<'_>,
    remote: Option<CommitId>,
    told: &mut Told,
) -> Result<Option<Restart>, Break> {
    let (state, repo) = (round.engine.state(), round.engine.repo);
    let Some(refused) = state.refused()? else { return Ok(None) };
    told.judging = true;
    let Some(head) = round.head else { return Ok(None) };
    let is_unsent =
        |commit| !remote.is_some_and(|tip| repo.is_ancestor(commit, tip).unwrap_or(true));
    if round.engine.options.clean_history && is_unsent(head) && !is_all_own(round, remote, told)? {
        let over = shared_tip(round, remote)?;
        return Ok(over.map(|_| Restart { over, keeps: true }));
    }
    if !repo.is_ancestor(refused, head)? || !is_unsent(refused) {
        return Ok(None);
    }
    let own = stamp::line(repo, told.own, state.own()?)?;
    let own = own.filter(|own| own.to == head && own.from != Some(head));
    Ok(own.and_then(|own| own.from).map(|from| Restart { over: Some(from), keeps: false }))
}

/// Tells whether all unsent commits of the branch are this program's own.
pub(super) fn is_all_own(
    round: &Round<'_>,
    remote: Option<CommitId>,
    told: &Told,
) -> Result<bool, Break> {
    let (state, repo) = (round.engine.state(), round.engine.repo);
    let own = stamp::line(repo, told.own, state.own()?)?;
    let Some(own) = own.filter(|own| round.head == Some(own.to)) else { return Ok(false) };
    Ok(match (own.from, remote) {
        (Some(from), Some(tip)) => repo.is_ancestor(from, tip)?,
        (from, _) => from.is_none(),
    })
}

/// Returns the newest commit of the branch that everybody has, as far as is known here.
fn shared_tip(round: &Round<'_>, remote: Option<CommitId>) -> Result<Option<CommitId>, Break> {
    Ok(match (round.head, remote) {
        (Some(head), Some(remote)) => round.engine.repo.merge_bases(head, remote)?.first().copied(),
        _ => None,
    })
}

/// Returns the tree of what a sync here has committed last, where that goes on from what everybody has, and
/// stands in the branch, unsent.
fn settled(
    round: &Round<'_>,
    remote: Option<CommitId>,
    own: Option<Own>,
) -> Result<Option<TreeId>, Break> {
    let (state, repo) = (round.engine.state(), round.engine.repo);
    let (Some(own), Some(head)) = (stamp::line(repo, own, state.own()?)?, round.head) else {
        return Ok(None);
    };
    let goes_on = match shared_tip(round, remote)? {
        Some(tip) => tip != own.to && repo.is_ancestor(tip, own.to)?,
        None => true,
    };
    let stands = goes_on && repo.is_ancestor(own.to, head)?;
    Ok(if stands { Some(repo.tree_of(own.to)?) } else { None })
}

fn shared_tree(round: &Round<'_>, remote: Option<CommitId>) -> Result<Arc<Files>, Break> {
    Ok(match shared_tip(round, remote)? {
        Some(tip) => round.engine.list(tip)?.files,
        None => Arc::default(),
    })
}

/// Finds an unsent commit with a secret in it that is not in a shared version, and the file; none where what it
/// says of itself holds one.
fn secret(
    round: &Round<'_>,
    remote: Option<CommitId>,
    shared: &Files,
    judge: &RulesJudge<'_>,
) -> Result<Option<(CommitId, Option<RepoPath>)>, Break> {
    let repo = round.engine.repo;
    let ruleset = Ruleset::new(round.engine.schema, round.engine.config);
    let Some(head) = round.head else { return Ok(None) };
    let hidden: Vec<CommitId> = remote.into_iter().collect();
    let mut seen = BTreeSet::new();
    for id in repo.commits_between(head, &hidden)? {
        let commit = repo.read_commit(id)?;
        if ruleset.secret_in(&commit.message).is_some() {
            return Ok(Some((id, None)));
        }
        let parent = commit.parents.first().map(|parent| repo.tree_of(*parent)).transpose()?;
        for (path, change) in repo.tree_changes(parent, Some(commit.tree))?.files {
            let Some(blob) = change.new else { continue };
            if shared.get(&path) == Some(&blob) || !seen.insert((path.clone(), blob)) {
                continue;
            }
            if judge.has_secret(&path, &blob) {
                return Ok(Some((id, Some(path))));
            }
        }
    }
    Ok(None)
}
