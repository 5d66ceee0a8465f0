//! `unexplained-line`: a delivery that leaves a line open and does not say why.

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use super::need::is_unwritten;
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::document::{self, Document};

pub(super) const RULE: Rule = Rule {
    name: rule_name::UNEXPLAINED_LINE,
    summary: "A delivery leaves a line of `Done when` open and does not say why",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: true,
    locked: false,
    docs: "\
A delivery repeats the task's `Done when` lines, and one of them is neither ticked nor explained. What stands
indented below a line, or behind a dash in it, explains it.

**Why.** An open box says that something is missing, and not what; whoever looks at the delivery has to ask.

**To mend it**, tick the line when it is done, else write below it why not: `  The shop has not answered yet.`",
    bad: Example(&[(
        "tasks/ola-1-flights/2026-11-24-091203-kari-delivery-7f3a.md",
        Text("---\ntype: delivery\n---\n\n## Delivered\n\n[Tickets](https://example.com/t)\n\n## Done when\n\n- [x] Both ways\n- [ ] Seats by the window\n"),
    )]),
    good: Example(&[(
        "tasks/ola-1-flights/2026-11-24-091203-kari-delivery-7f3a.md",
        Text("---\ntype: delivery\n---\n\n## Delivered\n\n[Tickets](https://example.com/t)\n\n## Done when\n\n- [x] Both ways\n- [ ] Seats by the window\n  None were left; I took the aisle.\n"),
    )]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let (Some((_, record)), Some(document)) = (context.known(), context.document()) else { return };
    // Nothing is delivered yet where nothing is written under any heading.
    if record.text("type") != Some("delivery") || is_unwritten(record) {
        return;
    }
    let outline = document.outline();
    for check in outline.checks.iter().filter(|check| !check.ticked && !is_explained(document, check)) {
        let section = check.section.and_then(|at| record.sections.get(at));
        let is_done_when = section.is_some_and(|section| section.name == *"Done when");
        if is_done_when && !check.text.trim().is_empty() {
            let message = format!("`{}` is neither ticked nor explained", check.text.trim());
            out.add(
                Finding::new(RULE.name, check.mark, message)
                    .note("tick it, or write below it, indented, why it is open"),
            );
        }
    }
}

/// Tells whether something is said about an open line: below it, or behind a dash in it.
fn is_explained(document: &Document, check: &document::Check) -> bool {
    let text = check.span.of(document.text());
    let below = text.split_once('\n').is_some_and(|(_, below)| !below.trim().is_empty());
    let dash = [" - ", " – ", " — "].iter().any(|dash| check.text.contains(dash));
    below || dash
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_at;

    fn check(lines: &str, expected: usize) {
        let text = format!("---\nslag: svar\ntype: levering\n---\n\n## Levert\n\nAlt.\n\n## Ferdig når\n\n{lines}");
        let found = findings_at("tasks/ola-1-a/r.md", &text);
        let found = found.iter().filter(|one| one.rule == super::RULE.name);
        assert_eq!(found.count(), expected, "{lines}");
    }

    #[test]
    fn a_word_about_it_is_enough() {
        check("- [x] a\n- [ ] b\n", 1);
        check("- [ ] a – ikke svart ennå\n", 0);
        check("- [ ] a\n  - ikke svart ennå\n", 0);
        check("- [x] a\n- [ ] \n", 0);
    }
}
