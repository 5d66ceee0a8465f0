use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Progress, Workspace};
use crate::diagnostic::{Diagnostic, Finding, Report, rule_name};
use crate::index::{self, Reader, Scan};
use crate::rules::{Content, Facts, File, FileSet, MAX_PLAIN, MAX_TEXT, Ruleset};
use crate::schema::{Config, Record, Schema};
use crate::store::walk::{Found, FoundKind, Walked};
use crate::store::{Repo, read};
use crate::sync::shared_tip;
use crate::text::{RepoPath, Source, Span};

/// A workspace as it stood when it was read: nothing in it changes any more.
#[derive(Clone)]
pub struct Snapshot {
    workspace: Workspace,
    config: Arc<Config>,
    schema: Arc<Schema>,
    scan: Scan,
    facts: Facts,
    nested: Vec<RepoPath>,
}

impl Snapshot {
    pub(super) fn build(
        workspace: &Workspace,
        walked: Walked,
        now: Option<jiff::ZonedDateTime>,
        progress: Progress<'_>,
    ) -> Self {
        let found: BTreeMap<RepoPath, Found> =
            walked.files.into_iter().map(|found| (found.path.clone(), found)).collect();
        let paths: Vec<RepoPath> = found.keys().cloned().collect();
        let kinds: Vec<RepoPath> =
            paths.iter().filter(|path| Workspace::is_kind_file(path)).cloned().collect();
        let (config, schema, mut mistakes) = workspace.settings_of(&kinds);
        mistakes.extend(walked.unreadable.into_iter().map(|(path, why)| {
            let message = format!("the folder cannot be listed: {why}");
            let finding = Finding::new(rule_name::FILE_UNREADABLE, Span::at(0), message)
                .note("give yourself the right to read it; what lies in it is not looked at");
            (path, finding)
        }));
        let reader = FolderReader { found: &found };
        let ruleset = Ruleset::new(&schema, &config).in_workspace(workspace.is_declared());
        let total = paths.len();
        let mut scan = index::scan(ruleset, &paths, &reader, &|done| progress(done, total));
        scan.diagnostics.extend(place(ruleset, &reader, mistakes));
        let files: FileSet = found.values().map(|found| (found.path.clone(), found.size)).collect();
        let facts = Facts {
            now,
            complete: true,
            workspace: workspace.is_declared(),
            files,
            shared: workspace.is_declared().then(|| shared(workspace.root())).flatten(),
            ..Facts::default()
        };
        Self {
            workspace: workspace.clone(),
            config: Arc::new(config),
            schema: Arc::new(schema),
            scan,
            facts,
            nested: walked.nested,
        }
    }

    /// Returns the folder that all paths are relative to.
    pub fn root(&self) -> &Path {
        self.workspace.root()
    }

    /// Returns the host it was read by.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// Returns the settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Returns the kinds, the workspace's own included.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Returns the rules with the workspace's settings.
    pub fn ruleset(&self) -> Ruleset<'_> {
        Ruleset::new(&self.schema, &self.config).in_workspace(self.workspace.is_declared())
    }

    /// Returns the records of all Markdown files, by path.
    pub fn records(&self) -> &[Record] {
        &self.scan.records
    }

    /// Returns what rules between documents go by.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Returns the folders that were not entered, because another repository or workspace begins
    /// there.
    pub fn nested(&self) -> &[RepoPath] {
        &self.nested
    }

    /// Returns the record of the file at `path`.
    pub fn record(&self, path: &RepoPath) -> Option<&Record> {
        let at = self.scan.records.binary_search_by(|record| record.path.cmp(path)).ok()?;
        self.scan.records.get(at)
    }

    /// Returns what is wrong with each file alone, by path and place.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.scan.diagnostics
    }

    /// Runs the rules between documents too, and puts everything together.
    pub fn check(&self) -> Report {
        let reader = DiskReader { root: self.root().to_owned() };
        let between = index::check_between(self.ruleset(), self.records(), &self.facts, &reader);
        index::report(self.facts.files.paths().count(), self.scan.diagnostics.clone(), between)
    }

    /// Reads a file of the workspace again; `None` when it is gone or no text.
    pub fn source(&self, path: &RepoPath) -> Option<Source> {
        self.workspace.source(path)
    }

    /// Returns the person with this e-mail, whatever its case.
    pub fn person_with_email(&self, email: &str) -> Option<&Record> {
        let is_email = |text: &str| text.eq_ignore_ascii_case(email.trim());
        self.people().find(|person| person.texts("email").any(is_email))
    }

    /// Returns all people.
    pub fn people(&self) -> impl Iterator<Item = &Record> {
        self.records().iter().filter(|record| record.is("person"))
    }
}

/// Returns the paths that everybody has, as the last sync left them; `None` where none is known.
fn shared(root: &Path) -> Option<BTreeSet<RepoPath>> {
    let repo = Repo::open(root).ok()?;
    let tip = shared_tip(&repo).ok()??;
    let files = repo.walk_tree(repo.tree_of(tip).ok()?).ok()?.files;
    Some(files.into_keys().collect())
}

fn place(
    ruleset: Ruleset<'_>,
    reader: &dyn Reader,
    findings: Vec<(RepoPath, Finding)>,
) -> Vec<Diagnostic> {
    let place = |(path, finding): (RepoPath, Finding)| {
        ruleset.place(&path, index::text_of(&reader.read(&path)), vec![finding])
    };
    findings.into_iter().flat_map(place).collect()
}

/// Reads files as a walk found them.
struct FolderReader<'a> {
    found: &'a BTreeMap<RepoPath, Found>,
}

impl Reader for FolderReader<'_> {
    fn read(&self, path: &RepoPath) -> File {
        let unread = |size, content| File::unread(path.clone(), size, content);
        let Some(found) = self.found.get(path) else {
            return unread(0, Content::Unreadable("it is gone".to_owned()));
        };
        match &found.kind {
            FoundKind::Symlink => unread(found.size, Content::Symlink),
            FoundKind::Special if path.is_markdown() => {
                unread(found.size, Content::Unreadable(read::NOT_A_FILE.to_owned()))
            }
            FoundKind::Special => unread(found.size, Content::Other),
            FoundKind::File | FoundKind::Folder | FoundKind::Unknown => {
                read_file(path, &found.location, found.size)
            }
        }
    }
}

/// Reads files by their path alone.
struct DiskReader {
    root: PathBuf,
}

impl Reader for DiskReader {
    fn read(&self, path: &RepoPath) -> File {
        read_file(path, &self.root.join(path.as_str()), 0)
    }
}

fn read_file(path: &RepoPath, location: &Path, size: u64) -> File {
    let most = if path.is_markdown() { MAX_TEXT } else { MAX_PLAIN };
    if size > most {
        return File::from_bytes(path.clone(), size, b"");
    }
    match read::read_bounded(location, most) {
        Ok(bytes) => File::from_bytes(path.clone(), bytes.len() as u64, &bytes),
        Err(read::ReadError::TooLarge { bytes, .. }) => File::from_bytes(path.clone(), bytes, b""),
        Err(error) => File::unread(path.clone(), size, Content::Unreadable(error.reason())),
    }
}
