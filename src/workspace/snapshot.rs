use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::{HostError, Progress, SILENT, SharedPaths, View, Workspace};
use crate::diagnostic::{Diagnostic, Finding, Report, rule_name};
use crate::index::documents::{Form, Index, Near, Remembered};
use crate::index::{self, Reader};
use crate::rules::{Content, Facts, File, FileSet, MAX_PLAIN, MAX_TEXT, Ruleset};
use crate::schema::{Config, Record, Schema, person_with};
use crate::store::read;
use crate::store::tree_state::{Herald, TreeState};
use crate::text::{RepoPath, Source, Span};

/// A workspace as it stood when it was read: nothing in it changes any more.
///
/// What is asked for decides what is read. Settings and kinds are there from the start; the folder is
/// looked at, once, when the first of all documents or files is asked for.
#[derive(Clone)]
pub struct Snapshot {
    inner: Arc<Inner>,
}

struct Inner {
    workspace: Workspace,
    index: Arc<Index>,
    near: Near,
    /// Mistakes in the kinds' definitions.
    mistakes: Vec<(RepoPath, Finding)>,
    /// Settings and kinds that cannot be read.
    unread: Vec<RepoPath>,
    now: Option<jiff::ZonedDateTime>,
    facts: OnceLock<Facts>,
    diagnostics: OnceLock<Vec<Diagnostic>>,
}

impl Snapshot {
    pub(super) fn new(
        workspace: &Workspace,
        index: Index,
        (mistakes, unread): (Vec<(RepoPath, Finding)>, Vec<RepoPath>),
        now: Option<jiff::ZonedDateTime>,
    ) -> Self {
        let index = Arc::new(index);
        Self {
            inner: Arc::new(Inner {
                workspace: workspace.clone(),
                near: Near::new(Arc::clone(&index)),
                index,
                mistakes,
                unread,
                now,
                facts: OnceLock::new(),
                diagnostics: OnceLock::new(),
            }),
        }
    }

    /// Looks at the folder now, where that was not done yet; `progress` is told how many of how many
    /// files are read.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn refresh(&self, progress: Progress<'_>) -> Result<(), HostError> {
        Ok(self.inner.index.refresh(progress)?)
    }

    /// Does the same; `herald` is told of each folder before it is looked at.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn refresh_heralded(
        &self,
        herald: Herald<'_>,
        progress: Progress<'_>,
    ) -> Result<(), HostError> {
        Ok(self.inner.index.refresh_heralded(herald, progress)?)
    }

    /// Does the same where the folder was `looked` at a moment ago, and before that as is `remembered`: what was
    /// written in place since may be found by the next look only.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn refresh_soon_after(
        &self,
        looked: &TreeState,
        remembered: Option<Remembered>,
        progress: Progress<'_>,
    ) -> Result<(), HostError> {
        Ok(self.inner.index.refresh_soon_after(looked, remembered, progress)?)
    }

    /// Returns the index of its documents.
    pub fn index(&self) -> &Index {
        &self.inner.index
    }

    /// Returns the same to keep.
    pub fn shared_index(&self) -> Arc<Index> {
        Arc::clone(&self.inner.index)
    }

    /// Returns its documents one by one, without a look at all of them.
    pub fn near(&self) -> &Near {
        &self.inner.near
    }

    /// Returns the folder that all paths are relative to.
    pub fn root(&self) -> &Path {
        self.inner.workspace.root()
    }

    /// Returns the host it was read by.
    pub fn workspace(&self) -> &Workspace {
        &self.inner.workspace
    }

    /// Returns the settings.
    pub fn config(&self) -> &Config {
        &self.inner.index.terms().config
    }

    /// Returns the kinds, the workspace's own included.
    pub fn schema(&self) -> &Schema {
        &self.inner.index.terms().schema
    }

    /// Returns the rules with the workspace's settings.
    pub fn ruleset(&self) -> Ruleset<'_> {
        self.inner.index.terms().ruleset()
    }

    /// Returns the moment that rules on time go by.
    pub fn now(&self) -> Option<&jiff::ZonedDateTime> {
        self.inner.now.as_ref()
    }

    /// Returns what shows single documents and what is around them.
    pub fn view(&self) -> View<'_> {
        View::new(self)
    }

    /// Returns the records of all Markdown files, by path.
    pub fn records(&self) -> &[Record] {
        self.inner.index.records()
    }

    /// Returns what rules between documents go by.
    pub fn facts(&self) -> &Facts {
        self.inner.facts.get_or_init(|| Facts {
            files: self.inner.index.paths().collect(),
            contents: Some(Arc::clone(&self.inner.index) as Arc<_>),
            ..self.facts_without_files()
        })
    }

    /// Returns what rules between documents go by, but for the files: it costs no look at the folder.
    pub fn facts_without_files(&self) -> Facts {
        let workspace = self.inner.workspace.is_declared();
        let shared = || Arc::new(SharedPaths::new(self.root())) as Arc<_>;
        Facts {
            now: self.inner.now.clone(),
            complete: true,
            workspace,
            files: FileSet::default(),
            shared: workspace.then(shared),
            ..Facts::default()
        }
    }

    /// Returns the folders that were not entered, because another repository or workspace begins
    /// there.
    pub fn nested(&self) -> &[RepoPath] {
        self.inner.index.nested()
    }

    /// Returns the record of the file at `path`.
    pub fn record(&self, path: &RepoPath) -> Option<&Record> {
        self.inner.index.entry(path)?.record
    }

    /// Returns what is wrong with each file alone, by path and place.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        self.inner.diagnostics.get_or_init(|| {
            let alone = self.inner.index.entries().flat_map(|entry| entry.diagnostics).cloned();
            alone.chain(self.mistakes()).collect()
        })
    }

    /// Lists the settings and the kinds that are there and cannot be read, so that nothing in them counts.
    pub fn unread_settings(&self) -> &[RepoPath] {
        &self.inner.unread
    }

    /// Runs the rules between documents too, and puts everything together.
    pub fn check(&self) -> Report {
        let reader = DiskReader { root: self.root().to_owned() };
        let facts = self.facts();
        let between = index::check_between(self.ruleset(), self.records(), facts, &reader);
        index::report(facts.files.len(), self.diagnostics().to_vec(), between)
    }

    /// Judges anew what may be wrong since an earlier look because something changed, and says of each
    /// of those files all that is wrong with it now. `more` are judged, too.
    ///
    /// `None` where it may be wrong anywhere: [`check`](Self::check) tells. Only what is near is read,
    /// and nothing else can be asked of [`near`](Self::near) from then on.
    pub fn recheck(
        &self,
        more: impl IntoIterator<Item = RepoPath>,
    ) -> Option<BTreeMap<RepoPath, Vec<Diagnostic>>> {
        let mut paths = self.inner.index.affected()?;
        self.near().close(None);
        paths.extend(more);
        if self.inner.index.may_have_twins(&paths) {
            return None;
        }
        let mut found = self.judged(&paths);
        // Of whom too much is asked is told at one of their tasks, maybe another than before.
        let others = |found: &Found| found.keys().any(|path| !paths.contains(path));
        if others(&found) {
            let told = found.iter().filter(|(_, found)| found.iter().any(is_load));
            let told: Vec<RepoPath> = told.map(|(path, _)| path.clone()).collect();
            paths.extend(told);
            found = self.judged(&paths);
        }
        let judged = |path: RepoPath| {
            let between = found.remove(&path).unwrap_or_default();
            (path.clone(), self.together(&path, between))
        };
        Some(paths.into_iter().map(judged).collect())
    }

    /// Runs the rules between documents for the documents at `paths`.
    fn judged(&self, paths: &BTreeSet<RepoPath>) -> Found {
        let records: Vec<Record> =
            paths.iter().filter_map(|path| self.near().record(path)).cloned().collect();
        let facts = self.facts_without_files();
        let mut found = Found::new();
        for (path, finding) in self.ruleset().check_some(&records, self.near(), &facts) {
            found.entry(path).or_default().push(finding);
        }
        found
    }

    /// Puts what a file has by itself and what was found between it and others together.
    fn together(&self, path: &RepoPath, between: Vec<Finding>) -> Vec<Diagnostic> {
        let alone = self.near().entry(path).map(|entry| entry.diagnostics.to_vec());
        let alone = alone.unwrap_or_default();
        if between.is_empty() {
            return alone;
        }
        let file = DiskReader { root: self.root().to_owned() }.read(path);
        let between = self.ruleset().place(path, index::text_of(&file), between);
        index::report(1, alone, between).diagnostics
    }

    /// Reads a file of the workspace again; `None` when it is gone or no text.
    pub fn source(&self, path: &RepoPath) -> Option<Source> {
        self.inner.workspace.source(path)
    }

    /// Returns the person with this e-mail, whatever its case. A page may lie anywhere: before nobody has it, all is
    /// looked at.
    pub fn person_with_email(&self, email: &str) -> Option<&Record> {
        person_with(self.people(), email).or_else(|| {
            self.refresh(SILENT).ok()?;
            person_with(self.people(), email)
        })
    }

    /// Returns all people, by path; it costs no look at the whole folder.
    pub fn people(&self) -> impl Iterator<Item = &Record> {
        self.inner.near.people().into_iter()
    }

    /// Returns the paths of files that are meant as documents though their kind is nobody's.
    pub fn of_unknown_kinds(&self) -> BTreeSet<RepoPath> {
        let entries = self.inner.index.entries();
        let unknown = entries.filter(|entry| entry.form == Form::Unknown);
        unknown.map(|entry| entry.path.clone()).collect()
    }

    /// Places mistakes in the kinds, and tells of folders that cannot be looked into.
    fn mistakes(&self) -> Vec<Diagnostic> {
        let unreadable = self.inner.index.unreadable().iter().map(|(path, why)| {
            let message = format!("the folder cannot be listed: {why}");
            let finding = Finding::new(rule_name::FILE_UNREADABLE, Span::at(0), message)
                .note("give yourself the right to read it; what lies in it is not looked at");
            (path.clone(), finding)
        });
        let reader = DiskReader { root: self.root().to_owned() };
        let place = |(path, finding): (RepoPath, Finding)| {
            let file = reader.read(&path);
            self.ruleset().place(&path, index::text_of(&file), vec![finding])
        };
        self.inner.mistakes.iter().cloned().chain(unreadable).flat_map(place).collect()
    }
}

/// What was found between documents, by path.
type Found = BTreeMap<RepoPath, Vec<Finding>>;

fn is_load(finding: &Finding) -> bool {
    finding.rule == rule_name::OVERBOOKED
}

/// Reads files by their path alone.
struct DiskReader {
    root: PathBuf,
}

impl Reader for DiskReader {
    fn read(&self, path: &RepoPath) -> File {
        let most = if path.is_markdown() { MAX_TEXT } else { MAX_PLAIN };
        match read::read_bounded(&self.root.join(path.as_str()), most) {
            Ok(bytes) => File::from_bytes(path.clone(), bytes.len() as u64, &bytes),
            Err(read::ReadError::TooLarge { bytes, .. }) => {
                File::from_bytes(path.clone(), bytes, b"")
            }
            Err(error) => File::unread(path.clone(), 0, Content::Unreadable(error.reason())),
        }
    }
}
