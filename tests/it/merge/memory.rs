//! Trees in memory, and their merge.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use handover::merge::{
    Blob, Change, Changes, ContentId, Contents, Context, Outcome, ReadError, TreeMerge, trees,
};
use handover::schema::Language;
use handover::text::RepoPath;

/// Texts by path.
pub(crate) type Tree = BTreeMap<String, String>;

/// Contents of files, by what git calls them, and what stands in the merge base.
#[derive(Default)]
struct Store {
    contents: HashMap<ContentId, Arc<[u8]>>,
    base: BTreeMap<RepoPath, Blob>,
}

impl Store {
    fn blobs(&mut self, tree: &Tree) -> BTreeMap<RepoPath, Blob> {
        let mut out = BTreeMap::new();
        for (path, text) in tree {
            let id = ContentId::of_blob(text.as_bytes());
            self.contents.insert(id, Arc::from(text.as_bytes()));
            out.insert(RepoPath::new(path), Blob::file(id));
        }
        out
    }
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

/// Merges two trees that come from a third, as a sync does.
pub(crate) fn merge(base: &Tree, left: &Tree, right: &Tree) -> (TreeMerge, Tree) {
    merge_with(&Context::new(Language::English), base, left, right)
}

/// Merges two trees into one that others are merged from, as where a history has crossed.
pub(crate) fn merge_of_bases(base: &Tree, left: &Tree, right: &Tree) -> Tree {
    merge_with(&Context::for_bases(), base, left, right).1
}

fn merge_with(context: &Context, base: &Tree, left: &Tree, right: &Tree) -> (TreeMerge, Tree) {
    let mut store = Store::default();
    store.base = store.blobs(base);
    let sides = [left, right].map(|side| {
        let side = store.blobs(side);
        let paths: BTreeSet<&RepoPath> = store.base.keys().chain(side.keys()).collect();
        let change = |path: &RepoPath| Change {
            old: store.base.get(path).copied(),
            new: side.get(path).copied(),
        };
        let all = paths.into_iter().map(|path| (path.clone(), change(path)));
        all.filter(|(_, change)| change.old != change.new).collect::<Changes>()
    });
    let merged = trees(context, &sides[0], &sides[1], &store).expect("everything is there");
    let mut tree = base.clone();
    for (path, outcome) in &merged.files {
        let bytes = match outcome {
            Outcome::Deleted => {
                tree.remove(path.as_str());
                continue;
            }
            Outcome::Existing(blob) => store.read(blob.id).expect("known"),
            Outcome::New { bytes, .. } => bytes.clone(),
        };
        tree.insert(path.as_str().to_owned(), String::from_utf8_lossy(&bytes).into_owned());
    }
    (merged, tree)
}
