//! `field-type`: found by the schema; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::FIELD_TYPE,
    summary: "A value is not of its field’s type",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
A date, number, address or list is expected and something else is written: `due: next week`,
`estimate_hours: two`.

**Why.** What is no date cannot be late, and what is no number cannot be summed.

**To mend it**, write the value in the form that the message shows. Dates are `2026-12-01`, times
`2026-12-01 15:00`.",
    bad: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\nestimate_hours: two\n---\n"))]),
    good: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\nestimate_hours: 2\n---\n"))]),
    check: Check::Reader,
};
