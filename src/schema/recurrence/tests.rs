use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::Recurrence;

/// Rules with their days, as another program has them.
const RULES: &str = include_str!("rules.txt");

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

#[test]
fn days_are_those_of_another_program() {
    for line in RULES.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split(' ').collect();
        let [rule, starts, from, days @ ..] = words.as_slice() else { panic!("{line}") };
        let rule = match Recurrence::parse(rule) {
            // The other program yields no day where this one says that there is none.
            Err(error) if days.is_empty() && error.message.contains("no day") => continue,
            rule => rule.expect(line),
        };
        let (starts, from) = (day(starts), day(from));
        let to = from.checked_add((20 * 366).days()).expect("a day");
        let found: Vec<String> = rule
            .days(starts, from, to)
            .take(6)
            .map(|day| day.to_string().replace('-', ""))
            .collect();
        assert_eq!(found, days, "{line}");
    }
}

#[track_caller]
fn check(rule: &str, expected: &[&str]) {
    let found = Recurrence::parse(rule).expect(rule);
    let starts = date(2028, 1, 31);
    let days = found.days(starts, starts, date(2029, 3, 31));
    let days: Vec<String> = days.take(expected.len() + 1).map(|day| day.to_string()).collect();
    assert_eq!(&days[..expected.len().min(days.len())], expected, "{rule}");
}

#[test]
fn the_end_of_a_month_is_left_out_where_there_is_none() {
    check("FREQ=MONTHLY;COUNT=3", &["2028-01-31", "2028-03-31", "2028-05-31"]);
    check("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", &["2028-01-31", "2028-02-29", "2028-03-31"]);
    check("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", &["2028-02-29"]);
}

#[test]
fn several_words_for_a_day_add_up() {
    check("FREQ=MONTHLY;BYDAY=1TU,MO;COUNT=3", &["2028-01-31", "2028-02-01", "2028-02-07"]);
    check("freq=weekly;byday=fr", &["2028-02-04", "2028-02-11"]);
    check("RRULE:FREQ=WEEKLY;UNTIL=20280207T225959Z;", &["2028-01-31", "2028-02-07"]);
}

#[test]
fn what_is_not_understood_is_named_at_its_place() {
    let check = |text: &str, place: &str, message: &str| {
        let error = Recurrence::parse(text).expect_err(text);
        assert_eq!(&text[error.at.clone()], place, "{error:?}");
        assert!(error.message.contains(message) && !error.note.is_empty(), "{error:?}");
    };
    check("every friday", "every friday", "is no `NAME=value` pair");
    check("FREQ=WEEKLY;BYDAY=MO,XX", "XX", "`XX` is no day of the week");
    check("FREQ=WEEKLY; BYDAY=Å", "Å", "is no day of the week");
    check("FREQ=HOURLY", "HOURLY", "DAILY, WEEKLY, MONTHLY or YEARLY");
    check("FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY", "stands there twice");
    check("FREQ=YEARLY;BYWEEKNO=20", "BYWEEKNO=20", "`BYWEEKNO` is not understood");
    check("FREQ=MONTHLY;BYMONTHDAY=1,32", "32", "from 1 or from -1 on");
    check("FREQ=YEARLY;BYMONTH=-2", "-2", "no month");
    check("FREQ=DAILY;INTERVAL=0", "0", "1 to 9999");
    check("FREQ=DAILY;COUNT=3;UNTIL=20280101", "UNTIL=20280101", "do not go together");
    check("FREQ=WEEKLY;BYDAY=-1FR", "BYDAY=-1FR", "a month or a year");
    check("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY=1", "does not go with");
    check("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS=1", "picks from");
    check("FREQ=DAILY;UNTIL=31.12.2027", "31.12.2027", "is no day");
    check("", "", "a rule such as");
    for never in [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=4,6",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=3",
    ] {
        check(never, never, "falls on no day");
    }
    for rare in ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYDAY=-53SA"] {
        assert!(Recurrence::parse(rare).is_ok(), "{rare}");
    }
}

#[test]
fn the_ends_of_time_are_no_trouble() {
    let rule = Recurrence::parse("FREQ=MONTHLY;INTERVAL=9999").expect("a rule");
    assert_eq!(rule.days(Date::MIN, Date::MIN, Date::MAX).count(), 25);
    let rule = Recurrence::parse("FREQ=WEEKLY;WKST=SU").expect("a rule");
    assert!(rule.days(Date::MAX, Date::MIN, Date::MAX).eq([Date::MAX]));
    assert_eq!(rule.days(date(1, 1, 1), date(2026, 1, 1), date(2026, 1, 14)).count(), 2);
}

fn rule() -> impl Strategy<Value = String> {
    let freq = prop::sample::select(vec!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]);
    let days = prop::sample::subsequence(vec!["MO", "TU", "WE", "TH", "FR", "SA", "SU"], 0..4);
    let months = prop::collection::vec(1..=12_i8, 0..3);
    (freq, 1..5_i32, days, months, prop::option::of(-2..=2_i8)).prop_map(
        |(freq, interval, days, months, position)| {
            let mut rule = format!("FREQ={freq};INTERVAL={interval}");
            if !days.is_empty() {
                rule += &format!(";BYDAY={}", days.join(","));
            }
            if !months.is_empty() {
                let months: Vec<String> = months.iter().map(ToString::to_string).collect();
                rule += &format!(";BYMONTH={}", months.join(","));
            }
            if let Some(position) = position.filter(|position| *position != 0 && !days.is_empty()) {
                rule += &format!(";BYSETPOS={position}");
            }
            rule
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn where_one_begins_to_look_changes_no_day(rule in rule(), starts in 0..800_i32, from in -100..1500_i32) {
        // Some fall on no day at all.
        let Ok(rule) = Recurrence::parse(&rule) else { return Ok(()) };
        let base = date(2024, 1, 1);
        let after = |days: i32| base.checked_add(days.days()).expect("a day");
        let (starts, from, to) = (after(starts), after(from), after(2500));
        let all: Vec<Date> = rule.days(starts, starts, to).collect();
        prop_assert!(all.windows(2).all(|two| two[0] < two[1]));
        let wanted: Vec<Date> = all.into_iter().filter(|day| *day >= from).collect();
        let found: Vec<Date> = rule.days(starts, from, to).collect();
        prop_assert_eq!(found, wanted);
    }
}
