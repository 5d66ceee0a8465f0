//! `workspace-file`: found by the settings; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::WORKSPACE_FILE,
    summary: "`workspace.yml` has a setting that cannot be understood",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
A setting has the wrong type, an unknown value or a misspelt name; the usual value counts in its place.

**Why.** Dates, rules and languages of everybody depend on this file.

**To mend it**, write the setting as the message shows.",
    bad: Example(&[("workspace.yml", Text("format: 1\ntimezone: Oslo\n"))]),
    good: Example(&[("workspace.yml", Text("format: 1\ntimezone: Europe/Oslo\n"))]),
    check: Check::Reader,
};
