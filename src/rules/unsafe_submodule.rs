//! `unsafe-submodule`: what git refuses in `.gitmodules`.

use super::engine::{Check, Content, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::text::{Span, is_of_submodules, unsafe_submodule};

pub(super) const RULE: Rule = Rule {
    name: rule_name::UNSAFE_SUBMODULE,
    summary: "`.gitmodules` has a line that git holds to be unsafe",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Always,
    allowable: false,
    locked: true,
    docs: "\
The file tells git which other repositories lie in the folder, and a line of it has what git refuses: a
command (`update = !…`), an address or a path that begins with `-` and would be taken for an option, an
address without a host or with a line end in it, a name with `..`. A `.gitmodules` that is no UTF-8 text, or
has more than a megabyte, cannot be looked through and is held to be the same.

**Why.** Git of everybody else takes over nothing at all from a shared place where such a file is.

**To mend it**, write an ordinary address and path in the line, or remove the file if the folder has no such
repositories.",
    bad: Example(&[(".gitmodules", Text("[submodule \"forms\"]\n\tpath = forms\n\turl = -u./forms\n"))]),
    good: Example(&[(".gitmodules", Text("[submodule \"forms\"]\n\tpath = forms\n\turl = ../forms.git\n"))]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    if !is_of_submodules(&context.file.path) {
        return;
    }
    let finding = match &context.file.content {
        Content::Plain(source) => {
            let Some(span) = unsafe_submodule(source.text()) else { return };
            let message = "git holds this to be unsafe, and nobody else could sync any more";
            Finding::new(RULE.name, span, message)
                .note("write an ordinary address and path there, or remove the file")
        }
        Content::Other => {
            let message = "the file is too large or no UTF-8 text, and cannot be looked through";
            Finding::new(RULE.name, Span::at(0), message).note("save it as UTF-8, or remove it")
        }
        _ => return,
    };
    out.add(finding);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_files;
    use crate::rules::{MAX_PLAIN, Sample};
    use crate::text::RepoPath;

    #[test]
    fn what_cannot_be_looked_through_stays_here_too() {
        let check = |path: &str, sample: Sample, expected: bool| {
            let found = check_files(&[(RepoPath::new(path), sample)]);
            let told = found.iter().any(|one| one.rule.as_str() == "unsafe-submodule" && one.holds_back);
            assert_eq!(told, expected, "{path}: {found:?}");
        };
        check(".gitmodules", Sample::Bytes(b"[submodule \"\xe5\"]\nurl = -x\n"), true);
        check(".gitmodules", Sample::Size(MAX_PLAIN + 1), true);
        check(".gitmodules", Sample::Text("[submodule \"x\"]\nurl = ./x\n"), false);
        check("gitmodules", Sample::Text("[submodule \"x\"]\nurl = -x\n"), false);
    }
}
