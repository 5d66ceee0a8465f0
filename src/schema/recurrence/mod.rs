//! Which days a rule falls on: the RRULE of RFC 5545 for whole days, daily to yearly.
//!
//! Owns what a rule says and the days that it yields. Knows no holidays, no clock and no zone: a day is
//! a day of the calendar, so that a clock change moves nothing.

mod parse;
mod said;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;

use jiff::civil::{Date, Weekday, date};
use jiff::{Span, ToSpan};

/// A rule by which something comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    /// In capitals, without `RRULE:`.
    text: String,
    every: Every,
    interval: i32,
    count: Option<u32>,
    until: Option<Date>,
    by_day: Vec<ByDay>,
    /// From 1 on, or from -1 on, counted from the end of the month.
    by_month_day: Vec<i16>,
    by_month: Vec<i16>,
    /// From 1 on, or from -1 on, counted from the end of the period.
    by_position: Vec<i16>,
    week_start: Weekday,
}

/// The period in which a rule looks for days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Every {
    Day,
    Week,
    Month,
    Year,
}

/// A day of the week: each of a period, or the n-th, from its end where that is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ByDay {
    nth: Option<i16>,
    weekday: Weekday,
}

/// What of a rule is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecurrenceError {
    /// Where it stands, in bytes of the text that was read.
    pub at: Range<usize>,
    /// Half a sentence on it.
    pub message: String,
    /// What is understood there.
    pub note: String,
    /// The rule that is meant, where it was said in words.
    pub meant: Option<String>,
}

impl fmt::Display for Recurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Recurrence {
    /// Lists the days from `from` to `to`, both included, on which it falls when it begins on `starts`,
    /// in order.
    ///
    /// `starts` is one of them only when the rule says so, too. It fixes what the rule leaves open: the
    /// day of the week, the month or the year, and which of the periods count where `INTERVAL` leaves
    /// some out. `COUNT` counts from there, whatever `from` is.
    pub fn days(&self, starts: Date, from: Date, to: Date) -> impl Iterator<Item = Date> {
        let to = self.until.map_or(to, |until| until.min(to));
        // Where days are counted, each has to be looked at.
        let near = if self.count.is_some() { starts } else { from.max(starts) };
        let first = self.period_near(starts, near);
        let periods = std::iter::successors(first, |start| self.later(*start, 1));
        let days = periods.take_while(move |start| *start <= to).flat_map(move |start| {
            let days = self.days_of(start, starts).into_iter();
            days.filter(move |day| *day >= starts)
        });
        let count = self.count.map_or(usize::MAX, |count| count as usize);
        days.take(count).take_while(move |day| *day <= to).filter(move |day| *day >= from)
    }

    /// Tells whether it falls on any day at all, whenever it begins.
    fn ever_falls(&self) -> bool {
        // In so many years each day of the year has been each day of the week, in leap years too.
        const CYCLE: i16 = 28;
        let (first, last) = (date(2000, 1, 1), date(2000 + CYCLE - 1, 12, 31));
        let rule = Self { interval: 1, count: None, until: None, ..self.clone() };
        rule.days(first, first, last).next().is_some()
    }

    /// Returns the first day of the last counting period that begins no later than that of `near`.
    fn period_near(&self, starts: Date, near: Date) -> Option<Date> {
        let (first, wanted) = (self.period_of(starts)?, self.period_of(near)?);
        let months = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
        let days = |from: Date, to: Date| from.until(to).map_or(0, |span| span.get_days());
        let apart = match self.every {
            Every::Day => days(first, wanted),
            Every::Week => days(first, wanted) / 7,
            Every::Month => months(wanted) - months(first),
            Every::Year => i32::from(wanted.year()) - i32::from(first.year()),
        };
        self.later(first, apart.max(0) / self.interval)
    }

    /// Returns the first day of the period that `day` lies in.
    fn period_of(&self, day: Date) -> Option<Date> {
        match self.every {
            Every::Day => Some(day),
            Every::Week => {
                let since = day.weekday().since(self.week_start);
                day.checked_sub(i32::from(since).days()).ok()
            }
            Every::Month => Some(day.first_of_month()),
            Every::Year => Some(day.first_of_year()),
        }
    }

    /// Returns the first day of the period so many counting ones on.
    fn later(&self, start: Date, times: i32) -> Option<Date> {
        let by = self.interval.checked_mul(times)?;
        let span = match self.every {
            Every::Day => Span::new().try_days(by),
            Every::Week => Span::new().try_weeks(by),
            Every::Month => Span::new().try_months(by),
            Every::Year => Span::new().try_years(by),
        };
        start.checked_add(span.ok()?).ok()
    }

    /// Lists the days of one period, in order.
    fn days_of(&self, start: Date, starts: Date) -> Vec<Date> {
        let last = match self.every {
            Every::Day => start,
            Every::Week => start.checked_add(6.days()).unwrap_or(Date::MAX),
            Every::Month => start.last_of_month(),
            Every::Year => start.last_of_year(),
        };
        let all = std::iter::successors(Some(start), |day| day.tomorrow().ok());
        let days: Vec<Date> =
            all.take_while(|day| *day <= last).filter(|day| self.is_meant(*day, starts)).collect();
        if self.by_position.is_empty() {
            return days;
        }
        let is_at = |at: usize| {
            let (front, back) = (at + 1, days.len() - at);
            let is = |n: &i16| match usize::from(n.unsigned_abs()) {
                n_abs if *n > 0 => n_abs == front,
                n_abs => n_abs == back,
            };
            self.by_position.iter().any(is)
        };
        (0..days.len()).filter(|at| is_at(*at)).map(|at| days[at]).collect()
    }

    fn is_meant(&self, day: Date, starts: Date) -> bool {
        let in_month = self.by_month.is_empty() || self.by_month.contains(&day.month().into());
        in_month && self.is_month_day(day) && self.is_day(day) && self.is_usual(day, starts)
    }

    fn is_month_day(&self, day: Date) -> bool {
        let (number, all) = (i16::from(day.day()), i16::from(day.days_in_month()));
        let is = |wanted: &i16| *wanted == number || *wanted == number - all - 1;
        self.by_month_day.is_empty() || self.by_month_day.iter().any(is)
    }

    fn is_day(&self, day: Date) -> bool {
        // The n-th of the year, or of the month where months are spoken of.
        let of_year = self.every == Every::Year && self.by_month.is_empty();
        let (number, all) = match of_year {
            true => (day.day_of_year(), day.days_in_year()),
            false => (i16::from(day.day()), i16::from(day.days_in_month())),
        };
        let is = |wanted: &ByDay| {
            let fits = match wanted.nth {
                None => true,
                Some(nth) if nth > 0 => nth == (number - 1) / 7 + 1,
                Some(nth) => nth == -((all - number) / 7 + 1),
            };
            wanted.weekday == day.weekday() && fits
        };
        self.by_day.is_empty() || self.by_day.iter().any(is)
    }

    /// Tells whether a day is the one of its period that `starts` is of its own, where the rule says
    /// nothing of days.
    fn is_usual(&self, day: Date, starts: Date) -> bool {
        if !self.by_day.is_empty() || !self.by_month_day.is_empty() {
            return true;
        }
        match self.every {
            Every::Day => true,
            Every::Week => day.weekday() == starts.weekday(),
            Every::Month => day.day() == starts.day(),
            Every::Year => {
                let same = !self.by_month.is_empty() || day.month() == starts.month();
                same && day.day() == starts.day()
            }
        }
    }
}
