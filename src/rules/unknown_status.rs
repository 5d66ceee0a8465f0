//! `unknown-status`: found by the schema; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::UNKNOWN_STATUS,
    summary: "`status:` names no state of a task",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
The value of `status:` is none of the states that a task can be in.

**Why.** A task in no known state would wait for nobody.

**To mend it**, choose a state: draft, sent, confirmed, asked, proposed, in_progress, delivered,
returned, declined, paused, accepted or cancelled.",
    bad: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\nstatus: drafft\n---\n"))]),
    good: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\nstatus: draft\n---\n"))]),
    check: Check::Reader,
};
