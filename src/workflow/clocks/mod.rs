//! Working time: when people work, how much of it lies between two instants, and what is late by it.
//!
//! Owns the working hours of each person, in their own zone, with their days off and the workspace's
//! holidays, and whoever stands in for them. Knows no tasks but their dates and estimates, and not
//! what time it is: every instant is an argument.
//!
//! A person who works past midnight works on the day on which they begin. A day off is a whole day,
//! in that person's zone.

mod limits;
mod week;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::schema::{Config, Moment, Record, person_name};
use week::{Shift, Week};

pub use limits::{Agreement, Short};

/// Further apart, working time is no longer counted: it saturates.
const MOST_DAYS: i32 = 3660;
/// So many days are looked at together.
const WINDOW_DAYS: i32 = 14;

/// The working hours of everybody in a workspace.
#[derive(Clone, Debug)]
pub struct Clocks {
    people: BTreeMap<String, Week>,
    /// Of whoever has not said when they work.
    usual: Week,
    holidays: Vec<Date>,
    /// The workspace's, in which times without a zone are meant.
    zone: TimeZone,
}

impl Clocks {
    /// Reads the people among `records`.
    ///
    /// Who has not said so works from Monday to Friday, eight to four, in the workspace's zone.
    pub fn of<'r>(records: impl IntoIterator<Item = &'r Record>, config: &Config) -> Self {
        let people = records.into_iter().filter(|record| record.is("person"));
        let week = |record: &Record| (person_name(&record.id), Week::of(record, &config.zone));
        Self {
            people: people.map(week).collect(),
            usual: Week::usual(&config.zone),
            holidays: config.holidays.clone(),
            zone: config.zone.clone(),
        }
    }

    /// Returns the same where nobody stands in for anybody.
    pub fn alone(&self) -> Self {
        let mut alone = self.clone();
        for week in alone.people.values_mut() {
            week.backup = None;
        }
        alone
    }

    /// Returns the zone that a person lives in; the workspace's where they are not known.
    pub fn zone(&self, person: &str) -> &TimeZone {
        &self.week(person).zone
    }

    /// Returns who has the turn when it is `person`'s: whoever stands in for them where they are away
    /// at that time, and for those in turn; themselves where nobody does.
    pub fn acting<'a>(&'a self, person: &'a str, at: Timestamp) -> &'a str {
        let there = |one: &&str| !self.week(one).is_away(at);
        self.chain(person).into_iter().find(there).unwrap_or(person)
    }

    /// Returns the last day that a person is away, when they are at that time.
    pub fn away_until(&self, person: &str, at: Timestamp) -> Option<Date> {
        self.week(person).away_until(at)
    }

    /// Tells whether a day is one of a person's working days, and no holiday; whether they are away on
    /// it is not asked.
    pub fn works_on(&self, person: &str, day: Date) -> bool {
        self.week(person).works_on(day) && self.holidays.binary_search(&day).is_err()
    }

    /// Returns when a person begins to work on a day, whether it is one of theirs or not.
    pub fn begins(&self, person: &str, day: Date) -> Option<Timestamp> {
        self.week(person).start_of(day)
    }

    /// Tells whether whoever has a person's turn is at work at that time.
    pub fn is_at_work(&self, person: &str, at: Timestamp) -> bool {
        self.shifts(person, at, at).iter().any(|shift| shift.start <= at && at < shift.end)
    }

    /// Returns how much working time of a person lies between two instants; none where the second is
    /// not behind the first. While the person is away, it is that of whoever stands in.
    pub fn worked(&self, person: &str, from: Timestamp, to: Timestamp) -> SignedDuration {
        let from = from.max(days_off(to, -MOST_DAYS));
        let parts = self.shifts(person, from, to);
        let part = |shift: &Shift| shift.end.min(to).duration_since(shift.start.max(from));
        parts.iter().map(part).filter(|part| part.is_positive()).sum()
    }

    /// Returns the first instant at which a person has worked so long since `from`; `None` where that
    /// is more than ten years away, as for one who never works.
    pub fn after(&self, person: &str, from: Timestamp, time: SignedDuration) -> Option<Timestamp> {
        let mut left = time;
        if !left.is_positive() {
            return Some(from);
        }
        let end = days_off(from, MOST_DAYS);
        let mut start = from;
        while start < end {
            let stop = days_off(start, WINDOW_DAYS).min(end);
            for shift in self.shifts(person, start, stop) {
                let begin = shift.start.max(start);
                let part = shift.end.min(stop).duration_since(begin);
                if part >= left {
                    return begin.checked_add(left).ok();
                }
                if part.is_positive() {
                    left -= part;
                }
            }
            if stop == start {
                return None;
            }
            start = stop;
        }
        None
    }

    /// Returns how long a person works on one of their days.
    pub fn day(&self, person: &str) -> SignedDuration {
        self.week(person).day()
    }

    /// Returns when something is due that `sender` wants: a bare date ends with the sender's working
    /// day, and other times without a zone are meant in the workspace's.
    pub fn deadline(&self, due: Moment, sender: &str) -> Timestamp {
        match due {
            Moment::Date(date) => {
                let end = self.week(sender).end_of(date);
                end.unwrap_or_else(|| due.in_zone(self.zone(sender)))
            }
            _ => due.in_zone(&self.zone),
        }
    }

    fn week(&self, person: &str) -> &Week {
        self.people.get(&person_name(person)).unwrap_or(&self.usual)
    }

    /// Lists a person, whoever stands in for them, and so on, each once.
    fn chain<'a>(&'a self, person: &'a str) -> Vec<&'a str> {
        let mut chain = vec![person];
        while let Some(backup) = chain.last().and_then(|last| self.week(last).backup.as_deref()) {
            if chain.contains(&backup) || !self.people.contains_key(backup) {
                break;
            }
            chain.push(backup);
        }
        chain
    }

    /// Returns the working time, in order and apart from each other, that touches what lies between
    /// two instants.
    fn shifts(&self, person: &str, from: Timestamp, to: Timestamp) -> Vec<Shift> {
        let mut found: Vec<Shift> = Vec::new();
        if to < from {
            return found;
        }
        for one in self.chain(person) {
            let week = self.week(one);
            let counts = |shift: &Shift| {
                shift.start <= to
                    && from < shift.end
                    && !week.is_away(shift.start)
                    && self.acting(person, shift.start) == one
            };
            found.extend(week.shifts(from, to, &self.holidays).filter(counts));
        }
        found.sort_unstable();
        let mut apart: Vec<Shift> = Vec::new();
        for shift in found {
            match apart.last_mut().filter(|last| shift.start <= last.end) {
                Some(last) => last.end = last.end.max(shift.end),
                None => apart.push(shift),
            }
        }
        apart
    }
}

/// Returns the instant so many times 24 hours off, or the end of time.
fn days_off(at: Timestamp, days: i32) -> Timestamp {
    let end = if days < 0 { Timestamp::MIN } else { Timestamp::MAX };
    at.checked_add((i64::from(days) * 24).hours()).unwrap_or(end)
}
