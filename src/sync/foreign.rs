//! Merges that were made without our rules: by a hosting site, or by plain git without the driver.
//!
//! They may leave conflict markers or a key that stands twice, and make no conflict notes. Both are
//! put right over the commit that has them, before anything is merged with it.

use std::collections::{BTreeMap, BTreeSet};

use super::SyncError;
use super::combine::Merging;
use super::commit;
use super::engine::{Break, Engine, Told};
use super::plan::{self, Around, ForeignMerge, Repair};
use super::reopened;
use super::round::Round;
use crate::merge::{Blob, Changes, Outcome};
use crate::rules::MAX_TEXT;
use crate::store::{Commit, CommitId, ObjectError, Repo, TreeId};
use crate::text::RepoPath;

/// Commits looked through where nothing is known yet of what is shared.
const MOST_AT_FIRST: usize = 1_000;

/// The first line of the commit that puts documents right.
const REPAIRED: &str = "Put together anew what a merge left broken";
/// The same where only notes were lacking.
const NOTED: &str = "Tell what a merge has left out";

/// Puts right what the merges among the unsent commits broke, where the folder still has it as the
/// branch does, and brings the folder there.
pub(super) fn repair_here(round: &mut Round<'_>, told: &mut Told) -> Result<(), Break> {
    let engine = round.engine;
    let shared = *told.shared_before.get_or_insert(engine.state().remote()?);
    let Some(head) = round.head else { return Ok(()) };
    // What plain git has sent already is looked at with what the others made of it.
    let hidden: Vec<CommitId> = shared.into_iter().chain(engine.network.last_seen()).collect();
    let repair = {
        let now = |_, path: &RepoPath| {
            let blob = round.tree.get(path).copied();
            blob.filter(|blob| round.scan.files.get(path) == Some(blob) && !round.is_opaque(path))
        };
        let has = |path: &RepoPath| {
            round.tree.contains_key(path)
                || round.scan.files.contains_key(path)
                || round.is_opaque(path)
        };
        let is_apart = |path: &RepoPath, parents: [Option<Blob>; 2]| {
            let is_unaware = |blob: &Blob| reopened::is_unaware(round, path, blob);
            round.bases.contains_key(path) || parents.iter().flatten().any(is_unaware)
        };
        let search = Search { engine, tips: &[head], now: &now, has: &has, is_apart: &is_apart };
        search.through(head, &hidden)?
    };
    let Some(commit) = put_right(engine, head, &repair)? else { return Ok(()) };
    let local = round.changes();
    let stays = local.changes.iter().filter(|(path, _)| !repair.files.contains_key(*path));
    let based = stays.map(|(path, change)| (path.clone(), change.old)).collect();
    round.follow(commit, &based)?;
    told.repaired.extend(repair.repaired);
    Ok(())
}

/// Puts right what the merges in the history of the shared `tip` broke that came since this clone
/// looked last; returns the commit to go on from.
///
/// What `head` has otherwise, and knows the merge, somebody here has put right already.
pub(super) fn repaired(
    engine: &Engine<'_>,
    tip: CommitId,
    head: Option<CommitId>,
    told: &mut Told,
) -> Result<CommitId, Break> {
    let repo = engine.repo;
    let hidden = match (told.shared_before.flatten(), head) {
        (Some(before), Some(head)) => repo.merge_bases(before, head)?,
        _ => Vec::new(),
    };
    if hidden.contains(&tip) {
        return Ok(tip);
    }
    let tree = repo.tree_of(tip)?;
    let here = head.map(|head| repo.tree_of(head)).transpose()?;
    let entry = |tree, path: &RepoPath| repo.entry(tree, path).ok().flatten();
    let now = |merge, path: &RepoPath| {
        let blob = entry(tree, path);
        let differs = here.is_some_and(|here| entry(here, path) != blob);
        let is_known = || head.is_some_and(|head| repo.is_ancestor(merge, head).unwrap_or(true));
        blob.filter(|_| !differs || !is_known())
    };
    let has = |path: &RepoPath| {
        [Some(tree), here].into_iter().flatten().any(|tree| entry(tree, path).is_some())
    };
    let tips: Vec<CommitId> = head.into_iter().chain([tip]).collect();
    let search = Search { engine, tips: &tips, now: &now, has: &has, is_apart: &|_, _| false };
    let repair = search.through(tip, &hidden)?;
    let Some(commit) = put_right(engine, tip, &repair)? else { return Ok(tip) };
    told.repaired.extend(repair.repaired);
    Ok(commit)
}

/// A search for merges that left something to put right.
struct Search<'a> {
    engine: &'a Engine<'a>,
    /// The ends of all histories whose notes are not made again.
    tips: &'a [CommitId],
    /// Returns a file as it stands today, unless somebody who knew the merge has touched it since.
    now: &'a dyn Fn(CommitId, &RepoPath) -> Option<Blob>,
    /// Tells whether there is anything at a path.
    has: &'a dyn Fn(&RepoPath) -> bool,
    /// Tells whether a file stood here on an older version than the branch had before the merge, or a parent's is
    /// the save of an editor that was open all along: what it seems to have taken out was never seen by whoever
    /// wrote it.
    is_apart: &'a dyn Fn(&RepoPath, [Option<Blob>; 2]) -> bool,
}

impl Search<'_> {
    /// Looks through the history of `tip` that is in none of `hidden`, the youngest first.
    fn through(&self, tip: CommitId, hidden: &[CommitId]) -> Result<Repair, Break> {
        let repo = self.engine.repo;
        let mut repair = Repair::default();
        let mut merged = BTreeSet::new();
        let most = if hidden.is_empty() { MOST_AT_FIRST } else { usize::MAX };
        for id in repo.commits_between(tip, hidden)?.into_iter().take(most) {
            let commit = repo.read_commit(id)?;
            let [left, right] = commit.parents[..] else { continue };
            match self.look(&commit, [left, right], &mut repair, &mut merged) {
                // The part of the history that was fetched ends here.
                Err(SyncError::Object(ObjectError::Missing { .. })) if repo.is_shallow() => {}
                looked => looked?,
            }
        }
        if let Some(known) = self.known_of(tip, hidden)? {
            match self.look_at_marks(tip, known, &merged, &mut repair) {
                // A version that is lost on this disk has nothing to compare with.
                Err(SyncError::Object(
                    ObjectError::Missing { .. } | ObjectError::Damaged { .. },
                )) => {}
                looked => looked?,
            }
        }
        Ok(repair)
    }

    /// Returns the latest version in the history of `tip` that was looked at already; `None` where that
    /// is all of it, or nothing.
    fn known_of(&self, tip: CommitId, hidden: &[CommitId]) -> Result<Option<CommitId>, SyncError> {
        let repo = self.engine.repo;
        let mut known = None;
        for id in hidden {
            if repo.is_ancestor(tip, *id)? {
                return Ok(None);
            }
            if repo.is_ancestor(*id, tip)? {
                known = Some(*id);
            } else if known.is_none() {
                known = repo.merge_bases(tip, *id)?.first().copied();
            }
        }
        Ok(known)
    }

    /// Looks at what has got markers since `known`, by no merge that the history tells of.
    fn look_at_marks(
        &self,
        tip: CommitId,
        known: CommitId,
        merged: &BTreeSet<RepoPath>,
        repair: &mut Repair,
    ) -> Result<(), SyncError> {
        let repo = self.engine.repo;
        let commit = repo.read_commit(tip)?;
        let changes = repo.tree_changes(Some(repo.tree_of(known)?), Some(commit.tree))?.files;
        let mut versions = Versions::of(self, &commit);
        let has_marks = |blob: Option<Blob>| {
            let text = blob.and_then(|blob| versions.text(&blob));
            text.is_some_and(|text| text.contains("<<<<<<<"))
        };
        let marked = changes.into_iter().filter_map(|(path, change)| {
            let new = change.new.filter(|_| path.is_markdown())?;
            let is_there = (self.now)(tip, &path) == Some(new) && !merged.contains(&path);
            let is_marked = is_there && has_marks(Some(new)) && !has_marks(change.old);
            is_marked.then_some((path, new))
        });
        let marked: Vec<(RepoPath, Blob)> = marked.collect();
        if marked.is_empty() {
            return Ok(());
        }
        let language = self.engine.config.language();
        versions.known = Merging { repo, language }.notes_since(&[known], self.tips)?;
        for (path, new) in marked {
            repair.add_marked(&path, new, language, &versions);
        }
        Ok(())
    }

    /// Looks at one merge.
    fn look(
        &self,
        merge: &Commit,
        [left, right]: [CommitId; 2],
        repair: &mut Repair,
        merged: &mut BTreeSet<RepoPath>,
    ) -> Result<(), SyncError> {
        let repo = self.engine.repo;
        let trees = [repo.tree_of(left)?, repo.tree_of(right)?];
        let since = |parent| -> Result<Changes, SyncError> {
            Ok(repo.tree_changes(Some(parent), Some(merge.tree))?.files)
        };
        let since = [since(trees[0])?, since(trees[1])?];
        // One of the two as it was: whoever decided that lacks nothing.
        if since.iter().any(Changes::is_empty) {
            return Ok(());
        }
        let since = since.each_ref();
        let by_both = since[0].keys().filter(|path| since[1].contains_key(*path));
        let by_both: BTreeSet<RepoPath> = by_both.cloned().collect();
        let bases = repo.merge_bases(left, right)?;
        let mut versions = Versions::of(self, merge);
        if !plan::has_made(since, &versions) && !both_changed(repo, &bases, trees)? {
            merged.extend(by_both);
            return Ok(());
        }
        let merging = Merging { repo, language: self.engine.config.language() };
        let ours = merging.planned(left, right)?;
        if !ours.notes.is_empty() {
            versions.known = merging.notes_since(&bases, self.tips)?;
        }
        let here = by_both.iter().map(|path| (path, path)).chain(&ours.moved);
        let parent = |tree, path: &RepoPath| repo.entry(tree, path).ok().flatten();
        let apart = here
            .filter(|(before, _)| (self.is_apart)(before, trees.map(|tree| parent(tree, before))));
        versions.apart = apart.map(|(_, now)| now.clone()).collect();
        merged.extend(by_both.into_iter().filter(|path| !versions.apart.contains(path)));
        repair.add(&ForeignMerge { since, ours: &ours }, &versions);
        Ok(())
    }
}

/// Tells whether both parents changed a document since they parted, so that our merge may have
/// something to tell.
fn both_changed(repo: &Repo, bases: &[CommitId], parents: [TreeId; 2]) -> Result<bool, SyncError> {
    let [base] = bases else { return Ok(true) };
    let base = repo.tree_of(*base)?;
    let [left, right] = parents.map(|tree| repo.tree_changes(Some(base), Some(tree)));
    let (left, right) = (left?.files, right?.files);
    let differs = |(path, change): (&RepoPath, &crate::merge::Change)| {
        path.is_markdown() && right.get(path).is_some_and(|other| other.new != change.new)
    };
    Ok(left.iter().any(differs))
}

/// Stores what puts documents right as a commit over `tip`; `None` where nothing is to be put right,
/// or cannot be.
fn put_right(
    engine: &Engine<'_>,
    tip: CommitId,
    repair: &Repair,
) -> Result<Option<CommitId>, Break> {
    let repo = engine.repo;
    // Whoever has no address here commits nothing, and receives all the same.
    if repair.files.is_empty() || repo.identity().email.is_none() {
        return Ok(None);
    }
    let mut entries = BTreeMap::new();
    for (path, outcome) in &repair.files {
        let blob = match outcome {
            Outcome::Deleted => None,
            Outcome::Existing(blob) => Some(*blob),
            Outcome::New { bytes, executable } => {
                Some(Blob { id: repo.write_blob(bytes)?, executable: *executable })
            }
        };
        entries.insert(path.clone(), blob);
    }
    let tree = match repo.write_tree(Some(repo.tree_of(tip)?), &entries) {
        // Somebody has given a note's name to a folder, or that of its folder to a file.
        Err(ObjectError::Clash { .. }) => return Ok(None),
        tree => tree?,
    };
    let first = if repair.repaired.is_empty() { NOTED } else { REPAIRED };
    let paths = repair.files.keys().map(|path| format!("\n{path}"));
    let message = format!("{first}\n{}", paths.collect::<String>());
    Ok(Some(commit::make(engine, tree, &[tip], &message)?))
}

/// The versions around one merge.
struct Versions<'a> {
    search: &'a Search<'a>,
    merge: &'a Commit,
    /// The notes that the history knows.
    known: BTreeSet<RepoPath>,
    /// The files of which the parents tell nothing.
    apart: BTreeSet<RepoPath>,
}

impl<'a> Versions<'a> {
    fn of(search: &'a Search<'a>, merge: &'a Commit) -> Self {
        Self { search, merge, known: BTreeSet::new(), apart: BTreeSet::new() }
    }
}

impl Around for Versions<'_> {
    fn now(&self, path: &RepoPath) -> Option<Blob> {
        (self.search.now)(self.merge.id, path)
    }

    fn is_apart(&self, path: &RepoPath) -> bool {
        self.apart.contains(path)
    }

    fn merged(&self, path: &RepoPath) -> Option<Blob> {
        self.search.engine.repo.entry(self.merge.tree, path).ok().flatten()
    }

    fn knows(&self, note: &RepoPath) -> bool {
        self.known.contains(note) || (self.search.has)(note)
    }

    fn text(&self, blob: &Blob) -> Option<String> {
        String::from_utf8(self.search.engine.repo.read_blob(blob.id, MAX_TEXT).ok()?).ok()
    }
}
