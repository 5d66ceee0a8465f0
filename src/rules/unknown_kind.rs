//! `unknown-kind`: found by the schema; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::UNKNOWN_KIND,
    summary: "`kind:` names no kind that exists here",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
The value of `kind:` is neither a kind of the program nor one that `kinds/` defines.

**Why.** Without a kind nobody knows what the document is, and it waits for nobody.

**To mend it**, choose one of the kinds that the message lists, or define yours in `kinds/`.",
    bad: Example(&[("notes/flights.md", Text("---\nkind: taks\ntitle: Book flights\n---\n"))]),
    good: Example(&[("notes/flights.md", Text("---\nkind: task\ntitle: Book flights\n---\n"))]),
    check: Check::Reader,
};
