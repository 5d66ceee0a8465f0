//! The date that a proposal brings which somebody accepted by hand: what the command writes into the task.

use std::sync::Arc;

use super::beside;
use super::bind::Binder;
use super::engine::{Break, Told};
use super::fill;
use super::judge::Versions;
use super::people::People;
use super::plan::{Files, LocalChanges};
use super::round::Round;
use super::unwritable;
use crate::document::{Document, NewValue};
use crate::merge::{Blob, ContentId};
use crate::rules::MAX_TEXT;
use crate::schema::{Record, layout};
use crate::store::files;
use crate::store::{SafePath, read};
use crate::text::{RepoPath, Source};
use crate::workflow::{Actor, State, may_act, task_of};

/// What a task is to say of its date.
struct Agreed {
    task: RepoPath,
    /// `None` where it says so already.
    due: Option<String>,
    original_due: Option<String>,
}

/// Writes into the tasks whose proposals this clone's person accepted by hand the date that was agreed on,
/// where they have not done so, and the one that it was before; tells whether there were any.
pub(super) fn keep_dates(
    round: &mut Round<'_>,
    shared: &Arc<Files>,
    local: &LocalChanges,
    told: &mut Told,
) -> Result<bool, Break> {
    let reviews = accepting(round, shared, local);
    if reviews.is_empty() {
        return Ok(false);
    }
    let people = People::here(round, &round.names(shared));
    let Some(me) = people.me().map(str::to_owned) else { return Ok(false) };
    let versions = round.versions();
    let mut binder = Binder::new(&versions);
    let mut found = Vec::new();
    for (review, about) in &reviews {
        if review.text("by").is_some_and(|by| by != me) {
            continue;
        }
        let seen = binder.seen_with(round, shared, (&review.path, None))?;
        let Some(scene) = seen.scene(about, Some(&review.path)) else { continue };
        let proposed = scene.with(seen, |life, _, said| {
            let may = may_act(&scene.task, &me, Actor::Sender, said.team());
            let proposal = life.proposal.filter(|_| may && life.state == State::Proposed)?;
            let meant = |re: &str| re.split('#').next() == Some(proposal);
            if review.field("re").is_some() && !review.texts("re").any(meant) {
                return None;
            }
            let about = said.about(&scene.task).iter();
            about.copied().find(|one| *one.id == *proposal)?.moment("new_due")
        });
        let Some(new_due) = proposed.flatten() else { continue };
        let before = shared.get(&scene.task.path).and_then(|blob| versions.bytes(blob));
        let before = before.and_then(|bytes| Source::decode(&bytes).ok());
        let before = before
            .map(|source| round.engine.schema.decode(&scene.task.path, &Document::parse(source)).0);
        let Some(old_due) = before.and_then(|before| before.moment("due")) else { continue };
        let is_old = scene.task.moment("due") == Some(old_due);
        // With the old date kept, whatever date stands there was typed since.
        if new_due == old_due || scene.task.field("original_due").is_some() {
            continue;
        }
        found.push((
            review.path.clone(),
            Agreed {
                task: scene.task.path.clone(),
                due: is_old.then(|| new_due.to_string()),
                original_due: Some(old_due.to_string()),
            },
        ));
    }
    let mut any = false;
    for (review, agreed) in found {
        let values = [("due", agreed.due), ("original_due", agreed.original_due)];
        any |= fill::at_rest(round, &review, told)? && put(round, &agreed.task, &values, told)?;
    }
    Ok(any)
}

/// Returns the reviews that accept something and that nobody else has yet, each with what it is about.
fn accepting(round: &Round<'_>, shared: &Files, local: &LocalChanges) -> Vec<(Record, String)> {
    let engine = round.engine;
    let added = fill::added(round, shared, local).into_iter();
    let added = added.map(|(path, _)| path).filter(|path| path.is_below(layout::TASKS));
    let read = |path: RepoPath| {
        let place = engine.repo.root().join(path.as_str());
        let source = Source::decode(&read::read_bounded(&place, MAX_TEXT).ok()?).ok()?;
        let document = Document::parse(source);
        let beside = beside::task_beside(round, &path);
        let said = beside::said(engine, &path, &document, beside.as_deref());
        let record = engine.schema.decode(&path, said.as_ref().unwrap_or(&document)).0;
        if !record.readable || !record.is("review") || record.text("verdict") != Some("accepted") {
            return None;
        }
        let folder =
            || layout::task_folder(&path).and_then(layout::id_of_name).or(beside.as_deref());
        let about = task_of(&record).or_else(folder)?.to_owned();
        Some((record, about))
    };
    added.filter_map(read).collect()
}

/// Writes fields, by their English keys, into a document of the folder that nobody is typing in; what is
/// `None` stays as it is, and what is empty goes. Tells whether that was done.
pub(super) fn put(
    round: &mut Round<'_>,
    path: &RepoPath,
    values: &[(&str, Option<String>)],
    told: &mut Told,
) -> Result<bool, Break> {
    let engine = round.engine;
    let root = engine.repo.root();
    let (Some(blob), Ok(safe)) = (round.scan.files.get(path).copied(), SafePath::new(path)) else {
        return Ok(false);
    };
    let Ok(bytes) = read::read_bounded(&root.join(path.as_str()), MAX_TEXT) else {
        return Ok(false);
    };
    let Ok(source) = Source::decode(&bytes) else { return Ok(false) };
    let mut document = Document::parse(source);
    let record = engine.schema.decode(path, &document).0;
    let Some(kind) = record.kind.as_deref().and_then(|kind| engine.schema.kind(kind)) else {
        return Ok(false);
    };
    let (mut any, mut keys) = (false, Vec::new());
    for (name, value) in values {
        let Some(value) = value else { continue };
        let key = engine.schema.key(kind, name, engine.config.language());
        let key = fill::written_key(&record, &document, name).unwrap_or(key).to_owned();
        let changed = match value.is_empty() {
            true => document.remove(&key),
            false => document.set(&key, &NewValue::Scalar(value.clone())),
        };
        let Ok(changed) = changed else { return Ok(false) };
        document = changed;
        any = true;
        if !value.is_empty() {
            keys.push(key);
        }
    }
    if !any || !fill::at_rest(round, path, told)? {
        return Ok(false);
    }
    let text = document.text().as_bytes();
    let before = Blob { id: engine.repo.write_blob(&bytes)?, executable: blob.executable };
    let done = files::write_atomic(root, &safe, text, None, Some(blob.id));
    if !unwritable::wrote(told, path, Some(text), done)? {
        return Ok(false);
    }
    if !told.unfilled.contains_key(path) {
        told.unfilled.insert(path.clone(), before);
    }
    let now = Blob { id: ContentId::of_blob(text), executable: blob.executable };
    round.scan.files.insert(path.clone(), now);
    if !keys.is_empty() {
        told.filled.entry(path.clone()).or_default().extend(keys);
    }
    Ok(true)
}
