use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::Snapshot;
use crate::diagnostic::Finding;
use crate::document::Document;
use crate::query::check_saved;
use crate::rules::MAX_TEXT;
use crate::schema::{Config, Language, Schema, layout};
use crate::store::location;
use crate::store::read;
use crate::store::walk::{self, WalkError};
use crate::text::{RepoPath, Source};

/// A folder with documents: a workspace, or any other tree of Markdown.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
    declared: bool,
}

/// Is told, from any thread, how many of how many files are done.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

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

    /// Reads settings and kinds, walks the folder, and reads and checks every file.
    ///
    /// `progress` is told how many of how many files are done.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn snapshot(
        &self,
        now: Option<jiff::ZonedDateTime>,
        progress: Progress<'_>,
    ) -> Result<Snapshot, HostError> {
        let walked = walk::walk(&self.root, &|path, _| layout::is_local_only(path))?;
        Ok(Snapshot::build(self, walked, now, progress))
    }

    /// Reads the settings and the kinds, and nothing else.
    pub fn settings(&self) -> (Config, Schema) {
        let walked = walk::walk(&self.root.join(layout::KINDS), &|_, _| false);
        let found = walked.map(|walked| walked.files).unwrap_or_default();
        let kinds: Vec<RepoPath> = found
            .iter()
            .map(|found| RepoPath::in_folder(layout::KINDS, found.path.as_str()))
            .filter(Self::is_kind_file)
            .collect();
        let (config, schema, _) = self.settings_of(&kinds);
        (config, schema)
    }

    /// Returns the language of the person with this e-mail, else that of the workspace.
    pub fn language_of(&self, email: &str) -> Language {
        let (config, schema) = self.settings();
        let walked = walk::walk(&self.root.join(layout::PEOPLE), &|_, _| false);
        let found = walked.map(|walked| walked.files).unwrap_or_default();
        let person = found.iter().find_map(|found| {
            let path = RepoPath::in_folder(layout::PEOPLE, found.path.as_str());
            let (record, _) = schema.decode(&path, &Document::parse(self.source(&path)?));
            let is_email = |text: &str| text.eq_ignore_ascii_case(email.trim());
            let found = record.texts("email").any(is_email);
            found.then_some(record)
        });
        let own = person.and_then(|person| Language::parse(person.text("language")?));
        own.unwrap_or(config.language())
    }

    /// Tells whether a file defines kinds.
    pub(super) fn is_kind_file(path: &RepoPath) -> bool {
        path.is_below(layout::KINDS) && matches!(path.extension(), Some("yml" | "yaml"))
    }

    /// Reads the settings and the kinds in the files given, with the mistakes in them.
    pub(super) fn settings_of(
        &self,
        kinds: &[RepoPath],
    ) -> (Config, Schema, Vec<(RepoPath, Finding)>) {
        let config = self
            .source(&RepoPath::new(layout::WORKSPACE_FILE))
            .map_or_else(Config::default, |source| Config::read(&source).0);
        let files: Vec<(RepoPath, Source)> =
            kinds.iter().filter_map(|path| Some((path.clone(), self.source(path)?))).collect();
        let (schema, mut findings) = Schema::with_workspace_kinds(&files);
        let path = RepoPath::new(layout::WORKSPACE_FILE);
        let saved = check_saved(&config.queries, &schema);
        findings.extend(saved.into_iter().map(|finding| (path.clone(), finding)));
        (config, schema, findings)
    }

    /// Reads one file as text.
    ///
    /// `None` when it cannot be read, is very large, or is no UTF-8 text.
    pub fn source(&self, path: &RepoPath) -> Option<Source> {
        let bytes = read::read_bounded(&self.root.join(path.as_str()), MAX_TEXT).ok()?;
        Source::decode(&bytes).ok()
    }
}
