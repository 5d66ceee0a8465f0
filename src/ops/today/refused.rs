//! What was ticked on a page and could not be done: remembered until what it was about has changed.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Today;
use super::boxes::Found;
use super::offer::Choice;
use crate::merge::ContentId;
use crate::schema::message::Boxes;
use crate::schema::{Language, layout};
use crate::store::Repo;
use crate::store::draft::Draft;
use crate::text::{RepoPath, harmless};

/// For so long it is told, where nothing changes.
const LONGEST: SignedDuration = SignedDuration::from_hours(3 * 24);

/// Why a tick changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// It is not as it was when the page was written.
    Stale,
    /// Another box that says the opposite was ticked, too.
    Several,
    /// The comment that says what it decides was gone.
    Unmarked,
    /// Words stood below it, and it was not ticked.
    NotTicked,
    /// Nothing stood below it.
    NoWords,
    /// What was typed under questions does not answer each of them.
    NoAnswers,
    /// What stood below it must not be shared.
    Secret,
    /// In words.
    Failed(String),
}

/// A tick that changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The id of the task; empty where it is not known which one is meant.
    pub task: String,
    pub title: String,
    pub path: String,
    /// The word of the choice.
    word: String,
    pub why: Refusal,
    at: Timestamp,
    /// What could be decided about the task then.
    marks: Vec<String>,
}

impl Refused {
    pub(super) fn new(task: &str, about: (&str, &RepoPath), choice: Choice, why: Refusal) -> Self {
        Self {
            task: task.to_owned(),
            title: about.0.to_owned(),
            path: about.1.to_string(),
            word: choice.word().to_owned(),
            why,
            at: Timestamp::UNIX_EPOCH,
            marks: Vec::new(),
        }
    }

    /// Says what was ticked, and why that changed nothing.
    pub fn sentence(&self, language: Language) -> String {
        let ticked = Choice::of_word(&self.word).map(|choice| choice.text(None, language));
        let ticked = &ticked.unwrap_or_else(|| self.word.clone());
        let message = match &self.why {
            Refusal::Stale => Boxes::Stale { ticked },
            Refusal::Several => Boxes::Several { ticked },
            Refusal::Unmarked => Boxes::Unmarked { ticked },
            Refusal::NotTicked => Boxes::NotTicked { ticked },
            Refusal::NoWords => Boxes::NoWords { ticked },
            Refusal::NoAnswers => Boxes::NoAnswers,
            Refusal::Secret => Boxes::Secret { ticked },
            Refusal::Failed(reason) => Boxes::Failed { ticked, reason: &harmless(reason) },
        };
        message.text(language)
    }
}

fn kept(repo: &Repo) -> Draft {
    Draft::kept(repo.git_dir(), "today-refused")
}

/// Remembers what could not be done, instead of what was remembered before of the same tasks.
pub(super) fn remember(repo: &Repo, new: Vec<Refused>, done: &[&str], day: &Today) {
    let is_renewed =
        |one: &Refused| done.contains(&&*one.task) || new.iter().any(|new| new.task == one.task);
    let mut all = told(repo, day);
    all.retain(|one| !is_renewed(one));
    all.extend(new.into_iter().map(|one| {
        let marks = marks(day, &one.task);
        Refused { at: day.now, marks, ..one }
    }));
    // What cannot be remembered was told once, by the sync.
    let _ = serde_json::to_string(&all).map(|text| kept(repo).write(&text));
}

/// Remembers that words stood below boxes without a tick, beside what is told of the same tasks.
pub(super) fn not_ticked(repo: &Repo, boxes: &[Found], day: &Today) {
    let new = |one: &Found| {
        let known = day.mine.iter().find(|item| item.id == one.task);
        let known = known.map(|item| (item.title.as_str(), item.path.clone()));
        let read_back = || day.understood.iter().find(|said| said.id == one.task);
        let known = known.or_else(|| read_back().map(|said| (&*said.title, said.path.clone())));
        let (title, path) = known.unwrap_or_else(|| ("", RepoPath::new(layout::TASKS)));
        Refused::new(&one.task, (title, &path), one.choice, Refusal::NotTicked)
    };
    let is_it = |old: &Refused| boxes.iter().any(|one| one.task == old.task);
    let is_other = |old: &Refused| is_it(old) && old.why != Refusal::NotTicked;
    let mut all: Vec<Refused> = told(repo, day).into_iter().filter(is_other).collect();
    all.extend(boxes.iter().map(new));
    remember(repo, all, &[], day);
}

/// Returns a mark of what is remembered.
pub(super) fn mark(repo: &Repo) -> Option<String> {
    let text = kept(repo).read().ok().flatten()?;
    Some(ContentId::of_blob(text.as_bytes()).to_string())
}

/// Returns what is still to be told.
pub(super) fn told(repo: &Repo, day: &Today) -> Vec<Refused> {
    let text = kept(repo).read().ok().flatten();
    let all = text.and_then(|text| serde_json::from_str::<Vec<Refused>>(&text).ok());
    let mut all = all.unwrap_or_default();
    let is_young = |at: Timestamp| day.now.duration_since(at) < LONGEST;
    all.retain(|one| is_young(one.at) && one.marks == marks(day, &one.task));
    all
}

/// Returns what may be decided about a task, or about any where it is not known which one is meant.
fn marks(day: &Today, task: &str) -> Vec<String> {
    let all = day.mine.iter().map(|item| &item.id).chain(day.understood.iter().map(|one| &one.id));
    let mut tasks: Vec<&str> = all.map(String::as_str).filter(|_| task.is_empty()).collect();
    tasks.dedup();
    tasks.extend((!task.is_empty()).then_some(task));
    // What may not be decided with a tick changes, too.
    let bound = day.mine.iter().filter(|item| tasks.contains(&&*item.id));
    let bound: Vec<String> = bound.map(|item| item.bound.clone()).collect();
    let marks = tasks.into_iter().flat_map(|task| day.marks(task)).map(|(_, mark)| mark);
    marks.chain(bound).collect()
}
