use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::ops::sync::{self, Watcher};
use crate::schema::message::Pace;
use crate::schema::{Language, Message};
use crate::store::lock::Holder;
use crate::sync::Step;

/// What takes less is over before anybody would read of it.
const PATIENCE: Duration = Duration::from_millis(500);
const TICK: Duration = Duration::from_millis(120);

/// A line on the terminal that says what is going on; it appears when that takes a while.
pub(in crate::interfaces::cli) struct Progress {
    /// `None` where nothing is shown, and when it is over.
    bar: Arc<Mutex<Option<ProgressBar>>>,
    shown: bool,
    /// Where it goes on.
    directory: PathBuf,
    /// Of whoever works there, found out when something is said.
    language: OnceLock<Language>,
}

impl Progress {
    pub(in crate::interfaces::cli) fn new(shown: bool, directory: &Path) -> Self {
        let bar = shown.then(|| {
            let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})");
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
        });
        let bar = Arc::new(Mutex::new(bar));
        if shown {
            let bar = Arc::clone(&bar);
            thread::spawn(move || appear(&bar));
        }
        Self { bar, shown, directory: directory.to_owned(), language: OnceLock::new() }
    }

    fn language(&self) -> Language {
        *self.language.get_or_init(|| sync::language_in(&self.directory))
    }

    fn say(&self, text: impl FnOnce() -> String) {
        if let Ok(bar) = self.bar.lock()
            && let Some(bar) = bar.as_ref()
        {
            bar.set_message(text());
            bar.reset_elapsed();
        }
    }

    pub(in crate::interfaces::cli) fn finish(&self) {
        if let Ok(mut bar) = self.bar.lock()
            && let Some(bar) = bar.take()
        {
            bar.finish_and_clear();
        }
    }
}

/// Shows a line after a while, once it says something.
fn appear(bar: &Mutex<Option<ProgressBar>>) {
    thread::sleep(PATIENCE);
    loop {
        match bar.lock().as_deref() {
            Ok(Some(bar)) if !bar.message().is_empty() => {
                bar.set_draw_target(ProgressDrawTarget::stderr());
                return bar.enable_steady_tick(TICK);
            }
            Ok(Some(_)) => {}
            Ok(None) | Err(_) => return,
        }
        thread::sleep(TICK);
    }
}

impl Watcher for Progress {
    fn step(&self, step: Step) {
        self.say(|| {
            match step {
                Step::Reading => Pace::Reading,
                Step::Checking => Pace::Checking,
                Step::Fetching => Pace::Asking,
                Step::Merging => Pace::Merging,
                Step::Sending => Pace::Sending,
                Step::Writing => Pace::Writing,
                Step::Again { round } => Pace::Again { round },
            }
            .text(self.language())
        });
    }

    fn waiting(&self, holder: Option<&Holder>) {
        let command = holder.map_or("handover", |holder| holder.command.as_str());
        let words = Message::WaitingForOther { command }.text(self.language());
        if !self.shown {
            // Whoever cannot see it is not kept from waiting.
            let _ = writeln!(std::io::stderr().lock(), "{words}");
        }
        self.say(|| words);
    }
}
