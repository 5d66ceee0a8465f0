//! `empty-section`: required sections under which nothing is written.

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use super::missing_section::required;
use super::need::may_be_blank;
use crate::diagnostic::{Finding, Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::EMPTY_SECTION,
    summary: "A required section has nothing written under its heading",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
The heading of a required section stands there with nothing but white space or comments under it. In a
document without states, and in a reply of which nothing is written yet, it is a warning.

**Why.** The heading came from a template; what it asks for is still unsaid.

**To mend it**, write a sentence or two under the heading.",
    bad: Example(&[(
        "briefs/month-end.md",
        Text("---\ntitle: Month end\n---\n\n## Result\n\n<!-- What exists when this is done. -->\n\n## Done when\n\n- [ ] All bank lines are matched\n"),
    )]),
    good: Example(&[(
        "briefs/month-end.md",
        Text("---\ntitle: Month end\n---\n\n## Result\n\nThe books of the month are closed.\n\n## Done when\n\n- [ ] All bank lines are matched\n"),
    )]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let Some((kind, record)) = context.known() else { return };
    for section in required(kind, record).filter(|section| !section.checklist) {
        let mut written = record.sections.iter().filter(|one| one.name == section.name).peekable();
        let heading = written.peek().map(|one| one.heading());
        if let (Some(heading), true) = (heading, written.all(|one| one.empty)) {
            let language = context.language();
            let message = format!("nothing is written under `{}`", section.heading(language));
            out.add(
                Finding::new(RULE.name, heading, message)
                    .note(section.hint.text(language).to_owned())
                    .mild(may_be_blank(kind, record)),
            );
        }
    }
}
