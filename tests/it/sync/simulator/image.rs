//! What a disk holds, as opposed to what programs see: the contents and names that were forced to it.
//!
//! Files and folders are told apart by what the system calls them, not by their names, so that a file
//! that was written under one name and renamed over another is the same file. The model is as harsh
//! as a disk may be: what was not forced to it may be there or not, each name and each content for
//! itself, in any order.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::SystemTime;

use super::loss::Loss;

/// What the system calls a file or a folder.
type Key = (u64, Option<SystemTime>);

#[derive(Clone)]
enum Node {
    File(Rc<[u8]>),
    Folder(BTreeMap<String, Key>),
}

/// What was forced to the disk below a folder.
#[derive(Default)]
pub(super) struct Image {
    nodes: HashMap<Key, Node>,
}

/// One thing below a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    Folder,
    File { bytes: Rc<[u8]>, mode: u32, modified: Option<SystemTime> },
}

/// Everything below a folder, by path.
pub(super) type State = BTreeMap<PathBuf, Thing>;

fn key(metadata: &Metadata) -> Key {
    (metadata.ino(), metadata.created().ok())
}

fn list(folder: &Path) -> BTreeMap<String, Key> {
    let Ok(entries) = fs::read_dir(folder) else { return BTreeMap::new() };
    let entry = |entry: std::io::Result<fs::DirEntry>| {
        let entry = entry.ok()?;
        Some((entry.file_name().into_string().ok()?, key(&entry.metadata().ok()?)))
    };
    entries.filter_map(entry).collect()
}

impl Image {
    /// All that is below a folder, as though it had been forced to the disk long ago.
    pub(super) fn of(root: &Path) -> Self {
        let mut image = Self::default();
        image.force_tree(root);
        image
    }

    pub(super) fn force_file(&mut self, path: &Path) {
        if let (Ok(metadata), Ok(bytes)) = (fs::symlink_metadata(path), fs::read(path)) {
            self.nodes.insert(key(&metadata), Node::File(bytes.into()));
        }
    }

    pub(super) fn force_folder(&mut self, path: &Path) {
        if let Ok(metadata) = fs::metadata(path) {
            self.nodes.insert(key(&metadata), Node::Folder(list(path)));
        }
    }

    pub(super) fn force_tree(&mut self, root: &Path) {
        for entry in walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok) {
            if entry.file_type().is_dir() {
                self.force_folder(entry.path());
            } else {
                self.force_file(entry.path());
            }
        }
    }

    /// Returns what a power loss leaves of a folder.
    pub(super) fn after_loss(&self, root: &Path, loss: &Loss) -> State {
        let mut state = State::new();
        if let Ok(metadata) = fs::metadata(root) {
            self.visit(root, Path::new(""), key(&metadata), true, loss, &mut state);
        }
        state
    }

    /// Visits what the name `path` means after the loss; `live`: it means that now, too.
    fn visit(
        &self,
        root: &Path,
        path: &Path,
        key: Key,
        live: bool,
        loss: &Loss,
        state: &mut State,
    ) {
        let here = root.join(path);
        let metadata = live.then(|| fs::symlink_metadata(&here).ok()).flatten();
        let forced = self.nodes.get(&key);
        let is_folder = match (&metadata, forced) {
            (Some(metadata), _) => metadata.is_dir(),
            (None, forced) => matches!(forced, Some(Node::Folder(_))),
        };
        if !is_folder {
            let forced = match forced {
                Some(Node::File(bytes)) => Some(bytes),
                _ => None,
            };
            let now: Option<Rc<[u8]>> =
                metadata.as_ref().and_then(|_| fs::read(&here).ok()).map(Into::into);
            let bytes = loss.content(path, forced, now.as_ref());
            let mode = metadata.as_ref().map_or(0o644, MetadataExt::mode);
            let modified = metadata.and_then(|metadata| metadata.modified().ok());
            state.insert(path.to_owned(), Thing::File { bytes, mode, modified });
            return;
        }
        if !path.as_os_str().is_empty() {
            state.insert(path.to_owned(), Thing::Folder);
        }
        let now = if live { list(&here) } else { BTreeMap::new() };
        let nothing = BTreeMap::new();
        let then = match forced {
            Some(Node::Folder(entries)) => entries,
            _ => &nothing,
        };
        let names: std::collections::BTreeSet<&String> = now.keys().chain(then.keys()).collect();
        for name in names {
            let (now, then) = (now.get(name).copied(), then.get(name).copied());
            let path = path.join(name);
            let kept = now == then || loss.keeps_name(&path);
            if let Some(key) = if kept { now } else { then } {
                self.visit(root, &path, key, kept || now == then, loss, state);
            }
        }
    }
}

/// Returns all that is below a folder now.
pub(super) fn now(root: &Path) -> State {
    let mut state = State::new();
    for entry in walkdir::WalkDir::new(root).min_depth(1).into_iter().filter_map(Result::ok) {
        let path = entry.path().strip_prefix(root).expect("below").to_owned();
        let Ok(metadata) = entry.metadata() else { continue };
        let thing = if metadata.is_dir() {
            Thing::Folder
        } else {
            Thing::File {
                bytes: fs::read(entry.path()).unwrap_or_default().into(),
                mode: metadata.mode(),
                modified: metadata.modified().ok(),
            }
        };
        state.insert(path, thing);
    }
    state
}

/// Makes everything below a folder as it is in `state`.
pub(super) fn restore(root: &Path, state: &State) {
    let found = now(root);
    for (path, thing) in found.iter().rev() {
        match (thing, state.get(path)) {
            (Thing::Folder, Some(Thing::Folder))
            | (Thing::File { .. }, Some(Thing::File { .. })) => {}
            (Thing::Folder, _) => fs::remove_dir(root.join(path)).expect("removed"),
            (Thing::File { .. }, _) => fs::remove_file(root.join(path)).expect("removed"),
        }
    }
    for (path, thing) in state {
        let here = root.join(path);
        match thing {
            _ if found.get(path) == Some(thing) => {}
            Thing::Folder => fs::create_dir_all(here).expect("made"),
            Thing::File { bytes, mode, modified } => {
                use std::os::unix::fs::PermissionsExt;
                // A file that git made may not be written: another one takes its place.
                let _ = fs::remove_file(&here);
                fs::write(&here, bytes).expect("written");
                let file = fs::File::options().write(true).open(&here).expect("there");
                if let Some(modified) = modified {
                    file.set_modified(*modified).expect("set");
                }
                let mode = fs::Permissions::from_mode(*mode);
                fs::set_permissions(&here, mode).expect("set");
            }
        }
    }
}
