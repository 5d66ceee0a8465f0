//! `iban`: international bank account numbers.

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use super::scan::clues::is_word;
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    name: rule_name::IBAN,
    summary: "An international bank account number (IBAN)",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: true,
    locked: false,
    docs: "\
A country's letters, two check digits and an account number of that country's length whose checksum is right,
written whole or in groups of four.

**Why.** An account number is no secret: one must give it away to be paid. But it is personal, and everything
in a workspace is kept for good, so it is worth a second look.

**To mend it**, keep it where the invoices are and link to it; or say with `handover allow` that it may stand.",
    bad: Example(&[("notes/invoice.md", Text("Pay to NO93 8601 1117 947.\n"))]),
    good: Example(&[("notes/invoice.md", Text("Pay to the account on the invoice.\n"))]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let text = context.text();
    let mut behind = 0;
    for start in context.clues().accounts.iter().copied() {
        if start < behind || out.is_full() {
            continue;
        }
        if let Some(end) = account(text.as_bytes(), start) {
            out.add(
                Finding::new(RULE.name, Span::new(start, end), "this is the number of a bank account (IBAN)")
                    .note("remove it if the other person does not need it; `handover allow` lets it stand"),
            );
            behind = end;
        }
    }
}

/// How many characters an account number has, by country (the SWIFT IBAN registry).
const LENGTHS: &[(&[u8; 2], usize)] = &[
    (b"AD", 24), (b"AE", 23), (b"AL", 28), (b"AT", 20), (b"AZ", 28), (b"BA", 20), (b"BE", 16), (b"BG", 22), (b"BH", 22),
    (b"BR", 29), (b"CH", 21), (b"CR", 22), (b"CY", 28), (b"CZ", 24), (b"DE", 22), (b"DK", 18), (b"DO", 28), (b"EE", 20),
    (b"EG", 29), (b"ES", 24), (b"FI", 18), (b"FO", 18), (b"FR", 27), (b"GB", 22), (b"GE", 22), (b"GI", 23), (b"GL", 18),
    (b"GR", 27), (b"GT", 28), (b"HR", 21), (b"HU", 28), (b"IE", 22), (b"IL", 23), (b"IS", 26), (b"IT", 27), (b"JO", 30),
    (b"KW", 30), (b"KZ", 20), (b"LB", 28), (b"LI", 21), (b"LT", 20), (b"LU", 20), (b"LV", 21), (b"MC", 27), (b"MD", 24),
    (b"ME", 22), (b"MK", 19), (b"MT", 31), (b"NL", 18), (b"NO", 15), (b"PK", 24), (b"PL", 28), (b"PT", 25), (b"QA", 29),
    (b"RO", 24), (b"RS", 22), (b"SA", 24), (b"SE", 24), (b"SI", 19), (b"SK", 24), (b"SM", 27), (b"TN", 24), (b"TR", 26),
    (b"UA", 29), (b"XK", 20),
];

/// Reads an account number at `start`; returns where it ends.
fn account(bytes: &[u8], start: usize) -> Option<usize> {
    let country = &bytes[start..start + 2];
    let (_, length) = LENGTHS.iter().find(|(code, _)| code.as_slice() == country)?;
    let mut characters = Vec::with_capacity(*length);
    let mut at = start;
    while characters.len() < *length {
        match bytes.get(at)? {
            byte if byte.is_ascii_uppercase() || byte.is_ascii_digit() => characters.push(*byte),
            b' ' if !characters.is_empty() && characters.len() % 4 == 0 => {}
            _ => return None,
        }
        at += 1;
    }
    let ends = bytes.get(at).is_none_or(|byte| !is_word(*byte));
    (ends && remainder(&characters) == 1).then_some(at)
}

/// Returns the number modulo 97 by ISO 13616: the first four characters last, letters as 10 to 35.
fn remainder(characters: &[u8]) -> u32 {
    let (head, tail) = characters.split_at(4);
    tail.iter().chain(head).fold(0, |sum, byte| {
        let value = char::from(*byte).to_digit(36).unwrap_or(0);
        let shift = if value > 9 { 100 } else { 10 };
        (sum * shift + value) % 97
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, secrets};

    #[test]
    fn accounts_are_found_whole_and_in_groups() {
        check("IBAN: NO9386011117947", &["iban"]);
        check("NO93 8601 1117 947.", &["iban"]);
        check("DE89 3704 0044 0532 0130 00", &["iban"]);
        check("GB29NWBK60161331926819", &["iban"]);
    }

    #[test]
    fn what_only_looks_like_one_is_left_alone() {
        secrets("NO9386011117948", &[]);
        secrets("XNO9386011117947", &[]);
        secrets("NO93 860111 17947", &[]);
        secrets("ZZ9386011117947", &[]);
    }
}
