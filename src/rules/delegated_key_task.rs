//! `delegated-key-task`: key work that is given away.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use super::need::is_closed;
use crate::diagnostic::{Finding, Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::DELEGATED_KEY_TASK,
    summary: "Key work is delegated to an assistant",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
A task of `category: key` is given to someone else than the one who asks for it, unless that is a client or a
lead.

**Why.** Key tasks are those that only the owner of the business can do well; delegating the rest is what makes
room for them.

**To mend it**, keep the task, split off what another can do, or choose `category: routine` or `useful`.",
    bad: Example(&[(
        "tasks/prices.md",
        Text("---\nkind: task\ntitle: Decide on prices\ncategory: key\nfrom: ola\nto: kari\n---\n"),
    )]),
    good: Example(&[(
        "tasks/prices.md",
        Text("---\nkind: task\ntitle: Collect our rivals' prices\ncategory: useful\nfrom: ola\nto: kari\n---\n"),
    )]),
    check: Check::Documents(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    for record in tree.subjects_of("task").filter(|record| record.text("category") == Some("key") && !is_closed(record)) {
        let (Some(to), Some(field)) = (record.text("to"), record.field("category")) else { continue };
        let role = tree.find_kind(to, "person").and_then(|person| person.text("role"));
        if record.text("from") != Some(to) && !matches!(role, Some("client" | "lead")) {
            let message = format!("key work is delegated to `{to}`");
            out.add(
                &record.path,
                Finding::new(RULE.name, field.value_span(), message)
                    .note("keep it, split off what another can do, or choose another category"),
            );
        }
    }
}
