//! `front-matter-unclosed`: found by the reader of front matter; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::FRONT_MATTER_UNCLOSED,
    summary: "The front matter is opened but never closed",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::WhenUnreadable,
    allowable: false,
    locked: false,
    docs: "\
The file starts with a line `---`, and no second one follows.

**Why.** Where the fields end and the text begins cannot be told.

**To mend it**, write `---` on a line of its own behind the last field.",
    bad: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\n"))]),
    good: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\n---\n"))]),
    check: Check::Reader,
};
