//! `due-passed`: open work whose day is over.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use super::work::is_under_way;
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::workflow::{Lacking, deadline, is_over, lacking};

pub(super) const RULE: Rule = Rule {
    name: rule_name::DUE_PASSED,
    summary: "The due date of open work has passed",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
The task is sent and neither delivered nor closed, judged by what was said about it, and its `due` lies in the past. A date
without a time ends with the sender's working day.

**Why.** Either the work is late, or the date no longer means anything. Both should be said.

A task that was due before it was sent, by the same measure, counts as a draft, and waits for its sender: its author's sync writes
`sent_at` then.

**To mend it**, deliver, or agree on another date: the assignee proposes one, the sender accepts it. What was due before it was
sent gets a date to come.",
    bad: Example(&[(
        "tasks/flights.md",
        Text("---\nkind: task\ntitle: Book flights\nstatus: sent\nto: kari\ndue: 2026-11-20\n---\n"),
    )]),
    good: Example(&[(
        "tasks/flights.md",
        Text("---\nkind: task\ntitle: Book flights\nstatus: sent\nto: kari\ndue: 2026-11-27\n---\n"),
    )]),
    check: Check::Documents(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    for record in tree.subjects_of("task") {
        let (Some(due), Some(field)) = (record.moment("due"), record.field("due")) else { continue };
        if record.readable && lacking(record, &tree.about(record), tree.team()).contains(&Lacking::DuePast) {
            let message = "this was over when the task was sent, so it counts as a draft";
            out.add(&record.path, Finding::new(RULE.name, field.value_span(), message).note("write a date to come"));
            continue;
        }
        let Some(now) = tree.now() else { continue };
        let over = is_over(deadline(record, tree.clocks()), now.timestamp());
        if over && is_under_way(tree, record) {
            let message = format!("this was due on {}", due.date_in(&tree.config.zone));
            out.add(
                &record.path,
                Finding::new(RULE.name, field.value_span(), message).note("deliver it, or agree on another date"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::Sample;
    use crate::rules::testing::{check_files, check_tree_with};
    use crate::text::RepoPath;

    #[test]
    fn closed_or_waiting_work_is_not_late() {
        for (status, late) in [("sent", true), ("in_progress", true), ("delivered", false), ("paused", false), ("draft", false)] {
            let text = format!("---\nkind: task\ntitle: A\nstatus: {status}\nto: kari\nbrief: ola-2\ndue: 2026-11-23\n---\n");
            let expected: &[&str] = if late { &["a.md due-passed"] } else { &[] };
            check_tree_with(&[("a.md", Box::leak(text.into_boxed_str()))], |facts| facts.complete = false, expected);
        }
    }

    #[test]
    fn what_was_said_decides() {
        const TASK: &str = "---\nid: ola-1\nfrom: ola\nto: kari\nstatus: sent\nbrief: ola-2\ndue: 2026-11-23\n---\n";
        const CLAIMS: &str = "---\nid: ola-1\nfrom: ola\nto: kari\nstatus: delivered\nbrief: ola-2\ndue: 2026-11-23\n---\n";
        const DELIVERY: (&str, &str) = ("tasks/ola-1-a/1.md", "---\ntype: delivery\nby: kari\n---\n");
        let check = |task, said: &[(&'static str, &'static str)], late: bool| {
            let mut files = vec![("workspace.yml", "format: 1\n"), ("tasks/ola-1-a.md", task)];
            files.extend(said);
            let files: Vec<_> = files.iter().map(|(path, text)| (RepoPath::new(path), Sample::Text(text))).collect();
            let found = check_files(&files);
            assert_eq!(found.iter().any(|one| one.rule == super::RULE.name), late, "{task}");
        };
        check(TASK, &[], true);
        check(TASK, &[DELIVERY], false);
        check(CLAIMS, &[DELIVERY], false);
        check(CLAIMS, &[], true);
    }

    #[test]
    fn what_was_over_when_it_was_sent_is_told() {
        let text = "---\nid: ola-1\nfrom: ola\nto: kari\nstatus: sent\nbrief: ola-2\ndue: 2026-11-23\nsent_at: 2026-11-24 09:00\n---\n";
        let files = [("workspace.yml", "format: 1\n"), ("tasks/ola-1-a.md", text)];
        let found = check_files(&files.map(|(path, text)| (RepoPath::new(path), Sample::Text(text))));
        let found: Vec<&str> =
            found.iter().filter(|one| one.rule == super::RULE.name).map(|one| one.message.as_str()).collect();
        assert_eq!(found, ["this was over when the task was sent, so it counts as a draft"]);
    }

    #[test]
    fn without_a_clock_nothing_is_late() {
        let text = "---\nkind: task\ntitle: A\nstatus: sent\nto: kari\nbrief: ola-2\ndue: 2026-11-23\n---\n";
        check_tree_with(&[("a.md", text)], |facts| (facts.complete, facts.now) = (false, None), &[]);
    }
}
