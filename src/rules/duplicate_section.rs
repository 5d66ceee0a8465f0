//! `duplicate-section`: one section under two headings.

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Finding, Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::DUPLICATE_SECTION,
    summary: "A section that the kind knows stands there twice",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
Two headings mean the same section, such as two times `Result`, or `Result` and `Resultat`.

**Why.** A reader who finds the first does not look for the second.

**To mend it**, put both texts under one heading, or make a task of each if they are two.",
    bad: Example(&[(
        "briefs/month-end.md",
        Text("---\ntitle: Month end\n---\n\n## Background\n\nNew bank.\n\n## Bakgrunn\n\nNy bank.\n"),
    )]),
    good: Example(&[(
        "briefs/month-end.md",
        Text("---\ntitle: Month end\n---\n\n## Background\n\nNew bank. Ny bank.\n"),
    )]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let Some((kind, record)) = context.known() else { return };
    for section in &kind.sections {
        let mut written = record.sections.iter().filter(|one| one.name == section.name);
        let Some(first) = written.next() else { continue };
        for again in written {
            let message = format!("the section `{}` stands here twice", section.heading(context.language()));
            out.add(
                Finding::new(RULE.name, again.heading(), message)
                    .label(first.heading(), "here it is first")
                    .note("put both under one heading, or make a task of each"),
            );
        }
    }
}
