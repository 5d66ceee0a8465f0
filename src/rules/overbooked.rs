//! `overbooked`: more work due within a week than there are hours.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, ZonedDateTime};

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use super::work::{is_estimated_work, is_under_way};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::schema::literal::Hours;
use crate::schema::moment::find_zone;
use crate::schema::{Record, ValueRef};

pub(super) const RULE: Rule = Rule {
    name: rule_name::OVERBOOKED,
    summary: "Someone has more hours of work due within a week than working hours until then",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
The estimates of one person's open tasks that are due within seven days add up to more than the hours that this
person works until then, by `working_days`, `working_hours` and the workspace's holidays. It is told at the first
task that no longer fits. Work without an estimate counts as nothing.

**Why.** One of the dates will not be kept, and it is better to choose which one.

**To mend it**, agree on another date for one of the tasks.",
    bad: Example(&[
        ("people/kari.md", Text(KARI)),
        ("tasks/books.md", Text("---\ntitle: Close the books\nto: kari\nstatus: sent\ndue: 2026-11-25\nestimate_hours: 30\n---\n")),
    ]),
    good: Example(&[
        ("people/kari.md", Text(KARI)),
        ("tasks/books.md", Text("---\ntitle: Close the books\nto: kari\nstatus: sent\ndue: 2026-11-25\nestimate_hours: 6\n---\n")),
    ]),
    check: Check::Tree(check),
};

const KARI: &str = "---\nname: Kari\ntimezone: Europe/Oslo\nworking_days: [mon, tue, wed, thu, fri]\nworking_hours: 08:00-16:00\n---\n";

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    let Some(now) = tree.now() else { return };
    let Ok(horizon) = now.checked_add(7.days()) else { return };
    let soon = |task: &'_ Record| work(tree, task).filter(|(due, _)| *due <= horizon.timestamp());
    let counts = |task: &'_ Record| soon(task).filter(|_| is_under_way(tree, task));
    let judged = tree.subjects_of("task").filter(|task| is_estimated_work(task) && counts(task).is_some());
    let people: BTreeSet<&str> = judged.filter_map(|task| task.text("to")).collect();
    for name in people {
        let Some(person) = tree.find_kind(name, "person") else { continue };
        let tasks = tree.work_of(name);
        let tasks = tasks.iter().filter_map(|task| counts(task).map(|(due, hours)| (due, hours, *task)));
        let mut tasks: Vec<(Timestamp, f64, &Record)> = tasks.collect();
        tasks.sort_by(|left, right| (left.0, &left.2.path).cmp(&(right.0, &right.2.path)));
        let mut sum = 0.0;
        for (due, hours, task) in tasks {
            sum += hours;
            let Some(free) = free_hours(tree, person, now, due) else { break };
            if due > now.timestamp() && sum > free {
                tell(name, task, sum, free, out);
                break;
            }
        }
    }
}

/// Returns until when a task is due, and how many hours it is said to take.
fn work(tree: &Tree<'_>, task: &Record) -> Option<(Timestamp, f64)> {
    match task.value("estimate_hours")? {
        ValueRef::Number(hours) => Some((task.moment("due")?.in_zone(&tree.config.zone), hours)),
        _ => None,
    }
}

fn tell(name: &str, task: &Record, sum: f64, free: f64, out: &mut TreeFindings) {
    let Some(field) = task.field("due") else { return };
    let message = format!("`{name}` has {sum:.1} hours of work due by then, and works {free:.1} hours until then");
    out.add(
        &task.path,
        Finding::new(RULE.name, field.value_span(), message).note("agree on another date for one of the tasks"),
    );
}

/// Returns how many hours a person works between now and `until`; `None` where nobody has said.
fn free_hours(tree: &Tree<'_>, person: &Record, now: &ZonedDateTime, until: Timestamp) -> Option<f64> {
    let zone = find_zone(person.text("timezone")?)?;
    let hours = Hours::parse(person.text("working_hours")?).ok().filter(|hours| hours.start < hours.end)?;
    let days: Vec<&str> = person.value("working_days")?.texts().collect();
    let (from, to) = (zone.to_datetime(now.timestamp()), zone.to_datetime(until));
    let minute = |time: jiff::civil::DateTime| u16::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).unwrap_or(0);
    let mut minutes = 0;
    let mut day = from.date();
    while day <= to.date() {
        if days.contains(&weekday(day)) && !tree.config.is_holiday(day) {
            let start = if day == from.date() { hours.start.max(minute(from)) } else { hours.start };
            let end = if day == to.date() { hours.end.min(minute(to)) } else { hours.end };
            minutes += u32::from(end.saturating_sub(start));
        }
        day = day.tomorrow().ok()?;
    }
    Some(f64::from(minutes) / 60.0)
}

fn weekday(day: Date) -> &'static str {
    const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    NAMES[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs()) % 7]
}

#[cfg(test)]
mod tests {
    use super::KARI;
    use crate::rules::testing::check_files;
    use crate::rules::Sample;
    use crate::text::RepoPath;

    fn check(tasks: &[(&str, &str)], expected: &[&str]) {
        let mut files = vec![(RepoPath::new("people/kari.md"), Sample::Text(KARI))];
        for (at, (due, hours)) in tasks.iter().enumerate() {
            let text = format!("---\ntitle: T\nto: kari\nstatus: sent\nbrief: ola-9\ndue: {due}\nestimate_hours: {hours}\n---\n");
            files.push((RepoPath::new(format!("tasks/{at}.md")), Sample::Text(Box::leak(text.into_boxed_str()))));
        }
        let found = check_files(&files);
        let places: Vec<&str> =
            found.iter().filter(|one| one.rule == super::RULE.name).map(|one| one.path.as_str()).collect();
        assert_eq!(places, expected, "{found:#?}");
    }

    #[test]
    fn hours_until_each_due_date_count() {
        // Tuesday 10:00: six hours are left today, eight on each further day.
        check(&[("2026-11-24", "6")], &[]);
        check(&[("2026-11-24", "6.5")], &["tasks/0.md"]);
        check(&[("2026-11-25", "10"), ("2026-11-26", "12")], &[]);
        check(&[("2026-11-25", "10"), ("2026-11-26", "13")], &["tasks/1.md"]);
        check(&[("2026-12-24", "500")], &[]);
    }
}
