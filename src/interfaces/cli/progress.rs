use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Globals;

/// What takes less is over before anybody would read of it.
const PATIENCE: Duration = Duration::from_millis(500);

/// A bar on the terminal that counts files; it appears when the work takes a while, and goes when
/// it is done. Nothing is shown where errors do not go to a terminal.
pub(super) struct Counter {
    begun: Instant,
    /// `None` where nothing is shown.
    bar: Option<Mutex<ProgressBar>>,
}

impl Counter {
    pub(super) fn new(what: &str, globals: &Globals) -> Self {
        let shown = globals.environment.shows_progress();
        let bar = shown.then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
            let style = ProgressStyle::with_template("{msg} {bar:24} {human_pos}/{human_len}");
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
                .with_message(what.to_owned())
        });
        Self { begun: Instant::now(), bar: bar.map(Mutex::new) }
    }

    /// Takes note that `done` of `total` files are done.
    pub(super) fn count(&self, done: usize, total: usize) {
        let Some(bar) = &self.bar else { return };
        if self.begun.elapsed() < PATIENCE {
            return;
        }
        // Whoever finds it busy has nothing to add that the next one will not.
        if let Ok(bar) = bar.try_lock() {
            if bar.length().is_none() {
                bar.set_draw_target(ProgressDrawTarget::stderr());
                bar.set_length(total as u64);
            }
            bar.set_position(done as u64);
        }
    }

    /// Takes the bar away: what was counted is done.
    pub(super) fn clear(&self) {
        if let Some(Ok(bar)) = self.bar.as_ref().map(Mutex::lock) {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        self.clear();
    }
}
