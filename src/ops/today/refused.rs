//! What was ticked on a page and could not be done: remembered until what it was about has changed.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Today;
use super::boxes::Found;
use super::offer::Choice;
use crate::diagnostic::rule_name;
use crate::merge::ContentId;
use crate::ops::PlaceError;
use crate::ops::moves::{Held, Lack, MoveError, Unsaid};
use crate::schema::message::{Boxes, held_back_reason};
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
    /// An answer that says nothing to these questions, by number.
    Unanswered(Vec<u32>),
    /// What stood below it must not be shared.
    Secret,
    /// What stood below it cannot stand in a reply or a review as it was typed.
    Unfit,
    /// What is to be sent was due already.
    Over,
    /// Something is wrong in the task itself: its line as it is written, or what is missing.
    Unready(String),
    /// The task itself must not be shared, for this reason in English and in Bokmål.
    StaysHere([String; 2]),
    /// It is not known who works here, or something of this machine stands in the way.
    NotNow,
    /// The file of the task cannot be read.
    Unread,
}

impl Refusal {
    /// Says why a move was not made; `None` where nothing can be done about any of them now.
    /// `task` is the file of the task.
    pub(super) fn of(error: &MoveError, choice: Choice, task: Option<&RepoPath>) -> Option<Self> {
        let is_task = |held: &&Held| task.is_some_and(|task| held.path == *task);
        Some(match error {
            MoveError::HeldBack(held) if let Some(held) = held.iter().find(is_task) => {
                let why = |language| match held.rule {
                    Some(rule) => held_back_reason(rule, None, language),
                    None => held.why.clone(),
                };
                Self::StaysHere(Language::ALL.map(why))
            }
            MoveError::HeldBack(held) if held.iter().any(Held::is_secret) => Self::Secret,
            MoveError::HeldBack(_) => Self::Unfit,
            MoveError::Lacks { lacks, .. } => Self::of_lacks(lacks, choice),
            MoveError::Text { .. } | MoveError::Value { .. } | MoveError::NoSuchFile { .. } => {
                Self::Unfit
            }
            MoveError::Unreadable(_) | MoveError::Edit { .. } => Self::Unread,
            MoveError::Place(PlaceError::NoText(_)) => Self::Unread,
            // Somebody was quicker than this page.
            MoveError::Place(PlaceError::Lookup(_))
            | MoveError::NotATask { .. }
            | MoveError::NotYours { .. }
            | MoveError::NotNow { .. }
            | MoveError::NothingAsked(_) => Self::Stale,
            MoveError::Place(PlaceError::Host(_))
            | MoveError::Nobody(_)
            | MoveError::Draft(_)
            | MoveError::History(_) => Self::NotNow,
            // Plain git is in the middle of something, the disk is full: the sync tells of it.
            MoveError::Stopped { .. } | MoveError::Sync(_) | MoveError::Save(_) => return None,
        })
    }

    fn of_lacks(lacks: &[Lack], choice: Choice) -> Self {
        let unanswered = lacks.iter().filter_map(|lack| match lack.what {
            Unsaid::Answer(number) => Some(number),
            _ => None,
        });
        let unanswered: Vec<u32> = unanswered.collect();
        if !unanswered.is_empty() {
            return Self::Unanswered(unanswered);
        }
        let is_blank = |what: &Unsaid| match what {
            Unsaid::Rule(rule, _) => {
                [rule_name::EMPTY_SECTION, rule_name::MISSING_SECTION].contains(rule)
            }
            Unsaid::Else => true,
            Unsaid::Answer(_) | Unsaid::DayToCome => false,
        };
        match lacks.first().map(|lack| &lack.what) {
            Some(Unsaid::DayToCome) => Self::Over,
            Some(Unsaid::Rule(_, words)) if choice == Choice::Send => Self::Unready(words.clone()),
            Some(Unsaid::Else) if choice == Choice::Send => Self::Stale,
            Some(_) if lacks.iter().all(|lack| is_blank(&lack.what)) => Self::NoWords,
            _ => Self::Unfit,
        }
    }
}

/// A tick that changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The id of the task; empty where it is not known which one is meant.
    pub task: String,
    pub title: String,
    pub path: String,
    pub choice: Choice,
    pub why: Refusal,
    /// What was typed below it stands below the notes now.
    pub(super) words_kept: bool,
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
            choice,
            why,
            words_kept: false,
            at: Timestamp::UNIX_EPOCH,
            marks: Vec::new(),
        }
    }

    /// Says what was ticked, and why that changed nothing.
    pub fn sentence(&self, language: Language) -> String {
        let ticked = &self.choice.text(None, language);
        let message = match &self.why {
            Refusal::Stale => Boxes::Stale { ticked },
            Refusal::Several => Boxes::Several { ticked },
            Refusal::Unmarked => Boxes::Unmarked { ticked },
            Refusal::NotTicked => Boxes::NotTicked { ticked },
            Refusal::NoWords => Boxes::NoWords { ticked },
            Refusal::NoAnswers => Boxes::NoAnswers,
            Refusal::Unanswered(numbers) => Boxes::Unanswered { ticked, numbers },
            Refusal::Secret => Boxes::Secret { ticked },
            Refusal::Unfit => Boxes::Unfit { ticked },
            Refusal::Over => Boxes::Over { ticked },
            Refusal::Unready(words) => Boxes::Unready { ticked, words: &quoted(words, language) },
            Refusal::StaysHere([english, bokmal]) => {
                let why = match language {
                    Language::English => english,
                    Language::Bokmal => bokmal,
                };
                Boxes::StaysHere { ticked, why }
            }
            Refusal::NotNow => Boxes::NotNow { ticked },
            Refusal::Unread => Boxes::Unread { ticked },
        };
        self.with_words(message, language)
    }

    /// Says where the words are that were typed.
    fn with_words(&self, message: Boxes<'_>, language: Language) -> String {
        let said = message.text(language);
        match self.words_kept {
            true => format!("{said}; {}", Boxes::Below.text(language)),
            false => said,
        }
    }
}

/// Quotes words as they are in a language.
fn quoted(words: &str, language: Language) -> String {
    let words = harmless(words);
    match language {
        Language::English => format!("“{words}”"),
        Language::Bokmal => format!("«{words}»"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_move_lacks_is_told_as_that() {
        let lack = |what| Lack { message: "x".to_owned(), what, notes: Vec::new() };
        let check = |choice, lacks: Vec<Lack>, expected: Refusal| {
            let error = MoveError::Lacks { command: "x", task: "ola-1".to_owned(), lacks };
            assert_eq!(Refusal::of(&error, choice, None), Some(expected));
        };
        let answers = vec![lack(Unsaid::Answer(2)), lack(Unsaid::Answer(3))];
        check(Choice::Answer, answers, Refusal::Unanswered(vec![2, 3]));
        check(Choice::Send, vec![lack(Unsaid::DayToCome)], Refusal::Over);
        let wrong = |rule| lack(Unsaid::Rule(rule, "estimate: much".to_owned()));
        check(
            Choice::Send,
            vec![wrong(rule_name::FIELD_TYPE)],
            Refusal::Unready("estimate: much".to_owned()),
        );
        check(Choice::Return, vec![wrong(rule_name::FIELD_TYPE)], Refusal::Unfit);
        check(Choice::Return, vec![wrong(rule_name::EMPTY_SECTION)], Refusal::NoWords);
        check(Choice::Right, vec![lack(Unsaid::Else)], Refusal::NoWords);
    }

    #[test]
    fn what_must_not_be_shared_is_called_secret_only_where_it_is() {
        let task = RepoPath::new("tasks/a.md");
        let held_at = |path: &str, rule, choice, expected: Refusal| {
            let held = Held { path: RepoPath::new(path), why: "x".to_owned(), rule: Some(rule) };
            let error = MoveError::HeldBack(vec![held]);
            assert_eq!(Refusal::of(&error, choice, Some(&task)), Some(expected));
        };
        let check = |rule, expected| held_at("tasks/a/b.md", rule, Choice::Return, expected);
        for rule in [rule_name::SECRET_PASSWORD, rule_name::CONFLICT_MARKER] {
            let why = Language::ALL.map(|language| held_back_reason(rule, None, language));
            held_at("tasks/a.md", rule, Choice::Send, Refusal::StaysHere(why.clone()));
            held_at("tasks/a.md", rule, Choice::Return, Refusal::StaysHere(why));
        }
        check(rule_name::SECRET_PASSWORD, Refusal::Secret);
        check(rule_name::CONFLICT_MARKER, Refusal::Unfit);
    }

    #[test]
    fn what_lies_in_the_machine_is_told_as_that_and_what_a_sync_tells_is_not() {
        use crate::ops::new::WhyNobody;

        let of = |error: MoveError| Refusal::of(&error, Choice::Accept, None);
        assert_eq!(of(MoveError::Nobody(WhyNobody::NoEmail)), Some(Refusal::NotNow));
        let stopped = MoveError::Stopped { reason: "x".to_owned(), advice: None };
        assert_eq!(of(stopped), None);
    }

    #[test]
    fn several_questions_are_told_as_several() {
        let task = RepoPath::new("tasks/a.md");
        let said = |numbers| {
            let why = Refusal::Unanswered(numbers);
            Refused::new("a", ("A", &task), Choice::Answer, why).sentence(Language::English)
        };
        assert!(said(vec![2]).contains("nothing to question 2;"), "{}", said(vec![2]));
        assert!(said(vec![2, 3]).contains("nothing to questions 2, 3;"), "{}", said(vec![2, 3]));
    }

    #[test]
    fn where_the_words_are_is_said_in_each_language() {
        let task = RepoPath::new("tasks/a.md");
        let mut refused = Refused::new("ola-1", ("A", &task), Choice::Accept, Refusal::Several);
        let plain = Language::ALL.map(|language| refused.sentence(language));
        refused.words_kept = true;
        let told = Language::ALL.map(|language| refused.sentence(language));
        for (plain, told) in plain.iter().zip(&told) {
            assert!(told.starts_with(plain.as_str()) && told.len() > plain.len(), "{told}");
        }
        assert!(told[0].ends_with("stands below the notes now"), "{told:?}");
        assert!(told[1].ends_with("står under notatene nå"), "{told:?}");
    }
}
