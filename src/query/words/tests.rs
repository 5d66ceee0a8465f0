use proptest::prelude::*;

use super::*;
use crate::text::Span;

/// All forms under which a text is found.
fn terms(text: &str) -> Vec<String> {
    let mut tokens = Tokens::default();
    tokens.read(text);
    let mut found = Vec::new();
    tokens.terms(|term| found.push(term.to_owned()));
    found
}

fn check_terms(text: &str, expected: &[&str]) {
    assert_eq!(terms(text), expected, "{text:?}");
}

#[test]
fn texts_are_taken_apart() {
    check_terms("", &[]);
    check_terms(" -- … ,;", &[]);
    check_terms("Avstem NOVEMBER!", &["avstem", "november"]);
    check_terms("Blåbær på Ærøskøbing", &["blåbær", "på", "ærøskøbing"]);
    check_terms("ola-14", &["ola", "ola-14", "14"]);
    check_terms("e-post", &["e", "e-post", "epost", "post"]);
    check_terms("a-b-c", &["a", "a-b-c", "b", "b-c", "c"]);
    check_terms(
        "<kari@example.com>",
        &["kari", "kari@example.com", "example", "example.com", "com"],
    );
    check_terms("2026-11-24", &["2026", "2026-11-24", "11", "11-24", "24"]);
    check_terms("1.234,50 kr", &["1", "1.234,50", "234", "234,50", "50", "kr"]);
    check_terms("x,y", &["x", "y"]);
    check_terms("3. des.", &["3", "des"]);
    check_terms("**Bold**, _soft_ and `code`", &["bold", "soft", "and", "code"]);
    check_terms("Ola’s", &["ola", "ola's", "s"]);
    check_terms("10\u{2011}14", &["10", "10-14", "14"]);
    check_terms("og/eller", &["og", "eller"]);
    check_terms("m² ﬁn 1½", &["m2", "fin", "1"]);
    check_terms("fak\u{ad}tura\u{200b}", &["faktura"]);
    check_terms("+47 22 33", &["47", "22", "33"]);
}

#[test]
fn letters_have_one_form() {
    for (one, other) in [
        ("Å", "å"),
        ("a\u{30a}", "å"),
        ("A\u{30a}", "å"),
        ("\u{212b}", "å"),
        ("idé", "ide"),
        ("ide\u{301}", "ide"),
        ("ÉN", "en"),
        ("Müller", "muller"),
        ("Malmö", "malmo"),
        ("Łukasz", "lukasz"),
        ("Straße", "strasse"),
        ("ǽ", "æ"),
        ("Ǿ", "ø"),
        ("ǻ", "å"),
        ("ů", "u"),
        ("İ", "i"),
        ("ΣΟΦΟΣ", "σοφοσ"),
        ("Čáhčči", "cahcci"),
    ] {
        assert_eq!(terms(one), [other], "{one}");
    }
    for letter in ["å", "æ", "ø", "ð", "þ", "ŋ"] {
        assert_eq!(terms(letter), [letter]);
    }
}

#[test]
fn a_long_word_counts_up_to_its_limit() {
    let long = "å".repeat(100);
    assert_eq!(terms(&long), ["å".repeat(LONGEST / 2)]);
    let word = Word::typed(&long).expect("a word");
    assert!(word.is_in(&"å".repeat(40)) && !word.is_in("ååå"));
    let many = vec!["a"; 30].join("-");
    assert!(terms(&many).iter().all(|term| term.len() <= 15));
    assert!(Word::typed(&many).expect("a word").is_in(&many));
}

/// Marks what `typed` finds in `text` with brackets.
fn marked(word: &Word, text: &str) -> String {
    let mut out = text.to_owned();
    for found in find(std::slice::from_ref(word), text).into_iter().rev() {
        out.insert(found.span.end, ']');
        out.insert(found.span.start, '[');
    }
    out
}

fn check_typed(typed: &str, text: &str, expected: &str) {
    let word = Word::typed(typed).expect("a word");
    assert_eq!(marked(&word, text), expected, "{typed:?} in {text:?}");
    assert_eq!(word.is_in(text), text != expected);
}

#[test]
fn a_typed_word_is_a_beginning() {
    check_typed("fakt", "Faktura og kontofakta", "[Fakt]ura og kontofakta");
    check_typed("faktura", "Fak", "Fak");
    check_typed("ola", "ola-14 av Ola", "[ola]-14 av [Ola]");
    check_typed("ola-14", "ola-14, ola-140 og ola-1", "[ola-14], [ola-14]0 og ola-1");
    check_typed("14", "ola-14 og 2014", "ola-[14] og 2014");
    check_typed("example.com", "til kari@example.com", "til kari@[example.com]");
    check_typed("kari@ex", "til kari@example.com", "til [kari@ex]ample.com");
    check_typed("2026-11", "2026-11-24 2026-12-01", "[2026-11]-24 2026-12-01");
    check_typed("epost", "E-postadresse", "[E-postadresse]");
    check_typed("e-post", "epost og e-post", "[epost] og [e-post]");
    check_typed("12,50", "12,500 12.50", "[12,50]0 12.50");
    check_typed("#fakturaer", "fakturaer", "[fakturaer]");
}

#[test]
fn a_word_is_a_name_or_part_of_one() {
    let check = |typed: &str, name: &str, expected: bool| {
        assert_eq!(Word::typed(typed).expect("a word").is(name), expected, "{typed} {name}");
    };
    check("OLA-14", "ola-14", true);
    check("ola-1", "ola-14", false);
    check("ola", "ola-14", false);
    check("14", "ola-14", false);
    check("aase", "Åse", true);
    assert!(Word::quoted("ola-14").expect("a phrase").is("ola-14"));
}

#[test]
fn norwegian_letters_by_typing() {
    check_typed("Å", "å Å a\u{30a} aa a", "[å] [Å] [a\u{30a}] aa a");
    check_typed("aa", "å aa a", "[å] [aa] a");
    check_typed("AAS", "Ås Aas as", "[Ås] [Aas] as");
    check_typed("aerlig", "ærlig aerlig ørlig", "[ærlig] [aerlig] ørlig");
    check_typed("oe", "øl oel ol", "[ø]l [oe]l ol");
    check_typed("blaabaer", "blåbær blaabær blabar", "[blåbær] [blaabær] blabar");
    check_typed("blabar", "blåbær", "blåbær");
    check_typed("bjorn", "Bjørn", "Bjørn");
    check_typed("poeng", "poeng", "[poeng]");
    check_typed("ide", "Idéen og idé", "[Idé]en og [idé]");
    check_typed("idé", "ideen", "[ide]en");
}

fn check_quoted(typed: &str, text: &str, expected: &str) {
    let word = Word::quoted(typed).expect("a phrase");
    assert_eq!(marked(&word, text), expected, "{typed:?} in {text:?}");
}

#[test]
fn a_phrase_is_whole_words_in_order() {
    check_quoted("faktura", "Faktura, fakturaer", "[Faktura], fakturaer");
    check_quoted("november faktura", "November\nfaktura", "[November\nfaktura]");
    check_quoted("november faktura", "faktura november", "faktura november");
    check_quoted("november faktura", "november fakturaer", "november fakturaer");
    check_quoted("ola 14", "ola-14 ola-140", "[ola-14] ola-140");
    check_quoted("example.com", "kari@example.com!", "kari@[example.com]!");
    check_quoted("paa gata", "på gata", "[på gata]");
    check_quoted("15:00", "kl. 15:00-16:00", "kl. [15:00]-16:00");
    check_typed("tasks/ola-1", "i tasks/ola-14.md", "i [tasks/ola-1]4.md");
    check_typed("H&M", "hos H&M og H. Moe", "hos [H&M] og [H. M]oe");
    assert_eq!(Word::quoted("—"), None);
    assert_eq!(Word::typed(""), None);
}

fn check_passages(text: &str, expected: &[(Place, &str)]) {
    let found: Vec<(Place, &str)> =
        passages(text).into_iter().map(|one| (one.place, one.span.of(text).trim())).collect();
    assert_eq!(found, expected, "{text:?}");
}

#[test]
fn what_is_searched_of_a_document() {
    use Place::{Body, Heading, Value};
    check_passages(
        "---\ntitle: \"A: b\"  # hint\n# only a hint\nto: kari\ntags:\n  - x # y\nnote: >-\n  one: two\n---\n\n# H\nText\nmore\n\nlast",
        &[
            (Value, "\"A: b\""),
            (Value, "kari"),
            (Value, "- x # y"),
            (Value, ">-"),
            (Value, "one: two"),
            (Heading, "# H"),
            (Body, "Text\nmore"),
            (Body, "last"),
        ],
    );
    check_passages(
        "# H\n\n<!-- hint -->\nText <!-- x --> on\n",
        &[(Heading, "# H"), (Body, "Text"), (Body, "on")],
    );
    check_passages("`<!-- shown -->`\r\nnext\r\n", &[(Body, "`<!-- shown -->`\r\nnext")]);
    check_passages("---\nnever: closed\n", &[(Body, "---\nnever: closed")]);
    check_passages("#hashtag\n    # code\n", &[(Body, "#hashtag\n    # code")]);
    check_passages("\u{feff}Text", &[(Body, "Text")]);
    check_passages("", &[]);
}

/// Letters, marks and joints that are easy to get wrong, and any others.
fn texts() -> impl Strategy<Value = String> {
    let odd = "[aåæøÅeoE\u{30a}\u{301}\u{ad}\u{200b}ßﬁ½²İ14 .,@_'’\u{2011}\"/\n-]{0,24}";
    prop_oneof![3 => odd, 1 => "\\PC{0,24}", 1 => any::<String>()]
}

proptest! {
    #[test]
    fn the_form_is_its_own_form(text in texts()) {
        for term in terms(&text) {
            let again = terms(&term);
            prop_assert!(again.contains(&term), "{term:?} of {text:?} became {again:?}");
        }
    }

    #[test]
    fn every_form_and_its_beginnings_find_the_text(text in texts()) {
        for term in terms(&text) {
            for end in (1..=term.len()).filter(|end| term.is_char_boundary(*end)) {
                let Some(word) = Word::typed(&term[..end]) else { continue };
                prop_assert!(word.is_in(&text), "{:?} in {text:?}", &term[..end]);
            }
        }
    }

    #[test]
    fn forms_of_unicode_make_no_difference(text in texts()) {
        use unicode_normalization::UnicodeNormalization;
        let composed: String = text.nfc().collect();
        let taken_apart: String = text.nfd().collect();
        prop_assert_eq!(terms(&composed), terms(&taken_apart));
    }

    #[test]
    fn places_are_whole_characters_in_order(text in texts(), typed in texts(), quoted: bool) {
        let word = if quoted { Word::quoted(&typed) } else { Word::typed(&typed) };
        let found = find(word.as_slice(), &text);
        prop_assert!(found.is_sorted());
        for one in found {
            prop_assert!(text.get(one.span.start..one.span.end).is_some_and(|text| !text.is_empty()));
        }
    }

    #[test]
    fn passages_lie_in_order_inside_the_text(text in "(---\n)?[a:#<!\\-> \n\r`\"'æ]{0,60}") {
        let mut end = 0;
        for Passage { span, .. } in passages(&text) {
            prop_assert!(end <= span.start && text.get(span.start..span.end).is_some());
            end = span.end;
        }
    }

    #[test]
    fn a_word_is_found_by_an_index_where_it_is_found_in_the_text(text in texts(), typed in texts()) {
        let Some(word) = Word::typed(&typed).filter(|word| !word.is_phrase()) else { return Ok(()) };
        let term = &word.terms()[0];
        let fits = |one: &String| term.spellings.iter().any(|spelling| one.starts_with(spelling));
        prop_assert_eq!(terms(&text).iter().any(fits), word.is_in(&text));
    }
}

#[test]
fn spans_are_of_the_text() {
    let text = "på Ås";
    let word = Word::typed("aas").expect("a word");
    let expected = Found { span: Span::new(4, 7), word: 0, whole: true };
    assert_eq!(find(&[word], text), [expected]);
}
