//! `skipped-time`: a time that a clock change leaves out.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::schema::Moment;

pub(super) const RULE: Rule = Rule {
    name: rule_name::SKIPPED_TIME,
    summary: "There is no such time on that day, since the clocks are put forward",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
When summer time begins an hour is left out: in Oslo, on the last Sunday of March, 01:59 is followed by 03:00. The time stands
in that hour. It is taken for the time as much later as the clocks were put forward.

**Why.** Two people would mean two different times by it.

**To mend it**, write a time that there is, or one with its zone, such as `2027-03-28T02:30:00+01:00`.",
    bad: Example(&[
        ("workspace.yml", Text("format: 1\ntimezone: Europe/Oslo\n")),
        ("tasks/ola-1-a.md", Text("---\nid: ola-1\ntitle: Move the server\nto: kari\ndue: 2027-03-28 02:30\n---\n")),
    ]),
    good: Example(&[
        ("workspace.yml", Text("format: 1\ntimezone: Europe/Oslo\n")),
        ("tasks/ola-1-a.md", Text("---\nid: ola-1\ntitle: Move the server\nto: kari\ndue: 2027-03-28 03:30\n---\n")),
    ]),
    check: Check::Documents(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    let zone = &tree.config.zone;
    for record in tree.subjects {
        for field in record.fields.iter() {
            let Some(Moment::Local(local)) = field.value.moment() else { continue };
            let Some(meant) = behind(local, zone) else { continue };
            let name = zone.iana_name().unwrap_or("the workspace's zone");
            let message = format!("there is no {} on {} in {name}", time(local), local.date());
            let note = format!("the clocks are put forward then; it is taken for {}", time(meant));
            out.add(&record.path, Finding::new(RULE.name, field.value_span(), message).note(note));
        }
    }
}

/// Returns the time that a skipped one is taken for; `None` where there is such a time.
fn behind(local: DateTime, zone: &TimeZone) -> Option<DateTime> {
    let meant = zone.to_ambiguous_timestamp(local);
    match meant.offset() {
        AmbiguousOffset::Gap { .. } => Some(zone.to_datetime(meant.compatible().ok()?)),
        _ => None,
    }
}

fn time(local: DateTime) -> String {
    format!("{:02}:{:02}", local.hour(), local.minute())
}

#[cfg(test)]
mod tests {
    use crate::rules::Sample;
    use crate::rules::testing::check_files;
    use crate::text::RepoPath;

    #[test]
    fn only_the_hour_that_is_left_out_is_told() {
        let check = |due: &str, expected: Option<&str>| {
            let text = format!("---\nid: ola-1\ntitle: A\nto: kari\ndue: {due}\n---\n");
            let text: &'static str = Box::leak(text.into_boxed_str());
            let files = [("tasks/ola-1-a.md", text), ("workspace.yml", "format: 1\ntimezone: Europe/Oslo\n")];
            let files = files.map(|(path, text)| (RepoPath::new(path), Sample::Text(text)));
            let found = check_files(&files);
            let found = found.iter().find(|one| one.rule == super::RULE.name);
            assert_eq!(found.map(|one| one.message.as_str()), expected, "{due}");
        };
        check("2027-03-28 02:30", Some("there is no 02:30 on 2027-03-28 in Europe/Oslo"));
        check("2027-03-28 02:00", Some("there is no 02:00 on 2027-03-28 in Europe/Oslo"));
        check("2027-03-28 03:00", None);
        check("2027-03-28 01:59", None);
        check("2027-03-28", None);
        check("2027-03-28T02:30:00+01:00", None);
        // The hour that comes twice is there.
        check("2026-10-25 02:30", None);
    }
}
