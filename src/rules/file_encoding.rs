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
        Encoding::Utf16LittleEndian | Encoding::Utf16BigEndian => "is saved as UTF-16, and only UTF-8 is read",
        Encoding::Utf32 => "is saved as UTF-32, and only UTF-8 is read",
        Encoding::SingleByte => "is saved in an older encoding (Latin-1 or Windows-1252, it seems), and only UTF-8 is read",
        Encoding::Binary => "is no text: it has NUL bytes",
    };
    let advice = match error.encoding {
        Encoding::Binary => "if it is a picture or the like, give it the ending of its own kind; if not, write it anew",
        _ => "save it as UTF-8: in Notepad, *Save as*, then *Encoding: UTF-8*",
    };
    let mut finding =
        Finding::new(RULE.name, Span::at(0), format!("the file {what}")).note(advice);
    if error.at > 0 {
        finding = finding.note(format!("the first such byte stands at {}", error.at));
    }
    out.add(finding);
}
