use jiff::SignedDuration;
use jiff::civil::DateTime;

use super::speech::{day_month, weekday};
use crate::schema::Language;

/// Says a time of day: `09:12`, `09.12`.
pub fn clock_words(at: DateTime, language: Language) -> String {
    let (hour, minute) = (at.hour(), at.minute());
    match language {
        Language::English => format!("{hour:02}:{minute:02}"),
        Language::Bokmal => format!("{hour:02}.{minute:02}"),
    }
}

/// Says a moment as one who lives at `now` does, on the same clock: `today at 09:12`, `Tuesday at
/// 09:12` within a week, else the date, with the year where it is another.
pub fn when_words(at: DateTime, now: DateTime, language: Language) -> String {
    let days = (at.date() - now.date()).get_days();
    with_clock(&day_words(at, now, days, language), at, language)
}

fn day_words(at: DateTime, now: DateTime, days: i32, language: Language) -> String {
    let [today, yesterday, tomorrow] = match language {
        Language::English => ["today", "yesterday", "tomorrow"],
        Language::Bokmal => ["i dag", "i går", "i morgen"],
    };
    match days {
        0 => today.to_owned(),
        -1 => yesterday.to_owned(),
        1 => tomorrow.to_owned(),
        -6..=6 => weekday(at.weekday(), language).to_owned(),
        _ => day_month(at.date(), language, at.year() != now.year()),
    }
}

/// Says a moment as [`when_words`] does, in as few words as tell it: the time of day alone today, else
/// the day alone.
pub fn short_words(at: DateTime, now: DateTime, language: Language) -> String {
    match (at.date() - now.date()).get_days() {
        0 => clock_words(at, language),
        days => day_words(at, now, days, language),
    }
}

/// Says a moment so that it stays right for a while: `Tuesday 24 November at 09:12`, with the year
/// where it is another than that of `now`.
pub fn time_words(at: DateTime, now: DateTime, language: Language) -> String {
    let weekday = weekday(at.weekday(), language);
    let day = day_month(at.date(), language, at.year() != now.year());
    with_clock(&format!("{weekday} {day}"), at, language)
}

fn with_clock(day: &str, at: DateTime, language: Language) -> String {
    let clock = clock_words(at, language);
    match language {
        Language::English => format!("{day} at {clock}"),
        Language::Bokmal => format!("{day} kl. {clock}"),
    }
}

/// Working time of somebody whose day is so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worked {
    pub time: SignedDuration,
    pub day: SignedDuration,
}

/// From so many days on, time is said in days.
const MANY_DAYS: i64 = 3;

impl Worked {
    /// Says it, rounded down: `40 working minutes`, `5 working hours`, `1.5 working hours`, `4 working
    /// days`.
    pub fn text(self, language: Language) -> String {
        let minutes = self.time.as_mins().max(0);
        if minutes == 0 {
            return match language {
                Language::English => "no working time".to_owned(),
                Language::Bokmal => "ingen arbeidstid".to_owned(),
            };
        }
        let day = self.day.as_mins().max(1);
        let (count, unit) = if minutes < 60 {
            (minutes.to_string(), 0)
        } else if minutes >= MANY_DAYS * day {
            ((minutes / day).to_string(), 2)
        } else {
            let half = if minutes % 60 >= 30 && minutes < 600 { half(language) } else { "" };
            (format!("{}{half}", minutes / 60), 1)
        };
        let [one, several] = match (language, unit) {
            (Language::English, 0) => ["working minute", "working minutes"],
            (Language::English, 1) => ["working hour", "working hours"],
            (Language::English, _) => ["working day", "working days"],
            (Language::Bokmal, 0) => ["arbeidsminutt", "arbeidsminutter"],
            (Language::Bokmal, 1) => ["arbeidstime", "arbeidstimer"],
            (Language::Bokmal, _) => ["arbeidsdag", "arbeidsdager"],
        };
        format!("{count} {}", if count == "1" { one } else { several })
    }
}

fn half(language: Language) -> &'static str {
    match language {
        Language::English => ".5",
        Language::Bokmal => ",5",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn moments_are_said_from_where_one_stands() {
        let now = date(2026, 11, 27).at(10, 24, 0, 0);
        let check = |at: DateTime, english: &str, bokmal: &str| {
            assert_eq!(when_words(at, now, Language::English), english);
            assert_eq!(when_words(at, now, Language::Bokmal), bokmal);
        };
        check(date(2026, 11, 27).at(9, 5, 0, 0), "today at 09:05", "i dag kl. 09.05");
        check(date(2026, 11, 26).at(23, 59, 0, 0), "yesterday at 23:59", "i går kl. 23.59");
        check(date(2026, 11, 28).at(0, 0, 0, 0), "tomorrow at 00:00", "i morgen kl. 00.00");
        check(date(2026, 11, 24).at(9, 12, 0, 0), "Tuesday at 09:12", "tirsdag kl. 09.12");
        check(date(2026, 12, 4).at(16, 0, 0, 0), "4 December at 16:00", "4. desember kl. 16.00");
        check(
            date(2027, 1, 4).at(8, 0, 0, 0),
            "4 January 2027 at 08:00",
            "4. januar 2027 kl. 08.00",
        );
        let at = date(2026, 11, 24).at(9, 12, 0, 0);
        assert_eq!(short_words(now, now, Language::Bokmal), "10.24");
        assert_eq!(short_words(at, now, Language::Bokmal), "tirsdag");
        assert_eq!(time_words(at, now, Language::English), "Tuesday 24 November at 09:12");
        assert_eq!(time_words(at, now, Language::Bokmal), "tirsdag 24. november kl. 09.12");
        let at = date(2099, 12, 1).at(16, 0, 0, 0);
        assert_eq!(time_words(at, now, Language::English), "Tuesday 1 December 2099 at 16:00");
    }

    #[test]
    fn working_time_is_said_in_what_fits_it() {
        let check = |minutes: i64, english: &str, bokmal: &str| {
            let day = SignedDuration::from_hours(8);
            let worked = Worked { time: SignedDuration::from_mins(minutes), day };
            assert_eq!(worked.text(Language::English), english);
            assert_eq!(worked.text(Language::Bokmal), bokmal);
        };
        check(0, "no working time", "ingen arbeidstid");
        check(1, "1 working minute", "1 arbeidsminutt");
        check(60, "1 working hour", "1 arbeidstime");
        check(95, "1.5 working hours", "1,5 arbeidstimer");
        check(300, "5 working hours", "5 arbeidstimer");
        check(23 * 60, "23 working hours", "23 arbeidstimer");
        check(24 * 60, "3 working days", "3 arbeidsdager");
    }
}
