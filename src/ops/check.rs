//! Checks a workspace, or any files and folders, and mends what can safely be mended.

mod fix;
mod target;

use std::path::{Path, PathBuf};

use jiff::ZonedDateTime;
use thiserror::Error;

use super::SaveError;
use crate::diagnostic::Report;
use crate::diagnostic::render::Sources;
use crate::store::cache::CacheNote;
use crate::text::{RepoPath, Source};
use crate::workspace::{HostError, Progress, Snapshot, Workspace};
use target::Target;

/// What to check.
#[derive(Clone)]
pub struct Options<'a> {
    /// The folder that the person is in.
    pub directory: &'a Path,
    /// Files and folders, from `directory`; where there are none, the workspace that holds
    /// `directory`, else `directory` itself.
    pub paths: &'a [PathBuf],
    /// The present moment; rules on time are silent without it.
    pub now: Option<ZonedDateTime>,
    /// Mend what has a safe fix first.
    pub fix: bool,
    pub progress: Progress<'a>,
}

/// What a check found.
pub struct Outcome {
    pub report: Report,
    /// Folders that were not entered: another repository or workspace begins there.
    pub nested: Vec<RepoPath>,
    /// Whether everything lies in workspaces; elsewhere a folder's name says nothing of the files.
    pub in_workspace: bool,
    /// Where it stands why what was read could not be remembered, for each tree.
    pub notes: Vec<CacheNote>,
    /// How many problems were mended.
    pub fixed: usize,
    /// Files that could not be mended, with the reason.
    pub unfixed: Vec<(RepoPath, SaveError)>,
    targets: Vec<Target>,
    /// The documents of the last target. To give back the memory of many of them takes time: whoever ends with
    /// the program may [leave](Outcome::leave) it to the system.
    snapshot: Option<Snapshot>,
}

/// A check that could not run.
#[derive(Debug, Error)]
pub enum CheckError {
    #[error("there is no file or folder {}", .0.display())]
    Absent(PathBuf),
    #[error(transparent)]
    Host(#[from] HostError),
}

/// Checks, and mends first if that is asked for.
///
/// Paths in the report are those of the workspace; where it lies below `directory`, from there.
///
/// # Errors
/// When a path does not exist or a folder cannot be listed.
pub fn check(options: &Options<'_>) -> Result<Outcome, CheckError> {
    let targets = target::find(options.directory, options.paths)?;
    let (mut fixed, mut unfixed, mut nested) = (0, Vec::new(), Vec::new());
    let mut report = Report::default();
    let (mut notes, mut snapshot) = (Vec::new(), None);
    for target in &targets {
        if options.fix {
            let mended = fix::mend(target, options.now.as_ref(), options.progress)?;
            fixed += mended.fixed;
            unfixed.extend(mended.failed.into_iter().map(|(path, why)| (target.shown(&path), why)));
        }
        // Of one target at a time.
        drop(snapshot.take());
        let seen = target.check(options.now.as_ref(), options.progress)?;
        notes.push(seen.note);
        snapshot = seen.snapshot;
        nested.extend(seen.nested.iter().map(|path| target.shown(path)));
        let mut found = seen.report;
        for one in &mut found.diagnostics {
            one.path = target.shown(&one.path);
        }
        report.files += found.files;
        report.diagnostics.append(&mut found.diagnostics);
    }
    let in_workspace = targets.iter().all(Target::is_workspace);
    Ok(Outcome { report, nested, in_workspace, notes, fixed, unfixed, targets, snapshot })
}

/// Tells whether a check of all that lies around `directory` needs so much memory that it matters.
pub fn is_large(directory: &Path) -> bool {
    // What cannot be found is told by the check itself.
    Workspace::find(directory).is_ok_and(|workspace| workspace.has_many_files())
}

impl Outcome {
    /// Ends with the memory as it is, which the system takes back when the program ends.
    pub fn leave(self) {
        std::mem::forget(self.snapshot);
    }
}

impl Sources for Outcome {
    fn text(&self, path: &RepoPath) -> Option<Source> {
        self.targets.iter().find_map(|target| target.source_of_shown(path))
    }
}

#[cfg(test)]
mod tests;
