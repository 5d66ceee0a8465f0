//! `terms-changed`: a task says something else than what its assignee confirmed.

use super::bound::{is_bound, named, parts};
use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::schema::Record;
use crate::workflow::Doubt;

pub(super) const RULE: Rule = Rule {
    name: rule_name::TERMS_CHANGED,
    summary: "A task under way says something else than what was confirmed",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
A confirmation is of the terms as they were: `title`, `to`, `approver`, `due`, `max_hours`, the brief, the texts of
`Result`, `Requirements` and `Done when`, and the files that those link to. One of them, or the brief, means something else
by now. Markup, wrapping, other words for a field, ticks and the rest of the task do not count.

**Why.** Whoever does the work goes by what they confirmed. A date or a line that changed meanwhile is found out when
the work is handed in.

**To mend it**, the assignee confirms anew, if it is still fine: `handover confirm ID`. If not, they ask or propose
something else. Or the sender sets it back.",
    bad: Example(&[
        ("workspace.yml", Text("format: 1\n")),
        ("tasks/ola-1-flights.md", Text("---\nid: ola-1\ntitle: Book flights\nfrom: ola\nto: kari\ndue: 2026-12-01\nstatus: confirmed\n---\n\n## Result\n\nTickets for two.\n\n## Done when\n\n- [ ] They are paid\n")),
        ("tasks/ola-1-flights/2026-11-24-091203-kari-confirm-7f3a.md", Text("---\ntype: confirm\ncan_meet_due: yes\nterms: 1:1906d81c38db15c233e5033dc2ee3fac-0-662ba7f9e3b01409e3b0e3b0e673da6fb18de3b0\n---\n\n## In my own words\n\nOne ticket each.\n\n## First step\n\nI look at the fares.\n")),
    ]),
    good: Example(&[
        ("workspace.yml", Text("format: 1\n")),
        ("tasks/ola-1-flights.md", Text("---\nid: ola-1\ntitle: Book flights\nfrom: ola\nto: kari\ndue: 2026-12-01\nstatus: confirmed\n---\n\n## Result\n\nTickets for *two*.\n\n## Done when\n\n- [x] They are paid\n")),
        ("tasks/ola-1-flights/2026-11-24-091203-kari-confirm-7f3a.md", Text("---\ntype: confirm\ncan_meet_due: yes\nterms: 1:7b08d5e82e344202d577033eb060597f-0-662ba7f9e3b01a1ee3b0e3b0e673da6fb18de3b0\n---\n\n## In my own words\n\nOne ticket each.\n\n## First step\n\nI look at the fares.\n")),
    ]),
    check: Check::Documents(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    if !tree.is_whole_workspace() {
        return;
    }
    for task in tree.subjects_of("task").filter(|task| task.readable) {
        let said = tree.about(task);
        if !said.iter().any(|one| is_bound(one)) {
            continue;
        }
        if let Some(doubt) = tree.life(task, &said).doubt {
            out.add(&task.path, finding(task, &doubt));
        }
    }
}

fn finding(task: &Record, doubt: &Doubt<'_>) -> Finding {
    let (id, to) = (&task.id, task.text("to").unwrap_or("the assignee"));
    let message = format!("{} not what was confirmed: still fine?", parts(&doubt.parts));
    Finding::new(RULE.name, named(task, &doubt.parts), message)
        .note(format!("what holds for {to} is {}", doubt.agreed.path))
        .note(format!("{to} confirms anew, with `handover confirm {id}`, or proposes something else"))
}

#[cfg(test)]
mod tests;
