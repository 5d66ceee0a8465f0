//! An index as rules look things up in it, for one document.

use super::keys::Key;
use super::near::Near;
use crate::rules::{All, Documents, MANY, Universe, is_estimated_work};
use crate::schema::Record;
use crate::text::RepoPath;
use crate::workflow::{Held, Sources};

impl Universe for Near {
    fn named(&self, name: &str) -> Documents<'_> {
        let found = self.called(name);
        let by = |is: fn(&Record) -> &str| -> Vec<&Record> {
            found.iter().copied().filter(|record| is(record) == name).collect()
        };
        let ids = by(|record| &record.id);
        if ids.is_empty() { by(|record| record.path.stem()).into() } else { ids.into() }
    }

    fn of_kind(&self, kind: &str) -> Documents<'_> {
        if MANY.contains(&kind) {
            return self.index().records().iter().filter(|record| record.is(kind)).collect();
        }
        if kind == "person" {
            return self.people().into();
        }
        let mut found = self.documents(Key::Kind(kind));
        found.retain(|record| record.is(kind));
        found.into()
    }

    fn about(&self, task: &Record) -> Documents<'_> {
        self.about(task).into()
    }

    fn mentioning(&self, path: &RepoPath) -> Documents<'_> {
        let id = self.record(path).map(|record| &*record.id);
        Self::mentioning(self, id, path).into()
    }

    fn work_of(&self, person: &str) -> Documents<'_> {
        let mut found = self.documents(Key::Work(person));
        found.retain(|task| task.text("to") == Some(person) && is_estimated_work(task));
        found.into()
    }

    fn has_file(&self, path: &str) -> bool {
        self.look_here(|look| look.file(&RepoPath::new(path))).is_some()
    }

    fn has_folder(&self, folder: &str) -> bool {
        let folder = RepoPath::new(folder.trim_end_matches('/'));
        folder.as_str().is_empty() || self.look_here(|look| look.has_file_below(&folder))
    }

    fn called(&self, name: &str) -> Option<RepoPath> {
        let lower = name.to_lowercase();
        let stem = RepoPath::new(name);
        let mut paths = self.paths(Key::Stem(name));
        paths.extend(self.paths(Key::Stem(stem.stem())));
        paths.sort();
        let is_called = |path: &&RepoPath| {
            path.file_name().to_lowercase() == lower || path.stem().to_lowercase() == lower
        };
        paths.iter().filter(is_called).find(|path| self.has_file(path.as_str())).cloned()
    }

    fn held(&self, path: &RepoPath) -> Held {
        Sources::held(self, path)
    }

    fn at(&self, path: &RepoPath) -> Option<&Record> {
        self.record(path)
    }

    fn may_have_twins(&self, documents: &[Record]) -> bool {
        documents.iter().any(|document| self.may_have_twin(&document.path))
    }

    fn nearest(&self, name: &str, takes: &dyn Fn(&str) -> bool) -> Option<String> {
        if !self.is_closed() {
            // Where the folder cannot be listed any more, what is known of it must do.
            let _ = self.index().refresh(&|_, _| {});
        }
        self.ids().nearest(name, takes).map(str::to_owned)
    }

    fn all(&self) -> Option<All<'_>> {
        if self.is_closed() {
            return None;
        }
        let files = self.files.get_or_init(|| self.index().paths().collect());
        Some(All { records: self.index().records(), files })
    }
}
