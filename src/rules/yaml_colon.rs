//! `yaml-colon`: found by the reader of front matter; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::YAML_COLON,
    summary: "A value holds `: ` without quotes",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::WhenUnreadable,
    allowable: false,
    locked: false,
    docs: "\
A colon with a space behind it starts a value in YAML. In a title such as `Flights: Oslo` the second one
makes the line unreadable.

**Why.** It is the most common slip in front matter, and editors do not show it.

**To mend it**, put the value in quotes: `title: \"Flights: Oslo\"`. `check --fix` does so.",
    bad: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Flights: Oslo to Bergen\n---\n"))]),
    good: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: \"Flights: Oslo to Bergen\"\n---\n"))]),
    check: Check::Reader,
};
