use std::io::Write;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::diagnostic::render::{self, Context, Format};
#[cfg(unix)]
use crate::interfaces::cli::memory;
use crate::interfaces::cli::progress::Counter;
use crate::interfaces::cli::{Exit, Globals, Hint};
#[cfg(unix)]
use crate::ops::check::is_large;
use crate::ops::check::{Options, check};
use crate::ops::explain;
use crate::ops::hook::{self, RangeError};
use crate::text::{RepoPath, harmless};

/// Say what is wrong with the documents, and where
///
/// Without PATH the whole workspace is checked, or the current folder where there is none; there,
/// only what has a `kind:` is a document, and the rest is looked at for names, encoding, secrets and
/// links. Exits with 1 when there are errors; warnings do not count.
///
/// With --range the commits of NEW that OLD lacks are judged as a server would judge them, by the
/// rules and the people of OLD: secrets and what their authors may not write in each of them, and at the
/// end what must not be shared. Who made a commit is taken from it, unless it is signed.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover check
  handover check tasks/ola-14-reconcile-november.md --fix
  handover check --format concise ~/notes
  handover check --range origin/main..HEAD")]
pub(crate) struct Args {
    /// Files and folders to check
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Mend what can be mended without changing what is meant
    #[arg(long)]
    fix: bool,
    /// Judge the commits between two
    #[arg(long, value_name = "OLD..NEW", conflicts_with_all = ["paths", "fix"])]
    range: Option<String>,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    format: FormatArg,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatArg {
    /// The place in its lines, with notes and fixes
    Full,
    /// One line each
    Concise,
    /// One object
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    if let Some(range) = &args.range {
        let format = if args.json { FormatArg::Json } else { args.format };
        return check_commits(range, format, globals);
    }
    // A whole workspace is in memory at once.
    #[cfg(unix)]
    if args.paths.is_empty() && is_large(&globals.directory) {
        memory::keep_little(&globals.environment, memory::Kept::Shortly);
    }
    let counter = Counter::new("Checking", globals);
    let outcome = check(&Options {
        progress: &|done, total| counter.count(done, total),
        directory: &globals.directory,
        paths: &args.paths,
        now: Some(globals.now.clone()),
        fix: args.fix,
    })?;
    drop(counter);
    globals.note(outcome.notes.iter().cloned());
    let format = match args.format {
        _ if args.json => Format::Json,
        FormatArg::Full => Format::Full,
        FormatArg::Concise => Format::Concise,
        FormatArg::Json => Format::Json,
        FormatArg::Sarif => Format::Sarif,
        FormatArg::Github => Format::Github,
    };
    let rules = explain::docs();
    let (style, fixed) = (globals.style(), outcome.fixed > 0);
    let context = Context { sources: &outcome, style, rules: &rules, fixed };
    let mut out = globals.out();
    if args.fix {
        let mut err = globals.err();
        writeln!(err, "mended {}", super::count(outcome.fixed, "problem"))?;
        for (path, why) in &outcome.unfixed {
            writeln!(err, "{} is not mended: {why}", harmless(path.as_str()))?;
        }
        err.finish()?;
    }
    render::render(format, &outcome.report, &context, &mut out)?;
    out.finish()?;
    let mut err = globals.err();
    if !outcome.nested.is_empty() {
        writeln!(err, "{}", not_entered(&outcome.nested))?;
    }
    if !outcome.in_workspace && matches!(format, Format::Full) {
        writeln!(err, "this is no workspace: only files with a `kind:` were read as documents")?;
    }
    err.finish()?;
    let errors = outcome.report.summary().errors;
    outcome.leave();
    Ok(if errors > 0 { Exit::Attention } else { Exit::Done })
}

fn check_commits(range: &str, format: FormatArg, globals: &Globals) -> anyhow::Result<Exit> {
    if matches!(format, FormatArg::Sarif) {
        anyhow::bail!("what is wrong with commits has no place in a file, as SARIF asks for");
    }
    let judged = hook::check_range(&globals.directory, range).or_else(|error| {
        let hint = match &error {
            RangeError::Shallow => Some("fetch all of it: `git fetch --unshallow`".to_owned()),
            _ => None,
        };
        Err(error).hints(hint)
    })?;
    let mut out = globals.out();
    match format {
        FormatArg::Json => render::write_json(&judged.to_json(), &mut out)?,
        FormatArg::Github => {
            for (path, line) in judged.lines() {
                render::write_github_error(path, &line, &mut out)?;
            }
        }
        _ => {
            for (_, line) in judged.lines() {
                writeln!(out, "{}", harmless(&line))?;
            }
        }
    }
    out.finish()?;
    Ok(if judged.refusals.is_empty() { Exit::Done } else { Exit::Attention })
}

/// Says which folders were not looked at; the first few by name.
fn not_entered(nested: &[RepoPath]) -> String {
    const MOST: usize = 5;
    let named: Vec<_> = nested.iter().take(MOST).map(|path| harmless(path.as_str())).collect();
    let more = match nested.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("not looked at, as a repository or workspace of its own: {}{more}", named.join(", "))
}
