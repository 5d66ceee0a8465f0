//! `yaml-limit`: found by the reader of front matter; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::YAML_LIMIT,
    summary: "The front matter is too long or too deeply nested to be read",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::WhenUnreadable,
    allowable: false,
    locked: false,
    docs: "\
The front matter has more than 64 KiB, or lists in lists beyond any use.

**Why.** Reading it would take time and memory without bound.

**To mend it**, move long text into the body.",
    bad: Example(&[("tasks/flights.md", Text("---\nkind: task\ntags: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n---\n"))]),
    good: Example(&[("tasks/flights.md", Text("---\nkind: task\ntags: [a, b]\n---\n"))]),
    check: Check::Reader,
};
