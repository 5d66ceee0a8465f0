use std::io::Write;

use serde_json::json;

use crate::interfaces::cli::{Exit, Globals};
use crate::ops::doctor::{self, Check, Level};
use crate::store::transport;
use crate::text::harmless;

/// Look whether everything that sharing depends on is in order
///
/// Looks at git, the folder and its disk, the workspace, who you are, the repository and the other
/// end. Exits with 1 when something is wrong.
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover doctor")]
pub(crate) struct Args {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let network = transport::Options {
        interactive: globals.interactive && !args.json,
        ..transport::Options::default()
    };
    let checks = doctor::doctor(&globals.directory, &network);
    let wrong = doctor::has_problem(&checks);
    let mut out = globals.out();
    if args.json {
        out.json(&json!({ "version": 1, "healthy": !wrong, "checks": checks }))?;
    } else {
        let width = checks.iter().map(|check| check.topic.len()).max().unwrap_or(0);
        for check in &checks {
            line(check, width, &mut out)?;
        }
    }
    out.finish()?;
    Ok(if wrong { Exit::Attention } else { Exit::Done })
}

fn line(check: &Check, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    use crate::interfaces::cli::style::{ERROR, HINT, OK, WARNING};
    let (word, style) = match check.level {
        Level::Ok => ("ok", OK),
        Level::Warning => ("warning", WARNING),
        Level::Problem => ("problem", ERROR),
    };
    let (topic, found) = (check.topic, harmless(&check.found));
    writeln!(out, "{style}{word:<7}{style:#}  {topic:<width$}  {found}")?;
    if let Some(advice) = &check.advice {
        writeln!(out, "{:9}{HINT}{:<width$}{HINT:#}  {}", "", "do", harmless(advice))?;
    }
    Ok(())
}
