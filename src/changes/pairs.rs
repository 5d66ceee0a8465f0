//! What went and what came in one step, and is the same file under another name.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::Document;
use crate::merge::{Blob, ContentId};
use crate::text::{RepoPath, Source};

/// Pairs files that went with files that came, as places in the two lists, sorted by the first.
///
/// Files with the same content belong together, those with the same name first; then documents with
/// the same id, or with one that they had formerly. `ids` reads what [`written_ids`] finds in a
/// content, and is asked only for Markdown on both sides.
pub fn pairs(
    gone: &[(RepoPath, ContentId)],
    new: &[(RepoPath, ContentId)],
    ids: &mut dyn FnMut(ContentId) -> Vec<String>,
) -> Vec<(usize, usize)> {
    let mut open = Open {
        gone,
        new,
        free_gone: (0..gone.len()).collect(),
        free_new: (0..new.len()).collect(),
        found: Vec::new(),
    };
    open.by(|path, id| vec![(id, path.file_name().to_owned())]);
    open.by(|_, id| if id == Blob::EMPTY.id { Vec::new() } else { vec![(id, String::new())] });
    let any = |files: &[(RepoPath, ContentId)], free: &BTreeSet<usize>| {
        free.iter().any(|at| files[*at].0.is_markdown())
    };
    if any(gone, &open.free_gone) && any(new, &open.free_new) {
        open.by_ids(ids);
    }
    open.found.sort_unstable();
    open.found
}

/// Returns the id that is written in a document, then those that it had formerly.
pub fn written_ids(bytes: &[u8]) -> Vec<String> {
    let Ok(source) = Source::decode(bytes) else { return Vec::new() };
    let document = Document::parse(source);
    let Some(front) = document.front() else { return Vec::new() };
    let id = front.get("id").and_then(|entry| entry.value.text());
    let formerly = front.get("formerly").map(|entry| match &entry.value.value {
        crate::document::Value::Sequence { items, .. } => items.iter().collect(),
        _ => vec![&entry.value],
    });
    let formerly = formerly.into_iter().flatten().filter_map(|node| node.text());
    let ids = id.into_iter().chain(formerly).map(|id| id.trim().to_owned());
    ids.filter(|id| !id.is_empty()).collect()
}

struct Open<'a> {
    gone: &'a [(RepoPath, ContentId)],
    new: &'a [(RepoPath, ContentId)],
    free_gone: BTreeSet<usize>,
    free_new: BTreeSet<usize>,
    found: Vec<(usize, usize)>,
}

impl Open<'_> {
    /// Pairs, in order of the lists, what has a key in common.
    fn by<K: Ord>(&mut self, key: impl Fn(&RepoPath, ContentId) -> Vec<K>) {
        let mut waiting: BTreeMap<K, Vec<usize>> = BTreeMap::new();
        for at in self.free_gone.iter().rev() {
            let (path, id) = &self.gone[*at];
            for key in key(path, *id) {
                waiting.entry(key).or_default().push(*at);
            }
        }
        for at in std::mem::take(&mut self.free_new) {
            let (path, id) = &self.new[at];
            let mut keys = key(path, *id).into_iter();
            match keys.find_map(|key| waiting.get_mut(&key).and_then(Vec::pop)) {
                Some(gone) => self.pair(gone, at),
                None => drop(self.free_new.insert(at)),
            }
        }
    }

    /// Pairs documents by the ids written in them.
    fn by_ids(&mut self, ids: &mut dyn FnMut(ContentId) -> Vec<String>) {
        let mut waiting: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for at in self.free_gone.iter().rev() {
            let (path, content) = &self.gone[*at];
            if path.is_markdown()
                && let Some(id) = ids(*content).into_iter().next()
            {
                waiting.entry(id.to_lowercase()).or_default().push(*at);
            }
        }
        if waiting.is_empty() {
            return;
        }
        for at in std::mem::take(&mut self.free_new) {
            let (path, content) = &self.new[at];
            let known = if path.is_markdown() { ids(*content) } else { Vec::new() };
            let mut known = known.iter().map(|id| id.to_lowercase());
            match known.find_map(|id| waiting.get_mut(&id).and_then(Vec::pop)) {
                Some(gone) => self.pair(gone, at),
                None => drop(self.free_new.insert(at)),
            }
        }
    }

    fn pair(&mut self, gone: usize, new: usize) {
        self.free_gone.remove(&gone);
        self.found.push((gone, new));
    }
}
