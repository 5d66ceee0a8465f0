//! `yaml-nested`: found by the schema; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::YAML_NESTED,
    summary: "A field holds further fields",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
The value of a field is itself a list of `key: value` lines.

**Why.** Front matter is flat, so that it can be read at a glance, edited by hand, and merged field by
field.

**To mend it**, give each value a field of its own, or write it in the body.",
    bad: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\ntravel:\n  from: Oslo\n---\n"))]),
    good: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\ntravel_from: Oslo\n---\n"))]),
    check: Check::Reader,
};
