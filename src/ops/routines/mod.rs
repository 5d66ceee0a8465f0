//! What comes back: which tasks are due to be made, and what comes next.

mod make;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, ZonedDateTime};
use serde_json::{Value as Json, json};

use super::story::tip_of;
use crate::index::documents::Near;
use crate::index::history::{self, HistoryError, UNWATCHED, with_history};
use crate::rules::Universe;
use crate::schema::message::Daily;
use crate::schema::{Language, Moment, Record, person_name};
use crate::store::Repo;
use crate::text::{RepoPath, harmless};
use crate::workflow::routine::{AHEAD_DAYS, Idle, Instance, MOST_UNCONFIRMED, Routine, Time};
use crate::workflow::{Clocks, Life, State, Team};
use crate::workspace::Snapshot;

pub use make::MakeError;
pub(super) use make::make;

/// How many of the times that come are shown.
const SHOWN: usize = 5;
/// How far ahead those are looked for.
const MOST_YEARS: i32 = 100;

/// A time of a routine that is still to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    /// The day that the rule yields.
    pub nominal: Date,
    /// The day on which it falls.
    pub day: Date,
    pub due: Moment,
    /// The id of its task.
    pub id: String,
    /// The task is there.
    pub made: bool,
}

impl Coming {
    /// Returns it as other programs read it.
    pub fn to_json(&self) -> Json {
        json!({
            "nominal": self.nominal.to_string(),
            "day": self.day.to_string(),
            "due": self.due.to_string(),
            "id": self.id,
            "made": self.made,
        })
    }
}

/// What is to come of a routine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prospect {
    /// The next times, in order.
    pub coming: Vec<Coming>,
    /// Why no tasks are made of it.
    pub idle: Option<Idle>,
}

/// Looks ahead: what comes of a routine that is not over at `now`.
pub(super) fn prospect(snapshot: &Snapshot, record: &Record, now: &ZonedDateTime) -> Prospect {
    let near = snapshot.near();
    let idle = Routine::idle(record, &Team::of(near.people()));
    let Some(routine) = Routine::of(record) else { return Prospect { coming: Vec::new(), idle } };
    let config = snapshot.config();
    let clocks = Clocks::of(near.people(), config);
    let today = config.zone.to_datetime(now.timestamp()).date();
    let from = earliest(today);
    let to = today.checked_add(MOST_YEARS.years()).unwrap_or(Date::MAX);
    let is_ahead = |time: &Time| is_ahead(record, time, &clocks, now.timestamp());
    let times = routine.times(&clocks, config, from, to).filter(is_ahead);
    let coming = times.take(SHOWN).map(|time| {
        let id = routine.id(time.nominal);
        let made = is_there(near, &id);
        Coming { nominal: time.nominal, day: time.day, due: time.due, id, made }
    });
    Prospect { coming: coming.collect(), idle }
}

/// A routine of which no tasks are made, though nobody has asked it to rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmade {
    pub path: RepoPath,
    pub title: String,
    pub why: Idle,
}

impl Unmade {
    fn of(record: &Record, team: &Team) -> Option<Self> {
        let why = Routine::idle(record, team).filter(|why| *why != Idle::Inactive)?;
        let title = record.title.to_string();
        Some(Self { path: record.path.clone(), title, why })
    }
}

/// Lists the routines that make no tasks, by path: those that `person` has set, and those that nobody who is
/// known has.
pub(super) fn unmade_of(snapshot: &Snapshot, person: &str) -> Vec<Unmade> {
    let near = snapshot.near();
    let team = Team::of(near.people());
    let routines = near.of_kind("routine");
    let concerns = |record: &&&Record| match record.text("from").filter(|from| team.knows(from)) {
        Some(from) => person_name(from) == person_name(person),
        None => true,
    };
    let mut unmade: Vec<Unmade> =
        routines.iter().filter(concerns).filter_map(|one| Unmade::of(one, &team)).collect();
    unmade.sort_by(|one, other| one.path.cmp(&other.path));
    unmade
}

/// Says which routines among some files make no tasks, and why.
pub(super) fn unmade_words(
    snapshot: &Snapshot,
    paths: &[RepoPath],
    language: Language,
) -> Vec<String> {
    let near = snapshot.near();
    let routines = near.of_kind("routine");
    let team = Team::of(near.people());
    let those = routines.iter().filter(|one| paths.contains(&one.path));
    let unmade = those.filter_map(|one| Unmade::of(one, &team));
    let words = unmade.map(|one| {
        let routine = &format!("`{}`", harmless(one.path.as_str()));
        Daily::NothingMadeOf { routine, why: &one.why.reason(language) }.text(language)
    });
    words.collect()
}

/// Lists the tasks that are due to be made at `now`, by routine and day.
fn due(snapshot: &Snapshot, now: Timestamp) -> Result<Vec<Instance>, HistoryError> {
    let near = snapshot.near();
    let routines = near.of_kind("routine");
    if routines.is_empty() {
        return Ok(Vec::new());
    }
    let (config, schema) = (snapshot.config(), snapshot.schema());
    let people = near.people();
    let (team, clocks) = (Team::of(people.iter().copied()), Clocks::of(people, config));
    let today = config.zone.to_datetime(now).date();
    let last = today.checked_add(AHEAD_DAYS.days()).unwrap_or(Date::MAX);
    let mut all = Vec::new();
    for record in routines.iter().filter(|one| Routine::idle(one, &team).is_none()) {
        let Some(routine) = Routine::of(record) else { continue };
        let times = routine.times(&clocks, config, earliest(today), last);
        let times = times.filter(|time| is_ahead(record, time, &clocks, now));
        let absent = times.filter(|time| !is_there(near, &routine.id(time.nominal)));
        let absent: Vec<Time> = absent.collect();
        if absent.is_empty() {
            continue;
        }
        let room = MOST_UNCONFIRMED.saturating_sub(unconfirmed(near, record, &team));
        let new = never_there(snapshot, &routine, absent)?;
        let new = new.iter().take(room);
        all.extend(new.filter_map(|time| routine.instance(schema, config, time)));
    }
    Ok(all)
}

/// Tells whether a task of that time would not be late from the start: as everywhere, a day ends with its
/// sender's working day.
fn is_ahead(routine: &Record, time: &Time, clocks: &Clocks, now: Timestamp) -> bool {
    clocks.deadline(time.due, routine.text("from").unwrap_or_default()) > now
}

/// Returns the first nominal day whose time need not be over today.
fn earliest(today: Date) -> Date {
    today.checked_sub(400.days()).unwrap_or(today)
}

fn is_there(near: &Near, id: &str) -> bool {
    !near.called(id).is_empty()
}

/// Counts the open tasks of a routine that nobody has confirmed.
fn unconfirmed(near: &Near, routine: &Record, team: &Team) -> usize {
    let tasks = near.mentioning(Some(&routine.id), &routine.path).into_iter();
    let tasks = tasks.filter(|one| one.is("task") && one.text("routine") == Some(&*routine.id));
    let is_unconfirmed = |task: &&Record| {
        let life = Life::of(task, &near.about(task), team, None);
        let confirmed = [State::Confirmed, State::InProgress, State::Delivered];
        !life.state.is_closed() && !confirmed.iter().any(|state| life.passed.contains(state))
    };
    tasks.filter(is_unconfirmed).count()
}

/// Keeps the times whose task nobody has ever removed.
fn never_there(
    snapshot: &Snapshot,
    routine: &Routine<'_>,
    times: Vec<Time>,
) -> Result<Vec<Time>, HistoryError> {
    let Ok(repo) = Repo::open(snapshot.root()) else { return Ok(times) };
    let Ok(Some(tip)) = tip_of(&repo) else { return Ok(times) };
    let cache = history::cache_of(&repo, snapshot.index().note());
    with_history(&repo, &cache, &[tip], UNWATCHED, |history| {
        let mut new = Vec::new();
        for time in &times {
            if history.grave(tip, &routine.id(time.nominal))?.is_none() {
                new.push(*time);
            }
        }
        Ok(new)
    })
}
