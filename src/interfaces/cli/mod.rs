//! The command line: parses arguments, calls `ops`, prints.
//!
//! The one place that reads arguments, environment, clock and terminal, and the one that decides
//! exit codes. Knows no rules of its own: a command file turns arguments into options and plain
//! data into text.
#![expect(
    clippy::disallowed_methods,
    reason = "environment, clock and terminal are read here, once, for all the layers below"
)]

mod args;
mod commands;
mod completion;
mod csv;
mod day;
mod desk;
mod editor;
mod environment;
mod error;
mod excerpt;
mod globals;
mod graph;
mod help;
mod language;
mod listing;
mod markdown;
#[cfg(unix)]
mod memory;
mod output;
mod progress;
#[cfg(all(test, feature = "mail"))]
mod page;
mod prompt;
mod reading;
mod screen;
mod story;
mod style;
mod table;
mod words;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use args::Cli;
use environment::Environment;
pub use error::{Exit, Hint, spoken};
pub use globals::Globals;
use output::is_broken_pipe;

use crate::ops::live::Screen;

/// Runs the program with the arguments of the process, and with the live screen that this build has.
pub fn main(screen: Option<Screen>) -> ExitCode {
    let environment = Environment::read();
    let command = help::arranged(Cli::command());
    let arguments = words::help_as_option(std::env::args_os().collect(), &command);
    let arguments = words::options_first(arguments, &command);
    let matches = match command.try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return usage(&error),
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let globals = match Globals::resolve(&cli.globals, environment, screen) {
        Ok(globals) => globals,
        Err(error) => return error::report(&error, false),
    };
    let ended = cli.command.run(&globals);
    // What cannot be told on standard error cannot be told at all.
    let _ = globals.tell_notes();
    match ended {
        Ok(exit) => exit.code(),
        // Whoever read the output has seen enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => error::report(&error, globals.color_errors),
    }
}

/// Shows help, the version, or what is wrong with the arguments.
fn usage(error: &clap::Error) -> ExitCode {
    match error.print() {
        Ok(()) if !error.use_stderr() => ExitCode::SUCCESS,
        Err(io) if io.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        _ => Exit::Failed.code(),
    }
}
