//! The JSON of a day.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};

use super::{Item, Known, ReadBack, Since, Stays, Today};
use crate::ops::amended::Amended;
use crate::ops::changes::Changed;
use crate::ops::conflicts::Dispute;
use crate::ops::routines::Unmade;
use crate::ops::story::{change_to_json, event_to_json};
use crate::text::RepoPath;
use crate::workflow::{Call, Lacking, State};

/// Returns a day as other programs read it, without the version.
pub fn to_json(today: &Today) -> serde_json::Map<String, Json> {
    let news = today
        .news
        .as_ref()
        .map(|news| news.documents.iter().map(|one| changed(today, one)).collect::<Vec<_>>());
    let others = today.others().into_iter().map(|name| other(today, name));
    let parts = [
        ("workspace", json!(today.workspace)),
        ("person", json!(today.person)),
        ("own", json!(today.own)),
        ("now", json!(today.now.to_string())),
        ("synced", json!(today.synced.map(|at| at.to_string()))),
        ("people", others.collect()),
        ("waits_for_you", today.mine.iter().map(|one| item(one, today.now)).collect()),
        ("waits_for_you_count", json!(today.mine_count)),
        ("understood", today.understood.iter().map(read_back).collect()),
        ("you_wait_for", today.awaited.iter().map(|one| item(one, today.now)).collect()),
        ("you_wait_for_count", json!(today.awaited_count)),
        ("new", json!(news)),
        ("disputes", today.disputes.iter().map(dispute).collect()),
        ("disputes_count", json!(today.disputes_count)),
        ("stays_here", today.stays.iter().map(stays).collect()),
        ("not_read", json!(today.not_read.iter().map(|one| &one.path).collect::<Vec<_>>())),
        ("unread", json!(today.unread)),
        ("saved_over", today.saved_over.iter().map(saved_over).collect()),
        ("not_made", today.unmade.iter().map(unmade).collect()),
        ("stays_here_count", json!(today.stays_count)),
    ];
    parts.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn unmade(one: &Unmade) -> Json {
    json!({ "path": one.path, "title": one.title, "idle": one.why.word() })
}

fn item(item: &Item, now: Timestamp) -> Json {
    let at = |at: Option<Timestamp>| at.map(|at| at.to_string());
    let hours = |time: SignedDuration| (time.as_secs_f64() / 36.0).round() / 100.0;
    let pressing = item.press(now).is_pressing();
    json!({
        "id": item.id,
        "title": item.title,
        "path": item.path,
        "effective_status": item.state.name(),
        "wants": item.want.name(),
        "does_not_count": item.vain.last().map(|one| &one.path),
        "claims": item.claims.map(State::name),
        "waiting_on": item.on,
        "stands_in": item.acting,
        "asked_by": item.asker,
        "file": item.said,
        "says": item.gist,
        "date": item.date.map(|date| date.to_string()),
        "since": since(item.since),
        "working_hours": item.worked.map(hours),
        "answer_due": at(item.answer_due),
        "needed_by": at(item.needed_by),
        "assumes": item.assumes,
        "call": item.call.map(Call::name),
        "amended": item.amended.as_ref().map(amended),
        "to_mend": item.to_mend.iter().filter_map(Lacking::key).collect::<Vec<_>>(),
        "due": at(item.deadline),
        "late": item.late,
        "overdue": item.overdue,
        "at_risk": item.short.map(|short| json!({
            "hours_needed": hours(short.needed), "hours_free": hours(short.free),
        })),
        "pressing": pressing,
        "commands": item.commands(),
    })
}

fn since(since: Option<Since>) -> Json {
    json!(since.map(|since| json!({
        "at": since.at.to_string(),
        "shared": since.shared,
        "known_from": match since.known {
            Known::History => "history",
            Known::Reply => "reply",
        },
    })))
}

fn read_back(one: &ReadBack) -> Json {
    json!({
        "id": one.id, "title": one.title, "path": one.path, "by": one.by, "file": one.said,
        "says": one.gist, "since": since(one.since), "amended": one.amended.as_ref().map(amended),
    })
}

fn amended(amended: &Amended) -> Json {
    let changes: Vec<Json> = amended.changes.iter().map(change_to_json).collect();
    json!({ "by": amended.by, "changes": changes })
}

fn other(today: &Today, name: &str) -> Json {
    let zone = today.clocks.zone(name);
    let acting = today.clocks.acting(name, today.now);
    json!({
        "person": name,
        "name": today.people.name(name),
        "timezone": zone.iana_name(),
        "local_time": zone.to_datetime(today.now).strftime("%Y-%m-%d %H:%M").to_string(),
        "at_work": today.clocks.is_at_work(name, today.now),
        "away_until": today.clocks.away_until(name, today.now).map(|day| day.to_string()),
        "stands_in": (acting != name).then_some(acting),
    })
}

fn changed(today: &Today, one: &Changed) -> Json {
    let events: Vec<_> = one.events.iter().map(event_to_json).collect();
    json!({
        "id": one.id, "kind": one.kind, "path": one.path, "title": one.title, "events": events,
        "parties_amended": today.parties.get(&one.path).map(amended),
        "out_of_place": one.events.iter().map(|event| &event.path)
            .filter(|path| today.out_of_place.contains_key(*path)).collect::<Vec<_>>(),
    })
}

fn dispute(one: &Dispute) -> Json {
    json!({
        "note": one.note, "document": one.open.document, "path": one.path,
        "kept": one.open.kept, "other": one.open.other,
    })
}

fn saved_over((path, is_set_back): &(RepoPath, bool)) -> Json {
    json!({ "path": path, "set_back": is_set_back })
}

fn stays(one: &Stays) -> Json {
    json!({ "path": one.path, "reason": one.reason.as_ref().map(|[english, _]| english) })
}
