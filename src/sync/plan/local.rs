use std::collections::{BTreeMap, BTreeSet};

use super::Files;
use crate::merge::{Blob, Change};
use crate::text::RepoPath;

/// What changed in the folder since each file's base.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LocalChanges {
    /// `old` is the version that the file was based on, `new` is what the folder holds.
    pub changes: BTreeMap<RepoPath, Change>,
    /// Those of them that the user committed meanwhile with plain git, with the shared version: the
    /// branch's is the folder's own, or an earlier state of it, and the one to merge with is this one.
    pub committed: BTreeMap<RepoPath, Option<Blob>>,
}

impl LocalChanges {
    /// Takes out what a file has that is not to be committed now; returns what that is based on, unless there is
    /// nothing of it.
    ///
    /// What plain git has committed of it is in the branch, `head`, and goes to the others with that: it stays
    /// among the changes, to be merged with what the others have.
    pub fn leave(&mut self, path: &RepoPath, head: &Files) -> Option<Option<Blob>> {
        let change = self.changes.remove(path)?;
        if !self.committed.contains_key(path) {
            return Some(change.old);
        }
        let committed = head.get(path).copied();
        self.changes.insert(path.clone(), Change { old: change.old, new: committed });
        (committed != change.new).then_some(committed)
    }
}

/// Compares the folder with what its files were based on.
///
/// `shared` answers with the version that everybody has. A file's base is the remembered one where
/// there is one (an empty blob stands for "was not there"), else the branch's version. A path in
/// `opaque` is one that the folder cannot tell about: quarantined, unreadable, or left out of the
/// work tree on purpose. A file whose bytes equal `fetched`'s version, where that is news, is never
/// a local change: it is what an interrupted sync wrote. Where it is none, somebody took back what
/// was committed and not sent.
pub fn local_changes(
    head: &Files,
    bases: &Files,
    folder: &Files,
    opaque: &dyn Fn(&RepoPath) -> bool,
    shared: &dyn Fn(&RepoPath) -> Option<Blob>,
    fetched: &dyn Fn(&RepoPath) -> Option<Blob>,
) -> LocalChanges {
    let mut local = LocalChanges::default();
    // Where the folder is as the branch, nothing changed but for files that are based on another version.
    let differing = head.differing(folder).into_iter();
    let paths: BTreeSet<&RepoPath> = differing.chain(bases.keys()).collect();
    for path in paths {
        if opaque(path) {
            continue;
        }
        let (branch, now) = (head.get(path).copied(), folder.get(path).copied());
        let remembered = bases.get(path).copied();
        let base = remembered.map_or(branch, Blob::unless_empty);
        if now == base {
            continue;
        }
        let arrived = fetched(path);
        if now.is_some() && now == arrived && arrived != shared(path) {
            continue;
        }
        if now == branch {
            if now == shared(path) {
                continue;
            }
            local.committed.insert(path.clone(), shared(path));
        }
        local.changes.insert(path.clone(), Change { old: base, new: now });
    }
    local
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::ContentId;

    #[test]
    fn what_is_committed_goes_and_what_was_saved_since_waits() {
        let path = RepoPath::new("a.md");
        let blob = |text: &str| Some(Blob::file(ContentId::of_blob(text.as_bytes())));
        let check = |committed: bool, head: &str, rest: Option<&str>, goes: Option<&str>| {
            let head: Files = blob(head).map(|blob| (path.clone(), blob)).into_iter().collect();
            let mut local = LocalChanges::default();
            let change = Change { old: blob("based on"), new: blob("folder") };
            local.changes.insert(path.clone(), change);
            if committed {
                local.committed.insert(path.clone(), blob("shared"));
            }
            assert_eq!(local.leave(&path, &head), rest.map(blob));
            assert_eq!(local.changes.get(&path).and_then(|change| change.new), goes.and_then(blob));
        };
        check(false, "based on", Some("based on"), None);
        check(true, "folder", None, Some("folder"));
        check(true, "before", Some("before"), Some("before"));
        assert_eq!(LocalChanges::default().leave(&path, &Files::new()), None);
    }
}
