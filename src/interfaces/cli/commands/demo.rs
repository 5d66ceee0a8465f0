use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::diagnostic::render::{self, Context, Format};
use crate::interfaces::cli::day::{self, Day, Look};
use crate::interfaces::cli::markdown::options;
use crate::interfaces::cli::output::Out;
use crate::interfaces::cli::style::{BOLD, DIM, HINT, OK};
use crate::interfaces::cli::{Exit, Globals, Hint, listing, reading};
use crate::ops::Place;
use crate::ops::check::Outcome;
use crate::ops::demo::{self, Change, DemoError, Played, Scene, Shows, Stage, Who};
use crate::ops::explain;
use crate::ops::sync::told;
use crate::ops::today::Today;
use crate::text::harmless;

/// Play a whole round between two people, on this machine alone
///
/// Makes a shared repository and two clones in a new folder, and plays one task from the first word
/// to its acceptance: a mistake that is caught, both changing the same thing at once, a delivery, a
/// review. Everything is real and stays there to explore; nothing outside of the folder is touched.
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover demo")]
pub(crate) struct Args {
    /// A new or empty folder; handover-demo, or the next free name, when absent
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let options = demo::Options {
        base: globals.directory.clone(),
        folder: args.folder,
        now: globals.now.clone(),
    };
    let mut teller = Teller { globals, out: globals.out() };
    let played = demo::play(&options, &mut teller);
    let mut out = teller.out;
    let played = match played {
        Ok(played) => played,
        Err(error) => {
            out.finish()?;
            return explained(error);
        }
    };
    ending(&played, globals, &mut out)?;
    out.finish()?;
    Ok(Exit::Done)
}

/// Says what to do about an error.
fn explained<T>(error: DemoError) -> anyhow::Result<T> {
    let hint = match &error {
        DemoError::NotEmpty(_) => {
            "name a new folder, or none: `handover demo` takes the next free name; delete the old \
             one when you are done with it"
        }
        DemoError::Cloud { .. } => "name a folder outside of it: `handover demo DIR`",
        DemoError::Stage(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            return Err(io::Error::from(io::ErrorKind::BrokenPipe).into());
        }
        DemoError::Step { .. } | DemoError::Story(_) => {
            "what was made is left there; `handover doctor` looks at the machine"
        }
        _ => return Err(error.into()),
    };
    Err(error).hint(hint)
}

/// Tells the story as it happens.
struct Teller<'a> {
    globals: &'a Globals,
    out: Out,
}

impl Stage for Teller<'_> {
    fn show(&mut self, scene: &Scene<'_>) -> io::Result<()> {
        let out = &mut self.out;
        match scene {
            Scene::Chapter(title) => writeln!(out, "\n{BOLD}{HINT}── {title} ──{HINT:#}{BOLD:#}")?,
            Scene::Told(text) => {
                writeln!(out)?;
                for line in textwrap::wrap(text, options(self.globals.width.min(90))) {
                    writeln!(out, "{line}")?;
                }
            }
            Scene::Edited { who, path, changes } => {
                writeln!(out, "\n{BOLD}{}, in an editor:{BOLD:#} {}", who.name(), path)?;
                for change in *changes {
                    match change {
                        Change::Removed(line) if is_hint(line) => {}
                        Change::Removed(line) => {
                            writeln!(out, "  {DIM}- {}{DIM:#}", harmless(line))?
                        }
                        Change::Added(line) => writeln!(out, "  {OK}+{OK:#} {}", harmless(line))?,
                    }
                }
            }
            Scene::Deleted { who, path } => {
                writeln!(
                    out,
                    "\n{BOLD}{}, in the file manager:{BOLD:#} deletes {path}",
                    who.name()
                )?;
            }
            Scene::Attached { who, path, bytes } => {
                let name = who.name();
                writeln!(
                    out,
                    "\n{BOLD}{name}, in a spreadsheet:{BOLD:#} saves {path} ({bytes} bytes)"
                )?;
            }
            Scene::Ran { who, command, shows } => {
                writeln!(out, "\n{BOLD}{} ${BOLD:#} {command}", who.name())?;
                self.outcome(*who, shows)?;
            }
        }
        // Each step is seen when it is done.
        self.out.flush()
    }
}

/// Tells whether a line only said what to write there.
fn is_hint(line: &str) -> bool {
    line.starts_with("<!--") || line == "- [ ]"
}

/// The most lines of one command that are shown.
const MOST: usize = 24;

impl Teller<'_> {
    /// Shows what the command itself would print, a long list shortened.
    fn outcome(&mut self, who: Who, shows: &Shows<'_>) -> io::Result<()> {
        let mut text = Vec::new();
        let most = match shows {
            Shows::Synced(synced) if synced.outcome.first => 5,
            _ => MOST,
        };
        self.write(shows, &mut text)?;
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.trim_end().lines().collect();
        for line in lines.iter().take(most) {
            writeln!(self.out, "  {line}")?;
        }
        if lines.len() > most {
            let more = super::count(lines.len() - most, "more line");
            writeln!(self.out, "  {DIM}… {more} for {}{DIM:#}", who.name())?;
        }
        Ok(())
    }

    fn write(&self, shows: &Shows<'_>, out: &mut dyn Write) -> io::Result<()> {
        match shows {
            Shows::Begun(made) => super::init::write(made, crate::schema::Language::English, out),
            Shows::Joined(joined) => super::join::write(joined, out),
            Shows::Made(made) => super::new::write(made, out),
            Shows::Set(changed) => super::set::write(changed, out),
            Shows::Moved(moved) => super::moves::write(moved, out),
            Shows::Listed(found) => {
                listing::write_table(found, None, None, self.globals.terminal_width(), out)
            }
            Shows::Day { place, today } => self.day(place, today, out),
            Shows::Shown(shown) => reading::write(shown, self.globals, out),
            Shows::Checked { outcome, fix } => self.checked(outcome, *fix, out),
            Shows::Synced(synced) => {
                let told = told(synced, false);
                let all = told.done.iter().chain(&told.attention).chain(&told.stopped);
                all.map(|line| harmless(line)).try_for_each(|line| writeln!(out, "{line}"))
            }
        }
    }

    /// Shows a small screen of a day.
    fn day(&self, place: &Place, today: &Today, out: &mut dyn Write) -> io::Result<()> {
        const ROWS: usize = 14;
        let program = env!("CARGO_PKG_NAME").to_owned();
        let look = Look {
            language: place.language(),
            zone: self.globals.now.time_zone(),
            width: self.globals.width.saturating_sub(2),
            height: Some(ROWS),
            rest: format!("{program} today --full"),
        };
        let days = [Day { place, today, prefix: String::new(), program }];
        day::write(&days, &look, out).map(|_| ())
    }

    fn checked(&self, outcome: &Outcome, fix: bool, out: &mut dyn Write) -> io::Result<()> {
        let rules = explain::docs();
        let (style, fixed) = (self.globals.style(), outcome.fixed > 0);
        let context = Context { sources: outcome, style, rules: &rules, fixed };
        if fix {
            writeln!(out, "mended {}", super::count(outcome.fixed, "problem"))?;
        }
        render::render(Format::Full, &outcome.report, &context, out)
    }
}

fn ending(played: &Played, globals: &Globals, out: &mut dyn Write) -> io::Result<()> {
    let shown = |path: &Path| {
        let near = path.strip_prefix(&globals.directory).unwrap_or(path);
        near.display().to_string()
    };
    let (ola, kari) = (shown(&played.ola), shown(&played.kari));
    let files = super::count(played.files, "file");
    writeln!(out, "\nBoth folders hold the same {files}, byte for byte.")?;
    writeln!(out, "\nEverything is real and left in {}. Try next:\n", shown(&played.folder))?;
    let program = globals.program();
    writeln!(out, "  {program} -C {kari} show {}", played.task)?;
    writeln!(out, "  git -C {ola} log --stat")?;
    writeln!(out, "  {program} -C {ola} new task \"Something of your own\" -f to=kari")?;
    writeln!(out, "\nThen `{program} -C {ola} sync`, and the same in {kari}, share what you wrote.")
}
