//! What people and programs talk to.
//!
//! The command line is always there, and it alone is started; the others are features, and it is
//! handed those that this build has.

pub mod cli;
#[cfg(feature = "tui")]
pub mod tui;

use std::process::ExitCode;

use crate::ops::live::Screen;

#[cfg(feature = "tui")]
const SCREEN: Option<Screen> = Some(tui::run);
#[cfg(not(feature = "tui"))]
const SCREEN: Option<Screen> = None;

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    cli::main(SCREEN)
}
