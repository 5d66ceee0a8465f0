use std::collections::BTreeSet;

use super::clock::Clock;
use super::look::{Job, Looker, Seen};
use super::{Look, TreeState};
use crate::text::RepoPath;

/// Looks again at the folders that some paths lie in, and takes everything else for what it was:
/// somebody who is told of changes knows that nothing has changed elsewhere.
///
/// `None` where only a look at everything tells: nothing is known, the file system does not tell the
/// time, or something there is not to be entered or has a strange name.
pub fn again(look: Look<'_>, paths: &BTreeSet<RepoPath>) -> Option<TreeState> {
    let known = look.known?;
    let metadata = look.root.metadata().ok()?;
    let clock = Clock::read(look.clock, look.root, &metadata);
    if !clock.own || !known.odd.is_empty() {
        return None;
    }
    let folders = folders_of(known, paths);
    let mut state = TreeState { taken: clock.now, ..known.clone() };
    let looker = Looker::new(look, clock, &metadata);
    let mut waiting: Vec<RepoPath> = folders.iter().cloned().collect();
    while let Some(path) = waiting.pop() {
        let location = look.root.join(path.as_str());
        match looker.folder(Job { path: path.clone(), location }) {
            // It went, which the folder that it lay in shows.
            Seen::Nothing => remove(&mut state, &path),
            Seen::Nested(_) | Seen::Unreadable(..) => return None,
            seen @ Seen::Folder { .. } => {
                let before = state.folders.get(&path).cloned();
                let below = state.add(seen);
                let now: BTreeSet<RepoPath> = below.into_iter().map(|job| job.path).collect();
                let gone = before.iter().flat_map(|before| before.folders());
                let gone = gone.map(|name| RepoPath::in_folder(path.as_str(), name));
                let gone: Vec<RepoPath> = gone.filter(|path| !now.contains(path)).collect();
                gone.iter().for_each(|path| remove(&mut state, path));
                waiting.extend(now.into_iter().filter(|path| !state.folders.contains_key(path)));
            }
        }
    }
    // What is not entered is told by a listing alone.
    let mut strange = known.nested.iter().chain(known.unreadable.iter().map(|(path, _)| path));
    let is_still = |path: &RepoPath| {
        let above = RepoPath::new(path.parent());
        !folders.contains(&above) && state.folders.contains_key(&above)
    };
    let more = state.unreadable.len() != known.unreadable.len() || !state.odd.is_empty();
    (!more && strange.all(is_still)).then_some(state)
}

/// Returns the folders that are listed again: those that are named, and those that something named
/// lies in or would.
fn folders_of(known: &TreeState, paths: &BTreeSet<RepoPath>) -> BTreeSet<RepoPath> {
    let mut folders = BTreeSet::new();
    for path in paths {
        if known.folders.contains_key(path) {
            folders.insert(path.clone());
        }
        let above = path.ancestors().find(|folder| known.folders.contains_key(folder));
        folders.insert(above.unwrap_or_else(|| RepoPath::new("")));
    }
    folders
}

fn remove(state: &mut TreeState, folder: &RepoPath) {
    state.folders.remove(folder);
    let below = state.folders.range(RepoPath::in_folder(folder.as_str(), "")..);
    let below = below.take_while(|(path, _)| path.is_below(folder.as_str()));
    let gone: Vec<RepoPath> = below.map(|(path, _)| path.clone()).collect();
    gone.iter().for_each(|path| drop(state.folders.remove(path)));
}
