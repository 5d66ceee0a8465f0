use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::merge::{self, Blob, Changes, ContentId, Note, Notice, Outcome, TreeMerge};
use crate::schema::Language;
use crate::text::RepoPath;

/// What a line begins with that git adds where two versions differ.
const MARKERS: [&str; 4] = ["<<<<<<<", ANCESTOR, "=======", ">>>>>>>"];
/// What comes behind it is the common ancestor's.
const ANCESTOR: &str = "|||||||";

/// A merge of two versions that was made elsewhere, and what ours of the same two comes to.
pub struct ForeignMerge<'a> {
    /// What the merge has otherwise than each of its parents.
    pub since: [&'a Changes; 2],
    pub ours: &'a TreeMerge,
}

/// What can be told of the versions around a merge.
pub trait Around {
    /// Returns a file as it stands today, and may be changed.
    fn now(&self, path: &RepoPath) -> Option<Blob>;

    /// Tells whether nothing can be told of a file from what its parents have of each other: one of them was not
    /// made of what stood there before.
    fn is_apart(&self, path: &RepoPath) -> bool;

    /// Returns a file as the merge left it.
    fn merged(&self, path: &RepoPath) -> Option<Blob>;

    /// Tells whether a conflict note is there, or ever was since the parents parted.
    fn knows(&self, note: &RepoPath) -> bool;

    /// Returns the text of a version; `None` for what is none.
    fn text(&self, blob: &Blob) -> Option<String>;
}

/// What is to be put right after merges that were made elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repair {
    /// The files that are written, notes among them.
    pub files: BTreeMap<RepoPath, Outcome>,
    /// The documents among them that were broken.
    pub repaired: BTreeSet<RepoPath>,
}

impl Repair {
    /// Adds what is to be put right after one merge: documents that it broke, and the notes that it
    /// lacks.
    ///
    /// A document is replaced by our merge of the parents' versions where the merge made a broken
    /// one of two that were sound, nobody typed anything into it while merging, and nobody has touched
    /// it since. A note is added where what stands in the document, then and now, is what the note
    /// says to stand. All of it follows from the versions alone, so that everybody who puts it right
    /// writes the same bytes.
    pub fn add(&mut self, merge: &ForeignMerge<'_>, around: &dyn Around) {
        let broken: BTreeSet<RepoPath> = merge.since[0]
            .keys()
            .filter(|path| !self.files.contains_key(*path) && !around.is_apart(path))
            .filter(|path| is_broken(path, merge, around))
            .cloned()
            .collect();
        let mixed: Vec<(RepoPath, Vec<RepoPath>)> =
            broken.iter().map(|path| (path.clone(), mixed_in(path, merge, around))).collect();
        let mut broken = broken;
        for (path, others) in mixed {
            // Where somebody has touched what the lines of another document belong to, all stay where they are.
            match others.iter().all(|other| has_stayed(other, around)) {
                true => broken.extend(others),
                false => drop(broken.remove(&path)),
            }
        }
        for path in &broken {
            let beside = merge.ours.notices.iter().filter_map(|notice| match notice {
                Notice::SideBySide { path: of, other } if of == path => Some(other),
                _ => None,
            });
            for path in beside.chain([path]) {
                self.take(path, merge.ours);
            }
        }
        for conflict in &merge.ours.conflicts {
            let note = &conflict.note;
            let is_lacking = merge.ours.notes.contains(note) && !around.knows(note);
            let stands = || {
                let what = (&conflict.conflict.what, conflict.conflict.kept.as_str());
                let path = &conflict.path;
                let has = |blob: Option<Blob>| {
                    let text = blob.and_then(|blob| around.text(&blob));
                    text.is_some_and(|text| merge::stands(what.0, what.1, path, &text))
                };
                has(around.merged(path)) && has(around.now(path))
            };
            if is_lacking && (broken.contains(&conflict.path) || stands()) {
                self.take(note, merge.ours);
            }
        }
        self.repaired.extend(broken);
    }

    /// Adds a document with markers in it of which no merge tells where they come from, as where a
    /// branch was made one commit: it is put together from what stands between the markers.
    ///
    /// Of what it holds, everything but the markers is in the document or in a note.
    pub fn add_marked(
        &mut self,
        path: &RepoPath,
        marked: Blob,
        language: Language,
        around: &dyn Around,
    ) {
        let text = around.text(&marked).filter(|text| merge::is_broken(path, text));
        let Some(found) = text.and_then(|text| merge::unmarked(&text)) else { return };
        let merged = merge::documents(path, Some(&found.base), &found.left, &found.right);
        if self.files.contains_key(path) || merge::is_broken(path, &merged.text) {
            return;
        }
        let new =
            |text: String, executable| Outcome::New { bytes: text.into_bytes().into(), executable };
        self.files.insert(path.clone(), new(merged.text, marked.executable));
        self.repaired.insert(path.clone());
        for conflict in &merged.conflicts {
            let note = Note::of(conflict, language);
            if !around.knows(&note.path) {
                self.files.entry(note.path).or_insert_with(|| new(note.text, false));
            }
        }
    }

    fn take(&mut self, path: &RepoPath, ours: &TreeMerge) {
        if let Some(outcome) = ours.files.get(path) {
            self.files.entry(path.clone()).or_insert_with(|| outcome.clone());
        }
    }
}

/// Tells whether the merge broke a document that our merge does not break.
fn is_broken(path: &RepoPath, merge: &ForeignMerge<'_>, around: &dyn Around) -> bool {
    let Some(made) = made(path, merge.since, around) else { return false };
    let broken = |blob: &Blob| around.text(blob).map(|text| merge::is_broken(path, &text));
    let old = merge.since.map(|since| since.get(path).and_then(|change| change.old));
    let ours = match merge.ours.files.get(path) {
        Some(Outcome::Existing(blob)) => broken(blob),
        Some(Outcome::New { bytes, .. }) => {
            let text = std::str::from_utf8(bytes).ok();
            text.map(|text| merge::is_broken(path, text))
        }
        Some(Outcome::Deleted) | None => None,
    };
    broken(&made) == Some(true)
        && ours == Some(false)
        && old.iter().flatten().all(|blob| broken(blob) == Some(false))
        && is_by_machine(&made, &parents(path, merge), around)
}

/// Returns the versions of a document that a merge was made of: where a parent has it under another
/// name, what our merge, too, took away from there.
fn parents(path: &RepoPath, merge: &ForeignMerge<'_>) -> Vec<Blob> {
    let moved = |since: &Changes| -> Vec<Blob> {
        let gone = since.iter().filter(|(path, change)| {
            let is_gone = change.new.is_none() && path.is_markdown();
            is_gone && matches!(merge.ours.files.get(*path), Some(Outcome::Deleted))
        });
        gone.filter_map(|(_, change)| change.old).collect()
    };
    let of = |since: &&Changes| match since.get(path).and_then(|change| change.old) {
        Some(blob) => vec![blob],
        None => moved(since),
    };
    merge.since.iter().flat_map(of).collect()
}

/// Returns the documents whose lines git has taken for those of this one, since they were moved by one side and
/// are alike, or one side has this one in their place, by where our merge has them: there they lack what was put
/// into this one.
fn mixed_in(path: &RepoPath, merge: &ForeignMerge<'_>, around: &dyn Around) -> Vec<RepoPath> {
    let differs = |to: &&RepoPath| match merge.ours.files.get(*to) {
        Some(Outcome::Existing(blob)) => around.now(to) != Some(*blob),
        Some(Outcome::New { bytes, .. }) => {
            around.now(to).is_none_or(|now| now.id != ContentId::of_blob(bytes))
        }
        Some(Outcome::Deleted) | None => false,
    };
    let has_own = |since: &&Changes| since.get(path).is_some_and(|change| change.old.is_some());
    if merge.since.iter().all(has_own) {
        let moved = merge.ours.moved.iter().filter(|(from, to)| *from == path && *to != path);
        return moved.map(|(_, to)| to).filter(differs).cloned().collect();
    }
    let text = |blob: Option<Blob>| blob.and_then(|blob| around.text(&blob)).unwrap_or_default();
    let own = merge.since.map(|since| text(since.get(path).and_then(|change| change.old)));
    let own: HashSet<&str> = own.iter().flat_map(|text| text.lines()).map(str::trim_end).collect();
    let made = text(around.merged(path));
    let foreign = made.lines().map(str::trim_end).filter(|line| !own.contains(line));
    let foreign: HashSet<&str> = foreign.filter(|line| !line.is_empty()).collect();
    let moved = merge.ours.moved.iter().filter(|(from, to)| {
        let gone = merge.since.map(|since| since.get(*from).filter(|change| change.new.is_none()));
        let mut gone = gone.into_iter().flatten().map(|change| text(change.old));
        let has_some = |text: String| text.lines().any(|line| foreign.contains(line.trim_end()));
        *to != path && gone.any(has_some)
    });
    moved.map(|(_, to)| to).filter(differs).cloned().collect()
}

/// Tells whether nobody has touched a file since a merge.
fn has_stayed(path: &RepoPath, around: &dyn Around) -> bool {
    around.now(path).is_some() && around.now(path) == around.merged(path)
}

/// Tells whether every line of what a merge made is one of its parents', or a marker.
///
/// What stands between the markers as the common ancestor's is nobody's new text either.
fn is_by_machine(made: &Blob, parents: &[Blob], around: &dyn Around) -> bool {
    let texts: Vec<String> = parents.iter().filter_map(|blob| around.text(blob)).collect();
    let known: HashSet<&str> =
        texts.iter().flat_map(|text| text.lines()).map(str::trim_end).collect();
    let Some(text) = around.text(made) else { return false };
    let mut in_ancestor = false;
    text.lines().map(str::trim_end).all(|line| {
        let marker = line.get(..7).filter(|start| MARKERS.contains(start));
        in_ancestor = marker.map_or(in_ancestor, |marker| marker == ANCESTOR);
        marker.is_some() || in_ancestor || line.is_empty() || known.contains(line)
    })
}

/// Returns the version of a document that the merge made itself, if it still stands there.
fn made(path: &RepoPath, since: [&Changes; 2], around: &dyn Around) -> Option<Blob> {
    if !path.is_markdown() {
        return None;
    }
    let [left, right] = since.map(|since| since.get(path).and_then(|change| change.new));
    left.filter(|blob| right == Some(*blob) && around.now(path) == Some(*blob))
}

/// Tells whether a merge can have something to be put right: a document that it made itself and that
/// still stands there.
pub fn has_made(since: [&Changes; 2], around: &dyn Around) -> bool {
    since[0].keys().any(|path| made(path, since, around).is_some())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::sync::Arc;

    use super::*;
    use crate::merge::{Change, Contents, Context, ReadError};
    use crate::schema::Language;

    const PATH: &str = "tasks/ola-1.md";
    const BASE: &str = "---\nid: ola-1\ndue: 2026-12-10\n---\nOne.\n";
    const LEFT: &str = "---\nid: ola-1\ndue: 2026-12-03\n---\nOne.\n";
    const RIGHT: &str = "---\nid: ola-1\ndue: 2026-12-04\n---\nOne.\n";
    const MARKED: &str = "---\nid: ola-1\n<<<<<<< a\ndue: 2026-12-03\n=======\ndue: 2026-12-04\n>>>>>>> b\n---\nOne.\n";
    const DOUBLED: &str = "---\ndue: 2026-12-03\nid: ola-1\ndue: 2026-12-04\n---\nOne.\n";

    /// All contents by name, and what is said of the history.
    #[derive(Default)]
    struct World {
        contents: RefCell<BTreeMap<ContentId, String>>,
        now: BTreeMap<RepoPath, Blob>,
        merged: BTreeMap<RepoPath, Blob>,
        known: BTreeSet<RepoPath>,
        apart: bool,
    }

    impl World {
        fn blob(&self, text: &str) -> Blob {
            let id = ContentId::of_blob(text.as_bytes());
            self.contents.borrow_mut().insert(id, text.to_owned());
            Blob::file(id)
        }

        fn change(&self, old: &str, new: &str) -> Changes {
            let change = Change { old: Some(self.blob(old)), new: Some(self.blob(new)) };
            Changes::from([(RepoPath::new(PATH), change)])
        }
    }

    impl Contents for World {
        fn read(&self, id: ContentId) -> Result<Arc<[u8]>, ReadError> {
            Ok(self.contents.borrow()[&id].as_bytes().into())
        }

        fn size(&self, id: ContentId) -> Result<u64, ReadError> {
            Ok(self.contents.borrow()[&id].len() as u64)
        }

        fn base_has(&self, path: &RepoPath) -> Option<Blob> {
            (path.as_str() == PATH).then(|| self.blob(BASE))
        }
    }

    impl Around for World {
        fn now(&self, path: &RepoPath) -> Option<Blob> {
            self.now.get(path).copied()
        }

        fn is_apart(&self, _: &RepoPath) -> bool {
            self.apart
        }

        fn merged(&self, path: &RepoPath) -> Option<Blob> {
            self.merged.get(path).copied()
        }

        fn knows(&self, note: &RepoPath) -> bool {
            self.known.contains(note)
        }

        fn text(&self, blob: &Blob) -> Option<String> {
            self.contents.borrow().get(&blob.id).cloned()
        }
    }

    /// Repairs a merge that came to `merged`, of which `now` is there today.
    fn repair(left: &str, right: &str, merged: &str, now: &str, knows: bool) -> Repair {
        let mut world = World::default();
        let (ours, theirs) = (world.change(BASE, left), world.change(BASE, right));
        let context = Context::new(Language::English);
        let ours = merge::trees(&context, &ours, &theirs, &world).expect("all contents are there");
        let since = [world.change(left, merged), world.change(right, merged)];
        world.now.insert(RepoPath::new(PATH), world.blob(now));
        world.merged.insert(RepoPath::new(PATH), world.blob(merged));
        if knows {
            world.known = ours.notes.iter().cloned().collect();
        }
        let mut repair = Repair::default();
        let since = since.each_ref();
        repair.add(&ForeignMerge { since, ours: &ours }, &world);
        repair
    }

    /// Says which document is made anew, and how many notes are made.
    fn check(merged: &str, now: &str, knows: bool, anew: bool, notes: usize) {
        let found = repair(LEFT, RIGHT, merged, now, knows);
        assert_eq!(found.repaired.len(), usize::from(anew), "{merged}, now {now}");
        assert_eq!(found.files.len() - found.repaired.len(), notes, "{merged}, now {now}");
        if anew {
            let left = Outcome::Existing(World::default().blob(LEFT));
            assert_eq!(found.files[PATH], left, "the earlier date stands");
        }
    }

    /// FAILURES 75.
    #[test]
    fn what_the_merge_broke_is_made_anew_with_its_note() {
        check(MARKED, MARKED, false, true, 1);
        check(DOUBLED, DOUBLED, false, true, 1);
        check(MARKED, MARKED, true, true, 0);
    }

    /// Git takes a document that was moved for another new one that is like it, and puts its lines there.
    #[test]
    fn lines_that_git_put_into_another_document_are_where_they_belong() {
        const NEW: &str = "---\nid: per-9\ndue: 2026-12-10\n---\nOne.\n";
        const MIXED: &str = "---\n<<<<<<< a\nid: ola-1\ntags: [bank]\n=======\nid: per-9\n>>>>>>> b\ndue: 2026-12-10\n---\nOne.\n";
        let check = |now: &str, anew: &[&str]| {
            let mut world = World::default();
            let [here, moved, new] =
                [PATH, "tasks/bank/ola-1.md", "tasks/per-9.md"].map(RepoPath::new);
            let tagged = BASE.replace("due:", "tags: [bank]\ndue:");
            let [base, tagged] = [BASE, &tagged].map(|text| Some(world.blob(text)));
            let [right, of_new, mixed] = [RIGHT, NEW, MIXED].map(|text| Some(world.blob(text)));
            let changes = |all: &[(&RepoPath, Option<Blob>, Option<Blob>)]| -> Changes {
                let all = all
                    .iter()
                    .map(|(path, old, new)| ((*path).clone(), Change { old: *old, new: *new }));
                all.collect()
            };
            let ours = changes(&[(&here, base, tagged)]);
            let theirs =
                changes(&[(&here, base, None), (&moved, None, right), (&new, None, of_new)]);
            let context = Context::new(Language::English);
            let ours =
                merge::trees(&context, &ours, &theirs, &world).expect("all contents are there");
            let since = [
                changes(&[(&here, tagged, None), (&moved, None, right), (&new, None, mixed)]),
                changes(&[(&new, of_new, mixed)]),
            ];
            for (path, blob) in [(&moved, right), (&new, mixed)] {
                world.merged.extend(blob.map(|blob| (path.clone(), blob)));
            }
            world.now = world.merged.clone();
            world.now.insert(moved.clone(), world.blob(now));
            let mut repair = Repair::default();
            repair.add(&ForeignMerge { since: since.each_ref(), ours: &ours }, &world);
            let found: Vec<&str> = repair.repaired.iter().map(RepoPath::as_str).collect();
            assert_eq!(found, anew, "{now}");
            if !anew.is_empty() {
                let Some(Outcome::New { bytes, .. }) = repair.files.get(&moved) else {
                    panic!("{:?}", repair.files)
                };
                let text = String::from_utf8_lossy(bytes);
                assert!(text.contains("tags: [bank]") && text.contains("2026-12-04"), "{text}");
            }
        };
        check(RIGHT, &["tasks/bank/ola-1.md", "tasks/per-9.md"]);
        check(LEFT, &[]);
    }

    #[test]
    fn what_was_not_made_of_what_stood_there_is_not_told_from_the_parents() {
        let (mut repair, mut world) = (Repair::default(), World::default());
        let (left, right) = (world.change(BASE, LEFT), world.change(BASE, RIGHT));
        let context = Context::new(Language::English);
        let ours = merge::trees(&context, &left, &right, &world).expect("all contents are there");
        let since = [world.change(LEFT, MARKED), world.change(RIGHT, MARKED)];
        world.now.insert(RepoPath::new(PATH), world.blob(MARKED));
        world.merged = world.now.clone();
        world.apart = true;
        repair.add(&ForeignMerge { since: since.each_ref(), ours: &ours }, &world);
        assert!(repair.repaired.is_empty());
    }

    #[test]
    fn markers_of_which_no_merge_tells_are_put_together_from_themselves() {
        let world = World::default();
        let path = RepoPath::new(PATH);
        let mut repair = Repair::default();
        repair.add_marked(&path, world.blob(MARKED), Language::English, &world);
        let Some(Outcome::New { bytes, .. }) = repair.files.get(&path) else { panic!("nothing") };
        assert_eq!(&**bytes, LEFT.as_bytes(), "the earlier date stands");
        assert_eq!((repair.files.len(), repair.repaired.len()), (2, 1), "and a note");
        let mut repair = Repair::default();
        for text in [LEFT, DOUBLED, "<<<<<<< a\nOne.\n"] {
            repair.add_marked(&path, world.blob(text), Language::English, &world);
        }
        assert_eq!(repair, Repair::default());
    }

    #[test]
    fn what_somebody_has_touched_since_is_left_alone() {
        check(MARKED, LEFT, false, false, 0);
        check(MARKED, DOUBLED, false, false, 0);
    }

    #[test]
    fn what_somebody_typed_while_merging_is_left_alone() {
        let typed = MARKED.replace("One.", "One.\nAgreed with Kari by phone.");
        check(&typed, &typed, false, false, 0);
        let ancestor = MARKED.replace("=======", "||||||| c\ndue: 2026-12-10\n=======");
        check(&ancestor, &ancestor, false, true, 1);
    }

    #[test]
    fn a_note_tells_what_a_sound_merge_did_without_a_word() {
        let both = LEFT.replace("One.", "One, and more.");
        check(&both, &both, false, false, 1);
        check(&both, &both, true, false, 0);
        check(&both, RIGHT, false, false, 0);
        let other = RIGHT.replace("One.", "One, and more.");
        check(&other, &other, false, false, 0);
    }

    #[test]
    fn what_was_broken_before_is_not_the_merges_doing() {
        let broken = LEFT.replace("id: ola-1", "id: ola: 1");
        let found = repair(&broken, RIGHT, MARKED, MARKED, false);
        assert!(found.repaired.is_empty());
    }

    #[test]
    fn a_side_that_is_taken_as_it_was_was_made_by_nobody() {
        let world = World::default();
        let since = [world.change(MARKED, MARKED), world.change(RIGHT, MARKED)];
        assert!(!has_made([&Changes::new(), &since[1]], &world));
    }
}
