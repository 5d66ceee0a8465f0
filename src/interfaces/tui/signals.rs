//! What the system asks of a program: to end, to stop, to go on.

#[cfg(unix)]
pub(super) use unix::{end, has_shell, listen, stop};

#[cfg(not(unix))]
pub(super) use elsewhere::{end, has_shell, listen, stop};

#[cfg(unix)]
mod unix {
    use std::io;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc::Sender;
    use std::thread;

    use rustix::process::{getppid, getsid};
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    use crate::interfaces::tui::event::{Event, Signal};

    /// Tells of signals from now on. While the terminal is `lent`, keys that mean signals are meant
    /// for whoever has it.
    pub(in crate::interfaces::tui) fn listen(
        tell: Sender<Event>,
        lent: Arc<AtomicBool>,
    ) -> io::Result<()> {
        let mut signals = Signals::new([SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP])?;
        thread::spawn(move || {
            for signal in signals.forever() {
                let is_lent = lent.load(Ordering::SeqCst);
                let told = match signal {
                    // An editor that stops takes all that run with it along.
                    SIGTSTP if is_lent => {
                        stop();
                        continue;
                    }
                    SIGINT | SIGQUIT | SIGCONT if is_lent => continue,
                    SIGTSTP => Signal::Stop,
                    SIGCONT => Signal::GoOn,
                    other => Signal::End(other),
                };
                if tell.send(Event::Signal(told)).is_err() {
                    return;
                }
            }
        });
        Ok(())
    }

    /// Stops until somebody lets the program go on.
    pub(in crate::interfaces::tui) fn stop() {
        // Where the system refuses, the program simply goes on.
        let _ = emulate_default_handler(SIGTSTP);
    }

    /// Ends as a program does that this signal ends.
    pub(in crate::interfaces::tui) fn end(signal: i32) {
        let _ = emulate_default_handler(signal);
    }

    /// Tells whether whoever started this program could let it go on.
    pub(in crate::interfaces::tui) fn has_shell() -> bool {
        let session = |pid| getsid(pid).ok();
        getppid().is_some_and(|parent| session(Some(parent)) == session(None))
    }
}

#[cfg(not(unix))]
mod elsewhere {
    use std::io;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;
    use std::sync::mpsc::Sender;

    use crate::interfaces::tui::event::Event;

    pub(in crate::interfaces::tui) fn listen(
        _: Sender<Event>,
        _: Arc<AtomicBool>,
    ) -> io::Result<()> {
        Ok(())
    }

    pub(in crate::interfaces::tui) fn stop() {}

    pub(in crate::interfaces::tui) fn end(_: i32) {}

    pub(in crate::interfaces::tui) fn has_shell() -> bool {
        false
    }
}
