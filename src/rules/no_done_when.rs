//! `no-done-when`: work without a line that tells when it is done.

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use super::missing_section::required;
use super::need::anchor;
use crate::diagnostic::{Finding, Fix, Severity, rule_name};
use crate::document::Document;
use crate::text::{Edit, Span};

pub(super) const RULE: Rule = Rule {
    name: rule_name::NO_DONE_WHEN,
    summary: "The work has no line that can be ticked off when it is done",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
A sent task, a brief or a routine has no `- [ ]` line under `Done when`. A task with a `brief` or a `routine`
has those of that document.

**Why.** Without them, both mean something else by *done*, and find out at the delivery.

**To mend it**, write what can be answered with yes or no: `- [ ] Total equals the bank statement`. Where plain
bullets stand, `check --fix` makes boxes of them.",
    bad: Example(&[(
        "briefs/month-end.md",
        Text("---\ntitle: Month end\n---\n\n## Result\n\nThe books are closed.\n\n## Done when\n\n- All bank lines are matched\n"),
    )]),
    good: Example(&[(
        "briefs/month-end.md",
        Text("---\ntitle: Month end\n---\n\n## Result\n\nThe books are closed.\n\n## Done when\n\n- [ ] All bank lines are matched\n"),
    )]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let (Some((kind, record)), Some(document)) = (context.known(), context.document()) else { return };
    for section in required(kind, record).filter(|section| section.checklist) {
        let mut written = record.sections.iter().filter(|one| one.name == section.name).peekable();
        let first = written.peek().map(|one| one.heading());
        if written.any(|one| one.boxes() > 0) {
            continue;
        }
        let heading = section.heading(context.language());
        let message = format!("`{heading}` has no line to tick off");
        let finding = Finding::new(RULE.name, first.unwrap_or_else(|| anchor(document)), message)
            .note(format!("under `## {heading}`, write lines such as `- [ ] Total equals the bank statement`"));
        let boxes = first.map(|heading| boxes(document, heading)).unwrap_or_default();
        out.add(if boxes.is_empty() { finding } else { finding.fix(Fix::safe(boxes)) });
    }
}

/// Returns the edits that make boxes of the plain bullets of a section.
fn boxes(document: &Document, heading: Span) -> Vec<Edit> {
    let outline = document.outline();
    let Some(section) = outline.sections.iter().find(|section| section.heading == heading) else {
        return Vec::new();
    };
    let mut edits = Vec::new();
    let mut at = section.own.start;
    for line in section.own.of(document.text()).split_inclusive('\n') {
        let in_code = outline.code.iter().any(|code| code.contains(at));
        let text = line.strip_prefix(['-', '*', '+']).and_then(|rest| rest.strip_prefix(' '));
        if !in_code && text.is_some_and(|text| !text.trim().is_empty()) {
            edits.push(Edit::insert(at + 2, "[ ] "));
        }
        at += line.len();
    }
    edits
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_at;
    use crate::text::apply;

    #[test]
    fn bullets_become_boxes() {
        let text = "---\ntitle: A\n---\n# Result\nX\n# Ferdig når\n- å\n* b\n  - c\n```\n- d\n```\n";
        let found = findings_at("briefs/a.md", text);
        let fix = found.iter().find_map(|one| one.fix.as_ref()).expect("a fix");
        let fixed = apply(text, &fix.edits).expect("it applies");
        assert!(fixed.ends_with("- [ ] å\n* [ ] b\n  - c\n```\n- d\n```\n"), "{fixed}");
        assert!(findings_at("briefs/a.md", &fixed).iter().all(|one| one.rule != super::RULE.name));
    }
}
