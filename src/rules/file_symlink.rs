//! `file-symlink`: symbolic links are not shared.

use super::engine::{Check, Content, Example, FileContext, Findings, HoldsBack, Rule, Sample};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    name: rule_name::FILE_SYMLINK,
    summary: "A symbolic link lies where a file should",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Always,
    allowable: false,
    locked: true,
    docs: "\
The path is a symbolic link: a name that leads to another file, perhaps outside the workspace.

**Why.** It leads somewhere else on every machine. A link that arrives from someone else could make a
program read or overwrite files that are not part of the workspace.

**To mend it**, copy the file itself to this place, or link to it from a document.",
    bad: Example(&[("attachments/contract.pdf", Sample::Symlink)]),
    good: Example(&[("attachments/contract.pdf", Sample::Size(2000))]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    if matches!(context.file.content, Content::Symlink) {
        let message = "a symbolic link is not shared: it leads elsewhere on every machine";
        out.add(Finding::new(RULE.name, Span::at(0), message).note("copy the file itself to this place"));
    }
}
