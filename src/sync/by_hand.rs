//! What people did by hand in another's or their own file, written down as the move that it is: a task
//! set to accepted, an answer typed under a question.

use std::sync::Arc;

use jiff::Span;
use jiff::civil::DateTime;

use super::agreed;
use super::bind::{Binder, Digests, Scene, Seen};
use super::engine::{Break, Told};
use super::fill;
use super::origin::{Origin, origin};
use super::outcome::{ByHand, Silent, WrittenMove};
use super::people::People;
use super::plan::Files;
use super::round::Round;
use super::unwritable;
use crate::document::{Document, divided};
use crate::merge::{Blob, ContentId};
use crate::rules::MAX_TEXT;
use crate::schema::{Moment, Record, layout};
use crate::store::files;
use crate::store::{CommitId, SafePath, read};
use crate::text::{RepoPath, Source};
use crate::workflow::{
    Actor, Asking, Decided, State, Undecided, decided, judges, may_act, task_of, undecided,
};

/// A shared document that was changed here: its path, its version, and what it said before and says now.
struct Edited {
    path: RepoPath,
    blob: Blob,
    before: Record,
    /// With what it asks.
    now: (Record, Asking),
    /// As everybody has it.
    known: Blob,
    /// What it asked and said there.
    old: Asking,
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
        let ticked = match is_judged(&one.now.0) {
            true => ticked(round, one, &people)?,
            false => None,
        };
        let seen = binder.seen_with(round, shared, (&one.path, Some(one.blob)))?;
        if ticked.is_none() && is_judged(&one.now.0) {
            let silent = silent(one, seen, &me).filter(|silent| !told.silent.contains(silent));
            told.silent.extend(silent);
        }
        let judged = || judged(one, ticked.as_ref()?, seen, &me);
        match asked {
            Some(asked) if asks(&one.now.0) => match answered(one, &asked, seen, &me) {
                Ok(made) => found.extend(made),
                // The folder is looked at once more where a file was not at rest.
                Err(silent) if told.silent.contains(&silent) => {}
                Err(silent) => told.silent.push(silent),
            },
            _ => found.extend(accepted(one, seen, &me).or_else(judged)),
        }
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
    let waiting = &round.engine.options.waiting;
    let differing = folder.differing(shared).into_iter().filter(|path| !waiting.contains(*path));
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
        let (before, old) = decoded(path, &old)?;
        let (path, blob, known) = (path.clone(), *blob, *known);
        Some(Edited { path, blob, before, now, known, old })
    };
    changed.filter_map(read).collect()
}

fn may_be_a_move(record: &Record) -> bool {
    record.is("task") && record.text("status") == Some(State::Accepted.name())
        || record.is("reply") && record.text("type") == Some("question")
        || is_judged(record)
}

fn is_judged(record: &Record) -> bool {
    record.is("reply") && matches!(record.text("type"), Some("delivery" | "proposal"))
}

/// A reply or a review to be written.
struct Made {
    task: Record,
    /// The file in which it was done.
    done_in: RepoPath,
    what: ByHand,
    re: Option<String>,
    digests: Digests,
    /// What it says, by the English heading.
    section: (&'static str, String),
    accepts: bool,
    /// The date that is agreed on with it.
    new_due: Option<Moment>,
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
        let may = judges(&scene.task, life, said.team()).contains(&me);
        let delivery = life.delivery.filter(|_| may && life.state == State::Delivered);
        delivery.map(str::to_owned)
    })??;
    let digests = scene.digests(seen);
    Some(made(scene, edited, ByHand::Accepted, (Some(re), digests, ("", String::new()))))
}

/// Returns what this clone's person decided with a tick: by what was there before they ticked. Where what
/// everybody has is theirs too, such as a tick whose words come later, that is before it.
fn ticked(round: &Round<'_>, edited: &Edited, people: &People) -> Result<Option<Decided>, Break> {
    let now = &edited.now.1.body;
    if let Some(found) = decided(&edited.old.body, now) {
        return Ok(Some(found));
    }
    let repo = round.engine.repo;
    let brought = origin(round, &edited.path, Some(edited.known))?;
    let Some(Origin { commit, .. }) = brought else { return Ok(None) };
    let commit = repo.read_commit(commit)?;
    // What was merged is not one person's.
    let [parent] = commit.parents.as_slice() else { return Ok(None) };
    if !people.is_me(&commit.author.email) {
        return Ok(None);
    }
    let Some(blob) = repo.entry(repo.tree_of(*parent)?, &edited.path)? else { return Ok(None) };
    let source = Source::decode(&repo.read_blob(blob.id, MAX_TEXT)?).ok();
    Ok(source.and_then(|source| {
        let document = Document::parse(source);
        decided(document.body().of(document.text()), now)
    }))
}

/// Tells of ticks at the end of what waits to be judged that say nothing.
fn silent(edited: &Edited, seen: &Seen<'_>, me: &str) -> Option<Silent> {
    let why = undecided(&edited.old.body, &edited.now.1.body)?;
    let scene = waiting(&edited.now.0, seen, me)?;
    Some(Silent {
        task: scene.task.id.to_string(),
        title: scene.task.title.to_string(),
        path: edited.path.clone(),
        is_proposal: is_proposal(&edited.now.0),
        why,
    })
}

fn is_proposal(reply: &Record) -> bool {
    reply.text("type") == Some("proposal")
}

/// Returns the task of a delivery or a proposal that waits to be judged by `me`.
fn waiting(judged: &Record, seen: &Seen<'_>, me: &str) -> Option<Scene> {
    let scene = seen.scene(task_of(judged)?, None)?;
    let is_proposal = is_proposal(judged);
    let waits = scene.with(seen, |life, _, said| {
        let (actor, state, waiting) = match is_proposal {
            true => (Actor::Sender, State::Proposed, life.proposal),
            false => (Actor::Approver, State::Delivered, life.delivery),
        };
        let may = may_act(&scene.task, me, actor, said.team());
        may && life.state == state && waiting == Some(&*judged.id)
    })?;
    waits.then_some(scene)
}

/// Tells whether somebody entitled ticked a box at the end of what waits to be judged.
fn judged(edited: &Edited, decided: &Decided, seen: &Seen<'_>, me: &str) -> Option<Made> {
    let judged = &edited.now.0;
    let scene = waiting(judged, seen, me)?;
    let is_proposal = is_proposal(judged);
    if decided.accepts && !is_proposal {
        let may =
            scene.with(seen, |life, _, said| judges(&scene.task, life, said.team()).contains(&me));
        may.filter(|may| *may)?;
    }
    // Of a proposal the terms are those with its date, which is not there yet.
    let digests = if is_proposal { Digests::default() } else { scene.digests(seen) };
    let words = &decided.words;
    let section = match decided.accepts {
        true => ("What is good", words.join("\n")),
        false => {
            let lines = words.iter().zip(1..).map(|(line, number)| format!("{number}. {line}"));
            ("Changes", lines.collect::<Vec<_>>().join("\n"))
        }
    };
    let new_due = judged.moment("new_due").filter(|_| is_proposal && decided.accepts);
    let re = Some(judged.id.to_string());
    let made = made(scene, edited, ByHand::Decided, (re, digests, section));
    Some(Made { accepts: decided.accepts, new_due, ..made })
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

fn asks(one: &Record) -> bool {
    one.is("reply") && one.text("type") == Some("question")
}

/// Tells whether the sender answered all questions of a reply, in it: `asked` is what it said at first.
///
/// # Errors
/// When what they typed into it is no answer to each.
fn answered(
    edited: &Edited,
    asked: &Asking,
    seen: &Seen<'_>,
    me: &str,
) -> Result<Option<Made>, Silent> {
    let now = &edited.now.1;
    let Some(scene) = open_question(edited, seen, me) else { return Ok(None) };
    // Whoever asks may have said it in other words since.
    let over = || asked.replaced_in(now).filter(|_| edited.old.body == asked.body);
    let answers = asked.answered_in(now).or_else(|| edited.old.answered_in(now)).or_else(over);
    if let Some(answers) = answers {
        let re = Some(edited.now.0.id.to_string());
        let said = (re, Digests::default(), ("Answers", answers));
        return Ok(Some(made(scene, edited, ByHand::Answered, said)));
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    match letters(&now.body) == letters(&edited.old.body) {
        true => Ok(None),
        false => Err(Silent {
            task: scene.task.id.to_string(),
            title: scene.task.title.to_string(),
            path: edited.path.clone(),
            is_proposal: false,
            why: Undecided::NoAnswers,
        }),
    }
}

/// Returns the task of a question that waits for an answer of `me`.
fn open_question(edited: &Edited, seen: &Seen<'_>, me: &str) -> Option<Scene> {
    let (question, before) = (&edited.now.0, &edited.before);
    if !asks(question) || !asks(before) || question.text("by") == Some(me) {
        return None;
    }
    let scene = seen.scene(task_of(question)?, None)?;
    let is_open = scene.with(seen, |life, _, said| {
        let may = may_act(&scene.task, me, Actor::Sender, said.team());
        let answers = |one: &Record| {
            one.text("type") == Some("answer")
                && one.texts("re").any(|re| re.split('#').next() == Some(&*question.id))
        };
        let told = said.about(&scene.task).iter().any(|one| answers(one));
        may && !told && !life.state.is_closed() && life.state != State::Draft
    })?;
    is_open.then_some(scene)
}

fn made(
    scene: Scene,
    edited: &Edited,
    what: ByHand,
    (re, digests, section): (Option<String>, Digests, (&'static str, String)),
) -> Made {
    let last = scene.last_said();
    let (task, done_in) = (scene.task, edited.path.clone());
    Made { task, done_in, what, re, digests, section, accepts: true, new_due: None, last }
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
        ByHand::Accepted | ByHand::Decided => "review",
        ByHand::Answered => "answer",
    };
    let bytes = engine.clock.jitter().to_be_bytes();
    let name = layout::reply_name(at, me, word, u16::from_be_bytes([bytes[6], bytes[7]]));
    let folder = layout::folder_for_replies(&made.task.path);
    let path = RepoPath::in_folder(folder.as_str(), &name);
    let Ok(safe) = SafePath::new(&path) else { return Ok(false) };
    let done = files::write_atomic(engine.repo.root(), &safe, text.as_bytes(), None, None);
    if !unwritable::wrote(told, &path, Some(text.as_bytes()), done)? {
        return Ok(false);
    }
    let id = ContentId::of_blob(text.as_bytes());
    round.scan.files.insert(path.clone(), Blob { id, executable: false });
    told.by_hand.push(WrittenMove { task: made.task.id.to_string(), path, what: made.what });
    if let Some(due) = made.new_due {
        let original =
            made.task.moment("due").filter(|_| made.task.field("original_due").is_none());
        let values = [("due", Some(due)), ("original_due", original)];
        let values = values.map(|(key, value)| (key, value.map(|value| value.to_string())));
        agreed::put(round, &made.task.path, &values, told)?;
        // What is agreed on now is what the review is bound to.
        return Err(Break::Again);
    }
    Ok(true)
}

fn text_of(round: &Round<'_>, me: &str, made: &Made, now: DateTime) -> Option<String> {
    let (schema, language) = (round.engine.schema, round.engine.config.language());
    let (kind, key, value) = match made.what {
        ByHand::Decided if !made.accepts => ("review", "verdict", "returned"),
        ByHand::Accepted | ByHand::Decided => ("review", "verdict", "accepted"),
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
    let (section, text) = &made.section;
    if !text.is_empty() {
        let heading = schema.heading(kind, section, language);
        front.push_str(&format!("\n## {heading}\n\n{text}\n"));
    }
    Some(front)
}
