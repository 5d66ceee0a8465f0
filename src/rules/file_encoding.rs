//! `file-encoding`: Markdown, settings or a kind that is not UTF-8.

use super::engine::{Check, Content, Example, FileContext, Findings, HoldsBack, Rule, Sample};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::text::{Encoding, Span};

pub(super) const RULE: Rule = Rule {
    name: rule_name::FILE_ENCODING,
    summary: "A Markdown file, `workspace.yml` or a kind is not written in UTF-8",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Always,
    allowable: false,
    locked: false,
    docs: "\
The file is text in another encoding (UTF-16, Latin-1, Windows-1252), or no text at all.

**Why.** The other person's editor would show other letters, and saving it there would damage it. The tool
never rewrites a file unasked, so it does not guess. Of a `workspace.yml` or a file in `kinds/` that is saved so
nothing counts: name, zone, languages and rules are the usual ones until it is mended.

**To mend it**, open the file in your editor and save it as UTF-8: in Notepad, *Save as*, then *Encoding:
UTF-8*; in VS Code, click the encoding in the status bar.",
    bad: Example(&[("tasks/note.md", Sample::Bytes(b"# M\xf8te\n"))]),
    good: Example(&[("tasks/note.md", Sample::Text("# Møte\n"))]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let Content::Undecodable(error) = &context.file.content else { return };
    if !context.is_read() {
        return;
    }
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

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_files;
    use crate::rules::{File, Ruleset, Sample};
    use crate::schema::{Config, Schema};
    use crate::text::RepoPath;

    /// FAILURES 58.
    #[test]
    fn settings_and_kinds_in_another_encoding_are_told_and_stay_here() {
        let check = |path: &str, expected: bool| {
            let settings = Sample::Text("format: 1\n");
            let bytes = Sample::Bytes(b"format: 1\nname: Bl\xe5b\xe6r\n");
            let files = [(RepoPath::new("workspace.yml"), settings), (RepoPath::new(path), bytes)];
            let files = if path == "workspace.yml" { &files[1..] } else { &files };
            let found = check_files(files);
            let told = found.iter().any(|one| one.rule.as_str() == "file-encoding" && one.holds_back);
            assert_eq!(told, expected, "{path}");
        };
        check("workspace.yml", true);
        check("kinds/bil.yml", true);
        check("attachments/bil.yml", false);
        // Of somebody else's folder nothing is known.
        let config = Config::default();
        let elsewhere = Ruleset::new(Schema::builtin(), &config).in_workspace(false);
        let file = File::from_bytes(RepoPath::new("kinds/bil.yml"), 5, b"a: \xe5\n");
        assert_eq!(elsewhere.check_file(&file).diagnostics, []);
    }
}
