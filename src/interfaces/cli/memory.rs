//! Memory that is free is given back to the system while a watch runs, for days maybe, and while a check holds
//! all documents at once.

use std::os::unix::process::CommandExt;
use std::process::Command;

use super::environment::Environment;
use crate::store::program::{HUGE_PAGES, KEPT_MEMORY};

/// How many milliseconds what is free may be kept.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kept {
    /// None, where it would be kept for as long as the program is asked for nothing.
    Nothing,
    /// One, in which much of it is used again.
    Shortly,
}

/// Takes memory in small pieces from now on, where the system has large ones: each is emptied whole before the first
/// byte of it is used, and what a sync of a large folder needs is used once.
#[cfg(target_os = "linux")]
pub(super) fn take_small_pieces() {
    // Where that cannot be, it goes on as it is.
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}

/// Of a piece of two megabytes in which little is used, all would count.
const NO: &str = "0";

/// Begins the program anew, as the same process, so that it keeps little memory that it does not use.
///
/// The allocator hands back what is free when next it is asked for something, a little later; after a first
/// look in a large folder it is asked for next to nothing. What it keeps is settled when a program begins,
/// by its environment alone.
pub(super) fn keep_little(environment: &Environment, kept: Kept) {
    let Some(program) = environment.program.as_ref().filter(|_| !environment.keeps_little) else {
        return;
    };
    let mut args = std::env::args_os();
    let mut command = Command::new(program);
    if let Some(name) = args.next() {
        command.arg0(name);
    }
    let kept = match kept {
        Kept::Nothing => "0",
        Kept::Shortly => "1",
    };
    command.args(args).env(KEPT_MEMORY, kept).env(HUGE_PAGES, NO);
    // Where that cannot be, it goes on as it is, with more memory.
    let _ = command.exec();
}
