//! Where rules between documents look things up.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::by_name::ByName;
use super::facts::FileContents;
use super::facts::FileSet;
use crate::rules::file_name_twin::twin_name;
use crate::rules::work::is_estimated_work;
use crate::schema::{Record, did_you_mean};
use crate::text::RepoPath;
use crate::workflow::{Held, Said, Sources, is_guide};

/// Some documents, by path where nothing else is said.
pub type Documents<'u> = Cow<'u, [&'u Record]>;

/// All documents and files of a tree, as far as rules ask for them.
///
/// The documents that are judged are handed in apart: one of them can so be judged in a universe that
/// reads only what it is asked for. Whatever the universe, the answers are those of the whole tree.
pub trait Universe: Sync {
    /// Returns the documents that `name` may mean: by id, else by the file's stem.
    fn named(&self, name: &str) -> Documents<'_>;

    /// Returns the documents of a kind of which there are few, such as people.
    fn of_kind(&self, kind: &str) -> Documents<'_>;

    /// Returns what was said about a task, in the order of the files' names.
    fn about(&self, task: &Record) -> Documents<'_>;

    /// Returns the documents in which the document or file at `path` may be mentioned by its id or
    /// its name, fields that name people aside; some of them may not mean it.
    fn mentioning(&self, path: &RepoPath) -> Documents<'_>;

    /// Returns the tasks of one assignee that say how long they take and may be under way, by what
    /// they say themselves, in no order.
    fn work_of(&self, person: &str) -> Documents<'_>;

    /// Tells whether there is a file at `path`.
    fn has_file(&self, path: &str) -> bool;

    /// Tells whether there is a file below `folder`; the root, `""`, always exists.
    fn has_folder(&self, folder: &str) -> bool;

    /// Returns a file that is called `name`, with its extension or without, whatever the case; the
    /// first one by path.
    fn called(&self, name: &str) -> Option<RepoPath>;

    /// Tells what a file holds, where that is known here.
    fn held(&self, _: &RepoPath) -> Held {
        Held::Unknown
    }

    /// Returns the Markdown file at `path`, a document or not.
    fn at(&self, path: &RepoPath) -> Option<&Record>;

    /// Tells whether another file or folder may have the name of one of these documents, or of a
    /// folder on its way, in other letters; `true` where that is not known.
    fn may_have_twins(&self, documents: &[Record]) -> bool;

    /// Returns the id that `name` was most likely meant to be, of documents whose kind is taken; of
    /// equally near ones the first by path.
    fn nearest(&self, name: &str, takes: &dyn Fn(&str) -> bool) -> Option<String>;

    /// Returns everything, for what is rare: elsewhere than in a whole tree it costs reading it all.
    /// `None` where that is not to be done: somebody else judges the whole tree.
    fn all(&self) -> Option<All<'_>>;
}

/// A universe as terms and deliveries are read from it.
#[derive(Clone, Copy)]
pub struct SourcesOf<'u> {
    pub universe: &'u dyn Universe,
    /// What files hold, where the universe is not to be asked.
    pub contents: Option<&'u dyn FileContents>,
}

impl Sources for SourcesOf<'_> {
    fn brief(&self, name: &str) -> Option<Cow<'_, Record>> {
        let named = self.universe.named(name);
        let brief = named.iter().copied().find(|record| is_guide(record));
        brief.map(Cow::Borrowed)
    }

    fn held(&self, path: &RepoPath) -> Held {
        match self.contents {
            Some(contents) => contents.held(path),
            None => self.universe.held(path),
        }
    }

    fn called(&self, name: &str) -> Option<RepoPath> {
        self.universe.called(name)
    }
}

/// All documents and all files of a tree.
#[derive(Clone, Copy, Debug)]
pub struct All<'u> {
    /// By path.
    pub records: &'u [Record],
    pub files: &'u FileSet,
}

/// A tree of which everything was read.
pub struct Whole<'a> {
    all: All<'a>,
    by_id: ByName<'a>,
    /// Those whose file is called otherwise.
    by_stem: ByName<'a>,
    /// Of the kinds of which there are few, by path.
    by_kind: HashMap<&'a str, Vec<&'a Record>>,
    /// Seeded anew each time: nobody can make names for it that all have one digest.
    hasher: foldhash::quality::RandomState,
    // What few trees are asked for is sorted out when it is first asked for.
    said: OnceLock<Said<'a>>,
    work: OnceLock<HashMap<&'a str, Vec<&'a Record>>>,
    /// Digests of all names, with their files; those of one digest by path.
    names: OnceLock<Vec<(u64, &'a RepoPath)>>,
}

impl<'a> Whole<'a> {
    /// Sorts `records` by id and by name; `files` are all files, attachments too.
    pub fn new(records: &'a [Record], files: &'a FileSet) -> Self {
        let hasher = foldhash::quality::RandomState::default();
        let documents = || records.par_iter().filter(|record| record.kind.is_some());
        let others = || documents().filter(|record| *record.path.stem() != *record.id);
        let (by_id, by_stem) = rayon::join(
            || ByName::of(documents(), id_of, &hasher),
            || ByName::of(others(), stem_of, &hasher),
        );
        let mut by_kind: HashMap<&str, Vec<&Record>> = HashMap::new();
        for record in records {
            if let Some(kind) = record.kind.as_deref().filter(|kind| !MANY.contains(kind)) {
                by_kind.entry(kind).or_default().push(record);
            }
        }
        Self {
            all: All { records, files },
            by_id,
            by_stem,
            by_kind,
            hasher,
            said: OnceLock::new(),
            work: OnceLock::new(),
            names: OnceLock::new(),
        }
    }

    /// Sorts out what was said about each task, which is done when it is first asked for, else: whoever asks
    /// may be one of several threads, of which the others wait.
    pub fn with_said(self) -> Self {
        Self { said: Said::of_many(self.all.records).into(), ..self }
    }

    fn by_assignee(&self) -> HashMap<&'a str, Vec<&'a Record>> {
        let mut work: HashMap<&str, Vec<&Record>> = HashMap::new();
        for task in self.all.records.iter().filter(|one| is_estimated_work(one)) {
            if let Some(to) = task.text("to") {
                work.entry(to).or_default().push(task);
            }
        }
        work
    }
}

fn id_of(record: &Record) -> &str {
    &record.id
}

fn stem_of(record: &Record) -> &str {
    record.path.stem()
}

/// Kinds of which there are as many as there is work: nobody asks for all of them by kind.
pub const MANY: [&str; 3] = ["task", "reply", "review"];

impl Universe for Whole<'_> {
    fn named(&self, name: &str) -> Documents<'_> {
        let digest = self.hasher.hash_one(name);
        let found = match self.by_id.called(name, digest) {
            [] => self.by_stem.called(name, digest),
            found => found,
        };
        Cow::Borrowed(found)
    }

    fn of_kind(&self, kind: &str) -> Documents<'_> {
        if MANY.contains(&kind) {
            return self.all.records.iter().filter(|record| record.is(kind)).collect();
        }
        Cow::Borrowed(self.by_kind.get(kind).map_or(&[], Vec::as_slice))
    }

    fn about(&self, task: &Record) -> Documents<'_> {
        Cow::Borrowed(self.said.get_or_init(|| Said::of(self.all.records)).about(task))
    }

    fn mentioning(&self, _: &RepoPath) -> Documents<'_> {
        self.all.records.iter().collect()
    }

    fn work_of(&self, person: &str) -> Documents<'_> {
        let work = self.work.get_or_init(|| self.by_assignee());
        Cow::Borrowed(work.get(person).map_or(&[], Vec::as_slice))
    }

    fn has_file(&self, path: &str) -> bool {
        self.all.files.has(path)
    }

    fn has_folder(&self, folder: &str) -> bool {
        self.all.files.has_folder(folder)
    }

    fn called(&self, name: &str) -> Option<RepoPath> {
        let names = self.names.get_or_init(|| {
            let digest = |name: &str| self.hasher.hash_one(name.to_lowercase());
            let both = |path: &RepoPath| [path.file_name(), path.stem()].map(digest);
            // Not in parallel: whoever asks for it may be one of several threads that wait for it here,
            // and they would have to do the work.
            let files = self.all.files.paths();
            let mut names: Vec<(u64, &RepoPath)> =
                files.flat_map(|path| both(path).map(|digest| (digest, path))).collect();
            names.sort_unstable();
            names
        });
        let lower = name.to_lowercase();
        let digest = self.hasher.hash_one(&lower);
        let from = names.partition_point(|(known, _)| *known < digest);
        let is_called = |path: &RepoPath| {
            path.file_name().to_lowercase() == lower || path.stem().to_lowercase() == lower
        };
        let same = names[from..].iter().take_while(|(known, _)| *known == digest);
        same.map(|(_, path)| *path).find(|path| is_called(path)).cloned()
    }

    fn at(&self, path: &RepoPath) -> Option<&Record> {
        let at = self.all.records.binary_search_by(|record| record.path.cmp(path)).ok()?;
        self.all.records.get(at)
    }

    fn may_have_twins(&self, _: &[Record]) -> bool {
        // Files come by path: a folder that the last one lies in, too, was counted there.
        let mut digests = Vec::with_capacity(self.all.files.len());
        let mut last = "";
        for path in self.all.files.paths() {
            let path = path.as_str();
            let same = path.bytes().zip(last.bytes()).take_while(|(a, b)| a == b).count();
            let ends = path.match_indices('/').map(|(at, _)| at).filter(|end| *end >= same);
            let names = ends.chain([path.len()]).map(|end| twin_name(&path[..end]));
            digests.extend(names.map(|name| self.hasher.hash_one(name)));
            last = path;
        }
        digests.par_sort_unstable();
        digests.windows(2).any(|pair| pair[0] == pair[1])
    }

    fn nearest(&self, name: &str, takes: &dyn Fn(&str) -> bool) -> Option<String> {
        let taken = self.all.records.iter().filter(|one| one.kind.as_deref().is_some_and(takes));
        did_you_mean(name, taken.map(|record| &*record.id)).map(str::to_owned)
    }

    fn all(&self) -> Option<All<'_>> {
        Some(self.all)
    }
}
