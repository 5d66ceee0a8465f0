//! `yaml-tab`: found by the reader of front matter; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::YAML_TAB,
    summary: "A tab indents the front matter",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::WhenUnreadable,
    allowable: false,
    locked: false,
    docs: "\
A line in the front matter starts with a tab.

**Why.** YAML forbids tabs there, since nobody can tell how far they indent.

**To mend it**, use two spaces. `check --fix` does so where the meaning is plain.",
    bad: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\ntags:\n\t- travel\n---\n"))]),
    good: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\ntags:\n  - travel\n---\n"))]),
    check: Check::Reader,
};
