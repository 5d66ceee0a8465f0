use std::collections::HashSet;

use crate::document::Document;
use crate::rules::MAX_TEXT;
use crate::schema::{Record, layout};
use crate::store::{CommitId, ObjectError, Repo};
use crate::text::Source;

/// Returns the number for the next document of `person`: one more than any of `records` has or
/// formerly had, and than `removed`, the highest of those that are gone.
pub fn next_number(records: &[Record], person: &str, removed: u64) -> u64 {
    let ids = |record: &Record| {
        let formerly: Vec<String> = record.texts("formerly").map(str::to_owned).collect();
        formerly.into_iter().chain([record.id.clone()])
    };
    let highest = records.iter().flat_map(ids).filter_map(|id| number(&id, person)).max();
    highest.unwrap_or(0).max(removed) + 1
}

/// Returns the highest number that an id of `person` had in a document that is gone by now; 0 when
/// there is none.
///
/// Together with the documents that are there, this keeps a number from being given twice. Cost
/// grows with the history of `tips`: one comparison of trees a commit, and a read for each removed
/// document.
///
/// # Errors
/// When the history is damaged.
pub fn highest_removed_number(
    repo: &Repo,
    tips: &[CommitId],
    person: &str,
) -> Result<u64, ObjectError> {
    let mut highest = 0;
    let mut seen = HashSet::new();
    for tip in tips {
        for commit in repo.commits_between(*tip, &[])? {
            if !seen.insert(commit) {
                continue;
            }
            let commit = repo.read_commit(commit)?;
            let Some(parent) = commit.parents.first() else { continue };
            let parent = repo.tree_of(*parent)?;
            for (path, change) in repo.tree_changes(Some(parent), Some(commit.tree))?.files {
                let (Some(old), None) = (change.old, change.new) else { continue };
                if !path.is_markdown() {
                    continue;
                }
                let named = layout::id_of_name(path.stem()).map(str::to_owned);
                let written = repo.read_blob(old.id, MAX_TEXT).ok().and_then(|bytes| id(&bytes));
                for id in written.into_iter().chain(named) {
                    highest = highest.max(number(&id, person).unwrap_or(0));
                }
            }
        }
    }
    Ok(highest)
}

fn id(bytes: &[u8]) -> Option<String> {
    let document = Document::parse(Source::decode(bytes).ok()?);
    Some(document.front()?.get("id")?.value.text()?.to_owned())
}

fn number(id: &str, person: &str) -> Option<u64> {
    let (owner, number) = id.rsplit_once('-')?;
    (owner == person).then(|| number.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_belong_to_their_person() {
        assert_eq!(number("ola-14", "ola"), Some(14));
        assert_eq!(number("kari-14", "ola"), None);
        assert_eq!(number("ola-x", "ola"), None);
    }
}
