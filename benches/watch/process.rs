use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::Outcome;

/// Nothing takes nearly as long.
const LONGEST: Duration = Duration::from_secs(60);
/// In these the system counts the time of a processor.
const TICKS_PER_SECOND: f64 = 100.0;

/// A watch that runs until this is dropped.
pub(crate) struct Watched {
    child: Child,
    events: Receiver<(Instant, String)>,
}

impl Watched {
    /// Starts one, and returns how long it took until it was ready.
    pub(crate) fn start(program: &str, folder: &Path, more: &[&str]) -> Outcome<(Self, Duration)> {
        let mut command = Command::new(program);
        command.arg("-C").arg(folder).args(["watch", "--json"]).args(more).stdout(Stdio::piped());
        let began = Instant::now();
        let mut child = command.spawn()?;
        let out = child.stdout.take().ok_or("its output is piped")?;
        let (tell, events) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if tell.send((Instant::now(), line)).is_err() {
                    return;
                }
            }
        });
        let watched = Self { child, events };
        let ready = watched.until(&["\"event\":\"ready\""])?;
        Ok((watched, ready.duration_since(began)))
    }

    /// Waits for an event that holds all of these; returns when it came.
    pub(crate) fn until(&self, wanted: &[&str]) -> Outcome<Instant> {
        loop {
            let (at, line) = self.events.recv_timeout(LONGEST)?;
            if wanted.iter().all(|one| line.contains(one)) {
                return Ok(at);
            }
        }
    }

    /// Returns how many percent of a core it takes while nothing happens.
    pub(crate) fn idle(&self, time: Duration) -> Outcome<f64> {
        // What follows the last save is over by then.
        std::thread::sleep(Duration::from_secs(30));
        let before = self.worked()?;
        std::thread::sleep(time);
        let spent = self.worked()?.saturating_sub(before);
        Ok(100.0 * spent.as_secs_f64() / time.as_secs_f64())
    }

    /// Returns for how long processors have worked for it.
    pub(crate) fn worked(&self) -> Outcome<Duration> {
        worked(&self.child.id().to_string(), Whose::Its)
    }

    /// Returns how many MiB it holds, and has held at most.
    pub(crate) fn memory(&self) -> Outcome<[u64; 2]> {
        let status = self.about("status")?;
        let of = |key: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(key))?;
            Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
        };
        Ok([of("VmRSS:").ok_or("no VmRSS")?, of("VmHWM:").ok_or("no VmHWM")?])
    }

    fn about(&self, what: &str) -> Outcome<String> {
        Ok(std::fs::read_to_string(format!("/proc/{}/{what}", self.child.id()))?)
    }
}

/// Whose work is counted.
pub(crate) enum Whose {
    /// That of a process itself.
    Its,
    /// That of those it started, and which have ended.
    Children,
}

/// Returns for how long processors have worked for a process: its number, or `self`.
pub(crate) fn worked(process: &str, whose: Whose) -> Outcome<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name, in parentheses, may hold anything.
    let (_, rest) = stat.rsplit_once(')').ok_or("no name in its stat")?;
    let first = match whose {
        Whose::Its => 11,
        Whose::Children => 13,
    };
    let mut fields = rest.split_whitespace().skip(first).take(2);
    let mut next = || fields.next().and_then(|field| field.parse::<f64>().ok());
    let (user, system) = next().zip(next()).ok_or("no times in its stat")?;
    Ok(Duration::from_secs_f64((user + system) / TICKS_PER_SECOND))
}

impl Drop for Watched {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
