//! Versions that are about to become everybody's, for whoever judges them first.
//!
//! Owns what a sync knows of versions as git keeps them, without a folder: what our merge of two commits
//! is, what must not be shared of a version, and who says what about which task in it. Reads no more
//! than it is allowed to, whatever a version holds.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use super::SyncError;
use super::combine::Merging;
use super::folder::{FolderVersions, Objects};
use super::hostile;
use super::judge::{RulesJudge, Versions};
use super::plan::{self, Files, HeldBack};
use crate::index::names::Names;
use crate::merge::{Blob, ContentId};
use crate::rules::{Checked, File, MAX_TEXT, Ruleset};
use crate::schema::{Config, Record, Schema, layout};
use crate::store::cache::Cache;
use crate::store::{CommitId, ObjectError, Repo, TreeId};
use crate::text::{RepoPath, Source, is_of_submodules, unsafe_submodule};
use crate::workflow::in_order;

/// The most bytes that are read of the versions that are judged.
const MOST_BYTES: u64 = 2 << 30;
/// The most merges of merge bases that one merge may need.
const MOST_BASES: usize = 64;
/// How many files are remembered as they were read.
const MOST_REMEMBERED: usize = 20_000;
/// The most bytes of a kind's definition that are read.
const MOST_SETTINGS: u64 = 1 << 20;

/// A repository whose versions are judged.
pub struct Gate<'a> {
    repo: &'a Repo,
    objects: &'a Objects,
    schema: &'a Schema,
    config: &'a Config,
    names: Names,
    seen: RefCell<HashMap<(RepoPath, ContentId), Arc<Checked>>>,
    left: Cell<u64>,
}

/// Tells whether a path leads out of the folder, or into git's own.
pub fn is_hostile(path: &RepoPath) -> bool {
    hostile::is_hostile(path)
}

/// Tells whether a file says of other repositories what git holds to be unsafe: a command, for one.
pub fn has_commands(repo: &Repo, path: &RepoPath, blob: &Blob) -> bool {
    let is_unsafe = |bytes: Vec<u8>| unsafe_submodule(&String::from_utf8_lossy(&bytes)).is_some();
    is_of_submodules(path) && repo.read_blob(blob.id, MAX_TEXT).is_ok_and(is_unsafe)
}

/// Reads the settings and the kinds of a version; `None` where it is no workspace.
///
/// # Errors
/// When the version is absent or damaged.
pub fn settings(repo: &Repo, tree: TreeId) -> Result<Option<(Config, Schema)>, ObjectError> {
    let path = RepoPath::new(layout::WORKSPACE_FILE);
    let kinds = repo.files_below(tree, &RepoPath::new(layout::KINDS))?;
    let mut files: Files = kinds.into_iter().collect();
    files.extend(repo.entry(tree, &path)?.map(|blob| (path, blob)));
    Ok(settings_in(repo, &files))
}

/// The same of the files of a version.
pub fn settings_in(repo: &Repo, files: &Files) -> Option<(Config, Schema)> {
    let text = |blob: &Blob| Source::decode(&repo.read_blob(blob.id, MOST_SETTINGS).ok()?).ok();
    let config = config_in(repo, files.get(&RepoPath::new(layout::WORKSPACE_FILE))?);
    let kinds = files.iter().filter(|(path, _)| layout::is_kind_file(path));
    let kinds: Vec<(RepoPath, Source)> =
        kinds.filter_map(|(path, blob)| Some((path.clone(), text(blob)?))).collect();
    Some((config, Schema::with_workspace_kinds(&kinds).0))
}

/// Reads the settings; where they cannot be read, the usual ones count, but for their format.
pub(super) fn config_in(repo: &Repo, blob: &Blob) -> Config {
    let read = repo.read_blob(blob.id, MAX_TEXT);
    read.map_or_else(|_| Config::default(), |bytes| Config::of_bytes(&bytes))
}

impl<'a> Gate<'a> {
    /// Judges by the kinds and the settings given; `cache` may remember what versions are called.
    pub fn new(
        repo: &'a Repo,
        objects: &'a Objects,
        (config, schema): (&'a Config, &'a Schema),
        cache: Arc<Cache>,
    ) -> Self {
        Self {
            repo,
            objects,
            schema,
            config,
            names: Names::open(cache),
            seen: RefCell::default(),
            left: Cell::new(MOST_BYTES),
        }
    }

    /// Returns the repository.
    pub fn repo(&self) -> &Repo {
        self.repo
    }

    /// Returns the settings that are gone by.
    pub fn config(&self) -> &Config {
        self.config
    }

    /// Tells whether more was to be read than is ever read: what was found is not all.
    pub fn is_exhausted(&self) -> bool {
        self.left.get() == 0
    }

    /// Lists the files of a version.
    ///
    /// # Errors
    /// When it is absent, damaged or beyond all bounds.
    pub fn files(&self, tree: TreeId) -> Result<Files, ObjectError> {
        Ok(self.repo.walk_tree(tree)?.files)
    }

    /// Reads what these documents call themselves, for [`view`](Self::view).
    pub fn learn<'f>(&mut self, files: impl Iterator<Item = (&'f RepoPath, &'f Blob)>) {
        let documents = files.filter(|(path, _)| path.is_markdown());
        let ids = documents.map(|(_, blob)| blob.id);
        let versions = self.versions();
        self.names.learn(self.schema, ids, &|id| versions.bytes(&Blob::file(id)));
    }

    /// Merges two commits as a sync does, and returns the tree; `None` where their histories are too
    /// entangled to be merged in bounded time.
    ///
    /// # Errors
    /// When a commit is absent or damaged.
    pub fn our_merge(&self, left: CommitId, right: CommitId) -> Result<Option<TreeId>, SyncError> {
        let mut most = MOST_BASES;
        if !self.is_mergeable(&self.repo.merge_bases(left, right)?, &mut most)? {
            return Ok(None);
        }
        let merging = Merging { repo: self.repo, language: self.config.language() };
        Ok(Some(merging.commits(left, right)?.tree))
    }

    fn is_mergeable(&self, bases: &[CommitId], most: &mut usize) -> Result<bool, ObjectError> {
        for pair in bases.windows(2) {
            if *most == 0 {
                return Ok(false);
            }
            *most -= 1;
            let below = self.repo.merge_bases(pair[0], pair[1])?;
            if !self.is_mergeable(&below, most)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Returns what must not be shared of `offered`, unless `shared` has that fault already.
    ///
    /// The documents of both must have been [learned](Self::learn).
    pub fn held_back(&mut self, shared: &Arc<Files>, offered: &Files) -> Vec<HeldBack> {
        let versions = self.versions();
        let cache = std::mem::replace(&mut self.names, Names::open(Arc::new(Cache::memory())));
        let judge = RulesJudge::new(self.ruleset(), &versions, Arc::clone(shared), cache);
        let found = plan::outgoing(shared, offered, &BTreeMap::new(), &|_| None, &judge).held_back;
        self.names = judge.into_names();
        found
    }

    /// Returns the rules with the settings that are judged by.
    pub fn ruleset(&self) -> Ruleset<'_> {
        Ruleset::new(self.schema, self.config)
    }

    /// Reads one version of a file and checks it alone; `None` when it cannot be read, or too much
    /// was read already.
    pub fn checked(&self, path: &RepoPath, blob: Blob) -> Option<Arc<Checked>> {
        let key = (path.clone(), blob.id);
        if let Some(known) = self.seen.borrow().get(&key) {
            return Some(Arc::clone(known));
        }
        let size = self.repo.blob_size(blob.id).ok()?;
        let bytes = self.bytes(blob, size)?;
        let file = File::from_bytes(path.clone(), size, &bytes);
        let checked = Arc::new(self.ruleset().check_file(&file));
        let mut seen = self.seen.borrow_mut();
        if seen.len() >= MOST_REMEMBERED {
            seen.clear();
        }
        seen.insert(key, Arc::clone(&checked));
        Some(checked)
    }

    /// Returns the record of a document that can be read.
    pub fn record(&self, path: &RepoPath, blob: Blob) -> Option<Record> {
        if !path.is_markdown() {
            return None;
        }
        let checked = self.checked(path, blob)?;
        checked.record.clone().filter(|record| record.readable)
    }

    /// Returns the text of a document.
    pub fn text(&self, blob: Blob) -> Option<Source> {
        let size = self.repo.blob_size(blob.id).ok()?;
        Source::decode(&self.bytes(blob, size)?).ok()
    }

    fn bytes(&self, blob: Blob, size: u64) -> Option<Vec<u8>> {
        if size > MAX_TEXT {
            // Its size decides, and is told.
            return Some(Vec::new());
        }
        let left = self.left.get().checked_sub(size.max(1024));
        self.left.set(left.unwrap_or(0));
        left?;
        self.repo.read_blob(blob.id, MAX_TEXT).ok()
    }

    /// Sorts out what the documents of a version are called and are about.
    ///
    /// # Errors
    /// When it is absent, damaged or beyond all bounds.
    pub fn view(&self, tree: TreeId) -> Result<View<'_>, ObjectError> {
        let files = self.files(tree)?;
        let (called, about) = (HashMap::new(), HashMap::new());
        let mut view = View { gate: self, tree, files: Files::new(), called, about };
        files.iter().for_each(|(path, blob)| view.sort_in(path, *blob));
        view.files = files;
        Ok(view)
    }

    /// Reads the people of a version.
    pub fn people(&self, files: &Files) -> Vec<Record> {
        let is_person = |path: &RepoPath, blob: &Blob| {
            let folder = path.parts().next().unwrap_or_default();
            let lies_there =
                || self.schema.kind_of_folder(folder).is_some_and(|kind| kind.name == "person");
            path.is_markdown()
                && (self.names.of(blob.id).is_some_and(|named| named.person) || lies_there())
        };
        let people = files.iter().filter(|(path, blob)| is_person(path, blob));
        let people = people.filter_map(|(path, blob)| self.record(path, *blob));
        people.filter(|record| record.is("person")).collect()
    }

    /// Returns what a version of a document is called, and the task that it is about.
    fn names<'f>(&'f self, path: &'f RepoPath, blob: Blob) -> (BTreeSet<&'f str>, Option<&'f str>) {
        if !path.is_markdown() {
            return (BTreeSet::new(), None);
        }
        let named = self.names.of(blob.id);
        let written = named.and_then(|named| named.id.as_deref());
        let names = [Some(path.stem()), written, layout::id_of_name(path.stem())];
        let folder = || {
            let folder = layout::task_folder(path)?;
            Some(layout::id_of_name(folder).unwrap_or(folder))
        };
        let about = named.and_then(|named| named.task.as_deref()).or_else(folder);
        (names.into_iter().flatten().collect(), about)
    }

    fn versions(&self) -> FolderVersions<'a> {
        FolderVersions::new(self.objects, PathBuf::new(), &Files::new(), &Files::new())
    }
}

/// The documents of one version, by what they are called and are about.
pub struct View<'g> {
    gate: &'g Gate<'g>,
    tree: TreeId,
    files: Files,
    called: HashMap<String, BTreeSet<RepoPath>>,
    about: HashMap<String, BTreeSet<RepoPath>>,
}

impl View<'_> {
    /// Turns to another version, at the cost of what differs.
    ///
    /// # Errors
    /// When it is absent, damaged or beyond all bounds.
    pub fn turn_to(&mut self, tree: TreeId) -> Result<(), ObjectError> {
        for (path, change) in self.gate.repo.tree_changes(Some(self.tree), Some(tree))?.files {
            if let Some(old) = change.old {
                self.sort_out(&path, old);
            }
            if let Some(new) = change.new {
                self.sort_in(&path, new);
            }
            self.files.set(&path, change.new);
        }
        self.tree = tree;
        Ok(())
    }

    /// Lists the files of the version.
    pub fn files(&self) -> &Files {
        &self.files
    }

    fn sort_in(&mut self, path: &RepoPath, blob: Blob) {
        let (names, about) = self.gate.names(path, blob);
        for name in names {
            self.called.entry(name.to_owned()).or_default().insert(path.clone());
        }
        if let Some(about) = about {
            self.about.entry(about.to_owned()).or_default().insert(path.clone());
        }
    }

    fn sort_out(&mut self, path: &RepoPath, blob: Blob) {
        let (names, about) = self.gate.names(path, blob);
        for name in names {
            if let Some(paths) = self.called.get_mut(name) {
                paths.remove(path);
            }
        }
        if let Some(paths) = about.and_then(|about| self.about.get_mut(about)) {
            paths.remove(path);
        }
    }

    /// Returns the tasks that are called so, by id or by the file's name.
    pub fn tasks(&self, name: &str) -> Vec<Record> {
        let mut found = self.called(name);
        found.retain(|record| record.is("task"));
        found
    }

    /// Returns the documents that are called so, by id or by the file's name.
    pub fn called(&self, name: &str) -> Vec<Record> {
        self.read(self.called.get(name))
    }

    /// Returns the replies and reviews about a task, in the order in which they count.
    pub fn said(&self, task: &Record) -> Vec<Record> {
        let mut found = self.read(self.about.get(&*task.id));
        if *task.path.stem() != *task.id {
            found.extend(self.read(self.about.get(task.path.stem())));
        }
        found.retain(|record| record.is("reply") || record.is("review"));
        found.sort_by(|one, other| in_order(one, other).then_with(|| one.path.cmp(&other.path)));
        found.dedup_by(|one, other| one.path == other.path);
        found
    }

    fn read(&self, paths: Option<&BTreeSet<RepoPath>>) -> Vec<Record> {
        let paths = paths.into_iter().flatten();
        paths.filter_map(|path| self.gate.record(path, *self.files.get(path)?)).collect()
    }
}
