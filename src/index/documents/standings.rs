//! Where tasks stand, computed anew for those that a change concerns.

use std::collections::BTreeSet;

use super::entry::{Entry, Slot};
use super::keys::Key;
use crate::schema::Record;
use crate::workflow::{Said, Standing, task_of};

/// Finds files by a name, those that may be meant and do not fit left in.
pub(super) trait Names {
    /// What keeps it from finding anything.
    type Error;

    fn named(&self, key: Key<'_>) -> Result<Vec<(Slot, Entry)>, Self::Error>;
}

/// Tells whether a change of one file may concern every task: of someone who may approve for
/// others.
pub(super) fn concerns_all(old: Option<&Record>, new: Option<&Record>) -> bool {
    let lead = |record: Option<&Record>| {
        let lead = record.filter(|one| one.is("person") && one.text("role") == Some("lead"));
        lead.map(|record| record.id.clone())
    };
    lead(old) != lead(new)
}

/// Adds the tasks that a change of the file in `slot` concerns.
pub(super) fn concerned<N: Names>(
    names: &N,
    slot: Slot,
    change: [Option<&Record>; 2],
    tasks: &mut BTreeSet<Slot>,
) -> Result<(), N::Error> {
    for record in change.into_iter().flatten() {
        if record.is("task") {
            tasks.insert(slot);
        }
        let Some(task) = said_about(record) else { continue };
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
    Ok(Said::of(&records).standing(task))
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
