//! The moves of a task: what shows that one was made, and the status, in one commit.
//!
//! [`prepare`] finds the task and looks whether the move could count at all; its text may then be
//! written in an editor. [`carry_out`] judges what was written, by the rules of `check` and the walk
//! of `workflow`, and commits it. What is refused leaves every file as it was.

mod answers;
mod bind;
mod compose;
mod deed;
mod error;
mod keys;
mod offered;
mod scene;
mod send;
#[cfg(feature = "mail")]
mod sign;
mod task;
mod tidy;

use std::collections::BTreeSet;

use jiff::ZonedDateTime;
use jiff::civil::DateTime;

use self::bind::Said;
use self::deed::{MoveDeed, Written};
use self::scene::{Judged, Scene};
use self::task::Edited;
use super::sync::record::record;
use super::sync::{SyncFailed, SyncOptions, Watcher};
use super::{Place, dates, sync};
use crate::document::Document;
use crate::store::{Repo, draft::Draft};
use crate::sync::{Clock, Recorded};
use crate::text::{RepoPath, Source};
use crate::workflow::{Evidence, Move, MoveName, State};

pub(in crate::ops) use answers::open_questions;
#[cfg(feature = "mail")]
pub(in crate::ops) use answers::to_answer;
#[cfg(feature = "mail")]
pub(in crate::ops) use compose::link;
pub use error::{Held, Lack, MoveError, Unsaid};
#[cfg(feature = "mail")]
pub(in crate::ops) use sign::{accepting, misfit, to_sign};

/// A move that somebody wants to make.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// The task, by an id, an unambiguous part of it, or a path.
    pub task: &'a str,
    /// The move; what judges a delivery judges a proposal too, where that is what waits.
    pub step: MoveName,
    /// Fields of the reply or review, by English key.
    pub fields: Vec<(&'static str, String)>,
    /// Sections of the reply or review, by English heading.
    pub sections: Vec<(&'static str, String)>,
    /// What it says without a heading.
    pub body: Option<String>,
    /// Fields of the task that the move sets, by English key.
    pub task_fields: Vec<(&'static str, String)>,
    /// Which lines of the task's `Done when` the delivery ticks.
    pub ticks: Ticks,
    /// Files of the workspace that go with it, by path.
    pub files: Vec<RepoPath>,
    pub now: &'a ZonedDateTime,
    /// Keeps apart what one person writes in one second.
    pub salt: u16,
    /// It was said elsewhere, and whoever works here files it.
    pub captured: Option<Captured>,
}

/// What somebody said elsewhere, such as in a mail.
#[derive(Clone, Debug)]
pub struct Captured {
    /// Who said it, by short name.
    pub by: String,
    /// When, in the workspace's zone.
    pub at: DateTime,
    /// Where the reply is to lie.
    pub path: RepoPath,
    /// Files that are made with it.
    pub files: Vec<(RepoPath, Vec<u8>)>,
}

/// Lines of a checklist, by number from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ticks {
    pub all: bool,
    pub lines: Vec<usize>,
    /// Why a line is not ticked.
    pub explained: Vec<(usize, String)>,
}

impl<'a> Options<'a> {
    /// A move without anything said yet.
    pub fn new(task: &'a str, step: MoveName, now: &'a ZonedDateTime) -> Self {
        Self {
            task,
            step,
            fields: Vec::new(),
            sections: Vec::new(),
            body: None,
            task_fields: Vec::new(),
            ticks: Ticks::default(),
            files: Vec::new(),
            now,
            salt: 0,
            captured: None,
        }
    }

    /// Returns the same with dates for days that are named as people say them.
    fn dated(&self, place: &Place) -> Self {
        let schema = place.snapshot.schema();
        let of = |kind: &str, fields: &[(&'static str, String)]| {
            let kind = schema.kind(kind);
            let dated = |(key, value): &(&'static str, String)| {
                (*key, dates::written(place, kind, key, value))
            };
            fields.iter().map(dated).collect::<Vec<_>>()
        };
        let fields = of("reply", &self.fields);
        Self { fields, task_fields: of("task", &self.task_fields), ..self.clone() }
    }
}

/// A move that may be made, with the text that shows it.
pub struct Prepared<'p> {
    scene: Scene<'p>,
    command: &'static str,
    step: MoveName,
    /// The reply or review; `None` where the task itself is the evidence.
    reply: Option<Reply>,
    task_fields: Vec<(&'static str, String)>,
    /// What each question asks that an answer must answer, by its number.
    asked: answers::Asked,
    /// Files that are there already and are committed with it.
    files: Vec<RepoPath>,
    /// Files that are made with it.
    made: Vec<(RepoPath, Vec<u8>)>,
    now: ZonedDateTime,
}

struct Reply {
    path: RepoPath,
    template: String,
}

/// A move that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub task: String,
    pub title: String,
    /// The files that the commit holds, the reply or review first.
    pub files: Vec<RepoPath>,
    /// Where the task stands now.
    pub state: State,
    /// For whom it waits now.
    pub waiting_on: Option<String>,
    /// What else may be done, in words.
    pub advice: Vec<String>,
}

impl Prepared<'_> {
    /// Returns the text of the reply or review as far as it is written, with hints; `None` where a
    /// move has none.
    pub fn template(&self) -> Option<&str> {
        self.reply.as_ref().map(|reply| reply.template.as_str())
    }

    /// Returns the id of the task.
    pub fn task(&self) -> &str {
        &self.scene.task.id
    }

    /// Counts the questions that it answers; none for what is no answer.
    pub fn questions(&self) -> usize {
        self.asked.count()
    }

    /// Returns where the text is kept while it is written.
    ///
    /// # Errors
    /// When there is no repository.
    pub fn draft(&self) -> Result<Draft, MoveError> {
        let repo = Repo::open(self.scene.place.snapshot.root()).map_err(SyncFailed::from)?;
        Ok(Draft::of(repo.git_dir(), &format!("{}-{}", self.task(), self.command)))
    }

    /// Returns what `text`, or the template as it is, lacks to count; empty when it is whole.
    ///
    /// # Errors
    /// When the text cannot be read.
    pub fn lacks(&self, text: Option<&str>) -> Result<Vec<Lack>, MoveError> {
        match self.said(text)? {
            Some(said) => Ok(self.lacks_of(&said)),
            None => self.scene.lacks_to_send(&self.task_fields, &self.now),
        }
    }

    fn refuse(&self, lacks: Vec<Lack>) -> Result<(), MoveError> {
        if lacks.is_empty() {
            return Ok(());
        }
        Err(MoveError::Lacks { command: self.command, task: self.task().to_owned(), lacks })
    }

    fn lacks_of(&self, said: &Said) -> Vec<Lack> {
        let mut lacks = self.scene.lacks(&said.path, &said.text);
        lacks.extend(self.asked.unanswered(&said.record, &said.text));
        let document = Document::parse(Source::new(&said.text));
        // What is said with these moves has no heading that must be there.
        let says = match self.step {
            MoveName::Praise | MoveName::Answer => false,
            MoveName::Progress => said.record.field("minutes").is_some(),
            _ => true,
        };
        if !says && document.is_blank_prose(document.body()) && lacks.is_empty() {
            let message = "nothing is said".to_owned();
            lacks.push(Lack { message, what: Unsaid::Else, notes: Vec::new() });
        }
        lacks
    }

    /// Returns the reply or review without what is left of its template.
    fn said(&self, text: Option<&str>) -> Result<Option<Said>, MoveError> {
        let Some(reply) = &self.reply else { return Ok(None) };
        let text = text.unwrap_or(&reply.template);
        let text = tidy::tidied(self.scene.schema(), &reply.path, text, &reply.template)?;
        let document = Document::parse(Source::new(&text));
        let (record, _) = self.scene.schema().decode(&reply.path, &document);
        Ok(Some(Said { path: reply.path.clone(), record, text }))
    }
}

/// Finds the task and looks whether the move could count now, whatever is written.
///
/// # Errors
/// When there is no such task, it is not known who works here, or the move is not theirs or not due.
pub fn prepare<'p>(place: &'p Place, options: &Options<'_>) -> Result<Prepared<'p>, MoveError> {
    let options = &options.dated(place);
    let mut scene = Scene::open(place, options.task)?;
    if let Some(captured) = &options.captured {
        scene.captured_by = Some(std::mem::replace(&mut scene.me, captured.by.clone()));
        scene.take_shared_keys();
    }
    let made = options.captured.iter().flat_map(|captured| captured.files.clone()).collect();
    let step = Move::named(options.step);
    let command = step.command().unwrap_or(step.words);
    scene.refuse_strangers(&options.task_fields)?;
    if step.evidence == Evidence::Task {
        scene.may_send()?;
        return Ok(Prepared {
            scene,
            command,
            step: step.name,
            reply: None,
            task_fields: options.task_fields.clone(),
            asked: answers::Asked::default(),
            files: options.files.clone(),
            made,
            now: options.now.clone(),
        });
    }
    let composed = compose::compose(&scene, options)?;
    let mut fields = options.task_fields.clone();
    fields.extend(scene.agreed(options.step));
    let task = scene.task_with(&fields)?;
    let (path, text) = (composed.path.clone(), composed.text.clone());
    let said = scene.said_about(&task.record, options.step, path, text)?;
    let step = scene.judge(&task.record, &said.record)?.step;
    Ok(Prepared {
        scene,
        command,
        step,
        reply: Some(Reply { path: composed.path, template: composed.text }),
        task_fields: options.task_fields.clone(),
        asked: composed.asked,
        files: options.files.clone(),
        made,
        now: options.now.clone(),
    })
}

/// Tells where the task would stand and for whom it would wait, and writes nothing.
///
/// # Errors
/// As [`carry_out`], as far as that is known without writing.
pub fn try_out(
    prepared: &Prepared<'_>,
    text: Option<&str>,
) -> Result<(State, Option<String>), MoveError> {
    let scene = &prepared.scene;
    let Some(said) = prepared.said(text)? else {
        prepared.refuse(scene.lacks_to_send(&prepared.task_fields, &prepared.now)?)?;
        let record = scene.sent(&prepared.task_fields)?.record;
        return Ok((State::Sent, scene.waiting_on(&record, State::Sent, &[])));
    };
    prepared.refuse(prepared.lacks_of(&said))?;
    let made = made(prepared, said)?;
    Ok((made.state, made.waiting_on))
}

/// Makes the move: one commit with the reply or review, the status, and the files that go with it.
///
/// `text` is what was written in an editor instead of the template.
///
/// # Errors
/// When it would not count or must not be shared, somebody else changed the task meanwhile, or the
/// disk or the repository fails. Only in the last case anything may have been written.
pub fn carry_out(
    prepared: &Prepared<'_>,
    text: Option<&str>,
    clock: &dyn Clock,
    watcher: &dyn Watcher,
) -> Result<Moved, MoveError> {
    let scene = &prepared.scene;
    let Made { said, edited, state, waiting_on } = match prepared.said(text)? {
        Some(said) => {
            prepared.refuse(prepared.lacks_of(&said))?;
            made(prepared, said)?
        }
        None => {
            prepared.refuse(scene.lacks_to_send(&prepared.task_fields, &prepared.now)?)?;
            let (edited, state) = (scene.sent(&prepared.task_fields)?, State::Sent);
            let waiting_on = scene.waiting_on(&edited.record, state, &[]);
            Made { said: None, edited, state, waiting_on }
        }
    };
    scene.refuse_secrets(&edited.record.path, edited.document.text())?;
    let mut written = Vec::new();
    written.extend(said.as_ref().map(|said| Written::new(&said.path, &said.text)));
    if edited.document.text() != scene.document.text() {
        written.push(Written::changed(&scene.task.path, &scene.document, &edited.document));
    }
    let mut deed =
        MoveDeed::new(scene.place.snapshot.root(), written, &prepared.files, &prepared.made);
    let options = SyncOptions::at(scene.place.snapshot.root());
    let recording = record(&options, prepared.command, clock, watcher, &mut deed)?;
    match recording.result {
        Err(stop) => Err(MoveError::Stopped {
            reason: sync::stopped(&stop, recording.language),
            advice: sync::advice(&stop, recording.language),
        }),
        Ok(Recorded::HeldBack(held)) => Err(MoveError::HeldBack(
            held.iter()
                .map(|one| Held {
                    path: one.path.clone(),
                    why: sync::held_back(one, recording.language),
                    rule: one.rule,
                })
                .collect(),
        )),
        Ok(Recorded::Committed) => {
            let reply = said.as_ref().map(|said| said.path.clone());
            let changed: BTreeSet<RepoPath> =
                deed.paths().filter(|path| Some(path) != reply.as_ref()).collect();
            Ok(Moved {
                task: edited.record.id.to_string(),
                title: edited.record.title.to_string(),
                files: reply.into_iter().chain(changed).collect(),
                state,
                waiting_on,
                advice: scene.advice(
                    prepared.step,
                    said.as_ref().map(|said| &said.record),
                    &edited.record,
                ),
            })
        }
    }
}

/// What is said, and what the task becomes by it.
struct Made {
    /// `None` where the task itself says it.
    said: Option<Said>,
    edited: Edited,
    state: State,
    waiting_on: Option<String>,
}

/// Puts together what is said and what the task becomes by it.
fn made(prepared: &Prepared<'_>, said: Said) -> Result<Made, MoveError> {
    let scene = &prepared.scene;
    let mut fields = prepared.task_fields.clone();
    fields.extend(scene.agreed(prepared.step));
    let edited = scene.task_with(&fields)?;
    let said = scene.said_about(&edited.record, prepared.step, said.path, said.text)?;
    scene.refuse_secrets(&said.path, &said.text)?;
    let Judged { step, state, .. } = scene.judge(&edited.record, &said.record)?;
    // Only what ends or rests can become a draft again: of what goes to nobody just now nobody is to lose that
    // it was sent.
    let edited = match state != State::Draft || step.begins_anew() {
        true => scene.with_status(edited, state)?,
        false => edited,
    };
    // Where somebody had taken a status back, all that was said before counts again with this one.
    let Judged { state, waiting_on, .. } = scene.judge(&edited.record, &said.record)?;
    Ok(Made { said: Some(said), edited, state, waiting_on })
}
