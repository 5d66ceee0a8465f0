use super::*;
use crate::store::repo::tests::repo;

fn entry(path: &str, content: u8) -> git2::IndexEntry {
    let time = git2::IndexTime::new(7, 8);
    git2::IndexEntry {
        ctime: time,
        mtime: time,
        dev: 0,
        ino: 9,
        mode: 0o100_644,
        uid: 1,
        gid: 2,
        file_size: 3,
        id: git2::Oid::hash_object(git2::ObjectType::Blob, &[content]).expect("hashed"),
        flags: 0,
        flags_extended: 0,
        path: path.into(),
    }
}

fn written(paths: &[&str]) -> Vec<u8> {
    let empty = Parsed {
        version: 2,
        entries: Vec::new(),
        extensions: Vec::new(),
        body: b"",
        end: 0,
        unsummed: false,
    };
    let new = |path: &&str| (path.as_bytes().to_vec(), Some(entry(path, 1)));
    whole(&empty, &paths.iter().map(new).collect())
}

fn whole(index: &Parsed<'_>, changes: &Changes) -> Vec<u8> {
    let mut bytes = rewritten(index, changes).expect("written");
    bytes.extend_from_slice(&sum(&bytes, index.unsummed));
    bytes
}

fn paths(bytes: &[u8]) -> Vec<String> {
    let parsed = parse(bytes).expect("read");
    let all = parsed.entries.iter();
    all.map(|entry| String::from_utf8_lossy(&entry.path).into_owned()).collect()
}

#[test]
fn what_is_written_is_read_by_libgit2() {
    let (_dir, repo) = repo();
    let names = ["a", "a-b", "a.md", "folder/a/x.md", "folder/b.md", "z/å.md"];
    let bytes = written(&names);
    assert_eq!(paths(&bytes), names);
    std::fs::write(repo.git_dir().join("index"), &bytes).expect("written");
    repo.write_blob(&[1]).expect("stored");
    let mut index = git2::Index::open(&repo.git_dir().join("index")).expect("read");
    assert_eq!(index.len(), names.len());
    let parsed = parse(&bytes).expect("read");
    let there = index.get_path("a.md".as_ref(), 0).expect("there");
    let same = parsed.entries.iter().find(|entry| *entry.path == *b"a.md").expect("there");
    assert_eq!((&same.id()[..], same.number(Field::Inode)), (there.id.as_bytes(), there.ino));
    assert_eq!(same.number(Field::Size), there.file_size);
    let tree = index.write_tree_to(&repo.git).expect("written");
    assert_eq!(parsed.tree().expect("a tree")[..], *tree.as_bytes());
}

#[test]
fn a_file_and_a_folder_give_way_to_each_other() {
    let check = |before: &[&str], path: &str, expected: &[&str]| {
        let bytes = written(before);
        let index = parse(&bytes).expect("read");
        let new = Changes::from([(path.into(), Some(entry(path, 2)))]);
        assert_eq!(paths(&whole(&index, &new)), expected, "{path}");
    };
    check(&["a", "b"], "a/b/c", &["a/b/c", "b"]);
    check(&["a/b", "a/c/d", "a-b", "a0"], "a", &["a", "a-b", "a0"]);
    check(&["a"], "a", &["a"]);
    check(&[], "a", &["a"]);
}

#[test]
fn damage_is_never_believed() {
    let bytes = written(&["a.md", "folder/b.md"]);
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x41;
        assert!(parse(&damaged).is_none(), "{at}");
        assert!(parse(&bytes[..at]).is_none(), "{at}");
    }
    // Without a sum nothing vouches for the rest, which must do no harm all the same.
    let body = bytes.len() - ID;
    for at in 0..body {
        for value in [0, 1, 0x7f, 0xff] {
            let mut damaged = bytes.clone();
            damaged[at] = value;
            damaged[body..].fill(0);
            if let Some(parsed) = parse(&damaged) {
                parsed.tree();
                rewritten(&parsed, &Changes::from([("a.md".into(), None)]));
            }
        }
    }
}

#[test]
fn remembered_trees_are_forgotten_where_something_changed() {
    let id = [7; ID];
    let node = |name: &str, entries: &str, below: usize, made: bool| {
        let head = [name.as_bytes(), b"\0", entries.as_bytes(), b" "].concat();
        let id: &[u8] = if made { &id } else { &[] };
        [&head[..], below.to_string().as_bytes(), b"\n", id].concat()
    };
    let tree = [
        node("", "3", 2, true),
        node("a", "2", 1, true),
        node("b", "1", 0, true),
        node("c", "1", 0, true),
    ]
    .concat();
    let expected = [
        node("", "-1", 2, false),
        node("a", "-1", 1, false),
        node("b", "1", 0, true),
        node("c", "1", 0, true),
    ]
    .concat();
    assert_eq!(cached::without(&tree, &[b"a/x"]), Some(expected));
    let gone = [node("", "-1", 1, false), node("c", "1", 0, true)].concat();
    assert_eq!(cached::without(&tree, &[b"a"]), Some(gone));
    assert_eq!(cached::without(&tree, &[]), Some(tree.clone()));
    assert_eq!(cached::without(&tree[..tree.len() - 1], &[]), None);
    let deep: Vec<u8> = std::iter::repeat_n(node("d", "-1", 1, false), 100_000).flatten().collect();
    assert_eq!(cached::without(&deep, &[]), None);
}
