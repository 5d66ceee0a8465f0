use std::collections::HashMap;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::entry::{Entry, EntryRef, Form, Slot};
use super::keys;
use super::makers::{Makers, Unsigned};
use crate::diagnostic::Diagnostic;
use crate::merge::ContentId;
use crate::schema::{Record, Schema};
use crate::text::RepoPath;
use crate::workflow::{Contents, Held, Said, Standing};

/// Everything there is, in memory, by path.
#[derive(Debug, Default)]
pub(super) struct Full {
    records: Vec<Record>,
    /// Of all files, those with records included.
    files: Vec<FileRest>,
    by_key: OnceLock<HashMap<u64, Vec<u32>>>,
}

/// What is known of a file beside its record.
#[derive(Debug)]
struct FileRest {
    path: RepoPath,
    slot: Slot,
    /// Position among the records; that of the next one where it has none.
    record: u32,
    content: Option<ContentId>,
    form: Form,
    diagnostics: Box<[Diagnostic]>,
    /// Apart, since few files are tasks.
    standing: Option<Box<Standing>>,
}

impl Full {
    /// Begins with nothing, for so many files.
    pub(super) fn with_capacity(files: usize) -> Self {
        Self {
            records: Vec::with_capacity(files),
            files: Vec::with_capacity(files),
            by_key: OnceLock::new(),
        }
    }

    /// Adds a file; those that do not come by path are to be [sorted](Self::sorted).
    pub(super) fn push(&mut self, slot: Slot, entry: Entry) {
        self.files.push(FileRest {
            path: entry.path,
            slot,
            record: u32::try_from(self.records.len()).unwrap_or(u32::MAX),
            content: entry.content,
            form: entry.form,
            diagnostics: entry.diagnostics,
            standing: entry.standing.map(Box::new),
        });
        self.records.extend(entry.record);
    }

    /// Puts the files in the order of their paths.
    pub(super) fn sorted(mut self) -> Self {
        if !self.files.is_sorted_by(|a, b| a.path <= b.path) {
            self.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
            self.records.sort_unstable_by(|a, b| a.path.cmp(&b.path));
            let mut records = 0;
            for file in &mut self.files {
                file.record = records;
                records += u32::from(file.form.has_record());
            }
        }
        self
    }

    /// Says who made what does not say so; returns what was said.
    pub(super) fn sign(&mut self, makers: &Makers) -> Unsigned {
        makers.together(makers.sign(self.records.iter_mut()))
    }

    /// Computes where each task stands.
    pub(super) fn judge(&mut self) {
        let said = Said::of_many(&self.records);
        let contents = FilesOf { files: &self.files, by_name: OnceLock::new() };
        let judge = |file: &FileRest| {
            let task = record_of(&self.records, file).filter(|record| record.is("task"))?;
            said.standing(task, Some(&contents)).map(Box::new)
        };
        let standings: Vec<Option<Box<Standing>>> = self.files.par_iter().map(judge).collect();
        for (file, standing) in self.files.iter_mut().zip(standings) {
            file.standing = standing;
        }
    }

    pub(super) fn records(&self) -> &[Record] {
        &self.records
    }

    pub(super) fn at(&self, path: &RepoPath) -> Option<EntryRef<'_>> {
        self.get(self.files.binary_search_by(|file| file.path.cmp(path)).ok()?)
    }

    /// Returns how many files there are.
    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// Returns the slot after the last one, where slots are given by path.
    pub(super) fn next(&self) -> Slot {
        Slot::try_from(self.files.len()).unwrap_or(Slot::MAX)
    }

    /// Returns the file at this position, by path.
    pub(super) fn get(&self, at: usize) -> Option<EntryRef<'_>> {
        let file = self.files.get(at)?;
        Some(EntryRef {
            slot: file.slot,
            path: &file.path,
            content: file.content,
            form: file.form,
            record: record_of(&self.records, file),
            diagnostics: &file.diagnostics,
            standing: file.standing.as_deref(),
        })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = EntryRef<'_>> {
        (0..self.files.len()).filter_map(|at| self.get(at))
    }

    /// Returns the files that may have a name of this digest.
    pub(super) fn with_key(&self, digest: u64, schema: &Schema) -> Vec<EntryRef<'_>> {
        let by_key = self.by_key.get_or_init(|| {
            let mut found: HashMap<u64, Vec<u32>> = HashMap::new();
            for (at, entry) in (0..).zip(self.iter()) {
                for digest in keys::digests(schema, entry.path, entry.record) {
                    found.entry(digest).or_default().push(at);
                }
            }
            found
        });
        let at = by_key.get(&digest).into_iter().flatten();
        at.filter_map(|at| self.get(*at as usize)).collect()
    }
}

/// What the files hold, by path.
struct FilesOf<'f> {
    files: &'f [FileRest],
    /// Positions, by the names in lower case.
    by_name: OnceLock<HashMap<String, usize>>,
}

impl Contents for FilesOf<'_> {
    fn held(&self, path: &RepoPath) -> Held {
        let found = self.files.binary_search_by(|file| file.path.cmp(path)).ok();
        found.map_or(Held::Nothing, |at| held(self.files[at].content))
    }

    fn called(&self, name: &str) -> Option<RepoPath> {
        let by_name = self.by_name.get_or_init(|| {
            let mut names = HashMap::new();
            for (at, file) in self.files.iter().enumerate() {
                for name in [file.path.file_name(), file.path.stem()] {
                    names.entry(name.to_lowercase()).or_insert(at);
                }
            }
            names
        });
        by_name.get(&name.to_lowercase()).map(|at| self.files[*at].path.clone())
    }
}

/// Says of a file that is there what it holds.
pub(super) fn held(content: Option<ContentId>) -> Held {
    content.map_or(Held::Unknown, |id| Held::Content(*id.as_bytes()))
}

fn record_of<'r>(records: &'r [Record], file: &FileRest) -> Option<&'r Record> {
    file.form.has_record().then(|| records.get(file.record as usize)).flatten()
}
