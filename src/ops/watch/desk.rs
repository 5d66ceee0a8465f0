use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::store::cache::program_stamp;
use crate::store::door::{self, Door};
use crate::watch::live::{Answer, Question, Want};

/// Whoever asks has gone on by themselves before.
const PATIENCE: Duration = Duration::from_millis(500);

/// Answers other programs of this user while the folder is watched.
pub(super) struct Desk {
    waiting: Waiting,
    /// What was read is not written down yet.
    writing: Arc<AtomicBool>,
    _door: Door,
}

/// Those who asked and have no answer yet, by the name of the file that was made for them.
type Waiting = Arc<Mutex<BTreeMap<String, (Want, Sender<Answer>)>>>;

impl Desk {
    /// Returns the folder that is to be watched for it; `None` where there can be none.
    pub(super) fn bell(git_dir: &Path) -> Option<PathBuf> {
        door::folder(git_dir).ok()
    }

    /// Opens it; `None` where another program answers already, or none can. While what was read is
    /// still to be written down, as it is with `writing`, it says so until that is [done](Self::written).
    pub(super) fn open(bell: &Path, writing: bool) -> Option<Self> {
        let (waiting, writing) = (Waiting::default(), Arc::new(AtomicBool::new(writing)));
        let is_writing = Arc::clone(&writing);
        let (asked, program) = (Arc::clone(&waiting), program_stamp());
        let (numbers, folder) = (AtomicU64::new(0), bell.to_owned());
        let answer = move |line: &str| {
            let Some(want) = Question::read(line, &program) else { return Answer::Strange.line() };
            if is_writing.load(Ordering::Acquire) {
                return Answer::Soon.line();
            }
            let name = format!("bell-{}", numbers.fetch_add(1, Ordering::Relaxed));
            let (tell, told) = channel();
            lock(&asked).insert(name.clone(), (want, tell));
            let answer = match door::ring(&folder, &name) {
                Ok(()) => told.recv_timeout(PATIENCE).unwrap_or(Answer::Stale),
                Err(_) => Answer::Stale,
            };
            lock(&asked).remove(&name);
            answer.line()
        };
        Some(Self { _door: Door::open(bell, answer).ok()?, waiting, writing })
    }

    /// Takes note that what was read is written down.
    pub(super) fn written(&self) {
        self.writing.store(false, Ordering::Release);
    }

    /// Answers those for whom the bell has rung.
    pub(super) fn answer(&self, rung: Vec<String>, answer: &mut dyn FnMut(Want) -> Answer) {
        for name in rung {
            let asked = lock(&self.waiting).remove(&name);
            if let Some((want, tell)) = asked {
                // Whoever has gone is not answered.
                let _ = tell.send(answer(want));
            }
        }
    }
}

fn lock(waiting: &Waiting) -> std::sync::MutexGuard<'_, BTreeMap<String, (Want, Sender<Answer>)>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}
