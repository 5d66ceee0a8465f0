//! `yaml-tag`: found by the reader of front matter; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::YAML_TAG,
    summary: "A value carries a tag of YAML",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::WhenUnreadable,
    allowable: false,
    locked: false,
    docs: "\
A value starts with `!`, which in YAML gives it a type of its own.

**Why.** The kind of the document gives each field its type; a tag could ask a program for something
else.

**To mend it**, put the value in quotes if the `!` is meant; else delete the tag.",
    bad: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: !important Book flights\n---\n"))]),
    good: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: \"!important Book flights\"\n---\n"))]),
    check: Check::Reader,
};
