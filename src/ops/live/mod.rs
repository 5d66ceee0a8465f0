//! What a live screen shows of a workspace: who waits for what, what is wrong, what is to settle, and
//! what others did; and what whoever sits before it can ask for.
//!
//! A [`Page`] is plain text in the reader's words, ready to be laid out. Owns neither a terminal nor
//! keys; a screen that has them is handed in as a [`Screen`], and gets what it cannot do itself from a
//! [`Desk`].

mod page;
mod teller;
#[cfg(test)]
pub(crate) mod tests;

use std::io;
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use thiserror::Error;

use super::today::TodayError;
use super::watch::rhythm::Times;
use crate::schema::Language;
use crate::sync::Clock;
use crate::text::{RepoPath, Span};
use crate::workspace::HostError;

pub use page::Voice;
pub use teller::Teller;

/// How a live screen is opened.
#[derive(Clone)]
pub struct Options {
    /// A folder of the workspace.
    pub directory: PathBuf,
    /// Of whoever sits before it.
    pub language: Language,
    pub color: bool,
    /// Look now and then in the place of asking the system to tell.
    pub looking: bool,
    /// Share by itself, at this pace.
    pub sharing: Option<Times>,
    pub clock: &'static (dyn Clock + Sync),
    /// Columns and rows of a terminal that does not tell them.
    pub size: (u16, u16),
}

/// Opens a live screen, and returns when whoever sits before it has enough.
pub type Screen = fn(&Options, &dyn Desk) -> Result<(), LiveError>;

/// What a screen asks of whoever opened it: editors, which want the terminal for themselves.
pub trait Desk {
    /// Tells whether the editor takes the terminal while it is open; else it has a window of its own.
    fn takes_the_terminal(&self) -> bool;

    /// Opens a file, at a line where one is given. Returns when it is closed where the editor takes
    /// the terminal, else at once.
    ///
    /// # Errors
    /// In words, when it cannot be opened.
    fn edit(&self, path: &RepoPath, line: Option<usize>) -> Result<(), String>;

    /// Lets a person say how they understood a task, in their editor; returns what came of it.
    ///
    /// # Errors
    /// In words and with advice, when it was not said; what was written is kept.
    fn confirm(&self, id: &str) -> Result<String, String>;
}

/// A screen that could not be opened, or ended by itself.
#[derive(Debug, Error)]
pub enum LiveError {
    #[error(transparent)]
    Host(#[from] HostError),
    #[error(transparent)]
    Today(#[from] TodayError),
    #[error("the terminal cannot be used")]
    Terminal(#[source] io::Error),
    /// What a fault in the program, told on standard error, has left.
    #[error("the screen stopped because of a fault in this program")]
    Fault,
}

/// What a screen shows at one moment, all of it harmless text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    pub workspace: String,
    pub language: Language,
    /// The zone that the reader lives by; `None` where that of the machine is all that is known.
    pub zone: Option<TimeZone>,
    /// Whether it is known who works here.
    pub known: bool,
    /// Those who work here and live by another clock, whoever reads it left out.
    pub clocks: Vec<Lives>,
    /// What waits for whoever reads it, the most pressing first.
    pub mine: List,
    /// Says that nothing does, or why that is not known.
    pub nothing: String,
    /// What they wait for, the most pressing first.
    pub awaited: List,
    /// Conflict notes.
    pub settle: List,
    /// What is wrong with files, errors first, and which files stay on this machine.
    pub problems: List,
    /// What others did lately, the oldest first.
    pub news: Vec<News>,
    /// When this folder was last in step with the shared one.
    pub synced: Option<Timestamp>,
    /// How many files the next sync would send.
    pub unsent: usize,
    pub filter: Option<Filter>,
}

/// Somebody and the clock they live by.
#[derive(Clone, Debug, PartialEq)]
pub struct Lives {
    pub name: String,
    pub zone: TimeZone,
    /// Until when they are away.
    pub away: Option<String>,
}

/// A list on the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    pub entries: Vec<Entry>,
    /// How many there are, those that are not among the entries too.
    pub count: usize,
}

/// One thing in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The same on the next page, where the thing is the same.
    pub key: String,
    /// What it is called by: an id, or a file with its line.
    pub name: String,
    pub title: String,
    /// What is wanted and by when, in a few words each, the most important first.
    pub short: Vec<String>,
    pub tone: Tone,
    /// What else is to be said of it, a paragraph each.
    pub more: Vec<String>,
    /// The file that is opened for it.
    pub path: Option<RepoPath>,
    /// The line in it, from 1.
    pub line: Option<usize>,
    pub does: Does,
}

/// How much something presses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    /// Soon, at risk, or a warning.
    Pressing,
    /// Late, or an error.
    Late,
}

/// What can be done about an entry, beside opening it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Does {
    #[default]
    Open,
    /// It waits for the reader to confirm the task of this id.
    Confirm(String),
    /// The conflict note at this path is to settle.
    Settle {
        note: RepoPath,
        /// What it is about.
        heading: String,
        /// What stands, and the other version.
        versions: [String; 2],
    },
}

/// Something that another person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// When it was written.
    pub at: Timestamp,
    pub text: String,
    pub path: RepoPath,
}

/// What the lists are narrowed by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    pub query: String,
    /// Why it cannot be read; nothing is left out then.
    pub wrong: Option<Wrong>,
}

/// Where and why a query cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub message: String,
    /// In bytes of the query.
    pub span: Span,
}

/// How sharing stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Sharing {
    /// Nothing is going on, and nothing was since the screen opened.
    #[default]
    Idle,
    /// It was in step at this time.
    Synced(Timestamp),
    /// What was moved on by hand is sent then; until then it can be taken back.
    MoveGoes(Timestamp),
    Syncing,
    /// The other side cannot be reached since.
    Offline(Timestamp),
    /// Nothing is shared until somebody does something about this.
    Stopped(String),
}
