//! Measures a running `handover watch` on a workspace that `benches/generate` has written.
//!
//! `benches/watch.sh` builds and runs it. It needs nothing but the standard library, and Linux: what a
//! process costs is read from `/proc`. With `together` it measures two folders that share by
//! themselves: how long it takes from a save in one until the file is in the other. With `link` it is
//! the line between them, on which everything comes later.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of its own that runs another and says how long it took"
)]

mod figures;
mod link;
mod process;
mod saves;
mod starts;
mod together;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use figures::Figures;
use process::Watched;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["alone", program, folder, saves, idle] => alone(program, folder, saves, idle),
        ["starts", program, folder, count] => start(program, folder, count),
        ["link", delay, host, port] => link::carry(delay, host, port),
        ["together", program, one, other, saves, more @ ..] => {
            together::measure(program, [Path::new(one), Path::new(other)], saves, more)
        }
        _ => Err("usage: watch starts PROGRAM FOLDER COUNT\n\
                  \x20      watch alone PROGRAM FOLDER SAVES IDLE-SECONDS\n\
                  \x20      watch together PROGRAM FOLDER FOLDER SAVES [WATCH-ARGUMENT...]\n\
                  \x20      watch link MILLISECONDS HOST PORT"
            .into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// One watch after the other, on one folder.
fn start(program: &str, folder: &str, count: &str) -> Outcome<()> {
    let [watch, check] = starts::measure(program, Path::new(folder), count.parse()?)?;
    let [ready, cold] = [&watch.time, &check.time].map(|figures| figures.part(0.5));
    row("start until ready, nothing remembered", ready, "`check`, nothing remembered", cold);
    let [ready, cold] = [&watch.work, &check.work].map(|figures| figures.part(0.5));
    row("of the processors for it", ready, "`check`", cold);
    Ok(())
}

/// One folder, one watch.
fn alone(program: &str, folder: &str, saves: &str, idle: &str) -> Outcome<()> {
    let (folder, idle) = (PathBuf::from(folder), Duration::from_secs(idle.parse()?));
    // The page is written where it is not there yet.
    Command::new(program).arg("-C").arg(&folder).arg("today").stdout(Stdio::null()).status()?;
    let line = |args: &[&str]| {
        let mut command = Command::new(program);
        command.arg("-C").arg(&folder).args(args);
        command
    };
    let without = turns(9, &[&|| line(&["status", "--short"]), &|| git_status(&folder)])?;
    starts::forget(&folder);
    let (mut watched, _) = Watched::start(program, &folder, &[])?;
    let list = turns(
        21,
        &[
            &|| line(&["list", "status:sent", "to:kari"]),
            &|| line(&["status", "--short"]),
            &|| git_status(&folder),
            &|| line(&["--version"]),
        ],
    )?;
    row("`list`, with the watch", list[0], "`git status`", list[2]);
    row("`status --short`, with the watch", list[1], "`--version`", list[3]);
    row("`status --short`, without", without[0], "`git status`", without[1]);
    let (told, page) = saves::measure(&mut watched, &folder, saves.parse()?)?;
    println!("| save to diagnostics | {told} | | |");
    println!("| `Today.md` written | {} times, {} of them as it was | | |", page.0, page.1);
    let share = watched.idle(idle)?;
    println!("| processor, idle for {} s | {share:.2} % of a core | | |", idle.as_secs());
    let [now, most] = watched.memory()?;
    println!("| memory | {now} MiB, at most {most} MiB | | |");
    Ok(())
}

fn git_status(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).arg("status");
    command
}

fn row(what: &str, taken: Duration, floor: &str, least: Duration) {
    let ratio = taken.as_secs_f64() / least.as_secs_f64();
    let [taken, least] = [taken, least].map(|time| time.as_secs_f64() * 1000.0);
    println!("| {what} | {taken:.1} ms | {floor}: {least:.1} ms | {ratio:.2} |");
}

/// Runs a command to its end; returns how long that took.
fn taken(command: &mut Command) -> Outcome<Duration> {
    let began = Instant::now();
    let ended = command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    let taken = began.elapsed();
    // `check` ends with 1 where it found errors.
    match ended.code() {
        Some(0 | 1) => Ok(taken),
        _ => Err(format!("{command:?} failed").into()),
    }
}

/// Runs commands in turn, after one turn that does not count; returns the median of each.
fn turns(count: usize, commands: &[&dyn Fn() -> Command]) -> Outcome<Vec<Duration>> {
    let mut all = vec![Figures::default(); commands.len()];
    for turn in 0..=count {
        for (command, figures) in commands.iter().zip(&mut all) {
            let time = taken(&mut command())?;
            if turn > 0 {
                figures.add(time);
            }
        }
    }
    Ok(all.iter().map(|figures| figures.part(0.5)).collect())
}
