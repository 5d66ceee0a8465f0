//! `field-twice`: found by the schema; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::FIELD_TWICE,
    summary: "One field stands there under two of its names",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
Two keys that mean the same are both written, such as `due` and `frist`.

**Why.** Only one of them can count.

**To mend it**, keep one of the two.",
    bad: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\ndue: 2026-12-01\nfrist: 2026-12-03\n---\n"))]),
    good: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\ndue: 2026-12-01\n---\n"))]),
    check: Check::Reader,
};
