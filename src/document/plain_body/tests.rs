use std::ops::Range;

use proptest::prelude::*;
use pulldown_cmark::{Event, Parser};

use super::super::read_outline::OPTIONS;
use super::PlainBody;

type Seen<'t> = Vec<(Event<'t>, Range<usize>)>;

fn plainly(text: &str) -> Option<Seen<'_>> {
    let mut seen = Vec::new();
    PlainBody::read(text)?.events(|event, range| seen.push((event, range)));
    Some(seen)
}

fn parsed(text: &str) -> Seen<'_> {
    Parser::new_ext(text, OPTIONS).into_offset_iter().collect()
}

/// Checks that what is read plainly is what the parser reads.
fn check(text: &str, is_plain: bool) {
    let seen = plainly(text);
    assert_eq!(seen.is_some(), is_plain, "{text:?}");
    if let Some(seen) = seen {
        assert_eq!(seen, parsed(text), "{text:?}");
    }
}

#[test]
fn plain_bodies_are_read_as_by_the_parser() {
    for text in [
        "",
        "\n",
        "\n\n",
        "a",
        "a\n\nb\nc\n",
        "# A\ntext\n## B  c\n\n\ntext",
        "# A",
        "###### a",
        "text\n# A\nmore\n- a\n- b",
        "- a\n\n\n",
        "- [ ] a b\n- [x] c\n- [X] d\n\n## H\n",
        "- a\n## H\n- b\n\ntext\n\n- c\n",
        "- 2026 a\n- 10 dogs\n\n10 dogs\n",
        "å: b! 'c' \"d\" (e) 50 % +47 22 = x; > – “å” … a@b.no, https://x.no/a?b=c#d\n",
    ] {
        check(text, true);
    }
}

#[test]
fn whatever_else_stands_there_is_for_the_parser() {
    for line in [
        " a",
        "a ",
        "a\t",
        "\ta",
        "a\r",
        " ",
        "#",
        "# ",
        "#a",
        "####### a",
        "# a #",
        "#  a",
        "# *a*",
        "-",
        "- ",
        "-a",
        "-  a",
        "- - a",
        "- [ ]",
        "- [ ] ",
        "- [ ]  a",
        "- [y] a",
        "- [ ] - a",
        "- 1. a",
        "1. a",
        "2) a",
        "* a",
        "+ a",
        "> a",
        "| a",
        "a | b",
        "---",
        "===",
        "= a",
        "***",
        "```",
        "~~~",
        "<b>",
        "a<b",
        "a *b*",
        "a_b",
        "`a`",
        "[a](b)",
        "[[a]]",
        "![a](b)",
        "a &amp; b",
        "a\\b",
        "a^b",
        "a~b",
        ": a",
        "a\u{a0}",
        "a\u{2028}",
        "a\u{3000}",
        "\u{a0}a",
        "“a”",
        "🙂",
        "a 🙂",
        "a\u{7f}",
        "a\0",
    ] {
        for (before, behind) in [("", ""), ("a\n", "\nb"), ("\n", "\n\nb\n")] {
            check(&format!("{before}{line}{behind}"), false);
        }
    }
    for text in ["- a\nb\n", "- a\n\n- b\n", "- a\n\n\n- b", "# A\n- a\n\n- b\n"] {
        check(text, false);
    }
}

fn line() -> impl Strategy<Value = String> {
    // With an accent that combines, and signs that nobody sees.
    let words = "[a-zA-Z0-9æøåé\u{61c}][a-zA-Z0-9æøå .,:;!?'\"()%+=/@#>–“…\u{301}\u{34f}\u{61c}\u{200b}\u{2060}-]{0,12}";
    const STARTS: [&str; 15] =
        ["", "", "", "- ", "- ", "- [ ] ", "- [x] ", "# ", "## ", "1", "1. ", "-", "#", " ", ">"];
    prop_oneof![
        2 => Just(String::new()),
        6 => (prop::sample::select(&STARTS[..]), words).prop_map(|(start, words)| format!("{start}{words}")),
        1 => "[-a=#*_`\\[\\]<>|~ !&1.)x]{0,6}",
    ]
}

#[test]
fn every_character_is_read_as_by_the_parser_or_left_to_it() {
    for c in ('\0'..'\u{3000}').chain('\u{fe00}'..='\u{ffff}').chain(['🙂', '\u{e0001}']) {
        let lines = [format!("a{c}b"), format!("{c}a"), format!("- a{c}"), format!("# {c}a{c}")];
        let text = lines.join("\n\n");
        for text in lines.iter().chain([&text]) {
            if let Some(seen) = plainly(text) {
                assert_eq!(seen, parsed(text), "{text:?}");
            }
        }
    }
}

proptest! {
    #[test]
    fn any_body_is_read_as_by_the_parser_or_left_to_it(
        lines in prop::collection::vec(line(), 0..12),
        ends in any::<bool>(),
    ) {
        let text = lines.join("\n") + if ends { "\n" } else { "" };
        if let Some(seen) = plainly(&text) {
            prop_assert_eq!(seen, parsed(&text), "{:?}", text);
        }
    }
}
