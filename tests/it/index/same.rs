//! What two indexes of one folder say must be the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use handover::index::documents::{Entry, Index, Near, Summary};
use handover::query::Subject;
use handover::rules::Universe;
use handover::schema::Record;
use handover::text::RepoPath;
use handover::workspace::{SILENT, Snapshot, Workspace};

use crate::support::Dice;

/// Reads everything from nothing, by the same settings.
pub(crate) fn rebuilt(of: &Snapshot) -> Arc<Index> {
    let index = Index::open(of.index().terms().clone(), None, "rebuilt");
    index.refresh(SILENT).expect("listed");
    Arc::new(index)
}

/// Compares all that is said of the whole folder.
#[track_caller]
pub(crate) fn whole(index: &Index, right: &Index) {
    let entries = |index: &Index| -> BTreeMap<RepoPath, Entry> {
        index.entries().map(|entry| (entry.path.clone(), entry.to_entry())).collect()
    };
    // Those first that need not decode the rest.
    same("summaries", &summaries(index), &summaries(right));
    same("files", &index.files().collect(), &right.files().collect());
    same("entries", &entries(index), &entries(right));
    assert_eq!(index.nested(), right.nested());
    assert_eq!(index.unreadable(), right.unreadable());
    assert!(index.entries().map(|entry| entry.path).is_sorted());
    for (person, number) in right.numbers().clone().used() {
        let known = index.numbers().clone().used();
        assert!(known.get(&person) >= Some(&number), "{person} has used {number}: {known:?}");
    }
}

type Summed = (Option<String>, String, String, bool, String, String);

fn summaries(index: &Index) -> BTreeMap<RepoPath, Summed> {
    let summaries = index.summaries();
    let summed = |one: &Summary<'_>| {
        let fields: Vec<_> =
            one.fields().map(|(key, value)| (key.to_owned(), value.to_value())).collect();
        (
            one.kind().map(str::to_owned),
            one.id().to_owned(),
            one.title().to_owned(),
            one.readable(),
            format!("{:?} {:?} {:?}", one.form, one.content, one.standing()),
            format!("{fields:?}"),
        )
    };
    let all = summaries.all();
    let tasks = |one: &Summary<'_>| one.standing().is_some();
    let narrowed = index.summaries().narrowed(&tasks);
    let collect = |some: &mut dyn Iterator<Item = &Summary<'_>>| -> BTreeMap<RepoPath, Summed> {
        some.map(|one| (one.path.clone(), summed(one))).collect()
    };
    let wanted = collect(&mut all.iter().filter(|one| tasks(one)));
    same("tasks", &collect(&mut narrowed.fitting(&tasks).iter()), &wanted);
    collect(&mut all.iter())
}

#[track_caller]
fn same<T: PartialEq + std::fmt::Debug>(
    what: &str,
    found: &BTreeMap<RepoPath, T>,
    right: &BTreeMap<RepoPath, T>,
) {
    for (path, one) in right {
        assert_eq!(found.get(path), Some(one), "{what} of {path}");
    }
    for path in found.keys() {
        assert!(right.contains_key(path), "{what} of {path}, which is gone");
    }
}

/// Compares what is found by names.
#[track_caller]
pub(crate) fn lookups(near: &Near, right: &Near, all: &[Record], dice: &mut Dice) {
    let paths = |found: &[&Record]| -> Vec<RepoPath> {
        found.iter().map(|record| record.path.clone()).collect()
    };
    assert_eq!(near.people(), right.people());
    for kind in ["project", "agreement", "brief"] {
        assert_eq!(near.of_kind(kind), right.of_kind(kind), "{kind}");
    }
    for person in ["ola", "kari"] {
        let work = |near: &Near| {
            let mut found = paths(&near.work_of(person));
            found.sort();
            found
        };
        assert_eq!(work(near), work(right), "work of {person}");
    }
    for _ in 0..20.min(all.len()) {
        let record = dice.one(all);
        let path = &record.path;
        assert_eq!(near.record(path), right.record(path), "{path}");
        for name in [&*record.id, path.stem(), path.file_name(), "absent"] {
            assert_eq!(near.called(name), right.called(name), "called {name}");
            assert_eq!(near.named(name), right.named(name), "named {name}");
            assert_eq!(
                Universe::called(near, name),
                Universe::called(right, name),
                "a file called {name}"
            );
        }
        assert_eq!(near.about(record), right.about(record), "about {path}");
        assert_eq!(near.standing(record), right.standing(record), "standing of {path}");
        let mentioning = |near: &Near| paths(&near.mentioning(Some(&record.id), path));
        assert_eq!(mentioning(near), mentioning(right), "mentioning {path}");
        assert_eq!(near.has_folder(path.parent()), right.has_folder(path.parent()));
    }
}

/// Compares what is said of single files without a look at all of them.
#[track_caller]
pub(crate) fn near(workspace: &Workspace, right: &Index, paths: &[RepoPath]) {
    let snapshot = workspace.near(None, SILENT).expect("opened");
    for path in paths {
        let found = snapshot.near().record(path);
        let right = right.entry(path).and_then(|entry| entry.record);
        assert_eq!(found, right, "near {path}");
    }
}
