//! Saves of editors that were open while a sync put another version into the folder.

use std::collections::BTreeSet;

use super::engine::{Break, Told};
use super::folder::FolderVersions;
use super::judge::Versions;
use super::plan::{self, Files, LocalChanges, Replaced, Witness};
use super::round::Round;
use super::state::State;
use crate::merge::{self, Awareness, Blob};
use crate::store::CommitId;
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
    let found = {
        let versions = round.versions();
        let seen = Seen { state: engine.state(), versions: &versions };
        let mut found = plan::reopened(local, &round.bases, &seen);
        if let Some(shared) = shared {
            let (head, folder) = (&round.tree, &round.scan.files);
            found.extend(plan::reopened_commits(head, shared, folder, &round.bases, &seen));
        }
        found
    };
    told.reopened.extend(found.keys().cloned());
    let any = !found.is_empty();
    round.bases.extend(found.iter().map(|(path, before)| (path.clone(), *before)));
    if !engine.options.dry_run {
        if any {
            engine.state().set_bases(&round.bases)?;
        }
        let aware = |path: &&RepoPath| !found.contains_key(*path);
        engine.state().forget_replaced(local.changes.keys().filter(aware))?;
        let again = |(path, before): &(&RepoPath, &Blob)| {
            local.changes.get(*path).is_some_and(|change| change.new == Some(**before))
        };
        for (path, before) in found.iter().filter(again) {
            engine.state().tell_replaced(path, *before)?;
        }
    }
    Ok(any)
}

/// Adds the files that stayed here and were committed with plain git to those of `local`.
pub(super) fn find_committed(
    round: &Round<'_>,
    shared: &Files,
    local: &mut LocalChanges,
) -> Result<(), Break> {
    if round.bases.is_empty() {
        return Ok(());
    }
    // What was based on an unsent version says nothing of the shared one.
    let unsent = unsent(round)?;
    let of_all = |(path, blob): &(&RepoPath, &Blob)| !unsent.contains(&((*path).clone(), **blob));
    let bases = round.bases.iter().filter(of_all);
    let bases = bases.map(|(path, blob)| (path.clone(), *blob)).collect();
    let versions = round.versions();
    let seen = Seen { state: round.engine.state(), versions: &versions };
    let found = plan::committed_unaware(local, &round.tree, shared, &bases, &seen);
    local.committed.extend(found);
    Ok(())
}

/// Returns the versions that the unsent commits brought.
pub(super) fn unsent(round: &Round<'_>) -> Result<BTreeSet<(RepoPath, Blob)>, Break> {
    let repo = round.engine.repo;
    let mut versions = BTreeSet::new();
    let Some(head) = round.head else { return Ok(versions) };
    let hidden: Vec<CommitId> = round.engine.state().remote()?.into_iter().collect();
    for id in repo.commits_between(head, &hidden)? {
        let commit = repo.read_commit(id)?;
        let parent = commit.parents.first().map(|parent| repo.tree_of(*parent)).transpose()?;
        let changes = repo.tree_changes(parent, Some(commit.tree))?.files;
        versions.extend(changes.into_iter().filter_map(|(path, change)| Some((path, change.new?))));
    }
    Ok(versions)
}

struct Seen<'a> {
    state: State<'a>,
    versions: &'a FolderVersions<'a>,
}

impl Seen<'_> {
    fn text(&self, blob: &Blob) -> Option<String> {
        let source = Source::decode(&self.versions.bytes(blob)?).ok()?;
        Some(source.text().to_owned())
    }
}

impl Witness for Seen<'_> {
    fn replaced(&self, path: &RepoPath) -> Replaced {
        // What cannot be read says nothing: the save is then taken as it is.
        self.state.replaced(path).unwrap_or_default()
    }

    fn is_told(&self, path: &RepoPath, before: &Blob) -> bool {
        self.state.told_replaced(path).ok().flatten().is_some_and(|told| told.id == before.id)
    }

    fn awareness(&self, _: &RepoPath, before: &Blob, after: &Blob, saved: &Blob) -> Awareness {
        let texts = || Some((self.text(before)?, self.text(after)?, self.text(saved)?));
        match texts() {
            Some((before, after, saved)) => merge::awareness(&before, &after, &saved),
            // Of what is no text nothing can be told.
            None => Awareness::Seen,
        }
    }
}
