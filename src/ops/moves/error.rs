use thiserror::Error;

use crate::diagnostic::RuleName;
use crate::document::EditError;
use crate::index::history::HistoryError;
use crate::ops::new::WhyNobody;
use crate::ops::set::SetError;
use crate::ops::sync::SyncFailed;
use crate::ops::{PlaceError, SaveError};
use crate::store::draft::DraftError;
use crate::text::RepoPath;

/// Something without which a move does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    pub message: String,
    pub what: Unsaid,
    /// What to do, a line each.
    pub notes: Vec<String>,
}

/// A file of a move that must not be shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub path: RepoPath,
    pub why: String,
    /// The rule that holds it back; `None` where it is none.
    pub rule: Option<RuleName>,
}

impl Held {
    /// Tells whether something secret is in it.
    pub fn is_secret(&self) -> bool {
        self.rule.is_some_and(|rule| rule.as_str().starts_with("secret-"))
    }
}

/// What of a move is not said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsaid {
    /// The answer to a question, by its number.
    Answer(u32),
    /// The day on which a task is due is over.
    DayToCome,
    /// What a rule finds: in a line with these words, or of something that is not there, by its own.
    Rule(RuleName, String),
    /// Anything, in the words of the message alone.
    Else,
}

/// A move that was not made.
#[derive(Debug, Error)]
pub enum MoveError {
    #[error(transparent)]
    Place(#[from] PlaceError),
    #[error("it is not known who you are: {0}")]
    Nobody(WhyNobody),
    #[error("{id} is no task but a {kind}")]
    NotATask { id: String, kind: String },
    #[error("{0} cannot be read; `check` says what is wrong with it")]
    Unreadable(RepoPath),
    #[error("only {who} may {what} {task}; you are {you}")]
    NotYours { who: String, what: &'static str, task: String, you: String },
    #[error("you cannot {what} {task} now: {why}")]
    NotNow { what: &'static str, task: String, why: String },
    #[error("there is no open question on {0}")]
    NothingAsked(String),
    #[error("something is missing to {command} {task}:\n{}", lacking(lacks))]
    Lacks { command: &'static str, task: String, lacks: Vec<Lack> },
    #[error("your text cannot be kept while you write it")]
    Draft(#[from] DraftError),
    #[error("{message}")]
    Value { message: String, notes: Vec<String> },
    #[error("the text for `{section}` does not fit under its heading")]
    Text { section: String, source: EditError },
    #[error("{path} cannot be changed")]
    Edit { path: RepoPath, source: EditError },
    #[error("{file} is no file of this workspace")]
    NoSuchFile { file: RepoPath },
    #[error("{reason}")]
    Stopped { reason: String, advice: Option<String> },
    #[error("{}", told(.0))]
    HeldBack(Vec<Held>),
    #[error("the history cannot be read")]
    History(#[from] HistoryError),
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error(transparent)]
    Sync(#[from] SyncFailed),
}

fn lacking(lacks: &[Lack]) -> String {
    let lines: Vec<String> = lacks.iter().map(|lack| format!("  {}", lack.message)).collect();
    lines.join("\n")
}

fn told(files: &[Held]) -> String {
    let lines: Vec<String> =
        files.iter().map(|Held { path, why, .. }| format!("{path}: {why}")).collect();
    format!("this must not be shared, so nothing was written:\n{}", lines.join("\n"))
}

impl MoveError {
    /// Says that a field of the task could not be set.
    pub(super) fn of_set(error: SetError, path: &RepoPath) -> Self {
        match error {
            SetError::Value { message, notes } => Self::Value { message, notes },
            SetError::Edit(source) => Self::Edit { path: path.clone(), source },
            SetError::Place(error) => Self::Place(error),
            SetError::Save(error) => Self::Save(error),
            other @ (SetError::NoAssignment(_) | SetError::Id(_)) => {
                Self::Value { message: other.to_string(), notes: Vec::new() }
            }
        }
    }
}
