use jiff::civil::date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;

use super::*;
use crate::document::Document;
use crate::schema::moment::find_zone;
use crate::schema::{Record, Schema};
use crate::text::{RepoPath, Source};
use crate::workflow::Want;

const ALWAYS: &str = "working_days: [mon, tue, wed, thu, fri, sat, sun]\n";
const WEEK: &str = "working_days: [mon, tue, wed, thu, fri]\nworking_hours: 08:00-16:00\n";

fn record(path: &str, fields: &str) -> Record {
    let document = Document::parse(Source::new(format!("---\n{fields}---\n")));
    Schema::builtin().decode(&RepoPath::new(path), &document).0
}

fn person(name: &str, fields: &str) -> Record {
    record(&format!("people/{name}.md"), &format!("id: {name}\n{fields}"))
}

fn config(holidays: &[Date]) -> Config {
    let zone = find_zone("Europe/Oslo").expect("bundled");
    Config { zone, holidays: holidays.to_vec(), ..Config::default() }
}

/// Kari works by these fields, and nobody else is there.
fn kari(fields: &str) -> Clocks {
    Clocks::of(&[person("kari", fields)], &config(&[]))
}

fn at(text: &str) -> Timestamp {
    Moment::parse(text).expect(text).in_zone(&find_zone("Europe/Oslo").expect("bundled"))
}

#[track_caller]
fn check(clocks: &Clocks, from: &str, to: &str, hours: f64) {
    let worked = clocks.worked("kari", at(from), at(to));
    assert!((worked.as_secs_f64() / 3600.0 - hours).abs() < 1e-6, "{from} to {to}: {worked:#}");
    if let (Some(end), true) = (clocks.after("kari", at(from), worked), hours > 0.0) {
        assert!(end <= at(to), "{from}: {end}");
        assert_eq!(clocks.worked("kari", at(from), end), worked, "{from}");
    }
}

#[test]
fn only_working_time_counts() {
    let oslo = kari(&format!("timezone: Europe/Oslo\n{WEEK}"));
    check(&oslo, "2026-11-24 09:12", "2026-11-24 14:12", 5.0);
    check(&oslo, "2026-11-24 06:00", "2026-11-24 23:00", 8.0);
    check(&oslo, "2026-11-24 15:00", "2026-11-25 09:00", 2.0);
    check(&oslo, "2026-11-27 15:30", "2026-11-30 08:30", 1.0);
    check(&oslo, "2026-11-28 09:00", "2026-11-29 18:00", 0.0);
    check(&oslo, "2026-11-25 09:00", "2026-11-24 09:00", 0.0);
    check(&oslo, "2026-11-23 08:00", "2026-12-07 08:00", 80.0);
    assert_eq!(
        oslo.after("kari", at("2026-11-27 15:00"), SignedDuration::from_hours(2)),
        Some(at("2026-11-30 09:00"))
    );
    assert!(oslo.is_at_work("kari", at("2026-11-24 08:00")));
    assert!(!oslo.is_at_work("kari", at("2026-11-24 16:00")));
}

#[test]
fn hours_are_those_of_the_persons_own_zone() {
    // Four in the afternoon in Manila is nine in the morning in Oslo.
    let manila = kari(&format!("timezone: Asia/Manila\n{WEEK}"));
    check(&manila, "2026-11-24 08:00", "2026-11-24 12:00", 1.0);
    check(&manila, "2026-11-24 12:00", "2026-11-25 02:00", 1.0);
    // Friday evening in Oslo is Saturday there.
    check(&manila, "2026-11-27 18:00", "2026-11-29 23:00", 0.0);
}

#[test]
fn nights_and_clock_changes_are_counted_as_they_pass() {
    let night = kari(&format!("timezone: Europe/Oslo\n{ALWAYS}working_hours: 22:00-06:00\n"));
    check(&night, "2026-11-24 00:00", "2026-11-24 08:00", 6.0);
    check(&night, "2026-11-24 23:00", "2026-11-25 05:00", 6.0);
    // In the night to 29 March an hour is skipped, in that to 25 October one comes twice.
    check(&night, "2026-03-28 20:00", "2026-03-29 12:00", 7.0);
    check(&night, "2026-10-24 20:00", "2026-10-25 12:00", 9.0);
    let short = kari(&format!("timezone: Europe/Oslo\n{ALWAYS}working_hours: 02:00-03:00\n"));
    check(&short, "2026-03-28 12:00", "2026-03-29 12:00", 0.0);
    check(&short, "2026-03-28 12:00", "2026-03-30 12:00", 1.0);
    let round = kari(&format!("timezone: Europe/Oslo\n{ALWAYS}working_hours: 02:45-02:30\n"));
    check(&round, "2026-03-28 12:00", "2026-03-29 12:00", 22.75);
}

#[test]
fn days_off_holidays_and_part_of_a_day_are_no_work() {
    let people =
        [person("kari", &format!("timezone: Europe/Oslo\n{WEEK}away: 2026-11-25..2026-11-26\n"))];
    let clocks = Clocks::of(&people, &config(&[date(2026, 11, 27)]));
    check(&clocks, "2026-11-24 12:00", "2026-11-30 12:00", 8.0);
    assert_eq!(clocks.away_until("kari", at("2026-11-25 03:00")), Some(date(2026, 11, 26)));
    assert_eq!(clocks.away_until("kari", at("2026-11-27 03:00")), None);
    let half =
        kari("timezone: Europe/Oslo\nworking_days: [mon, tue]\nworking_hours: 08:00-12:00\n");
    check(&half, "2026-11-23 00:00", "2026-11-30 00:00", 8.0);
}

#[test]
fn who_never_works_owes_nothing_in_time() {
    for fields in ["working_days: []\n", "working_hours: 08:00-16:00\nworking_days: []\n"] {
        let never = kari(fields);
        check(&never, "2026-11-01", "2027-11-01", 0.0);
        assert_eq!(never.after("kari", at("2026-11-01"), SignedDuration::from_hours(1)), None);
        let agreed = Agreement { answer_within_hours: Some(8.0), review_within_days: None };
        assert_eq!(never.answer_due(&agreed, Want::Answer, "kari", at("2026-11-01")), None);
    }
    let all_away = kari(&format!("{WEEK}away: 2020-01-01..2040-01-01\n"));
    assert_eq!(all_away.after("kari", at("2026-11-01"), SignedDuration::from_hours(1)), None);
}

#[test]
fn what_is_not_said_is_the_usual_week() {
    for fields in ["", "working_days:\n", "timezone: Nowhere\nworking_hours: late\n"] {
        check(&kari(fields), "2026-11-23 00:00", "2026-11-30 00:00", 40.0);
    }
    let clocks = kari(WEEK);
    assert_eq!(
        clocks.worked("nobody", at("2026-11-24"), at("2026-11-25")),
        SignedDuration::from_hours(8)
    );
}

#[test]
fn whoever_stands_in_counts_while_the_person_is_away() {
    let people = [
        person(
            "kari",
            &format!("timezone: Europe/Oslo\n{WEEK}away: 2026-11-25..2026-11-26\nbackup: per\n"),
        ),
        person("per", "timezone: Europe/Oslo\nworking_days: [wed]\nworking_hours: 10:00-12:00\n"),
    ];
    let clocks = Clocks::of(&people, &config(&[]));
    check(&clocks, "2026-11-24 00:00", "2026-11-27 00:00", 10.0);
    assert_eq!(clocks.acting("kari", at("2026-11-24 12:00")), "kari");
    assert_eq!(clocks.acting("kari", at("2026-11-26 12:00")), "per");
    assert!(clocks.is_at_work("kari", at("2026-11-25 11:00")));
    // A round of people who stand in for each other, and all are away.
    let round = |name: &str, other: &str| {
        person(name, &format!("{WEEK}away: 2026-11-25\nbackup: \"[[{other}]]\"\n"))
    };
    let clocks = Clocks::of(&[round("kari", "per"), round("per", "kari")], &config(&[]));
    assert_eq!(clocks.acting("kari", at("2026-11-25 12:00")), "kari");
    check(&clocks, "2026-11-25 00:00", "2026-11-26 00:00", 0.0);
}

#[test]
fn what_was_agreed_ends_in_working_time() {
    let clocks = kari(&format!("timezone: Europe/Oslo\n{WEEK}"));
    let text = "answer_within_hours: 4\nreview_within_days: 2\n";
    let agreed = Agreement::of(Some(&record("agreement.md", text)));
    let due = |want| clocks.answer_due(&agreed, want, "kari", at("2026-11-27 14:00"));
    assert_eq!(due(Want::Answer), Some(at("2026-11-30 10:00")));
    assert_eq!(due(Want::Judge), Some(at("2026-12-01 14:00")));
    assert_eq!(due(Want::Deliver), None);
    assert_eq!(Agreement::of(None), Agreement::default());
    let odd = record("agreement.md", "answer_within_hours: -1\nreview_within_days: soon\n");
    assert_eq!(Agreement::of(Some(&odd)), Agreement::default());
}

#[test]
fn a_bare_date_ends_with_the_senders_day() {
    let clocks = kari(&format!("timezone: Asia/Manila\n{WEEK}"));
    let deadline = |text: &str, sender| clocks.deadline(Moment::parse(text).expect(text), sender);
    assert_eq!(deadline("2026-12-01", "ola"), at("2026-12-01 16:00"));
    assert_eq!(deadline("2026-12-01", "kari"), at("2026-12-01 09:00"));
    assert_eq!(deadline("2026-12-01 15:00", "kari"), at("2026-12-01 15:00"));
}

#[test]
fn work_that_no_longer_fits_is_told() {
    let clocks = kari(&format!("timezone: Europe/Oslo\n{WEEK}"));
    let short = |estimate, spent| {
        clocks.short("kari", at("2026-11-24 12:00"), at("2026-11-25 12:00"), estimate, spent)
    };
    assert_eq!(short(8.0, 0.0), None);
    let hours = SignedDuration::from_hours;
    assert_eq!(short(9.0, 0.0), Some(Short { needed: hours(9), free: hours(8) }));
    assert_eq!(short(9.0, 60.0), None);
    assert_eq!(short(f64::MAX, 0.0), None);
    assert_eq!(clocks.short("kari", at("2026-11-24 12:00"), at("2026-11-23"), 0.0, 0.0), None);
}

#[test]
fn a_clock_that_is_wrong_by_ages_costs_no_time() {
    let clocks = kari(WEEK);
    assert!(clocks.worked("kari", Timestamp::MIN, at("2026-11-24")).is_positive());
    assert!(clocks.worked("kari", at("2026-11-24"), Timestamp::MAX).is_positive());
    assert_eq!(clocks.after("kari", Timestamp::MAX, SignedDuration::from_hours(1)), None);
    assert_eq!(clocks.after("kari", at("2026-11-24"), SignedDuration::MAX), None);
}

fn weeks() -> impl Strategy<Value = String> {
    let zone = prop::sample::select(vec![
        "Europe/Oslo",
        "Asia/Manila",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Pacific/Apia",
    ]);
    let days =
        prop::sample::subsequence(vec!["mon", "tue", "wed", "thu", "fri", "sat", "sun"], 0..=7);
    let hours = (0_u16..1440, 0_u16..1440).prop_filter("no time", |(start, end)| start != end);
    let away = prop::option::of((0_i32..60, 0_i32..20));
    (zone, days, hours, away).prop_map(|(zone, days, (start, end), away)| {
        let clock = |at: u16| format!("{:02}:{:02}", at / 60, at % 60);
        let away = away.map(|(from, days)| {
            let from = date(2026, 10, 1).saturating_add(from.days());
            format!("away: {from}..{}\n", from.saturating_add(days.days()))
        });
        format!(
            "timezone: {zone}\nworking_days: [{}]\nworking_hours: \"{}-{}\"\n{}backup: per\n",
            days.join(", "),
            clock(start),
            clock(end),
            away.unwrap_or_default()
        )
    })
}

/// Minutes of October and November 2026, with the end of summer time in it.
fn moments() -> impl Strategy<Value = Timestamp> {
    (0_i64..60 * 24 * 60)
        .prop_map(|minute| Timestamp::from_second(1_790_812_800 + minute * 60).expect("a time"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn working_time_adds_up_and_never_runs_back(
        kari in weeks(), per in weeks(), times in prop::array::uniform3(moments())
    ) {
        let clocks = Clocks::of(&[person("kari", &kari), person("per", &per)], &config(&[date(2026, 11, 2)]));
        let mut times = times;
        times.sort_unstable();
        let [a, b, c] = times;
        let worked = |from, to| clocks.worked("kari", from, to);
        prop_assert_eq!(worked(a, b) + worked(b, c), worked(a, c));
        prop_assert!(worked(a, c) >= worked(a, b));
        prop_assert!(worked(a, c) <= c.duration_since(a));
        prop_assert!(worked(c, a).is_zero());
    }

    #[test]
    fn so_long_after_is_the_first_moment_with_so_much_work(
        kari in weeks(), start in moments(), minutes in 1_i64..3000
    ) {
        let clocks = Clocks::of(&[person("kari", &kari)], &config(&[]));
        let time = SignedDuration::from_mins(minutes);
        // Further off than ten years nothing is looked for.
        let last = start + SignedDuration::from_hours(24 * 3660);
        let all = clocks.worked("kari", start, last);
        match clocks.after("kari", start, time) {
            Some(end) => {
                prop_assert_eq!(clocks.worked("kari", start, end), time);
                let before = end - SignedDuration::from_secs(1);
                prop_assert!(clocks.worked("kari", start, before) < time);
                let more = clocks.after("kari", start, time + SignedDuration::from_mins(1));
                prop_assert!(more.map_or(all <= time, |more| more > end));
            }
            None => prop_assert!(all < time),
        }
    }
}
