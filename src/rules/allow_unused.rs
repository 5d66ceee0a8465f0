//! `allow-unused`: entries of `allow:` that allow nothing.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::ALLOW_UNUSED,
    summary: "An entry of `allow:` allows nothing",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
`allow:` lists findings that a person has looked at and lets stand. This entry cannot be read, allows more
than there is, names a rule that cannot be allowed, or what it was written for is gone.

**Why.** An entry that lies about would one day let something through that nobody has looked at.

**To mend it**, remove the entry, or lower its number.",
    bad: Example(&[(
        "notes/bank.md",
        Text("---\nallow: [\"secret-card in text: KID from the bank\"]\n---\nNothing here any more.\n"),
    )]),
    good: Example(&[(
        "notes/bank.md",
        Text("---\nallow: [\"secret-card in text: KID from the bank\"]\n---\nPay with 4111111111111111.\n"),
    )]),
    check: Check::Engine,
};
