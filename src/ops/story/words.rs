//! The words for an event, behind the name of who did it.

use std::collections::HashMap;

use super::{Event, People, What};
use crate::changes::{Change, Speaker, said};
use crate::schema::message::said_words;
use crate::schema::{Language, Message, Schema, Value};
use crate::store::CommitId;
use crate::text::RepoPath;
use crate::workflow::{Evidence, Leads, MOVES};

/// Whom events are told to.
#[derive(Clone, Copy, Debug)]
pub struct Voice<'a> {
    pub schema: &'a Schema,
    pub language: Language,
    pub people: &'a People,
}

/// Says who did something and what came of it first, on one line.
pub fn sentence(event: &Event, voice: Voice<'_>) -> String {
    let what = sentences(event, voice).into_iter().next().unwrap_or_default();
    // A change is told by the key, which is no verb.
    let colon = if matches!(event.what, What::Changed) { ":" } else { "" };
    format!("{}{colon} {what}", event.by.name)
}

/// Says an event, a line each: what was done, then what it changed.
pub fn sentences(event: &Event, voice: Voice<'_>) -> Vec<String> {
    let kind = event.kind.as_deref().and_then(|name| voice.schema.kind(name));
    let speaker = Speaker { schema: voice.schema, kind, language: voice.language };
    let say = |message: Message<'_>| message.text(voice.language);
    let mut out = Vec::new();
    match &event.what {
        What::Made { title } => {
            out.push(match (title, &event.kind) {
                (Some(title), Some(kind)) => {
                    let (kind, title) = (&speaker.kind_word(Some(kind)), &speaker.quote(title));
                    say(Message::Created { kind, title })
                }
                _ => say(Message::CreatedFile { name: event.path.as_str() }),
            });
        }
        What::Deleted { .. } => out.push(say(Message::Deleted { name: event.path.as_str() })),
        What::Said { what, on_behalf_of, gist, to } => {
            let mut said = match to {
                Some(name) => say(Message::GaveTo { name }),
                None => said_words(what, voice.language).to_owned(),
            };
            if let Some(name) = on_behalf_of {
                said = say(Message::OnBehalfOf { what: &said, name });
            }
            if let Some(gist) = gist {
                said = format!("{said}: {}", speaker.quote(gist));
            }
            out.push(said);
        }
        What::Resaid { what } => {
            let what = said_words(what, voice.language);
            out.push(say(Message::ChangedReply { what }));
        }
        What::Unsaid => {
            out.push(say(Message::RemovedReply { name: event.path.file_name() }));
        }
        What::Changed => {}
    }
    out.extend(event.moved_from.as_ref().map(|from| moved(from, &event.path, voice.language)));
    out.extend(event.changes.iter().map(|change| said_change(change, speaker, voice)));
    out
}

fn moved(from: &RepoPath, to: &RepoPath, language: Language) -> String {
    if from.parent() == to.parent() {
        Message::RenamedTo { name: to.file_name() }.text(language)
    } else {
        Message::MovedTo { path: to.as_str() }.text(language)
    }
}

fn said_change(change: &Change, speaker: Speaker<'_>, voice: Voice<'_>) -> String {
    let name = |value: &Option<Value>| {
        value.as_ref().map(|value| match value {
            Value::Reference(person) => Value::Text(voice.people.name(person).into()),
            other => other.clone(),
        })
    };
    // People are called by their names.
    match change {
        Change::Field { key, from, to } if is_person(speaker, key) => {
            let named = Change::Field { key: key.clone(), from: name(from), to: name(to) };
            said(&named, speaker)
        }
        other => said(other, speaker),
    }
}

fn is_person(speaker: Speaker<'_>, key: &str) -> bool {
    let field = speaker.kind.and_then(|kind| kind.field(key));
    field.is_some_and(|field| field.r#type == crate::schema::FieldType::Person)
}

/// Takes the status out of an event where a reply or a review of the same commit leads to it.
pub(super) fn drop_repeated(events: &mut [Event]) {
    let mut led: HashMap<CommitId, Vec<&'static str>> = HashMap::new();
    for event in events.iter() {
        if let (Some(commit), What::Said { what, .. }) = (event.commit, &event.what) {
            led.entry(commit).or_default().extend(leads_to(what));
        }
    }
    for event in events.iter_mut().filter(|event| event.kind.as_deref() == Some("task")) {
        let led = event.commit.and_then(|commit| led.get(&commit));
        let repeats = |change: &Change| match (change, led) {
            (Change::Field { key, to: Some(Value::Enum(state)), .. }, Some(led)) => {
                key == "status" && led.iter().any(|one| *one == &**state)
            }
            _ => false,
        };
        event.changes.retain(|change| !repeats(change));
    }
}

/// Returns the states that a reply or review of this type or verdict leads to.
fn leads_to(what: &str) -> Vec<&'static str> {
    let shows = |evidence: &Evidence| match evidence {
        Evidence::Reply(name) | Evidence::Review(name) => *name == what,
        Evidence::Task => false,
    };
    let state = |leads: &Leads| match leads {
        Leads::To(state) => Some(state.name()),
        Leads::Back | Leads::Stays => None,
    };
    let moves = MOVES.iter().filter(|one| shows(&one.evidence));
    moves.filter_map(|one| state(&one.leads)).collect()
}
