//! What keeps a sending from counting: that the task was due before it, or that it was nobody's who may
//! send it. It is written into the task, so that everybody comes to the same about it later, when a date
//! that has passed is nothing but late, and nobody can tell any more whose hand it was.

use std::sync::Arc;

use super::agreed;
use super::engine::{Break, Told};
use super::fill::People;
use super::plan::Files;
use super::round::Round;
use crate::document::Document;
use crate::index::names::Names;
use crate::merge::Blob;
use crate::rules::MAX_TEXT;
use crate::schema::{Moment, Record, layout};
use crate::store::{CommitId, read};
use crate::text::{RepoPath, Source};
use crate::workflow::{State, is_sender, is_sent_too_late, sent_for};

/// A task that this clone is about to send and that does not count as sent for it.
struct Vain {
    path: RepoPath,
    task: Record,
    is_over: bool,
}

/// Writes into the tasks that this clone is about to send when that was, where they were due before, and by
/// whom, where it is not their sender; tells whether there were any.
pub(super) fn write_down(
    round: &mut Round<'_>,
    remote: Option<CommitId>,
    shared: &Arc<Files>,
    told: &mut Told,
) -> Result<bool, Break> {
    let now = round.engine.config.zone.to_datetime(round.engine.clock.now().timestamp());
    let now = Moment::Local(now.round(jiff::Unit::Minute).unwrap_or(now));
    let mut found = sent(round, shared, told, now);
    if found.is_empty() {
        return Ok(false);
    }
    let names = round.names(shared);
    let people = People::here(round, &names);
    let theirs = people.unsent_of_others(round, remote)?;
    found.retain(|one| !theirs.contains(&one.path) && !was_moved(round, shared, &names, one));
    let me = people.me();
    let mut any = false;
    for Vain { path, task, is_over } in found {
        let by = me.filter(|me| !is_sender(&task, me)).map(str::to_owned);
        let values = [("sent_at", is_over.then(|| now.to_string())), ("sent_by", by)];
        let is_new = |(key, value): &(&str, Option<String>)| {
            value.is_some() && value.as_deref() != task.text(key)
        };
        any |= values.iter().any(is_new) && agreed::put(round, &path, &values, told)?;
    }
    Ok(any)
}

/// Returns the tasks that are sent with what is here, and were not before.
fn sent(round: &Round<'_>, shared: &Files, told: &Told, now: Moment) -> Vec<Vain> {
    let engine = round.engine;
    let differing = round.scan.files.differing(shared).into_iter();
    let tasks = differing.filter(|path| path.is_markdown() && path.is_below(layout::TASKS));
    let sent = |path: &RepoPath| {
        let place = engine.repo.root().join(path.as_str());
        let task = decoded(round, path, &read::read_bounded(&place, MAX_TEXT).ok()?)?;
        // Of one's own nobody is told, and a routine's are made by whoever comes first.
        let of_somebody = task.text("from") != task.text("to") && task.field("routine").is_none();
        if !(is_said_to_be_sent(&task) && of_somebody) {
            return None;
        }
        // What was taken away here and came back is no new sending.
        let known = shared.get(path).or_else(|| told.returned.get(path));
        let is_over = task.moment("due").is_some_and(|due| due.merge_key() <= now.merge_key());
        (!known.is_some_and(|known| was_sent(round, path, known))).then(|| Vain {
            path: path.clone(),
            task,
            is_over,
        })
    };
    tasks.filter_map(sent).collect()
}

/// Tells whether everybody has the task under another name, sent already.
fn was_moved(round: &Round<'_>, shared: &Files, names: &Names, one: &Vain) -> bool {
    let is_same = |blob: &Blob| {
        names.of(blob.id).and_then(|named| named.id.as_deref()) == Some(&*one.task.id)
    };
    let same = shared.iter().filter(|(path, blob)| path.is_markdown() && is_same(blob));
    { same }.any(|(path, blob)| was_sent(round, path, blob))
}

/// Tells whether a version of a file is a task that was sent, and counts as that.
fn was_sent(round: &Round<'_>, path: &RepoPath, blob: &Blob) -> bool {
    let bytes = round.engine.repo.read_blob(blob.id, MAX_TEXT).ok();
    bytes.and_then(|bytes| decoded(round, path, &bytes)).is_some_and(|known| {
        is_said_to_be_sent(&known) && !is_sent_too_late(&known) && sent_for(&known).is_none()
    })
}

fn decoded(round: &Round<'_>, path: &RepoPath, bytes: &[u8]) -> Option<Record> {
    let source = Source::decode(bytes).ok()?;
    Some(round.engine.schema.decode(path, &Document::parse(source)).0)
}

fn is_said_to_be_sent(task: &Record) -> bool {
    let status = task.text("status").and_then(State::parse);
    task.is("task") && task.readable && matches!(status, Some(State::Sent | State::InProgress))
}
