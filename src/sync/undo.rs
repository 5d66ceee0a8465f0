//! Taking back what was sent: a merge of the present with what was there before.

use std::collections::{BTreeMap, BTreeSet};

use super::SyncError;
use super::combine::Merging;
use super::commit;
use super::engine::{Break, Engine, Told, settled};
use super::outcome::Stop;
use super::plan;
use super::round::Round;
use crate::merge::Blob;
use crate::schema::Language;
use crate::store::{CommitId, TreeId};
use crate::text::RepoPath;

/// What taking back the last sent work comes to; nothing is changed by making one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// What would change, line by line, in the words of the documents and the language asked for.
    pub lines: Vec<String>,
    /// The files that change, by path.
    pub files: Vec<RepoPath>,
    /// Files of that work in which others have changed the same things since: they stay as they are.
    pub left: Vec<RepoPath>,
    head: CommitId,
    tree: TreeId,
    message: String,
}

impl Engine<'_> {
    /// Finds what the last accepted sync of this clone sent, and what taking it back comes to.
    ///
    /// `Ok(Ok(None))` when there is nothing to take back; `Ok(Err(stop))` when it cannot be looked
    /// at now. Received work stays: where others have changed the same things since, their version
    /// does.
    ///
    /// # Errors
    /// When the repository fails.
    pub fn undo(&self, language: Language) -> Result<Result<Option<Undo>, Stop>, SyncError> {
        settled(self.plan_undo(language))
    }

    /// Takes back what `undo` says, as a commit of its own on the branch; the next sync shares it.
    ///
    /// `Ok(Ok(false))` when the branch has moved since: look again.
    ///
    /// # Errors
    /// When the disk or the repository fails; whatever was typed is where it was.
    pub fn take_back(&self, undo: &Undo) -> Result<Result<bool, Stop>, SyncError> {
        settled(self.apply_undo(undo))
    }

    fn plan_undo(&self, language: Language) -> Result<Option<Undo>, Break> {
        let repo = self.repo;
        let (_, head) = self.head()?;
        let (Some(head), Some((from, to))) = (head, self.state().sent()?) else {
            return Ok(None);
        };
        if !repo.is_ancestor(to, head)? {
            return Ok(None);
        }
        let (before, work, now) = (repo.tree_of(from)?, repo.tree_of(to)?, repo.tree_of(head)?);
        let merging = Merging { repo, language: self.config.language() };
        let merged = merging.trees(Some(work), now, before, &|_| true, true)?;
        let theirs: BTreeSet<&RepoPath> =
            merged.merge.conflicts.iter().map(|conflict| &conflict.path).collect();
        let back: BTreeMap<RepoPath, Option<Blob>> = repo
            .tree_changes(Some(now), Some(merged.tree))?
            .files
            .into_iter()
            .filter(|(path, _)| !theirs.contains(path))
            .map(|(path, change)| (path, change.new))
            .collect();
        let tree = repo.write_tree(Some(now), &back)?;
        let versions = super::folder::FolderVersions::new(
            self.objects,
            repo.root().to_owned(),
            &plan::Files::new(),
            &plan::Files::new(),
        );
        let told =
            |language| commit::undone(repo, self.schema, &versions, (Some(now), tree), language);
        let lines = told(language)?;
        let message = format!("Take back\n\n{}", told(Language::English)?.join("\n"));
        let undone = repo.tree_changes(Some(before), Some(work))?.files;
        let left = undone.into_keys().filter(|path| !back.contains_key(path)).filter(|path| {
            let entry = |tree| repo.entry(tree, path).ok().flatten();
            entry(now) != entry(before)
        });
        let left = left.collect();
        let files: Vec<RepoPath> = back.into_keys().collect();
        Ok(Some(Undo { lines, files, left, head, tree, message }))
    }

    fn apply_undo(&self, undo: &Undo) -> Result<bool, Break> {
        let mut round = Round::begin(self)?;
        round.complete_interrupted(&mut Told::default())?;
        round.refuse_staged()?;
        if round.head != Some(undo.head) {
            return Ok(false);
        }
        let local = plan::local_changes(
            &round.tree,
            &round.bases,
            &round.scan.files,
            &|path| round.is_opaque(path),
            &|path| round.tree.get(path).copied(),
            &|_| None,
        );
        let based = local.changes.iter().map(|(path, change)| (path.clone(), change.old)).collect();
        let commit = commit::make(self, undo.tree, &[undo.head], &undo.message)?;
        round.follow(commit, &based)?;
        Ok(true)
    }
}
