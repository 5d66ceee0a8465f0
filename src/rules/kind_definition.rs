//! `kind-definition`: found by the schema; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::KIND_DEFINITION,
    summary: "A definition in `kinds/` cannot be understood",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
A file in `kinds/` defines a kind or a field in a way that does not work: an unknown type, a clash with
a built-in kind.

**Why.** The kind is left out then, and its documents are of no known kind.

**To mend it**, correct the definition at the place that is marked. `docs/kinds.md` shows what a
definition holds.",
    bad: Example(&[("workspace.yml", Text("format: 1\n")), ("kinds/invoice.yml", Text("kind: invoice\nfields:\n  amount: {type: money}\n"))]),
    good: Example(&[("workspace.yml", Text("format: 1\n")), ("kinds/invoice.yml", Text("kind: invoice\ndoc: A bill.\nfields:\n  total: {type: number, doc: What it comes to.}\n"))]),
    check: Check::Reader,
};
