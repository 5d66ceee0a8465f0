use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::Config;

use super::read;
use crate::document::tree;

/// Checks that what is read here is what the parser reads; tells whether it was.
fn is_read_alike(yaml: &str) -> bool {
    const BASE: usize = 7;
    let Some(entries) = read(yaml, BASE) else { return false };
    match tree::parse(yaml, BASE) {
        Ok(parsed) => {
            assert_eq!(entries, parsed.entries, "{yaml:?}");
            assert_eq!(parsed.findings, [], "{yaml:?}");
            assert!(parsed.complete, "{yaml:?}");
        }
        Err(failure) => panic!("the parser refuses {yaml:?}: {failure:?}"),
    }
    true
}

#[test]
fn what_people_write_is_read_here() {
    for yaml in [
        "",
        "\n",
        "kind: task\nid: ola-14\ntitle: Book flights to Ås (Oslo), please!\n",
        "title: \"Fix: it # now\"\r\nto: 'kari'\r\n\r\ndue: 2026-12-01 15:00\r\n",
        "a:\nb: \nc:   x  \n",
        "tags: [a, 'b c', \"d\", e-f]\nnone: []\nspace: [ ]\n",
        "tags:\n  - a b\n  - \"c: d\"\nmore:\n- x\n\n- y\nlast: 1",
        "x-own_key2: a:b c#d [e] {f} \"g\"\nåpent: ja – nei\n",
        "n: null\nt: ~x\nm: -1\n",
    ] {
        let all_plain = !yaml.contains("~x");
        assert_eq!(is_read_alike(yaml), all_plain, "{yaml:?}");
    }
}

#[test]
fn anything_else_is_left_to_the_parser() {
    for yaml in [
        "a: b # comment\n",
        "# comment\na: b\n",
        "a: b: c\n",
        "a: b:\n",
        "a : b\n",
        "a:b\n",
        "a: |\n  b\n",
        "a: >\n  b\n",
        "a: *b\n",
        "a: &b c\n",
        "a: !b c\n",
        "a: \"b\\n\"\n",
        "a: 'b''c'\n",
        "a: \"b\" c\n",
        "a: \"b\n  c\"\n",
        "a: b\n  c\n",
        "a: [b, [c]]\n",
        "a: [b, c: d]\n",
        "a: [b,]\n",
        "a: [b,, c]\n",
        "a: [b]]\n",
        "a: [b\n",
        "a: {b: c}\n",
        "a: “b”\n",
        "a: b\ta\n",
        "a: b\rc: d\n",
        "a: b\na: c\n",
        "a:\n  b: c\n",
        "a:\n  - b: c\n",
        "a:\n  - b\n   - c\n",
        "a:\n  - b\n  c: d\n",
        "a:\n  -\n",
        "a:\n  - - b\n",
        "- a\n",
        "  a: b\n",
        "a: b\n \nc: d\n",
        "\u{feff}a: b\n",
        "a:\u{a0}b\n",
        "a: b\u{2028}c\n",
        "<<: a\n",
        "? a\n",
        "...\n",
        "a: b\n--- c\n",
    ] {
        assert!(read(yaml, 0).is_none(), "{yaml:?}");
    }
}

#[test]
fn very_much_is_left_to_the_parser() {
    let (list, key) =
        (format!("a: [{}b]\n", "b, ".repeat(2_000)), format!("{}: b\n", "a".repeat(101)));
    assert!(read(&list, 0).is_none() && read(&key, 0).is_none());
    assert!(is_read_alike(&format!("{}: b\n", "a".repeat(100))));
}

/// What lines are put together from.
const KEYS: &[&str] =
    &["a", "b", "title", "due", "x-own", "_b", "c2", "å", "søk", "null", "true", "é-x", "A"];

const VALUES: &[&str] = &[
    "",
    " ",
    "x",
    "a b",
    "ola-14",
    "2026-12-01",
    "1.5",
    "null",
    "yes",
    "(a) b",
    "/etc",
    "a:b",
    "a#b",
    "a :b",
    "a, b",
    "a [b] c",
    "it's",
    "a \"b\"",
    "Ås – x",
    "a -- b",
    "a - b",
    "a ? b",
    "x=1",
    "a & b * c",
    "100%",
    "k@e.no",
    "\"\"",
    "''",
    "\"a b\"",
    "'a: b'",
    "\"a # b\"",
    "\"  a  \"",
    "'a\"b'",
    "\"a'b\"",
    "[]",
    "[ ]",
    "[a]",
    "[a, b]",
    "[ a , b ]",
    "['a', \"b\"]",
    "[a b, c-d]",
    "[1, 2.5]",
    "[null]",
    "[å]",
    "[a.b/c]",
    "a!",
    "a|b",
    "a > b",
    "x]",
    "x}",
    "a,",
    "http://x.no/y?z=1",
    "0x1F",
    "1e3",
    "-x",
    "a\\b",
];

/// What is put in where a text is changed.
const PIECES: &[&str] = &[
    " ", "  ", "\n", "\n\n", "\r\n", "\r", "\t", ":", ": ", ":\n", " #", "# c\n", "-", "- ",
    "\n- ", "\n  - ", "\n - ", "[", "]", ",", ", ", "{", "}", "'", "\"", "|", "|\n", ">\n", "&a ",
    "*a", "!t ", "? ", "%", "@", "`", "~", "...", "---", "\n--- x", "“", "’", "\u{a0}", "\u{85}",
    "\u{2028}", "\u{feff}", "\u{301}", "é", "–", "\\", "<<", "a", "0", "=", "\u{7f}", "🙂",
    "\u{61c}",
];

/// Front matter as people write it, lists and empty lines and spaces included.
fn front_matter() -> impl Strategy<Value = String> {
    let space = || select(&["", "", "", " ", "  "][..]);
    let value = || select(VALUES);
    let items = (select(&["", "  ", "  ", " "][..]), vec((value(), space()), 1..4));
    let entry = (
        select(KEYS),
        select(&[": ", ": ", ": ", ":  ", ":"][..]),
        value(),
        space(),
        items,
        0..5_u8,
    );
    let line = (entry, select(&["\n", "\n", "\n", "\r\n", "\n\n"][..])).prop_map(
        |((key, colon, value, space, (indent, items), sort), end)| match sort {
            0 => {
                let items =
                    items.iter().map(|(item, space)| format!("{indent}- {item}{space}{end}"));
                format!("{key}:{space}{end}{}", items.collect::<String>())
            }
            _ => format!("{key}{colon}{value}{space}{end}"),
        },
    );
    vec(line, 0..7).prop_map(|lines| lines.concat())
}

/// Changes to a text: where, how much is taken away, what is put in.
fn changes() -> impl Strategy<Value = Vec<(Index, usize, &'static str)>> {
    vec((any::<Index>(), 0..3_usize, select(PIECES)), 0..4)
}

fn changed(mut text: String, changes: Vec<(Index, usize, &str)>) -> String {
    for (at, length, piece) in changes {
        let places: Vec<usize> =
            text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let at = at.index(places.len());
        let end = (at + length).min(places.len() - 1);
        text.replace_range(places[at]..places[end], piece);
    }
    text
}

#[test]
fn whatever_is_read_here_the_parser_reads_alike() {
    let usual = Config::default();
    let config = Config { failure_persistence: None, cases: 8 * usual.cases, ..usual };
    let read = std::cell::Cell::new(0);
    proptest!(config.clone(), |(text in front_matter(), changes in changes())| {
        read.set(read.get() + u32::from(is_read_alike(&text)));
        is_read_alike(&changed(text, changes));
    });
    assert!(10 * read.get() > config.cases, "only {} were read here", read.get());
}
