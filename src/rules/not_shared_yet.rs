//! `not-shared-yet`: fields that name a document which is held back.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use super::mentions::{Form, Leads};
use crate::diagnostic::{Finding, Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::NOT_SHARED_YET,
    summary: "A field names a document that is still held back",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
The document exists, but stays on this machine until what is wrong with it is mended; whoever follows the
reference elsewhere finds nothing yet.

**Why.** One bad file never blocks another: the reference is shared, and both sides see what is missing.

**To mend it**, mend the file that is held back; `handover sync` says why it is.",
    bad: Example(&[
        ("tasks/flights.md", Text("---\ntitle: Book flights\nbrief: ola-2\n---\n")),
        ("briefs/travel.md", Text("---\nid: ola-2\ntitle: Travel: all of it\n---\n")),
    ]),
    good: Example(&[
        ("tasks/flights.md", Text("---\ntitle: Book flights\nbrief: ola-2\n---\n")),
        ("briefs/travel.md", Text("---\nid: ola-2\ntitle: Travel\n---\n")),
    ]),
    check: Check::Documents(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    if !tree.holds_any_back() {
        return;
    }
    tree.each_name(|from, mention| {
        let (Form::Name(_), Some(key)) = (mention.form, mention.key) else { return };
        if matches!(tree.leads(from, &mention), Leads::NotShared) {
            let message = format!("`{key}` names `{}`, which is not shared yet", mention.written);
            out.add(
                &from.path,
                Finding::new(RULE.name, mention.span, message).note("mend the file that is held back"),
            );
        }
    });
}
