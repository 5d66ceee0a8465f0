//! `secret-card`: numbers of payment cards.

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use super::scan::digits::{self, Group};
use super::scan::label::{Says, names_another, stem, unexplained};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    name: rule_name::SECRET_CARD,
    summary: "A payment card's number",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Always,
    allowable: true,
    locked: true,
    docs: "\
A number with the prefix and the length of a card issuer (Visa, Mastercard, American Express, Diners Club,
Discover, JCB, UnionPay, Maestro) whose last digit is right, written whole (up to 16 digits) or in the groups
that stand on cards. A number that the words before it, or the head of its column, call a KID, an order, an invoice, a
reference or the like is left alone.

**Why.** Everything in a workspace is copied to everyone's machine and kept for good; a card number there
can be spent by anyone who ever reads it.

**To mend it**, remove the number and write where the card is kept (kind `access`). If it was shared before,
have the card replaced. If it is no card, say so with `handover allow`.",
    bad: Example(&[("notes/travel.md", Text("Pay with 4111 1111 1111 1111, please.\n"))]),
    good: Example(&[("notes/travel.md", Text("Pay with the company card; KID 4111111111111111.\n"))]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let text = context.text();
    let cards = context.clues().numbers.iter().filter_map(|number| card(text, *number));
    for span in unexplained(text, cards, judge) {
        let message = "this looks like the number of a payment card";
        out.add(
            Finding::new(RULE.name, span, message)
                .note("remove it and write where the card is kept; if it was shared before, have the card replaced")
                .note("if it is no card, `handover allow` says so"),
        );
        if out.is_full() {
            return;
        }
    }
}

/// The most groups that are looked at together.
const LONGEST_RUN: usize = 64;

/// Finds a card in a number, by its digits alone.
fn card(text: &str, number: Span) -> Option<Span> {
    let mut run: Vec<Group> = Vec::new();
    for group in digits::groups(text, number) {
        run.push(group);
        // A longer run is no card, and is not kept in memory either.
        if run.len() > LONGEST_RUN {
            run.clear();
        }
    }
    card_in(text, &run)
}

/// The groups in which card numbers are written.
const PATTERNS: &[&[usize]] = &[&[4, 4, 4, 4, 3], &[4, 4, 4, 4], &[4, 6, 5], &[4, 6, 4]];

/// Finds a card among groups that are joined one to the next.
fn card_in(text: &str, run: &[Group]) -> Option<Span> {
    (0..run.len()).find_map(|start| {
        let patterns = PATTERNS.iter().filter_map(|pattern| {
            let part = run.get(start..start + pattern.len())?;
            let fits = part.iter().zip(*pattern).all(|(group, size)| group.span.len() == *size)
                && part[1..].iter().all(|group| group.joined == part[1].joined)
                && !goes_on(text, run, start, pattern.len());
            fits.then_some(part)
        });
        // Of more than sixteen digits in a row, most are made by machines.
        let whole = (13..=16).contains(&run[start].span.len()).then_some(&run[start..=start]);
        patterns.chain(whole).find_map(|part| {
            let span = part[0].span.cover(part[part.len() - 1].span);
            let found = is_card(&digits::collect(text, part)) && digits::stands_alone(text, span);
            found.then_some(span)
        })
    })
}

/// Tells whether groups are cut out of a longer number: another group of four goes before or
/// follows, joined in the same way, and is no month and year.
fn goes_on(text: &str, run: &[Group], start: usize, count: usize) -> bool {
    let joined = run[start + 1].joined;
    let of_four = |group: &Group| group.span.len() == 4;
    let before = start > 0 && run[start].joined == joined && of_four(&run[start - 1]);
    let next = run.get(start + count).filter(|next| next.joined == joined && of_four(next));
    let is_expiry = |group: &Group| {
        let digits = digits::collect(text, std::slice::from_ref(group));
        let month = digits[0] * 10 + digits[1];
        (1..=12).contains(&month) && digits[2] >= 2
    };
    before || next.is_some_and(|next| !is_expiry(next))
}

/// Tells whether the digits have an issuer's prefix and length, and the right checksum.
fn is_card(digits: &[u8]) -> bool {
    let head = |n: usize| digits.iter().take(n).fold(0_u32, |sum, digit| sum * 10 + u32::from(*digit));
    let (two, three, four) = (head(2), head(3), head(4));
    let long = matches!(digits.len(), 16 | 19);
    let issuer = match digits.len() {
        13 => digits[0] == 4,
        14 => matches!(two, 36 | 38) || (300..=305).contains(&three) || three == 309,
        15 => matches!(two, 34 | 37),
        16 if (51..=55).contains(&two) || (2221..=2720).contains(&four) => true,
        _ if !long => false,
        _ => {
            digits[0] == 4
                || matches!(two, 62 | 65)
                || four == 6011
                || (644..=649).contains(&three)
                || (3528..=3589).contains(&four)
                || matches!(four, 5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763)
        }
    };
    issuer && digits::luhn(digits)
}

/// Judges one word of a label, in English and Norwegian.
fn judge(word: &str) -> Says {
    const CARD: &[&str] = &["card", "kort", "visa", "mastercard", "amex", "credit", "debit", "kredittkort", "bankkort", "betalingskort"];
    const OTHER: &[&str] = &[
        "betalingsreferanse", "bestilling", "fakturanr", "sporingsnr", "kolli", "kollinr", "pakke", "parcel", "shipment", "imei", "isbn",
        "ean", "gtin", "billett", "serienummer", "arkivref", "abonnement", "subscription", "polise", "policy", "avtalenr", "medlemsnr",
        "member", "måler", "målernr", "målerid", "meter",
    ];
    match () {
        () if CARD.contains(&stem(word)) || word.starts_with("kortn") || word.starts_with("cardn") => Says::Yes,
        () if names_another(word, OTHER) || word.starts_with("kidn") => Says::No,
        () => Says::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, secrets};

    #[test]
    fn cards_are_found_however_they_are_written() {
        for text in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "4111\u{a0}1111\u{a0}1111\u{a0}1111",
            "Kort: 5555 5555 5555 4444 12/27 123",
            "3782 822463 10005",
            "378282246310005",
            "3056 930902 5904",
            "6011111111111117",
            "3530111333300000",
            "2223003122003222",
            "(4242424242424242)",
            "`4242424242424242`",
            "4242 4242 4242 4242 1227 123",
            "card=4242424242424242",
            "kortnr 4242424242424242.",
            "Faktura 10023 betales med kort 4242 4242 4242 4242",
            "Refund to 4242 4242 4242 4242",
            "```\n4242424242424242\n```",
        ] {
            check(text, &["secret-card"]);
        }
        check("---\nkind: task\ncard: 4242424242424242\n---\n4242 4242 4242 4242\n", &["secret-card", "secret-card"]);
    }

    #[test]
    fn other_numbers_are_no_cards() {
        for text in [
            "4111111111111112",
            "KID: 4111111111111111",
            "KID-nummer 4111111111111111",
            "kid: 4111111111111111",
            "| Beløp | KID |\n|---|---|\n| 100 | 4111111111111111 |",
            "Ordrenummer: 4242424242424242",
            "94111111111111111",
            "4654005815464502513",
            "4111 1111 1111 1111 1111",
            "1234 4111 1111 1111 1111 1234",
            "https://example.com/orders/4242424242424242",
            "4242424242424242.pdf",
            "INV-4242424242424242",
            "0.4242424242424242",
            "id_4242424242424242",
            "4242 424242 4242 4242",
            "4242-4242 4242-4242",
        ] {
            secrets(text, &[]);
        }
    }

    #[test]
    fn a_file_full_of_numbers_is_bounded() {
        let text = "KID 4111111111111111 ".repeat(100_000);
        secrets(&text[..], &["secret-card"; 200]);
    }
}
