use std::fmt;

use jiff::civil::{Date, DateTime, ISOWeekDate, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span as TimeSpan, Timestamp, ToSpan};

use super::key::is_one_of;
use crate::schema::{Moment, MomentError, fold};

/// A stretch of time as a query names it: a year, a week, a day, a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// `2026`
    Year(i16),
    /// `2026-12`, by its first day
    Month(Date),
    /// `2026-w48`, by its Monday
    Week(Date),
    /// `2026-12-01`, `2026-12-01 15:00` or RFC 3339
    Moment(Moment),
    Now,
    /// `7d`, `-2w`: the day so far from today; `4h`: the moment so far from now.
    Shifted(i32, Unit),
    /// The next such day, today included.
    Weekday(Weekday),
    /// The last such day, today not included.
    LastWeekday(Weekday),
    /// `this-week`, `next-month`: the period so many after the present one.
    Period(i32, Period),
}

/// What a distance is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// From Monday.
    Week,
    Month,
    Year,
}

const UNITS: [(Unit, &[&str]); 5] = [
    (Unit::Hour, &["h", "t", "hour", "hours", "time", "timer"]),
    (Unit::Day, &["d", "day", "days", "dag", "dager"]),
    (Unit::Week, &["w", "u", "week", "weeks", "uke", "uker"]),
    (Unit::Month, &["mo", "mnd", "month", "months", "måned", "måneder"]),
    (Unit::Year, &["y", "year", "years", "år"]),
];

const DAYS: [(i32, &[&str]); 3] = [
    (0, &["today", "idag", "i_dag"]),
    (1, &["tomorrow", "imorgen", "i_morgen"]),
    (-1, &["yesterday", "igår", "i_går"]),
];

const WEEKDAYS: [(Weekday, &[&str]); 7] = [
    (Weekday::Monday, &["monday", "mon", "mandag", "man"]),
    (Weekday::Tuesday, &["tuesday", "tue", "tirsdag", "tir"]),
    (Weekday::Wednesday, &["wednesday", "wed", "onsdag", "ons"]),
    (Weekday::Thursday, &["thursday", "thu", "torsdag", "tor"]),
    (Weekday::Friday, &["friday", "fri", "fredag", "fre"]),
    (Weekday::Saturday, &["saturday", "sat", "lørdag", "lør"]),
    (Weekday::Sunday, &["sunday", "sun", "søndag", "søn"]),
];

const PERIODS: [(Period, &[&str]); 3] = [
    (Period::Week, &["week", "uke", "uka", "uken"]),
    (Period::Month, &["month", "måned", "måneden"]),
    (Period::Year, &["year", "år", "året"]),
];

const ORDINALS: [(i32, &[&str]); 3] =
    [(0, &["this", "denne", "dette"]), (1, &["next", "neste"]), (-1, &["last", "forrige", "sist"])];

/// No distance is longer, in any unit.
const FARTHEST: i32 = 9999;

fn named<T: Copy>(word: &str, table: &[(T, &[&str])]) -> Option<T> {
    table.iter().find(|(_, names)| is_one_of(word, names)).map(|(meant, _)| *meant)
}

impl When {
    /// Reads what people write for a time, in English or Bokmål.
    ///
    /// # Errors
    /// What is wrong, half a sentence; and what to write instead where that is plain.
    pub(super) fn parse(text: &str) -> Result<Self, (String, Option<String>)> {
        let text = text.trim();
        if let Some(when) = worded(text).or_else(|| shifted(text)).or_else(|| calendar(text)) {
            return Ok(when);
        }
        match Moment::parse(text) {
            Ok(moment) => Ok(Self::Moment(moment)),
            Err(MomentError::OtherOrder(meant)) => {
                let meant = meant.to_string();
                let quoted = if meant.contains(' ') { format!("\"{meant}\"") } else { meant };
                Err(("dates are written year first".to_owned(), Some(quoted)))
            }
            Err(error @ (MomentError::Ambiguous(..) | MomentError::NoSuch(_))) => {
                Err((error.to_string(), None))
            }
            Err(MomentError::NoDate) => Err((format!("`{text}` is no time"), None)),
        }
    }

    /// Tells whether it depends on the present moment.
    pub fn is_relative(self) -> bool {
        !matches!(self, Self::Year(_) | Self::Month(_) | Self::Week(_) | Self::Moment(_))
    }

    /// Returns its first moment and the first one behind it, as clocks in `zone` go.
    ///
    /// What lies beyond the calendar is its end.
    pub(super) fn within(self, now: Timestamp, zone: &TimeZone) -> (Timestamp, Timestamp) {
        let today = zone.to_datetime(now).date();
        let days = |first: Date, after: Date| (start(first, zone), start(after, zone));
        let span = |first: Date, long: TimeSpan| days(first, moved(first, long));
        match self {
            Self::Year(year) => span(Date::new(year, 1, 1).unwrap_or(Date::MAX), 1.year()),
            Self::Month(first) => span(first, 1.month()),
            Self::Week(monday) => span(monday, 1.week()),
            Self::Moment(Moment::Date(day)) => span(day, 1.day()),
            Self::Moment(Moment::Local(local)) => {
                let whole = local.second() == 0;
                let after = local.checked_add(if whole { 1.minute() } else { 1.second() });
                (at(local, zone), after.map_or(Timestamp::MAX, |after| at(after, zone)))
            }
            Self::Moment(Moment::Instant(at)) => instant(at),
            Self::Now => instant(now),
            Self::Shifted(count, Unit::Hour) => {
                let end = if count < 0 { Timestamp::MIN } else { Timestamp::MAX };
                instant(now.checked_add(count.hours()).unwrap_or(end))
            }
            Self::Shifted(count, unit) => span(moved(today, unit.span(count)), 1.day()),
            Self::Weekday(weekday) => {
                span(moved(today, i32::from(today.weekday().until(weekday)).days()), 1.day())
            }
            Self::LastWeekday(weekday) => {
                let back = i32::from(today.weekday().since(weekday));
                span(moved(today, -(if back == 0 { 7 } else { back }).days()), 1.day())
            }
            Self::Period(count, period) => {
                let (first, unit) = match period {
                    Period::Week => {
                        let back = i32::from(today.weekday().to_monday_zero_offset());
                        (moved(today, -back.days()), Unit::Week)
                    }
                    Period::Month => (today.first_of_month(), Unit::Month),
                    Period::Year => (today.first_of_year(), Unit::Year),
                };
                let first = moved(first, unit.span(count));
                span(first, unit.span(1))
            }
        }
    }
}

/// Returns the moment that somebody names by how far it is from `now`, as clocks in `zone` go: `friday`,
/// `tomorrow`, `+3d`, `4h`, `in 2 weeks`, in English or Bokmål; `None` for what is written as a date, names a longer time
/// or is none.
pub fn day_named(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Moment> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let ahead = ["in ", "om "].iter().find_map(|word| {
        words.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word))?;
        words.get(word.len()..).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    });
    let when = When::parse(ahead.unwrap_or(&words)).ok()?;
    let (first, _) = match when {
        When::Shifted(..) | When::Weekday(_) | When::LastWeekday(_) => when.within(now, zone),
        _ => return None,
    };
    let local = zone.to_datetime(first);
    Some(match when {
        When::Shifted(_, Unit::Hour) => {
            Moment::Local(local.round(jiff::Unit::Minute).unwrap_or(local))
        }
        _ => Moment::Date(local.date()),
    })
}

impl Unit {
    fn span(self, count: i32) -> TimeSpan {
        match self {
            Self::Hour => count.hours(),
            Self::Day => count.days(),
            Self::Week => count.weeks(),
            Self::Month => count.months(),
            Self::Year => count.years(),
        }
    }
}

fn moved(day: Date, by: TimeSpan) -> Date {
    day.checked_add(by).unwrap_or(if by.is_negative() { Date::MIN } else { Date::MAX })
}

fn start(day: Date, zone: &TimeZone) -> Timestamp {
    if day == Date::MAX {
        return Timestamp::MAX;
    }
    at(day.to_datetime(Time::midnight()), zone)
}

fn at(local: DateTime, zone: &TimeZone) -> Timestamp {
    let beyond = if local.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    zone.to_ambiguous_timestamp(local).compatible().unwrap_or(beyond)
}

fn instant(at: Timestamp) -> (Timestamp, Timestamp) {
    (at, at.checked_add(1.nanosecond()).unwrap_or(Timestamp::MAX))
}

/// Reads words: `today`, `friday`, `last-friday`, `this-week`.
fn worded(text: &str) -> Option<When> {
    if is_one_of(text, &["now", "nå"]) {
        return Some(When::Now);
    }
    if let Some(days) = named(text, &DAYS) {
        return Some(When::Shifted(days, Unit::Day));
    }
    if let Some(weekday) = named(text, &WEEKDAYS) {
        return Some(When::Weekday(weekday));
    }
    let folded = fold(text);
    let (which, what) = folded.split_once('_')?;
    let which = named(which, &ORDINALS)?;
    match (named(what, &WEEKDAYS), named(what, &PERIODS)) {
        (Some(weekday), _) if which == -1 => Some(When::LastWeekday(weekday)),
        (_, Some(period)) => Some(When::Period(which, period)),
        _ => None,
    }
}

/// Reads a distance: `7d`, `+2w`, `-3 dager`.
fn shifted(text: &str) -> Option<When> {
    let (back, rest) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = rest.find(|each: char| !each.is_ascii_digit())?;
    let count: i32 = rest[..end].parse().ok().filter(|count| *count <= FARTHEST)?;
    let unit = named(&rest[end..], &UNITS)?;
    Some(When::Shifted(if back { -count } else { count }, unit))
}

/// Reads `2026`, `2026-12` and `2026-w48`.
fn calendar(text: &str) -> Option<When> {
    let (year, rest) = text.split_once('-').map_or((text, None), |(year, rest)| (year, Some(rest)));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let year: i16 = Some(year).filter(|year| year.len() == 4 && digits(year))?.parse().ok()?;
    let Some(rest) = rest else { return Some(When::Year(year)) };
    if let Some(week) = rest.strip_prefix(['w', 'W', 'u', 'U']) {
        let week = Some(week).filter(|week| (1..=2).contains(&week.len()) && digits(week))?;
        let monday = ISOWeekDate::new(year, week.parse().ok()?, Weekday::Monday).ok()?;
        return Some(When::Week(monday.date()));
    }
    let month = Some(rest).filter(|month| month.len() == 2 && digits(month))?.parse().ok()?;
    Some(When::Month(Date::new(year, month, 1).ok()?))
}

impl fmt::Display for When {
    /// Writes it as a query holds it, without blanks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |table: &[(Weekday, &[&'static str])], day| {
            let found = table.iter().find(|(one, _)| *one == day);
            found.map_or("", |(_, names)| names[0])
        };
        match *self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(first) => write!(f, "{:04}-{:02}", first.year(), first.month()),
            Self::Week(monday) => {
                let week = monday.iso_week_date();
                write!(f, "{:04}-w{:02}", week.year(), week.week())
            }
            Self::Moment(Moment::Local(local)) => write!(f, "{local}"),
            Self::Moment(moment) => write!(f, "{moment}"),
            Self::Now => f.write_str("now"),
            Self::Shifted(count @ -1..=1, Unit::Day) => {
                let found = DAYS.iter().find(|(days, _)| *days == count);
                f.write_str(found.map_or("", |(_, names)| names[0]))
            }
            Self::Shifted(count, unit) => {
                let found = UNITS.iter().find(|(one, _)| *one == unit);
                write!(f, "{count}{}", found.map_or("", |(_, names)| names[0]))
            }
            Self::Weekday(day) => f.write_str(word(&WEEKDAYS, day)),
            Self::LastWeekday(day) => write!(f, "last-{}", word(&WEEKDAYS, day)),
            Self::Period(count, period) => {
                let which = ORDINALS.iter().find(|(one, _)| *one == count.signum());
                let what = PERIODS.iter().find(|(one, _)| *one == period);
                let first = |names: Option<&[&'static str]>| names.map_or("", |names| names[0]);
                let (which, what) = (which.map(|(_, names)| *names), what.map(|(_, names)| *names));
                write!(f, "{}-{}", first(which), first(what))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Tuesday, 09:00 in Oslo.
    const NOW: &str = "2026-11-24T08:00:00Z";

    #[test]
    fn a_day_is_named_as_people_say_it() {
        let zone = crate::schema::moment::find_zone("Europe/Oslo").expect("bundled");
        let check = |text: &str, expected: Option<&str>| {
            let found = day_named(text, NOW.parse().expect("a moment"), &zone);
            assert_eq!(found.map(|one| one.to_string()).as_deref(), expected, "{text}");
        };
        for friday in ["friday", "Fri", "fredag", " fre "] {
            check(friday, Some("2026-11-27"));
        }
        for tomorrow in ["tomorrow", "i morgen", "imorgen", "+1d", "1 dag"] {
            check(tomorrow, Some("2026-11-25"));
        }
        check("today", Some("2026-11-24"));
        check("+2w", Some("2026-12-08"));
        check("3 dager", Some("2026-11-27"));
        check("in 2 weeks", Some("2026-12-08"));
        check("Om 2 uker", Some("2026-12-08"));
        check("in a week", None);
        check("+3h", Some("2026-11-24 12:00"));
        for plain in ["2026-12-01", "2026-12-01 15:00", "2026-12", "next week", "now", "soon", ""] {
            check(plain, None);
        }
    }

    #[track_caller]
    fn check(text: &str, first: &str, after: &str) {
        let zone = crate::schema::moment::find_zone("Europe/Oslo").expect("bundled");
        let when = When::parse(text).expect(text);
        let (from, to) = when.within(NOW.parse().expect("a moment"), &zone);
        let shown = |at: Timestamp| {
            let local = zone.to_datetime(at);
            if local.time() == Time::midnight() {
                local.date().to_string()
            } else {
                local.to_string()
            }
        };
        assert_eq!((shown(from), shown(to)), (first.to_owned(), after.to_owned()), "{text}");
        assert_eq!(When::parse(&when.to_string()), Ok(when), "{text} is written as {when}");
    }

    #[test]
    fn calendars_and_clocks() {
        check("2026", "2026-01-01", "2027-01-01");
        check("2026-12", "2026-12-01", "2027-01-01");
        check("2026-w53", "2026-12-28", "2027-01-04");
        check("2026-U1", "2025-12-29", "2026-01-05");
        check("2026-12-01", "2026-12-01", "2026-12-02");
        check("2026-12-01 15:00", "2026-12-01T15:00:00", "2026-12-01T15:01:00");
        check("2026-12-01T15:00:30", "2026-12-01T15:00:30", "2026-12-01T15:00:31");
        check("2026-12-01T14:00:00Z", "2026-12-01T15:00:00", "2026-12-01T15:00:00.000000001");
    }

    #[test]
    fn distances_and_words_in_both_languages() {
        for text in ["today", "idag", "i dag", "I-dag", "0d", "tue", "tirsdag"] {
            check(text, "2026-11-24", "2026-11-25");
        }
        for text in ["7d", "+7d", "1w", "1u", "1 uke", "7 dager"] {
            check(text, "2026-12-01", "2026-12-02");
        }
        check("-3d", "2026-11-21", "2026-11-22");
        check("imorgen", "2026-11-25", "2026-11-26");
        check("i går", "2026-11-23", "2026-11-24");
        check("monday", "2026-11-30", "2026-12-01");
        check("last-monday", "2026-11-23", "2026-11-24");
        check("forrige tirsdag", "2026-11-17", "2026-11-18");
        check("1mnd", "2026-12-24", "2026-12-25");
        check("3mo", "2027-02-24", "2027-02-25");
        check("-1y", "2025-11-24", "2025-11-25");
        check("this-week", "2026-11-23", "2026-11-30");
        check("neste uke", "2026-11-30", "2026-12-07");
        check("last-month", "2026-10-01", "2026-11-01");
        check("dette-året", "2026-01-01", "2027-01-01");
        check("4t", "2026-11-24T13:00:00", "2026-11-24T13:00:00.000000001");
        check("now", "2026-11-24T09:00:00", "2026-11-24T09:00:00.000000001");
    }

    #[test]
    fn the_ends_of_the_calendar_hold() {
        let zone = TimeZone::UTC;
        let now = NOW.parse().expect("a moment");
        for text in ["9999", "9999-12", "9999-12-31", "0001", "9999y", "-9999y", "9999mo", "9999w"]
        {
            let (from, to) = When::parse(text).expect(text).within(now, &zone);
            assert!(from <= to, "{text}");
        }
    }

    #[test]
    fn what_is_no_time_says_so() {
        let check = |text: &str, message: &str, instead: Option<&str>| {
            let expected = Err((message.to_owned(), instead.map(str::to_owned)));
            assert_eq!(When::parse(text), expected, "{text}");
        };
        check("soon", "`soon` is no time", None);
        check("24.12.2026", "dates are written year first", Some("2026-12-24"));
        check("24.12.2026 15.30", "dates are written year first", Some("\"2026-12-24 15:30\""));
        check("2026-02-30", "there is no such day", None);
        check("99999d", "`99999d` is no time", None);
        check("2026-13", "`2026-13` is no time", None);
        check("next-monday", "`next-monday` is no time", None);
    }
}
