//! Merging one file for plain git, and the settings by which git asks for it.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use super::clone_settings::{self, SettingError};
use crate::merge::{self, Blob, Change, Changes, ContentId, Contents, Context, Outcome};
use crate::store::files::{self, Done};
use crate::store::read::{ReadError, read_bounded};
use crate::store::{OpenError, Repo, SafePath};
use crate::sync::{self, DrivenMerge};
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
    /// Two histories are merged, and not a single commit over another one.
    pub of_histories: bool,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Driven {
    /// The result is in place; what lost is in these notes, or in files beside.
    Merged { beside: Vec<RepoPath> },
    /// This side's version stays: git says that there is a conflict.
    Left { why: String },
}

/// A file that was not merged; it is as it was.
#[derive(Debug, Error)]
pub enum DriverError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Contents(#[from] merge::ReadError),
    #[error(transparent)]
    File(#[from] files::FileError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Setting(#[from] SettingError),
}

/// Merges the versions as a merge of trees in which nothing else changed, and writes the result over
/// this side's; conflict notes and versions that lost go into the work tree.
///
/// Those come first: a result without them would hide what lost.
///
/// # Errors
/// When a version cannot be read, or the result not written.
pub fn drive(options: &Options) -> Result<Driven, DriverError> {
    let found = Workspace::find(&options.directory).ok();
    let here = |one: &Workspace| one.is_declared() && one.is_at(&options.directory);
    let workspace = found.filter(here);
    let config = workspace.as_ref().map(|workspace| workspace.settings().0).unwrap_or_default();
    if config.is_newer() {
        let format = config.format;
        return Ok(left(&format!(
            "the workspace has format {format}; update handover to merge it"
        )));
    }
    let versions = match Versions::read(options, workspace.as_ref().map(Workspace::root)) {
        Err(ReadError::TooLarge { .. }) => return Ok(left("it is too large to be merged")),
        read => read?,
    };
    let context = match options.without_notes {
        true => Context::for_bases(),
        false => Context::new(config.language()),
    };
    let (ours, theirs) = (versions.change(versions.ours), versions.change(versions.theirs));
    let mut merged = merge::trees(&context, &ours, &theirs, &versions)?.files;
    let result = match merged.remove(&versions.path) {
        Some(outcome) => versions.bytes(outcome),
        None => versions.base.and_then(|base| versions.contents.get(&base).cloned()),
    };
    let Some(result) = result else { return Ok(left("it has no place any more")) };
    let beside = match options.without_notes {
        true => Ok(Vec::new()),
        false => versions.write_beside(merged),
    };
    match beside {
        Ok(beside) => {
            let merge = DrivenMerge {
                ours: versions.ours,
                theirs: Some(versions.theirs),
                merged: ContentId::of_blob(&result),
                of_histories: options.of_histories,
            };
            remember(options, &versions.path, merge, &beside);
            files::replace_handed_over(&options.directory.join(&options.ours), &result)?;
            Ok(Driven::Merged { beside: beside.into_iter().map(|(path, _)| path).collect() })
        }
        Err(why) => Ok(left(&why)),
    }
}

/// Remembers what stands beside, for when the merge is given up; without a repository it cannot be.
///
/// That it cannot be remembered is no reason not to merge: a note too many is no loss.
fn remember(
    options: &Options,
    path: &RepoPath,
    merge: DrivenMerge,
    beside: &[(RepoPath, ContentId)],
) {
    if !beside.is_empty()
        && let Ok(repo) = Repo::discover(&options.directory)
    {
        drop(sync::remember_driven(&repo, path, merge, beside));
    }
}

fn left(why: &str) -> Driven {
    Driven::Left { why: why.to_owned() }
}

/// Three versions of one path, in trees that are the same but for it.
struct Versions<'a> {
    path: RepoPath,
    base: Option<ContentId>,
    ours: ContentId,
    theirs: ContentId,
    contents: HashMap<ContentId, Arc<[u8]>>,
    /// The workspace, where there is one here.
    root: Option<&'a Path>,
}

impl<'a> Versions<'a> {
    fn read(options: &Options, root: Option<&'a Path>) -> Result<Self, ReadError> {
        let mut contents = HashMap::new();
        let mut read = |file: &Path| -> Result<ContentId, ReadError> {
            let bytes = read_bounded(&options.directory.join(file), MOST)?;
            let id = ContentId::of_blob(&bytes);
            contents.insert(id, Arc::from(bytes));
            Ok(id)
        };
        let base = Some(read(&options.base)?).filter(|base| *base != ContentId::of_blob(b""));
        let (ours, theirs) = (read(&options.ours)?, read(&options.theirs)?);
        Ok(Self { path: RepoPath::new(&options.path), base, ours, theirs, contents, root })
    }

    fn change(&self, new: ContentId) -> Changes {
        let change = Change { old: self.base.map(blob), new: Some(blob(new)) };
        BTreeMap::from([(self.path.clone(), change)])
    }

    fn bytes(&self, outcome: Outcome) -> Option<Arc<[u8]>> {
        match outcome {
            Outcome::Deleted => None,
            Outcome::New { bytes, .. } => Some(bytes),
            Outcome::Existing(blob) => self.contents.get(&blob.id).cloned(),
        }
    }

    /// Writes notes and versions that lost where nothing stands yet; says why where it cannot.
    fn write_beside(
        &self,
        files: BTreeMap<RepoPath, Outcome>,
    ) -> Result<Vec<(RepoPath, ContentId)>, String> {
        let mut written = Vec::new();
        for (path, outcome) in files {
            let Some(bytes) = self.bytes(outcome) else { continue };
            let root = self.root.ok_or("there is no workspace here to keep what lost in")?;
            let safe = SafePath::new(&path).map_err(|error| error.to_string())?;
            let why = match files::write_atomic(root, &safe, &bytes, None, None) {
                Ok(Done::Done) => {
                    written.push((path, ContentId::of_blob(&bytes)));
                    continue;
                }
                Ok(Done::Changed) => "something else is there".to_owned(),
                Ok(Done::Refused(refusal)) => refusal.to_string(),
                Err(error) => format!("{error}: {}", error.source),
            };
            return Err(format!("what lost cannot be written to {path}: {why}"));
        }
        Ok(written)
    }
}

impl Contents for Versions<'_> {
    fn read(&self, id: ContentId) -> Result<Arc<[u8]>, merge::ReadError> {
        let absent = || merge::ReadError { id, source: "it was not handed over".into() };
        self.contents.get(&id).cloned().ok_or_else(absent)
    }

    fn size(&self, id: ContentId) -> Result<u64, merge::ReadError> {
        Ok(self.read(id)?.len() as u64)
    }

    /// Of other paths the work tree tells whether they are free: a note that is there already tells
    /// of this conflict, or was written in since.
    fn base_has(&self, path: &RepoPath) -> Option<Blob> {
        if *path == self.path {
            return self.base.map(blob);
        }
        let safe = SafePath::new(path).ok()?;
        files::content_id(self.root?, &safe).ok().flatten().map(blob)
    }
}

fn blob(id: ContentId) -> Blob {
    Blob { id, executable: false }
}

/// Makes plain git merge the documents of the clone that holds `directory` with `program`.
///
/// # Errors
/// When there is no repository, or its settings cannot be written.
pub fn install(directory: &Path, program: &str) -> Result<(), DriverError> {
    let repo = Repo::discover(directory)?;
    Ok(clone_settings::merge_with(&repo, program)?)
}
