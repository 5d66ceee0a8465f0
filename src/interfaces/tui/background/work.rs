use std::error::Error;
use std::sync::mpsc::{Receiver, Sender};

use jiff::Timestamp;

use super::Ask;
use crate::interfaces::tui::event::{Event, Happening, Job};
use crate::merge::Choice;
use crate::ops::Place;
use crate::ops::live::{Options, Sharing};
use crate::ops::resolve::{self, ResolveError};
use crate::ops::share::{self, Round};
use crate::ops::sync::undo::{self, Found};
use crate::ops::sync::{self, Silent, SyncFailed, SyncOptions};
use crate::ops::today::{Kept, keep_page};
use crate::schema::message::Screen;
use crate::schema::{Language, Message};
use crate::sync::{Undo, Verdict};
use crate::text::RepoPath;
use crate::workspace::SILENT;

/// Does one job after the other until nobody wants any more.
pub(super) fn work(
    options: Options,
    tell: &Sender<Event>,
    wanted: &Receiver<Job>,
    done: &Sender<Ask>,
) {
    let language = options.language;
    let mut worker = Worker { options, language, tell, seen: None, offline: None };
    while let Ok(job) = wanted.recv() {
        let event = match job {
            Job::Sync => worker.sync(),
            Job::LookForSent => worker.look_for_sent(),
            Job::TakeBack => worker.take_back(),
            Job::Settle { note, take } => worker.settle(&note, take),
        };
        if tell.send(event).is_err() || done.send(Ask::Look).is_err() {
            return;
        }
    }
}

struct Worker<'a> {
    options: Options,
    language: Language,
    tell: &'a Sender<Event>,
    /// What was found to take back, as it was shown.
    seen: Option<Undo>,
    /// Since when the other side cannot be reached.
    offline: Option<Timestamp>,
}

impl Worker<'_> {
    fn say(&self, message: Message<'_>) -> String {
        message.text(self.language)
    }

    /// Tells something while the work goes on; who does not listen any more need not know.
    fn mention(&self, event: Event) {
        let _ = self.tell.send(event);
    }

    fn failed(&self, title: Screen<'_>, error: &dyn Error) -> Event {
        let mut lines = vec![error.to_string()];
        let mut cause = error.source();
        while let Some(one) = cause {
            let said = one.to_string();
            // Some errors repeat what they wrap.
            if !lines.iter().any(|line| line.contains(&said)) {
                lines.push(said);
            }
            cause = one.source();
        }
        Event::Told { title: title.text(self.language), lines }
    }

    fn sync_options(&self) -> SyncOptions {
        SyncOptions::at(self.options.directory.clone())
    }

    fn sync(&mut self) -> Event {
        let title = Screen::KeySync;
        let round = match self.shared() {
            Ok(round) => round,
            Err(error) => return self.failed(title, &error),
        };
        let told = share::told(&round, false);
        if let Some(stopped) = told.stopped {
            let lines = [stopped].into_iter().chain(told.advice).collect();
            return Event::Told { title: title.text(self.language), lines };
        }
        let page = self.bring_page_in_step();
        let mut lines = told.attention;
        lines.extend(page);
        match round.synced.outcome.verdict {
            Verdict::Offline(_) => Event::Done(Some(
                lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" "),
            )),
            _ if !lines.is_empty() => Event::Told { title: title.text(self.language), lines },
            _ => Event::Done(told.done.into_iter().next()),
        }
    }

    /// Shares, and tells how that stands now.
    fn shared(&mut self) -> Result<Round, SyncFailed> {
        let round = share::share(&self.sync_options(), self.options.clock, &Silent);
        let now = self.options.clock.now().timestamp();
        let sharing = match &round {
            Err(error) => Sharing::Stopped(error.to_string()),
            Ok(Round { synced, .. }) => {
                self.language = synced.language;
                let outcome = &synced.outcome;
                self.mention(Event::Happened(Happening::Sent(outcome.sent.clone())));
                self.mention(Event::Happened(Happening::Received(outcome.received.clone())));
                match &outcome.verdict {
                    Verdict::Offline(_) => Sharing::Offline(*self.offline.get_or_insert(now)),
                    Verdict::Stopped(stop) => Sharing::Stopped(sync::stopped(stop, self.language)),
                    _ => Sharing::Synced(now),
                }
            }
        };
        if !matches!(sharing, Sharing::Offline(_)) {
            self.offline = None;
        }
        self.mention(Event::Sharing(sharing));
        round
    }

    /// Brings the page of whoever works here in step; returns what to tell of it.
    fn bring_page_in_step(&self) -> Option<String> {
        let now = self.options.clock.now();
        let at = now.timestamp();
        let place = Place::open(&self.options.directory, Some(now), SILENT).ok()?;
        match keep_page(&place, at) {
            Kept::Moved(told) => Some(told),
            Kept::Same | Kept::Written | Kept::Left | Kept::Barred(_) => None,
        }
    }

    fn look_for_sent(&mut self) -> Event {
        self.seen = None;
        let looked = match undo::look(&self.sync_options(), self.options.clock, &Silent) {
            Ok(looked) => looked,
            Err(error) => return self.failed(Screen::UndoTitle, &error),
        };
        self.language = looked.language;
        let title = Screen::UndoTitle.text(self.language);
        let work = match looked.found {
            Found::Stopped(stop) => {
                let stopped = sync::stopped(&stop, self.language);
                let advice = sync::advice(&stop, self.language);
                return Event::Told { title, lines: [stopped].into_iter().chain(advice).collect() };
            }
            Found::Nothing => return Event::Done(Some(self.say(Message::UndoNothing))),
            Found::Work(work) | Found::Taken(work) => work,
        };
        if work.files.is_empty() && work.left.is_empty() {
            return Event::Done(Some(self.say(Message::UndoNothing)));
        }
        let mut lines = Vec::new();
        if !work.files.is_empty() {
            lines.push(self.say(Message::UndoHeading { count: work.files.len() }));
        }
        lines.extend(work.lines.iter().map(|line| format!("  {line}")));
        let left = |path: &RepoPath| self.say(Message::UndoLeft { path: path.as_str() });
        lines.extend(work.left.iter().map(left));
        if work.files.is_empty() {
            return Event::Told { title, lines };
        }
        self.seen = Some(work);
        Event::Undo(lines)
    }

    fn take_back(&mut self) -> Event {
        let Some(seen) = self.seen.take() else {
            return Event::Done(Some(self.say(Message::UndoNothing)));
        };
        let taken = undo::take_back(&self.sync_options(), &seen, self.options.clock, &Silent);
        match taken.map(|taken| taken.found) {
            Err(error) => return self.failed(Screen::UndoTitle, &error),
            Ok(Found::Taken(_)) => {}
            Ok(_) => return Event::Done(Some(Screen::UndoMoved.text(self.language))),
        }
        let reached = self.shared().is_ok_and(|round| {
            !matches!(round.synced.outcome.verdict, Verdict::Offline(_) | Verdict::Stopped(_))
        });
        let message = if reached { Message::UndoDone } else { Message::UndoKept };
        Event::Done(Some(self.say(message)))
    }

    fn settle(&self, note: &RepoPath, take: bool) -> Event {
        let choice = if take { Choice::Take } else { Choice::Keep };
        let now = self.options.clock.now();
        let place = match Place::open(&self.options.directory, Some(now), SILENT) {
            Ok(place) => place,
            Err(error) => return self.failed(Screen::Settle, &error),
        };
        let settled: Result<_, ResolveError> = resolve::find(&place, note.as_str())
            .and_then(|dispute| resolve::resolve(&place, dispute, &choice));
        match settled {
            Ok(settled) => {
                let open = &settled.dispute.open;
                Event::Done(Some(sync::settled_words(open, &choice, place.language())))
            }
            Err(error) => self.failed(Screen::Settle, &error),
        }
    }
}
