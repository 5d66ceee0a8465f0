use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::ops::sync::{self, Watcher};
use crate::schema::message::Pace;
use crate::schema::{Language, Message};
use crate::store::lock::Holder;
use crate::sync::Step;

/// A line on the terminal that says what is going on.
pub(in crate::interfaces::cli) struct Progress {
    bar: Mutex<Option<ProgressBar>>,
    /// Where it goes on.
    directory: PathBuf,
    /// Of whoever works there, found out when something is said.
    language: OnceLock<Language>,
}

impl Progress {
    pub(in crate::interfaces::cli) fn new(shown: bool, directory: &Path) -> Self {
        let bar = shown.then(|| {
            let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})");
            let bar = ProgressBar::new_spinner();
            let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        let directory = directory.to_owned();
        Self { bar: Mutex::new(bar), directory, language: OnceLock::new() }
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
        if let Ok(bar) = self.bar.lock()
            && let Some(bar) = bar.as_ref()
        {
            bar.finish_and_clear();
        }
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
        if let Ok(bar) = self.bar.lock()
            && bar.is_none()
        {
            // Whoever cannot see it is not kept from waiting.
            let _ = writeln!(std::io::stderr().lock(), "{words}");
        }
        self.say(|| words);
    }
}
