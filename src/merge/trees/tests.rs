//! Trees of a few files, written as `path: text`.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{Changes, trees};
use crate::merge::model::{Change, Contents, Context, Notice, Outcome, ReadError, TreeMerge};
use crate::merge::{Blob, ContentId};
use crate::schema::Language;
use crate::text::RepoPath;

type Tree<'t> = &'t [(&'t str, &'t str)];

struct Store {
    contents: HashMap<ContentId, Arc<[u8]>>,
    base: BTreeMap<RepoPath, Blob>,
}

impl Contents for Store {
    fn read(&self, id: ContentId) -> Result<Arc<[u8]>, ReadError> {
        let found = self.contents.get(&id).cloned();
        found.ok_or_else(|| ReadError { id, source: "no such content".into() })
    }

    fn size(&self, id: ContentId) -> Result<u64, ReadError> {
        Ok(self.read(id)?.len() as u64)
    }

    fn base_has(&self, path: &RepoPath) -> Option<Blob> {
        self.base.get(path).copied()
    }
}

fn blobs(tree: Tree, store: &mut Store) -> BTreeMap<RepoPath, Blob> {
    let blob = |(path, text): &(&str, &str)| {
        let id = ContentId::of_blob(text.as_bytes());
        store.contents.insert(id, Arc::from(text.as_bytes()));
        (RepoPath::new(path), Blob::file(id))
    };
    tree.iter().map(blob).collect()
}

fn changes(base: &BTreeMap<RepoPath, Blob>, side: &BTreeMap<RepoPath, Blob>) -> Changes {
    let paths = base.keys().chain(side.keys());
    let change = |path: &RepoPath| {
        let (old, new) = (base.get(path).copied(), side.get(path).copied());
        (old != new).then(|| (path.clone(), Change { old, new }))
    };
    paths.filter_map(change).collect()
}

fn merge(
    context: &Context,
    base: Tree,
    left: Tree,
    right: Tree,
) -> (TreeMerge, Vec<(String, String)>) {
    let mut store = Store { contents: HashMap::new(), base: BTreeMap::new() };
    store.base = blobs(base, &mut store);
    let (l, r) = (blobs(left, &mut store), blobs(right, &mut store));
    let (l, r) = (changes(&store.base, &l), changes(&store.base, &r));
    let merged = trees(context, &l, &r, &store).expect("readable");
    let mut back = trees(context, &r, &l, &store).expect("readable");
    for clash in &mut back.clashes {
        std::mem::swap(&mut clash.left, &mut clash.right);
    }
    assert_eq!(merged, back, "the sides change places");
    let mut files: BTreeMap<String, String> =
        base.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    for (path, outcome) in &merged.files {
        let bytes = match outcome {
            Outcome::Deleted => {
                assert!(files.remove(path.as_str()).is_some(), "{path} was there to be deleted");
                continue;
            }
            Outcome::Existing(blob) => store.read(blob.id).expect("known"),
            Outcome::New { bytes, .. } => bytes.clone(),
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let old = files.insert(path.as_str().to_owned(), text.clone());
        assert_ne!(old, Some(text), "{path} differs from the merge base");
    }
    (merged, files.into_iter().collect())
}

fn check(base: Tree, left: Tree, right: Tree, expected: Tree) -> TreeMerge {
    let (merged, files) = merge(&Context::new(Language::English), base, left, right);
    let shown: Vec<(&str, &str)> = files
        .iter()
        .filter(|(path, _)| !merged.notes.contains(&RepoPath::new(path)))
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    assert_eq!(shown, expected);
    merged
}

fn notices(merged: &TreeMerge) -> String {
    let show = |notice: &Notice| match notice {
        Notice::Restored { path } => format!("restored {path}"),
        Notice::PartRestored { path, .. } => format!("restored in {path}"),
        Notice::NoteGone { path } => format!("gone {path}"),
        Notice::EntryGone { path } => format!("{path} entry gone"),
        Notice::MovedTwice { path, not } => format!("{path} not {not}"),
        Notice::SideBySide { path, other } => format!("{path} beside {other}"),
        Notice::NameTaken { wanted, given } => format!("{wanted} given {given}"),
    };
    merged.notices.iter().map(show).collect::<Vec<_>>().join("; ")
}

const ONE: &str = "---\nid: ola-1\ntitle: one\n---\nfirst\n\nsecond\n";
const ONE_EDITED: &str = "---\nid: ola-1\ntitle: one\n---\nfirst\n\nsecond, edited\n";
const ONE_TITLED: &str = "---\nid: ola-1\ntitle: the one\n---\nfirst\n\nsecond\n";
const ONE_BOTH: &str = "---\nid: ola-1\ntitle: the one\n---\nfirst\n\nsecond, edited\n";
const TWO: &str = "---\nid: ola-2\ntitle: two\n---\nother\n";

#[test]
fn what_one_side_did_stands() {
    check(
        &[("a.md", "a"), ("b.md", "b")],
        &[("a.md", "x")],
        &[("a.md", "a"), ("b.md", "b"), ("c", "c")],
        &[("a.md", "x"), ("c", "c")],
    );
    check(&[("a", "a")], &[("a", "b")], &[("a", "b")], &[("a", "b")]);
    check(&[("a", "a")], &[], &[], &[]);
}

/// FAILURES 22 and 65.
#[test]
fn an_edit_follows_a_rename() {
    let merged = check(
        &[("tasks/a.md", ONE)],
        &[("tasks/b.md", ONE_TITLED)],
        &[("tasks/a.md", ONE_EDITED)],
        &[("tasks/b.md", ONE_BOTH)],
    );
    assert_eq!(notices(&merged), "");
    // A file without an id follows its content, or its name.
    check(
        &[("x/a.txt", "1\n2\n3\n")],
        &[("y/b.txt", "1\n2\n3\n")],
        &[("x/a.txt", "1\n2\n4\n")],
        &[("y/b.txt", "1\n2\n4\n")],
    );
    check(
        &[("x/a.txt", "1\n2\n3\n4\n5\n")],
        &[("y/a.txt", "0\n1\n2\n3\n4\n5\n")],
        &[("x/a.txt", "1\n2\n3\n4\n6\n")],
        &[("y/a.txt", "0\n1\n2\n3\n4\n6\n")],
    );
}

/// FAILURES 22: delete against rename.
#[test]
fn a_rename_survives_a_deletion() {
    let merged = check(&[("a.md", ONE)], &[("b.md", ONE_EDITED)], &[], &[("b.md", ONE_EDITED)]);
    assert_eq!(notices(&merged), "restored b.md");
    check(&[("a.md", ONE)], &[("b.md", ONE)], &[], &[("b.md", ONE)]);
}

/// A temporary file that a run which was killed left behind, and that plain git took along.
#[test]
fn an_edit_follows_into_no_leftover() {
    const LEFTOVER: &str = ".handover-1-0-ab12.tmp";
    let merged = check(
        &[("a.md", ONE)],
        &[(LEFTOVER, ONE)],
        &[("a.md", ONE_EDITED)],
        &[(LEFTOVER, ONE), ("a.md", ONE_EDITED)],
    );
    assert_eq!(notices(&merged), "restored a.md");
}

/// FAILURES 23.
#[test]
fn an_edit_survives_a_deletion() {
    let merged = check(&[("a.md", ONE)], &[("a.md", ONE_EDITED)], &[], &[("a.md", ONE_EDITED)]);
    assert_eq!(notices(&merged), "restored a.md");
    check(&[("a.md", ONE)], &[("a.md", ONE)], &[], &[]);
}

#[test]
fn two_renames_of_one_file_are_one_file() {
    let merged = check(
        &[("a.md", ONE)],
        &[("c.md", ONE_TITLED)],
        &[("b.md", ONE_EDITED)],
        &[("b.md", ONE_BOTH)],
    );
    assert_eq!(notices(&merged), "b.md not c.md");
}

/// FAILURES 30.
#[test]
fn directories_moved_into_each_other_make_no_cycle() {
    check(
        &[("a/x.md", ONE), ("b/y.md", TWO)],
        &[("b/a/x.md", ONE), ("b/y.md", TWO)],
        &[("a/x.md", ONE), ("a/b/y.md", TWO)],
        &[("a/b/y.md", TWO), ("b/a/x.md", ONE)],
    );
}

#[test]
fn two_documents_that_change_places_are_told_apart() {
    let merged = check(
        &[("a.md", ONE), ("b.md", TWO)],
        &[("a.md", TWO), ("b.md", ONE)],
        &[("a.md", ONE_EDITED), ("b.md", TWO)],
        &[("a.md", TWO), ("b.md", ONE_EDITED)],
    );
    assert_eq!(notices(&merged), "");
}

/// FAILURES 21: the lower id keeps the name, and ids that clash are handed to sync.
#[test]
fn two_documents_never_share_a_name_or_lose_an_id() {
    let merged =
        check(&[], &[("a.md", TWO)], &[("a.md", ONE)], &[("a-ola-2.md", TWO), ("a.md", ONE)]);
    assert_eq!(notices(&merged), "a.md given a-ola-2.md");
    let merged = check(
        &[],
        &[("b.md", ONE)],
        &[("a.md", ONE_EDITED)],
        &[("a.md", ONE_EDITED), ("b.md", ONE)],
    );
    assert_eq!(merged.clashes.len(), 1);
    assert_eq!(
        (merged.clashes[0].left.as_str(), merged.clashes[0].right.as_str()),
        ("b.md", "a.md")
    );
    let merged = check(
        &[("a.md", ONE)],
        &[("c.md", ONE)],
        &[("a.md", ONE_EDITED), ("c.md", TWO)],
        &[("c-ola-2.md", TWO), ("c.md", ONE_EDITED)],
    );
    assert_eq!(notices(&merged), "c.md given c-ola-2.md");
}

/// FAILURES 31.
#[test]
fn what_cannot_be_merged_stands_side_by_side() {
    let merged = check(
        &[("a.png", "\0base")],
        &[("a.png", "\0left")],
        &[("a.png", "\0right")],
        &[("a-f3836a00.png", "\0right"), ("a.png", "\0left")],
    );
    assert_eq!(notices(&merged), "a.png beside a-f3836a00.png");
    check(
        &[("a.txt", "x\n")],
        &[("a.txt", "y\n")],
        &[("a.txt", "z\n")],
        &[("a-b6802534.txt", "z\n"), ("a.txt", "y\n")],
    );
    check(
        &[("a", "x\n")],
        &[("a", "y\n")],
        &[("a", "x\nz\n")],
        &[("a", "x\nz\n"), ("a-975fbec8", "y\n")],
    );
    let age = "-----BEGIN AGE ENCRYPTED FILE-----\n1\n2\n3\n4\n";
    let (one, other) = (age.replace('1', "x"), age.replace('4', "y"));
    let (_, files) = merge(
        &Context::new(Language::English),
        &[("a.txt", age)],
        &[("a.txt", &one)],
        &[("a.txt", &other)],
    );
    assert_eq!(files.len(), 2);
}

#[test]
fn a_version_that_already_stands_beside_is_not_doubled() {
    let side: Tree = &[("a", "x\nz\n"), ("a-975fbec8", "y\n")];
    check(&[("a", "x\n")], side, &[("a", "y\n")], side);
    // Another file of that name is left alone.
    let taken = ("a-975fbec8", "mine");
    let merged = check(
        &[("a", "x\n"), taken],
        &[("a", "y\n"), taken],
        &[("a", "x\nz\n"), taken],
        &[("a", "x\nz\n"), taken, ("a-975fbec8256d3e8a", "y\n")],
    );
    assert_eq!(merged.notices.len(), 1);
}

#[test]
fn settings_that_would_not_parse_stand_side_by_side() {
    check(
        &[("workspace.yml", "format: 1\nname: x\nzone: UTC\n")],
        &[("workspace.yml", "days: 1\nformat: 1\nname: x\nzone: UTC\n")],
        &[("workspace.yml", "format: 1\nname: x\nzone: UTC\ndays: 2\n")],
        &[
            ("workspace-c6cddd15.yml", "format: 1\nname: x\nzone: UTC\ndays: 2\n"),
            ("workspace.yml", "days: 1\nformat: 1\nname: x\nzone: UTC\n"),
        ],
    );
}

/// FAILURES 80.
#[test]
fn two_replies_of_one_name_are_both_kept() {
    let path = "tasks/ola-1-x/2026-11-24-091203-kari-note-7f3a.md";
    let (merged, files) =
        merge(&Context::new(Language::English), &[], &[(path, "One.\n")], &[(path, "Other.\n")]);
    assert_eq!(
        files.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(),
        ["Other.\n", "One.\n"]
    );
    assert_eq!(merged.conflicts, []);
    check(&[], &[(path, "One.\n")], &[(path, "One.\n")], &[(path, "One.\n")]);
}

#[test]
fn a_file_gives_way_to_a_folder() {
    check(
        &[],
        &[("a", "file")],
        &[("a/b", "inside")],
        &[("a-1a010b1c", "file"), ("a/b", "inside")],
    );
}

#[test]
fn names_that_are_one_elsewhere_are_parted() {
    let (merged, files) =
        merge(&Context::new(Language::English), &[], &[("Møte.txt", "a")], &[("møte.txt", "b")]);
    assert_eq!((files.len(), merged.notices.len()), (2, 1));
    // A change of case alone is a rename.
    check(&[("a.md", ONE)], &[("A.md", ONE)], &[("a.md", ONE_EDITED)], &[("A.md", ONE_EDITED)]);
}

/// FAILURES 32 and 76.
#[test]
fn a_note_is_made_once() {
    let base = "---\nid: ola-1\nfrom: ola\ndue: 2026-12-01\n---\n";
    let (left, right) = (base.replace("-01\n", "-04\n"), base.replace("-01\n", "-03\n"));
    let trees: [Tree; 3] =
        [&[("tasks/a.md", base)], &[("tasks/a.md", &left)], &[("tasks/a.md", &right)]];
    let merged = check(trees[0], trees[1], trees[2], &[("tasks/a.md", &right)]);
    let [note] = &merged.notes[..] else { panic!("one note") };
    let known: &dyn Fn(&RepoPath) -> bool = &|path| path == note;
    let context = Context { known_notes: known, ..Context::new(Language::English) };
    let (again, _) = merge(&context, trees[0], trees[1], trees[2]);
    assert_eq!((again.notes.len(), again.conflicts.len()), (0, 1));
    let (quiet, _) = merge(&Context::for_bases(), trees[0], trees[1], trees[2]);
    assert_eq!((quiet.notes.len(), quiet.files.len()), (0, 1));
}

#[test]
fn of_a_note_deletion_beats_edit() {
    let path = "conflicts/ola-1-due-123456789abc.md";
    let note = "---\nkind: conflict\ndocument: ola-1\n---\n\n- [ ] Keep\n- [ ] Take\n";
    check(&[(path, note)], &[], &[(path, &note.replace("[ ] Take", "[x] Take"))], &[]);
    let (one, other) = (note.replace("Keep", "Keep it"), note.replace("Keep", "Keep that"));
    let merged = check(
        &[(path, note)],
        &[(path, &one)],
        &[(path, &other)],
        &[(
            path,
            "---\nkind: conflict\ndocument: ola-1\n---\n\n- [ ] Keep it\n\n Keep that\n- [ ] Take\n",
        )],
    );
    assert_eq!(merged.conflicts, []);
}

/// FAILURES 47: renamed in its case alone and rewritten, against an edit at the old name.
#[test]
fn an_edit_and_a_file_of_its_name_in_another_case_stand_under_two_names() {
    let (base, left, right) = ("\0a", "\0a, by left", "\0b, by right");
    let (_, files) = merge(
        &Context::new(Language::English),
        &[("data/scan.bin", base)],
        &[("data/scan.bin", left)],
        &[("data/SCAN.bin", right)],
    );
    let texts: Vec<&str> = files.iter().map(|(_, text)| text.as_str()).collect();
    assert!(texts.contains(&left) && texts.contains(&right), "{files:?}");
    let names: std::collections::BTreeSet<String> =
        files.iter().map(|(path, _)| path.to_lowercase()).collect();
    assert_eq!(names.len(), 2, "{files:?}");
}
