use jiff::Timestamp;
use jiff::tz::TimeZone;
use thiserror::Error;

use super::when::When;

/// A text that is no time to look back to.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SinceError {
    #[error("{message}")]
    Unreadable {
        message: String,
        /// What to write instead, where that is plain.
        instead: Option<String>,
    },
    #[error("`{0}` lies ahead")]
    Ahead(String),
}

/// Reads the time since which something is looked at, in the words of queries, looking back: `7d` is
/// seven days ago, `friday` the last Friday or today. A day or a longer stretch counts from its
/// beginning, as clocks in `zone` go.
///
/// # Errors
/// When it is no time, or one that is still to come.
pub fn since(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, SinceError> {
    let when = When::parse(text)
        .map_err(|(message, instead)| SinceError::Unreadable { message, instead })?;
    // A bare stretch looks back; `tomorrow` does not.
    let is_stretch = text.trim().starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let back = match when {
        When::Shifted(count, unit) if is_stretch => When::Shifted(-count.abs(), unit),
        When::Weekday(day) if zone.to_datetime(now).weekday() != day => When::LastWeekday(day),
        other => other,
    };
    let (start, _) = back.within(now, zone);
    if start > now { Err(SinceError::Ahead(text.trim().to_owned())) } else { Ok(start) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::moment::find_zone;

    #[test]
    fn times_lie_back() {
        let zone = find_zone("Europe/Oslo").expect("bundled");
        // A Tuesday.
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().expect("a time");
        let check = |text: &str, expected: &str| {
            let found = match since(text, now, &zone) {
                Ok(at) => zone.to_datetime(at).to_string(),
                Err(error) => error.to_string(),
            };
            assert_eq!(found, expected, "{text}");
        };
        check("7d", "2026-11-17T00:00:00");
        check("-7d", "2026-11-17T00:00:00");
        check("2w", "2026-11-10T00:00:00");
        check("4h", "2026-11-24T09:00:00");
        check("yesterday", "2026-11-23T00:00:00");
        check("i går", "2026-11-23T00:00:00");
        check("friday", "2026-11-20T00:00:00");
        check("tirsdag", "2026-11-24T00:00:00");
        check("this-week", "2026-11-23T00:00:00");
        check("2026-11", "2026-11-01T00:00:00");
        check("2026-11-20 15:00", "2026-11-20T15:00:00");
        check("tomorrow", "`tomorrow` lies ahead");
        check("soon", "`soon` is no time");
        check("20.11.2026", "dates are written year first");
    }
}
