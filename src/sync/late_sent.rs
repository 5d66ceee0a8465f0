//! The moment of sending, where a task was due before that: it is written into the task, so that everybody
//! comes to the same about it later, when a date that has passed is nothing but late.

use std::sync::Arc;

use super::agreed;
use super::engine::{Break, Told};
use super::fill::People;
use super::plan::Files;
use super::round::Round;
use crate::document::Document;
use crate::merge::Blob;
use crate::rules::MAX_TEXT;
use crate::schema::{Moment, Record, layout};
use crate::store::{CommitId, read};
use crate::text::{RepoPath, Source};
use crate::workflow::{State, is_sent_too_late};

/// Writes when they were sent into the tasks that this clone is about to send and that were due before;
/// tells whether there were any.
pub(super) fn keep_moments(
    round: &mut Round<'_>,
    remote: Option<CommitId>,
    shared: &Arc<Files>,
    told: &mut Told,
) -> Result<bool, Break> {
    let now = round.engine.config.zone.to_datetime(round.engine.clock.now().timestamp());
    let now = Moment::Local(now.round(jiff::Unit::Minute).unwrap_or(now));
    let mut found = overdue(round, shared, now);
    if found.is_empty() {
        return Ok(false);
    }
    let people = People::here(round, &round.names(shared));
    let theirs = people.unsent_of_others(round, remote)?;
    found.retain(|path| !theirs.contains(path));
    let mut any = false;
    for path in found {
        any |= agreed::put(round, &path, &[("sent_at", Some(now.to_string()))], told)?;
    }
    Ok(any)
}

/// Returns the tasks that are sent with what is here, and were not before, and whose time is over.
fn overdue(round: &Round<'_>, shared: &Files, now: Moment) -> Vec<RepoPath> {
    let engine = round.engine;
    let decoded = |path: &RepoPath, bytes: &[u8]| {
        let source = Source::decode(bytes).ok()?;
        Some(engine.schema.decode(path, &Document::parse(source)).0)
    };
    let before = |path: &RepoPath, blob: &Blob| {
        decoded(path, &engine.repo.read_blob(blob.id, MAX_TEXT).ok()?)
    };
    let differing = round.scan.files.differing(shared).into_iter();
    let tasks = differing.filter(|path| path.is_markdown() && path.is_below(layout::TASKS));
    let is_overdue = |path: &RepoPath| {
        let place = engine.repo.root().join(path.as_str());
        let task = decoded(path, &read::read_bounded(&place, MAX_TEXT).ok()?)?;
        let over = task.moment("due")?.merge_key() <= now.merge_key();
        let sent = over && is_said_to_be_sent(&task) && task.field("routine").is_none();
        let known = shared.get(path).and_then(|blob| before(path, blob));
        let was_sent = |known: &Record| is_said_to_be_sent(known) && !is_sent_too_late(known);
        (sent && !known.is_some_and(|known| was_sent(&known))).then_some(())
    };
    tasks.filter(|path| is_overdue(path).is_some()).cloned().collect()
}

fn is_said_to_be_sent(task: &Record) -> bool {
    let status = task.text("status").and_then(State::parse);
    task.is("task") && task.readable && matches!(status, Some(State::Sent | State::InProgress))
}
