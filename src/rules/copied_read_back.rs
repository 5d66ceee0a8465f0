//! `copied-read-back`: a confirmation in the words of the task.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::schema::Record;
use crate::text::Span;
use crate::workflow::{guide_field, is_copied, task_of};

pub(super) const RULE: Rule = Rule {
    name: rule_name::COPIED_READ_BACK,
    summary: "A confirmation repeats the words of the task",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: true,
    locked: false,
    docs: "\
More than half of the sentences of a confirmation stand in the task just so, or in its brief or its routine, whatever
their capitals and punctuation. Sentences of fewer than five words do not count.

**Why.** What is copied shows that somebody can copy. Only words of one's own show how a task was understood, while it
costs nothing yet to put that right.

**To mend it**, say what you will do, as you would tell a friend, and what you do first. Whoever sent the task may ask
for that with `handover correct`.",
    bad: Example(&[
        ("tasks/ola-1-flights.md", Text("---\nid: ola-1\ntitle: Book flights\nfrom: ola\nto: kari\ndue: 2026-12-01\nstatus: sent\n---\n\n## Result\n\nTickets for two to the meeting in June.\n\n## Done when\n\n- [ ] They are paid\n")),
        ("tasks/ola-1-flights/2026-11-24-091203-kari-confirm-7f3a.md", Text("---\ntype: confirm\ncan_meet_due: yes\n---\n\n## In my own words\n\nTickets for two to the meeting in June.\n\n## First step\n\nThe fares.\n")),
    ]),
    good: Example(&[
        ("tasks/ola-1-flights.md", Text("---\nid: ola-1\ntitle: Book flights\nfrom: ola\nto: kari\ndue: 2026-12-01\nstatus: sent\n---\n\n## Result\n\nTickets for two to the meeting in June.\n\n## Done when\n\n- [ ] They are paid\n")),
        ("tasks/ola-1-flights/2026-11-24-091203-kari-confirm-7f3a.md", Text("---\ntype: confirm\ncan_meet_due: yes\n---\n\n## In my own words\n\nI find two seats that are there by noon, and pay with the company card.\n\n## First step\n\nThe fares.\n")),
    ]),
    check: Check::Documents(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    for reply in tree.subjects_of("reply").filter(|one| one.text("type") == Some("confirm")) {
        let Some(task) = task_of(reply).and_then(|task| tree.find_kind(task, "task")) else { continue };
        let guide = guide_field(task).and_then(|field| {
            let kind = if field.key == "brief" { "brief" } else { "routine" };
            tree.find_kind(field.value.text()?, kind)
        });
        let asked: Vec<&Record> = std::iter::once(task).chain(guide).collect();
        if is_copied(reply, &asked) {
            let message = format!("this says what `{}` says, in the same words", task.id);
            out.add(
                &reply.path,
                Finding::new(RULE.name, place(reply), message)
                    .note("say in your own words what you will do, so that both see how it was understood"),
            );
        }
    }
}

/// Returns the heading over the read-back, else the start.
fn place(reply: &Record) -> Span {
    reply.section("In my own words").map_or(Span::at(0), |section| section.heading())
}

#[cfg(test)]
mod tests {
    use crate::rules::Sample;
    use crate::rules::testing::check_files;
    use crate::text::RepoPath;

    const TASK: &str = "---\nid: ola-1\ntitle: A\nroutine: ola-4\n---\n# Result\nAll **invoices** of November are sent.\n";
    const ROUTINE: &str = "---\nid: ola-4\ntitle: B\n---\n# Result\nA.\n# Done when\n- [ ] As many as there are customers\n";

    #[track_caller]
    fn check(words: &str, copied: bool) {
        let reply: &'static str = String::leak(format!(
            "---\ntype: confirm\ncan_meet_due: yes\n---\n# Med egne ord\n{words}\n# First step\nThe list.\n"
        ));
        let files = [
            ("tasks/ola-1-a.md", TASK),
            ("routines/ola-4.md", ROUTINE),
            ("tasks/ola-1-a/2026-11-24-091203-kari-confirm-7f3a.md", reply),
        ];
        let files = files.map(|(path, text)| (RepoPath::new(path), Sample::Text(text)));
        let found = check_files(&files);
        assert_eq!(found.iter().any(|one| one.rule == super::RULE.name), copied, "{words}: {found:#?}");
    }

    #[test]
    fn words_of_ones_own_are_told_from_the_tasks() {
        check("All invoices of november are sent!", true);
        check("- as many as there are customers", true);
        check("I send one invoice to each of them. All invoices of November are sent.", false);
        check("Yes, of course.", false);
    }
}
