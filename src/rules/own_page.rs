//! `own-page`: a copy of somebody's page of the day.

use memchr::memmem;

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::schema::layout;
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    name: rule_name::OWN_PAGE,
    summary: "The file is a copy of somebody's page of the day",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Always,
    allowable: false,
    locked: true,
    docs: "\
The line `<!-- handover … -->` stands in the file, which ends the program's own part of `Today.md` (`I dag.md`). Behind
it are the notes of whoever has the page.

**Why.** The page is theirs alone and never shared. A copy under another name, as editors and desktops make them, would
take their notes to everybody.

**To mend it**, delete the copy; what of it is for everybody, put into a file of its own.",
    bad: Example(&[("Today (1).md", Text("# Today in Nordlys\n\n<!-- handover 7e782c87bae2 -->\n\n## Notes\n\nMy own\n"))]),
    good: Example(&[("notes/ours.md", Text("# Ours\n\n## Notes\n\nEverybody's\n"))]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let text = context.text();
    let found = memmem::find(text.as_bytes(), layout::PAGE_MARK.as_bytes());
    let Some(at) = found.filter(|at| is_mark(text, *at)) else { return };
    let span = Span::new(at, at + layout::PAGE_MARK.len());
    let message = "this is a copy of a page of the day, with whatever was noted on it for oneself";
    out.add(Finding::new(RULE.name, span, message).note("delete it, or put what is for everybody into a file of its own"));
}

/// Tells whether the mark that begins there is a line as the program writes it.
fn is_mark(text: &str, at: usize) -> bool {
    let digest = |c: char| c.is_ascii_hexdigit();
    let behind = text[at + layout::PAGE_MARK.len()..].trim_start_matches(digest);
    (at == 0 || text.as_bytes()[at - 1] == b'\n') && behind.starts_with(layout::PAGE_MARK_END)
}

#[cfg(test)]
mod tests {
    use crate::rules::{File, Ruleset, Sample};
    use crate::schema::{Config, Schema};
    use crate::rules::testing::check_files;
    use crate::text::RepoPath;

    #[track_caller]
    fn check(path: &str, text: &'static str, expected: usize) {
        let found = check_files(&[(RepoPath::new(path), Sample::Text(text))]);
        let found = found.iter().filter(|one| one.rule == super::RULE.name).count();
        assert_eq!(found, expected, "{path}: {text}");
    }

    #[test]
    fn a_copy_in_an_older_encoding_is_a_page_too() {
        let page = "# I dag\n\n<!-- handover 7e782c87bae2 -->\n\n## Notater\n\nBare mine å se\n";
        let single: Vec<u8> = page.chars().map(|c| u8::try_from(c).expect("Latin-1")).collect();
        let double: Vec<u8> = page.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [b"\xff\xfe".to_vec(), page.encode_utf16().flat_map(u16::to_le_bytes).collect()];
        for bytes in [single, double, marked.concat()] {
            let file = File::from_bytes(RepoPath::new("I dag.txt"), bytes.len() as u64, &bytes);
            let (schema, config) = (Schema::builtin(), Config::default());
            let found = Ruleset::new(schema, &config).in_workspace(true).check_file(&file).diagnostics;
            assert!(found.iter().any(|one| one.rule == super::RULE.name && one.holds_back), "{found:?}");
        }
    }

    #[test]
    fn only_the_line_that_the_program_writes_makes_a_page() {
        check("Today old.md", "# Today\n\n<!-- handover 7e782c87bae2 --> typed\n", 1);
        check("tasks/a.md", "---\ntitle: A\n---\n<!-- handover 7e782c87bae2 -->\n", 1);
        check("Today.txt", "# Today\n\n<!-- handover 7e782c87bae2 -->\n", 1);
        check("notes/a.md", "  <!-- handover 7e782c87bae2 -->\n", 0);
        check("notes/a.md", "<!-- handover writes this -->\n", 0);
    }
}
