//! `file-too-large`: files that are too large to share or to read.

use super::engine::{Check, Content, Example, FileContext, Findings, HoldsBack, MAX_PLAIN, MAX_TEXT, Rule, Sample};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    name: rule_name::FILE_TOO_LARGE,
    summary: "A file is too large to be shared, or too large to be read",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Always,
    allowable: false,
    locked: false,
    docs: "\
The file has more megabytes than `max_file_mb` in `workspace.yml` allows (50 unless it says otherwise), or
it is Markdown of more than 8 MiB, or settings (`workspace.yml`, `kinds/`) of more than 1 MiB: that is not read.

**Why.** Every version of a shared file stays in everyone's folder for good.

**To mend it**, put the file where large files live (a video service, a drive) and link to it; or split it.
Raise `max_file_mb` only if both sides have the room.",
    bad: Example(&[("attachments/recording.mp4", Sample::Size(900_000_000))]),
    good: Example(&[("attachments/recording.mp4", Sample::Size(9_000_000))]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let size = context.file.size;
    let most = context.config.max_file_bytes();
    let message = if size > most {
        format!("the file has {} MiB; {} MiB is the most that is shared", size.div_ceil(1 << 20), context.config.max_file_mb)
    } else if matches!(context.file.content, Content::TooLarge { .. }) && context.is_read() {
        let (what, most) = if context.file.path.is_markdown() { ("Markdown", MAX_TEXT) } else { ("settings", MAX_PLAIN) };
        format!("the file has {} MiB; {what} of more than {} MiB is not read", size.div_ceil(1 << 20), most >> 20)
    } else {
        return;
    };
    out.add(Finding::new(RULE.name, Span::at(0), message).note("link to where it lies instead, or split it"));
}
