//! The JSON of an event.

use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

use super::{Event, What};
use crate::changes::{Change, Part};
use crate::ops::item::value;
use crate::schema::Value;

/// Returns an event as other programs read it.
pub fn event(event: &Event) -> Map<String, Json> {
    let mut out = Map::new();
    let mut put = |key: &str, value: Json| {
        out.insert(key.to_owned(), value);
    };
    put("at", json!(event.at.as_ref().map(Timestamp::to_string)));
    let by = &event.by;
    put("by", json!({ "person": by.person, "name": by.name, "email": by.email }));
    put("commit", json!(event.commit));
    put("shared", json!(event.shared));
    put("path", json!(event.path));
    if let Some(from) = &event.moved_from {
        put("moved_from", json!(from));
    }
    put("kind", json!(event.kind));
    let what = match &event.what {
        What::Made { .. } => "made",
        What::Changed if event.changes.is_empty() => "moved",
        What::Changed => "changed",
        What::Deleted { .. } => "deleted",
        What::Said { .. } => "said",
        What::Resaid { .. } => "said_changed",
        What::Unsaid => "said_removed",
    };
    put("what", json!(what));
    match &event.what {
        What::Made { title } | What::Deleted { title } => put("title", json!(title)),
        What::Said { what, on_behalf_of, gist, to } => {
            put("type", json!(what));
            put("on_behalf_of", json!(on_behalf_of));
            put("gist", json!(gist));
            if to.is_some() {
                put("to", json!(to));
            }
        }
        What::Resaid { what } => put("type", json!(what)),
        What::Changed | What::Unsaid => {}
    }
    put("changes", Json::Array(event.changes.iter().map(change).collect()));
    out
}

/// Returns one change as other programs read it.
pub fn change(change: &Change) -> Json {
    let values = |all: &[Value]| all.iter().map(Value::as_ref).map(value).collect::<Vec<_>>();
    match change {
        Change::Kind { from, to } => json!({ "what": "kind", "from": from, "to": to }),
        Change::Title { from, to } => json!({ "what": "title", "from": from, "to": to }),
        Change::Field { key, from, to } => json!({
            "what": "field", "field": key,
            "from": from.as_ref().map(|from| value(from.as_ref())), "to": to.as_ref().map(|to| value(to.as_ref())),
        }),
        Change::Items { key, added, removed } => json!({
            "what": "items", "field": key, "added": values(added), "removed": values(removed),
        }),
        Change::Added { part, words } => {
            json!({ "what": "section_added", "section": name(part), "words": words })
        }
        Change::Removed { part, words } => {
            json!({ "what": "section_removed", "section": name(part), "words": words })
        }
        Change::Renamed { from, to } => {
            json!({ "what": "section_renamed", "from": from, "to": to })
        }
        Change::Text { part, added, removed } => json!({
            "what": "text", "section": name(part), "words_added": added, "words_removed": removed,
        }),
        Change::Ticks { part, ticked, unticked } => json!({
            "what": "ticks", "section": name(part), "ticked": ticked, "unticked": unticked,
        }),
        Change::Unreadable => json!({ "what": "unreadable" }),
        Change::Readable => json!({ "what": "readable" }),
        Change::Content => json!({ "what": "content" }),
    }
}

/// The name of a section; null for what stands before the first heading.
fn name(part: &Part) -> Option<&str> {
    match part {
        Part::Opening => None,
        Part::Section(name) => Some(name),
    }
}
