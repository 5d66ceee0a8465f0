//! One quick look over a text for what several rules look for: where numbers and long words stand.
//!
//! Nearly no text has any of it, so that the rules themselves look at next to nothing.

use super::digits;
use crate::text::Span;

/// The fewest digits, spaces aside, that a number has that is a secret: a national identity number.
const FEWEST_DIGITS: usize = 11;

/// The fewest characters that a token has with its prefix.
pub(in crate::rules) const SHORTEST_TOKEN: usize = 20;

/// Where rules should look closer.
#[derive(Clone, Debug, Default)]
pub(in crate::rules) struct Clues {
    /// Groups of digits, each joined to the next by one sign, with enough digits for a secret.
    pub(in crate::rules) numbers: Vec<Span>,
    /// Where a word starts with two capital letters and two digits.
    pub(in crate::rules) accounts: Vec<usize>,
    /// Characters without space between that are long enough for a token.
    pub(in crate::rules) long_words: Vec<Span>,
}

impl Clues {
    /// Looks over a text.
    pub(in crate::rules) fn of(text: &str) -> Self {
        let mut clues = Self { long_words: long_words(text.as_bytes()), ..Self::default() };
        let mut number = Span::at(0);
        let mut count = 0;
        for group in digits::groups(text, Span::new(0, text.len())) {
            if group.joined.is_none() {
                clues.number(number, count);
                (number, count) = (group.span, 0);
            }
            number = number.cover(group.span);
            count += group.span.len();
            if group.span.len() > 1 {
                clues.accounts.extend(account(text.as_bytes(), group.span.start));
            }
        }
        clues.number(number, count);
        clues
    }

    fn number(&mut self, span: Span, digits: usize) {
        if digits >= FEWEST_DIGITS {
            self.numbers.push(span);
        }
    }
}

/// Returns where the word starts whose first digit stands at `digit`, when two capital letters are
/// all that stands before it.
fn account(bytes: &[u8], digit: usize) -> Option<usize> {
    let start = digit.checked_sub(2)?;
    let capitals = bytes[start..digit].iter().all(u8::is_ascii_uppercase);
    let inside = start.checked_sub(1).is_some_and(|before| is_word(bytes[before]));
    (capitals && !inside).then_some(start)
}

/// Tells whether a byte belongs to a word; letters outside ASCII do.
pub(in crate::rules) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || byte == b'_'
}

/// Tells of each byte whether it may stand in a token.
const IN_TOKEN: [bool; 256] = {
    let mut in_token = [false; 256];
    let mut byte = 0;
    while byte < in_token.len() {
        let sign = byte as u8;
        in_token[byte] = sign.is_ascii_alphanumeric()
            || matches!(sign, b'_' | b'-' | b'.' | b':' | b'/' | b'+' | b'=');
        byte += 1;
    }
    in_token
};

fn in_token(byte: u8) -> bool {
    IN_TOKEN[usize::from(byte)]
}

/// Finds the runs of characters of tokens that are long enough for one.
fn long_words(bytes: &[u8]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    // Of each stretch as long as a token the last sign that belongs to none is looked for from
    // behind: most stretches are settled by one or two words.
    while let Some(stretch) = bytes.get(at..at + SHORTEST_TOKEN) {
        if let Some(other) = stretch.iter().rposition(|byte| !in_token(*byte)) {
            at += other + 1;
            continue;
        }
        let behind = &bytes[at + SHORTEST_TOKEN..];
        let rest = behind.iter().position(|byte| !in_token(*byte)).unwrap_or(behind.len());
        let word = Span::new(at, at + SHORTEST_TOKEN + rest);
        at = word.end;
        found.push(word);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_tells_where_to_look() {
        let text = "Call +47 22 33 44 55, or 0047 22 33 44 55. NO93 8601, xNO93, AB1 and A12. See \
                    https://example.com/a_page=1, æa234567890123456789 or abcdefghij0123456789.";
        let clues = Clues::of(text);
        let shown = |spans: &[Span]| -> Vec<&str> {
            let shown = spans.iter().map(|span| span.of(text));
            shown.collect()
        };
        assert_eq!(shown(&clues.numbers), ["0047 22 33 44 55", "234567890123456789"]);
        let accounts: Vec<&str> = clues.accounts.iter().map(|at| &text[*at..*at + 4]).collect();
        assert_eq!(accounts, ["NO93"]);
        assert_eq!(
            shown(&clues.long_words),
            ["https://example.com/a_page=1", "abcdefghij0123456789."]
        );
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        for text in ["", "12345 67890", "a123456789012345678"] {
            let clues = Clues::of(text);
            assert!(clues.numbers.len() + clues.accounts.len() + clues.long_words.len() <= 1);
        }
    }
}
