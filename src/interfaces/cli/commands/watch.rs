//! `watch`: the events of a folder, told as lines or as JSON, and who keeps it running.

mod hook;
mod json;
mod notify;
mod service;
mod several;

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use jiff::ZonedDateTime;
use serde_json::json;

use self::hook::Hook;
use self::json::object;
use self::notify::Notifier;
use self::service::Deed;
use super::sync::SystemClock;
use crate::diagnostic::Summary;
use crate::diagnostic::render::Style;
use crate::diagnostic::render::{self, Sources};
use crate::interfaces::cli::desk::Seat;
#[cfg(unix)]
use crate::interfaces::cli::memory;
use crate::interfaces::cli::output::Out;
use crate::interfaces::cli::progress::Counter;
use crate::interfaces::cli::style::{BOLD, HINT};
use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::ops::Place;
use crate::ops::live::{self, Screen};
use crate::ops::sync::language_in;
use crate::ops::watch::rhythm::{ASK, QUIET, Times};
use crate::ops::watch::{By, Event, Handoff, Options, Tell, WatchError, watch, words};
use crate::schema::Language;
use crate::schema::message::Live;
use crate::sync::Clock;
use crate::text::{RepoPath, harmless};
use crate::watch::{Mode, Why};
use crate::workspace::{HostError, Progress, SILENT};

/// Show what waits for whom and what changes in the folder, as it happens
///
/// On a terminal it is a screen that stays open: who waits for what, what is wrong where, what is to
/// settle and what just happened, with keys to act on it; `?` tells them. Else, and with `--plain`,
/// lines: what is wrong with a file that was just saved, what came and went, and for whom a task waits
/// now. Your page, Today.md, is kept in step; nothing else is changed unless you press a key for it. It
/// ends with Ctrl+C.
///
/// With `--sync` what you save is sent when nothing has been saved for five seconds, a move made by
/// hand after a minute, and what is new from the others comes by itself. A file that is being saved
/// waits, and so does a folder that most files are gone from.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover watch
  handover watch --sync
  handover watch --plain
  handover watch --all --sync --exec 'jq -r .event'
  handover watch --install
  handover watch --install --notify
  handover watch --json")]
pub(crate) struct Args {
    /// Share by itself: send what is saved, and fetch what is new
    #[arg(long)]
    sync: bool,
    /// Send when nothing was saved for so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = QUIET.as_secs(), requires = "sync")]
    #[arg(value_parser = clap::value_parser!(u64).range(0..=86_400))]
    after: u64,
    /// Ask the others for what is new about this often
    #[arg(long, value_name = "SECONDS", default_value_t = ASK.as_secs(), requires = "sync")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=86_400))]
    every: u64,
    /// Write each event as one JSON object on a line
    #[arg(long)]
    json: bool,
    /// Write lines, on a terminal too
    #[arg(long, conflicts_with = "json")]
    plain: bool,
    /// Watch all workspaces that `init` and `join` have listed for you
    #[arg(long)]
    all: bool,
    /// Run this with the shell for each event, which it reads from its standard input as one object
    ///
    /// Only what stands here is run, nothing that a workspace holds. One that still runs is not waited
    /// for.
    #[arg(long, value_name = "COMMAND")]
    exec: Option<String>,
    /// Tell on the desktop what waits for you now and did not before
    ///
    /// By `notify-send` on Linux, and by what macOS and Windows have for it. Lines are written beside it.
    #[arg(long)]
    notify: bool,
    /// Let the system keep `watch --sync` running from now on, whenever you are logged in
    #[arg(long, conflicts_with_all = ["sync", "json", "poll", "exec"])]
    install: bool,
    /// Tell whether the system keeps it running
    #[arg(long, conflicts_with_all = ["install", "sync", "json", "poll", "exec", "notify"])]
    status: bool,
    /// End what `--install` began
    #[arg(long, conflicts_with_all = ["install", "status", "sync", "json", "poll", "exec", "notify"])]
    stop: bool,
    /// Look at the folder every two seconds, where the system does not tell of changes
    #[arg(long)]
    poll: bool,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    if let Some(deed) = args.deed() {
        return service::run(deed, &args, globals);
    }
    let environment = &globals.environment;
    #[cfg(unix)]
    memory::keep_little(environment, memory::Kept::Nothing);
    let sits_there = environment.stdin_is_terminal && environment.stdout_is_terminal;
    match globals.screen {
        Some(screen) if sits_there && !environment.dumb && !args.wants_lines() => {
            open_screen(screen, &args, globals)
        }
        _ => tell_lines(&args, globals),
    }
}

fn open_screen(screen: Screen, args: &Args, globals: &Globals) -> anyhow::Result<Exit> {
    // What cannot be opened is told before the terminal is taken over.
    let place = super::open(globals)?;
    let side =
        |given: Option<usize>, usual| given.and_then(|one| one.try_into().ok()).unwrap_or(usual);
    let options = live::Options {
        directory: globals.directory.clone(),
        language: place.language(),
        color: globals.color,
        looking: args.poll,
        sharing: args.sync.then(|| args.times()),
        clock: &SystemClock,
        size: (side(globals.environment.width, 80), side(globals.environment.height, 24)),
    };
    let seat = Seat { globals, root: place.snapshot.root().to_owned() };
    drop(place);
    screen(&options, &seat)?;
    Ok(Exit::Done)
}

fn tell_lines(args: &Args, globals: &Globals) -> anyhow::Result<Exit> {
    let voice = Voice {
        json: args.json,
        color: globals.color,
        width: globals.width,
        workspace: None,
        hook: args.exec.clone().map(Hook::new),
        notifier: args.notify.then(Notifier::begin).transpose()?,
        desk: None,
        language: Language::English,
    };
    if args.all {
        return several::run(args, &voice, globals);
    }
    let voice = voice.in_folder(&globals.directory);
    let counter = Counter::new("Reading", globals);
    let progress = |done, total| counter.count(done, total);
    let ended = args.watch(&globals.directory, &progress, &mut |event, sources| {
        if matches!(event, Event::Ready { .. }) {
            counter.clear();
        }
        voice.tell(event, sources)
    });
    match ended {
        Ok(()) => Ok(Exit::Done),
        Err(WatchError::Host(error @ HostError::NotAWorkspace(_))) => {
            Err(error).hint("go into a workspace, or name one with -C DIR")
        }
        Err(WatchError::Told(error)) => Err(error.into()),
        Err(error) => Err(error.into()),
    }
}

impl Args {
    fn watch(
        &self,
        directory: &Path,
        progress: Progress<'_>,
        tell: Tell<'_>,
    ) -> Result<(), WatchError> {
        let clock: &(dyn Clock + Sync) = &SystemClock;
        watch(
            &Options {
                directory,
                clock: &ZonedDateTime::now,
                looking: self.poll,
                sharing: self.sync.then(|| (clock, self.times())),
                faults: false,
                progress,
            },
            tell,
        )
    }

    fn times(&self) -> Times {
        let seconds = Duration::from_secs;
        Times { quiet: seconds(self.after), ask: seconds(self.every) }
    }

    /// Tells whether lines are asked for, on a terminal too.
    fn wants_lines(&self) -> bool {
        self.json || self.plain || self.all || self.notify || self.exec.is_some()
    }

    fn deed(&self) -> Option<Deed> {
        let deeds =
            [(self.install, Deed::Install), (self.status, Deed::Status), (self.stop, Deed::Stop)];
        deeds.into_iter().find(|(wanted, _)| *wanted).map(|(_, deed)| deed)
    }
}

/// How events are told.
#[derive(Clone)]
struct Voice {
    json: bool,
    color: bool,
    width: usize,
    /// The name of the workspace, where several are watched.
    workspace: Option<String>,
    hook: Option<Hook>,
    notifier: Option<Notifier>,
    /// Whom what is told on the desktop is for, where it is told there.
    desk: Option<Seated>,
    /// Of whoever works there.
    language: Language,
}

/// Who sits there, and in which language they read.
#[derive(Clone)]
struct Seated {
    name: String,
    language: Language,
}

impl Voice {
    /// Takes note of how whoever works in the workspace that holds `folder` reads, and of who they are, where they
    /// are told on the desktop.
    fn in_folder(mut self, folder: &Path) -> Self {
        let seated = || {
            let place = Place::open(folder, Some(ZonedDateTime::now()), SILENT).ok()?;
            Some(Seated { name: place.me()?, language: place.language() })
        };
        self.desk = self.notifier.as_ref().and_then(|_| seated());
        self.language = language_in(folder);
        self
    }

    fn notify(&self, event: &Event) {
        if let (Some(notifier), Some(desk), Event::Handoff(handoff)) =
            (&self.notifier, &self.desk, event)
            && handoff.standing.waiting_on.as_ref() == Some(&desk.name)
        {
            let Handoff { id, title, .. } = handoff;
            notifier.tell(harmless(&format!("{id} {title}")).into_owned(), desk.language);
        }
    }

    fn tell(&self, event: &Event, sources: &dyn Sources) -> io::Result<()> {
        self.notify(event);
        let mut out = Out::new(self.color);
        if self.json || self.hook.is_some() {
            let mut object = object(event, sources);
            if let (Some(name), Some(object)) = (&self.workspace, object.as_object_mut()) {
                object.insert("workspace".to_owned(), json!(name));
            }
            if let Some(hook) = &self.hook {
                hook.tell(&object);
            }
            if self.json {
                render::write_json_line(&object, &mut out)?;
            }
        }
        if !self.json {
            self.write(event, &mut out)?;
        }
        out.finish()
    }
}

impl Voice {
    fn write(&self, event: &Event, out: &mut dyn Write) -> io::Result<()> {
        let at = ZonedDateTime::now().strftime("%H:%M:%S").to_string();
        let name = self.workspace.as_deref().map(|name| format!("{}: ", harmless(name)));
        let name = name.unwrap_or_default();
        let mut line = |text: &str| writeln!(out, "{HINT}{at}{HINT:#} {name}{text}");
        let say = |message: Live<'_>| message.text(self.language);
        let shown = |path: &RepoPath| format!("{BOLD}{}{BOLD:#}", harmless(path.as_str()));
        match event {
            Event::Ready { summary, mode } => {
                let Summary { files, errors, warnings, .. } = *summary;
                line(&say(Live::Watching { files, errors, warnings }))?;
                match mode {
                    Mode::Told => Ok(()),
                    Mode::Looking(why) => line(&harmless(&say(Live::Looking { why }))),
                }
            }
            // It is told with all that came.
            Event::Changed(_, By::Sharing) | Event::Removed(_, By::Sharing) => Ok(()),
            Event::Changed(path, _) => line(&say(Live::Saved { path: &shown(path) })),
            Event::Removed(path, _) => line(&say(Live::Removed { path: &shown(path) })),
            Event::Diagnostics { path, found } if found.is_empty() => {
                line(&say(Live::Mended { path: &shown(path) }))
            }
            Event::Diagnostics { found, .. } => {
                render::lines(found, Style { color: self.color, width: self.width }, out)
            }
            Event::Handoff(handoff) => line(&waits(handoff, self.language)),
            Event::Sync(shared, language) => {
                words(shared, *language).iter().try_for_each(|text| line(&harmless(text)))
            }
            Event::Page(message) => line(&harmless(message)),
            Event::Rescan(Why::Slept) => line(&say(Live::Slept)),
            Event::Rescan(_) => line(&say(Live::Rescanned)),
            Event::Gone => line(&say(Live::FolderGone)),
            Event::Looking(why) => line(&harmless(&say(Live::Looking { why }))),
            Event::Trouble(message) => line(&harmless(message)),
        }
    }
}

fn waits(Handoff { id, title, standing, .. }: &Handoff, language: Language) -> String {
    let status = &standing.state.word(language).replace('_', " ");
    let text = match standing.waiting_on.as_deref() {
        Some(who) => Live::WaitsNow { task: id, title, status, who },
        None => Live::WaitsForNobody { task: id, title, status },
    };
    let text = text.text(language);
    harmless(&text).into_owned()
}
