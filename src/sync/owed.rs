//! What a text that somebody committed with plain git has taken out unseen, and plain git has gone on from since.
//!
//! It is told from what the folder went through, kept until a sync can put it in again, and put in as a commit of
//! its own.

use std::collections::BTreeMap;

use super::SyncError;
use super::combine::Merging;
use super::commit;
use super::engine::{Break, Told};
use super::reopened;
use super::round::Round;
use super::state::State;
use crate::merge::Blob;
use crate::store::{ObjectError, Target};
use crate::text::RepoPath;

/// The ref of a tree: of each file two versions, and the notes beside it.
const OWED: &str = "owed";
/// The folders in it.
const OF: &str = "of";
const TEXT: &str = "text";
const NOTES: &str = "notes";

/// The first line of the commit that puts it in again.
const MESSAGE: &str = "Put in again what an older text had taken out";

/// What a file lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Owed {
    /// The version that lacks it.
    pub(super) of: Blob,
    /// What that would be with it.
    pub(super) text: Blob,
    /// The notes that belong to that.
    pub(super) notes: BTreeMap<RepoPath, Blob>,
}

impl Owed {
    /// Merges three versions of a file: what lacks something is the `now` one.
    pub(super) fn merged(
        round: &Round<'_>,
        path: &RepoPath,
        (base, now, with): (Blob, Blob, Blob),
    ) -> Result<Self, SyncError> {
        let repo = round.engine.repo;
        let tree = |blob| repo.write_tree(None, &BTreeMap::from([(path.clone(), Some(blob))]));
        let merging = Merging { repo, language: round.engine.config.language() };
        let merged = merging.trees(Some(tree(base)?), tree(now)?, tree(with)?, &|_| false, true)?;
        let files = repo.tree_changes(None, Some(merged.tree))?.files.into_iter();
        let mut notes: BTreeMap<RepoPath, Blob> =
            files.filter_map(|(path, change)| Some((path, change.new?))).collect();
        let text = notes.remove(path).unwrap_or(now);
        Ok(Self { of: now, text, notes })
    }

    /// Returns what is owed of a later version.
    pub(super) fn carried(
        &self,
        round: &Round<'_>,
        path: &RepoPath,
        now: Blob,
    ) -> Result<Self, SyncError> {
        let mut carried = Self::merged(round, path, (self.of, now, self.text))?;
        carried.notes.extend(self.notes.clone());
        Ok(carried)
    }

    /// Tells whether nothing is lacking.
    pub(super) fn is_paid(&self) -> bool {
        self.of.id == self.text.id
    }
}

impl State<'_> {
    /// Returns what files lack, by path.
    pub(super) fn owed(&self) -> Result<BTreeMap<RepoPath, Owed>, SyncError> {
        let Some(Target::Tree(tree)) = self.repo.private(OWED)? else {
            return Ok(BTreeMap::new());
        };
        let all = |folder: &str| -> Result<BTreeMap<RepoPath, Blob>, SyncError> {
            let files = self.repo.files_below(tree, &RepoPath::new(folder))?;
            let inside = |path: &RepoPath| {
                let inside = path.as_str().strip_prefix(folder)?.strip_prefix('/')?;
                Some(RepoPath::new(inside))
            };
            Ok(files.into_iter().filter_map(|(path, blob)| Some((inside(&path)?, blob))).collect())
        };
        let (of, mut texts, notes) = (all(OF)?, all(TEXT)?, all(NOTES)?);
        let mut notes = Some(notes);
        let owed = of.into_iter().filter_map(|(path, of)| {
            let text = texts.remove(&path)?;
            // Which of them they belong to makes no difference.
            Some((path, Owed { of, text, notes: notes.take().unwrap_or_default() }))
        });
        Ok(owed.collect())
    }

    pub(super) fn set_owed(&self, owed: &BTreeMap<RepoPath, Owed>) -> Result<(), SyncError> {
        if owed.is_empty() {
            return Ok(self.repo.clear_private(OWED)?);
        }
        let mut entries = BTreeMap::new();
        let mut add = |folder: &str, path: &RepoPath, blob: Blob| {
            entries.insert(RepoPath::in_folder(folder, path.as_str()), Some(blob));
        };
        for (path, owed) in owed {
            add(OF, path, owed.of);
            add(TEXT, path, owed.text);
            owed.notes.iter().for_each(|(path, note)| add(NOTES, path, *note));
        }
        let tree = self.repo.write_tree(None, &entries)?;
        Ok(self.repo.set_private(OWED, Target::Tree(tree))?)
    }
}

/// Puts in again what is owed, as a commit of its own, and brings the folder there.
pub(super) fn pay(round: &mut Round<'_>, told: &mut Told) -> Result<(), Break> {
    let engine = round.engine;
    let (state, repo) = (engine.state(), engine.repo);
    let owed = state.owed()?;
    // Whoever has no address here commits nothing, and receives all the same.
    let (Some(head), false, Some(_)) = (round.head, owed.is_empty(), repo.identity().email) else {
        return Ok(());
    };
    let mut local = round.changes();
    let apart = round.bases.clone();
    if reopened::recognise(round, None, &local, told)? {
        local = round.changes();
    }
    // What stays here is not to be merged with yet. What the same editor has saved once more, and nothing was put
    // there in between, says all that is to be said of what it had taken out.
    let mut left = BTreeMap::new();
    for path in owed.keys() {
        let again = round.bases.contains_key(path)
            && state.replaced(path)?.put != owed.get(path).map(|owed| owed.text);
        if apart.contains_key(path) || again {
            left.extend(owed.get(path).map(|one| (path.clone(), one.clone())));
        }
    }
    let owed = owed.into_iter().filter(|(path, _)| !left.contains_key(path));
    let (mut entries, mut paid) = (BTreeMap::new(), Vec::new());
    for (path, owed) in owed {
        let Some(now) = round.tree.get(&path).copied().filter(|_| !round.is_opaque(&path)) else {
            continue;
        };
        let owed = if owed.of == now { owed } else { owed.carried(round, &path, now)? };
        if owed.is_paid() {
            continue;
        }
        let new = owed.notes.into_iter().filter(|(path, _)| !round.tree.contains_key(path));
        entries.extend(new.map(|(path, note)| (path, Some(note))));
        entries.insert(path.clone(), Some(owed.text));
        paid.push(path);
    }
    let tree = match repo.write_tree(Some(repo.tree_of(head)?), &entries) {
        // Somebody has given a note's name to a folder, or that of its folder to a file.
        Err(ObjectError::Clash { .. }) => None,
        tree => Some(tree?).filter(|_| !entries.is_empty()),
    };
    if let Some(tree) = tree {
        let paths = paid.iter().map(|path| format!("\n{path}"));
        let message = format!("{MESSAGE}\n{}", paths.collect::<String>());
        let commit = commit::make(engine, tree, &[head], &message)?;
        let based = local.changes.iter().map(|(path, change)| (path.clone(), change.old)).collect();
        round.follow(commit, &based)?;
        told.reopened.extend(paid);
    }
    Ok(state.set_owed(&left)?)
}
