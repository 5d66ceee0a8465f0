//! `yaml-anchor`: found by the reader of front matter; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::YAML_ANCHOR,
    summary: "The front matter uses an anchor or an alias of YAML",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::WhenUnreadable,
    allowable: false,
    locked: false,
    docs: "\
A value starts with `&name` or `*name`.

**Why.** In YAML they name a value and repeat it elsewhere; a few lines of them can grow without bound.
Mostly they are meant as plain text.

**To mend it**, put the value in quotes if it is text; else write it out.",
    bad: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: *urgent\n---\n"))]),
    good: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: \"*urgent\"\n---\n"))]),
    check: Check::Reader,
};
