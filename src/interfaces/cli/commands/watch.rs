use std::io::{self, Write};

use jiff::ZonedDateTime;
use serde_json::{Value, json};

use crate::diagnostic::Report;
use crate::diagnostic::render::{self, Sources};
use crate::interfaces::cli::progress::Counter;
use crate::interfaces::cli::style::{BOLD, HINT};
use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::ops::watch::{Event, Handoff, Options, WatchError, watch};
use crate::text::{RepoPath, harmless};
use crate::watch::{Mode, Why};
use crate::workspace::HostError;

/// Tell what changes in the folder, as it happens
///
/// What is wrong with a file that was just saved, what came and went, and for whom a task waits now.
/// Nothing is changed, and nothing is sent. It ends with Ctrl+C.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover watch
  handover watch --json")]
pub(crate) struct Args {
    /// Write each event as one JSON object on a line
    #[arg(long)]
    json: bool,
    /// Look at the folder every two seconds, where the system does not tell of changes
    #[arg(long)]
    poll: bool,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let counter = Counter::new("Reading", globals);
    let options = Options {
        directory: &globals.directory,
        clock: &ZonedDateTime::now,
        looking: args.poll,
        progress: &|done, total| counter.count(done, total),
    };
    let mut tell = |event: &Event, sources: &dyn Sources| {
        if matches!(event, Event::Ready { .. }) {
            counter.clear();
        }
        let mut out = globals.out();
        match args.json {
            true => render::write_json_line(&object(event, sources), &mut out)?,
            false => write(event, globals, &mut out)?,
        }
        out.finish()
    };
    match watch(&options, &mut tell) {
        Ok(()) => Ok(Exit::Done),
        Err(WatchError::Host(error @ HostError::NotAWorkspace(_))) => {
            Err(error).hint("go into a workspace, or name one with -C DIR")
        }
        Err(WatchError::Told(error)) => Err(error.into()),
        Err(error) => Err(error.into()),
    }
}

fn object(event: &Event, sources: &dyn Sources) -> Value {
    match event {
        Event::Ready { summary, mode } => json!({
            "event": "ready",
            "version": 1,
            "files": summary.files,
            "errors": summary.errors,
            "warnings": summary.warnings,
            "polling": match mode { Mode::Told => None, Mode::Looking(why) => Some(why) },
        }),
        Event::Changed(path) => json!({ "event": "changed", "path": path }),
        Event::Removed(path) => json!({ "event": "removed", "path": path }),
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
        Event::Rescan(why) => json!({ "event": "rescan", "why": word(*why) }),
        Event::Gone => json!({ "event": "error", "message": GONE }),
        Event::Looking(why) => json!({ "event": "error", "message": looking(why) }),
        Event::Trouble(message) => json!({ "event": "error", "message": message }),
    }
}

const GONE: &str = "the folder or its workspace.yml is gone; waiting until it is back";

fn word(why: Why) -> &'static str {
    match why {
        Why::Lost => "lost",
        Why::Many => "many",
        Why::Time => "time",
    }
}

fn looking(why: &str) -> String {
    format!("the system does not tell of changes: {why}; the folder is looked at every two seconds")
}

fn write(event: &Event, globals: &Globals, out: &mut dyn Write) -> io::Result<()> {
    let at = ZonedDateTime::now().strftime("%H:%M:%S").to_string();
    let mut line = |text: &str| writeln!(out, "{HINT}{at}{HINT:#} {text}");
    let shown = |path: &RepoPath| format!("{BOLD}{}{BOLD:#}", harmless(path.as_str()));
    match event {
        Event::Ready { summary, mode } => {
            line(&format!("watching: {}; Ctrl+C ends it", summary.line()))?;
            match mode {
                Mode::Told => Ok(()),
                Mode::Looking(why) => line(&harmless(&looking(why))),
            }
        }
        Event::Changed(path) => line(&format!("{} was saved", shown(path))),
        Event::Removed(path) => line(&format!("{} is gone", shown(path))),
        Event::Diagnostics { path, found } if found.is_empty() => {
            line(&format!("{}: nothing is wrong any more", shown(path)))
        }
        Event::Diagnostics { found, .. } => render::lines(found, globals.style(), out),
        Event::Handoff(handoff) => line(&waits(handoff)),
        Event::Rescan(_) => line("much changed at once, so everything was looked at"),
        Event::Gone => line(GONE),
        Event::Looking(why) => line(&harmless(&looking(why))),
        Event::Trouble(message) => line(&harmless(message)),
    }
}

fn waits(Handoff { id, title, standing, .. }: &Handoff) -> String {
    let whom = standing.waiting_on.as_deref().unwrap_or("nobody");
    let state = standing.state.name().replace('_', " ");
    let text = format!("{id} “{title}” is {state}; it waits for {whom}");
    harmless(&text).into_owned()
}
