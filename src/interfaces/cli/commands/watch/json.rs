//! The events of a watch as other programs read them.

use serde_json::{Value, json};

use crate::diagnostic::Report;
use crate::diagnostic::render::{self, Sources};
use crate::interfaces::cli::commands::sync;
use crate::ops::watch::{Event, Handoff, Shared, words};
use crate::schema::Language;
use crate::schema::message::Live;
use crate::text::RepoPath;
use crate::watch::{Mode, Why};

pub(super) fn object(event: &Event, sources: &dyn Sources) -> Value {
    match event {
        Event::Ready { summary, mode } => json!({
            "event": "ready",
            "version": 1,
            "files": summary.files,
            "errors": summary.errors,
            "warnings": summary.warnings,
            "polling": match mode { Mode::Told => None, Mode::Looking(why) => Some(why) },
        }),
        Event::Changed(path, _) => json!({ "event": "changed", "path": path }),
        Event::Removed(path, _) => json!({ "event": "removed", "path": path }),
        Event::Diagnostics { path, found } => {
            let report = Report { files: 1, diagnostics: found.clone() };
            json!({
                "event": "diagnostics",
                "path": path,
                "diagnostics": render::values(&report, sources),
            })
        }
        Event::Handoff(Handoff { path, id, title, standing, before }) => json!({
            "event": "handoff",
            "path": path,
            "id": id,
            "title": title,
            "effective_status": standing.state.name(),
            "waiting_on": standing.waiting_on,
            "before": before,
        }),
        Event::Sync(shared, language) => shared_object(shared, *language),
        Event::Page(message) => json!({ "event": "page", "message": message }),
        Event::Rescan(why) => json!({ "event": "rescan", "why": word(*why) }),
        Event::Gone => json!({ "event": "error", "message": english(Live::FolderGone) }),
        Event::Looking(why) => {
            json!({ "event": "error", "message": english(Live::Looking { why }) })
        }
        Event::Trouble(message) => json!({ "event": "error", "message": message }),
    }
}

fn shared_object(shared: &Shared, language: Language) -> Value {
    let (result, message) = match shared {
        Shared::Begun { .. } => ("begun", None),
        Shared::Waits { .. } => ("waiting", None),
        Shared::Done(round) => {
            let mut object = json!({ "event": "sync" });
            if let Some(object) = object.as_object_mut() {
                object.extend(sync::object(&round.synced, None));
            }
            return object;
        }
        Shared::Away(reason) => ("offline", Some(reason.clone())),
        Shared::Back { .. } => ("back", Some(sentences(&words(shared, language)))),
        Shared::Stopped { .. } => ("stopped", Some(sentences(&words(shared, language)))),
        Shared::Failed(reason) => ("failed", Some(reason.clone())),
    };
    let mut object = json!({ "event": "sync", "result": result });
    if let Some(reason) = message {
        object["reason"] = json!(reason);
    }
    if let Shared::Waits { seconds, paths } = shared {
        object["seconds"] = json!(seconds);
        let paths: Vec<&str> = paths.iter().map(RepoPath::as_str).collect();
        object["paths"] = json!(paths);
    }
    object
}

/// Puts lines together, each of which is a sentence of its own.
fn sentences(lines: &[String]) -> String {
    let ended = |line: &String| match line.trim() {
        line if line.ends_with(['.', ':', '!', '?', '…']) => line.to_owned(),
        line => format!("{line}."),
    };
    lines.iter().map(ended).collect::<Vec<_>>().join(" ")
}

fn word(why: Why) -> &'static str {
    match why {
        Why::Lost => "lost",
        Why::Many => "many",
        Why::Time => "time",
        Why::Slept => "slept",
    }
}

/// Says what another program shows to whoever uses it.
fn english(message: Live<'_>) -> String {
    message.text(Language::English)
}
