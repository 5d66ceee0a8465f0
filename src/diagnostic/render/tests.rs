//! What each renderer makes of the same diagnostics.

mod json;
mod sarif;

use std::collections::BTreeMap;

use super::*;
use crate::diagnostic::{Diagnostic, Finding, Fix, rule_name};
use crate::text::{Edit, LineIndex, Span};

struct Files(BTreeMap<RepoPath, Source>);

impl Sources for Files {
    fn text(&self, path: &RepoPath) -> Option<Source> {
        self.0.get(path).cloned()
    }
}

/// A file's path and text, and what was found in it.
type Case<'a> = (&'a str, &'a str, Vec<Finding>);

fn shown_as(format: Format, style: Style, cases: Vec<Case<'_>>) -> String {
    let mut report = Report { files: cases.len(), diagnostics: Vec::new() };
    let mut files = BTreeMap::new();
    for (path, text, findings) in cases {
        let path = RepoPath::new(path);
        let lines = LineIndex::new(text);
        for finding in findings {
            let severity = match finding.rule {
                rule_name::VAGUE_DEADLINE => Severity::Warning,
                _ => Severity::Error,
            };
            let holds_back = finding.rule == rule_name::YAML_COLON;
            report
                .diagnostics
                .push(Diagnostic::place(finding, severity, holds_back, &path, text, &lines));
        }
        files.insert(path, Source::new(text));
    }
    let rules = [RuleDoc {
        name: rule_name::YAML_COLON,
        summary: "a value with `: ` in it needs quotes",
        docs: "Write it in quotes.",
        severity: Severity::Error,
    }];
    let context = Context { sources: &Files(files), style, rules: &rules, fixed: false };
    let mut out = Vec::new();
    render(format, &report, &context, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn shown(format: Format, cases: Vec<Case<'_>>) -> String {
    shown_as(format, Style { color: false, width: 80 }, cases)
}

const TASK: &str = "---\ntitle: Pay: now\nfrist: 2026-12-01\ndue: asap\n---\nBody\n";

fn colon() -> Finding {
    let edits = vec![Edit::insert(11, "\""), Edit::insert(19, "\"")];
    Finding::new(rule_name::YAML_COLON, Span::new(11, 19), "the colon ends the key")
        .note("put the value in quotes")
        .fix(Fix::safe(edits))
}

fn twice() -> Finding {
    Finding::new(rule_name::FIELD_TWICE, Span::new(38, 41), "`due` stands here twice")
        .label(Span::new(20, 25), "`frist` means the same")
}

fn vague() -> Finding {
    Finding::new(rule_name::VAGUE_DEADLINE, Span::new(43, 47), "`asap` names no day")
        .fix(Fix::r#unsafe(vec![Edit::replace(Span::new(43, 47), "2026-12-01")]))
}

fn whole() -> Finding {
    Finding::new(rule_name::FILE_NAME, Span::at(0), "Windows cannot store `CON.md`")
        .note("rename it")
}

fn cases() -> Vec<Case<'static>> {
    vec![("tasks/CON.md", "", vec![whole()]), ("tasks/a.md", TASK, vec![colon(), twice(), vague()])]
}

#[test]
fn full_looks_as_rustc_does() {
    insta::assert_snapshot!(shown(Format::Full, cases()), @r#"
    error[file-name]: Windows cannot store `CON.md`
    --> tasks/CON.md
     = help: rename it

    error[yaml-colon]: the colon ends the key
     --> tasks/a.md:2:8
      |
    2 | title: Pay: now
      |        ^^^^^^^^
      |
      = help: put the value in quotes
      = note: the file is not shared until this is mended
    help: `handover check --fix` mends this
      |
    2 | title: "Pay: now"
      |        +        +

    error[field-twice]: `due` stands here twice
     --> tasks/a.md:4:1
      |
    3 | frist: 2026-12-01
      | ----- `frist` means the same
    4 | due: asap
      | ^^^

    warning[vague-deadline]: `asap` names no day
     --> tasks/a.md:4:6
      |
    4 | due: asap
      |      ^^^^
      |
    help: this may be what is meant
      |
    4 - due: asap
    4 + due: 2026-12-01
      |

    3 errors, 1 warning in 2 files
    "#);
}

#[test]
fn full_in_color() {
    let style = Style { color: true, width: 80 };
    let text = shown_as(Format::Full, style, vec![("a.md", TASK, vec![vague()])]);
    insta::assert_snapshot!(text.replace('\u{1b}', "ESC"), @r"
    ESC[1mESC[33mwarning[vague-deadline]ESC[0mESC[1m: `asap` names no dayESC[0m
     ESC[1mESC[94m--> ESC[0ma.md:4:6
      ESC[1mESC[94m|ESC[0m
    ESC[1mESC[94m4ESC[0m ESC[1mESC[94m|ESC[0m due: asap
      ESC[1mESC[94m|ESC[0m      ESC[1mESC[33m^^^^ESC[0m
      ESC[1mESC[94m|ESC[0m
    ESC[1mESC[96mhelpESC[0m: this may be what is meant
      ESC[1mESC[94m|ESC[0m
    ESC[1mESC[94m4ESC[0m ESC[91m- ESC[0mdue: ESC[91masapESC[0m
    ESC[1mESC[94m4ESC[0m ESC[92m+ ESC[0mdue: ESC[92m2026-12-01ESC[0m
      ESC[1mESC[94m|ESC[0m

    1 warning in 1 file
    ");
}

#[test]
fn full_on_a_narrow_terminal() {
    let line =
        format!("{}\nend here {} snarest {}\n", "-".repeat(3), "x ".repeat(60), "y ".repeat(60));
    let at = line.find("snarest").unwrap();
    let finding =
        Finding::new(rule_name::VAGUE_DEADLINE, Span::new(at, at + 7), "`snarest` names no day");
    let style = Style { color: false, width: 40 };
    let text = shown_as(Format::Full, style, vec![("a.md", &line, vec![finding])]);
    insta::assert_snapshot!(text, @r"
    warning[vague-deadline]: `snarest` names no day
     --> a.md:2:131
      |
    2 | ...x x x x x  snarest y y y y y y...
      |               ^^^^^^^

    1 warning in 1 file
    ");
}

#[test]
fn nothing_found() {
    for format in [Format::Full, Format::Concise] {
        assert_eq!(shown(format, vec![("a.md", "", vec![])]), "nothing to mend in 1 file\n");
    }
    assert_eq!(shown(Format::Github, vec![("a.md", "", vec![])]), "");
}

#[test]
fn concise_is_a_line_each() {
    insta::assert_snapshot!(shown(Format::Concise, cases()), @r"
    tasks/CON.md:1:1: error[file-name]: Windows cannot store `CON.md`
    tasks/a.md:2:8: error[yaml-colon]: the colon ends the key
    tasks/a.md:4:1: error[field-twice]: `due` stands here twice
    tasks/a.md:4:6: warning[vague-deadline]: `asap` names no day
    3 errors, 1 warning in 2 files
    ");
}

#[test]
fn github_escapes_what_ends_a_property() {
    let finding = Finding::new(rule_name::FILE_NAME, Span::new(0, 1), "100 % wrong: a, b")
        .note("first\nsecond");
    let text = shown(Format::Github, vec![("a,b:c%.md", "text", vec![finding])]);
    insta::assert_snapshot!(text, @r"::error file=a%2Cb%3Ac%25.md,line=1,col=1,endColumn=2,endLine=1,title=file-name::100 %25 wrong: a, b%0Afirst%0Asecond");
}

/// FAILURES 50: what a hostile file holds neither moves the cursor nor turns a line around.
#[test]
fn hostile_text_is_shown_harmless_in_every_format() {
    let text = "\u{feff}---\r\n\tti\u{1b}]0;x\u{7}tle: \u{202e}a\u{9b}31m\rb\r\n---\r\n";
    let at = text.find('\u{202e}').unwrap();
    let span = Span::new(at, at + '\u{202e}'.len_utf8());
    let finding = Finding::new(rule_name::FILE_NAME, span, "\u{1b}[31mred\u{202e}")
        .label(Span::new(5, 9), "\u{1b}label")
        .note("\u{9b}note\u{1b}\r\nmore")
        .fix(Fix::safe(vec![Edit::replace(span, "\u{1b}[2J")]));
    for format in [Format::Full, Format::Concise, Format::Json, Format::Sarif, Format::Github] {
        let shown = shown(format, vec![("a\u{1b}[2J\u{202e}.md", text, vec![finding.clone()])]);
        let bad = shown.chars().find(|each| *each != '\n' && crate::text::is_misleading(*each));
        assert_eq!(bad, None, "{format:?}: {shown:?}");
        assert!(!shown.contains('\r'), "{format:?}: {shown:?}");
    }
}

#[test]
fn places_at_the_edges_do_not_panic() {
    let text = "\u{feff}a\r\n\tå\rx";
    for start in 0..=text.len() + 2 {
        for end in start..=text.len() + 2 {
            let finding = Finding::new(rule_name::FILE_NAME, Span::new(start, end), "here")
                .label(Span::new(start, end), "and here")
                .fix(Fix::safe(vec![Edit::delete(Span::new(start, end))]));
            for format in [Format::Full, Format::Json, Format::Sarif] {
                let shown = shown(format, vec![("a.md", text, vec![finding.clone()])]);
                assert!(shown.contains("here"));
            }
        }
    }
}

#[test]
fn a_long_place_is_cut_and_a_long_fix_is_named() {
    let text = "line\n".repeat(200);
    let finding = Finding::new(rule_name::FILE_NAME, Span::new(5, 900), "all of this")
        .fix(Fix::safe(vec![Edit::delete(Span::new(5, 900))]));
    let shown = shown(Format::Full, vec![("a.md", &text, vec![finding])]);
    insta::assert_snapshot!(shown, @r"
    error[file-name]: all of this
     --> a.md:2:1
      |
    2 | line
      | ^^^^
      |
    help: `handover check --fix` mends this

    1 error in 1 file
    ");
}
