//! What others wrote that was not theirs to write, as far as nothing but a server would have refused it: whose a task is,
//! what a routine asks for, and in whose place something was said. It counts; whoever it concerns is told.

use std::collections::HashSet;

use super::Place;
use super::amended::{Amended, amended, is_term, parties_amended};
use super::story::People;
use super::then::Then;
use crate::changes::{self, Change, Version};
use crate::schema::message::Lapse;
use crate::schema::{Language, Record, Value, person_name};
use crate::store::CommitId;
use crate::text::{RepoPath, harmless};
use crate::workflow::{PARTY_FIELDS, Team, task_of};

/// More files than this are not looked up one by one.
const FEW: usize = 200;

/// Says what whoever works here is to know of the files that came with a sync, of which everybody had `before` until
/// then; with the file in which it can be set back.
pub(in crate::ops) fn overstep_words(
    place: &Place,
    before: Option<CommitId>,
    came: &[RepoPath],
    people: &People,
    language: Language,
) -> Vec<(RepoPath, String)> {
    let Some(me) = place.me() else { return Vec::new() };
    let Some(before) = before.and_then(|before| Then::at(place, before)) else { return Vec::new() };
    let records = records_of(place, came);
    let mut tasks: Vec<&Record> = records.iter().copied().filter(|one| one.is("task")).collect();
    tasks.retain(|task| {
        let then = before.record(place, &task.path);
        then.is_some_and(|then| PARTY_FIELDS.iter().any(|key| then.value(key) != task.value(key)))
    });
    let found = parties_amended(place, tasks.iter().copied(), &me);
    let of_parties = |task: &&Record| {
        let words = parties_sentence(&task.id, found.get(&task.path)?, people, language);
        Some((task.path.clone(), words))
    };
    let mut words: Vec<(RepoPath, String)> = tasks.iter().filter_map(of_parties).collect();
    let mine = records.iter().copied().filter(|one| {
        let is_mine = one.text("from").is_some_and(|from| person_name(from) == person_name(&me));
        one.is("routine") && is_mine && asks_for_another(place, &before, one)
    });
    let mine: Vec<&Record> = mine.collect();
    let found = amended(place, mine.iter().copied());
    words.extend(mine.iter().filter_map(|routine| {
        let amended = found.get(&routine.path)?;
        let who: Vec<&str> = amended.by.iter().map(|name| people.name(name)).collect();
        let (id, who, what) = (&*routine.id, &*who.join(", "), amended.words(language));
        let path = &harmless(routine.path.as_str());
        let sentence = Lapse::RoutineChanged { id, who, what, path }.text(language);
        Some((routine.path.clone(), sentence))
    }));
    let near = place.snapshot.near();
    let now = Team::of(near.people());
    let then: Vec<Record> =
        near.people().iter().filter_map(|one| before.record(place, &one.path)).collect();
    let then = Team::of(&then);
    for reply in records {
        if unsupported(reply, &now) && unsupported(reply, &then) && concerns(place, reply, &me) {
            let sentence = place_sentence(reply, people, language);
            words.extend(sentence.map(|sentence| (reply.path.clone(), sentence)));
        }
    }
    words
}

/// Tells whether a routine asked for something else, where it was there.
fn asks_for_another(place: &Place, before: &Then, routine: &Record) -> bool {
    let schema = place.snapshot.schema();
    let Some(bytes) = before.bytes(&routine.path) else { return false };
    let Some(now) = place.snapshot.source(&routine.path) else { return false };
    let version = |bytes: &[u8]| Version::read(schema, &routine.path, Some(bytes));
    let (before, now) = (version(&bytes), version(now.text().as_bytes()));
    changes::between(&before, &now).iter().any(|change| is_term(change, true))
}

/// Returns what the documents among some files say now.
pub(in crate::ops) fn records_of<'p>(place: &'p Place, paths: &[RepoPath]) -> Vec<&'p Record> {
    let near = place.snapshot.near();
    let mut found: Vec<&Record> = match paths.len() <= FEW {
        true => paths.iter().filter_map(|path| near.record(path)).collect(),
        // Where the folder cannot be listed any more, nothing is told.
        false => {
            let paths: HashSet<&RepoPath> = paths.iter().collect();
            let records = place.snapshot.index().entries().filter_map(|one| one.record);
            records.filter(|one| paths.contains(&one.path)).collect()
        }
    };
    found.retain(|one| one.readable);
    found
}

/// Tells whether a reply says that it was said in somebody's place, which people's pages do not let its author do.
pub(in crate::ops) fn unsupported(reply: &Record, team: &Team) -> bool {
    let said = reply.text("acting_for").zip(reply.text("by"));
    said.is_some_and(|(place, by)| {
        person_name(place) != person_name(by) && !team.acts_for(reply, by, place)
    })
}

/// Tells whether somebody is to know in whose place a reply was said: that one, and who sends the task.
fn concerns(place: &Place, reply: &Record, person: &str) -> bool {
    let is = |name: Option<&str>| name.is_some_and(|name| person_name(name) == person_name(person));
    let near = place.snapshot.near();
    let tasks = || task_of(reply).map(|task| near.called(task)).unwrap_or_default();
    !is(reply.text("by"))
        && (is(reply.text("acting_for")) || tasks().iter().any(|task| is(task.text("from"))))
}

/// Says that something was said in a place that was not its author's to speak in.
pub(in crate::ops) fn place_sentence(
    reply: &Record,
    people: &People,
    language: Language,
) -> Option<String> {
    let (who, whose) = reply.text("by").zip(reply.text("acting_for"))?;
    let id = task_of(reply).unwrap_or(&reply.id);
    let (who, whose, path) = (people.name(who), people.name(whose), reply.path.as_str());
    Some(Lapse::SaidInPlace { id, who, whose, path }.text(language))
}

/// Says what others made of whose a task is, and how its sender sets it back.
pub(in crate::ops) fn parties_sentence(
    id: &str,
    amended: &Amended,
    people: &People,
    language: Language,
) -> String {
    let who: Vec<&str> = amended.by.iter().map(|name| people.name(name)).collect();
    let back = amended.changes.iter().filter_map(|change| match change {
        Change::Field { key, from, .. } => {
            Some((key, from.as_ref().and_then(Value::text).unwrap_or_default()))
        }
        _ => None,
    });
    let back: Vec<(&String, &str)> = back.collect();
    // A shell reads no more into it than a name.
    let is_name = |name: &str| name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    let command = match back.iter().all(|(_, name)| is_name(name)) {
        true => {
            let back: Vec<String> =
                back.iter().map(|(key, name)| format!("{key}={name}")).collect();
            format!("handover set {id} {}", back.join(" "))
        }
        false => format!("handover edit {id}"),
    };
    let (who, what) = (&*who.join(", "), amended.words(language));
    Lapse::PartiesChanged { id, who, what, command: &command }.text(language)
}
