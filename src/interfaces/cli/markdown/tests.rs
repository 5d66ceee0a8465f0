use super::*;

fn plain(text: &str, width: usize) -> String {
    shown(text, Look::new(width, false))
}

/// Leaves the text of what a terminal with colours shows.
fn styled(text: &str, width: usize) -> String {
    anstream::adapter::strip_str(&shown(text, Look::new(width, true))).to_string()
}

#[test]
fn paragraphs_and_items_fold() {
    let text = "## Result\n\n\n\n- one two three\n  four five\n1. six seven eight nine\n2. ten\n   - \
        eleven\n\n   twelve thirteen fourteen\n\nlast  \nline\n- a\n- b\n  - c\n- d\n";
    insta::assert_snapshot!(plain(text, 20), @r"
    ## Result

    - one two three four
      five

    1. six seven eight
       nine

    2. ten

       - eleven

       twelve thirteen
       fourteen

    last
    line

    - a
    - b
      - c
    - d
    ");
    assert_eq!(plain(" \n\n", 20), "");
}

#[test]
fn boxes_quotes_and_code() {
    let text = "> one two three four five\n>\n> - [ ] six\n> - [x] seven eight nine ten\n>\n> > \
        eleven\n\n```sh\na    very long line of code\n\n## b\n```\n\n    indented\n\n***\n- > in an item\n-\n\
        - ```\n  c\n  ```\n";
    insta::assert_snapshot!(plain(text, 20), @r"
    │ one two three four
    │ five
    │
    │ - [ ] six
    │ - [x] seven eight
    │   nine ten
    │
    │ │ eleven

        a    very long line of code

        ## b

        indented

    ────────────────────

    - │ in an item
    -
    -     c
    ");
}

#[test]
fn tables_are_fitted_or_stacked() {
    let text = "| Day | Shop | Amount |\n|---|:-:|--:|\n| 24.11. | Rema 1000 Grünerløkka | 1 250,00 |\n\
        | 25.11. | | 3 |\n";
    insta::assert_snapshot!(plain(text, 80), @r"
    Day             Shop             Amount
    ──────  ─────────────────────  ────────
    24.11.  Rema 1000 Grünerløkka  1 250,00
    25.11.                                3
    ");
    insta::assert_snapshot!(plain(text, 30), @r"
    Day         Shop        Amount
    ──────  ────────────  ────────
    24.11.   Rema 1000    1 250,00
            Grünerløkka
    25.11.                       3
    ");
    insta::assert_snapshot!(plain(text, 22), @r"
    Day: 24.11.
    Shop: Rema 1000
      Grünerløkka
    Amount: 1 250,00

    Day: 25.11.
    Amount: 3
    ");
}

#[test]
fn links_say_where_they_lead() {
    let text = "See [the *offer*](../offer.pdf), <https://a.no>, [[ola-2]], [[ola-3|three]], \
        ![plan](p.png) and [x](x) [y]().\n";
    insta::assert_snapshot!(plain(text, 100), @"See the *offer* (../offer.pdf), https://a.no, ola-2, three (ola-3), image: plan (p.png) and x y.");
    let leads = |target: &Target<'_>| target.wiki.then(|| format!("«{}»", target.written));
    let look = Look { leads: &leads, ..Look::new(100, true) };
    insta::assert_snapshot!(anstream::adapter::strip_str(&shown(text, look)), @r"
    See the offer (../offer.pdf), https://a.no, ola-2 («ola-2»), three («ola-3»), image: plan (p.png)
    and x y.
    ");
}

#[test]
fn weight_is_shown_by_colour_or_by_marks() {
    let text = "# One\n\n**strong *both*** ~~gone~~ `code`\n";
    assert_eq!(plain(text, 80), "# One\n\n**strong *both*** ~~gone~~ `code`\n");
    assert_eq!(styled(text, 80), "One\n\nstrong both gone code\n");
    insta::assert_snapshot!(shown(text, Look::new(80, true)).escape_debug(), @r"\u{1b}[1m\u{1b}[4mOne\u{1b}[0m\n\n\u{1b}[1mstrong\u{1b}[0m \u{1b}[1m\u{1b}[3mboth\u{1b}[0m \u{1b}[9mgone\u{1b}[0m \u{1b}[36mcode\u{1b}[0m\n");
}

#[test]
fn nothing_in_a_text_reaches_the_terminal_as_it_is() {
    for text in [
        "a\u{1b}[2Jb",
        "&#27;[2J",
        "`\u{1b}]0;x\u{7}`",
        "```\n\u{9b}1m\n```\n",
        "[a\u{202e}](\u{1b}x)",
    ] {
        let shown = plain(text, 80);
        assert!(!shown.contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']), "{shown:?}");
    }
}

#[test]
fn deep_nesting_costs_what_its_length_says() {
    let quotes = format!("{} x\n{}", ">".repeat(20_000), "lazy\n".repeat(5_000));
    let lists: String = (0..2_000).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect();
    let marks = format!("{}x", "*a ".repeat(20_000));
    let links = "[".repeat(20_000);
    for text in
        [quotes, lists, marks, links, "|a".repeat(5_000) + "\n" + &"|-".repeat(5_000) + "\n|x"]
    {
        for width in [0, 20, 80, 500] {
            let shown = plain(&text, width);
            assert!(shown.len() < text.len() * 4 + 1000, "{}", shown.len());
        }
    }
}
