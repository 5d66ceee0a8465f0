//! Mails as the programs of people write them.

use proptest::prelude::*;

use super::*;
use crate::ops::mail::capture::lines::lines;

const SENT: &str = "Hi Ola,\n\nKari asks: “Which account are refunds booked on?”; since Tuesday.\n\n\
    The questions\n=============\n\n1. Which account are refunds booked on?\n\n\n2. Since when?\n\n\n\
    How to answer\n\nReply to this mail. Write each answer right below its question.\n\n* * *\n\n\
    Best regards\nKari\n";

fn questions() -> Vec<Question> {
    let question =
        |number, text: &str| Question { reply: "q".to_owned(), number, text: text.to_owned() };
    vec![question(1, "Which account are refunds booked on?"), question(2, "Since when?")]
}

fn read(text: &str) -> Reading {
    let known = Known::of([SENT]).signed_by("Ola Nordmann");
    reading(&lines(text, &known), &questions(), &known)
}

/// Checks what is read: the answers to the two questions, the rest, whether more was cut.
#[track_caller]
fn check(text: &str, answers: [&str; 2], prose: &str, cut: bool) {
    let found = read(text);
    let mut texts = [""; 2];
    for (at, text) in &found.answers {
        texts[*at] = text;
    }
    assert_eq!((texts, found.prose.as_str(), found.cut), (answers, prose, cut), "{text}");
}

fn quoted(text: &str) -> String {
    text.lines().map(|line| format!("> {line}\n")).collect()
}

#[test]
fn gmail() {
    let history = quoted(SENT);
    let english = "On Tue, 24 Nov 2026 at 09:12, Kari Hansen <kari@example.com> wrote:";
    check(&format!("Use 1920.\n\n{english}\n{history}"), ["", ""], "Use 1920.", false);
    let bokmal = "tir. 24. nov. 2026 kl. 09:12 skrev Kari Hansen <\nkari@example.com>:";
    check(&format!("Bruk 1920.\n\n{bokmal}\n\n{history}"), ["", ""], "Bruk 1920.", false);
    let between = history
        .replace(
            "> 1. Which account are refunds booked on?\n",
            "> 1. Which account are refunds\n> booked on?\n\nThe 1920 one,\nas before.\n\n",
        )
        .replace("> 2. Since when?\n", "> 2. Since when?\n\nJanuary\n\n");
    check(
        &format!("{english}\n\n{between}\n-- \nOla\nNordlys AS\n"),
        ["The 1920 one,\nas before.", "January"],
        "",
        false,
    );
}

#[test]
fn outlook() {
    let head = "________________________________\nFra: Kari Hansen <kari@example.com>\nSendt: tirsdag 24. november 2026 09:12\n\
        Til: Ola <ola@example.com>\nEmne: [ola-14] Reconcile November\n\n";
    check(
        &format!("1. Konto 1920\n2. Januar\n\nMvh\nOla\n\n{head}{SENT}"),
        ["Konto 1920", "Januar"],
        "Mvh\nOla",
        false,
    );
    let bold = "From: *Kari Hansen*\n*Sent:* Tuesday\n*To:* Ola\n*Subject:* x\n\n";
    check(&format!("Fine.\n\n{bold}{SENT}"), ["", ""], "Fine.", false);
    let old = "-----Original Message-----\nFrom: Kari\nSent: Tuesday\nTo: Ola\nSubject: x\n\n";
    check(&format!("Fine.\n\n{old}Something else\n"), ["", ""], "Fine.", true);
    // Answers between the lines, of which none is marked.
    let between = SENT
        .replace("booked on?\n\n\n", "booked on?\n\nThe 1920 one\n\n")
        .replace("Since when?\n\n\n", "Since when?\n\nJanuary, I think\n\n");
    check(
        &format!("See below.\n\n{head}{between}"),
        ["The 1920 one", "January, I think"],
        "See below.",
        false,
    );
}

#[test]
fn apple_mail_thunderbird_and_telephones() {
    let history = quoted(SENT);
    let apple = "On 24 Nov 2026, at 09:12, Kari Hansen <kari@example.com> wrote:";
    check(
        &format!("Yes.\n\nSent from my iPhone\n\n> {apple}\n> \n{history}"),
        ["", ""],
        "Yes.",
        true,
    );
    check(&format!("Ja.\n\nSendt fra min iPhone\n\n{apple}\n\n{history}"), ["", ""], "Ja.", false);
    let thunderbird = "Den 24.11.2026 09:12, skrev Kari Hansen:";
    check(&format!("{thunderbird}\n{history}\nBruk 1920.\n"), ["", ""], "Bruk 1920.", false);
    check("2) January\n1) 1920\n", ["1920", "January"], "", false);
    check(
        "1:\nThe 1920 one\nas before\n\n2: January\n\nBest\n",
        ["The 1920 one\nas before", "January"],
        "Best",
        false,
    );
    check(
        "> Write each answer right below its question.\n\nI'd rather call.\n",
        ["", ""],
        "> Write each answer right below its question.\n\nI'd rather call.",
        false,
    );
}

#[test]
fn what_looks_like_a_quote_and_is_none_stays() {
    for text in [
        "He wrote: do it now.",
        "From: the bank\nI got this letter.",
        "On 24 November I wrote:\nnothing",
        "It costs 1.5 million. 3. quarter is fine.",
        "-- a dash\nand more",
        "Sent from my old office, the boxes should arrive on Friday afternoon by lorry.",
    ] {
        check(text, ["", ""], text, false);
    }
    check("Fine.\n\n-- \nAnd one more thing: call me.\n", ["", ""], "Fine.", true);
    let long = format!("-- \n{}", "a line\n".repeat(20));
    assert!(read(&long).prose.matches("a line").count() == 20);
}

#[test]
fn one_mail_about_several_things_is_divided() {
    let known = Known::default();
    let text = "Hi\n[ola-1] Yes.\n> **[x/ola-2] Title**\n> 1. What?\nThis.\n[ola-1]\nand more\n[nothing] here";
    let all = lines(text, &known);
    let found = parts(&all, &|id| id.starts_with("ola-"));
    let found: Vec<(Option<&str>, Vec<&str>)> = found
        .iter()
        .map(|(id, lines)| (id.as_deref(), lines.iter().map(|line| line.text).collect()))
        .collect();
    let expected: [(Option<&str>, Vec<&str>); 3] = [
        (None, vec!["Hi"]),
        (Some("ola-1"), vec!["Yes.", "", "and more", "[nothing] here"]),
        (Some("ola-2"), vec!["> **[x/ola-2] Title**", "> 1. What?", "This."]),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_body_holds_answers_by_number_and_nothing_that_runs() {
    let found = read("Hello\n\n1. First\n   3. not a number of mine\n2. <b>x</b>\n");
    let text = body(&found, &questions(), "", "Answers");
    assert_eq!(
        text,
        "Hello\n\n## Answers\n\n1. First\n   3 – not a number of mine\n2. \\<b>x\\</b>"
    );
    let check = |text: &str, expected: &str| assert_eq!(inert(text), expected);
    check(
        "a < b, <https://x.no/y> <a@b.no> <script>",
        "a < b, <https://x.no/y> <a@b.no> \\<script>",
    );
    check(
        "[a](javascript:x) [b](https://x.no) ![c](https://x.no)",
        "[a]\\(javascript:x) [b](https://x.no) \\![c](https://x.no)",
    );
    check(
        "[a](java&#115;cript:x)\n[a]: javascript:x",
        "[a]\\(java&#115;cript:x)\n[a]\\: javascript:x",
    );
    check("\u{1b}[31mred\u{202e}", "␛[31mred\u{fffd}");
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Whatever is written outside of quotes is in the reply, word for word.
    #[test]
    fn no_word_of_the_writer_is_lost(
        own in prop::collection::vec("(zq[a-z]{1,5} ?){1,5}", 1..8),
        numbers in prop::collection::vec(0u32..5, 8),
        quotes in prop::collection::vec("[a-y .?]{0,30}", 0..8),
    ) {
        let mut text = String::new();
        for (at, line) in own.iter().enumerate() {
            match numbers[at] {
                0 => {}
                number => text.push_str(&format!("{number}. ")),
            }
            text.push_str(line);
            text.push('\n');
            if let Some(quote) = quotes.get(at) {
                text.push_str(&format!("> {quote}\n{}", if at % 2 == 0 { "\n" } else { "" }));
            }
        }
        let all = body(&read(&text), &questions(), "", "Answers");
        let found = words(&all);
        for word in own.iter().flat_map(|line| words(line)) {
            prop_assert!(found.contains(&word), "{word} of {text:?} is not in {all:?}");
        }
    }

    /// Whatever comes, something is made of it.
    #[test]
    fn nothing_panics(text in "([>1-3.\\[\\]: a\\-_\n<(!]|On |wrote:|Fra:|Sendt:|Til:|-- |ola-1){0,60}") {
        let known = Known::of([SENT]);
        let all = lines(&text, &known);
        for (_, part) in parts(&all, &|id| id == "ola-1") {
            let found = reading(&part, &questions(), &known);
            let _ = body(&found, &questions(), "", "Svar");
        }
    }
}
