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

**To mend it**, tick a box in the note, use `handover resolve`, or edit the document and delete the note.",
    bad: Example(&[(
        "conflicts/ola-11-due-3f2a91c04b7e.md",
        Text("---\ndocument: ola-11\nfield: due\nkept: 2026-12-03\nother: 2026-12-04\n---\n\n- [ ] 2026-12-03\n- [ ] 2026-12-04\n"),
    )]),
    good: Example(&[(
        "conflicts/ola-11-due-3f2a91c04b7e.md",
        Text("---\ndocument: ola-11\nfield: due\nkept: 2026-12-03\nother: 2026-12-04\n---\n\n# Choose\n\n- [x] 2026-12-03\n- [ ] 2026-12-04\n"),
    )]),
    check: Check::Tree(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    let unsettled = |record: &&crate::schema::Record| record.sections.iter().all(|section| section.ticked == 0);
    for note in tree.of_kind("conflict").filter(unsettled) {
        let place = note.field("document").map_or(title_place(note), |field| field.value_span);
        let what = note.text("field").or(note.text("section")).unwrap_or("a part");
        let document = note.text("document").unwrap_or("a document");
        let message = format!("two people changed `{what}` of `{document}` at once");
        out.add(
            &note.path,
            Finding::new(RULE.name, place, message)
                .note("tick a box here, or edit the document and delete this note"),
        );
    }
}
