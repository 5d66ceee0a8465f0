use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::schema::literal::{Hours, Period};
use crate::schema::moment::find_zone;
use crate::schema::{Record, ValueRef, person_name};

/// When one person works.
#[derive(Clone, Debug)]
pub(super) struct Week {
    pub(super) zone: TimeZone,
    /// From Monday on.
    days: [bool; 7],
    hours: Hours,
    away: Vec<Period>,
    /// The short name of whoever stands in.
    pub(super) backup: Option<String>,
}

/// A stretch of working time; the end is not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shift {
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAY: u16 = 24 * 60;

impl Week {
    /// Returns the week of whoever has not said when they work.
    pub(super) fn usual(zone: &TimeZone) -> Self {
        Self {
            zone: zone.clone(),
            days: [true, true, true, true, true, false, false],
            hours: Hours { start: 8 * 60, end: 16 * 60 },
            away: Vec::new(),
            backup: None,
        }
    }

    /// Reads a person's week; what is not said is as usual. An empty list of days means that they
    /// never work.
    pub(super) fn of(person: &Record, zone: &TimeZone) -> Self {
        let usual = Self::usual(zone);
        let days = match person.value("working_days") {
            None | Some(ValueRef::Mistyped(_)) => usual.days,
            Some(value) => DAYS.map(|day| value.texts().any(|one| one == day)),
        };
        let hours = person.text("working_hours").and_then(|text| Hours::parse(text).ok());
        Self {
            zone: person.text("timezone").and_then(find_zone).unwrap_or(usual.zone),
            days,
            hours: hours.unwrap_or(usual.hours),
            away: person.texts("away").filter_map(|text| Period::parse(text).ok()).collect(),
            backup: person.text("backup").map(person_name),
        }
    }

    /// Returns how long a working day is.
    pub(super) fn day(&self) -> SignedDuration {
        let Hours { start, end } = self.hours;
        let minutes = if end > start { end - start } else { DAY - start + end };
        SignedDuration::from_mins(minutes.into())
    }

    pub(super) fn is_away(&self, at: Timestamp) -> bool {
        self.away_until(at).is_some()
    }

    /// Returns the last day that they are away, periods that follow each other taken together.
    pub(super) fn away_until(&self, at: Timestamp) -> Option<Date> {
        if self.away.is_empty() {
            return None;
        }
        let mut day = self.zone.to_datetime(at).date();
        let mut last = None;
        while let Some(period) = self.away.iter().find(|period| period.contains(day)) {
            last = Some(period.ends);
            match period.ends.tomorrow() {
                Ok(next) => day = next,
                Err(_) => break,
            }
        }
        last
    }

    /// Returns when the working day of a date ends, whether it is one or not.
    pub(super) fn end_of(&self, date: Date) -> Option<Timestamp> {
        let Hours { start, end } = self.hours;
        self.at(date, if end > start { end } else { DAY + end })
    }

    /// Lists what may touch the time between two instants, in order.
    pub(super) fn shifts<'a>(
        &'a self,
        from: Timestamp,
        to: Timestamp,
        holidays: &'a [Date],
    ) -> impl Iterator<Item = Shift> + 'a {
        let day = |at: Timestamp| self.zone.to_datetime(at).date();
        let first = day(from);
        // Work that began the day before may run into this one.
        let first = first.checked_sub(2.days()).unwrap_or(first);
        let last = day(to);
        std::iter::successors(Some(first), |day| day.tomorrow().ok())
            .take_while(move |day| *day <= last)
            .filter(|day| holidays.binary_search(day).is_err())
            .filter_map(|day| self.shift(day))
    }

    /// Tells whether it is a day of the week on which they work.
    pub(super) fn works_on(&self, date: Date) -> bool {
        let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).ok();
        weekday.and_then(|weekday| self.days.get(weekday)).is_some_and(|works| *works)
    }

    /// Returns when the working day of a date begins, whether it is one or not.
    pub(super) fn start_of(&self, date: Date) -> Option<Timestamp> {
        self.at(date, self.hours.start)
    }

    fn shift(&self, date: Date) -> Option<Shift> {
        if !self.works_on(date) {
            return None;
        }
        let (start, end) = (self.start_of(date)?, self.end_of(date)?);
        // Where a clock change takes the whole of it, nobody works.
        (start < end).then_some(Shift { start, end })
    }

    /// Returns the instant so many minutes of the clock behind midnight. A minute that a clock change
    /// skips counts from behind the gap, one that comes twice is the first.
    fn at(&self, date: Date, minutes: u16) -> Option<Timestamp> {
        let date = if minutes >= DAY { date.tomorrow().ok()? } else { date };
        let minutes = minutes % DAY;
        let hour = i8::try_from(minutes / 60).ok()?;
        let minute = i8::try_from(minutes % 60).ok()?;
        self.zone.to_ambiguous_timestamp(date.at(hour, minute, 0, 0)).compatible().ok()
    }
}
