//! What keeps a sending from counting: that the task was due before it, or that it was nobody's who may
//! send it. It is written into the task, so that everybody comes to the same about it later, when a date
//! that has passed is nothing but late, and nobody can tell any more whose hand it was.

use std::sync::Arc;

use super::agreed;
use super::bind::Seen;
use super::engine::{Break, Told};
use super::people::People;
use super::plan::Files;
use super::round::Round;
use crate::document::Document;
use crate::index::names::Names;
use crate::merge::Blob;
use crate::rules::MAX_TEXT;
use crate::schema::{Moment, Record, layout};
use crate::store::{CommitId, read};
use crate::text::{RepoPath, Source};
use crate::workflow::{
    Lacking, State, Team, deadline, is_over, is_sender, is_sent_too_late, lacking, sent_for,
    states_nothing,
};

/// A task that this clone is about to send and that does not count as sent for it.
struct Vain {
    path: RepoPath,
    task: Record,
    /// Whether the status that everybody has says nothing.
    was_mute: bool,
    /// As everybody has it.
    known: Option<Record>,
    /// Whether its status was written anew here.
    is_written: bool,
}

impl Vain {
    /// Tells whether `me`, whose it is to send, has now sent what somebody else had set to sent: the status is of
    /// their hand, or what else was wanting is there now.
    fn is_own_word(&self, me: &str, team: &Team) -> bool {
        let wants_more = |task: &Record| {
            lacking(task, &[], team).iter().any(|one| !matches!(one, Lacking::Sender(_)))
        };
        let is_mended = || self.known.as_ref().is_some_and(wants_more) && !wants_more(&self.task);
        let is_word = self.is_written || is_mended();
        is_sender(&self.task, me) && sent_for(&self.task).is_some() && is_word
    }
}

/// Writes into the tasks that this clone is about to send when that was, where they were due before, and by
/// whom, where it is not their sender; tells whether there were any.
pub(super) fn write_down(
    round: &mut Round<'_>,
    remote: Option<CommitId>,
    shared: &Arc<Files>,
    told: &mut Told,
) -> Result<bool, Break> {
    let mut found = sent(round, shared, told);
    if let Some(remote) = remote {
        drop_begun(round, remote, &mut found)?;
    }
    if found.is_empty() {
        return Ok(false);
    }
    let names = round.names(shared);
    let people = People::here(round, &names);
    let theirs = people.unsent_of_others(round, remote)?;
    found.retain(|one| !theirs.contains(&one.path) && !was_moved(round, shared, &names, one));
    let me = people.me();
    let mut any = false;
    let (config, at) = (round.engine.config, round.engine.clock.now().timestamp());
    let clocks = people.clocks(config);
    let now = config.zone.to_datetime(at);
    let now = Moment::Local(now.round(jiff::Unit::Minute).unwrap_or(now));
    let team = people.team();
    for one in found {
        let own = |me: &&str| !is_sender(&one.task, me) || one.is_own_word(me, team);
        let by = me.filter(own).map(str::to_owned);
        let Vain { path, task, .. } = one;
        let sent_at = match is_over(deadline(&task, &clocks), at) {
            true => Some(now.to_string()),
            // What was over before, on this same day, is not any more.
            false => is_sent_too_late(&task).then(String::new),
        };
        let values = [("sent_at", sent_at), ("sent_by", by)];
        let is_new = |(key, value): &(&str, Option<String>)| {
            value.is_some() && value.as_deref() != task.text(key)
        };
        any |= values.iter().any(is_new) && agreed::put(round, &path, &values, told)?;
    }
    Ok(any)
}

/// Leaves out what was sent before, as what was done about it shows, though the status that everybody has
/// of it says nothing.
fn drop_begun(round: &Round<'_>, remote: CommitId, found: &mut Vec<Vain>) -> Result<(), Break> {
    if !found.iter().any(|one| one.was_mute) {
        return Ok(());
    }
    let versions = round.versions();
    let seen = Seen::of_commit(round, remote, &versions)?;
    let is_sent = |one: &Vain| {
        let scene = seen.scene(&one.task.id, None);
        scene.and_then(|scene| scene.with(&seen, |life, _, _| life.state != State::Draft))
    };
    found.retain(|one| !(one.was_mute && is_sent(one).unwrap_or(false)));
    Ok(())
}

/// Returns the tasks that are sent with what is here, and were not before.
fn sent(round: &Round<'_>, shared: &Files, told: &Told) -> Vec<Vain> {
    let engine = round.engine;
    let differing = round.scan.files.differing(shared).into_iter();
    let tasks = differing.filter(|path| path.is_markdown() && path.is_below(layout::TASKS));
    let sent = |path: &RepoPath| {
        let place = engine.repo.root().join(path.as_str());
        let bytes = read::read_bounded(&place, MAX_TEXT).ok()?;
        let task = decoded(round, path, &bytes)?;
        // Of one's own nobody is told, and a routine's are made by whoever comes first.
        let of_somebody = task.text("from") != task.text("to") && task.field("routine").is_none();
        if !(is_said_to_be_sent(&task) && of_somebody) {
            return None;
        }
        // What was taken away here and came back is no new sending.
        let known = shared.get(path).or_else(|| told.returned.get(path));
        let old = known.and_then(|blob| engine.repo.read_blob(blob.id, MAX_TEXT).ok());
        let old = old.unwrap_or_default();
        let known = known.and_then(|_| decoded(round, path, &old));
        let before = known.as_ref().and_then(|known| as_written(&old, known));
        let is_written = known.is_some() && before != as_written(&bytes, &task);
        let was_mute = known.as_ref().is_some_and(states_nothing);
        let was_sent = known.as_ref().is_some_and(was_sent);
        let path = path.clone();
        (!was_sent).then_some(Vain { path, task, was_mute, known, is_written })
    };
    tasks.filter_map(sent).collect()
}

/// Tells whether everybody has the task under another name, sent already.
fn was_moved(round: &Round<'_>, shared: &Files, names: &Names, one: &Vain) -> bool {
    let is_same = |blob: &Blob| {
        names.of(blob.id).and_then(|named| named.id.as_deref()) == Some(&*one.task.id)
    };
    let same = shared.iter().filter(|(path, blob)| path.is_markdown() && is_same(blob));
    { same }.any(|(path, blob)| before(round, path, blob).is_some_and(|known| was_sent(&known)))
}

/// Tells whether a task was sent, whatever became of it since, and counts as that.
fn was_sent(known: &Record) -> bool {
    let is_draft = status(known).is_none_or(|status| status == State::Draft);
    let is_task = known.is("task") && known.readable;
    is_task && !is_draft && !is_sent_too_late(known) && sent_for(known).is_none()
}

/// Reads a version of a file that git has.
fn before(round: &Round<'_>, path: &RepoPath, blob: &Blob) -> Option<Record> {
    decoded(round, path, &round.engine.repo.read_blob(blob.id, MAX_TEXT).ok()?)
}

fn decoded(round: &Round<'_>, path: &RepoPath, bytes: &[u8]) -> Option<Record> {
    let source = Source::decode(bytes).ok()?;
    Some(round.engine.schema.decode(path, &Document::parse(source)).0)
}

/// Returns the status of a task, as it is written.
fn as_written(bytes: &[u8], task: &Record) -> Option<String> {
    let place = task.field("status")?.value_span();
    let source = Source::decode(bytes).ok()?;
    source.text().get(place.start..place.end).map(str::to_owned)
}

fn is_said_to_be_sent(task: &Record) -> bool {
    task.is("task")
        && task.readable
        && matches!(status(task), Some(State::Sent | State::InProgress))
}

fn status(task: &Record) -> Option<State> {
    task.text("status").and_then(State::parse)
}
