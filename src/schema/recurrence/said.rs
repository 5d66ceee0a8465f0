//! Rules as people say them, which a rule that is not understood may mean.

/// How each day of the week is called, in a rule, in English and in Bokmål.
const DAYS: [(&str, &str, &str); 7] = [
    ("MO", "monday", "mandag"),
    ("TU", "tuesday", "tirsdag"),
    ("WE", "wednesday", "onsdag"),
    ("TH", "thursday", "torsdag"),
    ("FR", "friday", "fredag"),
    ("SA", "saturday", "lørdag"),
    ("SU", "sunday", "søndag"),
];

/// What comes back each time, and how often a rule says that it does.
const SPANS: [(&str, &[&str]); 5] = [
    ("DAILY", &["day", "days", "daily", "dag", "dager", "daglig"]),
    (
        "WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        &["weekday", "weekdays", "workday", "working day", "hverdag", "hverdager", "ukedag"],
    ),
    ("WEEKLY", &["week", "weeks", "weekly", "uke", "uker", "ukentlig"]),
    ("MONTHLY", &["month", "months", "monthly", "måned", "måneder", "månedlig"]),
    ("YEARLY", &["year", "years", "yearly", "annually", "år", "årlig"]),
];

/// Words in front of what comes back each time.
const EACH: [&str; 6] = ["every", "each", "on", "hver", "hvert", "på"];
/// Every other one.
const OTHER: [&str; 4] = ["other", "second", "annenhver", "annethvert"];

/// Returns the rule that is meant by `every friday` or `annenhver uke`; `None` where it is said in other words.
pub(super) fn as_rule(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let mut words = lower.split_whitespace().peekable();
    while words.next_if(|word| EACH.contains(word)).is_some() {}
    let mut interval = 1;
    if words.next_if(|word| OTHER.contains(word)).is_some() {
        interval = 2;
    } else if let Some(count) =
        words.peek().and_then(|word| word.trim_end_matches('.').parse().ok())
        && (1..=9999).contains(&count)
    {
        interval = count;
        words.next();
    }
    let what = words.collect::<Vec<_>>().join(" ");
    let is_day = |name: &str| {
        what == name || what.strip_prefix(name).is_some_and(|end| ["s", "er"].contains(&end))
    };
    let day = DAYS.iter().find(|(_, english, bokmal)| is_day(english) || is_day(bokmal));
    let (every, days) = match day {
        Some((day, ..)) => ("WEEKLY", format!(";BYDAY={day}")),
        None => {
            let (rule, _) = SPANS.iter().find(|(_, names)| names.contains(&&*what))?;
            let (every, days) = rule.split_once(';').unwrap_or((rule, ""));
            (every, if days.is_empty() { String::new() } else { format!(";{days}") })
        }
    };
    let interval = if interval == 1 { String::new() } else { format!(";INTERVAL={interval}") };
    Some(format!("FREQ={every}{interval}{days}"))
}

#[cfg(test)]
mod tests {
    use super::super::Recurrence;
    use super::*;

    #[test]
    fn what_people_say_is_known() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(as_rule(text).as_deref(), expected, "{text}");
            if let Some(rule) = expected {
                assert!(Recurrence::parse(rule).is_ok(), "{rule}");
            }
        };
        for friday in ["every friday", "Fridays", "hver fredag", "on Friday", "hver  FREDAG "] {
            check(friday, Some("FREQ=WEEKLY;BYDAY=FR"));
        }
        check("daily", Some("FREQ=DAILY"));
        check("hver dag", Some("FREQ=DAILY"));
        check("every weekday", Some("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"));
        check("annenhver uke", Some("FREQ=WEEKLY;INTERVAL=2"));
        check("every 3 months", Some("FREQ=MONTHLY;INTERVAL=3"));
        check("hver 2. fredag", Some("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"));
        check("årlig", Some("FREQ=YEARLY"));
        for text in ["", "every", "now and then", "every 0 days", "fri", "FREQ", "hver jul"] {
            check(text, None);
        }
    }
}
