//! `conflict-marker`: what an unfinished merge of plain git leaves behind.

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::CONFLICT_MARKER,
    summary: "The file holds the marks of an unfinished merge",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Always,
    allowable: false,
    locked: false,
    docs: "\
Lines of `<<<<<<<`, `=======` and `>>>>>>>` stand in the file, as plain git leaves them where two people
changed one place. Inside a block of code they are left alone.

**Why.** The file holds two versions at once; shared like this, both sides would have to guess.

**To mend it**, keep the text that is right, and delete the other and the three lines of marks.",
    bad: Example(&[(
        "tasks/flights.md",
        Text("---\nkind: task\n<<<<<<< HEAD\ntitle: Book flights\n=======\ntitle: Book trains\n>>>>>>> theirs\n---\n"),
    )]),
    good: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights\n---\n"))]),
    check: Check::File(check),
};

/// Looks through the body; marks in the front matter are told by its reader.
fn check(context: &FileContext<'_>, out: &mut Findings) {
    if let (Some(document), true) = (context.document(), context.is_document) {
        document.body_conflicts().into_iter().for_each(|finding| out.add(finding));
    }
}
