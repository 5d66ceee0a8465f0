//! One file in three versions, where nothing is known of the trees that it lies in.

use std::collections::HashMap;
use std::sync::Arc;

use super::content::{Reader, merge_content};
use crate::merge::model::{Conflict, Contents, ReadError};
use crate::merge::{Blob, ContentId};
use crate::text::RepoPath;

/// A file that both sides changed, merged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergedFile {
    /// `None` where it cannot be merged: both versions are to stand side by side.
    pub bytes: Option<Arc<[u8]>>,
    /// What lost, in order of the text.
    pub conflicts: Vec<Conflict>,
}

/// Merges the versions of the file at `path`, as a merge of whole trees merges the same three.
///
/// `base` is `None` where both sides made it.
pub fn file(path: &RepoPath, base: Option<&[u8]>, left: &[u8], right: &[u8]) -> MergedFile {
    let mut contents = Given::default();
    let base = base.map(|bytes| contents.take(bytes));
    let (left, right) = (contents.take(left), contents.take(right));
    let reader = Reader { contents: &contents };
    // All three were just given, so that none can be missing.
    let merged = merge_content(&reader, path, base, left, right).unwrap_or_default();
    MergedFile { bytes: merged.bytes, conflicts: merged.conflicts }
}

/// Contents by their ids.
#[derive(Default)]
struct Given(HashMap<ContentId, Arc<[u8]>>);

impl Given {
    fn take(&mut self, bytes: &[u8]) -> ContentId {
        let id = ContentId::of_blob(bytes);
        self.0.insert(id, bytes.into());
        id
    }
}

impl Contents for Given {
    fn read(&self, id: ContentId) -> Result<Arc<[u8]>, ReadError> {
        let absent = || ReadError { id, source: "it was not given".into() };
        self.0.get(&id).cloned().ok_or_else(absent)
    }

    fn size(&self, id: ContentId) -> Result<u64, ReadError> {
        Ok(self.read(id)?.len() as u64)
    }

    fn base_has(&self, _: &RepoPath) -> Option<Blob> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_merged_by_what_they_are() {
        let check = |path: &str, versions: [&str; 3], expected: Option<&str>, conflicts: usize| {
            let [base, left, right] = versions.map(str::as_bytes);
            let merged = file(&RepoPath::new(path), Some(base), left, right);
            let text = merged.bytes.as_ref().map(|bytes| String::from_utf8_lossy(bytes));
            assert_eq!((text.as_deref(), merged.conflicts.len()), (expected, conflicts), "{path}");
        };
        let task = |due: &str| format!("---\nkind: task\ndue: {due}\n---\n");
        let versions = [task("2026-12-01"), task("2026-12-04"), task("2026-12-03")];
        let kept = versions[2].clone();
        check("tasks/a.md", versions.each_ref().map(String::as_str), Some(&kept), 1);
        check("notes/a.md", ["a\n", "b\n", "c\n"], None, 0);
        check("a.csv", ["1\n2\n3\n", "0\n2\n3\n", "1\n2\n4\n"], Some("0\n2\n4\n"), 0);
        check("a.bin", ["\0a", "\0b", "\0c"], None, 0);
    }
}
