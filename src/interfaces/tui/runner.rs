use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::background::{Ask, Background};
use super::event::{Action, Broken, Event, Signal};
use super::model::{Mode, Model};
use super::signals;
use super::terminal::{self, Screen};
use super::update::update;
use super::view::Theme;
use crate::ops::live::{Desk, LiveError, Options};
use crate::schema::message;
use crate::text::RepoPath;

/// Events that are taken in before the screen is drawn again.
const MOST_AT_ONCE: usize = 64;

/// Opens the live screen of a workspace, until whoever sits before it has enough.
///
/// # Errors
/// When the terminal cannot be taken over, or the program is at fault.
pub fn run(options: &Options, desk: &dyn Desk) -> Result<(), LiveError> {
    let (tell, events) = channel();
    let lent = Arc::new(AtomicBool::new(false));
    signals::listen(tell.clone(), Arc::clone(&lent)).map_err(LiveError::Terminal)?;
    let theme = Theme::new(options.color);
    let screen = Screen::open(theme, options.size).map_err(LiveError::Terminal)?;
    let (go_on, may_read) = channel();
    let keys = tell.clone();
    thread::spawn(move || terminal::listen(&keys, &may_read));
    let background = Background::start(options, &tell);
    let model = Model::new(options.clock.now(), options.language);
    let mut runner = Runner { options, desk, model, screen, background, events, go_on, lent };
    let ended = runner.run();
    // The terminal is given back before anything is told on it.
    drop(runner);
    match ended {
        Ok(Ended::Signal(signal)) => signals::end(signal),
        Ok(Ended::Fault) => return Err(LiveError::Fault),
        Ok(Ended::Quit) => {}
        // A terminal that is gone leaves nobody to be told.
        Err(error) if !io::stdout().is_terminal() || !io::stdin().is_terminal() => drop(error),
        Err(error) => return Err(LiveError::Terminal(error)),
    }
    Ok(())
}

/// Why the screen is closed.
enum Ended {
    Quit,
    Signal(i32),
    Fault,
}

struct Runner<'a> {
    options: &'a Options,
    desk: &'a dyn Desk,
    model: Model,
    screen: Screen,
    background: Background,
    events: Receiver<Event>,
    /// Lets the next key be read.
    go_on: Sender<()>,
    /// Whether somebody else has the terminal.
    lent: Arc<AtomicBool>,
}

impl Runner<'_> {
    fn run(&mut self) -> io::Result<Ended> {
        loop {
            self.screen.draw(&self.model)?;
            let first = match self.events.recv_timeout(self.rest_of_the_minute()) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) => Event::Minute,
                Err(RecvTimeoutError::Disconnected) => return Ok(Ended::Quit),
            };
            let more: Vec<Event> = self.events.try_iter().take(MOST_AT_ONCE).collect();
            for event in std::iter::once(first).chain(more) {
                if let ControlFlow::Break(ended) = self.take(event)? {
                    return Ok(ended);
                }
            }
        }
    }

    fn rest_of_the_minute(&self) -> Duration {
        let now = self.options.clock.now().timestamp().as_millisecond();
        Duration::from_millis(60_000 - u64::try_from(now.rem_euclid(60_000)).unwrap_or(0))
    }

    fn take(&mut self, event: Event) -> io::Result<ControlFlow<Ended>> {
        let ended = match event {
            Event::Signal(Signal::End(signal)) => Ended::Signal(signal),
            Event::Broken(Broken::Program) => Ended::Fault,
            _ => Ended::Quit,
        };
        match event {
            Event::Resized => self.screen.resize()?,
            Event::Signal(Signal::GoOn) => self.screen.again()?,
            _ => {}
        }
        let is_key = matches!(event, Event::Key(_));
        self.model.now = self.options.clock.now();
        for action in update(&mut self.model, event) {
            if action == Action::Quit {
                return Ok(ControlFlow::Break(ended));
            }
            self.act(action)?;
        }
        if is_key {
            // Where nobody reads keys any more, that is told by an event.
            let _ = self.go_on.send(());
        }
        Ok(ControlFlow::Continue(()))
    }

    fn act(&mut self, action: Action) -> io::Result<()> {
        match action {
            Action::Quit => {}
            Action::Suspend if signals::has_shell() => self.lend(|_| signals::stop())?,
            Action::Suspend => self.model.said = Some(self.model.say(message::Screen::NoShell)),
            Action::Open { path, line } => self.open(&path, line)?,
            Action::Confirm(id) => {
                let said = self.lend(|desk| desk.confirm(&id))?;
                self.told(said);
                self.ask(Ask::Look);
            }
            Action::Filter(query) => self.ask(Ask::Filter(query)),
            Action::All => self.ask(Ask::All),
            Action::Again => self.ask(Ask::Again),
            Action::Job(job) => {
                if self.background.jobs.send(job).is_err() {
                    self.model.busy = false;
                }
            }
        }
        Ok(())
    }

    /// Asks for a page. A thread that is gone has told so by an event.
    fn ask(&self, ask: Ask) {
        let _ = self.background.pages.send(ask);
    }

    fn open(&mut self, path: &RepoPath, line: Option<usize>) -> io::Result<()> {
        if self.desk.takes_the_terminal() {
            let opened = self.lend(|desk| desk.edit(path, line))?;
            self.told(opened.map(|()| String::new()));
            self.ask(Ask::Look);
        } else {
            let opened = self.desk.edit(path, line);
            let opened =
                opened.map(|()| self.model.say(message::Screen::Opened { path: path.as_str() }));
            self.told(opened);
        }
        Ok(())
    }

    /// Gives the terminal away for a while.
    fn lend<T>(&mut self, work: impl FnOnce(&dyn Desk) -> T) -> io::Result<T> {
        self.lent.store(true, Ordering::SeqCst);
        let desk = self.desk;
        let done = self.screen.lend(|| work(desk));
        self.lent.store(false, Ordering::SeqCst);
        done
    }

    /// Shows what came of something: the first line of it, all of what went wrong.
    fn told(&mut self, said: Result<String, String>) {
        match said {
            Ok(text) => self.model.said = text.lines().next().map(str::to_owned),
            Err(text) => {
                let lines = text.lines().map(str::to_owned).collect();
                self.model.mode = Mode::Reading { title: "!".to_owned(), lines, from: 0 };
            }
        }
    }
}
