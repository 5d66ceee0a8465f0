//! Files that a sync has something to write in, and may not: they keep no other from being shared.

use std::collections::BTreeMap;

use super::SyncError;
use super::engine::Told;
use super::plan::{Files, HeldBack, LocalChanges, Reason};
use crate::merge::{Blob, ContentId};
use crate::store::files::{Done, FileError};
use crate::text::RepoPath;

/// Takes note of how a text was put into the folder that a sync makes there, `None` where it was taken away; tells
/// whether that was done: not, where somebody typed meanwhile, or where it may not be written.
pub(super) fn wrote(
    told: &mut Told,
    path: &RepoPath,
    text: Option<&[u8]>,
    done: Result<Done, FileError>,
) -> Result<bool, SyncError> {
    match done {
        Ok(Done::Done) => {
            told.wrote.insert(path.clone(), text.map(ContentId::of_blob));
            Ok(true)
        }
        Ok(_) => Ok(false),
        Err(error) if error.is_forbidden() => {
            told.unwritable.insert(path.clone());
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes out of `local` the new files in which something should have been filled in first, and that may not be
/// written. Returns what they are based on.
pub(super) fn leave(
    shared: &Files,
    local: &mut LocalChanges,
    told: &Told,
) -> BTreeMap<RepoPath, Option<Blob>> {
    let new = told.unwritable.iter().filter(|path| !shared.contains_key(*path));
    new.filter_map(|path| Some((path.clone(), local.changes.remove(path)?.old))).collect()
}

/// Returns them as what stays here.
pub(super) fn take(told: &mut Told) -> impl Iterator<Item = HeldBack> + use<> {
    let all = std::mem::take(&mut told.unwritable).into_iter();
    all.map(|path| HeldBack { path, rule: None, line: None, reason: Reason::Unwritable })
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::merge::Change;

    #[test]
    fn what_may_not_be_written_stays_alone_and_a_full_disk_stops() {
        let error = |kind: io::ErrorKind| FileError {
            path: "tasks/a.md".into(),
            action: "written",
            source: kind.into(),
        };
        let mut told = Told::default();
        let path = RepoPath::new("tasks/a.md");
        assert!(wrote(&mut told, &path, Some(b"a"), Ok(Done::Done)).expect("written"));
        assert!(!wrote(&mut told, &path, Some(b"a"), Ok(Done::Changed)).expect("left"));
        assert!(told.unwritable.is_empty());
        assert!(
            wrote(&mut told, &path, Some(b"a"), Err(error(io::ErrorKind::StorageFull))).is_err()
        );
        for kind in [io::ErrorKind::PermissionDenied, io::ErrorKind::ReadOnlyFilesystem] {
            assert!(!wrote(&mut told, &path, Some(b"a"), Err(error(kind))).expect("told"));
        }
        let known = RepoPath::new("tasks/b.md");
        assert!(
            !wrote(&mut told, &known, Some(b"a"), Err(error(io::ErrorKind::PermissionDenied)))
                .expect("told")
        );
        let blob = Blob::file(ContentId::of_blob(b"a"));
        let mut local = LocalChanges::default();
        for path in [&path, &known] {
            local.changes.insert(path.clone(), Change { old: None, new: Some(blob) });
        }
        let shared = Files::from_iter([(known.clone(), blob)]);
        let left = leave(&shared, &mut local, &told);
        assert!(left.keys().eq([&path]), "{left:?}");
        assert_eq!(local.changes.keys().collect::<Vec<_>>(), [&known]);
        let held: Vec<RepoPath> = take(&mut told).map(|held| held.path).collect();
        assert_eq!((held, told.unwritable.len()), (vec![path, known], 0));
    }
}
