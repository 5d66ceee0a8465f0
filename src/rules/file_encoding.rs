//! `file-encoding`: Markdown that is not UTF-8.

use super::engine::{Check, Content, Example, FileContext, Findings, HoldsBack, Rule, Sample};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::text::{Encoding, Span};

pub(super) const RULE: Rule = Rule {
    name: rule_name::FILE_ENCODING,
    summary: "A Markdown file is not written in UTF-8",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Always,
    allowable: false,
    locked: false,
    docs: "\
The file is text in another encoding (UTF-16, Latin-1, Windows-1252), or no text at all.

**Why.** The other person's editor would show other letters, and saving it there would damage it. The tool
never rewrites a file unasked, so it does not guess.

**To mend it**, open the file in your editor and save it as UTF-8: in Notepad, *Save as*, then *Encoding:
UTF-8*; in VS Code, click the encoding in the status bar.",
    bad: Example(&[("tasks/note.md", Sample::Bytes(b"# M\xf8te\n"))]),
    good: Example(&[("tasks/note.md", Sample::Text("# Møte\n"))]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let Content::Undecodable(error) = &context.file.content else { return };
    let what = match error.encoding {
        Encoding::Utf16LittleEndian | Encoding::Utf16BigEndian => "UTF-16",
        Encoding::Utf32 => "UTF-32",
        Encoding::SingleByte => "an older encoding (Latin-1 or Windows-1252, as it seems)",
        Encoding::Binary => "no text: it has NUL bytes",
    };
    let message = format!("the file cannot be read: it is {what}, not UTF-8, from byte {} on", error.at);
    out.add(Finding::new(RULE.name, Span::at(0), message).note("save it as UTF-8 in your editor"));
}
