//! Saves of editors that were open while a sync put another version into the folder.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::SyncError;
use super::engine::{Break, Told};
use super::folder::FolderVersions;
use super::judge::{Versions, shares_half};
use super::plan::{self, Files, LocalChanges, Replaced, Witness};
use super::pulled;
use super::remembered::{Gone, Replacement};
use super::round::Round;
use super::stamp::Own;
use super::state::State;
use crate::changes;
use crate::document::Document;
use crate::merge::{self, Awareness, Blob, Change};
use crate::store::{CommitId, Repo};
use crate::text::{RepoPath, Source};

/// Takes such saves for what they are: changes of the version that the editor had opened.
///
/// Looks among the changes of `local` and, where it is known what is `shared`, among what plain git has
/// committed since. Tells whether there were any. The old text as it was is recognised once; saved another time, it
/// is meant.
pub(super) fn recognise(
    round: &mut Round<'_>,
    shared: Option<&Files>,
    local: &LocalChanges,
    told: &mut Told,
) -> Result<bool, Break> {
    let engine = round.engine;
    if !engine.options.dry_run {
        pulled::remember_pulled(round, shared, told, |round| round.names(&Arc::default()))?;
        remember_abandoned(round)?;
    }
    let found = {
        let versions = round.versions();
        let seen = Seen::of(round, &versions);
        let moved = moved(round, local, &seen);
        let mut found = plan::reopened(local, &round.bases, &moved, &seen);
        if let Some(shared) = shared {
            let (head, folder) = (&round.tree, &round.scan.files);
            let committed =
                |before: &Files| plan::reopened_commits(head, before, folder, &round.bases, &seen);
            found.extend(committed(shared));
            // What plain git has sent since is everybody's.
            if let Some(tip) = engine.state().remote()? {
                found.extend(committed(&engine.list(tip)?.files));
            }
        }
        told.set_back.extend(plan::set_back(local, &seen));
        found
    };
    told.reopened.extend(found.keys().cloned());
    let any = !found.is_empty();
    round.bases.extend(found.iter().map(|(path, before)| (path.clone(), *before)));
    if !engine.options.dry_run {
        if any {
            engine.state().set_bases(&round.bases)?;
        }
        let aware = local.changes.iter().filter(|(path, _)| !found.contains_key(*path));
        let (there, new): (Vec<_>, Vec<_>) = aware.partition(|(_, change)| change.old.is_some());
        for (path, _) in &new {
            if let Some(gone) = engine.state().gone(path)? {
                told.returned.insert((*path).clone(), gone.last);
            }
        }
        engine.state().forget_replaced(new.into_iter().map(|(path, _)| path))?;
        let edited = there.into_iter().filter(|(_, change)| change.new.is_some());
        let edited = edited.filter_map(|(path, change)| Some((path.clone(), change.old?)));
        told.edited.extend(edited);
        if let Some(shared) = shared {
            remember_gone(round, shared, local)?;
        }
        let again = |(path, before): &(&RepoPath, &Blob)| {
            local.changes.get(*path).is_some_and(|change| change.new == Some(**before))
        };
        for (path, before) in found.iter().filter(again) {
            engine.state().tell_replaced(path, *before)?;
        }
    }
    Ok(any)
}

/// Returns, for files that are gone and of which versions are remembered, the text of the same document
/// under another name, where it is new there.
fn moved(round: &Round<'_>, local: &LocalChanges, seen: &Seen<'_>) -> Files {
    let changes = || local.changes.iter().filter(|(path, _)| path.is_markdown());
    let new = || {
        changes().filter_map(|(path, change)| change.old.is_none().then_some((path, change.new?)))
    };
    let gone = || {
        changes().filter_map(|(path, change)| change.new.is_none().then_some((path, change.old?)))
    };
    if new().next().is_none() || gone().next().is_none() {
        return Files::new();
    }
    let id = |path: &RepoPath, blob: &Blob| {
        let document = Document::parse(Source::new(seen.text(blob)?));
        let record = round.engine.schema.decode(path, &document).0;
        record.text("id").map(str::to_owned)
    };
    let ids: BTreeMap<String, Blob> =
        new().filter_map(|(path, blob)| Some((id(path, &blob)?, blob))).collect();
    let remembered = gone().filter(|(path, _)| !seen.replaced(path).versions.is_empty());
    let new: Vec<(&RepoPath, Blob)> = new().collect();
    let same = |(path, blob): (&RepoPath, Blob)| {
        let heir = match id(path, &blob) {
            Some(id) => *ids.get(&id)?,
            None => {
                let known = seen.replaced(path).versions;
                let old: Vec<Blob> = std::iter::once(blob).chain(known).collect();
                heir(round, &old, &new)?.1
            }
        };
        Some((path.clone(), heir))
    };
    remembered.filter_map(same).collect()
}

/// Remembers what files were based on that stayed here, where somebody took them away or put the branch's
/// version in their place: they may come back as they were.
fn remember_abandoned(round: &Round<'_>) -> Result<(), Break> {
    if round.bases.is_empty() {
        return Ok(());
    }
    let unsent = unsent(round)?;
    let abandoned = round.bases.iter().filter_map(|(path, base)| {
        let (here, there) = (round.scan.files.get(path), round.tree.get(path).copied());
        let is_away = here.is_none_or(|here| Some(*here) == there) && there != Some(*base);
        let replacement = Replacement { old: *base, put: there };
        // What was committed here as it stayed is no version that took its place.
        let is_in = || {
            here.is_some_and(|here| {
                unsent.contains(&(path.clone(), *here))
                    || is_merged_over(round, &unsent, path, base)
            })
        };
        (is_away && !round.is_opaque(path) && !is_in()).then(|| (path.clone(), replacement))
    });
    Ok(round.engine.state().add_replaced(abandoned)?)
}

/// Remembers the files that are taken away here: they may come back as they were, when others have gone on
/// in what they have of them.
fn remember_gone(round: &Round<'_>, shared: &Files, local: &LocalChanges) -> Result<(), Break> {
    let last = |path: &RepoPath| match local.changes.get(path) {
        Some(change) => change.old.filter(|_| change.new.is_none()),
        // Plain git has committed that it is gone.
        None => shared.get(path).copied().filter(|_| !round.scan.files.contains_key(path)),
    };
    let state = round.engine.state();
    // What plain git has taken away since the last sync is known as it stood here.
    let is_known = |path: &RepoPath| {
        !local.changes.contains_key(path) && state.gone(path).is_ok_and(|gone| gone.is_some())
    };
    let changed = local.changes.keys().chain(shared.differing(&round.tree));
    let changed: Vec<&RepoPath> =
        changed.filter(|path| last(path).is_some() && !is_known(path)).collect();
    if changed.is_empty() {
        return Ok(());
    }
    let at = round.head.map(|head| round.engine.repo.write_blob(head.to_string().as_bytes()));
    let at = at.transpose()?.map(Blob::file);
    let gone = changed.into_iter().filter(|path| !round.is_opaque(path)).filter_map(|path| {
        let last = last(path)?;
        // What came by plain git is not known to be shared yet. Where the branch has another version than stood
        // here, where it stood tells nothing of that.
        let at =
            at.filter(|_| round.tree.get(path) == Some(&last) || !round.bases.contains_key(path));
        let gone = Gone { last, shared: shared.get(path).copied().unwrap_or(last), at };
        Some((path.clone(), gone))
    });
    Ok(state.add_gone(gone)?)
}

/// Adds the files that stayed here and were committed with plain git to those of `local`; `shared` is what
/// everybody has. Takes out those that were based on an unsent version and committed over it: the branch has
/// all of them, and compared with the shared version the unsent one would seem to be taken out.
///
/// `own` is the line of this program's own commits.
pub(super) fn find_committed(
    round: &Round<'_>,
    own: Option<Own>,
    shared: &Files,
    local: &mut LocalChanges,
) -> Result<(), Break> {
    if round.bases.is_empty() {
        return Ok(());
    }
    // What was based on an unsent version says nothing of the shared one.
    let unsent = unsent(round)?;
    let is_unsent = |path: &RepoPath, blob: &Blob| {
        unsent.contains(&(path.clone(), *blob)) || is_merged_over(round, &unsent, path, blob)
    };
    let over_unsent = local.committed.keys().filter(|path| {
        let is_there = round.tree.get(*path) == round.scan.files.get(*path);
        is_there && round.bases.get(*path).is_some_and(|base| is_unsent(path, base))
    });
    for path in over_unsent.cloned().collect::<Vec<_>>() {
        local.committed.remove(&path);
        local.changes.remove(&path);
    }
    // So does what a sync made a version of, in an earlier round of this one perhaps.
    let mut made = match own {
        Some(own) => brought(round.engine.repo, own.to, own.from.as_slice())?,
        None => BTreeSet::new(),
    };
    made.retain(|one| unsent.contains(one));
    let of_all = |(path, blob): &(&RepoPath, &Blob)| {
        !is_unsent(path, blob) && made_of(round, &made, path, blob).is_none()
    };
    let bases = round.bases.iter().filter(of_all);
    let bases: Files = bases.map(|(path, blob)| (path.clone(), *blob)).collect();
    // What was committed and is taken away since was an earlier state of the same file.
    let taken = local.changes.iter().filter(|(path, change)| {
        let committed = round.tree.get(*path).filter(|head| Some(**head) != change.old);
        bases.contains_key(*path)
            && change.new.is_none()
            && committed.is_some_and(|head| unsent.contains(&((*path).clone(), *head)))
    });
    let taken: Vec<RepoPath> = taken.map(|(path, _)| path.clone()).collect();
    local.committed.extend(taken.into_iter().map(|path| {
        let shared = shared.get(&path).copied();
        (path, shared)
    }));
    let folder = &round.scan.files;
    // What was committed, and put back as it was since, is nothing that may take the place of what others have.
    for (path, base) in bases.iter() {
        let (committed, here) = (round.tree.get(path), folder.get(path).copied());
        let is_by_hand = |blob: &Blob| {
            let one = (path.clone(), *blob);
            unsent.contains(&one) && !made.contains(&one)
        };
        let is_undone = here == base.unless_empty()
            && committed.copied() != here
            && committed != shared.get(path)
            && committed.is_some_and(is_by_hand);
        if is_undone && !round.is_opaque(path) {
            local.changes.insert(path.clone(), Change { old: here, new: here });
            local.committed.insert(path.clone(), shared.get(path).copied());
        }
    }
    let versions = round.versions();
    let seen = Seen::of(round, &versions);
    let unaware =
        |of: &Files| plan::committed_unaware(local, &round.tree, of, folder, &bases, &seen);
    let mut found = unaware(shared);
    // With what plain git has fetched, merged or sent since, what was not seen cannot be told from that.
    // Nothing is to be seen where everybody has what the file is based on: a sync that was stopped may not have
    // taken note of how far that was.
    if let Some(tip) = round.engine.state().remote()? {
        let earlier = unaware(&round.engine.list(tip)?.files);
        let earlier = earlier.iter().filter(|(path, _)| shared.get(*path) != bases.get(*path));
        found.extend(earlier.map(|(path, blob)| (path.clone(), *blob)));
    }
    // The same with what plain git has brought here and taken out again, where it has sent that.
    let brought = bases.keys().filter(|path| !local.changes.contains_key(*path));
    let brought = brought.filter_map(|path| Some((path.clone(), seen.replaced(path).put?)));
    found.extend(unaware(&brought.collect()));
    for (path, after) in found {
        if round.is_opaque(&path) {
            continue;
        }
        let change = Change {
            old: bases.get(&path).copied().and_then(Blob::unless_empty),
            new: folder.get(&path).copied(),
        };
        local.changes.entry(path.clone()).or_insert(change);
        local.committed.insert(path, Some(after));
    }
    Ok(())
}

/// Tells whether an `unsent` version was made of a `base` by a sync here, which filled something in or merged it,
/// and somebody has gone on from there since.
fn is_merged_over(
    round: &Round<'_>,
    unsent: &BTreeSet<(RepoPath, Blob)>,
    path: &RepoPath,
    base: &Blob,
) -> bool {
    made_of(round, unsent, path, base).is_some_and(|put| round.tree.get(path) != Some(&put))
}

/// Returns the version among some that a sync here has made of a `base`.
fn made_of(
    round: &Round<'_>,
    among: &BTreeSet<(RepoPath, Blob)>,
    path: &RepoPath,
    base: &Blob,
) -> Option<Blob> {
    // What cannot be read says nothing.
    let Replaced { versions, put, .. } = round.engine.state().replaced(path).unwrap_or_default();
    put.filter(|put| versions.first() == Some(base) && among.contains(&(path.clone(), *put)))
}

/// Returns the versions that the unsent commits brought. One that everybody had where they begin was only
/// put back by them, and is none.
pub(super) fn unsent(round: &Round<'_>) -> Result<BTreeSet<(RepoPath, Blob)>, Break> {
    let repo = round.engine.repo;
    let Some(head) = round.head else { return Ok(BTreeSet::new()) };
    // What plain git has fetched of others' since a sync did is none of them.
    let remote = match round.engine.state().remote()? {
        Some(_) => round.engine.known_tip(Some(head))?,
        None => None,
    };
    let mut versions = brought(repo, head, remote.as_slice())?;
    let Some(remote) = remote.filter(|_| !versions.is_empty()) else { return Ok(versions) };
    for base in repo.merge_bases(head, remote)? {
        let tree = repo.tree_of(base)?;
        for (path, blob) in std::mem::take(&mut versions) {
            if repo.entry(tree, &path)? != Some(blob) {
                versions.insert((path, blob));
            }
        }
    }
    Ok(versions)
}

/// Returns the versions that commits up to `tip` brought, without those that `hidden` has.
fn brought(
    repo: &Repo,
    tip: CommitId,
    hidden: &[CommitId],
) -> Result<BTreeSet<(RepoPath, Blob)>, Break> {
    let mut versions = BTreeSet::new();
    for id in repo.commits_between(tip, hidden)? {
        let commit = repo.read_commit(id)?;
        let parent = commit.parents.first().map(|parent| repo.tree_of(*parent)).transpose()?;
        let changes = repo.tree_changes(parent, Some(commit.tree))?.files;
        versions.extend(changes.into_iter().filter_map(|(path, change)| Some((path, change.new?))));
    }
    Ok(versions)
}

/// Tells whether a version was made of one that syncs have replaced here, and knows nothing of what is there since.
pub(super) fn is_unaware(round: &Round<'_>, path: &RepoPath, blob: &Blob) -> bool {
    let versions = round.versions();
    let seen = Seen::of(round, &versions);
    let Replaced { versions: before, put, .. } = seen.replaced(path);
    let after = put.filter(|put| put.id != blob.id);
    let is = |before: &Blob, after: &Blob| {
        before.id != after.id && seen.compare(before, after, blob) == Awareness::Unaware
    };
    after.is_some_and(|after| before.iter().any(|before| is(before, &after)))
}

/// Returns which of some `new` files goes on where one ended that is gone: the nearest of those that have half of what
/// stood there last, or of an earlier version that an editor may have gone on showing.
pub(super) fn heir(
    round: &Round<'_>,
    old: &[Blob],
    new: &[(&RepoPath, Blob)],
) -> Option<(RepoPath, Blob)> {
    let versions = round.versions();
    let seen = Seen::of(round, &versions);
    let new = new.iter().filter_map(|(path, blob)| Some((*path, *blob, seen.text(blob)?)));
    let new: Vec<_> = new.collect();
    old.iter().find_map(|old| {
        let old = seen.text(old)?;
        let like: Vec<_> = new.iter().filter(|(.., text)| shares_half(&old, text)).collect();
        let texts: Vec<&str> = like.iter().map(|(.., text)| text.as_str()).collect();
        let (path, blob, _) = like[changes::nearest(&old, &texts)?];
        Some(((*path).clone(), *blob))
    })
}

/// Returns the version that an editor had opened which `saved` a file without having seen what stood there `after` that.
pub(super) fn opened(
    round: &Round<'_>,
    path: &RepoPath,
    known: &Replaced,
    (after, saved): (&Blob, &Blob),
) -> Option<Blob> {
    let versions = round.versions();
    let seen = Seen::of(round, &versions);
    plan::unaware(path, known, after, saved, &seen)
}

/// Returns the version of a file that was taken away here on which a text goes on that others have made
/// of it, and that came with `tip`.
pub(super) fn continued(
    round: &Round<'_>,
    path: &RepoPath,
    gone: &Gone,
    (put, tip): (&Blob, CommitId),
) -> Blob {
    let versions = round.versions();
    let repo = round.engine.repo;
    let seen = Seen { repo, versions: &versions, head: Some(tip) };
    seen.continued(path, gone, put)
}

struct Seen<'a> {
    repo: &'a Repo,
    versions: &'a FolderVersions<'a>,
    /// The end of the history with the others' work.
    head: Option<CommitId>,
}

impl<'a> Seen<'a> {
    fn of(round: &'a Round<'_>, versions: &'a FolderVersions<'a>) -> Self {
        Self { repo: round.engine.repo, versions, head: round.head }
    }

    fn state(&self) -> State<'a> {
        State { repo: self.repo }
    }

    fn text(&self, blob: &Blob) -> Option<String> {
        let source = Source::decode(&self.versions.bytes(blob)?).ok()?;
        Some(source.text().to_owned())
    }

    /// Returns what stood here last, unless the others have nothing of that.
    fn continued(&self, path: &RepoPath, gone: &Gone, put: &Blob) -> Blob {
        // What cannot be read says nothing.
        let beside = self.beside(path, gone).unwrap_or_default();
        // By their history they do not have it; their text may.
        let knows = |before: &Blob| self.compare(before, &gone.last, put) == Awareness::Seen;
        // Where one of their lines has taken in a later version from here, that one says more of what they know.
        let mut beside = beside.into_iter().take_while(|before| before.id != gone.last.id);
        if let Some(before) = beside.find(|before| !knows(before)) {
            return before;
        }
        match self.compare(&gone.shared, &gone.last, put) {
            Awareness::Unaware | Awareness::Unknown => gone.shared,
            Awareness::Seen => gone.last,
        }
    }

    /// Returns what stood at a path where the others' lines, on which the file was not taken away, part from
    /// the one here on which it was: the lines on which it was written, the oldest first, or else any other.
    fn beside(&self, path: &RepoPath, gone: &Gone) -> Result<Vec<Blob>, SyncError> {
        let at = gone.at.and_then(|at| self.text(&at)).and_then(|at| at.parse::<CommitId>().ok());
        let (Some(at), Some(head)) = (at, self.head) else { return Ok(Vec::new()) };
        let entry = |id| Ok::<_, SyncError>(self.repo.entry(self.repo.tree_of(id)?, path)?);
        let (mut lines, mut written) = (Vec::new(), Vec::new());
        for id in self.repo.commits_between(head, &[at])?.into_iter().rev() {
            let Some(blob) = entry(id)? else { continue };
            let parents = self.repo.read_commit(id)?.parents.into_iter();
            let parents = parents.map(entry).collect::<Result<Vec<_>, _>>()?;
            // Whoever only brings it along says nothing of it.
            let is_written = !parents.contains(&Some(blob));
            if is_written { &mut written } else { &mut lines }.push(id);
        }
        let mut found: Vec<Blob> = Vec::new();
        let count = written.len();
        for (number, id) in written.into_iter().chain(lines).enumerate() {
            if number >= count && !found.is_empty() {
                break;
            }
            for base in self.repo.merge_bases(id, at)? {
                let blob = entry(base)?.filter(|blob| !found.contains(blob));
                found.extend(blob);
            }
        }
        Ok(found)
    }

    fn compare(&self, before: &Blob, after: &Blob, saved: &Blob) -> Awareness {
        let texts = || Some((self.text(before)?, self.text(after)?, self.text(saved)?));
        match texts() {
            Some((before, after, saved)) => merge::awareness(&before, &after, &saved),
            // Of what is no text nothing can be told.
            None => Awareness::Seen,
        }
    }
}

impl Witness for Seen<'_> {
    fn replaced(&self, path: &RepoPath) -> Replaced {
        // What cannot be read says nothing: the save is then taken as it is.
        self.state().replaced(path).unwrap_or_default()
    }

    fn is_meant(&self, path: &RepoPath, saved: &Blob) -> bool {
        self.state().is_meant(path, saved.id).unwrap_or_default()
    }

    fn is_told(&self, path: &RepoPath, before: &Blob) -> bool {
        self.state().told_replaced(path).ok().flatten().is_some_and(|told| told.id == before.id)
    }

    fn may_set_back(&self, path: &RepoPath, before: &Blob, after: &Blob) -> bool {
        let texts = || Some((self.text(before)?, self.text(after)?));
        let in_values =
            || texts().is_some_and(|(one, other)| merge::differ_in_values(&one, &other));
        self.state().is_asked(path, after).unwrap_or_default() && in_values()
    }

    fn awareness(&self, _: &RepoPath, before: &Blob, after: &Blob, saved: &Blob) -> Awareness {
        self.compare(before, after, saved)
    }
}
