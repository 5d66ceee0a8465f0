use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::clock::{self, Clock};
use super::{FolderState, Look, Signature};
use crate::store::read::is_absent;
use crate::store::walk::begins_another;
use crate::text::{RepoPath, is_git_folder};

/// Below this many folders, threads cost more than they bring.
pub(super) const FEW: usize = 16;
/// So many files of one folder are asked for in one go.
const CHUNK: usize = 512;

/// A folder to look at.
pub(super) struct Job {
    pub(super) path: RepoPath,
    pub(super) location: PathBuf,
}

/// What became of it.
pub(super) enum Seen {
    /// It is gone, or no folder any more; its parent shows that at the next look.
    Nothing,
    Nested(RepoPath),
    Unreadable(RepoPath, String),
    Folder {
        path: RepoPath,
        state: Arc<FolderState>,
        below: Vec<Job>,
        refused: Vec<(RepoPath, String)>,
        odd: BTreeMap<RepoPath, PathBuf>,
    },
}

pub(super) struct Looker<'a> {
    look: Look<'a>,
    clock: Clock,
    device: u64,
    /// Before this, a signature is settled for both looks.
    at: i64,
    /// Folders in which names were left out, which only a listing tells again.
    refused: HashSet<&'a str>,
}

/// What a listing gave so far.
#[derive(Default)]
struct Listed {
    files: Vec<(String, Signature)>,
    folders: Vec<String>,
    below: Vec<Job>,
    refused: Vec<(RepoPath, String)>,
    odd: BTreeMap<RepoPath, PathBuf>,
    /// Names with replacement characters: two of them may be one in ours.
    strange: BTreeSet<RepoPath>,
    nested: bool,
}

impl<'a> Looker<'a> {
    pub(super) fn new(look: Look<'a>, clock: Clock, root: &Metadata) -> Self {
        let at = look.known.map_or(clock.now, |known| known.taken.min(clock.now));
        let refused = look.known.iter().flat_map(|known| &known.unreadable);
        let refused = refused.map(|(path, _)| path.parent()).collect();
        Self { look, clock, device: clock::device(root), at, refused }
    }

    pub(super) fn folder(&self, job: Job) -> Seen {
        let is_root = job.path.as_str().is_empty();
        let looked = if is_root { fs::metadata(&job.location) } else { look_at(&job.location) };
        let metadata = match looked {
            Ok(metadata) if metadata.is_dir() => metadata,
            Ok(_) => return Seen::Nothing,
            Err(error) if is_absent(&error) => return Seen::Nothing,
            Err(error) => return Seen::Unreadable(job.path, error.to_string()),
        };
        let elsewhere = clock::device(&metadata) != self.device;
        let signature = self.signature(&metadata, elsewhere);
        if let Some(seen) = self.known(&job, signature, elsewhere) {
            return seen;
        }
        self.list(job, signature, elsewhere)
    }

    /// Asks for the files that were there, when nothing can have come or gone since.
    fn known(&self, job: &Job, signature: Signature, elsewhere: bool) -> Option<Seen> {
        let known = self.look.known?.folders.get(&job.path)?;
        let same = self.clock.folders_tell
            && known.signature == signature
            && signature.is_settled(self.at)
            && !known.has_replacements()
            && !self.refused.contains(job.path.as_str());
        if !same {
            return None;
        }
        let files: Vec<(&str, &Signature)> = known.files().collect();
        let chunk = |files: &[(&str, &Signature)]| self.ask(job, files, elsewhere);
        let signatures: Vec<Signature> = if files.len() <= CHUNK {
            chunk(&files)?
        } else {
            let chunks: Option<Vec<_>> = files.par_chunks(CHUNK).map(chunk).collect();
            chunks?.concat()
        };
        let untouched = files.iter().zip(&signatures).all(|((_, known), now)| *known == now);
        let state = if untouched { Arc::clone(known) } else { Arc::new(known.with(signatures)) };
        let below = state.folders().map(|name| job.below(name, OsStr::new(name))).collect();
        Some(Seen::Folder {
            path: job.path.clone(),
            state,
            below,
            refused: Vec::new(),
            odd: BTreeMap::new(),
        })
    }

    /// Returns the signatures of known files; `None` when one is gone or a folder by now.
    fn ask(
        &self,
        job: &Job,
        files: &[(&str, &Signature)],
        elsewhere: bool,
    ) -> Option<Vec<Signature>> {
        let mut location = job.location.clone();
        let ask = |(name, _): &(&str, &Signature)| {
            location.push(name);
            let looked = look_at(&location);
            location.pop();
            match looked {
                Ok(metadata) if metadata.is_dir() => None,
                Ok(metadata) => Some(self.signature(&metadata, elsewhere)),
                Err(error) if is_absent(&error) => None,
                Err(_) => Some(Signature::UNKNOWN),
            }
        };
        files.iter().map(ask).collect()
    }

    fn list(&self, job: Job, signature: Signature, elsewhere: bool) -> Seen {
        let mut listed = Listed::default();
        let walk = WalkDir::new(&job.location).min_depth(1).max_depth(1);
        // The root may be named by a link; what is below it may not be one.
        for entry in walk.follow_root_links(job.path.as_str().is_empty()) {
            match entry {
                Ok(entry) => self.entry(&job, &entry, elsewhere, &mut listed),
                Err(error) if error.io_error().is_some_and(is_absent) => {}
                Err(error) => {
                    let why =
                        error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    return Seen::Unreadable(job.path, why);
                }
            }
            if listed.nested {
                return Seen::Nested(job.path);
            }
        }
        let Listed { files, folders, below, refused, odd, .. } = listed;
        let state = Arc::new(FolderState::new(signature, files, folders));
        Seen::Folder { path: job.path, state, below, refused, odd }
    }

    fn entry(&self, job: &Job, entry: &DirEntry, elsewhere: bool, listed: &mut Listed) {
        let is_root = job.path.as_str().is_empty();
        let name = entry.file_name().to_string_lossy();
        listed.nested |= !is_root && begins_another(&job.location, &name);
        if name == ".git" {
            return;
        }
        let path = RepoPath::in_folder(job.path.as_str(), &name);
        let mut is_folder = entry.file_type().is_dir();
        if (self.look.skip)(&path, is_folder) {
            return;
        }
        if may_be_git(&name) && is_git_folder(&name) {
            let why = "some systems take this name for git's own folder";
            return listed.refused.push((path, why.to_owned()));
        }
        let mut signature = Signature::UNKNOWN;
        if !is_folder {
            match look_at(entry.path()) {
                Ok(metadata) => {
                    is_folder = metadata.is_dir();
                    signature = self.signature(&metadata, elsewhere);
                }
                Err(error) if is_absent(&error) => return,
                Err(_) => {}
            }
        }
        if name.contains(char::REPLACEMENT_CHARACTER) && !listed.strange.insert(path.clone()) {
            return listed.refused.push((path, "another name beside it reads the same".to_owned()));
        }
        if is_folder {
            listed.below.push(job.below(&name, entry.file_name()));
            return listed.folders.push(name.into_owned());
        }
        if entry.file_name().to_str().is_none() {
            listed.odd.insert(path, entry.path().to_owned());
        }
        listed.files.push((name.into_owned(), signature));
    }

    fn signature(&self, metadata: &Metadata, elsewhere: bool) -> Signature {
        let signature = Signature::of(metadata);
        if elsewhere { signature.unsettled() } else { signature }
    }
}

impl Job {
    fn below(&self, name: &str, real: &OsStr) -> Self {
        Self {
            path: RepoPath::in_folder(self.path.as_str(), name),
            location: self.location.join(real),
        }
    }
}

/// Looks at a name itself, not at where it leads.
///
/// On Windows a listing may show old sizes and times of a file; this asks the file.
fn look_at(location: &Path) -> io::Result<Metadata> {
    fs::symlink_metadata(location)
}

/// Tells cheaply that almost no name means git's folder.
fn may_be_git(name: &str) -> bool {
    !name.is_ascii() || name.starts_with(['.', 'g', 'G'])
}
