//! Where something else may be wrong because of what has changed.

use std::collections::BTreeSet;

use super::base::Damaged;
use super::core::Index;
use super::current::{Change, Changed};
use super::entry::{Entry, Slot};
use super::keys::{self, Key};
use super::standings::{self, said_about};
use crate::rules::{mentions, twin_name};
use crate::schema::{Record, layout};
use crate::text::RepoPath;

/// Kinds that speak for everybody: where one changes, everything may.
const EVERYBODYS: [&str; 2] = ["person", "agreement"];

/// Files in which rules between documents may find something else than before.
struct Affected<'a> {
    names: Changed<'a>,
    paths: BTreeSet<RepoPath>,
}

/// Only a judgement of everything tells.
struct Everything;

impl From<Damaged> for Everything {
    fn from(Damaged: Damaged) -> Self {
        Self
    }
}

impl Index {
    /// Lists the files that have changed since the cache was opened, those that are gone too, and those
    /// in which rules between documents may find something else because of that. `None` where that may
    /// be so anywhere.
    pub fn affected(&self) -> Option<BTreeSet<RepoPath>> {
        let (current, base) = (self.current.get()?, self.base.as_ref()?);
        let names = Changed { base, cache: &self.cache, delta: &current.delta };
        let mut affected = Affected { names, paths: BTreeSet::new() };
        for change in current.changes.as_ref()? {
            affected.by(change).ok()?;
            let here = change.new.as_ref().or(change.old.as_ref());
            affected.paths.extend(here.map(|entry| entry.path.clone()));
            if let Some(folder) = folders_of_tasks(change) {
                let inside = current.tree.get().and_then(|tree| tree.folders.get(&folder));
                let inside = inside.into_iter().flat_map(|state| state.files());
                let inside = inside.map(|(name, _)| RepoPath::in_folder(folder.as_str(), name));
                affected.paths.extend(inside);
            }
        }
        Some(affected.paths)
    }

    /// Tells whether any of these files may have a name that some systems take for another's: which of
    /// the two is told of depends on all names.
    pub fn may_have_twins(&self, paths: &BTreeSet<RepoPath>) -> bool {
        let (Some(current), Some(base)) = (self.current.get(), &self.base) else { return true };
        let names = Changed { base, cache: &self.cache, delta: &current.delta };
        paths.iter().any(|path| has_twin(&names, path).unwrap_or(true))
    }
}

/// Tells whether some systems take another file or folder for this one, or for a folder on its way.
fn has_twin(names: &Changed<'_>, path: &RepoPath) -> Result<bool, Damaged> {
    let slots = |key: Key<'_>| -> Result<Vec<Slot>, Damaged> {
        let digest = key.digest();
        let mut slots = names.base.slots(names.cache, digest)?;
        slots.extend(names.delta.slots(digest));
        Ok(slots)
    };
    let others = |name: &RepoPath, own: &[u32]| -> Result<bool, Damaged> {
        let named = slots(Key::Twin(&twin_name(name.as_str())))?;
        Ok(named.iter().any(|one| !own.contains(one)))
    };
    let own = slots(Key::Path(path.as_str()))?;
    let mut found = others(path, &own)?;
    for folder in path.ancestors() {
        found |= others(&folder, &[keys::of_folder(&folder).1])?;
    }
    Ok(found)
}

/// Returns the folder in which is said what is said about a task, where its file has come or gone.
fn folders_of_tasks(change: &Change) -> Option<RepoPath> {
    let is_task = |entry: &Option<Entry>| record_of(entry).is_some_and(|one| one.is("task"));
    if is_task(&change.old) == is_task(&change.new) {
        return None;
    }
    let entry = change.new.as_ref().or(change.old.as_ref())?;
    Some(layout::folder_for_replies(&entry.path))
}

fn record_of(entry: &Option<Entry>) -> Option<&Record> {
    entry.as_ref()?.record.as_ref()
}

impl Affected<'_> {
    fn by(&mut self, change: &Change) -> Result<(), Everything> {
        let sides = [change.old.as_ref(), change.new.as_ref()];
        for entry in sides.into_iter().flatten() {
            self.by_name(change, entry)?;
            if let Some(record) = &entry.record {
                self.by_record(record)?;
            }
        }
        let mut tasks = BTreeSet::new();
        standings::concerned(&self.names, change.slot, sides, &mut tasks)?;
        for slot in tasks {
            if let Some(task) = self.names.entry(slot)? {
                self.paths.insert(task.path.clone());
                task.record.iter().try_for_each(|task| self.said_about(task))?;
            }
        }
        Ok(())
    }

    /// Adds what may mean a file by a name of it.
    fn by_name(&mut self, change: &Change, entry: &Entry) -> Result<(), Everything> {
        let id = entry.record.as_ref().map(|record| &*record.id);
        for name in mentions::names_of(id, &entry.path) {
            self.add(Key::Link(&name))?;
        }
        let came_or_went = change.old.is_some() != change.new.is_some();
        if came_or_went {
            if has_twin(&self.names, &entry.path)? {
                return Err(Everything);
            }
            for folder in entry.path.ancestors() {
                for name in mentions::names_of(None, &folder) {
                    self.add(Key::Link(&name))?;
                }
            }
        }
        for name in id.into_iter().chain([entry.path.stem()]) {
            self.add(Key::Id(name))?;
            self.add(Key::Stem(name))?;
        }
        // Which of several is told of, and with which number, depends on all of them.
        let same = |one: &Entry| one.record.as_ref().map(|record| &*record.id) == id;
        let named = id.map(|id| self.names.with_key(Key::Id(id))).transpose()?;
        let named = named.into_iter().flatten();
        let twins = named.filter(|(slot, one)| *slot != change.slot && same(one)).count();
        if twins > 0 { Err(Everything) } else { Ok(()) }
    }

    fn by_record(&mut self, record: &Record) -> Result<(), Everything> {
        if EVERYBODYS.iter().any(|kind| record.is(kind)) {
            return Err(Everything);
        }
        if record.is("task") {
            self.said_about(record)?;
        }
        if let Some(task) = said_about(record) {
            for key in [Key::Id(task), Key::Stem(task), Key::About(task)] {
                self.add(key)?;
            }
        }
        Ok(())
    }

    fn said_about(&mut self, task: &Record) -> Result<(), Everything> {
        self.add(Key::About(&task.id))?;
        self.add(Key::About(task.path.stem()))
    }

    fn add(&mut self, key: Key<'_>) -> Result<(), Everything> {
        let found = self.names.with_key(key)?;
        self.paths.extend(found.into_iter().map(|(_, entry)| entry.path));
        Ok(())
    }
}
