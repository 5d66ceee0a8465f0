//! `secret-national-id`: Norwegian national identity numbers.

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use super::scan::digits::{self, Group};
use super::scan::label::{Says, names_another, stem, unexplained};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    name: rule_name::SECRET_NATIONAL_ID,
    summary: "A Norwegian national identity number or D-number",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Always,
    allowable: true,
    locked: true,
    docs: "\
Eleven digits, whole or as six and five, that begin with a possible date and end with the two right check
digits of a Norwegian fødselsnummer or D-number. Bank accounts, which share the last check digit, telephone
and order numbers are left alone where the words before them say so.

**Why.** With this number and little more, someone can pose as its owner; the law asks for a reason to
keep it, and a workspace keeps everything for good on every machine.

**To mend it**, remove the number and send it another way (a call, a password manager). If it is no identity
number, say so with `handover allow`.",
    bad: Example(&[("notes/visa.md", Text("Born 010190 00083, see the form.\n"))]),
    good: Example(&[("notes/visa.md", Text("Her number is in the password manager.\n"))]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let text = context.text();
    let ids = context.clues().numbers.iter().flat_map(|number| ids(text, *number));
    for span in unexplained(text, ids, judge) {
        let message = "this looks like a Norwegian national identity number";
        out.add(
            Finding::new(RULE.name, span, message)
                .note("remove it and hand it over another way, such as a call")
                .note("if it is none, `handover allow` says so"),
        );
        if out.is_full() {
            return;
        }
    }
}

/// Finds the national identity numbers in a number: whole, or at its start as a date and the rest.
fn ids(text: &str, number: Span) -> impl Iterator<Item = Span> + '_ {
    let mut before: Option<Group> = None;
    digits::groups(text, number).filter_map(move |group| {
        let run = [before.replace(group), Some(group)];
        let parts = match (run, group.span.len()) {
            (_, 11) => &[group][..],
            ([Some(date), _], 5) if date.span.len() == 6 && date.joined.is_none() => &[date, group],
            _ => return None,
        };
        let span = parts[0].span.cover(group.span);
        (is_national_id(&digits::collect(text, parts)) && digits::stands_alone(text, span)).then_some(span)
    })
}

/// Tells whether eleven digits are a fødselsnummer or D-number, by the rules of the National
/// Registry: date, range of the individual number, two check digits.
fn is_national_id(digits: &[u8]) -> bool {
    let Ok(d) = <[u8; 11]>::try_from(digits) else { return false };
    let number = |from: usize, to: usize| d[from..to].iter().fold(0_u32, |sum, digit| sum * 10 + u32::from(*digit));
    let weighted = |weights: &[u32]| weights.iter().zip(&d).map(|(weight, digit)| weight * u32::from(*digit)).sum::<u32>();
    let first = weighted(&[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]);
    let second = weighted(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]);
    first.is_multiple_of(11)
        && second.is_multiple_of(11)
        && plausible_date(number(0, 2), number(2, 4), number(4, 6), number(6, 9))
}

/// Tells whether day (plus 40 in a D-number), month and year are a date in the century that the
/// individual number stands for.
fn plausible_date(day: u32, month: u32, year: u32, individual: u32) -> bool {
    let century = match individual {
        0..=499 => 1900,
        500..=749 if year >= 54 => 1800,
        900..=999 if year >= 40 => 1900,
        500..=999 if year <= 39 => 2000,
        _ => return false,
    };
    let day = if day > 40 { day - 40 } else { day };
    let date = |number: u32| i8::try_from(number).ok();
    match (i16::try_from(century + year), date(month), date(day)) {
        (Ok(year), Some(month), Some(day)) => jiff::civil::Date::new(year, month, day).is_ok(),
        _ => false,
    }
}

/// Judges one word of a label, in English and Norwegian.
fn judge(word: &str) -> Says {
    const OTHER: &[&str] = &[
        "bankkonto", "lønnskonto", "driftskonto", "skattetrekkskonto", "account", "bban", "orgnr",
    ];
    let stem = stem(word);
    match () {
        () if stem.starts_with("fødsel") || stem.starts_with("person") || matches!(word, "fnr" | "dnr" | "ssn" | "national") => Says::Yes,
        () if names_another(word, OTHER) => Says::No,
        () => Says::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{check, secrets};

    #[test]
    fn the_two_check_digits_and_the_date_count() {
        let valid = |text: &str| is_national_id(&text.bytes().map(|byte| byte - b'0').collect::<Vec<_>>());
        assert!(valid("01019000083"));
        assert!(!valid("01019000084"));
        assert!(!valid("31029000080"));
        assert!(!valid("0101900008"));
    }

    #[test]
    fn numbers_are_found_whole_and_in_two() {
        check("01019000083", &["secret-national-id"]);
        check("Fødselsnummer: 010190 00083.", &["secret-national-id"]);
        check("fnr 010190-00083", &["secret-national-id"]);
        check("41019000077", &["secret-national-id"]);
    }

    #[test]
    fn other_numbers_of_eleven_digits_are_left_alone() {
        for text in ["Konto 01019000083", "Kontonummer: 01019000083", "1234.56.78903", "KID 01019000083", "301019000083", "a01019000083", "01019000083.pdf", "12 010190 00083"] {
            secrets(text, &[]);
        }
    }
}
