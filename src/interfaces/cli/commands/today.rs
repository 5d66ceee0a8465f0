use std::path::PathBuf;

use serde_json::json;

use super::LeftOut;
use crate::interfaces::cli::day::{self, Day, Look};
use crate::interfaces::cli::progress::Counter;
use crate::interfaces::cli::{Exit, Globals, Hint, spoken};
use crate::ops::Place;
use crate::ops::today::{Today, TodayError, TodayOptions, seen, to_json, today, today_counted};
use crate::schema::Language;
use crate::text::harmless;

/// The rows of a page that nobody sees on a terminal.
const PIPED_ROWS: usize = 24;

/// Tell what waits for you, the most pressing first
///
/// Why each waits, since when, by the working hours of whom it waits for, and the command that moves
/// it on; how assistants understood your tasks; what you wait for; what is new since you last looked;
/// what both sides changed; files that stay on this machine. One screen: as many rows as the terminal
/// has, 24 in a pipe or a file; `--full` shows the rest.
///
/// What is new counts as seen once a terminal has shown all of it. With `--for` nothing is marked as
/// seen.
///
/// JSON has `waits_for_you`, `understood`, `you_wait_for`, `new`, `disputes` and `stays_here`, and
/// `workspaces` of such objects with `--all`; docs/how-it-works.md lists the fields.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover today
  handover today --for kari
  handover today --all --full --json")]
pub(crate) struct Args {
    /// Somebody else's day, by short name or mail address; it only looks
    #[arg(long = "for", value_name = "PERSON")]
    person: Option<String>,
    /// All workspaces that `init` and `join` have listed for you, with ids as `nordlys/ola-14`
    #[arg(long)]
    all: bool,
    /// All of it, however many rows that are
    #[arg(long)]
    full: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// A workspace that is looked at.
struct Opened {
    /// Its name and its folder, where several are looked at.
    listed: Option<(String, PathBuf)>,
    place: Place,
    today: Today,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let now = globals.now.timestamp();
    let options =
        TodayOptions { person: args.person.as_deref(), full: args.full, boxes: false, now };
    let (opened, left_out) = match args.all {
        true => listed(options, globals)?,
        false => {
            let place = super::open_live(globals)?;
            let counter = Counter::new("Reading", globals);
            let today = today_counted(&place, options, &|done, total| counter.count(done, total));
            counter.clear();
            let today = today.or_else(|error| unknown(error, &place))?;
            (vec![Opened { listed: None, place, today }], Vec::new())
        }
    };
    let mut out = globals.out();
    if args.json {
        out.json(&match opened.as_slice() {
            [Opened { listed: None, today, .. }] => {
                let mut day = serde_json::Map::from_iter([("version".to_owned(), json!(1))]);
                day.extend(to_json(today));
                json!(day)
            }
            several => json!({
                "version": 1,
                "workspaces": several.iter().map(of_several).collect::<Vec<_>>(),
                "left_out": left_out.iter().map(LeftOut::to_json).collect::<Vec<_>>(),
            }),
        })?;
        out.finish()?;
        return Ok(Exit::Done);
    }
    let Some(first) = opened.first() else { return Ok(Exit::Done) };
    let flags = [("--for", args.person.is_some()), ("--all", args.all)];
    let mut rest = format!("{} today", env!("CARGO_PKG_NAME"));
    for (flag, _) in flags.into_iter().filter(|(_, given)| *given) {
        rest.push_str(&format!(" {flag}"));
        if let Some(person) = args.person.as_deref().filter(|_| flag == "--for") {
            rest.push_str(&format!(" {}", harmless(person)));
        }
    }
    let terminal = globals.environment.stdout_is_terminal;
    let height = match (args.full, terminal) {
        (true, _) => None,
        // The prompt takes a row.
        (false, true) => Some(globals.environment.height.unwrap_or(PIPED_ROWS).saturating_sub(1)),
        (false, false) => Some(PIPED_ROWS),
    };
    let zone = first.place.zone();
    let look = Look {
        language: language(&opened).unwrap_or(first.place.language()),
        zone: &zone,
        width: globals.width,
        height,
        rest: format!("{rest} --full"),
    };
    let days: Vec<Day<'_>> = opened.iter().map(Opened::day).collect();
    let whole = day::write(&days, &look, &mut out)?;
    out.finish()?;
    if whole && terminal && args.person.is_none() {
        for one in &opened {
            seen(&one.place, &one.today);
        }
    }
    Ok(Exit::Done)
}

impl Opened {
    fn day(&self) -> Day<'_> {
        let prefix = self.listed.as_ref().map(|(name, _)| format!("{}/", harmless(name)));
        let program = env!("CARGO_PKG_NAME").to_owned();
        Day { place: &self.place, today: &self.today, prefix: prefix.unwrap_or_default(), program }
    }
}

/// Returns the language of the most of the workspaces.
fn language(opened: &[Opened]) -> Option<Language> {
    let all: Vec<Language> = opened.iter().map(|one| one.place.language()).collect();
    Language::ALL.into_iter().max_by_key(|one| all.iter().filter(|other| *other == one).count())
}

fn of_several(one: &Opened) -> serde_json::Value {
    let mut day = to_json(&one.today);
    if let Some((name, folder)) = &one.listed {
        day.insert("listed_as".to_owned(), json!(name));
        day.insert("folder".to_owned(), json!(folder.display().to_string()));
    }
    json!(day)
}

/// Opens all listed workspaces; those that cannot be are told on standard error.
fn listed(
    options: TodayOptions<'_>,
    globals: &Globals,
) -> anyhow::Result<(Vec<Opened>, Vec<LeftOut>)> {
    let (found, left_out) = super::in_all(globals, |place| {
        let today = today(&place, options)?;
        Ok((place, today))
    })?;
    let opened = found.into_iter().map(|(listed, (place, today))| Opened {
        listed: Some(listed),
        place,
        today,
    });
    Ok((opened.collect(), left_out))
}

fn unknown<T>(error: TodayError, place: &Place) -> anyhow::Result<T> {
    if let (TodayError::Ambiguous(_), Some(shared)) = (&error, place.shared_address()) {
        let language = place.language();
        return Err(spoken(anyhow::anyhow!("{}", shared.sentence(language)), language));
    }
    let hint = match &error {
        TodayError::Nobody => {
            "look at somebody's day with `--for PERSON`, or set the address: git config user.email"
        }
        TodayError::Ambiguous(_) => "give each their own address in people/",
        TodayError::Repository(_) => "`--for PERSON` tells somebody's day all the same",
        TodayError::Unknown { .. } => "write a short name, as files have it",
    };
    Err(error).hint(hint)
}
