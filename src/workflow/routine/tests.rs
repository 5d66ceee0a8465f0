use jiff::civil::{Date, date};

use super::*;
use crate::document::Document;
use crate::text::Source;

const OLA: &str =
    "---\nkind: person\nid: ola\nname: Ola\nrole: client\ntimezone: Europe/Oslo\n---\n";
const KARI: &str = "---\nkind: person\nid: kari\nname: Kari\nrole: assistant\ntimezone: Asia/Manila\n\
     working_days: [mon, tue, wed, thu, fri]\nworking_hours: 08:00-16:00\n---\n";

fn record(path: &str, text: &str) -> Record {
    let document = Document::parse(Source::new(text));
    Schema::builtin().decode(&RepoPath::new(path), &document).0
}

fn config(more: &str) -> Config {
    let text =
        format!("format: 1\ntimezone: Europe/Oslo\nholidays: [2026-12-25, 2027-01-01]\n{more}");
    Config::read(&Source::new(&text)).0
}

fn routine(fields: &str) -> Record {
    let text = format!(
        "---\nkind: routine\nid: ola-4\ntitle: \"Invoices: all of them\"\nfrom: ola\nto: kari\n{fields}---\n\
         ## Result\nSent.\n## Done when\n- [ ] All\n"
    );
    record("routines/ola-4-invoices.md", &text)
}

fn people() -> [Record; 2] {
    [record("people/ola.md", OLA), record("people/kari.md", KARI)]
}

/// Checks the first days on which a routine falls, with the due date where it is another day.
#[track_caller]
fn check(fields: &str, from: Date, expected: &[&str]) {
    let (record, config) = (routine(fields), config(""));
    let clocks = Clocks::of(&people(), &config);
    let found = Routine::of(&record).expect("a routine");
    let times = found.times(&clocks, &config, from, Date::MAX).take(expected.len());
    let shown = |time: Time| match time.due == Moment::Date(time.day) {
        true => format!("{} {}", time.nominal, time.day),
        false => format!("{} {} {}", time.nominal, time.day, time.due),
    };
    let times: Vec<String> = times.map(shown).collect();
    assert_eq!(times, expected, "{fields}");
}

#[test]
fn days_off_are_kept_skipped_or_moved() {
    let weekly = "rule: FREQ=WEEKLY;BYDAY=FR\nstarts: 2026-12-01\n";
    let from = date(2026, 12, 20);
    check(weekly, from, &["2026-12-25 2026-12-25", "2027-01-01 2027-01-01"]);
    let skip = format!("{weekly}on_holiday: skip\n");
    check(&skip, from, &["2027-01-08 2027-01-08"]);
    let before = format!("{weekly}on_holiday: before\n");
    check(&before, from, &["2026-12-25 2026-12-24", "2027-01-01 2026-12-31"]);
    // Days on which the assignee does not work are days off, too.
    let after = format!("{weekly}on_holiday: after\ndue_after: 2 days\n");
    check(&after, from, &["2026-12-25 2026-12-28 2026-12-30", "2027-01-01 2027-01-04 2027-01-06"]);
    let daily = "rule: FREQ=DAILY\nstarts: 2026-12-01\non_holiday: skip\n";
    check(daily, date(2026, 12, 24), &["2026-12-24 2026-12-24", "2026-12-28 2026-12-28"]);
}

#[test]
fn hours_count_from_when_the_assignee_begins() {
    // Eight in Manila is one in the morning in Oslo, and two in summer.
    let hours = "rule: FREQ=DAILY\nstarts: 2026-01-01\ndue_after: 4 hours\n";
    check(
        hours,
        date(2026, 3, 28),
        &["2026-03-28 2026-03-28 2026-03-28 05:00", "2026-03-29 2026-03-29 2026-03-29 06:00"],
    );
    // What falls into the hour that comes twice is told apart.
    let twice = "rule: FREQ=YEARLY\nstarts: 2026-10-25\ndue_after: 1 hours\n";
    check(twice, date(2026, 10, 25), &["2026-10-25 2026-10-25 2026-10-25T01:00:00Z"]);
}

#[test]
fn ends_and_ends_of_months() {
    let fields = "rule: FREQ=MONTHLY;BYMONTHDAY=31\nstarts: 2027-01-31\nends: 2027-04-30\n";
    check(fields, date(2026, 1, 1), &["2027-01-31 2027-01-31", "2027-03-31 2027-03-31"]);
    let leap = "rule: FREQ=YEARLY\nstarts: 2028-02-29\n";
    check(leap, date(2028, 1, 1), &["2028-02-29 2028-02-29", "2032-02-29 2032-02-29"]);
}

#[test]
fn a_task_holds_references_and_dates() {
    let record = routine(
        "rule: FREQ=MONTHLY\nstarts: 2026-12-01\ndue_after: 3 days\npriority: high\nsop: ola-3\nmax_hours: 2.5\n",
    );
    let config = config("languages: [nb]\n");
    let clocks = Clocks::of(&people(), &config);
    let routine = Routine::of(&record).expect("a routine");
    let time = routine.time(&clocks, &config, date(2026, 12, 1)).expect("a time");
    let made = routine.instance(Schema::builtin(), &config, &time).expect("a task");
    assert_eq!(made.id, "ola-4.2026-12-01");
    assert_eq!(made.path.as_str(), "tasks/ola-4.2026-12-01-invoices.md");
    let lines = [
        "---",
        "slag: oppgave",
        "id: ola-4.2026-12-01",
        "tittel: \"Invoices: all of them\"",
        "fra: ola",
        "til: kari",
        "status: sendt",
        "frist: 2026-12-04",
        "prioritet: høy",
        "rutine: ola-4",
        "fremgangsmåte: ola-3",
        "maks_timer: 2.5",
        "---",
        "",
    ];
    assert_eq!(made.text, lines.join("\n"));
    assert_eq!(named_by(&made.id), Some(("ola-4", date(2026, 12, 1))));
    assert_eq!(routine.time(&clocks, &config, date(2026, 12, 2)), None);
}

#[test]
fn a_task_is_sent_as_soon_as_it_is_made() {
    let record = routine("rule: FREQ=WEEKLY\nstarts: 2026-12-01\n");
    let (config, people) = (config(""), people());
    let (clocks, team) = (Clocks::of(&people, &config), Team::of(&people));
    assert_eq!(Routine::idle(&record, &team), None);
    let routine = Routine::of(&record).expect("a routine");
    let time = routine.time(&clocks, &config, date(2026, 12, 1)).expect("a time");
    let made = routine.instance(Schema::builtin(), &config, &time).expect("a task");
    let task = self::record(made.path.as_str(), &made.text);
    assert_eq!(crate::workflow::effective(&task, &[], &team, None), State::Sent);
    assert_eq!(crate::workflow::waiting_on(&task, State::Sent, &[], &team), Some("kari"));
}

#[test]
fn why_nothing_is_made_is_known() {
    let team = Team::of(&people());
    let check = |record: &Record, expected: Option<Idle>| {
        assert_eq!(Routine::idle(record, &team), expected);
        assert!(expected.is_none_or(
            |idle| !idle.reason(Language::Bokmal).is_empty() && !idle.word().is_empty()
        ));
    };
    let weekly = "rule: FREQ=WEEKLY\nstarts: 2026-12-01\n";
    check(&routine(weekly), None);
    check(&routine("starts: 2026-12-01\n"), Some(Idle::Unread));
    check(&routine("rule: every week\nstarts: 2026-12-01\n"), Some(Idle::Unread));
    check(&routine(&format!("{weekly}ends: soon\n")), Some(Idle::Unread));
    check(&routine(&format!("{weekly}aktiv: nei\n")), Some(Idle::Inactive));
    check(&routine(&format!("{weekly}status: draft\n")), Some(Idle::Inactive));
    check(&routine(&format!("{weekly}active: yes\n")), None);
    let text = format!(
        "---\nid: ola-4\nfrom: ola\nto: per\n{weekly}---\n## Result\nA\n## Done when\n- [ ] B\n"
    );
    check(&record("routines/a.md", &text), Some(Idle::Nobody));
    let text =
        format!("---\nid: ola-4\nfrom: ola\nto: kari\n{weekly}---\n## Result\nA\n## Done when\n");
    check(&record("routines/a.md", &text), Some(Idle::Unsaid));
    let text = text.replace("id: ola-4\n", "");
    check(&record("routines/a.md", &text), Some(Idle::Unread));
}
