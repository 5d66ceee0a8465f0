use std::io::Write;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::ops::sync::Watcher;
use crate::schema::{Language, Message};
use crate::store::lock::Holder;
use crate::sync::Step;

/// A line on the terminal that says what is going on.
pub(in crate::interfaces::cli) struct Progress {
    bar: Mutex<Option<ProgressBar>>,
}

impl Progress {
    pub(in crate::interfaces::cli) fn new(shown: bool) -> Self {
        let bar = shown.then(|| {
            let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})");
            let bar = ProgressBar::new_spinner();
            let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Self { bar: Mutex::new(bar) }
    }

    fn say(&self, text: String) {
        if let Ok(bar) = self.bar.lock()
            && let Some(bar) = bar.as_ref()
        {
            bar.set_message(text);
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
        self.say(match step {
            Step::Reading => "Reading the folder".to_owned(),
            Step::Checking => "Checking what you wrote".to_owned(),
            Step::Fetching => "Asking the shared place what is new".to_owned(),
            Step::Merging => "Merging".to_owned(),
            Step::Sending => "Sending, and waiting for the shared place".to_owned(),
            Step::Writing => "Writing files".to_owned(),
            Step::Again { round } => format!("Somebody was faster; trying again ({round})"),
        });
    }

    fn waiting(&self, holder: Option<&Holder>) {
        let command = holder.map_or("handover", |holder| holder.command.as_str());
        let words = Message::WaitingForOther { command }.text(Language::English);
        if let Ok(bar) = self.bar.lock()
            && bar.is_none()
        {
            // Whoever cannot see it is not kept from waiting.
            let _ = writeln!(std::io::stderr().lock(), "{words}");
        }
        self.say(words);
    }
}
