//! `front-matter-unopened`: found by the reader of front matter; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::FRONT_MATTER_UNOPENED,
    summary: "The line `---` above the first field is missing, or has become something else",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::WhenUnreadable,
    allowable: false,
    locked: false,
    docs: "\
Fields stand at the top of the file, right above a line `---`, but the line above them is no `---`: it was
deleted, an editor made a dash, a row of stars or a longer line of it, or another character slipped in.

**Why.** Without it the fields are plain text: a task has no title, no date, and waits for nobody.

**To mend it**, write `---` on a line of its own above the first field, or take out what else stands in that line;
`check --fix` does that where no letter goes with it. Turn off smart dashes in the editor.",
    bad: Example(&[("tasks/flights.md", Text("—\ntitle: Book flights\nto: kari\n—\n"))]),
    good: Example(&[("tasks/flights.md", Text("---\ntitle: Book flights\nto: kari\n---\n"))]),
    check: Check::Reader,
};
