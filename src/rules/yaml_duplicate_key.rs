//! `yaml-duplicate-key`: found by the reader of front matter; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::YAML_DUPLICATE_KEY,
    summary: "One key stands twice in the front matter",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::WhenUnreadable,
    allowable: false,
    locked: false,
    docs: "\
The same key is written twice.

**Why.** Programs disagree on which one counts, and a merge may have put the second one there unseen.

**To mend it**, keep the line that is right and delete the other.",
    bad: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\ndue: 2026-12-01\ndue: 2026-12-03\n---\n"))]),
    good: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\ndue: 2026-12-01\n---\n"))]),
    check: Check::Reader,
};
