//! `file-unreadable`: the system does not let us read the file.

use super::engine::{Check, Content, Example, FileContext, Findings, HoldsBack, Rule, Sample};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    name: rule_name::FILE_UNREADABLE,
    summary: "The system does not let the file be read",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Always,
    allowable: false,
    locked: false,
    docs: "\
Reading the file failed: permissions, a disk error, or another program that has locked it.

**Why.** What cannot be read can be neither checked nor shared, and its absence must not look like a
deletion.

**To mend it**, close the program that has the file open, or give yourself the right to read it.",
    bad: Example(&[("tasks/note.md", Sample::Unreadable("permission denied"))]),
    good: Example(&[("tasks/note.md", Sample::Text("# Note\n"))]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    if let Content::Unreadable(reason) = &context.file.content {
        let message = format!("the file cannot be read: {}", reason.escape_debug());
        out.add(Finding::new(RULE.name, Span::at(0), message).note("close what has it open, or give yourself the right to read it"));
    }
}
