use super::{Files, LocalChanges};
use crate::merge::{Awareness, Blob, Change};
use crate::text::RepoPath;

/// What syncs here did to a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replaced {
    /// The versions that they have replaced in the folder, the latest first.
    pub versions: Vec<Blob>,
    /// What stands there since by somebody who knew what did, where that is known.
    pub put: Option<Blob>,
    /// What was taken away here before others' work came that has nothing of it.
    pub aside: Option<Aside>,
}

/// A version that was taken away here, and that others' work came beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aside {
    /// What stood here.
    pub last: Blob,
    /// What the others' work was made of.
    pub from: Blob,
}

/// What can be told of a save from the versions around it.
pub trait Witness {
    /// Tells what syncs here have replaced, and by what.
    fn replaced(&self, path: &RepoPath) -> Replaced;

    /// Tells whether a command wrote `saved` on purpose.
    fn is_meant(&self, path: &RepoPath, saved: &Blob) -> bool;

    /// Tells whether `before` was saved again already and recognised: another time, it is meant.
    fn is_told(&self, path: &RepoPath, before: &Blob) -> bool;

    /// Tells whether whoever works here was told what `after` changed there, that this is theirs to say, and whether
    /// it is all in values that may be set back.
    fn may_set_back(&self, path: &RepoPath, before: &Blob, after: &Blob) -> bool;

    /// Tells what `saved`, made from `before`, has of what `after` changed.
    fn awareness(&self, path: &RepoPath, before: &Blob, after: &Blob, saved: &Blob) -> Awareness;
}

/// Finds the saves of editors that were open all along: a text that a sync had replaced, or what
/// somebody made of it without having seen what replaced it.
///
/// Returns for each the version that the editor had opened, which is what it is based on. A file
/// whose base is remembered already (`bases`) is left out: it was told before. `moved` has, for files
/// that are gone, the text of the same document under another name.
pub fn reopened(
    local: &LocalChanges,
    bases: &Files,
    moved: &Files,
    witness: &dyn Witness,
) -> Files {
    let mut found = Files::new();
    for (path, change) in &local.changes {
        let saved = change.new.or_else(|| moved.get(path).copied());
        let (Some(old), Some(saved)) = (change.old, saved) else { continue };
        let is_known = bases.contains_key(path) || local.committed.contains_key(path);
        if is_known || witness.is_meant(path, &saved) {
            continue;
        }
        let replaced = witness.replaced(path);
        // The branch may have an earlier save of the same editor, committed with plain git.
        let after = replaced.put.unwrap_or(old);
        let same = replaced.versions.iter().find(|before| before.id == saved.id);
        let opened = match same {
            Some(before) => Some(*before)
                .filter(|before| before.id != after.id && !witness.is_told(path, before))
                .filter(|before| !witness.may_set_back(path, before, &after)),
            None => unaware(path, &replaced, &after, &saved, witness),
        };
        found.extend(opened.map(|before| (path.clone(), before)));
    }
    found
}

/// Finds the files in which values that others had changed are set back by whoever was told of them, as their text
/// would be with an older version.
pub fn set_back(local: &LocalChanges, witness: &dyn Witness) -> Vec<RepoPath> {
    let is_set_back = |(path, change): (&RepoPath, &Change)| {
        let (old, saved) = change.old.zip(change.new)?;
        if witness.is_meant(path, &saved) {
            return None;
        }
        let replaced = witness.replaced(path);
        let after = replaced.put.unwrap_or(old);
        let takes_back = |before: &&Blob| {
            before.id != after.id
                && witness.may_set_back(path, before, &after)
                && (before.id == saved.id
                    || witness.awareness(path, before, &after, &saved) == Awareness::Unaware)
        };
        replaced.versions.iter().find(takes_back).map(|_| path.clone())
    };
    local.changes.iter().filter_map(is_set_back).collect()
}

/// Finds such saves among the files that were committed with plain git, and are as the branch has
/// them: the branch took back what the sync had put there.
///
/// The old text and nothing else is no save here. Whoever commits that has asked for it: so does a
/// `git revert`.
pub fn reopened_commits(
    head: &Files,
    shared: &Files,
    folder: &Files,
    bases: &Files,
    witness: &dyn Witness,
) -> Files {
    let mut found = Files::new();
    for path in shared.differing(head) {
        let versions = (|| Some((*shared.get(path)?, *head.get(path)?, *folder.get(path)?)))();
        let Some((_, saved, here)) = versions else { continue };
        if saved != here || bases.contains_key(path) {
            continue;
        }
        let replaced = witness.replaced(path);
        let Some(after) = replaced.put.filter(|put| put.id != saved.id) else { continue };
        if replaced.versions.iter().any(|before| before.id == saved.id) {
            continue;
        }
        let opened = unaware(path, &replaced, &after, &saved, witness);
        found.extend(opened.map(|before| (path.clone(), before)));
    }
    found
}

/// Returns which of the replaced versions an editor had opened that `saved` what knows nothing of
/// what `after` changed.
///
/// Of several the oldest: a text that knows none of what came after it lacks as well what came after a
/// younger one, and compared with that it would seem to take it out. What was taken away here and is put back goes on
/// beside the others' work: both were made of an earlier version.
pub fn unaware(
    path: &RepoPath,
    replaced: &Replaced,
    after: &Blob,
    saved: &Blob,
    witness: &dyn Witness,
) -> Option<Blob> {
    let knows_nothing = |before: &Blob| {
        before.id != after.id
            && witness.awareness(path, before, after, saved) == Awareness::Unaware
            && !witness.may_set_back(path, before, after)
    };
    let opened = replaced.versions.iter().rev().find(|before| knows_nothing(before));
    let is_back = |aside: &Aside| {
        aside.last.id != after.id && (aside.last.id == saved.id || knows_nothing(&aside.last))
    };
    let aside = || replaced.aside.filter(is_back).map(|aside| aside.from);
    opened.copied().or_else(aside)
}

/// Finds the files that stayed here and were committed with plain git: the branch has a version that knows
/// nothing of the shared one. Returns that one, which is `accepted` as a sync saw it last.
///
/// The branch's version is part of what the folder holds, so the one to merge with is the shared one. That
/// holds where it has been sent by plain git already, and where others' later changes were merged over it.
pub fn committed_unaware(
    local: &LocalChanges,
    head: &Files,
    accepted: &Files,
    folder: &Files,
    bases: &Files,
    witness: &dyn Witness,
) -> Files {
    let unaware = |path: &RepoPath| {
        let (before, after) = (bases.get(path)?, accepted.get(path)?);
        let Some(saved) = head.get(path) else {
            // It was taken away, which was committed, and came back: nobody has seen what became of it.
            return (after != before && folder.contains_key(path)).then_some(*after);
        };
        let is_other = after != saved && after != before;
        let awareness = || witness.awareness(path, before, after, saved);
        let is_unaware = match local.changes.contains_key(path) {
            true => is_other && awareness() != Awareness::Seen,
            // It seems that nothing is left to do, so it must be certain.
            false => {
                is_other && folder.get(path) == Some(saved) && awareness() == Awareness::Unaware
            }
        };
        is_unaware.then_some(*after)
    };
    bases.keys().filter_map(|path| Some((path.clone(), unaware(path)?))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::merge::ContentId;

    /// Versions are words; one that begins with another continues it.
    struct Words {
        replaced: Vec<&'static str>,
        put: Option<&'static str>,
        aside: Option<Aside>,
    }

    fn blob(text: &str) -> Blob {
        Blob::file(ContentId::of_blob(text.as_bytes()))
    }

    impl Witness for Words {
        fn replaced(&self, _: &RepoPath) -> Replaced {
            let versions = self.replaced.iter().map(|text| blob(text)).collect();
            Replaced { versions, put: self.put.map(blob), aside: self.aside }
        }

        fn is_meant(&self, _: &RepoPath, saved: &Blob) -> bool {
            *saved == blob("meant")
        }

        fn is_told(&self, _: &RepoPath, before: &Blob) -> bool {
            *before == blob("told")
        }

        fn may_set_back(&self, _: &RepoPath, before: &Blob, _: &Blob) -> bool {
            *before == blob("value")
        }

        fn awareness(&self, _: &RepoPath, before: &Blob, _: &Blob, saved: &Blob) -> Awareness {
            let continues = |text: &&str| {
                let is_later = *text == "later" && blob("older+") == *saved;
                blob(text) == *before && (blob(&format!("{text}+")) == *saved || is_later)
            };
            if self.replaced.iter().any(continues) {
                Awareness::Unaware
            } else {
                Awareness::Unknown
            }
        }
    }

    fn check(replaced: &[&'static str], now: &str, saved: &str, expected: Option<&str>) {
        let path = RepoPath::new("a.md");
        let change = Change { old: Some(blob(now)), new: Some(blob(saved)) };
        let changes = BTreeMap::from([(path.clone(), change)]);
        let local = LocalChanges { changes, ..LocalChanges::default() };
        let witness = Words { replaced: replaced.to_vec(), put: None, aside: None };
        let found = reopened(&local, &Files::new(), &Files::new(), &witness);
        assert_eq!(found.get(&path).copied(), expected.map(blob), "{saved}");
        let is_set_back = replaced.contains(&"value") && saved.starts_with("value");
        assert_eq!(!set_back(&local, &witness).is_empty(), is_set_back, "{saved}");
        let based = Files::from([(path.clone(), blob("else"))]);
        assert!(reopened(&local, &based, &Files::new(), &witness).is_empty());
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
        check(&["meant"], "new", "meant", None);
        check(&["told"], "new", "told+", Some("told"));
        check(&["value"], "new", "value", None);
        check(&["value"], "new", "value+", None);
        check(&["value", "old"], "new", "old+", Some("old"));
        check(&[], "new", "old", None);
        check(&["new"], "new", "new+", None);
    }

    #[test]
    fn what_was_taken_away_and_is_back_goes_on_beside_what_came() {
        let path = RepoPath::new("a.md");
        let check = |saved: &str, expected: Option<&str>| {
            let change = Change { old: Some(blob("new")), new: Some(blob(saved)) };
            let changes = BTreeMap::from([(path.clone(), change)]);
            let local = LocalChanges { changes, ..LocalChanges::default() };
            let aside = Some(Aside { last: blob("mine"), from: blob("old") });
            let witness = Words { replaced: vec!["old"], put: Some("new"), aside };
            let found = reopened(&local, &Files::new(), &Files::new(), &witness);
            assert_eq!(found.get(&path).copied(), expected.map(blob), "{saved}");
            let files = |text| Files::from([(path.clone(), blob(text))]);
            let (shared, bases) = (files("new"), Files::new());
            let found = reopened_commits(&files(saved), &shared, &files(saved), &bases, &witness);
            assert_eq!(found.get(&path).copied(), expected.map(blob), "{saved}");
        };
        check("mine", Some("old"));
        check("another", None);
    }

    #[test]
    fn a_file_that_was_moved_is_known_by_its_text_under_the_new_name() {
        let path = RepoPath::new("a.md");
        let change = Change { old: Some(blob("new")), new: None };
        let changes = BTreeMap::from([(path.clone(), change)]);
        let local = LocalChanges { changes, ..LocalChanges::default() };
        let witness = Words { replaced: vec!["old"], put: Some("new"), aside: None };
        let check = |text: &str, expected: Option<&str>| {
            let moved = Files::from([(path.clone(), blob(text))]);
            let found = reopened(&local, &Files::new(), &moved, &witness);
            assert_eq!(found.get(&path).copied(), expected.map(blob), "{text}");
        };
        check("old", Some("old"));
        check("old+", Some("old"));
        check("new+", None);
        assert!(reopened(&local, &Files::new(), &Files::new(), &witness).is_empty());
    }

    /// FAILURES 69, where plain git has committed the save before a sync could look.
    #[test]
    fn a_committed_save_is_compared_with_what_the_sync_had_put_there() {
        let path = RepoPath::new("a.md");
        let files = |text| Files::from([(path.clone(), blob(text))]);
        let check = |put, saved, expected: Option<&str>| {
            let witness = Words { replaced: vec!["old"], put, aside: None };
            let of = |bases: &Files, folder| {
                reopened_commits(&files(saved), &files("new"), &files(folder), bases, &witness)
            };
            let found = of(&Files::new(), saved);
            assert_eq!(found.get(&path).copied(), expected.map(blob), "{put:?}, {saved}");
            assert!(of(&Files::new(), "edited since").is_empty());
            assert!(of(&files("else"), saved).is_empty());
        };
        check(Some("new"), "old+", Some("old"));
        check(Some("new"), "new", None);
        check(Some("old+"), "old+", None);
        check(Some("new"), "mine", None);
        // As `git revert` leaves it.
        check(Some("new"), "old", None);
        check(None, "old+", None);
    }

    #[test]
    fn what_came_back_after_it_was_committed_as_gone_has_not_seen_the_others_version() {
        let path = RepoPath::new("a.md");
        let files = |text: &str| match text {
            "" => Files::new(),
            text => Files::from([(path.clone(), blob(text))]),
        };
        let witness = Words { replaced: Vec::new(), put: None, aside: None };
        let check = |accepted: &str, folder: &str, expected: Option<&str>| {
            let (local, head) = (LocalChanges::default(), Files::new());
            let (accepted, folder) = (files(accepted), files(folder));
            let found =
                committed_unaware(&local, &head, &accepted, &folder, &files("old"), &witness);
            assert_eq!(found.get(&path).copied(), expected.map(blob));
        };
        check("new", "old", Some("new"));
        check("new", "old+", Some("new"));
        check("new", "", None);
        check("old", "old", None);
        check("", "old", None);
    }

    #[test]
    fn a_later_save_over_a_committed_one_is_compared_with_what_the_sync_had_put_there() {
        let path = RepoPath::new("a.md");
        let change = Change { old: Some(blob("old+")), new: Some(blob("old+")) };
        let changes = BTreeMap::from([(path.clone(), change)]);
        let local = LocalChanges { changes, ..LocalChanges::default() };
        let witness = Words { replaced: vec!["old"], put: Some("new"), aside: None };
        let found = reopened(&local, &Files::new(), &Files::new(), &witness);
        assert_eq!(found.get(&path).copied(), Some(blob("old")));
    }
}
