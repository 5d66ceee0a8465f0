use std::collections::BTreeMap;
use std::sync::Arc;

use super::Files;
use crate::merge::Blob;
use crate::text::RepoPath;

/// One file to write into the folder, or to remove from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    pub path: RepoPath,
    /// What the folder held when this was planned; anything else there means that somebody typed
    /// meanwhile, and the file is left alone.
    pub expect: Option<Blob>,
    pub put: Put,
}

/// What to put into the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    Nothing,
    Version(Blob),
    /// A held-back file with the other side's change merged in; `executable` as it was.
    Bytes {
        bytes: Arc<[u8]>,
        executable: bool,
    },
}

/// How the folder follows the branch to a new tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Incoming {
    /// Removals first, each group by path.
    pub writes: Vec<Write>,
    /// The remembered bases from then on, if every write succeeds; the empty blob stands for
    /// "was not there".
    pub bases: Files,
}

/// Merges a held-back file with the shared version that moved on.
pub trait Merger {
    /// Returns the merged bytes, `None` when the merge is not clean.
    fn merge(
        &self,
        path: &RepoPath,
        base: Option<&Blob>,
        folder: &Blob,
        target: &Blob,
    ) -> Option<Arc<[u8]>>;
}

/// Plans how the folder gets from what it holds to `target`.
///
/// `based` tells, for a path with changes of its own that stay here, the version they were based
/// on (`Some(None)`: it was not there). A path in `opaque` is left alone.
pub fn incoming(
    target: &Files,
    folder: &Files,
    based: &BTreeMap<RepoPath, Option<Blob>>,
    opaque: &dyn Fn(&RepoPath) -> bool,
    merger: &dyn Merger,
) -> Incoming {
    let mut plan = Incoming::default();
    for path in target.differing(folder) {
        if opaque(path) {
            continue;
        }
        let (now, then) = (folder.get(path).copied(), target.get(path).copied());
        // What is as it was based on has nothing of its own that could stay.
        match based.get(path).filter(|base| **base == then || **base != now) {
            None => plan.writes.push(Write {
                path: path.clone(),
                expect: now,
                put: then.map_or(Put::Nothing, Put::Version),
            }),
            Some(base) if *base == then => {}
            Some(base) => match clean(merger, path, *base, now, then) {
                Some(put) => plan.writes.push(Write { path: path.clone(), expect: now, put }),
                None => {
                    plan.bases.insert(path.clone(), base.unwrap_or(Blob::EMPTY));
                }
            },
        }
    }
    plan.writes.sort_by_key(|write| write.put != Put::Nothing);
    plan
}

/// Merges a file that stays here with the version that the others have by now, if that is clean.
fn clean(
    merger: &dyn Merger,
    path: &RepoPath,
    base: Option<Blob>,
    now: Option<Blob>,
    then: Option<Blob>,
) -> Option<Put> {
    let (now, then) = (now?, then?);
    let bytes = merger.merge(path, base.as_ref(), &now, &then)?;
    Some(Put::Bytes { bytes, executable: now.executable })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::ContentId;

    /// Merges nothing.
    struct Never;

    impl Merger for Never {
        fn merge(&self, _: &RepoPath, _: Option<&Blob>, _: &Blob, _: &Blob) -> Option<Arc<[u8]>> {
            None
        }
    }

    /// Says whether the file is written, and what it is based on from then on.
    fn check(base: &str, folder: &str, target: &str, writes: bool, bases: Option<&str>) {
        let path = RepoPath::new("a.md");
        let blob = |text: &str| match text {
            "" => None,
            text => Some(Blob::file(ContentId::of_blob(text.as_bytes()))),
        };
        let tree =
            |text| blob(text).map(|blob| (path.clone(), blob)).into_iter().collect::<Files>();
        let based = BTreeMap::from([(path.clone(), blob(base))]);
        let plan = incoming(&tree(target), &tree(folder), &based, &|_| false, &Never);
        assert_eq!(plan.writes.len(), usize::from(writes), "{base} | {folder} | {target}");
        let kept = bases.map(|base| blob(base).unwrap_or(Blob::EMPTY));
        assert_eq!(plan.bases.get(&path).copied(), kept, "{base} | {folder} | {target}");
    }

    #[test]
    fn what_stays_keeps_its_base_and_what_has_nothing_of_its_own_follows() {
        check("1", "mine", "2", false, Some("1"));
        check("", "mine", "2", false, Some(""));
        check("1", "mine", "1", false, None);
        check("1", "", "1", false, None);
        check("", "", "2", true, None);
        check("1", "1", "2", true, None);
    }
}
