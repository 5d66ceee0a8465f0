//! Names that came in and that some systems take for others that are there.

use std::collections::{BTreeMap, BTreeSet};

use crate::ops::Place;
use crate::rules::twin_name;
use crate::text::RepoPath;

/// A file or a folder that came in, and the one for which Windows and macOS take it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twins {
    pub came: RepoPath,
    pub other: RepoPath,
}

/// Finds the names among `received`, and of the folders on their way, that some systems take for others.
pub(super) fn twins(seen: &Place, received: &[RepoPath]) -> Vec<Twins> {
    let index = seen.snapshot.index();
    if received.is_empty() || !index.may_have_twins(&received.iter().cloned().collect()) {
        return Vec::new();
    }
    let came: BTreeSet<RepoPath> = received.iter().flat_map(spellings).collect();
    let mut others: BTreeMap<String, BTreeSet<RepoPath>> =
        came.iter().map(|name| (twin_name(name.as_str()), BTreeSet::new())).collect();
    for name in index.paths().flat_map(|path| spellings(&path).collect::<Vec<_>>()) {
        if let Some(others) = others.get_mut(&twin_name(name.as_str())) {
            others.insert(name);
        }
    }
    let other = |came: &RepoPath| {
        let all = others.get(&twin_name(came.as_str()))?;
        // The one that was here before, if there is one.
        let known = all.iter().filter(|name| *name != came);
        known.min_by_key(|name| received.contains(*name)).cloned()
    };
    let mut found: Vec<Twins> = Vec::new();
    for name in came {
        if let Some(other) = other(&name)
            && !found.iter().any(|one| one.came == other && one.other == name)
        {
            found.push(Twins { came: name, other });
        }
    }
    found
}

/// Returns a file, and the folders that it lies in.
fn spellings(path: &RepoPath) -> impl Iterator<Item = RepoPath> {
    path.ancestors().chain([path.clone()])
}
