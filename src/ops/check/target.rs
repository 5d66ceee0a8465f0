use std::path::{Path, PathBuf};

use jiff::ZonedDateTime;

use super::CheckError;
use crate::diagnostic::Report;
use crate::rules::{File, MAX_TEXT, Ruleset};
use crate::schema::{Config, Schema};
use crate::store::cache::CacheNote;
use crate::store::read;
use crate::text::{RepoPath, Source};
use crate::workspace::{HostError, Progress, Snapshot, Workspace};

/// One tree of files, and which of them are meant.
pub(super) struct Target {
    workspace: Workspace,
    /// Files and folders of the tree; everything when there are none.
    selection: Vec<RepoPath>,
    /// What stands before a path of the tree when it is shown.
    prefix: String,
    /// Only the files of the selection are read: the folder around them is nobody's workspace.
    alone: bool,
}

/// What was seen of one tree.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) report: Report,
    /// Folders that were not entered: another repository or workspace begins there.
    pub(super) nested: Vec<RepoPath>,
    /// Where it stands why what was read could not be remembered.
    pub(super) note: CacheNote,
    /// The documents; `None` where the files stood alone.
    pub(super) snapshot: Option<Snapshot>,
}

/// Finds the trees that the paths lie in, each once.
pub(super) fn find(directory: &Path, paths: &[PathBuf]) -> Result<Vec<Target>, CheckError> {
    if paths.is_empty() {
        return Ok(vec![Target {
            workspace: Workspace::find(directory)?,
            selection: Vec::new(),
            prefix: String::new(),
            alone: false,
        }]);
    }
    let mut targets: Vec<Target> = Vec::new();
    for path in paths {
        let target = of_path(directory, path)?;
        let known = targets.iter_mut().find(|one| {
            one.workspace.root() == target.workspace.root() && one.alone == target.alone
        });
        match known {
            Some(known) if known.selection.is_empty() => {}
            Some(known) if target.selection.is_empty() => known.selection.clear(),
            Some(known) => known.selection.extend(target.selection),
            None => targets.push(target),
        }
    }
    Ok(targets)
}

fn of_path(directory: &Path, path: &Path) -> Result<Target, CheckError> {
    let location = directory.join(path);
    if location.symlink_metadata().is_err() {
        return Err(CheckError::Absent(path.to_owned()));
    }
    let is_folder = location.is_dir();
    let folder = match location.parent() {
        Some(parent) if !is_folder => parent,
        _ => &location,
    };
    let workspace = Workspace::find(folder)?;
    let inside =
        workspace.relative(&location).ok_or_else(|| CheckError::Absent(path.to_owned()))?;
    let selection = if inside.as_str().is_empty() { Vec::new() } else { vec![inside] };
    let prefix = prefix(directory, workspace.root());
    let alone = !workspace.is_declared() && !is_folder;
    Ok(Target { workspace, selection, prefix, alone })
}

/// Where a tree lies, seen from `directory`; nothing when `directory` lies in it.
fn prefix(directory: &Path, root: &Path) -> String {
    let real = crate::store::location::real(directory);
    let directory = real.as_deref().unwrap_or(directory);
    if directory.starts_with(root) {
        return String::new();
    }
    let from_here = root.strip_prefix(directory).unwrap_or(root);
    let mut prefix = from_here.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    prefix.push('/');
    prefix
}

impl Target {
    pub(super) fn root(&self) -> &Path {
        self.workspace.root()
    }

    pub(super) fn is_workspace(&self) -> bool {
        self.workspace.is_declared()
    }

    /// Returns a path of the tree as it is shown.
    pub(super) fn shown(&self, path: &RepoPath) -> RepoPath {
        if self.prefix.is_empty() {
            return path.clone();
        }
        RepoPath::new(format!("{}{path}", self.prefix))
    }

    /// Reads a file by the path that it is shown with; `None` when it is not one of this tree.
    pub(super) fn source_of_shown(&self, path: &RepoPath) -> Option<Source> {
        let inside = path.as_str().strip_prefix(&self.prefix)?;
        self.source(&RepoPath::new(inside))
    }

    /// Reads a file of the tree.
    pub(super) fn source(&self, path: &RepoPath) -> Option<Source> {
        self.workspace.source(path)
    }

    /// Checks what is meant; between documents too, unless it stands alone.
    pub(super) fn check(
        &self,
        now: Option<&ZonedDateTime>,
        progress: Progress<'_>,
    ) -> Result<Seen, HostError> {
        if self.alone {
            return Ok(Seen { report: self.check_alone(), ..Seen::default() });
        }
        let snapshot = self.workspace.snapshot(now.cloned(), progress)?;
        let files = snapshot.facts().files.paths().filter(|path| self.is_meant(path)).count();
        let mut report = check_and_close(&snapshot);
        report.files = files;
        report.diagnostics.retain(|one| self.is_meant(&one.path));
        let nested = snapshot.nested().iter().filter(|path| self.is_meant(path)).cloned().collect();
        let note = snapshot.index().note().clone();
        Ok(Seen { report, nested, note, snapshot: Some(snapshot) })
    }

    fn is_meant(&self, path: &RepoPath) -> bool {
        let meant = |one: &RepoPath| path == one || path.is_below(one.as_str());
        self.selection.is_empty() || self.selection.iter().any(meant)
    }

    fn check_alone(&self) -> Report {
        let config = Config::default();
        let ruleset = Ruleset::new(Schema::builtin(), &config).in_workspace(false);
        let mut report = Report { files: self.selection.len(), diagnostics: Vec::new() };
        for path in &self.selection {
            let checked = ruleset.check_file(&read_file(self.root(), path));
            report.diagnostics.extend(checked.diagnostics);
        }
        report
    }
}

/// Runs the rules, and closes the cache beside them: after many documents were written to it, that takes
/// time.
fn check_and_close(snapshot: &Snapshot) -> Report {
    // From here on all that is asked for is in memory.
    snapshot.records();
    let close = || snapshot.index().cache().close();
    std::thread::scope(|scope| {
        let closing = std::thread::Builder::new().spawn_scoped(scope, close);
        let report = snapshot.check();
        // Where no thread can be started, it is closed now.
        if closing.is_err() {
            close();
        }
        report
    })
}

fn read_file(root: &Path, path: &RepoPath) -> File {
    use crate::rules::Content;
    match read::read_bounded(&root.join(path.as_str()), MAX_TEXT) {
        Ok(bytes) => File::from_bytes(path.clone(), bytes.len() as u64, &bytes),
        Err(read::ReadError::TooLarge { bytes, .. }) => File::from_bytes(path.clone(), bytes, b""),
        Err(read::ReadError::Symlink { .. }) => File::unread(path.clone(), 0, Content::Symlink),
        Err(read::ReadError::NotAFile { .. }) if !path.is_markdown() => {
            File::unread(path.clone(), 0, Content::Other)
        }
        Err(error) => File::unread(path.clone(), 0, Content::Unreadable(error.reason())),
    }
}
