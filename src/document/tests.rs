//! What is told about front matter, and that each fix mends what it says.

use super::*;
use crate::diagnostic::Safety;
use crate::text::apply;

/// Reads `yaml` as a front matter; `expected` are lines of `rule: place`, each followed by the
/// result of its fix where it has one.
fn check(yaml: &str, expected: &[(&str, &str, Option<&str>)]) {
    let text = format!("---\n{yaml}---\nbody\n");
    let document = Document::parse(Source::new(&text));
    let found: Vec<(&str, &str, Option<String>)> = document
        .findings()
        .iter()
        .map(|finding| {
            let fixed = finding.fix.as_ref().map(|fix| {
                let fixed = apply(&text, &fix.edits).expect("edits that do not overlap");
                fixed.trim_start_matches("---\n").trim_end_matches("---\nbody\n").to_owned()
            });
            (finding.rule.as_str(), finding.span.of(&text), fixed)
        })
        .collect();
    let expected: Vec<(&str, &str, Option<String>)> =
        expected.iter().map(|(rule, at, fixed)| (*rule, *at, fixed.map(str::to_owned))).collect();
    assert_eq!(found, expected, "{yaml:?}");
}

fn read(yaml: &str) -> Vec<String> {
    let text = format!("---\n{yaml}---\n");
    let document = Document::parse(Source::new(&text));
    let front = document.front().expect("front matter");
    front.entries.iter().map(|one| format!("{}={}", one.key, one.value.canonical())).collect()
}

#[test]
fn every_scalar_style_is_read() {
    check(
        "a: no\nb: 'x # y'\nc: \"\\u00e5\"\nd: |\n  x\n   y\ne: >-\n  x\n  y\nf:\ng: ~ # c\n",
        &[],
    );
    assert_eq!(
        read("a: no\nb: 'x # y'\nc: \"\\u00e5\"\nd: |\n  x\n   y\ne: >-\n  x\n  y\nf:\ng: ~ # c\n"),
        [
            "a=\"no\"",
            "b=\"x # y\"",
            "c=\"å\"",
            "d=\"x\\u000a y\\u000a\"",
            "e=\"x y\"",
            "f=~",
            "g=~"
        ]
    );
    assert_eq!(read("title: Fix #3\n"), ["title=\"Fix\""]);
}

#[test]
fn places_are_exact() {
    let text = "\u{feff}---\r\na: x # c\r\nb: |-\r\n  å\r\n\r\nc: [1,\r\n  2]\r\nd:\r\n- e\r\n-\r\nf:\r\n---\r\n";
    let document = Document::parse(Source::new(text));
    let front = document.front().expect("front matter");
    assert!(front.readable);
    let places: Vec<&str> = front.entries.iter().map(|one| one.value.span.of(text)).collect();
    assert_eq!(places, ["x", "|-\r\n  å", "[1,\r\n  2]", "- e\r\n-", ""]);
    let empty = front.get("f").expect("f").value.span;
    assert_eq!(&text[empty.start - 2..empty.start], "f:");
}

#[test]
fn a_colon_in_a_text() {
    check(
        "title: Fix: the invoice # soon\nowner: kari\n",
        &[("yaml-colon", ":", Some("title: \"Fix: the invoice\" # soon\nowner: kari\n"))],
    );
    check("title: What:\n", &[("yaml-colon", ":", Some("title: \"What:\"\n"))]);
    check("tags:\n  - a: b: c\n", &[("yaml-colon", ":", Some("tags:\n  - \"a: b: c\"\n"))]);
    check("see: https://x.no/a:b\nat: 10:30\n", &[]);
    check("title:Fix\nb: 1\n", &[("yaml-syntax", ":", Some("title: Fix\nb: 1\n"))]);
}

#[test]
fn the_message_is_in_the_users_words() {
    let text = "---\ntitle: Fix: the invoice\n---\n";
    let document = Document::parse(Source::new(text));
    let finding = &document.findings()[0];
    assert_eq!(finding.message, "`title` has an unquoted `: `");
    assert_eq!(finding.notes, ["put the value in quotes: `title: \"Fix: the invoice\"`"]);
}

#[test]
fn quotes_of_every_sort() {
    check(
        "a: 1\ntitle: \"Fix\nowner: kari\n",
        &[("yaml-quote", "\"", Some("a: 1\ntitle: \"Fix\"\nowner: kari\n"))],
    );
    check("title: 'Kari's invoice'\n", &[("yaml-quote", "'", Some("title: \"Kari's invoice\"\n"))]);
    check("a: \"x\" y # c\n", &[("yaml-quote", "\"", Some("a: '\"x\" y' # c\n"))]);
    check("a: \"C:\\Users\"\n", &[("yaml-quote", "\\", Some("a: 'C:\\Users'\n"))]);
    check("a: “b: c”\n", &[("yaml-smart-quote", "“b: c”", Some("a: \"b: c\"\n"))]);
    check("a: [‘b’]\n", &[("yaml-smart-quote", "‘b’", Some("a: [\"b\"]\n"))]);
    check("a: «b»\nb: “c” and “d”\n", &[]);
}

#[test]
fn a_quote_over_several_entries_points_at_its_start() {
    let text = "---\na: 1\ntitle: \"Fix\nb: x\"\n---\n";
    let document = Document::parse(Source::new(text));
    let places: Vec<_> = document.findings().iter().map(|one| one.span.start).collect();
    assert_eq!(places, [text.find('"').expect("a quote")]);
}

#[test]
fn tabs_and_other_space() {
    check("tags:\n\t- a\n\t- b\n", &[("yaml-tab", "\t", Some("tags:\n  - a\n  - b\n"))]);
    check("\ttitle: x\n", &[("yaml-tab", "\t", Some("title: x\n"))]);
    check("a:\tb\n", &[]);
    check("a:\u{a0}b\n", &[("yaml-syntax", "\u{a0}", Some("a: b\n"))]);
    check("c: d\na:\u{a0}b\n", &[("yaml-syntax", "\u{a0}", Some("c: d\na: b\n"))]);
}

#[test]
fn a_second_byte_order_mark() {
    check("\u{feff}a: b\n", &[("yaml-syntax", "\u{feff}", Some("a: b\n"))]);
    check("a: b\n\u{feff}c: d\n", &[("yaml-syntax", "\u{feff}", Some("a: b\nc: d\n"))]);
}

#[test]
fn what_front_matter_does_not_use() {
    check("a: &x 1\nb: *x\n", &[("yaml-anchor", "&x", None), ("yaml-anchor", "*x", None)]);
    check("a: *b*\n", &[("yaml-anchor", "*b*", Some("a: \"*b*\"\n"))]);
    check("a: *b* c\n", &[("yaml-anchor", "*", Some("a: \"*b* c\"\n"))]);
    check("a: !x y\n", &[("yaml-tag", "!x", None)]);
    check("<<: {a: 1}\n", &[("yaml-merge-key", "<<", None)]);
    check("? a\n: b\n", &[("yaml-syntax", "a", None)]);
    check("a: b\n[z]: d\n", &[("yaml-syntax", "[z]", None)]);
    check("a: b\n: d\n", &[("yaml-syntax", ":", None)]);
    check("%YAML 1.2\na: b\n", &[("yaml-syntax", "%YAML 1.2", None)]);
}

#[test]
fn a_key_twice() {
    check("a: 1\nb: 2\na: 3\n", &[("yaml-duplicate-key", "a", None)]);
    check("a: 1\nb: 2\na: '1' # c\n", &[("yaml-duplicate-key", "a", None)]);
    check("a: 1\nb: 2\na: '1'\n", &[("yaml-duplicate-key", "a", Some("a: 1\nb: 2\n"))]);
    check("m: {a: 1, a: 2}\n", &[("yaml-duplicate-key", "a", None)]);
}

#[test]
fn values_that_need_quotes_or_brackets() {
    check("a: @b\n", &[("yaml-syntax", "@", Some("a: \"@b\"\n"))]);
    check("a: [b] c\n", &[("yaml-syntax", "[", Some("a: \"[b] c\"\n"))]);
    check("a: > b\n", &[("yaml-syntax", ">", Some("a: \"> b\"\n"))]);
    check("a: [b\nc: d\n", &[("yaml-syntax", "[", Some("a: [b]\nc: d\n"))]);
    check("a: [b}\n", &[("yaml-syntax", "[", None)]);
    check("a: - b\n", &[("yaml-syntax", "-", None)]);
}

#[test]
fn lines_that_do_not_fit() {
    check("a: b\njunk\nmore\nc: d\n", &[("yaml-syntax", "junk", None)]);
    check("title = x\nb: 1\n", &[("yaml-syntax", "title = x", None)]);
    check("  a: b\nc: d\n", &[("yaml-syntax", "c: d", None)]);
    check("a: b\n- c\n", &[("yaml-syntax", "- c", None)]);
    check("a: b\u{1b}c\n", &[("yaml-syntax", "\u{1b}", None)]);
}

#[test]
fn one_broken_entry_hides_no_other() {
    check(
        "title: Fix: it\ndue: 2026-12-01\ntags:\n\t- a\nto: \"kari\nto: x\n",
        &[
            (
                "yaml-colon",
                ":",
                Some("title: \"Fix: it\"\ndue: 2026-12-01\ntags:\n\t- a\nto: \"kari\nto: x\n"),
            ),
            (
                "yaml-tab",
                "\t",
                Some("title: Fix: it\ndue: 2026-12-01\ntags:\n  - a\nto: \"kari\nto: x\n"),
            ),
            (
                "yaml-quote",
                "\"",
                Some("title: Fix: it\ndue: 2026-12-01\ntags:\n\t- a\nto: \"kari\"\nto: x\n"),
            ),
        ],
    );
    assert_eq!(
        read("title: Fix: it\ndue: 2026-12-01\ntags:\n\t- a\nto: x\n"),
        ["due=\"2026-12-01\"", "to=\"x\""]
    );
}

#[test]
fn conflict_markers_before_yaml() {
    let yaml = "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> theirs\nc: 4\n";
    check(yaml, &[("conflict-marker", "<<<<<<< HEAD", None)]);
    assert_eq!(read(yaml), ["a=\"1\"", "b=\"2\"", "c=\"4\""]);
    let document = Document::parse(Source::new(
        "---\na: 1\n---\n```\n<<<<<<< a\n```\n<<<<<<< b\nx\n=======\ny\n>>>>>>> c\n",
    ));
    let found = document.body_conflicts();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].span.of(document.text()), "<<<<<<< b");
}

#[test]
fn a_missing_fence() {
    let text = "---\na: 1\n\n# Title\n";
    let document = Document::parse(Source::new(text));
    assert_eq!(document.findings()[0].rule, rule_name::FRONT_MATTER_UNCLOSED);
    let fix = document.findings()[0].fix.as_ref().expect("a fix");
    assert_eq!(apply(text, &fix.edits).as_deref(), Ok("---\na: 1\n---\n\n# Title\n"));
    assert_eq!(document.body().of(text), "\n# Title\n");
    assert!(document.front().is_some_and(|front| !front.readable && front.entries.len() == 1));
}

/// FAILURES 59.
#[test]
fn an_opening_fence_that_is_wrong_is_mended_with_its_partner() {
    for (text, place, mended) in [
        ("—\ntitle: A\n—\n\nb\n", "—", "---\ntitle: A\n---\n\nb\n"),
        ("***\na: 1\nb: 2\n---\nc\n", "***", "---\na: 1\nb: 2\n---\nc\n"),
        ("a: 1\r\nb: 2\r\n---\r\nc\r\n", "a: 1", "---\r\na: 1\r\nb: 2\r\n---\r\nc\r\n"),
        ("\u{feff}-–\na: 1\n---\nc", "-–", "\u{feff}---\na: 1\n---\nc"),
        ("a---\na: 1\nb: 2\n---\nc", "a---", "---\na: 1\nb: 2\n---\nc"),
        (" ---\na: 1\nb: 2\n---\nc", " ---", "---\na: 1\nb: 2\n---\nc"),
    ] {
        let document = Document::parse(Source::new(text));
        let [finding] = document.findings() else { panic!("{text:?}: {:?}", document.findings()) };
        assert_eq!(finding.rule, rule_name::FRONT_MATTER_UNOPENED);
        assert_eq!(finding.span.of(text), place);
        let fix = finding.fix.as_ref().expect("a fix");
        // A letter that slipped in may be a word.
        assert_eq!(fix.safety == Safety::Safe, place != "a---", "{text:?}");
        let fixed = apply(text, &fix.edits).expect("an edit that fits");
        assert_eq!(fixed, mended);
        assert!(Document::parse(Source::new(&fixed)).front().is_some_and(|front| front.readable));
        assert!(document.front().is_some_and(|front| !front.readable && !front.entries.is_empty()));
        assert!(document.set("a", &NewValue::Scalar("2".to_owned())).is_err());
    }
    let broken = Document::parse(Source::new("—\na: b: c\nd: 1\n—\n"));
    assert!(broken.findings()[0].fix.is_none(), "what is between must be mended first");
}

#[test]
fn a_missing_fence_before_a_thematic_break() {
    let text = "---\na: 1\n\n# Title\n\nSome words.\n\n---\n\nMore.\n";
    let document = Document::parse(Source::new(text));
    assert_eq!(document.findings().len(), 1);
    let fix = document.findings()[0].fix.as_ref().expect("a fix");
    let fixed = apply(text, &fix.edits).expect("an edit that fits");
    assert!(Document::parse(Source::new(&fixed)).findings().is_empty(), "{fixed}");
    assert_eq!(document.outline().sections[0].title, "Title");
}

/// FAILURES 51.
#[test]
fn hostile_front_matter_is_bounded() {
    let deep = |open: &str| format!("a: {}", open.repeat(1000));
    for yaml in [deep("["), deep("{"), deep("- "), "- ".repeat(1000), "a: [b, ".repeat(500)] {
        let document = Document::parse(Source::new(format!("---\nx: y\n{yaml}\n---\n")));
        assert!(!document.findings().is_empty());
        assert!(document.findings().len() <= 300);
        assert_eq!(document.front().and_then(|front| front.get("x")?.value.text()), Some("y"));
    }
    for (yaml, most) in
        [("[".repeat(100_000), 0), ("a: b\n".repeat(100_000), 0), ("é: 1\n".repeat(9_000), 9_000)]
    {
        let document = Document::parse(Source::new(format!("---\nx: y\n{yaml}\n---\n")));
        assert!(!document.findings().is_empty());
        assert!(document.front().is_some_and(|front| front.entries.len() <= most + 1));
    }
    let many = format!("---\na: [{}]\n---\n", "1,".repeat(20_000));
    let document = Document::parse(Source::new(many));
    assert_eq!(document.findings()[0].rule, rule_name::YAML_LIMIT);
    // Each line is fine by itself, and there are too many of them.
    let keys: String = (0..5_100).map(|number| format!("k{number}: v\n")).collect();
    let document = Document::parse(Source::new(format!("---\n{keys}---\n")));
    assert_eq!(document.findings()[0].rule, rule_name::YAML_LIMIT);
}
