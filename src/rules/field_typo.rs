//! `field-typo`: found by the schema; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::FIELD_TYPO,
    summary: "An unknown field looks like a slip in a known one",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
The key is no field of this kind, but nearly one that the document lacks.

**Why.** A misspelt `due` is no deadline; nothing else would tell.

**To mend it**, correct the key, or give a field of your own a name such as `x-invoice`.",
    bad: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\npriorty: high\n---\n"))]),
    good: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\npriority: high\n---\n"))]),
    check: Check::Reader,
};
