use std::collections::BTreeSet;

use super::{Files, LocalChanges};
use crate::merge::{Awareness, Blob};
use crate::text::RepoPath;

/// What can be told of a save from the versions around it.
pub trait Witness {
    /// Returns the versions that syncs here have replaced in the folder, the latest first.
    fn replaced(&self, path: &RepoPath) -> Vec<Blob>;

    /// Tells whether `before` was saved again already and recognised: another time, it is meant.
    fn is_told(&self, path: &RepoPath, before: &Blob) -> bool;

    /// Tells what `saved`, made from `before`, has of what `after` changed.
    fn awareness(&self, path: &RepoPath, before: &Blob, after: &Blob, saved: &Blob) -> Awareness;
}

/// Finds the saves of editors that were open all along: a text that a sync had replaced, or what
/// somebody made of it without having seen what replaced it.
///
/// Returns for each the version that the editor had opened, which is what it is based on. A file
/// whose base is remembered already (`bases`) is left out: it was told before.
pub fn reopened(local: &LocalChanges, bases: &Files, witness: &dyn Witness) -> Files {
    let mut found = Files::new();
    for (path, change) in &local.changes {
        let (Some(after), Some(saved)) = (change.old, change.new) else { continue };
        if bases.contains_key(path) || local.committed.contains(path) {
            continue;
        }
        let replaced = witness.replaced(path);
        let same = replaced.iter().find(|before| before.id == saved.id);
        let unaware = |before: &&Blob| {
            before.id != after.id
                && witness.awareness(path, before, &after, &saved) == Awareness::Unaware
        };
        // Of several the oldest: a text that knows none of what came after it lacks as well what came
        // after a younger one, and compared with that it would seem to take it out.
        let opened = match same {
            Some(before) => Some(before)
                .filter(|before| before.id != after.id && !witness.is_told(path, before)),
            None => replaced.iter().rev().find(unaware),
        };
        if let Some(before) = opened {
            found.insert(path.clone(), *before);
        }
    }
    found
}

/// Finds the files that stayed here, were committed with plain git and changed again: the branch has
/// an unsent version that knows nothing of the shared one.
///
/// Such a version is part of what the folder holds, so the one to merge with is the shared one.
pub fn committed_unaware(
    local: &LocalChanges,
    head: &Files,
    shared: &Files,
    bases: &Files,
    witness: &dyn Witness,
) -> BTreeSet<RepoPath> {
    let is_unaware = |path: &&RepoPath| {
        let versions = (|| Some((bases.get(*path)?, shared.get(*path)?, head.get(*path)?)))();
        versions.is_some_and(|(before, after, saved)| {
            after != saved
                && after != before
                && witness.awareness(path, before, after, saved) != Awareness::Seen
        })
    };
    local.changes.keys().filter(is_unaware).cloned().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::merge::{Change, ContentId};

    /// Versions are words; one that begins with another continues it.
    struct Words(Vec<&'static str>);

    fn blob(text: &str) -> Blob {
        Blob::file(ContentId::of_blob(text.as_bytes()))
    }

    impl Witness for Words {
        fn replaced(&self, _: &RepoPath) -> Vec<Blob> {
            self.0.iter().map(|text| blob(text)).collect()
        }

        fn is_told(&self, _: &RepoPath, before: &Blob) -> bool {
            *before == blob("told")
        }

        fn awareness(&self, _: &RepoPath, before: &Blob, _: &Blob, saved: &Blob) -> Awareness {
            let continues = |text: &&str| {
                let is_later = *text == "later" && blob("older+") == *saved;
                blob(text) == *before && (blob(&format!("{text}+")) == *saved || is_later)
            };
            if self.0.iter().any(continues) { Awareness::Unaware } else { Awareness::Unknown }
        }
    }

    fn check(replaced: &[&'static str], now: &str, saved: &str, expected: Option<&str>) {
        let path = RepoPath::new("a.md");
        let change = Change { old: Some(blob(now)), new: Some(blob(saved)) };
        let changes = BTreeMap::from([(path.clone(), change)]);
        let local = LocalChanges { changes, ..LocalChanges::default() };
        let witness = Words(replaced.to_vec());
        let found = reopened(&local, &Files::new(), &witness);
        assert_eq!(found.get(&path).copied(), expected.map(blob), "{saved}");
        let based = Files::from([(path.clone(), blob("else"))]);
        assert!(reopened(&local, &based, &witness).is_empty());
    }

    /// FAILURES 69.
    #[test]
    fn an_editor_that_was_open_is_recognised_by_what_it_saves() {
        check(&["old"], "new", "old", Some("old"));
        check(&["old"], "new", "old+", Some("old"));
        check(&["older", "oldest"], "new", "oldest", Some("oldest"));
        check(&["later", "older", "oldest"], "new", "older+", Some("older"));
        check(&["old"], "new", "mine", None);
        check(&["told"], "new", "told", None);
        check(&["told"], "new", "told+", Some("told"));
        check(&[], "new", "old", None);
        check(&["new"], "new", "new+", None);
    }
}
