use std::fmt;
use std::time::Duration;

/// Times that were measured.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures(Vec<Duration>);

impl Figures {
    pub(crate) fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// Returns the time that this part of all did not exceed.
    pub(crate) fn part(&self, part: f64) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort();
        let at = (part * sorted.len() as f64).ceil() as usize;
        sorted.get(at.saturating_sub(1)).copied().unwrap_or_default()
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [half, most, all] = [0.5, 0.99, 1.0].map(|part| self.part(part).as_secs_f64() * 1000.0);
        write!(f, "median {half:.1}, p99 {most:.1}, most {all:.1} ms of {}", self.0.len())
    }
}
