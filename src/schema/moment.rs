//! Dates and times as people write them: reading, comparing, showing.

use std::fmt;
use std::sync::OnceLock;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan};
use thiserror::Error;

/// A date, or a date with a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The whole day.
    Date(Date),
    /// A time in the workspace's zone.
    Local(DateTime),
    /// A time with its own zone.
    Instant(Timestamp),
}

/// Why a text is no date or time.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MomentError {
    /// It can only mean this one, in a form that is not read.
    #[error("dates are written year first: `{0}`")]
    OtherOrder(Moment),
    /// Day and month could be either.
    #[error("`{0}` or `{1}`? Dates are written year first")]
    Ambiguous(Date, Date),
    /// The form is right, the day or hour does not exist.
    #[error("there is no such {0}")]
    NoSuch(&'static str),
    /// Nothing that looks like a date.
    #[error("this is no date; write it as `2026-12-01` or `2026-12-01 15:00`")]
    NoDate,
}

/// No work is dated before it.
const FIRST_YEAR: i16 = 1000;

impl Moment {
    /// Reads `2026-12-01`, `2026-12-01 15:00`, `2026-12-01T15:00:00` or RFC 3339.
    ///
    /// # Errors
    /// When it is something else; where the meaning is plain, the error holds it.
    pub fn parse(text: &str) -> Result<Moment, MomentError> {
        let text = text.trim();
        let bytes = text.as_bytes();
        if !is_iso_date(bytes) {
            return Err(other_form(text));
        }
        let date: Date = text[..10].parse().map_err(|_| MomentError::NoSuch("day"))?;
        // A slip of the pen, such as `0206-12-01`.
        if date.year() < FIRST_YEAR {
            return Err(MomentError::NoSuch("year"));
        }
        let Some(rest) = text.get(10..).filter(|rest| !rest.is_empty()) else {
            return Ok(Moment::Date(date));
        };
        let rest = rest.strip_prefix(['T', 't', ' ']).ok_or(MomentError::NoDate)?.trim_start();
        let zone_at = rest.find(['Z', 'z', '+', '-']);
        let (clock, zone) = rest.split_at(zone_at.unwrap_or(rest.len()));
        let time = parse_time(clock.trim_end())?;
        let local = date.to_datetime(time);
        if zone.is_empty() {
            return Ok(Moment::Local(local));
        }
        let offset = parse_offset(zone)?;
        offset.to_timestamp(local).map(Moment::Instant).map_err(|_| MomentError::NoSuch("time"))
    }

    /// Returns what merges compare: a bare date is its 24:00, a time without zone is UTC.
    pub fn merge_key(self) -> Timestamp {
        let utc = |local: DateTime| TimeZone::UTC.to_timestamp(local).unwrap_or(Timestamp::MAX);
        match self {
            Moment::Date(date) => match date.checked_add(1.day()) {
                Ok(next) => utc(next.to_datetime(Time::midnight())),
                Err(_) => Timestamp::MAX,
            },
            Moment::Local(local) => utc(local),
            Moment::Instant(at) => at,
        }
    }

    /// Returns the point in time that is meant in `zone`; a bare date means its 24:00.
    ///
    /// An hour that a clock change skips counts from behind the gap, one that comes twice is the
    /// first.
    pub fn in_zone(self, zone: &TimeZone) -> Timestamp {
        let local = match self {
            Moment::Instant(at) => return at,
            Moment::Local(local) => local,
            Moment::Date(date) => match date.checked_add(1.day()) {
                Ok(next) => next.to_datetime(Time::midnight()),
                Err(_) => return Timestamp::MAX,
            },
        };
        zone.to_ambiguous_timestamp(local).compatible().unwrap_or(Timestamp::MAX)
    }

    /// Returns the day, of an instant the one in `zone`.
    pub fn date_in(self, zone: &TimeZone) -> Date {
        match self {
            Moment::Date(date) => date,
            Moment::Local(local) => local.date(),
            Moment::Instant(at) => zone.to_datetime(at).date(),
        }
    }
}

impl fmt::Display for Moment {
    /// Writes the form that files use; seconds only where there are any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Moment::Date(date) => write!(f, "{date}"),
            Moment::Local(local) => {
                write!(f, "{} {:02}:{:02}", local.date(), local.hour(), local.minute())?;
                if local.second() != 0 { write!(f, ":{:02}", local.second()) } else { Ok(()) }
            }
            Moment::Instant(at) => write!(f, "{at}"),
        }
    }
}

/// Finds an IANA zone in the data that the program carries, so that all machines agree.
pub fn find_zone(name: &str) -> Option<TimeZone> {
    static BUNDLED: OnceLock<TimeZoneDatabase> = OnceLock::new();
    BUNDLED.get_or_init(TimeZoneDatabase::bundled).get(name).ok()
}

fn is_iso_date(bytes: &[u8]) -> bool {
    bytes.len() >= 10
        && bytes[..10].iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
        && bytes.get(10).is_none_or(|byte| !byte.is_ascii_digit())
}

/// Reads `15:00`, `15:00:30` or `15:00:30.5`; parts of a second are dropped.
fn parse_time(text: &str) -> Result<Time, MomentError> {
    let mut parts = text.split(':');
    let mut number = |digits: std::ops::RangeInclusive<usize>| -> Option<i8> {
        let part = parts.next()?;
        let whole = part.split_once('.').map_or(part, |(whole, _)| whole);
        let plain = digits.contains(&whole.len()) && whole.bytes().all(|b| b.is_ascii_digit());
        if plain { whole.parse().ok() } else { None }
    };
    let hour = number(1..=2).ok_or(MomentError::NoDate)?;
    let minute = number(2..=2).ok_or(MomentError::NoDate)?;
    let second =
        if text.matches(':').count() >= 2 { number(2..=2).ok_or(MomentError::NoDate)? } else { 0 };
    if text.matches(':').count() > 2 {
        return Err(MomentError::NoDate);
    }
    Time::new(hour, minute, second, 0).map_err(|_| MomentError::NoSuch("time of day"))
}

fn parse_offset(text: &str) -> Result<jiff::tz::Offset, MomentError> {
    if text.eq_ignore_ascii_case("z") {
        return Ok(jiff::tz::Offset::UTC);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(MomentError::NoDate);
    }
    let hours: i32 = digits[..2].parse().map_err(|_| MomentError::NoDate)?;
    let minutes: i32 = digits[2..].parse().map_err(|_| MomentError::NoDate)?;
    // As far as clocks go anywhere, and a little more.
    if hours > 18 || minutes > 59 {
        return Err(MomentError::NoSuch("offset"));
    }
    jiff::tz::Offset::from_seconds(sign * (hours * 3600 + minutes * 60))
        .map_err(|_| MomentError::NoSuch("offset"))
}

/// Tells what a date in another form means: `24.12.2026`, `12/24/2026`, `1. desember 2026`.
fn other_form(text: &str) -> MomentError {
    let cleaned = text.replace(" kl. ", " ").replace(" kl ", " ").replace(',', " ");
    let words: Vec<&str> = cleaned.split_whitespace().collect();
    if let Some((first, rest)) = words.split_first()
        && let Some(dates) = numeric_date(first)
    {
        return with_time(dates, rest);
    }
    if words.len() >= 3
        && let Some(date) = worded_date(&words[..3])
    {
        return with_time(Dates::One(date), &words[3..]);
    }
    MomentError::NoDate
}

enum Dates {
    One(Date),
    Either(Date, Date),
    NoSuch,
}

fn with_time(dates: Dates, rest: &[&str]) -> MomentError {
    match (dates, rest) {
        (Dates::One(date), []) => MomentError::OtherOrder(Moment::Date(date)),
        (Dates::One(date), [clock]) => match parse_time(&clock.replace('.', ":")) {
            Ok(time) => MomentError::OtherOrder(Moment::Local(date.to_datetime(time))),
            Err(error) => error,
        },
        (Dates::Either(one, other), _) => MomentError::Ambiguous(one, other),
        (Dates::NoSuch, _) => MomentError::NoSuch("day"),
        _ => MomentError::NoDate,
    }
}

/// Reads three numbers with one kind of separator; dots are day first everywhere.
fn numeric_date(text: &str) -> Option<Dates> {
    let separator = text.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(separator, '.' | '/' | '-') {
        return None;
    }
    let text = text.trim_end_matches('.');
    let parts: Vec<&str> = text.split(separator).collect();
    let [first, second, third] = parts[..] else { return None };
    if parts
        .iter()
        .any(|part| part.is_empty() || part.len() > 4 || !part.bytes().all(|b| b.is_ascii_digit()))
    {
        return None;
    }
    let number = |part: &str| part.parse::<i16>().unwrap_or(0);
    let date = |year: i16, month: i16, day: i16| {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Date::new(year, month, day).ok()
    };
    if first.len() == 4 {
        return Some(
            date(number(first), number(second), number(third)).map_or(Dates::NoSuch, Dates::One),
        );
    }
    let year = match third.len() {
        4 => number(third),
        2 => 2000 + number(third),
        _ => return None,
    };
    let day_first = date(year, number(second), number(first));
    let month_first = date(year, number(first), number(second));
    Some(match (separator, day_first, month_first) {
        ('.', Some(day_first), _) => Dates::One(day_first),
        ('.', None, _) | (_, None, None) => Dates::NoSuch,
        (_, Some(one), None) | (_, None, Some(one)) => Dates::One(one),
        (_, Some(one), Some(other)) if one == other => Dates::One(one),
        (_, Some(one), Some(other)) => Dates::Either(one, other),
    })
}

/// Reads `1. desember 2026`, `1 December 2026` and `December 1 2026`.
fn worded_date(words: &[&str]) -> Option<Date> {
    let [first, second, year] = words else { return None };
    let year: i16 = Some(year).filter(|year| year.len() == 4)?.parse().ok()?;
    let (day, month) = match (month(first), month(second)) {
        (None, Some(month)) => (first, month),
        (Some(month), None) => (second, month),
        _ => return None,
    };
    let day = day.trim_end_matches(['.', 's', 't', 'n', 'd', 'r', 'h']).parse().ok()?;
    Date::new(year, month, day).ok()
}

fn month(word: &str) -> Option<i8> {
    const STARTS: [&[&str]; 12] = [
        &["januar", "january"],
        &["februar", "february"],
        &["mars", "march"],
        &["april"],
        &["mai", "may"],
        &["juni", "june"],
        &["juli", "july"],
        &["august"],
        &["september"],
        &["oktober", "october"],
        &["november"],
        &["desember", "december"],
    ];
    let word = word.trim_end_matches('.').to_lowercase();
    if word.len() < 3 {
        return None;
    }
    let at = STARTS.iter().position(|names| names.iter().any(|name| name.starts_with(&word)))?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let shown = match Moment::parse(text) {
            Ok(moment) => moment.to_string(),
            Err(MomentError::OtherOrder(moment)) => format!("meant {moment}"),
            Err(MomentError::Ambiguous(one, other)) => format!("{one} or {other}"),
            Err(MomentError::NoSuch(what)) => format!("no {what}"),
            Err(MomentError::NoDate) => "none".to_owned(),
        };
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn the_forms_of_the_format_are_read() {
        check("2026-12-01", "2026-12-01");
        check("2026-12-01 15:00", "2026-12-01 15:00");
        check("2026-12-01T15:00:00", "2026-12-01 15:00");
        check("2026-12-01T15:00:30", "2026-12-01 15:00:30");
        check("2026-12-01T15:00:00Z", "2026-12-01T15:00:00Z");
        check("2026-12-01T15:00:00+01:00", "2026-12-01T14:00:00Z");
        check("2026-12-01 15:00+0100", "2026-12-01T14:00:00Z");
        check("2026-12-01T15:00:00.5-05:00", "2026-12-01T20:00:00Z");
        check("0000-01-01", "no year");
        check("0206-12-01 15:00", "no year");
    }

    #[test]
    fn days_and_hours_that_do_not_exist_are_told() {
        check("2026-02-30", "no day");
        check("2026-12-01 25:00", "no time of day");
        check("31.02.2026", "no day");
        for offset in ["+99:00", "+25:00", "-19:00", "+01:60"] {
            check(&format!("2026-12-01T15:00{offset}"), "no offset");
        }
    }

    #[test]
    fn local_orders_are_understood_where_they_are_plain() {
        check("24.12.2026", "meant 2026-12-24");
        check("3.4.2026", "meant 2026-04-03");
        check("24.12.26", "meant 2026-12-24");
        check("24/12/2026", "meant 2026-12-24");
        check("12/24/2026", "meant 2026-12-24");
        check("03/04/2026", "2026-04-03 or 2026-03-04");
        check("2026/12/01", "meant 2026-12-01");
        check("2026-12-1", "meant 2026-12-01");
        check("24.12.2026 15.30", "meant 2026-12-24 15:30");
        check("24.12.2026 kl. 15:30", "meant 2026-12-24 15:30");
        check("1. desember 2026", "meant 2026-12-01");
        check("December 1st, 2026", "meant 2026-12-01");
    }

    #[test]
    fn other_words_are_no_dates() {
        for text in [
            "",
            "asap",
            "snarest",
            "next Friday",
            "2026",
            "12:00",
            "2026-12-01x",
            "1.2",
            "2026-12-01 15",
            "æøåæøåæøå",
            "2026-12-01T",
            "2026-12-01 15:00:00:00",
        ] {
            check(text, "none");
        }
    }

    #[test]
    fn comparing_takes_a_bare_date_for_its_end() {
        let key = |text: &str| Moment::parse(text).expect(text).merge_key();
        assert!(key("2026-12-01") > key("2026-12-01 23:59"));
        assert_eq!(key("2026-12-01"), key("2026-12-02 00:00"));
        assert_eq!(key("2026-12-01 15:00"), key("2026-12-01T16:00:00+01:00"));
        assert_eq!(Moment::Date(Date::MAX).merge_key(), Timestamp::MAX);
    }

    #[test]
    fn a_time_in_a_zone_survives_clock_changes() {
        let oslo = find_zone("Europe/Oslo").expect("bundled");
        let at = |text: &str| Moment::parse(text).expect(text).in_zone(&oslo).to_string();
        assert_eq!(at("2026-12-01 15:00"), "2026-12-01T14:00:00Z");
        assert_eq!(at("2026-03-29 02:30"), "2026-03-29T01:30:00Z");
        assert_eq!(at("2026-06-01"), "2026-06-01T22:00:00Z");
        assert!(find_zone("Europe/Olso").is_none());
    }
}
