//! What comes back: the times of a routine, and the task of each.
//!
//! A time is known by its nominal day, which the rule yields; it may be done on another one, where that
//! is a holiday. Task and path are made of what the workspace says alone, so that all machines make the
//! same bytes.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::clocks::Clocks;
use super::{State, Team};
use crate::document::divided;
use crate::schema::literal::Duration;
use crate::schema::message::Daily;
use crate::schema::{Config, Language, Moment, Record, Recurrence, Schema, ValueRef, layout};
use crate::text::RepoPath;

/// So many days before its nominal day a task is made.
pub const AHEAD_DAYS: i32 = 7;
/// The most tasks of one routine that nobody has confirmed.
pub const MOST_UNCONFIRMED: usize = 5;
/// How far a working day is looked for.
const MOST_DAYS_OFF: usize = 60;

/// Fields that a task takes over from its routine as they are.
const TAKEN_OVER: [&str; 9] = [
    "from",
    "to",
    "approver",
    "priority",
    "category",
    "authority",
    "project",
    "estimate_hours",
    "max_hours",
];

/// A routine whose times can be told.
#[derive(Clone, Debug)]
pub struct Routine<'r> {
    record: &'r Record,
    rule: Recurrence,
    starts: Date,
    ends: Date,
}

/// One time of a routine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// The day that the rule yields.
    pub nominal: Date,
    /// The day on which it falls.
    pub day: Date,
    pub due: Moment,
}

/// A task to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    pub id: String,
    pub path: RepoPath,
    pub text: String,
}

/// Why no tasks are made of a routine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idle {
    /// It cannot be read, or does not say when it comes back.
    Unread,
    /// It says that it rests.
    Inactive,
    /// Nobody of the workspace is asked, or nobody asks.
    Nobody,
    /// It does not say what is to exist, or when it is done.
    Unsaid,
}

impl Idle {
    /// Returns it as other programs read it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unread => "unread",
            Self::Inactive => "inactive",
            Self::Nobody => "nobody",
            Self::Unsaid => "unsaid",
        }
    }

    /// Says it, and what to do.
    pub fn reason(self, language: Language) -> String {
        let message = match self {
            Self::Unread => Daily::RoutineUnread,
            Self::Inactive => Daily::RoutineRests,
            Self::Nobody => Daily::RoutineOfNobody,
            Self::Unsaid => Daily::RoutineUnsaid,
        };
        message.text(language)
    }
}

impl<'r> Routine<'r> {
    /// Reads a routine; `None` where it does not say when it comes back, in words that are understood.
    pub fn of(record: &'r Record) -> Option<Self> {
        if !record.is("routine") || !record.readable {
            return None;
        }
        let day = |key: &str| match record.moment(key) {
            Some(Moment::Date(day)) => Some(day),
            _ => None,
        };
        let ends = match record.field("ends") {
            None => Date::MAX,
            Some(_) => day("ends")?,
        };
        let rule = Recurrence::parse(record.text("rule")?).ok()?;
        Some(Self { record, rule, starts: day("starts")?, ends })
    }

    /// Says why no tasks are made of a routine, if so.
    pub fn idle(record: &Record, team: &Team) -> Option<Idle> {
        let is_named = layout::id_of_name(&record.id) == Some(&*record.id);
        if Routine::of(record).is_none() || record.id_span().is_none() || !is_named {
            return Some(Idle::Unread);
        }
        if !is_active(record) {
            return Some(Idle::Inactive);
        }
        let known = |key: &str| record.text(key).is_some_and(|person| team.knows(person));
        if !known("from") || !known("to") {
            return Some(Idle::Nobody);
        }
        let said = |name: &str| record.sections.iter().any(|one| one.name == name && !one.empty);
        (!said("Result") || !said("Done when")).then_some(Idle::Unsaid)
    }

    /// Lists its times from one nominal day to another, both included, in order.
    ///
    /// A day off is a holiday of the workspace, or one on which the assignee does not work; `on_holiday`
    /// says what becomes of a time that falls on one.
    pub fn times<'a>(
        &'a self,
        clocks: &'a Clocks,
        config: &'a Config,
        from: Date,
        to: Date,
    ) -> impl Iterator<Item = Time> + 'a {
        let days = self.rule.days(self.starts, from, to.min(self.ends));
        days.filter_map(move |nominal| {
            let day = self.day(clocks, nominal)?;
            Some(Time { nominal, day, due: self.due(clocks, config, day) })
        })
    }

    /// Returns the time of a nominal day, if there is one.
    pub fn time(&self, clocks: &Clocks, config: &Config, nominal: Date) -> Option<Time> {
        self.times(clocks, config, nominal, nominal).next()
    }

    /// Returns the day on which a time falls; `None` where it is skipped.
    fn day(&self, clocks: &Clocks, nominal: Date) -> Option<Date> {
        let works = |day: &Date| clocks.works_on(self.record.text("to").unwrap_or_default(), *day);
        if works(&nominal) {
            return Some(nominal);
        }
        let step = match self.record.text("on_holiday") {
            Some("skip") => return None,
            Some("before") => -1,
            Some("after") => 1,
            _ => return Some(nominal),
        };
        let days = std::iter::successors(Some(nominal), |day| day.checked_add(step.days()).ok());
        // Who never works is asked all the same.
        Some(days.take(MOST_DAYS_OFF).find(works).unwrap_or(nominal))
    }

    /// Returns when the time of a day is due: days count from the day, hours from when the assignee
    /// begins to work on it.
    fn due(&self, clocks: &Clocks, config: &Config, day: Date) -> Moment {
        let later =
            |days: i64| day.checked_add(days.days()).map_or(Moment::Date(day), Moment::Date);
        let after = self.record.text("due_after").and_then(|text| Duration::parse(text).ok());
        let minutes = match after {
            None => return Moment::Date(day),
            Some(Duration::Days(days)) => return later(days.into()),
            Some(Duration::Weeks(weeks)) => return later(i64::from(weeks) * 7),
            Some(Duration::Hours(hours)) => i64::from(hours) * 60,
            Some(Duration::Minutes(minutes)) => minutes.into(),
        };
        let begins = clocks.begins(self.record.text("to").unwrap_or_default(), day);
        let due = begins.and_then(|begins| begins.checked_add(minutes.minutes()).ok());
        due.map_or(Moment::Date(day), |due| in_words(due, config))
    }

    /// Returns the task of a time; `None` where the workspace knows no tasks.
    pub fn instance(&self, schema: &Schema, config: &Config, time: &Time) -> Option<Instance> {
        let (record, kind) = (self.record, schema.kind("task")?);
        let id = self.id(time.nominal);
        let mut fields = vec![("id", id.clone()), ("status", State::Sent.name().to_owned())];
        let taken = TAKEN_OVER.into_iter().filter_map(|key| Some((key, record.field(key)?)));
        fields.extend(taken.map(|(key, field)| (key, field.value.to_string())));
        fields.extend(record.text("sop").map(|sop| ("sop", sop.to_owned())));
        fields.push(("due", time.due.to_string()));
        fields.push(("routine", record.id.to_string()));
        let fields: Vec<(String, String)> =
            fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let text = schema.new_document(kind, &record.title, &fields, config.language());
        let text = text.get(..divided(&text).1.start)?.to_owned();
        // By the routine's own name, which changes less often than its title.
        let stem = record.path.stem();
        let name = stem.strip_prefix(&*record.id).unwrap_or(stem);
        let path = layout::path_for(kind, Some(&id), name)?;
        Some(Instance { id, path, text })
    }

    /// Returns the id of the task of a nominal day.
    pub fn id(&self, nominal: Date) -> String {
        format!("{}.{nominal}", self.record.id)
    }
}

/// Tells whether tasks are made of a routine, as far as it says so itself.
pub fn is_active(routine: &Record) -> bool {
    let rests = routine.value("active") == Some(ValueRef::Bool(false));
    !rests && routine.text("status").and_then(State::parse) != Some(State::Draft)
}

/// Returns the routine and the nominal day that the id of a task names.
pub fn named_by(id: &str) -> Option<(&str, Date)> {
    let (routine, day) = id.split_once('.')?;
    Some((routine, day.parse().ok().filter(|_| layout::id_of_name(id) == Some(id))?))
}

/// Returns an instant as files write it: in the workspace's zone, where that is plain.
fn in_words(at: Timestamp, config: &Config) -> Moment {
    let local = Moment::Local(config.zone.to_datetime(at));
    if local.in_zone(&config.zone) == at { local } else { Moment::Instant(at) }
}

#[cfg(test)]
mod tests;
