use std::collections::BTreeMap;

use git2::{ObjectType, Oid};

use super::super::ids::{content_id, git_id};
use super::super::repo::tests::repo;
use super::{Changes, ObjectError, Other, Repo, TreeId};
use crate::merge::{Blob, Change};
use crate::text::RepoPath;

fn blob(repo: &Repo, text: &str) -> Blob {
    Blob::file(repo.write_blob(text.as_bytes()).expect("written"))
}

fn changes(repo: &Repo, changes: &[(&str, Option<&str>)]) -> BTreeMap<RepoPath, Option<Blob>> {
    let change = |(path, text): &(&str, Option<&str>)| {
        (RepoPath::new(path), text.map(|text| blob(repo, text)))
    };
    changes.iter().map(change).collect()
}

fn paths(repo: &Repo, tree: TreeId) -> Vec<String> {
    let files = repo.walk_tree(tree).expect("listed").files;
    files.keys().map(ToString::to_string).collect()
}

fn check(base: &[&str], change: &[(&str, Option<&str>)], expected: &[&str]) {
    let (_dir, repo) = repo();
    let base: Vec<_> = base.iter().map(|path| (*path, Some(*path))).collect();
    let base = repo.write_tree(None, &changes(&repo, &base)).expect("written");
    let tree = repo.write_tree(Some(base), &changes(&repo, change)).expect("written");
    assert_eq!(paths(&repo, tree), expected);
}

#[test]
fn changes_are_laid_over_a_version() {
    let base = ["a/b/c.md", "a/d.md", "e.md"];
    check(
        &base,
        &[("a/b/c.md", Some("new")), ("f/g.md", Some(""))],
        &["a/b/c.md", "a/d.md", "e.md", "f/g.md"],
    );
    check(&base, &[("a/b/c.md", None)], &["a/d.md", "e.md"]);
    check(&base, &[("a/b/c.md", None), ("a/b", Some("x"))], &["a/b", "a/d.md", "e.md"]);
    check(&base, &[("e.md", None), ("e.md/x", Some("x"))], &["a/b/c.md", "a/d.md", "e.md/x"]);
    check(&base, &[("a/b", None), ("zz/y", None), ("e.md/x", None)], &base);
    check(&["a.md"], &[("a.md", None)], &[]);
    check(&["a", "a-b", "a.md"], &[("a0/x", Some("1"))], &["a", "a-b", "a.md", "a0/x"]);
}

#[test]
fn a_path_is_not_a_file_and_a_folder() {
    let (_dir, repo) = repo();
    let base = repo.write_tree(None, &changes(&repo, &[("a/b", Some("1")), ("c", Some("2"))]));
    let base = base.expect("written");
    for clash in [("a", Some("x")), ("c/d", Some("x"))] {
        let result = repo.write_tree(Some(base), &changes(&repo, &[clash]));
        assert!(matches!(result, Err(ObjectError::Clash { .. })), "{result:?}");
    }
}

/// FAILURES 46: not even our own tree gets such a name.
#[test]
fn git_names_are_not_written() {
    let (_dir, repo) = repo();
    for path in [".git/config", "a/../b", ".GIT/x", "a//b", "a/.", "git~1/x"] {
        let result = repo.write_tree(None, &changes(&repo, &[(path, Some("x"))]));
        assert!(matches!(result, Err(ObjectError::BadPath { .. })), "{path}: {result:?}");
    }
}

#[test]
fn differences_between_versions() {
    let (_dir, repo) = repo();
    let old = [("a/b.md", Some("1")), ("a/c.md", Some("2")), ("d.md", Some("3")), ("x", Some(""))];
    let old = repo.write_tree(None, &changes(&repo, &old)).expect("written");
    let new = [("a/c.md", Some("9")), ("d.md", None), ("e/f.md", Some("4")), ("x", None)];
    let new = changes(&repo, &new);
    let new = repo.write_tree(Some(old), &new).expect("written");
    let x = changes(&repo, &[("x/y", Some("5"))]);
    let new = repo.write_tree(Some(new), &x).expect("written");
    let found = repo.tree_changes(Some(old), Some(new)).expect("compared");
    let has = |text: &str| Some(blob(&repo, text));
    let expected = [
        ("a/c.md", (has("2"), has("9"))),
        ("d.md", (has("3"), None)),
        ("e/f.md", (None, has("4"))),
        ("x", (has(""), None)),
        ("x/y", (None, has("5"))),
    ];
    let expected = expected.map(|(path, (old, new))| (RepoPath::new(path), Change { old, new }));
    assert_eq!(found.files, BTreeMap::from(expected));
    assert_eq!(repo.tree_changes(Some(new), Some(new)).expect("equal"), Changes::default());
    assert_eq!(repo.entry(new, &"x/y".into()).expect("read"), has("5"));
    assert_eq!(repo.entry(new, &"x".into()).expect("read"), None);
    assert_eq!(repo.entry(new, &"a/c.md/z".into()).expect("read"), None);
}

/// A tree as no honest git writes it.
fn bytes(entries: &[(&str, &[u8], Oid)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (mode, name, id) in entries {
        bytes.extend_from_slice(mode.as_bytes());
        bytes.push(b' ');
        bytes.extend_from_slice(name);
        bytes.push(0);
        bytes.extend_from_slice(id.as_bytes());
    }
    bytes
}

fn raw(repo: &Repo, entries: &[(&str, &[u8], Oid)]) -> TreeId {
    TreeId::from_git(repo.write_object(ObjectType::Tree, &bytes(entries)).expect("written"))
}

/// FAILURES 46, 47.
#[test]
fn strange_entries_are_told_apart() {
    let (_dir, repo) = repo();
    let id = git_id(blob(&repo, "x").id);
    let tree = raw(
        &repo,
        &[
            ("100644", b"a/b", id),
            ("100644", b"twice", id),
            ("100644", b"twice", id),
            ("100644", b"\xff", id),
            ("120000", b"link", id),
            ("160000", b"module", id),
            ("100755", b"run", id),
        ],
    );
    let found = repo.walk_tree(tree).expect("listed");
    let other = |path: &str| found.others.get(path).copied();
    assert_eq!(other("a\u{fffd}b"), Some(Other::BadName));
    assert_eq!(other("\u{fffd}"), Some(Other::NotText));
    assert_eq!(other("twice"), Some(Other::Twice));
    assert_eq!(other("link"), Some(Other::Symlink(content_id(id))));
    assert_eq!(other("module"), Some(Other::Submodule(content_id(id))));
    assert_eq!(found.files.get("run").map(|blob| blob.executable), Some(true));
    assert_eq!(found.files.len(), 2);
    let kept = repo.write_tree(Some(tree), &changes(&repo, &[("new", Some("y"))]));
    let kept = repo.walk_tree(kept.expect("written")).expect("listed");
    assert!(kept.others.contains_key("module") && kept.others.contains_key("link"));
}

/// FAILURES 51.
#[test]
fn a_tree_of_trees_of_trees_is_refused() {
    let (_dir, repo) = repo();
    let mut tree = raw(&repo, &[("100644", b"x", git_id(blob(&repo, "x").id))]);
    for _ in 0..9 {
        let names: Vec<_> = (b'a'..b'k').map(|name| [name]).collect();
        let entries: Vec<_> =
            names.iter().map(|name| ("40000", &name[..], tree.to_git())).collect();
        tree = raw(&repo, &entries);
    }
    assert!(matches!(repo.walk_tree(tree), Err(ObjectError::TreeTooLarge { .. })));
}

/// Small, and the same everywhere.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_041);
    *state >> 33
}

/// Writes a tree with names that also a hostile one may have, each in git's order.
fn any_tree(repo: &Repo, state: &mut u64, blobs: &[Oid], depth: u64) -> Oid {
    const NAMES: [&[u8]; 9] = [b"a", b"a", b"a.md", b"a0", b"b", b"b/c", b"\xfe", b"\xff", b"c"];
    let mut entries = Vec::new();
    for name in NAMES {
        let id = blobs[usize::try_from(next(state)).expect("small") % blobs.len()];
        match next(state) % 9 {
            0..=3 => {}
            4 | 5 if depth > 0 => {
                entries.push(("40000", name, any_tree(repo, state, blobs, depth - 1)));
            }
            6 => entries.push(("120000", name, id)),
            7 => entries.push(("100755", name, id)),
            _ => entries.push(("100644", name, id)),
        }
    }
    let odb = repo.git.odb().expect("opened");
    odb.write(ObjectType::Tree, &bytes(&entries)).expect("written")
}

/// FAILURES 46, 47: a version listed by way of another one is listed as if by itself.
#[test]
fn a_version_listed_after_another_is_the_same() {
    let (_dir, repo) = repo();
    let blobs = ["1", "2"].map(|text| git_id(blob(&repo, text).id));
    for seed in 0..25 {
        let mut state = seed;
        for _ in 0..4 {
            let tree = TreeId::from_git(any_tree(&repo, &mut state, &blobs, 1));
            let known = repo.walk_tree(tree).expect("listed");
            repo.walked.take();
            assert_eq!(known, repo.walk_tree(tree).expect("listed"), "{seed}");
            let changes = repo.tree_changes(Some(tree), Some(tree)).expect("compared");
            assert_eq!(changes, Changes::default());
            repo.walk_tree(TreeId::from_git(any_tree(&repo, &mut state, &blobs, 1)))
                .expect("listed");
        }
    }
}
