//! `file-name`: names that are unsafe or break on another system.

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::text::{NameFault, Span, name_fault, path_fault};

pub(super) const RULE: Rule = Rule {
    name: rule_name::FILE_NAME,
    summary: "A file's name or path is unsafe, or does not work on every system",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Always,
    allowable: false,
    locked: true,
    docs: "\
The name of the file or of a folder it lies in is reserved on Windows (`CON.md`, `aux`), ends with a
dot or a space, holds one of `<>:\"|?*\\`, a control character, an invisible character or one that turns
the direction of the text, is some form of `.git` or `..`, or is too long.

**Why.** One person's system writes such a file, another's cannot: the whole folder would then fail to
update for them. Some such names are also made on purpose, to write where nobody looks.

**To mend it**, rename the file to letters, digits, spaces, `-` and `_`. Until then it stays on this
machine.",
    bad: Example(&[("tasks/aux.md", Text("# Auxiliary\n"))]),
    good: Example(&[("tasks/auxiliary.md", Text("# Auxiliary\n"))]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let path = &context.file.path;
    let (message, note) = match path_fault(path.as_str()) {
        None => return,
        Some(fault @ NameFault::LongPath(_)) => {
            (fault.to_string(), "shorten the name of the file or of a folder")
        }
        Some(fault) => {
            let is_it = |part: &&str| name_fault(part).is_some();
            let part = path.parts().find(is_it).unwrap_or_default();
            let message = format!("the name `{}` cannot be shared: {fault}", part.escape_debug());
            (message, "rename it; until then it stays on this machine only")
        }
    };
    out.add(Finding::new(RULE.name, Span::at(0), message).note(note));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::names;

    #[test]
    fn every_part_is_looked_at() {
        assert!(names("a/.GIT/config").contains(&RULE.name));
        assert!(names("../x.md").contains(&RULE.name));
        assert!(names(&format!("{}x.md", "folder/".repeat(40))).contains(&RULE.name));
        assert!(!names("bilag/Kvittering – bø.pdf").contains(&RULE.name));
    }
}
