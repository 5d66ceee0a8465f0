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
