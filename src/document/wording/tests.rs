use proptest::prelude::*;

use crate::document::Document;
use crate::text::Source;

fn said(text: &str) -> String {
    let document = Document::parse(Source::new(text));
    document.wording().without_ticks(document.body())
}

#[track_caller]
fn same(one: &str, other: &str) {
    assert_eq!(said(one), said(other), "{one:?} and {other:?}");
}

#[track_caller]
fn differ(one: &str, other: &str) {
    assert_ne!(said(one), said(other), "{one:?} and {other:?}");
}

#[test]
fn looks_are_left_out() {
    same("One *two* __three__\n", "One\ntwo   **three**");
    same("- [ ] a\n- [x] b\n", "* [x] a\n* [ ] b\n");
    same("- a\n- b\n", "* a\n\n* b\n");
    same("1. a\n1. b\n1. c\n", "1) a\n2) b\n3) c\n");
    same("# Head\n\ntext", "Head\n====\ntext\n");
    same("a<!-- hint --> b\n", "a b");
    same("<!-- hint\nof two lines -->\n\ntext\n", "text");
    same("a  \nb\\\nc<br>d", "a b c d");
    same("<https://a.no/x>\n", "[https://a.no/x](https://a.no/x)");
    for address in ["https://a.no/x", "https://a.no/x--y?a=1&b=2#c", "https://a.no/å–b", "a@b.no"]
    {
        same(&format!("See {address}.\n"), &format!("See <{address}>."));
    }
    same("[a](my%20file.csv)\n", "[a](<my file.csv>)\n");
    same("[a](../attachments/x.csv)", "[a][1]\n\n[1]: ../../attachments/x.csv\n");
    same("5\\* of 5 \\_x\\_ &amp; more\n", "5* of 5 \\_x_ & more");
    same("“a” ’b’ – c… d -- e\n", "\"a\" 'b' - c... d — e");
    same("| a | b |\n|---|---|\n| 1 |  |\n", "|a|b|\n|:--|--:|\n|1||\n");
    same("bla\u{30a}\u{a0}b", "bl\u{e5} b");
    same("a\r\nb\r\n\r\nc\r\n", "a b\n\n\nc");
    same("```\ncode\n```\n", "~~~sh\ncode\n~~~\n");
    same("[[ola-2]]", "ola-2");
    same("12. desember\n", "12\\. desember\n");
    same("1. desember\n", "1\\. desember\n");
}

#[test]
fn what_is_meant_is_left_in() {
    differ("Pay 500\n", "Pay 600\n");
    differ("Pay 500\n", "~~Pay 500~~\n");
    differ("a b\n", "b a\n");
    differ("a\n\nb\n", "a b\n");
    differ("ab\n", "a b\n");
    differ("A\n", "a\n");
    differ("[a](x.csv)", "[a](y.csv)");
    differ("[a](https://a.no)", "[a](https://b.no)");
    differ("| a | b |\n|---|---|\n| 1 |  |\n", "| a | b |\n|---|---|\n|  | 1 |\n");
    differ("12. desember\n14. desember\n", "12. desember\n15. desember\n");
    differ("1. desember\n", "2. desember\n");
    differ("2*3*4\n", "234\n");
    differ("`a`[^1]\n\n[^1]: b\n", "`a`[^1]\n\n[^1]: c\n");
    differ("a <del>b</del>\n", "a b\n");
    differ("x - y", "x y");
}

/// FAILURES 51.
#[test]
fn nesting_costs_what_its_length_says() {
    for unit in ["1. ", "- 1. ", "> 1. ", "![", "*a", "[a]("] {
        said(&unit.repeat(30_000 / unit.len()));
    }
}

#[test]
fn a_part_is_what_its_blocks_say() {
    let text = "# A\n\n1. one\n\n## B\n\n- [x] two\n- [ ] three\n\n## C\nfour\n";
    let document = Document::parse(Source::new(text));
    let outline = document.outline();
    let said: Vec<String> = outline
        .sections
        .iter()
        .map(|section| document.wording().without_ticks(section.own))
        .collect();
    assert_eq!(said, ["1. one", "two\nthree", "four"]);
    let section = outline.sections[1].own;
    assert_eq!(document.wording().with_ticks(section), "\u{4}two\nthree");
}

/// A paragraph or an item, by its words.
fn block() -> impl Strategy<Value = Vec<String>> {
    let word = prop_oneof![
        "[a-zæøå]{1,6}",
        Just("500,50".to_owned()),
        Just("NOK".to_owned()),
        Just("A/S".to_owned()),
    ];
    prop::collection::vec(word, 1..12)
}

/// The same blocks as an editor may write them: bullets, wrapping, emphasis and line ends its own.
fn written(blocks: &[Vec<String>], style: u32) -> String {
    let pick = |bit: u32| style >> bit & 1 == 1;
    let (end, bullet) =
        (if pick(0) { "\r\n" } else { "\n" }, if pick(1) { "- " } else { "* [x] " });
    let mut out = String::new();
    for words in blocks {
        let width = if pick(2) { 3 } else { 100 };
        let lines: Vec<String> = words
            .chunks(width)
            .map(|line| {
                let line = line.join(if pick(3) { "  " } else { " " });
                if pick(4) { format!("**{line}**") } else { line }
            })
            .collect();
        out.push_str(if pick(5) { bullet } else { "" });
        out.push_str(&lines.join(&format!("{end}{}", if pick(5) { "  " } else { "" })));
        out.push_str(end);
        out.push_str(end);
    }
    out
}

proptest! {
    #[test]
    fn editors_change_nothing_and_people_do(
        blocks in prop::collection::vec(block(), 1..5),
        styles in (0_u32..64, 0_u32..64),
        place in any::<prop::sample::Index>(),
        word in "[A-Z]{1,4}",
    ) {
        let one = said(&written(&blocks, styles.0));
        prop_assert_eq!(&one, &said(&written(&blocks, styles.1)));
        let mut changed = blocks.clone();
        let block = place.index(changed.len());
        let words = &mut changed[block];
        let at = place.index(words.len());
        words[at].push_str(&word);
        prop_assert_ne!(&one, &said(&written(&changed, styles.1)));
        let mut less = blocks;
        less[block].remove(at);
        prop_assert_ne!(&one, &said(&written(&less, styles.1)));
    }

    #[test]
    fn any_text_is_read(text in "[ -~\n#*>|\\[\\]()!`~\u{e5}-]{0,80}") {
        said(&text);
    }
}

#[test]
fn blocks_say_what_their_bytes_say_one_by_one() {
    let one_by_one = |text: &str| {
        let mut writer = super::Writer::default();
        text.chars().for_each(|c| writer.letter(c));
        writer.finish().text
    };
    for what in ["", " ", "  ", "-", "--", " - ", "å", "…", "\u{200b}", "\t", "~", "\u{7f}"] {
        for before in 0..40 {
            for behind in [0, 1, 15, 16, 17, 40] {
                let text = format!("{}{what}{}", "a b".repeat(before), "c".repeat(behind));
                let mut writer = super::Writer::default();
                writer.words(&text);
                assert_eq!(writer.finish().text, one_by_one(&text), "{text:?}");
            }
        }
    }
}

#[test]
fn every_character_says_the_same_fast_and_one_by_one() {
    for c in ('\0'..='\u{ffff}').chain(['🙂', '\u{e0001}']) {
        let (mut fast, mut slow) = (super::Writer::default(), super::Writer::default());
        let text = format!("a {c}b c{c} d and as much as fills a block{c}{c}");
        fast.words(&text);
        text.chars().for_each(|c| slow.letter(c));
        assert_eq!(fast.finish().text, slow.finish().text, "{c:?}");
    }
}
