//! Plays one round of work between two people and a shared repository, all on this machine.
//!
//! Nothing is staged: each step is the same operation that a command runs, on real files, and what
//! is told comes from its result. The user's own settings and list of workspaces stay untouched.

mod clock;
mod hand;
mod player;
mod round;
mod stage;

use std::io;
use std::path::{Path, PathBuf};

use jiff::ZonedDateTime;
use thiserror::Error;

use crate::store::environment::{CloudFolder, Holds, cloud_folder, place};
use crate::store::transport::{OLDEST_GIT, TransportError, git_version};
use player::Player;

pub use stage::{Change, Scene, Shows, Stage, Who};

/// The name of the folder when none is given.
const FOLDER: &str = "handover-demo";

/// Where to play.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder that the person is in.
    pub base: PathBuf,
    /// A new or empty folder; the next free name when absent.
    pub folder: Option<PathBuf>,
    /// The story begins a few hours before this moment.
    pub now: ZonedDateTime,
}

/// A round that was played, left there to explore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Played {
    pub folder: PathBuf,
    /// The client's clone.
    pub ola: PathBuf,
    /// The assistant's clone.
    pub kari: PathBuf,
    /// How many files both clones hold, byte for byte the same.
    pub files: usize,
    /// The id of the task that it was about.
    pub task: String,
}

/// A round that could not be played to its end.
#[derive(Debug, Error)]
pub enum DemoError {
    #[error("{} is not empty", .0.display())]
    NotEmpty(PathBuf),
    #[error("{} lies in {}, which copies it behind git's back", path.display(), folder.cloud)]
    Cloud { path: PathBuf, folder: CloudFolder },
    #[error("{} cannot be looked at", path.display())]
    Look { path: PathBuf, source: io::Error },
    /// There is no git, or an old one: nothing was made.
    #[error(transparent)]
    Git(#[from] TransportError),
    #[error("the demo stopped at: {step}")]
    Step { step: String, source: Box<dyn std::error::Error + Send + Sync> },
    #[error("the demo stopped: {0}")]
    Story(String),
    /// What was to be shown could not be.
    #[error(transparent)]
    Stage(#[from] io::Error),
}

/// Plays the round; the folder is left as it is at the end, or where it stopped.
///
/// # Errors
/// When the folder cannot be used, or a step does not come out as the story tells it.
pub fn play(options: &Options, stage: &mut dyn Stage) -> Result<Played, DemoError> {
    let folder = match &options.folder {
        Some(folder) => usable(&options.base.join(folder))?,
        None => next_free(&options.base)?,
    };
    let found = git_version()?;
    if (found.0, found.1) < OLDEST_GIT {
        return Err(TransportError::OldGit { found }.into());
    }
    let mut player = Player::new(&folder, options.now.clone(), stage);
    round::play(&mut player)
}

/// Returns the folder when it is new or empty.
fn usable(folder: &Path) -> Result<PathBuf, DemoError> {
    let look = |source| DemoError::Look { path: folder.to_owned(), source };
    let found = place(folder).map_err(look)?;
    if matches!(found.holds, Holds::Something | Holds::NotAFolder) {
        return Err(DemoError::NotEmpty(found.path));
    }
    match cloud_folder(&found.path) {
        Some(folder) => Err(DemoError::Cloud { path: found.path, folder }),
        None => Ok(found.path),
    }
}

/// Returns `handover-demo`, or the first `handover-demo-2` and so on that is free.
fn next_free(base: &Path) -> Result<PathBuf, DemoError> {
    let mut number = 1;
    loop {
        let name = if number == 1 { FOLDER.to_owned() } else { format!("{FOLDER}-{number}") };
        match usable(&base.join(name)) {
            Err(DemoError::NotEmpty(_)) => number += 1,
            other => return other,
        }
    }
}
