use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::figures::Figures;
use crate::process::{Watched, Whose, worked};
use crate::{Outcome, taken};

/// How long something took, by the clock and of all processors together.
#[derive(Default)]
pub(crate) struct Cost {
    pub(crate) time: Figures,
    pub(crate) work: Figures,
}

impl Cost {
    fn add(&mut self, time: Duration, work: Duration) {
        self.time.add(time);
        self.work.add(work);
    }
}

/// Starts a watch until it is ready, and lets a `check` run to its end, by turns, with nothing remembered. Returns
/// what each of the two cost.
pub(crate) fn measure(program: &str, folder: &Path, count: usize) -> Outcome<[Cost; 2]> {
    let mut costs = [Cost::default(), Cost::default()];
    // The first turn reads the files into the memory of the system.
    for turn in 0..=count {
        forget(folder);
        let (watched, ready) = Watched::start(program, folder, &[])?;
        let watch = (ready, watched.worked()?);
        drop(watched);
        forget(folder);
        let before = worked("self", Whose::Children)?;
        let cold = taken(Command::new(program).arg("-C").arg(folder).arg("check"))?;
        let check = (cold, worked("self", Whose::Children)? - before);
        if turn > 0 {
            for (cost, (time, work)) in costs.iter_mut().zip([watch, check]) {
                cost.add(time, work);
            }
        }
    }
    Ok(costs)
}

/// Removes what was remembered of a folder.
pub(crate) fn forget(folder: &Path) {
    fs::remove_dir_all(folder.join(".git/handover/cache")).ok();
}
