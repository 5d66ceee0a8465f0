use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use super::{Progress, Snapshot};
use crate::diagnostic::Finding;
use crate::document::Document;
use crate::index::documents::{Index, Seen, Terms};
use crate::merge::ContentId;
use crate::query::check_saved;
use crate::rules::MAX_TEXT;
use crate::schema::{Config, Language, Record, Schema, layout, person_with};
use crate::store::cache::{self, Cache};
use crate::store::tree_state::Herald;
use crate::store::walk::{self, WalkError};
use crate::store::{Repo, lists_many, location, read};
use crate::text::{RepoPath, Source};

/// A folder with documents: a workspace, or any other tree of Markdown.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
    declared: bool,
}

/// What a workspace has settled for itself.
struct Settings {
    config: Config,
    schema: Schema,
    mistakes: Vec<(RepoPath, Finding)>,
    /// The files of those that are there and cannot be read.
    unread: Vec<RepoPath>,
    /// A digest of all that it was read from.
    fingerprint: [u8; 20],
}

/// So many files are looked at while somebody waits for a hint.
const FEW: usize = 2000;

/// Tells nobody.
pub const SILENT: Progress<'static> = &|_, _| {};

/// A workspace that cannot be read.
#[derive(Debug, Error)]
pub enum HostError {
    #[error("{} does not exist", .0.display())]
    Absent(PathBuf),
    #[error("{} lies in no workspace: there is no workspace.yml here or above", .0.display())]
    NotAWorkspace(PathBuf),
    #[error("{} cannot be opened", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Walk(#[from] WalkError),
}

impl Workspace {
    /// Finds the workspace that holds `start`; where there is none, `start` itself is the root and
    /// [`is_declared`](Self::is_declared) says no.
    ///
    /// # Errors
    /// When `start` is not a folder that can be opened.
    pub fn find(start: &Path) -> Result<Self, HostError> {
        let start = location::real(start).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => HostError::Absent(start.to_owned()),
            _ => HostError::Io { path: start.to_owned(), source },
        })?;
        let declared = start
            .ancestors()
            .find(|folder| location::is_file(&folder.join(layout::WORKSPACE_FILE)));
        Ok(match declared {
            Some(root) => Self { root: root.to_owned(), declared: true },
            None => Self { root: start, declared: false },
        })
    }

    /// Finds the workspace that holds `start`.
    ///
    /// # Errors
    /// When there is none.
    pub fn require(start: &Path) -> Result<Self, HostError> {
        let found = Self::find(start)?;
        if found.declared { Ok(found) } else { Err(HostError::NotAWorkspace(found.root)) }
    }

    /// Returns the folder with `workspace.yml`, links resolved.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Tells whether its root is `folder`.
    pub fn is_at(&self, folder: &Path) -> bool {
        location::real(folder).is_ok_and(|folder| folder == self.root)
    }

    /// Tells whether it has a `workspace.yml`.
    pub fn is_declared(&self) -> bool {
        self.declared
    }

    /// Names a file of this machine as a path of the workspace; `None` when it lies outside.
    pub fn relative(&self, path: &Path) -> Option<RepoPath> {
        let absolute = location::real_or_new(path)?;
        let inside = absolute.strip_prefix(&self.root).ok()?;
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        Some(RepoPath::new(parts.join("/")))
    }

    /// Reads settings and kinds, looks at the folder, and reads and checks every file that changed
    /// since it was last looked at.
    ///
    /// `progress` is told how many of how many files are read.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn snapshot(
        &self,
        now: Option<jiff::ZonedDateTime>,
        progress: Progress<'_>,
    ) -> Result<Snapshot, HostError> {
        let snapshot = self.open(now);
        snapshot.refresh(progress)?;
        Ok(snapshot)
    }

    /// Does the same; `herald` is told of each folder before it is looked at.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn snapshot_heralded(
        &self,
        now: Option<jiff::ZonedDateTime>,
        herald: Herald<'_>,
        progress: Progress<'_>,
    ) -> Result<Snapshot, HostError> {
        let snapshot = self.open(now);
        snapshot.refresh_heralded(herald, progress)?;
        Ok(snapshot)
    }

    /// Reads settings and kinds; the folder only where nothing is known of it yet.
    ///
    /// For what concerns single documents: they are found by what was known at the last look, and
    /// looked at themselves.
    ///
    /// # Errors
    /// When the folder must be listed and cannot.
    pub fn near(
        &self,
        now: Option<jiff::ZonedDateTime>,
        progress: Progress<'_>,
    ) -> Result<Snapshot, HostError> {
        let snapshot = self.open(now);
        if snapshot.index().is_empty() {
            snapshot.refresh(progress)?;
        }
        Ok(snapshot)
    }

    /// Reads settings and kinds, and what changed at these paths since what is `seen`: somebody who
    /// watches the folder says that nothing has changed elsewhere. Where that is not enough, it looks at
    /// the whole folder.
    ///
    /// # Errors
    /// When the folder must be listed and cannot.
    pub fn snapshot_since(
        &self,
        now: Option<jiff::ZonedDateTime>,
        seen: &Seen,
        paths: &BTreeSet<RepoPath>,
    ) -> Result<Snapshot, HostError> {
        let snapshot = self.open(now);
        if !snapshot.index().refresh_at(seen, paths) {
            snapshot.refresh(SILENT)?;
        }
        Ok(snapshot)
    }

    /// Reads settings and kinds, for a glance: nothing is written, and where there are many files
    /// those of the last look must do. Where there was none, many files are as good as none.
    pub fn glance(&self) -> Snapshot {
        let snapshot = self.opened(None, Cache::peek);
        let index = snapshot.index();
        let few = match index.remembered() {
            Some(files) => files <= FEW,
            None => self.has_few_files(),
        };
        if !few || snapshot.refresh(SILENT).is_err() {
            index.recall();
        }
        snapshot
    }

    /// Tells whether so many files are there, by what git lists of them, that the memory for all of them
    /// matters; of files that git does not know nothing is told.
    pub fn has_many_files(&self) -> bool {
        lists_many(&self.root)
    }

    fn has_few_files(&self) -> bool {
        let seen = std::cell::Cell::new(0);
        let enough = |path: &RepoPath, is_folder: bool| {
            seen.set(seen.get() + usize::from(!is_folder));
            seen.get() > FEW || layout::is_local_only(path)
        };
        walk::walk(&self.root, &enough).is_ok() && seen.get() <= FEW
    }

    fn open(&self, now: Option<jiff::ZonedDateTime>) -> Snapshot {
        self.opened(now, Cache::open)
    }

    fn opened(&self, now: Option<jiff::ZonedDateTime>, open: fn(&Path, &str) -> Cache) -> Snapshot {
        // Reading the kinds and opening the database take about as long.
        let (settings, cache) = rayon::join(|| self.read_settings(), || self.cache(open));
        let terms = Terms {
            root: self.root.clone(),
            config: Arc::new(settings.config),
            schema: Arc::new(settings.schema),
            workspace: self.declared,
            fingerprint: settings.fingerprint,
        };
        let found = (settings.mistakes, settings.unread);
        Snapshot::new(self, Index::over(terms, cache), found, now)
    }

    /// Opens what is remembered in the git folder; in memory where there is none.
    fn cache(&self, open: fn(&Path, &str) -> Cache) -> Cache {
        let repo = if self.declared { Repo::open(&self.root).ok() } else { None };
        repo.map_or_else(Cache::memory, |repo| open(repo.git_dir(), &cache::program_stamp()))
    }

    /// Reads the settings and the kinds, and nothing else.
    pub fn settings(&self) -> (Config, Schema) {
        let settings = self.read_settings();
        (settings.config, settings.schema)
    }

    /// Lists the settings and the kinds that are there and cannot be read, so that nothing in them counts.
    pub fn unread_settings(&self) -> Vec<RepoPath> {
        self.read_settings().unread
    }

    fn read_settings(&self) -> Settings {
        let mut bytes = Vec::new();
        let mut unread = Vec::new();
        let mut read = |path: &RepoPath| {
            let read = read::read_bounded(&self.root.join(path.as_str()), MAX_TEXT);
            let is_absent = read.as_ref().is_err_and(|error| error.is_absent());
            let read = read.ok();
            let size = read.as_ref().map(Vec::len);
            bytes.extend_from_slice(format!("{path}\0{size:?}\0").as_bytes());
            bytes.extend(read.iter().flatten());
            let source = read.as_ref().and_then(|read| Source::decode(read).ok());
            if !is_absent && !source.as_ref().is_some_and(Config::is_readable) {
                unread.push(path.clone());
            }
            (read, source)
        };
        let path = RepoPath::new(layout::WORKSPACE_FILE);
        let config = read(&path).0.map_or_else(Config::default, |bytes| Config::of_bytes(&bytes));
        let kinds = self.kind_files();
        let kinds: Vec<(RepoPath, Source)> =
            kinds.into_iter().filter_map(|path| Some((path.clone(), read(&path).1?))).collect();
        bytes.push(u8::from(self.declared));
        let (schema, mut mistakes) = Schema::with_workspace_kinds(&kinds);
        let saved = check_saved(&config.queries, &schema);
        mistakes.extend(saved.into_iter().map(|finding| (path.clone(), finding)));
        let fingerprint = *ContentId::of_blob(&bytes).as_bytes();
        Settings { config, schema, mistakes, unread, fingerprint }
    }

    /// Lists the files that define kinds, by path.
    fn kind_files(&self) -> Vec<RepoPath> {
        let folder = self.root.join(layout::KINDS);
        if !location::is_own_folder(&folder) {
            return Vec::new();
        }
        let inside = |path: &RepoPath| RepoPath::in_folder(layout::KINDS, path.as_str());
        let walked = walk::walk(&folder, &|path, _| layout::is_local_only(&inside(path)));
        let found = walked.map(|walked| walked.files).unwrap_or_default();
        let mut paths: Vec<RepoPath> =
            found.iter().map(|found| inside(&found.path)).filter(layout::is_kind_file).collect();
        paths.sort();
        paths
    }

    /// Returns the language of the person with this e-mail, else that of the workspace.
    pub fn language_of(&self, email: &str) -> Language {
        let (people, config) = self.people();
        let own = person_with(&people, email)
            .and_then(|person| Language::parse(person.text("language")?));
        own.unwrap_or(config.language())
    }

    /// Returns the pages of the people in the folder, by path, and the settings by which they are read.
    pub fn people(&self) -> (Vec<Record>, Config) {
        let (config, schema) = self.settings();
        let walked = walk::walk(&self.root.join(layout::PEOPLE), &|_, _| false);
        let found = walked.map(|walked| walked.files).unwrap_or_default();
        let mut paths: Vec<RepoPath> = found
            .iter()
            .map(|found| RepoPath::in_folder(layout::PEOPLE, found.path.as_str()))
            .collect();
        paths.sort();
        let read = |path| Some(schema.decode(path, &Document::parse(self.source(path)?)).0);
        (paths.iter().filter_map(read).filter(|record| record.is("person")).collect(), config)
    }

    /// Reads one file as text.
    ///
    /// `None` when it cannot be read, is very large, or is no UTF-8 text.
    pub fn source(&self, path: &RepoPath) -> Option<Source> {
        let bytes = read::read_bounded(&self.root.join(path.as_str()), MAX_TEXT).ok()?;
        Source::decode(&bytes).ok()
    }
}
