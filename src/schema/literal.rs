//! Small values with a form of their own: amounts, hours, durations, periods.
//!
//! Each reads what people write and shows the one form that files and comparisons use. An error is
//! half a sentence on what is expected.

use std::fmt;

use jiff::civil::Date;

use super::Moment;

/// A number with a currency: `350 NOK`.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    pub value: f64,
    /// Three capital letters; `None` where only a number stands.
    pub currency: Option<String>,
}

impl Amount {
    /// Reads `350 NOK`, `NOK 350`, `kr 350`, `1 250,50 kr`, `350`.
    ///
    /// # Errors
    /// When it is no such thing.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const EXPECTED: &str = "a number with a currency, such as `350 NOK`";
        let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\u{a0}');
        let digits: String = text.chars().filter(|c| is_number(*c)).collect();
        let word: String = text.chars().filter(|c| !is_number(*c)).collect();
        let first = text.find(|c: char| c.is_ascii_digit()).ok_or(EXPECTED)?;
        let last = text.rfind(|c: char| c.is_ascii_digit()).ok_or(EXPECTED)?;
        if text[first..last].chars().any(|c| !is_number(c)) {
            return Err(EXPECTED);
        }
        let value = number(digits.trim()).ok_or(EXPECTED)?;
        let currency = match word.to_lowercase().trim_end_matches(".-") {
            "" => None,
            "kr" | "kr." | "nok" => Some("NOK".to_owned()),
            "€" => Some("EUR".to_owned()),
            "$" => Some("USD".to_owned()),
            "£" => Some("GBP".to_owned()),
            code if code.len() == 3 && code.bytes().all(|b| b.is_ascii_lowercase()) => {
                Some(code.to_uppercase())
            }
            _ => return Err(EXPECTED),
        };
        Ok(Self { value, currency })
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.value)?;
        match &self.currency {
            Some(currency) => write!(f, " {currency}"),
            None => Ok(()),
        }
    }
}

/// Reads a number that is not negative: `3`, `1.5`, `1,5`, `1 250,50`.
pub fn number(text: &str) -> Option<f64> {
    let compact: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}')).collect();
    let plain = compact.replacen(',', ".", 1);
    let shape = |c: char| c.is_ascii_digit() || c == '.';
    if !plain.chars().all(shape) || !plain.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // Blanks stand between groups of three digits only; `1 2` is no number.
    let whole = text.split([',', '.']).next().unwrap_or(text);
    let mut groups = whole.split([' ', '\u{a0}']);
    let grouped = groups.next().is_some_and(|group| !group.is_empty())
        && groups.all(|group| group.len() == 3);
    grouped.then(|| plain.parse().ok()).flatten().filter(|value: &f64| value.is_finite())
}

/// Working hours within a day, in minutes from midnight; `end` before `start` runs past midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    pub start: u16,
    pub end: u16,
}

impl Hours {
    /// Reads `08:00-16:00`, `8-16` and `08.00–16.00`.
    ///
    /// # Errors
    /// When it is no such thing.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const EXPECTED: &str = "hours such as `08:00-16:00`";
        let (start, end) = text.split_once(['-', '–', '—']).ok_or(EXPECTED)?;
        let start = clock(start).ok_or(EXPECTED)?;
        let end = clock(end).ok_or(EXPECTED)?;
        if start == end || start >= 24 * 60 {
            return Err("two different times, such as `08:00-16:00`");
        }
        Ok(Self { start, end })
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { start, end } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", start / 60, start % 60, end / 60, end % 60)
    }
}

fn clock(text: &str) -> Option<u16> {
    let text = text.trim();
    let (hour, minute) = text.split_once([':', '.']).unwrap_or((text, "00"));
    let digits = |part: &str, most: usize| {
        let plain = (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if plain { part.parse::<u16>().ok() } else { None }
    };
    let (hour, minute) = (digits(hour, 2)?, digits(minute, 2)?);
    let minutes = hour * 60 + minute;
    (minute < 60 && minutes <= 24 * 60).then_some(minutes)
}

/// A span of time: `2 days`, `4 hours`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duration {
    Minutes(u32),
    Hours(u32),
    Days(u32),
    Weeks(u32),
}

impl Duration {
    /// Reads `2 days`, `2d`, `4 hours`, `1 uke` and the like; a bare number means days.
    ///
    /// # Errors
    /// When it is no such thing.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const EXPECTED: &str = "a span of time such as `2 days` or `4 hours`";
        let text = text.trim().to_lowercase();
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let count: u32 = text[..end].parse().map_err(|_| EXPECTED)?;
        Ok(match text[end..].trim() {
            "m" | "min" | "minute" | "minutes" | "minutt" | "minutter" => Self::Minutes(count),
            "h" | "t" | "hour" | "hours" | "time" | "timer" => Self::Hours(count),
            "" | "d" | "day" | "days" | "dag" | "dager" => Self::Days(count),
            "w" | "u" | "week" | "weeks" | "uke" | "uker" => Self::Weeks(count),
            _ => return Err(EXPECTED),
        })
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = match self {
            Self::Minutes(count) => (count, "minute"),
            Self::Hours(count) => (count, "hour"),
            Self::Days(count) => (count, "day"),
            Self::Weeks(count) => (count, "week"),
        };
        write!(f, "{count} {unit}{}", if *count == 1 { "" } else { "s" })
    }
}

/// Days from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub starts: Date,
    pub ends: Date,
}

impl Period {
    /// Reads `2026-12-20..2027-01-03`, `2026-12-20 - 2027-01-03` or one day.
    ///
    /// # Errors
    /// When it is no such thing, or runs backwards.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const EXPECTED: &str = "days such as `2026-12-20..2027-01-03`";
        let separators = ["..", " - ", "–", " to ", " til ", "/"];
        let divided = separators.iter().find_map(|separator| text.split_once(separator));
        let (starts, ends) = divided.unwrap_or((text, text));
        let day = |text: &str| match Moment::parse(text) {
            Ok(Moment::Date(day)) => Ok(day),
            _ => Err(EXPECTED),
        };
        let (starts, ends) = (day(starts)?, day(ends.trim_start_matches('.'))?);
        if ends < starts {
            return Err("a first day that is not after the last");
        }
        Ok(Self { starts, ends })
    }

    /// Tells whether `day` lies in it.
    pub fn contains(self, day: Date) -> bool {
        self.starts <= day && day <= self.ends
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.starts == self.ends {
            write!(f, "{}", self.starts)
        } else {
            write!(f, "{}..{}", self.starts, self.ends)
        }
    }
}

/// Tells whether a text looks like one mail address.
pub fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.rsplit_once('@') else { return false };
    let plain =
        |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | ',' | '@');
    !name.is_empty()
        && name.chars().all(plain)
        && domain.chars().all(plain)
        && domain.split('.').all(|part| !part.is_empty())
        && !domain.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown<T: fmt::Display, E: fmt::Display>(result: Result<T, E>) -> String {
        match result {
            Ok(value) => value.to_string(),
            Err(error) => format!("expected {error}"),
        }
    }

    #[test]
    fn amounts() {
        let check = |text: &str, expected: &str| {
            assert!(shown(Amount::parse(text)).starts_with(expected), "{text}");
        };
        check("350 NOK", "350 NOK");
        check("kr 350", "350 NOK");
        check("1 250,50 kr", "1250.5 NOK");
        check("€20", "20 EUR");
        check("usd 20.5", "20.5 USD");
        check("350", "350");
        check("about 350", "expected a number with a currency");
        check("3 beers 4", "expected");
        check("-350 NOK", "expected");
    }

    #[test]
    fn numbers() {
        let check =
            |text: &str, expected: Option<f64>| assert_eq!(number(text), expected, "{text}");
        check("3", Some(3.0));
        check("1,5", Some(1.5));
        check("1 250.5", Some(1250.5));
        for text in ["", "-1", "1.2.3", "1e5", "nan", "1 2", ".5", "0x10", "１"] {
            check(text, None);
        }
    }

    #[test]
    fn hours_durations_and_periods() {
        let hours = |text: &str, expected: &str| assert_eq!(shown(Hours::parse(text)), expected);
        hours("8-16", "08:00-16:00");
        hours("08.30–16.15", "08:30-16:15");
        hours("15:00-24:00", "15:00-24:00");
        hours("22:00-06:00", "22:00-06:00");
        hours("8", "expected hours such as `08:00-16:00`");
        hours("25:00-26:00", "expected hours such as `08:00-16:00`");
        hours("8-8", "expected two different times, such as `08:00-16:00`");
        let duration =
            |text: &str, expected: &str| assert_eq!(shown(Duration::parse(text)), expected);
        duration("2d", "2 days");
        duration("1 uke", "1 week");
        duration("4 timer", "4 hours");
        duration("soon", "expected a span of time such as `2 days` or `4 hours`");
        let period = |text: &str, expected: &str| assert_eq!(shown(Period::parse(text)), expected);
        period("2026-12-20..2027-01-03", "2026-12-20..2027-01-03");
        period("2026-12-20 til 2027-01-03", "2026-12-20..2027-01-03");
        period("2026-12-20", "2026-12-20");
        period("2027-01-03..2026-12-20", "expected a first day that is not after the last");
    }

    #[test]
    fn mail_addresses() {
        for text in ["ola@example.com", "a.b+c@xn--d.no", "x@localhost"] {
            assert!(is_email(text), "{text}");
        }
        for text in ["ola", "@x.no", "a@", "a b@x.no", "Ola <ola@x.no>", "a@x..no", "a@@x.no"] {
            assert!(!is_email(text), "{text}");
        }
    }
}
