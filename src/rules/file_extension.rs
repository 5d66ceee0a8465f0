//! `file-extension`: Markdown that an editor gave a second extension.

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    name: rule_name::FILE_EXTENSION,
    summary: "A Markdown file has a second extension, such as `.md.txt`",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
The file is called `something.md.txt` or `something.md.md`, as Notepad and some downloads name it.

**Why.** A task or reply in a `.txt` file is no document: nobody is told about it and it waits for nobody.

**To mend it**, rename the file so that it ends with `.md` alone. Windows hides the last extension unless
the folder's view shows file name extensions.",
    bad: Example(&[("tasks/book-flights.md.txt", Text("# Book flights\n"))]),
    good: Example(&[("tasks/book-flights.md", Text("# Book flights\n"))]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let name = context.file.path.file_name().to_lowercase();
    let second = [".txt", ".md", ".text", ".rtf"]
        .into_iter()
        .find(|second| name.strip_suffix(second).is_some_and(|rest| rest.ends_with(".md")));
    if let Some(second) = second {
        let message = format!("the name ends with `.md{second}`, so it is not read as a document");
        out.add(Finding::new(RULE.name, Span::at(0), message).note("rename it to end with `.md` alone"));
    }
}
