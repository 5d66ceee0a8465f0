use std::cell::RefCell;
use std::time::Duration;

use jiff::{Span, ZonedDateTime};

use crate::sync::Clock;

/// How long before the present the story begins: it ends before the present too.
const BEGINS: i64 = 4;
/// How much passes between two steps.
const STEP: i64 = 3;

/// The clock of the story: it moves when a step is done, so that nobody waits.
pub(super) struct StoryClock(RefCell<ZonedDateTime>);

impl StoryClock {
    pub(super) fn before(now: &ZonedDateTime) -> Self {
        let start = now.checked_sub(Span::new().hours(BEGINS)).unwrap_or_else(|_| now.clone());
        Self(RefCell::new(start))
    }

    /// Lets a few minutes pass.
    pub(super) fn step(&self) {
        self.pass(Span::new().minutes(STEP));
    }

    fn pass(&self, span: Span) {
        let later = self.0.borrow().checked_add(span);
        // At the end of all time it stands still.
        if let Ok(later) = later {
            self.0.replace(later);
        }
    }
}

impl Clock for StoryClock {
    fn now(&self) -> ZonedDateTime {
        self.0.borrow().clone()
    }

    fn wait(&self, time: Duration) {
        self.pass(Span::new().milliseconds(i64::try_from(time.as_millis()).unwrap_or(i64::MAX)));
    }

    fn jitter(&self) -> u64 {
        0
    }
}
