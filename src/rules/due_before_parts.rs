//! `due-before-parts`: work that is due before what it is made of.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use super::need::is_closed;
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::schema::{FieldValue, Moment, Record};
use crate::workflow::task_of;

pub(super) const RULE: Rule = Rule {
    name: rule_name::DUE_BEFORE_PARTS,
    summary: "Work is due before a part of it, or after the whole that it belongs to",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
A task is due before its own checkpoint, before a task that it depends on, or after the end of its project; or
an answer is asked for later than the task is due.

**Why.** The dates cannot all be kept; one of them was forgotten when another changed.

**To mend it**, move one of the two dates.",
    bad: Example(&[(
        "tasks/flights.md",
        Text("---\nkind: task\ntitle: Book flights\ncheckpoint: 2026-12-03\ndue: 2026-12-01\n---\n"),
    )]),
    good: Example(&[(
        "tasks/flights.md",
        Text("---\nkind: task\ntitle: Book flights\ncheckpoint: 2026-11-27\ndue: 2026-12-01\n---\n"),
    )]),
    check: Check::Documents(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    for record in tree.subjects_of("task").filter(|record| record.readable && !is_closed(record)) {
        let Some((due, field)) = dated(record, "due") else { continue };
        let mut tell = |field: FieldValue<'_>, message: String| {
            let note = "move one of the two dates";
            out.add(&record.path, Finding::new(RULE.name, field.value_span(), message).note(note));
        };
        if let Some((checkpoint, field)) = dated(record, "checkpoint")
            && before(due, checkpoint)
        {
            tell(field, format!("the checkpoint comes after the due date, {due}"));
        }
        for part in parts(tree, record) {
            if let Some(part_due) = part.moment("due")
                && before(due, part_due)
            {
                tell(field, format!("this is due before `{}`, which it depends on, is ({part_due})", part.id));
            }
        }
        let project = record.text("project").and_then(|id| tree.find_kind(id, "project"));
        if let Some(end) = project.and_then(|project| project.moment("ends"))
            && before(end, due)
        {
            tell(field, format!("this is due after its project ends ({end})"));
        }
    }
    late_answers(tree, out);
}

/// Tells of questions whose answer is asked for later than the task is due.
fn late_answers(tree: &Tree<'_>, out: &mut TreeFindings) {
    for reply in tree.subjects_of("reply") {
        let Some((needed, field)) = dated(reply, "needed_by") else { continue };
        let task = task_of(reply).and_then(|task| tree.find_kind(task, "task"));
        if let Some(due) = task.filter(|task| !is_closed(task)).and_then(|task| task.moment("due"))
            && before(due, needed)
        {
            let message = format!("the answer is needed after the task is due ({due})");
            out.add(&reply.path, Finding::new(RULE.name, field.value_span(), message));
        }
    }
}

fn parts<'a>(tree: &Tree<'a>, record: &Record) -> Vec<&'a Record> {
    let parts = record.texts("depends").filter_map(|name| tree.find_kind(name, "task"));
    parts.filter(|part| !is_closed(part)).collect()
}

fn dated<'r>(record: &'r Record, key: &str) -> Option<(Moment, FieldValue<'r>)> {
    Some((record.moment(key)?, record.field(key)?))
}

/// Tells whether one moment lies before another whatever the zone: of dates, only the day counts.
fn before(left: Moment, right: Moment) -> bool {
    left.merge_key() < right.merge_key()
        && match (left, right) {
            (Moment::Local(left), Moment::Date(right)) => left.date() < right,
            _ => true,
        }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check_files, check_tree_with};
    use crate::rules::Sample;
    use crate::text::RepoPath;

    #[test]
    fn parts_and_projects_are_looked_up() {
        let files = [
            ("tasks/a.md", "---\nid: ola-1\ntitle: A\ndue: 2026-12-01\ndepends: [ola-2]\nproject: ola-3\n---\n"),
            ("tasks/b.md", "---\nid: ola-2\ntitle: B\ndue: 2026-12-03\n---\n"),
            ("projects/c.md", "---\nid: ola-3\ntitle: C\nowner: ola\nends: 2026-11-30\n---\n# Goal\nx\n"),
        ];
        check_tree_with(&files, |facts| facts.complete = false, &["tasks/a.md due-before-parts", "tasks/a.md due-before-parts"]);
    }

    #[test]
    fn a_time_on_the_same_day_is_not_before_it() {
        let text = "---\nkind: task\ntitle: A\ndue: 2026-12-01 15:00\ncheckpoint: 2026-12-01\n---\n";
        assert!(check_files(&[(RepoPath::new("a.md"), Sample::Text(text))]).is_empty());
    }
}
