//! `yaml-smart-quote`: found by the reader of front matter; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::YAML_SMART_QUOTE,
    summary: "Typographic quotes stand where YAML needs straight ones",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::WhenUnreadable,
    allowable: false,
    locked: false,
    docs: "\
A value is wrapped in `“ ”`, `‘ ’` or `« »`, as word processors and phones write them. YAML takes them
for letters of the value.

**Why.** The quotes become part of the title or name, and a value that needs real quotes cannot be read.

**To mend it**, write straight quotes, or none. `check --fix` replaces them.",
    bad: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: “Book flights”\n---\n"))]),
    good: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: \"Book flights\"\n---\n"))]),
    check: Check::Reader,
};
