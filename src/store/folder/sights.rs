use std::collections::HashSet;

use crate::store::tree_state::{FolderState, TreeState};
use crate::text::RepoPath;

/// The folders of which a look tells everything.
pub(super) struct Sights<'a> {
    looked: &'a TreeState,
    /// Folders in which something was left out that is told of, or has a name that is not UTF-8.
    strange: HashSet<&'a str>,
}

impl<'a> Sights<'a> {
    pub(super) fn of(looked: &'a TreeState) -> Self {
        let unreadable = looked.unreadable.iter().map(|(path, _)| path);
        let strange = unreadable.chain(&looked.nested).chain(looked.odd.keys());
        Self { looked, strange: strange.map(RepoPath::parent).collect() }
    }

    /// Returns what stands in a folder; `None` where only a listing tells.
    pub(super) fn folder(&self, path: &RepoPath) -> Option<&'a FolderState> {
        let state = self.looked.folders.get(path)?;
        let tells_all =
            state.is_known() && !self.strange.contains(path.as_str()) && !state.has_replacements();
        tells_all.then_some(state)
    }
}
