//! `changed-id`: a shared document under another id.

use super::need::title_place;
use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use crate::diagnostic::{Finding, Fix, Severity, rule_name};
use crate::text::Edit;

pub(super) const RULE: Rule = Rule {
    name: rule_name::CHANGED_ID,
    summary: "The id of a shared document is another one than everybody knows",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Always,
    allowable: false,
    locked: false,
    docs: "\
Everybody knows the document by one `id`, and here another one stands in it, which nothing had before, or none. `sync`
tells it, since it alone looks at what everybody has.

**Why.** An id stays for good: what was said about the document, and what refers to it, goes by the old one, and would
hang in the air.

**To mend it**, write the old id again, which `sync` names. A file may have any name and lie anywhere, and its title may
change; for something new, make another file without an id.",
    bad: Example(&[("tasks/offer.md", Text("---\nid: ola-99\ntitle: The offer to Hansen\n---\n"))]),
    good: Example(&[("tasks/offer.md", Text("---\nid: ola-7\ntitle: The offer to Hansen\n---\n"))]),
    check: Check::Documents(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    for record in tree.subjects.iter() {
        let Some(known) = tree.facts().known_ids.get(&record.path) else { continue };
        let message = format!("everybody knows this as `{known}`, and an id stays");
        let finding = match record.id_span() {
            Some(_) if *record.id == **known => continue,
            Some(span) => Finding::new(RULE.name, span, message)
                .note(format!("write `{known}` again"))
                .fix(Fix::safe(vec![Edit::replace(span, known.clone())])),
            None => Finding::new(RULE.name, title_place(record), message).note(format!("write `id: {known}` again")),
        };
        out.add(&record.path, finding);
    }
}
