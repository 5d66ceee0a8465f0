use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::Duration;

use super::{Args, Voice};
use crate::interfaces::cli::commands::{listed, warn};
use crate::interfaces::cli::{Exit, Globals};
use crate::ops::watch::WatchError;
use crate::workspace::SILENT;

/// How soon a workspace that cannot be watched is tried again: its disk may be connected by then.
const AGAIN: Duration = Duration::from_secs(30);

/// Watches all listed workspaces, each in a thread of its own.
pub(super) fn run(args: &Args, voice: &Voice, globals: &Globals) -> anyhow::Result<Exit> {
    let (_, list) = listed()?;
    // One event at a time, whole.
    let turn = Mutex::new(());
    let (tell, failures) = channel();
    std::thread::scope(|scope| {
        for (name, folder) in &list {
            let voice = Voice { workspace: Some(name.clone()), ..voice.clone() }.in_folder(folder);
            let (turn, failed) = (&turn, tell.clone());
            scope.spawn(move || {
                loop {
                    let ended = args.watch(folder, SILENT, &mut |event, sources| {
                        let _turn = turn.lock();
                        voice.tell(event, sources)
                    });
                    match ended {
                        // Nobody reads any more.
                        Ok(()) | Err(WatchError::Told(_)) => return,
                        Err(error) => {
                            let folder = folder.display();
                            let told =
                                format!("{name} ({folder}): {error}; it is tried again by itself");
                            if failed.send(told).is_err() {
                                return;
                            }
                        }
                    }
                    std::thread::sleep(AGAIN);
                }
            });
        }
        drop(tell);
        let mut told = BTreeSet::new();
        for failure in failures {
            // Once is enough: it is tried again and again.
            if told.insert(failure.clone()) {
                warn(&[failure], globals)?;
            }
        }
        Ok(Exit::Done)
    })
}
