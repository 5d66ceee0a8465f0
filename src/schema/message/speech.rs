use jiff::civil::{Date, Weekday};

use crate::schema::{Language, Moment};

const MONTHS: [[&str; 12]; 2] = [
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    [
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ],
];

/// Says a day in words: `Thursday 3 December 2026`, `torsdag 3. desember 2026`.
pub fn date_words(date: Date, language: Language) -> String {
    day_words(date, language, Parts { weekday: true, year: true })
}

/// Says a moment in words, with the time of day where it has one; an instant keeps its own form.
pub fn moment_words(moment: Moment, language: Language) -> String {
    parts_words(moment, language, Parts { weekday: true, year: true })
}

/// Two moments as one sentence tells of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwoMoments {
    pub first: String,
    pub second: String,
    /// The first one where it is named again.
    pub again: String,
}

/// Says two moments side by side: the year only where it tells them apart.
pub fn two_moments(first: Moment, second: Moment, language: Language) -> TwoMoments {
    let year = year(first).is_none() || year(first) != year(second);
    let say = |moment, weekday| parts_words(moment, language, Parts { weekday, year });
    TwoMoments { first: say(first, true), second: say(second, true), again: say(first, false) }
}

/// What of a day is said beside its number and its month.
#[derive(Clone, Copy)]
struct Parts {
    weekday: bool,
    year: bool,
}

fn year(moment: Moment) -> Option<i16> {
    match moment {
        Moment::Date(date) => Some(date.year()),
        Moment::Local(at) => Some(at.year()),
        Moment::Instant(_) => None,
    }
}

fn parts_words(moment: Moment, language: Language, parts: Parts) -> String {
    match moment {
        Moment::Date(date) => day_words(date, language, parts),
        Moment::Local(at) => {
            let day = day_words(at.date(), language, parts);
            let (hour, minute) = (at.hour(), at.minute());
            match language {
                Language::English => format!("{day} at {hour:02}:{minute:02}"),
                Language::Bokmal => format!("{day} kl. {hour:02}.{minute:02}"),
            }
        }
        Moment::Instant(_) => moment.to_string(),
    }
}

fn day_words(date: Date, language: Language, parts: Parts) -> String {
    let months = match language {
        Language::English => MONTHS[0],
        Language::Bokmal => MONTHS[1],
    };
    let month = usize::try_from(date.month() - 1).ok().and_then(|at| months.get(at).copied());
    let (day, month) = (date.day(), month.unwrap_or_default());
    let day = match language {
        Language::English => format!("{day} {month}"),
        Language::Bokmal => format!("{day}. {month}"),
    };
    let weekday = parts.weekday.then(|| weekday(date.weekday(), language).to_owned());
    let year = parts.year.then(|| date.year().to_string());
    [weekday, Some(day), year].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Says the day and the month, with the year where that is wanted.
pub(super) fn day_month(date: Date, language: Language, year: bool) -> String {
    day_words(date, language, Parts { weekday: false, year })
}

pub(super) fn weekday(day: Weekday, language: Language) -> &'static str {
    let [english, bokmal] = match day {
        Weekday::Monday => ["Monday", "mandag"],
        Weekday::Tuesday => ["Tuesday", "tirsdag"],
        Weekday::Wednesday => ["Wednesday", "onsdag"],
        Weekday::Thursday => ["Thursday", "torsdag"],
        Weekday::Friday => ["Friday", "fredag"],
        Weekday::Saturday => ["Saturday", "lørdag"],
        Weekday::Sunday => ["Sunday", "søndag"],
    };
    match language {
        Language::English => english,
        Language::Bokmal => bokmal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_said_in_words() {
        let check = |text: &str, english: &str, bokmal: &str| {
            let moment = Moment::parse(text).expect(text);
            assert_eq!(moment_words(moment, Language::English), english);
            assert_eq!(moment_words(moment, Language::Bokmal), bokmal);
        };
        check("2026-12-03", "Thursday 3 December 2026", "torsdag 3. desember 2026");
        check(
            "2026-12-04 15:05",
            "Friday 4 December 2026 at 15:05",
            "fredag 4. desember 2026 kl. 15.05",
        );
    }

    #[test]
    fn two_days_of_one_year_are_told_without_it() {
        let check = |first: &str, second: &str, language: Language, expected: [&str; 3]| {
            let [one, other] = [first, second].map(|text| Moment::parse(text).expect("a moment"));
            let said = two_moments(one, other, language);
            assert_eq!([said.first, said.second, said.again], expected);
        };
        let (english, bokmal) = (Language::English, Language::Bokmal);
        let expected = ["Thursday 3 December", "Friday 4 December", "3 December"];
        check("2026-12-03", "2026-12-04", english, expected);
        let expected =
            ["torsdag 3. desember kl. 09.00", "torsdag 3. desember", "3. desember kl. 09.00"];
        check("2026-12-03 09:00", "2026-12-03", bokmal, expected);
        let expected = ["Thursday 31 December 2026", "Friday 1 January 2027", "31 December 2026"];
        check("2026-12-31", "2027-01-01", english, expected);
        let expected = ["2026-12-01T10:00:00Z", "Tuesday 1 December 2026", "2026-12-01T10:00:00Z"];
        check("2026-12-01T10:00:00Z", "2026-12-01", english, expected);
    }
}
