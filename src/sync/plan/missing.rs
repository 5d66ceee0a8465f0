use std::collections::{BTreeMap, BTreeSet};

use super::{Files, LocalChanges};
use crate::merge::ContentId;
use crate::text::RepoPath;

/// So few files that are gone are always somebody's wish.
const FEW: usize = 20;

/// Tells how many files are gone from the folder, where nobody may be taken to have wished that: more
/// than half of all, or everything in a folder of the top level that held more than a few.
///
/// A file whose content stands elsewhere now was moved, and is not gone.
pub fn too_many_missing(branch: &Files, local: &LocalChanges) -> Option<usize> {
    let new = local.changes.values().filter_map(|change| change.new);
    let moved: BTreeSet<ContentId> = new.map(|blob| blob.id).collect();
    let gone: Vec<&RepoPath> = local
        .changes
        .iter()
        .filter(|(_, change)| change.new.is_none())
        .filter(|(_, change)| change.old.is_some_and(|old| !moved.contains(&old.id)))
        .map(|(path, _)| path)
        .collect();
    if gone.len() <= FEW {
        return None;
    }
    let half = gone.len() * 2 > branch.len();
    (half || empties_a_folder(branch, &gone)).then_some(gone.len())
}

/// Tells whether a folder of the top level held more than a few files, all of which are gone.
fn empties_a_folder(branch: &Files, gone: &[&RepoPath]) -> bool {
    let top = |path: &RepoPath| path.as_str().split_once('/').map(|(top, _)| top.to_owned());
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for folder in gone.iter().filter_map(|path| top(path)) {
        *counts.entry(folder).or_default() += 1;
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count > FEW)
        .any(|(folder, count)| branch.below(&RepoPath::from(folder)).count() == count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::{Blob, Change};

    fn blob(text: &str) -> Blob {
        Blob::file(ContentId::of_blob(text.as_bytes()))
    }

    fn branch(tasks: usize, briefs: usize) -> Files {
        let some = |folder: &'static str, count: usize| {
            (0..count).map(move |number| format!("{folder}/{number}.md"))
        };
        let paths = some("tasks", tasks).chain(some("briefs", briefs));
        paths.map(|path| (RepoPath::new(&path), blob(&path))).collect()
    }

    #[track_caller]
    fn check(branch: &Files, gone: impl Fn(&str) -> bool, expected: Option<usize>) {
        let mut local = LocalChanges::default();
        for (path, blob) in branch.iter().filter(|(path, _)| gone(path.as_str())) {
            local.changes.insert(path.clone(), Change { old: Some(*blob), new: None });
        }
        assert_eq!(too_many_missing(branch, &local), expected);
    }

    /// FAILURES 44.
    #[test]
    fn a_folder_that_was_emptied_is_nobodys_wish() {
        check(&branch(100, 0), |_| true, Some(100));
        check(&branch(100, 300), |path| path.starts_with("tasks/"), Some(100));
        check(&branch(60, 40), |path| path.ends_with("1.md") || path.ends_with("2.md"), None);
        check(&branch(100, 300), |path| path.starts_with("tasks/1"), None);
        check(&branch(20, 0), |_| true, None);
    }

    #[test]
    fn what_was_moved_is_not_gone() {
        let branch = branch(100, 0);
        let mut local = LocalChanges::default();
        for (path, blob) in branch.iter() {
            local.changes.insert(path.clone(), Change { old: Some(*blob), new: None });
            let to = RepoPath::new(format!("old/{path}"));
            local.changes.insert(to, Change { old: None, new: Some(*blob) });
        }
        assert_eq!(too_many_missing(&branch, &local), None);
    }
}
