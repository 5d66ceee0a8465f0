//! What goes on beside the screen, each on a thread of its own: watching, telling pages, and work that
//! takes a while.

mod work;

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;

use super::event::{Broken, Event, Happening, Job};
use crate::diagnostic::Diagnostic;
use crate::ops::live::{Options, Sharing, Teller};
use crate::ops::watch::{self, By, Handoff, Shared, WatchError};
use crate::sync::Clock;
use crate::text::RepoPath;
use crate::watch::{Mode, Why};

/// Files between two tellings of how many are read.
const READ_STEP: usize = 250;
/// Minutes between two looks where nothing is told of: people go away.
const LOOK_MINUTES: usize = 10;
/// How often it is asked whether another program has synced, which may change no file here.
const SYNCED: Duration = Duration::from_secs(2);

/// Something that is wanted of whoever tells pages.
pub(super) enum Ask {
    /// This is all that is wrong with a file now.
    Found(RepoPath, Vec<Diagnostic>),
    /// A file is gone, and what was wrong with it.
    Gone(RepoPath),
    /// Something may have changed.
    Look,
    /// It is later.
    Again,
    Filter(String),
    /// All that waits is wanted from now on.
    All,
}

/// The threads, by what can be asked of them.
pub(super) struct Background {
    pub(super) pages: Sender<Ask>,
    pub(super) jobs: Sender<Job>,
}

impl Background {
    pub(super) fn start(options: &Options, tell: &Sender<Event>) -> Self {
        let (pages, asked) = channel();
        let (jobs, wanted) = channel();
        let spawn = |run: Box<dyn FnOnce(Options, Sender<Event>) + Send>| {
            let (options, tell) = (options.clone(), tell.clone());
            thread::spawn(move || {
                let _watchman = Watchman(tell.clone());
                run(options, tell);
            });
        };
        let seen = pages.clone();
        spawn(Box::new(move |options, tell| watch(&options, &tell, &seen)));
        spawn(Box::new(move |options, tell| tell_pages(&options, &tell, &asked)));
        let done = pages.clone();
        spawn(Box::new(move |options, tell| work::work(options, &tell, &wanted, &done)));
        Self { pages, jobs }
    }
}

/// Tells when its thread ends by a fault.
struct Watchman(Sender<Event>);

impl Drop for Watchman {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.0.send(Event::Broken(Broken::Program));
        }
    }
}

/// Watches the folder until nobody listens.
fn watch(options: &Options, tell: &Sender<Event>, pages: &Sender<Ask>) {
    let progress = |done: usize, total: usize| {
        if done.is_multiple_of(READ_STEP) || done == total {
            // Who does not listen any more need not know.
            let _ = tell.send(Event::Read { done, total });
        }
    };
    let watching = watch::Options {
        directory: &options.directory,
        clock: &|| options.clock.now(),
        looking: options.looking,
        sharing: options.sharing.map(|times| (options.clock as &(dyn Clock + Sync), times)),
        faults: true,
        progress: &progress,
    };
    let mut hear = |event: &watch::Event, _: &dyn crate::diagnostic::render::Sources| {
        let gone = |_| std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        let (happening, ask) = heard(event);
        let shared = match event {
            watch::Event::Sync(shared, _) => {
                heard_of_sharing(shared, options.clock.now().timestamp())
            }
            _ => Vec::new(),
        };
        for event in happening.map(Event::Happened).into_iter().chain(shared) {
            tell.send(event).map_err(|_| gone(()))?;
        }
        if let Some(ask) = ask {
            pages.send(ask).map_err(|_| gone(()))?;
        }
        Ok(())
    };
    if let Err(error) = watch::watch(&watching, &mut hear)
        && !matches!(error, WatchError::Told(_))
    {
        let _ = tell.send(Event::Happened(Happening::Ended(error.to_string())));
    }
}

/// Says what an event is on the screen, and what it asks of the pages.
fn heard(event: &watch::Event) -> (Option<Happening>, Option<Ask>) {
    use watch::Event as E;
    match event {
        E::Ready { mode: Mode::Told, .. } => (None, Some(Ask::Look)),
        E::Ready { mode: Mode::Looking(why), .. } => {
            (Some(Happening::Looking(why.clone())), Some(Ask::Look))
        }
        // It is told with all that came.
        E::Changed(_, By::Sharing) => (None, Some(Ask::Look)),
        E::Removed(path, By::Sharing) => (None, Some(Ask::Gone(path.clone()))),
        E::Changed(path, _) => (Some(Happening::Saved(path.clone())), Some(Ask::Look)),
        E::Removed(path, _) => {
            (Some(Happening::Removed(path.clone())), Some(Ask::Gone(path.clone())))
        }
        E::Diagnostics { path, found } => (None, Some(Ask::Found(path.clone(), found.clone()))),
        E::Handoff(Handoff { path, id, title, standing, .. }) => {
            let (path, to) = (path.clone(), standing.waiting_on.clone());
            let (id, title) = (id.clone(), title.clone());
            (Some(Happening::Handoff { path, id, title, to }), Some(Ask::Look))
        }
        E::Rescan(Why::Time) => (None, Some(Ask::Look)),
        E::Sync(..) => (None, Some(Ask::Look)),
        E::Page(why) => (Some(Happening::Trouble(why.clone())), None),
        E::Rescan(Why::Lost | Why::Many | Why::Slept) => {
            (Some(Happening::Rescanned), Some(Ask::Look))
        }
        E::Gone => (Some(Happening::Gone), None),
        E::Looking(why) => (Some(Happening::Looking(why.clone())), None),
        E::Trouble(why) => (Some(Happening::Trouble(why.clone())), None),
    }
}

/// Says what sharing by itself is on the screen.
fn heard_of_sharing(shared: &Shared, now: Timestamp) -> Vec<Event> {
    let stands = |sharing| vec![Event::Sharing(sharing)];
    match shared {
        Shared::Begun { .. } => Vec::new(),
        Shared::Waits { seconds, .. } => {
            let then = i64::try_from(*seconds).ok().map(jiff::SignedDuration::from_secs);
            let then = then.and_then(|then| now.checked_add(then).ok());
            stands(Sharing::MoveGoes(then.unwrap_or(now)))
        }
        Shared::Done(round) => {
            let outcome = &round.synced.outcome;
            let (sent, received) = (outcome.sent.clone(), outcome.received.clone());
            let came = (!received.is_empty()).then_some(Happening::Received(received));
            let went = (!sent.is_empty()).then_some(Happening::Sent(sent));
            let events = went.into_iter().chain(came).map(Event::Happened);
            events.chain(stands(Sharing::Synced(now))).collect()
        }
        Shared::Away(_) => stands(Sharing::Offline(now)),
        Shared::Back { .. } => stands(Sharing::Synced(now)),
        Shared::Stopped { why, .. } | Shared::Failed(why) => stands(Sharing::Stopped(why.clone())),
    }
}

/// Tells pages until nobody asks. What is asked meanwhile is answered by one page.
fn tell_pages(options: &Options, tell: &Sender<Event>, asked: &Receiver<Ask>) {
    let mut teller = Teller::new(options.directory.clone(), options.language);
    let mut minutes = 0;
    loop {
        let patience = teller.patience().map_or(SYNCED, |patience| patience.min(SYNCED));
        let first = asked.recv_timeout(patience);
        if matches!(first, Err(RecvTimeoutError::Disconnected)) {
            return;
        }
        let mut look = teller.is_outdated();
        if first.is_err() && !look && teller.patience().is_none_or(|patience| !patience.is_zero()) {
            continue;
        }
        for ask in first.into_iter().chain(asked.try_iter()) {
            match ask {
                Ask::Found(path, found) => teller.found(path, found),
                Ask::Gone(path) => {
                    teller.found(path, Vec::new());
                    look = true;
                }
                Ask::Look => look = true,
                Ask::Again => {
                    minutes += 1;
                    look |= minutes % LOOK_MINUTES == 0;
                }
                Ask::All => {
                    teller.all();
                    look = true;
                }
                Ask::Filter(query) => {
                    teller.filter(&query);
                    look = true;
                }
            }
        }
        let now = options.clock.now();
        let page = match look {
            true => teller.look(&now).map(Some),
            false => Ok(teller.again(&now)),
        };
        let event = match page {
            Ok(Some(page)) => Event::Page(Box::new(page)),
            Ok(None) => continue,
            Err(error) => Event::Happened(Happening::Trouble(error.to_string())),
        };
        if tell.send(event).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_made_by_hand_says_when_it_goes() {
        let now: Timestamp = "2026-11-27T11:06:00Z".parse().expect("a moment");
        let waits = Shared::Waits { seconds: 57, paths: Vec::new() };
        let told = heard_of_sharing(&waits, now);
        let then = "2026-11-27T11:06:57Z".parse().expect("a moment");
        assert!(matches!(&told[..], [Event::Sharing(Sharing::MoveGoes(at))] if *at == then));
    }

    #[test]
    fn what_was_wrong_with_a_file_goes_with_it() {
        let path = RepoPath::new("conflicts/ola-8-due-54fbf3e870f8.md");
        let (_, ask) = heard(&watch::Event::Removed(path.clone(), By::Somebody));
        assert!(matches!(ask, Some(Ask::Gone(gone)) if gone == path));
    }
}
