//! What must hold for every text: reading, comparing with another reader of YAML, and editing.
//!
//! `PROPTEST_CASES` sets how many texts each property is tried on.

pub(crate) mod laws;

use handover::document::{Document, NewValue};
use handover::text::Source;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;

use self::laws::{
    assert_comment_means_nothing, assert_fixes, assert_oracle, assert_places, holds, without,
};

fn config() -> Config {
    Config { failure_persistence: None, ..Config::default() }
}

fn read(text: &str) -> Document {
    Document::parse(Source::new(text))
}

/// What texts are put together from: whatever means something to YAML, Markdown or the fences.
const PIECES: &[&str] = &[
    "a",
    "b",
    "title",
    "due",
    "å",
    "ø: ",
    "x y",
    "1",
    "null",
    "~",
    "no",
    " ",
    "  ",
    "    ",
    "\t",
    "\n",
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\r",
    ": ",
    ": ",
    ":\n",
    ":",
    "- ",
    "-",
    "? ",
    "# ",
    "#",
    " #",
    "\"",
    "'",
    "“",
    "”",
    "’",
    "[",
    "]",
    "{",
    "}",
    ", ",
    ",",
    "|\n",
    "|-\n",
    ">\n",
    "|+\n",
    "|2\n",
    "&a ",
    "*a",
    "!t ",
    "<<",
    "%",
    "@",
    "`",
    "```\n",
    "\\",
    "\\n",
    "\\x",
    "---\n",
    "---",
    "...\n",
    "<<<<<<< a\n",
    "=======\n",
    ">>>>>>> b\n",
    "[ ] ",
    "[x] ",
    "[[",
    "]]",
    "![",
    "](",
    ")",
    "| ",
    "|---|\n",
    "<!--",
    "-->",
    "> ",
    "*",
    "\u{feff}",
    "\u{a0}",
    "\u{1b}",
    "=",
    "1. ",
    "===\n",
];

fn soup() -> impl Strategy<Value = String> {
    vec(select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        soup(),
        (soup(), soup()).prop_map(|(front, body)| format!("---\n{front}\n---\n{body}")),
        soup().prop_map(|front| format!("---\na: b\n{front}\n---\n")),
        (document(), soup()).prop_map(|(text, rest)| text + &rest),
    ]
}

/// A scalar as it may stand behind a key or a dash, and the line ends it is written with.
fn scalar() -> impl Strategy<Value = String> + Clone {
    let plain = select(vec!["x", "no", "2026-12-01", "a:b", "C#", "Ola's", "", "~", "null", "3"]);
    let word = select(vec!["x", "y: z", "å # ø", "", "- a", "null", " x "]);
    prop_oneof![
        plain.prop_map(str::to_owned),
        word.clone().prop_map(|word| format!("\"{word}\"")),
        word.prop_map(|word| format!("'{word}'")),
    ]
}

fn value() -> impl Strategy<Value = String> + Clone {
    let items = vec(scalar(), 1..4);
    prop_oneof![
        3 => scalar().prop_map(|scalar| format!(" {scalar}")),
        1 => (items.clone(), select(vec!["", "  "]), select(vec!["", " # c"])).prop_map(
            |(items, indent, comment)| {
                items.iter().map(|item| format!("\n{indent}- {item}{comment}")).collect()
            }
        ),
        1 => vec(select(vec!["x", "\"y, z\"", "'å'", "no"]), 0..4)
            .prop_map(|items| format!(" [{}]", items.join(", "))),
        1 => select(vec!["|", "|-", ">", ">-", "|+"])
            .prop_map(|header| format!(" {header}\n  x\n\n   y: z # n\n")),
    ]
}

/// A document that can be read, with comments, blank lines and all line ends.
fn document() -> impl Strategy<Value = String> {
    let keys = vec!["title", "due", "tags", "æ ø", "\"q: k\"", "z"];
    let gap = select(vec!["", "", "# comment\n", "\n", "  # deep\n"]);
    let field = (value(), gap);
    let fields =
        proptest::sample::subsequence(keys, 0..6).prop_shuffle().prop_flat_map(move |keys| {
            vec(field.clone(), keys.len()).prop_map(move |fields| {
                keys.iter()
                    .zip(fields)
                    .map(|(key, (value, gap))| format!("{gap}{key}:{value}\n"))
                    .collect::<String>()
            })
        });
    let body = select(vec!["", "# A\n\n- [ ] one\n- [x] two\n", "text", "\n---\n```\n---\n```\n"]);
    let end = select(vec!["\n", "\r\n", "\r"]);
    (fields, body, end, select(vec!["", "\u{feff}"])).prop_map(|(fields, body, end, bom)| {
        format!("{bom}{}", format!("---\n{fields}---\n{body}").replace('\n', end))
    })
}

fn new_value() -> impl Strategy<Value = NewValue> {
    let text = select(vec![
        "x",
        "Fix: it",
        "a\nb",
        "a\n\n  b\n",
        "",
        "~",
        "\"",
        "it's",
        " x",
        "- a",
        "“x”",
        "a #b",
        "å\t",
        "\u{7}",
        "no",
        "[[kari]]",
        "a, b",
        "a\r\nb",
        "x\n\n",
        "\u{85}",
        "|",
        "---",
        "? a",
    ]);
    prop_oneof![
        text.clone().prop_map(|text| NewValue::Scalar(text.to_owned())),
        vec(text, 0..5)
            .prop_map(|items| NewValue::List(items.into_iter().map(str::to_owned).collect())),
        Just(NewValue::Null),
    ]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn reading_never_fails_and_places_are_true(text in any_text()) {
        assert_places(&read(&text));
    }

    #[test]
    fn reading_twice_is_the_same(text in any_text()) {
        let (one, two) = (read(&text), read(&text));
        prop_assert_eq!(one.front(), two.front());
        prop_assert_eq!(one.findings(), two.findings());
        prop_assert_eq!(one.outline(), two.outline());
    }

    #[test]
    fn the_tree_is_what_serde_yaml_reads(text in any_text()) {
        assert_oracle(&read(&text));
    }

    #[test]
    fn a_comment_means_nothing(text in any_text()) {
        assert_comment_means_nothing(&read(&text));
    }

    #[test]
    fn a_sound_document_has_no_findings(text in document()) {
        let document = read(&text);
        prop_assert_eq!(document.findings(), &[]);
        prop_assert!(document.front().is_some_and(|front| front.readable));
        assert_oracle(&document);
    }

    #[test]
    fn a_fix_settles_what_it_belongs_to(text in any_text()) {
        assert_fixes(&read(&text));
    }

    #[test]
    fn setting_changes_one_field_only(
        text in document(),
        key in select(vec!["title", "due", "tags", "æ ø", "new", "q: k"]),
        value in new_value(),
    ) {
        let before = read(&text);
        let after = before.set(key, &value).expect("a sound document can be edited");
        prop_assert_eq!(without(&after, key), without(&before, key));
        let entry = after.front().and_then(|front| front.get(key)).expect("the field");
        prop_assert!(holds(&entry.value, &value), "{:?} in {:?}", value, after.text());
        let again = after.set(key, &value).expect("a sound document can be edited");
        prop_assert_eq!(again.text(), after.text());
    }

    #[test]
    fn items_change_their_list_only(
        text in document(),
        key in select(vec!["title", "due", "tags", "new"]),
        item in select(vec!["x", "å", "y: z", "[a]", "n"]),
    ) {
        let before = read(&text);
        let after = before.add_item(key, item).expect("a sound document can be edited");
        prop_assert_eq!(without(&after, key), without(&before, key));
        let gone = after.remove_item(key, item).expect("the item that was added");
        prop_assert_eq!(without(&gone, key), without(&before, key));
    }

    #[test]
    fn removing_takes_the_lines_of_one_field(
        text in document(),
        key in select(vec!["title", "due", "tags"]),
    ) {
        let before = read(&text);
        if before.front().is_some_and(|front| front.get(key).is_some()) {
            // A block above would swallow an indented comment below: that is refused.
            let swallows = text.contains("# deep") && text.contains(['|', '>']);
            let after = match before.remove(key) {
                Ok(after) => after,
                Err(_) if swallows => return Ok(()),
                Err(error) => panic!("{error}: {text:?}"),
            };
            let left = without(&before, key);
            // Blank lines that a block scalar above would swallow go too.
            prop_assert!(after.text() == left || text.contains("|+"), "{:?}", after.text());
        }
    }

    #[test]
    fn ticking_changes_one_character(text in (document(), soup()).prop_map(|(one, two)| one + &two)) {
        let before = read(&text);
        for (index, check) in before.outline().checks.iter().enumerate() {
            let Ok(after) = before.tick(index, !check.ticked) else { continue };
            prop_assert_eq!(&after.text()[..check.mark.start], &text[..check.mark.start]);
            prop_assert_eq!(&after.text()[check.mark.end..], &text[check.mark.end..]);
        }
    }

    #[test]
    fn section_edits_stay_in_their_section(text in (document(), soup()).prop_map(|(one, two)| one + &two), new in soup()) {
        let before = read(&text);
        for (index, section) in before.outline().sections.iter().enumerate() {
            let Ok(after) = before.replace_section(index, &new) else { continue };
            prop_assert_eq!(&after.text()[..section.body.start], &text[..section.body.start]);
            let rest = &text[section.body.end..];
            prop_assert!(after.text().ends_with(rest));
        }
    }
}
