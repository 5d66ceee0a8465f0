use std::collections::{BTreeMap, HashSet};

use crate::document::Document;
use crate::rules::{MAX_TEXT, Numbers};
use crate::schema::layout;
use crate::store::{CommitId, ObjectError, Repo};
use crate::text::Source;

/// Returns the highest number that an id had in a document that is gone by now, by person.
///
/// Together with the documents that are there, this keeps a number from being given twice. Cost
/// grows with the history of `tips`: one comparison of trees a commit, and a read for each removed
/// document.
///
/// # Errors
/// When the history is damaged.
pub fn removed_numbers(
    repo: &Repo,
    tips: &[CommitId],
) -> Result<BTreeMap<String, u32>, ObjectError> {
    let mut numbers = Numbers::default();
    let mut seen = HashSet::new();
    for tip in tips {
        for id in repo.commits_between(*tip, &[])? {
            if !seen.insert(id) {
                continue;
            }
            let commit = repo.read_commit(id)?;
            let Some(parent) = commit.parents.first() else { continue };
            let parent = repo.tree_of(*parent)?;
            for (path, change) in repo.tree_changes(Some(parent), Some(commit.tree))?.files {
                let (Some(old), None) = (change.old, change.new) else { continue };
                if !path.is_markdown() {
                    continue;
                }
                let bytes = repo.read_blob(old.id, MAX_TEXT).ok();
                numbers.take(&bytes.and_then(|bytes| written_id(&bytes)).unwrap_or_default());
                numbers.take(layout::id_of_name(path.stem()).unwrap_or_default());
            }
        }
    }
    Ok(numbers.used())
}

fn written_id(bytes: &[u8]) -> Option<String> {
    let document = Document::parse(Source::decode(bytes).ok()?);
    Some(document.front()?.get("id")?.value.text()?.to_owned())
}
