//! Where tasks stand, computed anew for those that a change concerns.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::entry::{Entry, Slot};
use super::full::held;
use super::keys::Key;
use crate::rules::mentions;
use crate::schema::{Record, ValueRef};
use crate::text::RepoPath;
use crate::workflow::{Contents, Held, Said, Standing, guide_of, is_guide, task_of};

/// Finds files by a name, those that may be meant and do not fit left in.
pub(super) trait Names {
    /// What keeps it from finding anything.
    type Error;

    fn named(&self, key: Key<'_>) -> Result<Vec<(Slot, Entry)>, Self::Error>;
}

/// Tells whether a change of one file may concern every task: somebody comes or goes, is something else than before,
/// as whoever may approve for others, is known by another address, or has somebody stand in.
pub(super) fn concerns_all(old: Option<&Record>, new: Option<&Record>) -> bool {
    /// What it says of a person that concerns others.
    type Said<'r> = (&'r str, [Option<ValueRef<'r>>; 2], Option<[ValueRef<'r>; 2]>);
    fn said(record: Option<&Record>) -> Option<Said<'_>> {
        let person = record.filter(|one| one.is("person"))?;
        let away = person.value("backup").and_then(|backup| Some([backup, person.value("away")?]));
        Some((&person.id, [person.value("role"), person.value("email")], away))
    }
    said(old) != said(new)
}

/// Adds the tasks that a change of the file in `slot` concerns.
pub(super) fn concerned<N: Names>(
    names: &N,
    slot: Slot,
    change: [Option<&Entry>; 2],
    tasks: &mut BTreeSet<Slot>,
) -> Result<(), N::Error> {
    for entry in change.into_iter().flatten() {
        if let Some(record) = &entry.record {
            add_task(names, slot, record, tasks)?;
        }
        if may_be_bound(entry) {
            bound_to(names, entry, tasks)?;
        }
    }
    Ok(())
}

/// Tells whether terms or deliveries may depend on what a file holds.
fn may_be_bound(entry: &Entry) -> bool {
    let unbound = ["task", "reply", "review", "person", "conflict"];
    entry.record.as_ref().is_none_or(|record| !unbound.iter().any(|kind| record.is(kind)))
}

/// Adds the tasks whose terms or deliveries speak of a file: by themselves, or through their brief
/// or routine.
fn bound_to<N: Names>(
    names: &N,
    entry: &Entry,
    tasks: &mut BTreeSet<Slot>,
) -> Result<(), N::Error> {
    let mut waiting = vec![entry.clone()];
    let mut seen = BTreeSet::new();
    while let Some(entry) = waiting.pop() {
        let id = entry.record.as_ref().map(|record| &*record.id);
        let called: BTreeSet<String> = mentions::names_of(id, &entry.path).collect();
        for name in &called {
            for (slot, entry) in names.named(Key::Link(name))? {
                let Some(record) = &entry.record else { continue };
                add_task(names, slot, record, tasks)?;
                if is_guide(record) && seen.insert(slot) {
                    waiting.push(entry);
                }
            }
        }
    }
    Ok(())
}

/// Adds the task that a document is, or is about.
fn add_task<N: Names>(
    names: &N,
    slot: Slot,
    record: &Record,
    tasks: &mut BTreeSet<Slot>,
) -> Result<(), N::Error> {
    if record.is("task") {
        tasks.insert(slot);
    }
    if let Some(task) = said_about(record) {
        for key in [Key::Id(task), Key::Stem(task)] {
            let found = names.named(key)?.into_iter();
            let meant =
                |entry: &Entry| entry.record.as_ref().is_some_and(|one| is_named(one, task));
            tasks.extend(found.filter(|(_, entry)| meant(entry)).map(|(slot, _)| slot));
        }
    }
    Ok(())
}

/// Computes where a task stands.
pub(super) fn judge<N: Names>(names: &N, task: &Record) -> Result<Option<Standing>, N::Error> {
    if !task.is("task") || !task.readable {
        return Ok(None);
    }
    let mut records = vec![task.clone()];
    let people = names.named(Key::Kind("person"))?;
    records.extend(people.into_iter().filter_map(|(_, entry)| entry.record));
    records.extend(about(names, task)?);
    records.extend(guide(names, task)?);
    let contents = Looked { names, failed: RefCell::new(None) };
    let standing = Said::of(&records).standing(task, Some(&contents));
    match contents.failed.into_inner() {
        Some(error) => Err(error),
        None => Ok(standing),
    }
}

/// Returns the brief or routine that a task names: by its id, else by its file's name, the first one by path.
fn guide<N: Names>(names: &N, task: &Record) -> Result<Option<Record>, N::Error> {
    let Some(name) = guide_of(task) else { return Ok(None) };
    let mut found: Vec<Record> = Vec::new();
    for key in [Key::Id(name), Key::Stem(name)] {
        let named = names.named(key)?.into_iter().filter_map(|(_, entry)| entry.record);
        found.extend(named.filter(is_guide));
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    let by_id = found.iter().position(|one| *one.id == *name);
    let at = by_id.or_else(|| found.iter().position(|one| one.path.stem() == name));
    Ok(at.map(|at| found.swap_remove(at)))
}

/// What files hold, each looked up when it is asked for.
struct Looked<'n, N: Names> {
    names: &'n N,
    failed: RefCell<Option<N::Error>>,
}

impl<N: Names> Looked<'_, N> {
    fn named(&self, key: Key<'_>) -> Vec<Entry> {
        match self.names.named(key) {
            Ok(found) => found.into_iter().map(|(_, entry)| entry).collect(),
            Err(error) => {
                self.failed.replace(Some(error));
                Vec::new()
            }
        }
    }
}

impl<N: Names> Contents for Looked<'_, N> {
    fn held(&self, path: &RepoPath) -> Held {
        let mut found = self.named(Key::Path(path.as_str())).into_iter();
        let entry = found.find(|entry| entry.path == *path);
        entry.map_or(Held::Nothing, |entry| held(entry.content))
    }

    fn called(&self, name: &str) -> Option<RepoPath> {
        let lower = name.to_lowercase();
        let mut found = self.named(Key::Stem(name));
        found.extend(self.named(Key::Stem(RepoPath::new(name).stem())));
        let is_called = |path: &RepoPath| {
            path.file_name().to_lowercase() == lower || path.stem().to_lowercase() == lower
        };
        found.into_iter().map(|entry| entry.path).filter(is_called).min()
    }
}

/// Returns what was said about a task, in no order.
pub(super) fn about<N: Names>(names: &N, task: &Record) -> Result<Vec<Record>, N::Error> {
    let mut found = Vec::new();
    for name in [&task.id, task.path.stem()] {
        let named = names.named(Key::About(name))?.into_iter();
        let records = named.filter_map(|(_, entry)| entry.record);
        found.extend(records.filter(|record| said_about(record) == Some(name)));
        if !found.is_empty() {
            break;
        }
    }
    Ok(found)
}

/// Returns the name of the task that a reply or a review is about.
pub(super) fn said_about(record: &Record) -> Option<&str> {
    let speaks = record.is("reply") || record.is("review");
    speaks.then(|| task_of(record)).flatten()
}

fn is_named(record: &Record, name: &str) -> bool {
    record.is("task") && (*record.id == *name || record.path.stem() == name)
}
