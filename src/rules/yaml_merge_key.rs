//! `yaml-merge-key`: found by the reader of front matter; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::YAML_MERGE_KEY,
    summary: "The front matter uses the merge key `<<`",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::WhenUnreadable,
    allowable: false,
    locked: false,
    docs: "\
A key is `<<`, which takes over the fields of another mapping.

**Why.** What a field says should stand where one reads it; many programs do not know this key.

**To mend it**, write the fields out.",
    bad: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\n<<: {priority: high}\n---\n"))]),
    good: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\npriority: high\n---\n"))]),
    check: Check::Reader,
};
