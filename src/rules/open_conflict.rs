//! `open-conflict`: conflict notes that nobody has settled.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use super::need::title_place;
use crate::diagnostic::{Finding, Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::OPEN_CONFLICT,
    summary: "A conflict note waits to be settled",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
Two people changed the same thing at once. One version stands for now, the other is in this note.

**Why.** Nothing is lost, but nobody has said yet which one is meant.

**To mend it**, tick one box in the note: the next sync of whoever ticked it writes that into the
document and removes the note. `handover resolve` does the same at once. Or write into the document
what it shall be, and delete the note; a note deleted alone means that what stands is right.",
    bad: Example(&[(
        "conflicts/ola-11-due-3f2a91c04b7e.md",
        Text("---\ndocument: ola-11\nfield: due\nkept: 2026-12-03\nother: 2026-12-04\n---\n\n- [ ] 2026-12-03\n- [ ] 2026-12-04\n"),
    )]),
    good: Example(&[("tasks/ola-11-invoices.md", Text("---\nid: ola-11\ntitle: Invoices\nfrom: ola\n---\n"))]),
    check: Check::Documents(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    // A note stands until it is gone: a tick is carried out by whoever ticked, at their next sync.
    for note in tree.subjects_of("conflict") {
        let place = note.field("document").map_or(title_place(note), |field| field.value_span());
        let what = note.text("field").or(note.text("section")).unwrap_or("a part");
        let document = note.text("document").unwrap_or("a document");
        let message = format!("two people changed `{what}` of `{document}` at once");
        out.add(
            &note.path,
            Finding::new(RULE.name, place, message)
                .note("tick one box in this note and sync, or run `handover resolve`"),
        );
    }
}
