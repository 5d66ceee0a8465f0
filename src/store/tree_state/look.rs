use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ffi::OsStr;
use std::fs::Metadata;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::clock::{self, Clock};
use super::{FolderState, Look, Signature};
use crate::store::files;
use crate::store::open_folder::{self, Inside, Named, OpenFolder};
use crate::store::read::is_absent;
use crate::store::walk::{FoundKind, begins_another};
use crate::text::{RepoPath, is_git_folder};

/// Below this many folders, threads cost more than they bring.
const FEW: usize = 16;
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
    /// A temporary file of ours lies there: while it does, the folder is listed at each look.
    passing: bool,
}

/// Why names are left out.
const LIKE_GIT: &str = "some systems take this name for git's own folder";
const READS_ALIKE: &str = "another name beside it reads the same";

/// Tells whether something was left out for its name alone, whatever it is.
pub fn is_for_its_name(why: &str) -> bool {
    [LIKE_GIT, READS_ALIKE].contains(&why)
}

impl<'a> Looker<'a> {
    pub(super) fn new(look: Look<'a>, clock: Clock, root: &Metadata) -> Self {
        let at = look.known.map_or(clock.now, |known| known.taken.min(clock.now));
        let refused = look.known.iter().flat_map(|known| &known.unreadable);
        let refused = refused.map(|(path, _)| path.parent()).collect();
        Self { look, clock, device: clock::device(root), at, refused }
    }

    /// Looks at several folders, in parallel where they are many.
    pub(super) fn folders(&self, jobs: Vec<Job>) -> Vec<Seen> {
        if jobs.len() < FEW {
            return jobs.into_iter().map(|job| self.folder(job)).collect();
        }
        jobs.into_par_iter().map(|job| self.folder(job)).collect()
    }

    pub(super) fn folder(&self, job: Job) -> Seen {
        match self.enter(&job) {
            Ok(seen) => seen,
            // It is gone, or a link or a file by now.
            Err(error) if is_absent(&error) => Seen::Nothing,
            Err(error) => Seen::Unreadable(job.path, error.to_string()),
        }
    }

    fn enter(&self, job: &Job) -> io::Result<Seen> {
        if let Some(seen) = self.just_seen(job)? {
            return Ok(seen);
        }
        // The root may be named by a link; what is below it may not be one.
        let mut open = OpenFolder::open(&job.location, job.path.as_str().is_empty())?;
        let (itself, device) = open.itself()?;
        let elsewhere = device != self.device;
        let signature = self.signature(&itself, elsewhere);
        if let Some(seen) = self.known(job, open.inside()?, signature, elsewhere) {
            return Ok(seen);
        }
        let names = open.names().collect::<io::Result<Vec<Named>>>()?;
        Ok(self.list(job, open.inside()?, names, signature, elsewhere))
    }

    /// Takes a folder for what was seen a moment ago, when nothing can have come or gone since.
    fn just_seen(&self, job: &Job) -> io::Result<Option<Seen>> {
        if !self.look.soon
            || !self.look.known.is_some_and(|known| known.folders.contains_key(&job.path))
        {
            return Ok(None);
        }
        let metadata = std::fs::symlink_metadata(&job.location)?;
        if clock::device(&metadata) != self.device {
            return Ok(None);
        }
        let known = self.unchanged(job, Signature::of(&metadata));
        Ok(known.map(|known| job.seen(Arc::clone(known))))
    }

    /// Returns what was known of a folder, when no name can have come or gone since.
    fn unchanged(&self, job: &Job, signature: Signature) -> Option<&'a Arc<FolderState>> {
        let known = self.look.known?.folders.get(&job.path)?;
        let same = self.clock.folders_tell
            && known.signature == signature
            && signature.is_settled(self.at)
            && !known.has_replacements()
            && !self.refused.contains(job.path.as_str());
        same.then_some(known)
    }

    /// Asks for the files that were there, when nothing can have come or gone since.
    fn known(
        &self,
        job: &Job,
        inside: Inside<'_>,
        signature: Signature,
        elsewhere: bool,
    ) -> Option<Seen> {
        let known = self.unchanged(job, signature)?;
        let files: Vec<(&str, &Signature)> = known.files().collect();
        let chunk = |files: &[(&str, &Signature)]| self.ask(inside, files, elsewhere);
        let signatures: Vec<Signature> = if files.len() <= CHUNK {
            chunk(&files)?
        } else {
            let chunks: Option<Vec<_>> = files.par_chunks(CHUNK).map(chunk).collect();
            chunks?.concat()
        };
        let untouched = files.iter().zip(&signatures).all(|((_, known), now)| *known == now);
        let state = if untouched { Arc::clone(known) } else { Arc::new(known.with(signatures)) };
        Some(job.seen(state))
    }

    /// Returns the signatures of known files; `None` when one is gone or a folder by now.
    fn ask(
        &self,
        inside: Inside<'_>,
        files: &[(&str, &Signature)],
        elsewhere: bool,
    ) -> Option<Vec<Signature>> {
        let ask = |(name, _): &(&str, &Signature)| match inside.look(name) {
            Ok(look) if look.kind == FoundKind::Folder => None,
            Ok(look) => Some(self.signature(&look, elsewhere)),
            Err(error) if is_absent(&error) => None,
            Err(_) => Some(Signature::UNKNOWN),
        };
        files.iter().map(ask).collect()
    }

    fn list(
        &self,
        job: &Job,
        inside: Inside<'_>,
        names: Vec<Named>,
        signature: Signature,
        elsewhere: bool,
    ) -> Seen {
        let mut listed = Listed::default();
        for named in names {
            self.entry(job, inside, named, elsewhere, &mut listed);
            if listed.nested {
                return Seen::Nested(job.path.clone());
            }
        }
        let Listed { files, folders, below, refused, odd, .. } = listed;
        let signature = if listed.passing { Signature::UNKNOWN } else { signature };
        let state = Arc::new(FolderState::new(signature, files, folders));
        Seen::Folder { path: job.path.clone(), state, below, refused, odd }
    }

    fn entry(
        &self,
        job: &Job,
        inside: Inside<'_>,
        named: Named,
        elsewhere: bool,
        listed: &mut Listed,
    ) {
        let is_root = job.path.as_str().is_empty();
        let (name, strange) = match named.name.into_string() {
            Ok(name) => (name, None),
            Err(real) => (real.to_string_lossy().into_owned(), Some(real)),
        };
        let real = strange.as_deref().unwrap_or(OsStr::new(&name));
        listed.nested |= !is_root && begins_another(&job.location, &name);
        if name == ".git" {
            return;
        }
        let path = RepoPath::in_folder(job.path.as_str(), &name);
        let mut is_folder = named.kind == FoundKind::Folder;
        if (self.look.skip)(&path, is_folder) {
            listed.passing |= files::is_temporary(&name);
            return;
        }
        if may_be_git(&name) && is_git_folder(&name) {
            return listed.refused.push((path, LIKE_GIT.to_owned()));
        }
        let mut signature = Signature::UNKNOWN;
        if !is_folder {
            match inside.look(real) {
                Ok(look) => {
                    is_folder = look.kind == FoundKind::Folder;
                    signature = self.signature(&look, elsewhere);
                }
                Err(error) if is_absent(&error) => return,
                Err(_) => {}
            }
        }
        if name.contains(char::REPLACEMENT_CHARACTER) && !listed.strange.insert(path.clone()) {
            return listed.refused.push((path, READS_ALIKE.to_owned()));
        }
        if is_folder {
            listed.below.push(job.below(&name, real));
            return listed.folders.push(name);
        }
        if let Some(real) = &strange {
            listed.odd.insert(path, job.location.join(real));
        }
        listed.files.push((name, signature));
    }

    fn signature(&self, look: &open_folder::Look, elsewhere: bool) -> Signature {
        let signature = Signature::seen(look);
        if elsewhere { signature.unsettled() } else { signature }
    }
}

impl Job {
    /// Tells what stands there, where nothing is strange.
    fn seen(&self, state: Arc<FolderState>) -> Seen {
        let below = state.folders().map(|name| self.below(name, OsStr::new(name))).collect();
        let (refused, odd) = (Vec::new(), BTreeMap::new());
        Seen::Folder { path: self.path.clone(), state, below, refused, odd }
    }

    fn below(&self, name: &str, real: &OsStr) -> Self {
        Self {
            path: RepoPath::in_folder(self.path.as_str(), name),
            location: self.location.join(real),
        }
    }
}

/// Tells cheaply that almost no name means git's folder.
fn may_be_git(name: &str) -> bool {
    !name.is_ascii() || name.starts_with(['.', 'g', 'G'])
}
