use std::ops::Range;
use std::str::FromStr;

use jiff::civil::{Date, Weekday};

use super::{ByDay, Every, Recurrence, RecurrenceError, said};
use crate::schema::Moment;

const UNDERSTOOD: &str = "a rule is made of FREQ (DAILY, WEEKLY, MONTHLY or YEARLY), INTERVAL, COUNT, UNTIL, BYDAY, \
     BYMONTHDAY, BYMONTH, BYSETPOS and WKST, such as `FREQ=MONTHLY;BYDAY=-1FR`";
const DAYS: &str = "days are MO, TU, WE, TH, FR, SA and SU; `1MO` is the first Monday and `-1FR` the last Friday of a \
     month or a year";

/// A part of a rule, and where its name and its value stand.
struct Part<'t> {
    name: &'t str,
    value: &'t str,
    at: Range<usize>,
    value_at: usize,
}

impl Recurrence {
    /// Reads a rule, in capitals or not, with `RRULE:` in front or without.
    ///
    /// # Errors
    /// When a part of it is not understood, or parts do not go together.
    pub fn parse(text: &str) -> Result<Self, RecurrenceError> {
        // Places stay the same only while no letter changes its length.
        let upper = text.to_ascii_uppercase();
        let begin = if upper.starts_with("RRULE:") { "RRULE:".len() } else { 0 };
        let parts = parts(&upper, begin).map_err(|error| match said::as_rule(text) {
            Some(rule) => RecurrenceError { meant: Some(rule), ..error },
            None => error,
        })?;
        let Some(freq) = parts.iter().find(|part| part.name == "FREQ") else {
            let message = "a rule such as `FREQ=WEEKLY;BYDAY=FR` is expected";
            return Err(error(0..upper.len(), message.to_owned(), UNDERSTOOD));
        };
        let mut rule = Self {
            text: upper[begin..].to_owned(),
            every: every(freq)?,
            interval: 1,
            count: None,
            until: None,
            by_day: Vec::new(),
            by_month_day: Vec::new(),
            by_month: Vec::new(),
            by_position: Vec::new(),
            week_start: Weekday::Monday,
        };
        for part in &parts {
            rule.take(part)?;
        }
        rule.agree(&parts)?;
        if !rule.ever_falls() {
            let message = "this rule falls on no day, whenever it begins";
            let note = "there is no 30 February and no sixth Monday of a month; `BYMONTHDAY=-1` is the \
                        last day of each";
            return Err(error(begin..upper.len(), message.to_owned(), note));
        }
        Ok(rule)
    }

    fn take(&mut self, part: &Part<'_>) -> Result<(), RecurrenceError> {
        match part.name {
            "FREQ" => {}
            "INTERVAL" => self.interval = part.number("a number from 1 to 9999", 1..=9999)?,
            "COUNT" => self.count = Some(part.number("a number from 1 to 9999", 1..=9999)?),
            "UNTIL" => self.until = Some(part.day()?),
            "BYDAY" => self.by_day = part.each(by_day)?,
            "BYMONTHDAY" => {
                self.by_month_day = part.numbers("a day of a month, from 1 or from -1 on", 31)?;
            }
            "BYMONTH" => {
                self.by_month = part.numbers("a month, from 1 to 12", 12)?;
                if self.by_month.iter().any(|month| *month < 0) {
                    return Err(part.wrong("is no month, from 1 to 12"));
                }
            }
            "BYSETPOS" => {
                self.by_position = part.numbers("a position, from 1 or from -1 on", 366)?
            }
            "WKST" => {
                self.week_start =
                    weekday(part.value).ok_or_else(|| part.wrong("is no day of the week"))?
            }
            name => {
                let message = format!("`{name}` is not understood");
                return Err(error(part.at.clone(), message, UNDERSTOOD));
            }
        }
        Ok(())
    }

    /// Refuses parts that do not go together.
    fn agree(&self, parts: &[Part<'_>]) -> Result<(), RecurrenceError> {
        let find = |name: &str| parts.iter().find(|part| part.name == name);
        let refuse = |name: &str, message: &str, note: &str| match find(name) {
            Some(part) => Err(error(part.at.clone(), message.to_owned(), note)),
            None => Ok(()),
        };
        if self.count.is_some() {
            refuse("UNTIL", "`COUNT` and `UNTIL` do not go together", "leave one of them out")?;
        }
        if self.every == Every::Week {
            let message = "`BYMONTHDAY` does not go with `FREQ=WEEKLY`";
            refuse("BYMONTHDAY", message, "write `FREQ=MONTHLY` for a day of the month")?;
        }
        let counted = self.by_day.iter().any(|day| day.nth.is_some());
        if counted && matches!(self.every, Every::Day | Every::Week) {
            let message = "the first or last such day is one of a month or a year";
            refuse("BYDAY", message, "write `FREQ=MONTHLY`, or the day without a number")?;
        }
        if self.by_day.is_empty() && self.by_month_day.is_empty() && self.by_month.is_empty() {
            let message = "`BYSETPOS` picks from what another part says, and there is none";
            refuse("BYSETPOS", message, "such as `FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1`")?;
        }
        Ok(())
    }
}

fn parts(text: &str, begin: usize) -> Result<Vec<Part<'_>>, RecurrenceError> {
    let mut found: Vec<Part<'_>> = Vec::new();
    let mut at = begin;
    for written in text[begin..].split(';') {
        let range = at..at + written.len();
        at = range.end + 1;
        let lead = written.len() - written.trim_start().len();
        let (start, part) = (range.start + lead, written.trim());
        if part.is_empty() {
            continue;
        }
        let range = start..start + part.len();
        let Some((name, value)) = part.split_once('=') else {
            let message = format!("`{part}` is no `NAME=value` pair");
            return Err(error(range, message, UNDERSTOOD));
        };
        if found.iter().any(|one| one.name == name) {
            let message = format!("`{name}` stands there twice");
            return Err(error(range, message, "leave one of them out"));
        }
        let value_at = start + name.len() + 1;
        found.push(Part { name, value, at: range, value_at });
    }
    Ok(found)
}

fn every(part: &Part<'_>) -> Result<Every, RecurrenceError> {
    Ok(match part.value {
        "DAILY" => Every::Day,
        "WEEKLY" => Every::Week,
        "MONTHLY" => Every::Month,
        "YEARLY" => Every::Year,
        _ => {
            let message = "a routine comes back on days: DAILY, WEEKLY, MONTHLY or YEARLY";
            return Err(error(part.value_range(), message.to_owned(), UNDERSTOOD));
        }
    })
}

impl Part<'_> {
    fn value_range(&self) -> Range<usize> {
        self.value_at..self.value_at + self.value.len()
    }

    fn wrong(&self, why: &str) -> RecurrenceError {
        error(self.value_range(), format!("`{}` {why}", self.value), UNDERSTOOD)
    }

    /// Reads the value as one number, without a sign.
    fn number<T: FromStr + PartialOrd>(
        &self,
        expected: &str,
        most: std::ops::RangeInclusive<T>,
    ) -> Result<T, RecurrenceError> {
        let digits = self.value.bytes().all(|byte| byte.is_ascii_digit());
        let number = self.value.parse().ok().filter(|number| digits && most.contains(number));
        number.ok_or_else(|| self.wrong(&format!("is not {expected}")))
    }

    /// Reads numbers that are not 0 and no further from it than `most`.
    fn numbers(&self, expected: &str, most: i16) -> Result<Vec<i16>, RecurrenceError> {
        self.each(|one| {
            let number = one.parse::<i16>().ok().filter(|n| *n != 0 && (-most..=most).contains(n));
            number.ok_or_else(|| (format!("`{one}` is not {expected}"), UNDERSTOOD))
        })
    }

    /// Reads what stands between commas.
    fn each<T>(
        &self,
        read: impl Fn(&str) -> Result<T, (String, &'static str)>,
    ) -> Result<Vec<T>, RecurrenceError> {
        let mut at = self.value_at;
        let mut all = Vec::new();
        for one in self.value.split(',') {
            let range = at..at + one.len();
            at = range.end + 1;
            all.push(read(one.trim()).map_err(|(message, note)| error(range, message, note))?);
        }
        Ok(all)
    }

    /// Reads a day, of a time the day that it names.
    fn day(&self) -> Result<Date, RecurrenceError> {
        let compact = || {
            let (digits, rest) = (self.value.get(..8)?, self.value.get(8..)?);
            let is_date = digits.bytes().all(|byte| byte.is_ascii_digit());
            (is_date && (rest.is_empty() || rest.starts_with('T'))).then_some(())?;
            digits.parse::<Date>().ok()
        };
        let written = || match Moment::parse(self.value).ok()? {
            Moment::Date(day) => Some(day),
            Moment::Local(time) => Some(time.date()),
            Moment::Instant(_) => self.value.get(..10)?.parse().ok(),
        };
        let wrong = || {
            let message = format!("`{}` is no day", self.value);
            error(self.value_range(), message, "days are written as `20271231` or `2027-12-31`")
        };
        compact().or_else(written).ok_or_else(wrong)
    }
}

fn by_day(text: &str) -> Result<ByDay, (String, &'static str)> {
    let wrong = || (format!("`{text}` is no day of the week"), DAYS);
    let at = text.len().saturating_sub(2);
    let (nth, day) = text.split_at_checked(at).ok_or_else(wrong)?;
    let weekday = weekday(day).ok_or_else(wrong)?;
    let nth = match nth {
        "" => None,
        nth => {
            let number = nth.parse::<i16>().ok();
            let number = number.filter(|n| *n != 0 && (-53..=53).contains(n));
            Some(number.ok_or_else(wrong)?)
        }
    };
    Ok(ByDay { nth, weekday })
}

fn weekday(text: &str) -> Option<Weekday> {
    Some(match text {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    })
}

fn error(at: Range<usize>, message: String, note: &str) -> RecurrenceError {
    RecurrenceError { at, message, note: note.to_owned(), meant: None }
}
