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
    let months = match language {
        Language::English => MONTHS[0],
        Language::Bokmal => MONTHS[1],
    };
    let month = usize::try_from(date.month() - 1).ok().and_then(|at| months.get(at).copied());
    let (day, year, month) = (date.day(), date.year(), month.unwrap_or_default());
    let weekday = weekday(date.weekday(), language);
    match language {
        Language::English => format!("{weekday} {day} {month} {year}"),
        Language::Bokmal => format!("{weekday} {day}. {month} {year}"),
    }
}

/// Says a moment in words, with the time of day where it has one; an instant keeps its own form.
pub fn moment_words(moment: Moment, language: Language) -> String {
    match moment {
        Moment::Date(date) => date_words(date, language),
        Moment::Local(at) => {
            let day = date_words(at.date(), language);
            let (hour, minute) = (at.hour(), at.minute());
            match language {
                Language::English => format!("{day} at {hour:02}:{minute:02}"),
                Language::Bokmal => format!("{day} kl. {hour:02}.{minute:02}"),
            }
        }
        Moment::Instant(_) => moment.to_string(),
    }
}

fn weekday(day: Weekday, language: Language) -> &'static str {
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
}
