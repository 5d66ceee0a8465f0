//! Where rules between documents look things up.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use super::facts::FileSet;
use crate::rules::work::is_estimated_work;
use crate::schema::Record;
use crate::text::RepoPath;
use crate::workflow::Said;

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

    /// Returns the Markdown file at `path`, a document or not.
    fn at(&self, path: &RepoPath) -> Option<&Record>;

    /// Tells whether another file or folder may have the name of one of these documents, or of a
    /// folder on its way, in other letters; `true` where that is not known.
    fn may_have_twins(&self, documents: &[Record]) -> bool;

    /// Returns everything, for what is rare: elsewhere than in a whole tree it costs reading it all.
    fn all(&self) -> All<'_>;
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
    by_id: HashMap<&'a str, Vec<&'a Record>>,
    by_stem: HashMap<&'a str, Vec<&'a Record>>,
    // What few trees are asked for is sorted out when it is first asked for.
    said: OnceLock<Said<'a>>,
    work: OnceLock<HashMap<&'a str, Vec<&'a Record>>>,
    names: OnceLock<HashMap<String, &'a RepoPath>>,
}

impl<'a> Whole<'a> {
    /// Sorts `records` by id and by name; `files` are all files, attachments too.
    pub fn new(records: &'a [Record], files: &'a FileSet) -> Self {
        let mut by_id: HashMap<&str, Vec<&Record>> = HashMap::with_capacity(records.len());
        let mut by_stem: HashMap<&str, Vec<&Record>> = HashMap::with_capacity(records.len());
        for record in records.iter().filter(|record| record.kind.is_some()) {
            by_id.entry(&record.id).or_default().push(record);
            if *record.path.stem() != *record.id {
                by_stem.entry(record.path.stem()).or_default().push(record);
            }
        }
        Self {
            all: All { records, files },
            by_id,
            by_stem,
            said: OnceLock::new(),
            work: OnceLock::new(),
            names: OnceLock::new(),
        }
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

impl Universe for Whole<'_> {
    fn named(&self, name: &str) -> Documents<'_> {
        let found = self.by_id.get(name).or_else(|| self.by_stem.get(name));
        Cow::Borrowed(found.map_or(&[], Vec::as_slice))
    }

    fn of_kind(&self, kind: &str) -> Documents<'_> {
        self.all.records.iter().filter(|record| record.is(kind)).collect()
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
            let mut names: HashMap<String, &RepoPath> = HashMap::new();
            for path in self.all.files.paths() {
                for name in [path.file_name(), path.stem()] {
                    names.entry(name.to_lowercase()).or_insert(path);
                }
            }
            names
        });
        names.get(&name.to_lowercase()).map(|path| (*path).clone())
    }

    fn at(&self, path: &RepoPath) -> Option<&Record> {
        let at = self.all.records.binary_search_by(|record| record.path.cmp(path)).ok()?;
        self.all.records.get(at)
    }

    fn may_have_twins(&self, _: &[Record]) -> bool {
        true
    }

    fn all(&self) -> All<'_> {
        self.all
    }
}
