use std::io;

use crate::ops::Listed;
use crate::ops::Place;
use crate::ops::check;
use crate::ops::init::Made as Begun;
use crate::ops::join::Joined;
use crate::ops::moves::Moved;
use crate::ops::new::Made;
use crate::ops::set::Changed;
use crate::ops::show::Shown;
use crate::ops::sync::Synced;
use crate::ops::today::Today;
use crate::text::RepoPath;

/// Who does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The client.
    Ola,
    /// The assistant.
    Kari,
}

impl Who {
    /// Returns the first name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ola => "Ola",
            Self::Kari => "Kari",
        }
    }

    /// Returns the short name, which is that of their folder too.
    pub fn id(self) -> &'static str {
        match self {
            Self::Ola => "ola",
            Self::Kari => "kari",
        }
    }
}

/// A line that a hand edit took away or added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Removed(String),
    Added(String),
}

/// Something that happened.
pub enum Scene<'a> {
    /// A part of the story begins.
    Chapter(&'a str),
    /// What is going on, in a sentence or two.
    Told(&'a str),
    /// Someone changed a file by hand; these lines differ.
    Edited { who: Who, path: &'a RepoPath, changes: &'a [Change] },
    /// Someone deleted a file by hand.
    Deleted { who: Who, path: &'a RepoPath },
    /// Someone put a file there that is no document.
    Attached { who: Who, path: &'a RepoPath, bytes: usize },
    /// Someone ran a command, and this came of it.
    Ran { who: Who, command: &'a str, shows: Shows<'a> },
}

/// What came of a command.
pub enum Shows<'a> {
    Begun(&'a Begun),
    Joined(&'a Joined),
    Made(&'a Made),
    Set(&'a Changed),
    Moved(&'a Moved),
    Listed(&'a [Listed]),
    Shown(&'a Shown),
    Checked { outcome: &'a check::Outcome, fix: bool },
    Synced(&'a Synced),
    Day { place: &'a Place, today: &'a Today },
}

/// Those who watch the round.
pub trait Stage {
    /// Shows one scene.
    ///
    /// # Errors
    /// When it cannot be shown; the round stops then.
    fn show(&mut self, scene: &Scene<'_>) -> io::Result<()>;
}
