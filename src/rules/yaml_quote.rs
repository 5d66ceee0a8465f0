//! `yaml-quote`: found by the reader of front matter; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::YAML_QUOTE,
    summary: "A quoted value is never closed, or goes on behind its closing quote",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::WhenUnreadable,
    allowable: false,
    locked: false,
    docs: "\
A value starts with a quote that has no partner on its line, or text follows the closing quote.

**Why.** Everything up to the next quote would be read as part of the value.

**To mend it**, add the missing quote, or take both away where none is needed.",
    bad: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: \"Book flights\nstatus: draft\n---\n"))]),
    good: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: \"Book flights\"\nstatus: draft\n---\n"))]),
    check: Check::Reader,
};
