//! `unknown-value`: found by the schema; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::UNKNOWN_VALUE,
    summary: "A field with a fixed choice has a value that is not among it",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
Fields such as `priority` or `role` take one of a few words; this is another.

**Why.** Lists and reports would pass it over.

**To mend it**, choose one of the words that the message lists.",
    bad: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\npriority: higgh\n---\n"))]),
    good: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\npriority: high\n---\n"))]),
    check: Check::Reader,
};
