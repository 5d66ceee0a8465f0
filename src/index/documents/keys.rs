//! Under which names a file is found.

use std::hash::BuildHasher;

use foldhash::quality::FixedState;

use crate::rules::{MANY, is_estimated_work, mentions, twin_name};
use crate::schema::{Record, Schema};
use crate::text::RepoPath;
use crate::workflow::task_of;

/// A name under which files are found.
///
/// Several may be found that are not meant, as only a part of the name's digest is kept: whoever
/// looks up compares with what the file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key<'a> {
    Path(&'a str),
    /// The id of a document, whatever its case.
    Id(&'a str),
    /// The name of any file without its extension, whatever its case.
    Stem(&'a str),
    /// What was said about the task that is named so.
    About(&'a str),
    /// Files that speak of one that has this name, as `mentions::names_of` gives it.
    Link(&'a str),
    /// Documents of a kind of which there are few.
    Kind(&'a str),
    /// Tasks of this assignee that may be under way and say how long they take.
    Work(&'a str),
    /// Files and folders whose paths are the same where case does not count, as `twin_name` has it.
    Twin(&'a str),
}

impl Key<'_> {
    /// Returns a digest that only this build of the program understands.
    pub(super) fn digest(self) -> u64 {
        let (sort, text, fold) = match self {
            Self::Path(text) => (0, text, false),
            Self::Id(text) => (1, text, true),
            Self::Stem(text) => (2, text, true),
            Self::About(text) => (3, text, false),
            Self::Link(text) => (4, text, false),
            Self::Kind(text) => (5, text, false),
            Self::Work(text) => (6, text, false),
            Self::Twin(text) => (7, text, false),
        };
        let hasher = FixedState::with_seed(sort);
        if fold { hasher.hash_one(text.to_lowercase()) } else { hasher.hash_one(text) }
    }
}

/// Returns the digests of all names of a file, each once.
pub(super) fn digests(schema: &Schema, path: &RepoPath, record: Option<&Record>) -> Vec<u64> {
    let mut found = vec![
        Key::Path(path.as_str()).digest(),
        Key::Stem(path.stem()).digest(),
        Key::Twin(&twin_name(path.as_str())).digest(),
    ];
    if let Some(record) = record {
        for_record(schema, record, &mut |key| found.push(key.digest()));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Returns the digest of a folder's name, and what stands in the place of a slot there: something
/// that tells its spelling.
pub(super) fn of_folder(path: &RepoPath) -> (u64, u32) {
    let spelling = Key::Path(path.as_str()).digest();
    (Key::Twin(&twin_name(path.as_str())).digest(), (spelling >> 32) as u32)
}

fn for_record(schema: &Schema, record: &Record, add: &mut dyn FnMut(Key<'_>)) {
    mentions::each(schema, record, |mention| {
        // People are named in half of all documents: queries find those, not links.
        let person = matches!(mention.form, mentions::Form::Name(kinds) if kinds.is_person());
        if let Some(name) = mention.name().filter(|_| !person) {
            add(Key::Link(&name));
        }
    });
    let Some(kind) = record.kind.as_deref() else { return };
    add(Key::Id(&record.id));
    match kind {
        "reply" | "review" => task_of(record).into_iter().for_each(|task| add(Key::About(task))),
        "task" if is_estimated_work(record) => {
            record.text("to").into_iter().for_each(|to| add(Key::Work(to)));
        }
        _ => {}
    }
    if !MANY.contains(&kind) {
        add(Key::Kind(kind));
    }
}
