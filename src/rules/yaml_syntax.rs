//! `yaml-syntax`: found by the reader of front matter; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::YAML_SYNTAX,
    summary: "The front matter is no YAML that can be read",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::WhenUnreadable,
    allowable: false,
    locked: false,
    docs: "\
The fields between the `---` lines break the rules of YAML in a way that no other rule names: an
unclosed bracket, a wrong indent, a line without a colon.

**Why.** Nothing in the front matter can be trusted then: neither whom the work is for nor when it is
due.

**To mend it**, look at the place that is marked. Each field is a line `key: value`; a list is `[a, b]`
or one `- item` a line.",
    bad: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\ntags: [travel, oslo\n---\n"))]),
    good: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\ntags: [travel, oslo]\n---\n"))]),
    check: Check::Reader,
};
