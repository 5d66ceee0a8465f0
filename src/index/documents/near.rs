use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::base::{Base, Damaged};
use super::core::Index;
use super::current::Changed;
use super::entry::{Entry, Slot};
use super::full::held;
use super::ids::Ids;
use super::keys::{self, Key};
use super::reading::Found;
use super::shelf::Shelf;
use super::standings::said_about;
use crate::rules::{FileSet, Numbers, Universe, mentions, twin_name};
use crate::schema::{Record, layout};
use crate::store::read::Reader;
use crate::store::tree_state::{FolderState, Look};
use crate::store::walk::FoundKind;
use crate::text::RepoPath;
use crate::workflow::{Contents, Held, Sources, Standing, Team, in_order, is_guide};

/// Single documents of an index, looked at one by one.
///
/// Where the whole folder was not looked at yet, a document is found by what was known of all at the
/// last look, and then looked at itself: one that was touched since is read again. So what is handed
/// out is right, while what has come since, or has a new name, is found only by its path. After
/// [`Index::refresh`] everything is found.
#[derive(Debug)]
pub struct Near {
    index: Arc<Index>,
    entries: Shelf<Entry>,
    known: Mutex<Known>,
    pub(super) files: OnceLock<FileSet>,
    ids: OnceLock<Arc<Ids>>,
    /// Whether the folder may not be looked at as a whole.
    closed: AtomicBool,
}

/// What was looked up already.
#[derive(Debug, Default)]
struct Known {
    /// Whether it is from after the look at the whole folder.
    fresh: bool,
    /// Numbers on the shelf.
    by_path: HashMap<RepoPath, Option<usize>>,
    /// Documents that were read again, and may have other names than before.
    touched: Vec<usize>,
    folders: HashMap<String, Option<Arc<FolderState>>>,
}

impl Near {
    /// Makes it for an index.
    pub fn new(index: Arc<Index>) -> Self {
        Self {
            index,
            entries: Shelf::default(),
            known: Mutex::default(),
            files: OnceLock::new(),
            ids: OnceLock::new(),
            closed: AtomicBool::new(false),
        }
    }

    /// Lets nothing look at the whole folder, or read all documents, from now on: whoever asks knows
    /// what has changed, and has the whole judged elsewhere. Names that are misspelt are looked for
    /// among `ids`, or those of the last look.
    pub fn close(&self, ids: Option<Arc<Ids>>) {
        self.closed.store(true, Ordering::Relaxed);
        if let Some(ids) = ids {
            let _ = self.ids.set(ids);
        }
    }

    /// Tells whether nothing looks at the whole folder.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    /// Returns the ids that misspelt names are looked for among.
    pub fn ids(&self) -> &Arc<Ids> {
        self.ids.get_or_init(|| Arc::new(self.index.ids()))
    }

    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    /// Returns the file at `path`, as it is now; `None` when there is none.
    ///
    /// Where a task stands is for [`standing`](Self::standing) to tell: in the entry it is that of
    /// the last look.
    pub fn entry(&self, path: &RepoPath) -> Option<&Entry> {
        if let Some(known) = self.known().by_path.get(path) {
            return known.and_then(|number| self.entries.get(number));
        }
        let (entry, touched) = match self.base() {
            Some(base) => match self.look(base, path) {
                Ok(found) => found,
                Err(Damaged) => (self.fresh_entry(path), false),
            },
            None => (self.fresh_entry(path), false),
        };
        let number = entry.map(|entry| self.entries.add(entry));
        let mut known = self.known();
        known.touched.extend(number.filter(|_| touched));
        known.by_path.insert(path.clone(), number);
        drop(known);
        self.entries.get(number?)
    }

    /// Returns the Markdown at `path`, as it is now; `None` when there is none that can be read.
    pub fn record(&self, path: &RepoPath) -> Option<&Record> {
        self.entry(path)?.record.as_ref()
    }

    /// Returns the documents whose id or whose file's name is `name`, whatever the case, by path.
    pub fn called(&self, name: &str) -> Vec<&Record> {
        let same = |text: &str| text.to_lowercase() == name.to_lowercase();
        let mut found = self.documents(Key::Id(name));
        found.extend(self.documents(Key::Stem(name)));
        found.retain(|record| same(&record.id) || same(record.path.stem()));
        by_path(found)
    }

    /// Returns all people, by path; those with a new page too.
    pub fn people(&self) -> Vec<&Record> {
        let mut found = self.documents(Key::Kind("person"));
        let new = self.look_here(|look| look.files_below(&RepoPath::new(layout::PEOPLE)));
        found.extend(new.iter().filter_map(|path| self.record(path)));
        found.retain(|record| record.is("person"));
        by_path(found)
    }

    /// Returns what was said about a task, in the order in which it was; what lies in its
    /// folder is found whenever it came.
    pub fn about(&self, task: &Record) -> Vec<&Record> {
        let names = [&*task.id, task.path.stem()];
        let mut found: Vec<&Record> =
            names.iter().flat_map(|name| self.found(Key::About(name))).collect();
        let folder = layout::folder_for_replies(&task.path);
        let here = self.look_here(|look| look.files_below(&folder));
        found.extend(here.iter().filter_map(|path| self.record(path)));
        for name in names {
            let named = found.iter().copied().filter(|one| said_about(one) == Some(name));
            let mut named = by_path(named.collect());
            if !named.is_empty() {
                named.sort_by(|one, other| in_order(one, other));
                return named;
            }
        }
        Vec::new()
    }

    /// Returns where a task stands; `None` for what is no task, or cannot be read.
    pub fn standing(&self, task: &Record) -> Option<Standing> {
        Standing::of(task, &self.about(task), &Team::of(self.people()), Some(self))
    }

    /// Returns the files that may mention a document or a file, by path: all that name it, and some
    /// that name another.
    pub fn mentioning(&self, id: Option<&str>, path: &RepoPath) -> Vec<&Record> {
        let names = mentions::names_of(id, path);
        by_path(names.flat_map(|name| self.found(Key::Link(&name))).collect())
    }

    /// Returns the files of one folder and of those below it, by path, as they are now.
    pub fn files_below(&self, folder: &RepoPath) -> Vec<RepoPath> {
        self.look_here(|look| look.files_below(folder))
    }

    /// Returns the highest numbers of ids, by person: of all that was known at the last look, and of
    /// what has [come](Self::came) since; what is said about a task has no number.
    pub fn numbers(&self) -> Numbers {
        let Some(base) = self.base() else { return self.index.numbers().clone() };
        let mut numbers = Numbers::default().and(&base.head.numbers);
        for path in self.came() {
            numbers.take_file(&path, self.record(&path));
        }
        numbers
    }

    /// Lists the files that have come since the last look, were moved, or were put in the place of an older file, but
    /// for what is said about tasks; nothing where all was looked at.
    ///
    /// A folder that nothing came into and nothing left is not looked through. So a file that was
    /// written over where it stands is found by the next look at the whole folder only.
    pub fn came(&self) -> Vec<RepoPath> {
        let Some(base) = self.base() else { return Vec::new() };
        let mut came = Vec::new();
        let known: BTreeMap<&RepoPath, _> =
            base.head.outline.iter().map(|(path, signature)| (path, signature)).collect();
        for (folder, signature) in &known {
            let is_still = || self.look_here(|look| look.is_still(folder, signature));
            if signature.is_settled(base.head.taken) && is_still() {
                continue;
            }
            let before = self.folder(base, folder.as_str()).ok().flatten();
            for (path, now) in self.look_here(|look| look.names_in(folder)) {
                if now.kind == FoundKind::Folder {
                    let inside = RepoPath::in_folder(path.as_str(), "-");
                    if !known.contains_key(&path) && layout::task_folder(&inside).is_none() {
                        came.extend(self.files_below(&path));
                    }
                    continue;
                }
                let before = before.as_ref().and_then(|before| before.file(path.file_name()));
                if before != Some(&now) || !now.is_settled(base.head.taken) {
                    came.push(path);
                }
            }
        }
        came
    }

    /// Tells whether another file or folder may have the name of this one, or of a folder on its
    /// way, in other letters.
    pub(super) fn may_have_twin(&self, path: &RepoPath) -> bool {
        let Some(base) = self.base() else { return true };
        let cache = &self.index.cache;
        let others = |name: &RepoPath, own: &[u32]| -> Result<bool, Damaged> {
            let named = base.slots(cache, Key::Twin(&twin_name(name.as_str())).digest())?;
            Ok(named.iter().any(|one| !own.contains(one)))
        };
        let own = base.slots(cache, Key::Path(path.as_str()).digest());
        let file = own.and_then(|own| others(path, &own));
        let mut folders = path.ancestors().map(|name| others(&name, &[keys::of_folder(&name).1]));
        file.unwrap_or(true) || folders.any(|twin| twin.unwrap_or(true))
    }

    /// Returns the documents that may have this name.
    pub(super) fn documents(&self, key: Key<'_>) -> Vec<&Record> {
        let mut found = self.found(key);
        found.retain(|record| record.kind.is_some());
        found
    }

    /// Returns the Markdown files that may have this name, and those that were touched.
    pub(super) fn found(&self, key: Key<'_>) -> Vec<&Record> {
        let mut paths = self.paths(key);
        let touched = self.known().touched.clone();
        let touched = touched.into_iter().filter_map(|number| self.entries.get(number));
        paths.extend(touched.map(|entry| entry.path.clone()));
        paths.sort();
        paths.dedup();
        paths.iter().filter_map(|path| self.record(path)).collect()
    }

    /// Returns the paths of the files that may have this name, as far as is known.
    pub(super) fn paths(&self, key: Key<'_>) -> Vec<RepoPath> {
        let digest = key.digest();
        let Some(base) = self.base() else { return self.fresh_paths(key) };
        let paths = || -> Result<Vec<RepoPath>, Damaged> {
            let slots: Vec<Slot> = base.slots(&self.index.cache, digest)?;
            let entries = slots.into_iter().map(|slot| base.entry(&self.index.cache, slot));
            entries.filter_map(|entry| entry.map(|entry| Some(entry?.path)).transpose()).collect()
        };
        paths().unwrap_or_else(|Damaged| self.fresh_paths(key))
    }

    /// Looks at one file: what it holds, and whether it is not as it was at the last look.
    fn look(&self, base: &Base, path: &RepoPath) -> Result<(Option<Entry>, bool), Damaged> {
        let index = &self.index;
        let Some(signature) = self.look_here(|look| look.file(path)) else {
            return Ok((None, false));
        };
        let mut known = None;
        for slot in base.slots(&index.cache, Key::Path(path.as_str()).digest())? {
            known = known.or(base.entry(&index.cache, slot)?.filter(|entry| entry.path == *path));
        }
        let before = self.folder(base, path.parent())?;
        let before = before.as_ref().and_then(|folder| folder.file(path.file_name()));
        let untouched = before == Some(&signature) && signature.is_settled(base.head.taken);
        let misjudged = index.makers.misjudged(&base.head.unsigned, |made| made.path == *path);
        let misjudged = !misjudged.is_empty();
        let is_unread = || base.head.unread.contains(path);
        if untouched && known.is_some() && !misjudged && !is_unread() {
            return Ok((known, false));
        }
        let content = known.as_ref().filter(|_| !misjudged).and_then(|entry| entry.content);
        let location = index.terms.location(path);
        Ok(match index.terms.read(path, &location, &signature, content, &mut Reader::default()) {
            Found::Same => (known, false),
            Found::New(mut entry) | Found::Failed(mut entry) => {
                index.makers.sign(entry.record.iter_mut());
                (Some(entry), true)
            }
            Found::Gone => (None, false),
        })
    }

    fn folder(&self, base: &Base, path: &str) -> Result<Option<Arc<FolderState>>, Damaged> {
        if let Some(known) = self.known().folders.get(path) {
            return Ok(known.clone());
        }
        let folder = base.folder(&self.index.cache, path)?.map(Arc::new);
        self.known().folders.insert(path.to_owned(), folder.clone());
        Ok(folder)
    }

    /// Returns what an earlier look has left, as long as there was none since.
    pub(super) fn base(&self) -> Option<&Base> {
        self.index.base.as_ref().filter(|_| !self.index.is_fresh())
    }

    /// Returns what was looked up; nothing, when that was before the look at the whole folder.
    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.fresh != self.index.is_fresh() {
            *known = Known { fresh: self.index.is_fresh(), ..Known::default() };
        }
        known
    }

    fn fresh_entry(&self, path: &RepoPath) -> Option<Entry> {
        let named = self.index.with_key(Key::Path(path.as_str())).into_iter();
        named.map(|(_, entry)| entry).find(|entry| entry.path == *path)
    }

    fn fresh_paths(&self, key: Key<'_>) -> Vec<RepoPath> {
        self.index.with_key(key).into_iter().map(|(_, entry)| entry.path).collect()
    }

    pub(super) fn look_here<T>(&self, what: impl FnOnce(&Look<'_>) -> T) -> T {
        what(&Look::at(&self.index.terms.root, None, None))
    }
}

impl Sources for Near {
    fn brief(&self, name: &str) -> Option<Cow<'_, Record>> {
        let mut found = self.called(name);
        found.retain(|record| is_guide(record));
        let by_id = found.iter().copied().find(|record| *record.id == *name);
        by_id.or_else(|| found.into_iter().find(|one| one.path.stem() == name)).map(Cow::Borrowed)
    }

    fn held(&self, path: &RepoPath) -> Held {
        self.entry(path).map_or(Held::Nothing, |entry| held(entry.content))
    }

    fn called(&self, name: &str) -> Option<RepoPath> {
        Universe::called(self, name)
    }
}

impl Contents for Index {
    fn held(&self, path: &RepoPath) -> Held {
        self.entry(path).map_or(Held::Nothing, |entry| held(entry.content))
    }

    fn called(&self, name: &str) -> Option<RepoPath> {
        let lower = name.to_lowercase();
        let path = RepoPath::new(name);
        let keys = [Key::Stem(name), Key::Stem(path.stem())];
        let found = keys.into_iter().flat_map(|key| self.with_key(key));
        let is_called = |path: &RepoPath| {
            path.file_name().to_lowercase() == lower || path.stem().to_lowercase() == lower
        };
        found.map(|(_, entry)| entry.path).filter(is_called).min()
    }
}

impl Index {
    /// Returns the files that may have this name, after a look at the whole folder.
    pub(super) fn with_key(&self, key: Key<'_>) -> Vec<(Slot, Entry)> {
        let current = self.current();
        if let (None, Some(base)) = (current.full.get(), &self.base) {
            let changed = Changed { base, cache: &self.cache, delta: &current.delta };
            if let Ok(found) = changed.with_key(key) {
                return found;
            }
        }
        let found = self.full().with_key(key.digest(), &self.terms.schema).into_iter();
        found.map(|entry| (entry.slot, entry.to_entry())).collect()
    }
}

/// Sorts by path; each once.
fn by_path(mut records: Vec<&Record>) -> Vec<&Record> {
    records.sort_by(|a, b| a.path.cmp(&b.path));
    records.dedup_by(|a, b| a.path == b.path);
    records
}
