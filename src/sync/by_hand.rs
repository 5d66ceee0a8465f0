//! What people did by hand in another's or their own file, written down as the move that it is: a task
//! set to accepted, an answer typed under a question.

use std::sync::Arc;

use jiff::Span;
use jiff::civil::DateTime;

use super::SyncError;
use super::bind::{Binder, Digests, Scene, Seen};
use super::engine::{Break, Told};
use super::fill::{self, People};
use super::origin::{Origin, origin};
use super::outcome::{ByHand, WrittenMove};
use super::plan::Files;
use super::round::Round;
use crate::document::{Document, divided};
use crate::merge::{Blob, ContentId};
use crate::rules::MAX_TEXT;
use crate::schema::{Moment, Record, layout};
use crate::store::files::{self, Done};
use crate::store::{CommitId, SafePath, read};
use crate::text::{RepoPath, Source};
use crate::workflow::{Actor, Asking, State, task_of, who_may};

/// A shared document that was changed here: its path, its version, and what it said before and says now.
struct Edited {
    path: RepoPath,
    blob: Blob,
    before: Record,
    /// With what it asks.
    now: (Record, Asking),
}

/// Writes the replies and reviews that this clone's person made by hand, into the folder; tells whether
/// there were any.
pub(super) fn write_down(
    round: &mut Round<'_>,
    remote: Option<CommitId>,
    shared: &Arc<Files>,
    told: &mut Told,
) -> Result<bool, Break> {
    let edited = edited(round, shared);
    if edited.is_empty() {
        return Ok(false);
    }
    let people = People::here(round, &round.names(shared));
    let Some(me) = people.me().map(str::to_owned) else { return Ok(false) };
    let theirs = people.unsent_of_others(round, remote)?;
    let versions = round.versions();
    let mut binder = Binder::new(&versions);
    let mut found = Vec::new();
    for one in edited.iter().filter(|one| !theirs.contains(&one.path)) {
        let asked = match one.now.0.is("reply") {
            true => as_asked(round, &one.path)?,
            false => None,
        };
        let seen = binder.seen_with(round, shared, (&one.path, Some(one.blob)))?;
        let answered = || answered(one, &asked?, seen, &me);
        found.extend(accepted(one, seen, &me).or_else(answered));
    }
    let mut any = false;
    for one in found {
        any |= write(round, &me, one, told)?;
    }
    Ok(any)
}

/// Reads the documents of the folder that are not as everybody has them.
fn edited(round: &Round<'_>, shared: &Files) -> Vec<Edited> {
    let folder = &round.scan.files;
    let differing = folder.differing(shared).into_iter();
    let both = differing.filter_map(|path| Some((path, folder.get(path)?, shared.get(path)?)));
    let changed = both.filter(|(path, blob, known)| {
        path.is_markdown() && path.is_below(layout::TASKS) && known.id != blob.id
    });
    let schema = round.engine.schema;
    let decoded = |path: &RepoPath, bytes: &[u8]| {
        let document = Document::parse(Source::decode(bytes).ok()?);
        let record = schema.decode(path, &document).0;
        let asking = Asking::of(&record, &document);
        record.readable.then_some((record, asking))
    };
    let read = |(path, blob, known): (&RepoPath, &Blob, &Blob)| {
        let place = round.engine.repo.root().join(path.as_str());
        let now = decoded(path, &read::read_bounded(&place, MAX_TEXT).ok()?)?;
        if !may_be_a_move(&now.0) {
            return None;
        }
        let old = round.engine.repo.read_blob(known.id, MAX_TEXT).ok()?;
        Some(Edited { path: path.clone(), blob: *blob, before: decoded(path, &old)?.0, now })
    };
    changed.filter_map(read).collect()
}

fn may_be_a_move(record: &Record) -> bool {
    record.is("task") && record.text("status") == Some(State::Accepted.name())
        || record.is("reply") && record.text("type") == Some("question")
}

/// A reply or a review to be written.
struct Made {
    task: Record,
    /// The file in which it was done.
    done_in: RepoPath,
    what: ByHand,
    re: Option<String>,
    digests: Digests,
    answers: String,
    /// When the last thing was said.
    last: Option<DateTime>,
}

/// Tells whether somebody entitled set a delivered task to accepted.
fn accepted(edited: &Edited, seen: &Seen<'_>, me: &str) -> Option<Made> {
    let (task, before) = (&edited.now.0, &edited.before);
    if !task.is("task") || before.text("status") == task.text("status") {
        return None;
    }
    let scene = seen.scene(&task.id, None)?;
    let re = scene.with(seen, |life, _, said| {
        let may = who_may(&scene.task, Actor::Approver, said.team()).contains(&me);
        let delivery = life.delivery.filter(|_| may && life.state == State::Delivered);
        delivery.map(str::to_owned)
    })??;
    let digests = scene.digests(seen);
    Some(made(scene, edited, ByHand::Accepted, (Some(re), digests, String::new())))
}

/// Returns what a reply asked when it came, before anybody typed into it.
fn as_asked(round: &Round<'_>, path: &RepoPath) -> Result<Option<Asking>, Break> {
    let Some(Origin { commit, .. }) = origin(round, path, None)? else { return Ok(None) };
    let repo = round.engine.repo;
    let Some(blob) = repo.entry(repo.tree_of(commit)?, path)? else { return Ok(None) };
    let bytes = repo.read_blob(blob.id, MAX_TEXT).ok();
    let source = bytes.and_then(|bytes| Source::decode(&bytes).ok());
    Ok(source.map(|source| {
        let document = Document::parse(source);
        Asking::of(&round.engine.schema.decode(path, &document).0, &document)
    }))
}

/// Tells whether the sender answered all questions of a reply, in it: `asked` is what it said at first.
fn answered(edited: &Edited, asked: &Asking, seen: &Seen<'_>, me: &str) -> Option<Made> {
    let (question, before) = (&edited.now.0, &edited.before);
    let asks = |one: &Record| one.is("reply") && one.text("type") == Some("question");
    if !asks(question) || !asks(before) || question.text("by") == Some(me) {
        return None;
    }
    let answers = asked.answered_in(&edited.now.1)?;
    let scene = seen.scene(task_of(question)?, None)?;
    let is_open = scene.with(seen, |life, _, said| {
        let may = who_may(&scene.task, Actor::Sender, said.team()).contains(&me);
        let answers = |one: &Record| {
            one.text("type") == Some("answer")
                && one.texts("re").any(|re| re.split('#').next() == Some(&*question.id))
        };
        let told = said.about(&scene.task).iter().any(|one| answers(one));
        may && !told && !life.state.is_closed() && life.state != State::Draft
    })?;
    let re = Some(question.id.to_string());
    is_open.then(|| made(scene, edited, ByHand::Answered, (re, Digests::default(), answers)))
}

fn made(
    scene: Scene,
    edited: &Edited,
    what: ByHand,
    (re, digests, answers): (Option<String>, Digests, String),
) -> Made {
    let last = scene.last_said();
    Made { task: scene.task, done_in: edited.path.clone(), what, re, digests, answers, last }
}

/// Writes it into the task's folder, unless the file in which it was done is still being written.
fn write(round: &mut Round<'_>, me: &str, made: Made, told: &mut Told) -> Result<bool, Break> {
    if !fill::at_rest(round, &made.done_in, told)? {
        return Ok(false);
    }
    let engine = round.engine;
    let now = engine.config.zone.to_datetime(engine.clock.now().timestamp());
    let now = now.round(jiff::Unit::Second).unwrap_or(now);
    let behind = made.last.and_then(|last| last.checked_add(Span::new().seconds(1)).ok());
    let at = behind.map_or(now, |behind| behind.max(now));
    let Some(text) = text_of(round, me, &made, now) else { return Ok(false) };
    let word = match made.what {
        ByHand::Accepted => "review",
        ByHand::Answered => "answer",
    };
    let bytes = engine.clock.jitter().to_be_bytes();
    let name = layout::reply_name(at, me, word, u16::from_be_bytes([bytes[6], bytes[7]]));
    let folder = layout::folder_for_replies(&made.task.path);
    let path = RepoPath::in_folder(folder.as_str(), &name);
    let Ok(safe) = SafePath::new(&path) else { return Ok(false) };
    let done = files::write_atomic(engine.repo.root(), &safe, text.as_bytes(), None, None)
        .map_err(SyncError::from)?;
    if done != Done::Done {
        return Ok(false);
    }
    let id = ContentId::of_blob(text.as_bytes());
    round.scan.files.insert(path.clone(), Blob { id, executable: false });
    told.by_hand.push(WrittenMove { task: made.task.id.to_string(), path, what: made.what });
    Ok(true)
}

fn text_of(round: &Round<'_>, me: &str, made: &Made, now: DateTime) -> Option<String> {
    let (schema, language) = (round.engine.schema, round.engine.config.language());
    let (kind, key, value) = match made.what {
        ByHand::Accepted => ("review", "verdict", "accepted"),
        ByHand::Answered => ("reply", "type", "answer"),
    };
    let kind = schema.kind(kind)?;
    let mut fields = vec![
        ("task", made.task.id.to_string()),
        ("by", me.to_owned()),
        ("at", Moment::Local(now).to_string()),
        (key, value.to_owned()),
    ];
    fields.extend(made.re.clone().map(|re| ("re", re)));
    fields.extend(made.digests.terms.clone().map(|terms| ("terms", terms)));
    fields.extend(made.digests.delivery.clone().map(|delivery| ("delivery", delivery)));
    let fields: Vec<(String, String)> =
        fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    let text = schema.new_document(kind, "", &fields, language);
    let mut front = text.get(..divided(&text).1.start)?.to_owned();
    if !made.answers.is_empty() {
        let heading = schema.heading(kind, "Answers", language);
        front.push_str(&format!("\n## {heading}\n\n{}\n", made.answers));
    }
    Some(front)
}
