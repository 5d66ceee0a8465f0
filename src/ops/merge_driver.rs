//! Merging one file for plain git, and the settings by which git asks for it.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::clone_settings::{self, SettingError};
use super::{SaveError, save};
use crate::merge::{self, Note};
use crate::store::read::{ReadError, read_bounded};
use crate::store::{OpenError, Repo, files};
use crate::text::RepoPath;
use crate::workspace::Workspace;

/// Larger files are not merged here: git then shows them as a conflict.
const MOST: u64 = 8 << 20;

/// Three versions of a file, as git hands them over.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder that git runs the driver in: the root of the work tree.
    pub directory: PathBuf,
    /// What both sides come from; empty where both made the file.
    pub base: PathBuf,
    /// This side; the result is written here.
    pub ours: PathBuf,
    pub theirs: PathBuf,
    /// Where the file lies in the repository.
    pub path: String,
    /// Write no conflict notes: git merges merge bases, and nobody will see the result.
    pub without_notes: bool,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Driven {
    /// The result is in place; the notes tell what lost.
    Merged { notes: Vec<RepoPath> },
    /// Nothing was written: git keeps this side's version and says that there is a conflict.
    Left { why: String },
}

/// A file that was not merged; it is as it was.
#[derive(Debug, Error)]
pub enum DriverError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    File(#[from] files::FileError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Setting(#[from] SettingError),
}

/// Merges the versions and writes the result over this side's, and a note for each conflict into the
/// work tree.
///
/// The notes come first: a result without them would hide what lost.
///
/// # Errors
/// When a version cannot be read, or the result not written.
pub fn drive(options: &Options) -> Result<Driven, DriverError> {
    let read = |path: &Path| read_bounded(&options.directory.join(path), MOST);
    let versions = [read(&options.base), read(&options.ours), read(&options.theirs)];
    let [base, ours, theirs] = match versions {
        [Ok(base), Ok(ours), Ok(theirs)] => [base, ours, theirs],
        failed => {
            let mut errors = failed.into_iter().filter_map(Result::err);
            return match errors.find(|error| !matches!(error, ReadError::TooLarge { .. })) {
                Some(error) => Err(error.into()),
                None => Ok(left("it is too large to be merged")),
            };
        }
    };
    let path = RepoPath::new(&options.path);
    let base = Some(&*base).filter(|base| !base.is_empty());
    let merged = merge::file(&path, base, &ours, &theirs);
    let Some(bytes) = merged.bytes else {
        return Ok(left("both versions changed the same lines of it"));
    };
    let mut notes = Vec::new();
    if !merged.conflicts.is_empty() && !options.without_notes {
        let found = Workspace::find(&options.directory).ok();
        let Some(workspace) =
            found.filter(|one| one.is_declared() && one.is_at(&options.directory))
        else {
            return Ok(left("there is no workspace here to put a conflict note into"));
        };
        let language = workspace.settings().0.language();
        for conflict in &merged.conflicts {
            let note = Note::of(conflict, language);
            match save::create(workspace.root(), &note.path, &note.text) {
                // A note that is there tells of this conflict already, or was written in since.
                Ok(()) | Err(SaveError::Exists(_)) => notes.push(note.path),
                Err(error) => {
                    return Ok(left(&format!("its conflict note cannot be written: {error}")));
                }
            }
        }
    }
    files::replace_handed_over(&options.directory.join(&options.ours), &bytes)?;
    Ok(Driven::Merged { notes })
}

fn left(why: &str) -> Driven {
    Driven::Left { why: why.to_owned() }
}

/// Makes plain git merge the documents of the clone that holds `directory` with `program`.
///
/// # Errors
/// When there is no repository, or its settings cannot be written.
pub fn install(directory: &Path, program: &str) -> Result<(), DriverError> {
    let repo = Repo::discover(directory)?;
    Ok(clone_settings::merge_with(&repo, program)?)
}
