//! `future-time`: something that was said later than now.

use jiff::ToSpan;
use jiff::tz::TimeZone;

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::text::Span;
use crate::workflow::said_at;

pub(super) const RULE: Rule = Rule {
    name: rule_name::FUTURE_TIME,
    summary: "A reply or a review is dated in the future",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
The name of its file, or `at`, says a time more than a day from now. Nobody can have said something then: the clock of the machine
that it was written on is wrong, or the one here is.

**Why.** Replies count in the order of their times. Whatever is said later is put behind it, so that nothing is lost, but dates
such as “since when” are told wrongly.

**To mend it**, set the clock of that machine right. What was said already may keep its time.",
    bad: Example(&[
        ("tasks/ola-1-a.md", Text("---\nid: ola-1\ntitle: Book flights\n---\n")),
        ("tasks/ola-1-a/2036-11-24-091203-kari-note-7f3a.md", Text("---\ntype: note\nby: kari\n---\n\nHello.\n")),
    ]),
    good: Example(&[
        ("tasks/ola-1-a.md", Text("---\nid: ola-1\ntitle: Book flights\n---\n")),
        ("tasks/ola-1-a/2026-11-24-091203-kari-note-7f3a.md", Text("---\ntype: note\nby: kari\n---\n\nHello.\n")),
    ]),
    check: Check::Documents(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    let Some(now) = tree.now() else { return };
    let Ok(soon) = now.datetime().checked_add(1.days()) else { return };
    for record in tree.subjects_of("reply").chain(tree.subjects_of("review")) {
        let Some(at) = said_at(record).filter(|at| *at > soon) else { continue };
        // A name that only follows that of what was said before is not from a clock.
        let written = record.moment("at").map(|at| at.date_in(&TimeZone::UTC));
        if written.is_some_and(|day| day <= soon.date()) {
            continue;
        }
        let place = record.field("at").map_or(Span::at(0), |field| field.value_span());
        let message = format!("this is dated {}, which is yet to come", at.date());
        let note = match record.text("by") {
            Some(by) => format!("is the clock of {by}'s machine right, and the one here?"),
            None => "is the clock right that it was written by, and the one here?".to_owned(),
        };
        out.add(&record.path, Finding::new(RULE.name, place, message).note(note));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::Sample;
    use crate::rules::testing::check_files;
    use crate::text::RepoPath;

    #[test]
    fn a_clock_that_is_years_ahead_is_told_where_there_is_another() {
        let check = |name: &str, at: &str, expected: bool| {
            let text = format!("---\nkind: reply\ntype: note\nby: kari\n{at}---\n\nHello.\n");
            let path = RepoPath::new(format!("tasks/ola-1-a/{name}.md"));
            let found = check_files(&[(path, Sample::Text(Box::leak(text.into_boxed_str())))]);
            assert_eq!(found.iter().any(|one| one.rule == super::RULE.name), expected, "{name} {at}");
        };
        check("2036-11-24-091203-kari-note-7f3a", "", true);
        check("2016-11-24-091203-kari-note-7f3a", "", false);
        check("2026-11-24-191203-kari-note-7f3a", "", false);
        check("ok", "at: 2027-01-01\n", true);
        check("ok", "at: 2026-11-24\n", false);
        check("ok", "", false);
        check("2036-11-24-091204-ola-review-7f3a", "at: 2026-11-24 09:12:03\n", false);
        check("2036-11-24-091204-ola-review-7f3a", "at: 2036-11-24 09:12:03\n", true);
    }
}
