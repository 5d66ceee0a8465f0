//! Which document is meant, also where it is not in the folder any more.

use std::collections::BTreeSet;

use super::{Asked, LogError};
use crate::changes::{pairs, written_ids};
use crate::index::history::{History, HistoryError, Step, Touch};
use crate::merge::ContentId;
use crate::rules::MAX_TEXT;
use crate::schema::{Record, layout};
use crate::store::{CommitId, ObjectError, read};
use crate::text::RepoPath;
use crate::workspace::LookupError;

/// A document whose history is asked for.
pub(super) struct Found<'a> {
    /// As it is in the folder; `None` when it is gone from there.
    pub(super) record: Option<&'a Record>,
    pub(super) id: String,
    /// In the folder, else where it was last.
    pub(super) path: RepoPath,
    /// Where it is at the tip; `None` when it is not there.
    pub(super) committed: Option<RepoPath>,
    /// What was done to it last, when it is not there any more.
    pub(super) last: Option<(Step, Touch)>,
}

impl<'a> Found<'a> {
    pub(super) fn here(record: &'a Record) -> Self {
        Self {
            id: record.id.to_string(),
            path: record.path.clone(),
            record: Some(record),
            committed: None,
            last: None,
        }
    }

    fn gone(path: RepoPath) -> Self {
        let id = layout::id_of_name(path.stem()).unwrap_or(path.stem()).to_owned();
        Self { record: None, id, path, committed: None, last: None }
    }
}

/// Where a file went.
enum Followed<'a> {
    There(Found<'a>),
    /// What was done to it last.
    Gone(Option<(Step, Touch)>),
}

impl<'a> Asked<'a> {
    /// Finds the document in the folder, else at the tip, else in the history.
    pub(super) fn find(&self, history: &History<'_>, tip: CommitId) -> Result<Found<'a>, LogError> {
        let wanted = self.options.wanted.trim();
        match self.place.find(wanted) {
            Ok(record) => {
                let committed = self.committed(tip, &record.path)?;
                Ok(Found { committed, ..Found::here(record) })
            }
            Err(error @ LookupError::Ambiguous { .. }) => Err(error.into()),
            Err(error @ (LookupError::Unknown { .. } | LookupError::Unread { .. })) => {
                if let Some(found) = self.find_gone(history, tip, wanted)? {
                    return Ok(found);
                }
                Err(error.into())
            }
        }
    }

    /// Finds a document that is not in the folder, by its path or its whole id.
    fn find_gone(
        &self,
        history: &History<'_>,
        tip: CommitId,
        wanted: &str,
    ) -> Result<Option<Found<'a>>, HistoryError> {
        let tree = self.repo.tree_of(tip)?;
        let mut last = history.grave(tip, wanted)?;
        for path in self.place.named(wanted) {
            if self.repo.entry(tree, &path)?.is_some() {
                let committed = Some(path.clone());
                return Ok(Some(Found { committed, ..Found::gone(path) }));
            }
            if last.is_none() {
                match self.followed(history, tip, path)? {
                    Followed::There(found) => return Ok(Some(found)),
                    Followed::Gone(touch) => last = touch,
                }
            }
        }
        if let Some((step, touch)) = last {
            let id = touch.gone.clone();
            let mut found = Found::gone(touch.path.clone());
            found.id = id.unwrap_or(found.id);
            found.last = Some((step, touch));
            return Ok(Some(found));
        }
        // Removed from the folder only: by the id in its name.
        let is_wanted = |path: &RepoPath| {
            layout::id_of_name(path.stem()).is_some_and(|id| id.eq_ignore_ascii_case(wanted))
        };
        let files = self.repo.walk_tree(tree)?.files;
        let path = files.keys().find(|path| path.is_markdown() && is_wanted(path));
        let path = path.cloned();
        Ok(path.map(|path| Found { committed: Some(path.clone()), ..Found::gone(path) }))
    }

    /// Follows a file that is not at `path` any more to where it was moved, however often.
    fn followed(
        &self,
        history: &History<'_>,
        tip: CommitId,
        path: RepoPath,
    ) -> Result<Followed<'a>, HistoryError> {
        let tree = self.repo.tree_of(tip)?;
        let (mut at, mut seen, mut last) = (path, BTreeSet::new(), None);
        while let Some((step, touch)) = history.last_touch(tip, &at)? {
            let next = touch.path.clone();
            last = Some((step, touch));
            if next == at || !seen.insert(at) {
                break;
            }
            if self.repo.entry(tree, &next)?.is_some() {
                let here = self.place.find(next.as_str()).ok();
                let found = match here.filter(|record| record.path == next) {
                    Some(record) => Found::here(record),
                    None => Found::gone(next.clone()),
                };
                return Ok(Followed::There(Found { committed: Some(next), ..found }));
            }
            at = next;
        }
        Ok(Followed::Gone(last))
    }

    /// Returns where a file of the folder is at the tip: at the same path, else where it was before
    /// it was moved; `None` when it is new.
    fn committed(&self, tip: CommitId, path: &RepoPath) -> Result<Option<RepoPath>, ObjectError> {
        let tree = self.repo.tree_of(tip)?;
        if self.repo.entry(tree, path)?.is_some() {
            return Ok(Some(path.clone()));
        }
        let Ok(bytes) = read::read_bounded(&self.repo.root().join(path.as_str()), MAX_TEXT) else {
            return Ok(None);
        };
        let id = ContentId::of_blob(&bytes);
        let files = &self.place.snapshot.facts().files;
        let gone: Vec<(RepoPath, ContentId)> = self
            .repo
            .walk_tree(tree)?
            .files
            .into_iter()
            .filter(|(path, _)| !files.has(path.as_str()))
            .map(|(path, blob)| (path, blob.id))
            .collect();
        let mut ids = |content: ContentId| match content == id {
            true => written_ids(&bytes),
            false => {
                let bytes = self.repo.read_blob(content, MAX_TEXT).ok();
                bytes.map(|bytes| written_ids(&bytes)).unwrap_or_default()
            }
        };
        let found = pairs(&gone, &[(path.clone(), id)], &mut ids);
        Ok(found.first().map(|(at, _)| gone[*at].0.clone()))
    }
}
