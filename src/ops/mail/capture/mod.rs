//! Makes replies of what somebody wrote in a mail, or elsewhere.
//!
//! Owns whom a mail is from, what it is about, and which move it is. A mail proves nothing about who
//! wrote it, so it accepts nothing but by a signature over the version that lies there now; whoever files
//! it stands in `captured_by`.

mod answer;
mod desk;
mod files;
mod lines;
mod markdown;
mod plan;
mod read;
mod signatures;
mod topic;

#[cfg(test)]
mod tests;

use jiff::ZonedDateTime;
use jiff::civil::DateTime;
use thiserror::Error;

use self::desk::Desk;
use self::read::Incoming;
use crate::ops::moves::MoveError;
use crate::ops::new::{WhyNobody, author};
use crate::ops::people::Person;
use crate::ops::sync::Watcher;
use crate::ops::{Place, PlaceError};
use crate::sync::Clock;
use crate::text::RepoPath;
use crate::workflow::{MoveName, State};

pub use read::{MAX_MAIL, Unread};
pub use topic::messages;

/// What a captured mail may be, by the word for it, with the section that it is written under.
pub const TYPES: [(&str, MoveName, Option<&str>); 9] = [
    ("note", MoveName::Note, None),
    ("answer", MoveName::Answer, None),
    ("correct", MoveName::Correct, Some("What was misunderstood")),
    ("return", MoveName::Return, Some("Changes")),
    ("praise", MoveName::Praise, None),
    ("pause", MoveName::Pause, Some("Reason")),
    ("resume", MoveName::Resume, None),
    ("cancel", MoveName::Cancel, Some("Reason")),
    ("reopen", MoveName::Reopen, Some("Reason")),
];

/// Something that came.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// One mail, or a text that is none.
    pub bytes: &'a [u8],
    /// The task, where the mail does not say it.
    pub task: Option<&'a str>,
    /// Who wrote it, where the mail does not say it.
    pub from: Option<&'a str>,
    /// What it is, by a word of [`TYPES`]; an answer where it answers all that a reply asked, else a
    /// note, when absent. What a program wrote is filed only with one.
    pub of_type: Option<&'a str>,
    /// What the workspace is called among several.
    pub listed_as: Option<&'a str>,
    /// Keep the whole mail beside the reply, even where nothing was cut that is not known.
    pub keep: bool,
    /// Only tell.
    pub dry_run: bool,
    pub now: &'a ZonedDateTime,
}

/// A reply that was made of a mail, or would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    pub task: String,
    pub title: String,
    /// `answer`, `note` or another word of [`TYPES`]; `accept` where it was signed.
    pub of_type: &'static str,
    /// Who wrote it, by short name.
    pub by: String,
    /// When, in the workspace's zone.
    pub at: DateTime,
    /// The reply first.
    pub files: Vec<RepoPath>,
    /// It had been captured before: nothing was done.
    pub already: bool,
    /// Questions to them that are still open, as `number. text`.
    pub unanswered: Vec<String>,
    /// Something waits to be accepted, which no mail without a signature can do.
    pub accepts_nothing: bool,
    /// Why what was signed accepts nothing; `None` where it does, or nothing was signed.
    pub misfit: Option<String>,
    pub state: State,
    pub waiting_on: Option<String>,
}

/// Nothing was made of it.
#[derive(Debug, Error)]
pub enum CaptureError {
    #[error("it cannot be read: {0}")]
    Unread(#[from] Unread),
    #[error("it is not known who you are: {0}")]
    Nobody(WhyNobody),
    #[error("it does not say whom it is from")]
    NoSender,
    #[error("it is from {address}, and nobody in people/ has that address")]
    UnknownSender { address: String },
    #[error("nobody here is called `{name}`; known are {known}")]
    UnknownPerson { name: String, known: String },
    #[error("it does not say which task it is about: there is no id in its subject")]
    NoTask,
    #[error("it does not say which task it is about: its subject names {}", .0.join(" and "))]
    SeveralTasks(Vec<String>),
    #[error(
        "it does not say which task it is about: its subject names {0}, and there is no such task here"
    )]
    UnknownTask(String),
    #[error("it is about {0}, another workspace")]
    OtherWorkspace(String),
    #[error("{0} is no task here")]
    NotATask(String),
    #[error("a mail cannot be `{0}`")]
    Type(String),
    #[error("it accepts nothing: {0}")]
    Misfit(String),
    #[error("nothing is left of it but what it quotes")]
    NothingSaid,
    #[error(
        "a program wrote it, as its head says: it tells that somebody is away or that a mail did not \
         arrive, and answers nothing"
    )]
    Automatic,
    #[error("more than {} files hang on it", files::MOST)]
    TooManyFiles,
    #[error(transparent)]
    Place(#[from] PlaceError),
    #[error(transparent)]
    Move(#[from] MoveError),
}

impl CaptureError {
    /// Tells whether it would do to say which task it is about.
    pub fn lacks_task(&self) -> bool {
        matches!(self, Self::NoTask | Self::SeveralTasks(_) | Self::UnknownTask(_))
    }
}

/// Makes replies of a mail: one for each task that it names, one commit each.
///
/// # Errors
/// When it cannot be read, it is not known who wrote it or what it is about, or the reply must not be
/// shared. What was made of it before the fault stays; captured once more, it is not made twice.
pub fn capture(
    place: &Place,
    options: &Options<'_>,
    clock: &dyn Clock,
    watcher: &dyn Watcher,
) -> Result<Vec<Filed>, CaptureError> {
    author(place).map_err(CaptureError::Nobody)?;
    let is_mail = read::is_mail(options.bytes);
    let mail = match is_mail {
        true => read::read(options.bytes)?,
        false => read::of_text(options.bytes)?,
    };
    if mail.automatic && options.of_type.is_none() {
        return Err(CaptureError::Automatic);
    }
    let by = writer(place, &mail, options.from)?;
    let desk = Desk { place, options, mail: &mail, by, is_mail };
    let mut filed = Vec::new();
    for (at, (task, lines, known)) in desk.divided()?.into_iter().enumerate() {
        filed.push(desk.file(task, &lines, &known, at == 0, (clock, watcher))?);
    }
    Ok(filed)
}

/// Finds who wrote a mail.
fn writer(place: &Place, mail: &Incoming, given: Option<&str>) -> Result<String, CaptureError> {
    if let Some(name) = given {
        let people: Vec<Person> = place.snapshot.people().filter_map(Person::of).collect();
        let found = people.iter().find(|one| one.is_called(name)).map(|one| one.id.clone());
        let known = || people.iter().map(|one| one.id.as_str()).collect::<Vec<_>>().join(", ");
        return found
            .ok_or_else(|| CaptureError::UnknownPerson { name: name.to_owned(), known: known() });
    }
    if mail.from.is_empty() {
        return Err(CaptureError::NoSender);
    }
    let found = place.snapshot.person_with_email(&mail.from).map(|one| one.id.to_string());
    found.ok_or_else(|| CaptureError::UnknownSender { address: mail.from.clone() })
}
