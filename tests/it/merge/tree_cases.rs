//! Cases in folders under `tests/merge-trees`, for what concerns more than one file: `base`, `left`,
//! `right` and `expected`, each a folder of files, absent where it would be empty.
//!
//! `expected` holds every file of the result, conflict notes too; `notices.txt` what is told. With
//! `third`, three people changed the base, and the result must be the same in whatever order they
//! meet. With `base-1` and `base-2` history has crossed: both come from `base`, and both sides from
//! both of them. A name that starts with a number is that line of FAILURES.

use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use handover::merge::{
    Blob, Change, Changes, ContentId, Contents, Context, Notice, Outcome, ReadError, TreeMerge,
    bases, trees,
};
use handover::schema::Language;
use handover::text::RepoPath;

type Tree = BTreeMap<String, Vec<u8>>;

struct Store<'t> {
    contents: HashMap<ContentId, Arc<[u8]>>,
    base: &'t Tree,
}

fn blob(bytes: &[u8]) -> Blob {
    Blob::file(ContentId::of_blob(bytes))
}

impl Contents for Store<'_> {
    fn read(&self, id: ContentId) -> Result<Arc<[u8]>, ReadError> {
        let found = self.contents.get(&id).cloned();
        found.ok_or_else(|| ReadError { id, source: "no such content".into() })
    }

    fn size(&self, id: ContentId) -> Result<u64, ReadError> {
        Ok(self.read(id)?.len() as u64)
    }

    fn base_has(&self, path: &RepoPath) -> Option<Blob> {
        self.base.get(path.as_str()).map(|bytes| blob(bytes))
    }
}

fn changes(base: &Tree, side: &Tree) -> Changes {
    let change = |path: &String| {
        let of = |tree: &Tree| tree.get(path).map(|bytes| blob(bytes));
        let (old, new) = (of(base), of(side));
        (old != new).then(|| (RepoPath::new(path), Change { old, new }))
    };
    base.keys().chain(side.keys()).filter_map(change).collect()
}

fn merge_with(context: &Context<'_>, base: &Tree, left: &Tree, right: &Tree) -> (Tree, TreeMerge) {
    let all = [base, left, right].into_iter().flat_map(|tree| tree.values());
    let contents = all.map(|bytes| (ContentId::of_blob(bytes), Arc::from(&bytes[..]))).collect();
    let store = Store { contents, base };
    let (left, right) = (changes(base, left), changes(base, right));
    let merged = trees(context, &left, &right, &store).expect("readable");
    let mut result = base.clone();
    for (path, outcome) in &merged.files {
        let path = path.as_str().to_owned();
        match outcome {
            Outcome::Deleted => drop(result.remove(&path)),
            Outcome::Existing(blob) => {
                result.insert(path, store.read(blob.id).expect("known").to_vec());
            }
            Outcome::New { bytes, .. } => drop(result.insert(path, bytes.to_vec())),
        }
    }
    (result, merged)
}

fn merge(base: &Tree, left: &Tree, right: &Tree) -> (Tree, TreeMerge) {
    let context = Context::new(Language::English);
    let (result, merged) = merge_with(&context, base, left, right);
    let (back, _) = merge_with(&context, base, right, left);
    assert_eq!(shown(&back), shown(&result), "the sides change places");
    (result, merged)
}

fn told(merged: &TreeMerge) -> String {
    let mut out = String::new();
    for notice in &merged.notices {
        let line = match notice {
            Notice::Restored { path } => format!("restored {path}"),
            Notice::PartRestored { path, .. } => format!("restored a part of {path}"),
            Notice::EntryGone { path } => format!("entry gone {path}"),
            Notice::MovedTwice { path, not } => format!("{path}, not {not}"),
            Notice::SideBySide { path, other } => format!("{path} beside {other}"),
            Notice::NameTaken { wanted, given } => format!("{wanted} given {given}"),
            Notice::NoteGone { path } => format!("gone {path}"),
        };
        writeln!(out, "{line}").expect("a text");
    }
    for clash in &merged.clashes {
        let (left, right) = (&clash.left, &clash.right);
        let (one, other) = (left.min(right), left.max(right));
        writeln!(out, "clash {}: {one} and {other}", clash.id).expect("a text");
    }
    out
}

fn read(folder: &Path) -> Tree {
    let walk = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let files = walk.filter(|entry| entry.file_type().is_file());
    let file = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(folder).expect("below").to_string_lossy();
        (path.replace('\\', "/"), fs::read(entry.path()).expect("readable"))
    };
    files.map(file).collect()
}

fn shown(tree: &Tree) -> String {
    let file = |(path, bytes): (&String, &Vec<u8>)| {
        format!("== {path}\n{}", String::from_utf8_lossy(bytes).escape_default())
    };
    tree.iter().map(file).collect::<Vec<_>>().join("\n").replace("\\n", "\n")
}

/// The merge base of a history that has crossed.
fn crossed(ancestor: &Tree, one: Tree, other: Tree) -> Tree {
    let versions = [one, other].map(|tree| {
        let id = ContentId::of_blob(shown(&tree).as_bytes());
        (*id.as_bytes(), tree)
    });
    let merged = bases(versions.to_vec(), |one, next| {
        Ok::<_, Infallible>(merge_with(&Context::for_bases(), ancestor, &one, &next).0)
    });
    merged.expect("infallible").expect("two of them")
}

/// Returns what differs from what is expected.
fn run(case: &Path) -> Option<String> {
    let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let side = |name: &str| read(&case.join(name));
    let (left, right, expected) = (side("left"), side("right"), side("expected"));
    let base = if case.join("base-1").exists() {
        crossed(&side("base"), side("base-1"), side("base-2"))
    } else {
        side("base")
    };
    let notices = fs::read_to_string(case.join("notices.txt")).unwrap_or_default();
    let (result, said) = if case.join("third").exists() {
        let sides = [&left, &right, &side("third")];
        let met = |[a, b, c]: [usize; 3]| {
            let both = merge(&base, sides[a], sides[b]).0;
            merge(&base, &both, sides[c]).0
        };
        let first = met([0, 1, 2]);
        for order in [[0, 2, 1], [1, 2, 0]] {
            assert_eq!(
                shown(&met(order)),
                shown(&first),
                "{name}: they met in the order {order:?}"
            );
        }
        (first, String::new())
    } else {
        let (result, merged) = merge(&base, &left, &right);
        (result, told(&merged))
    };
    let same = result == expected && said == notices;
    (!same).then(|| format!("{name} is\n{}\n{said}", shown(&result)))
}

#[test]
fn every_case_of_trees_merges_as_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/merge-trees");
    let entries = fs::read_dir(root).expect("the folder of cases");
    let mut cases: Vec<_> = entries.map(|entry| entry.expect("a case").path()).collect();
    cases.sort();
    let wrong: Vec<String> = cases.iter().filter_map(|case| run(case)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(cases.len() >= 30, "{} cases", cases.len());
}
