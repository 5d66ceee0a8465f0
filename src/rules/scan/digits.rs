//! Runs of digits, as numbers are written: whole, or in groups with one sign between.

use crate::text::Span;

/// Digits without anything between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) struct Group {
    pub(in crate::rules) span: Span,
    /// What joins it to the group before, when that is one sign and nothing else.
    pub(in crate::rules) joined: Option<char>,
}

/// Returns the groups of ASCII digits in a part of `text`, in their order.
///
/// Groups that are part of a longer word or number (`a1`, `1_000`, `3.14`, `№`-like codes) stand
/// here too: [`stands_alone`] tells.
pub(in crate::rules) fn groups(text: &str, part: Span) -> impl Iterator<Item = Group> + '_ {
    let bytes = &text.as_bytes()[..part.end];
    let mut at = part.start;
    let mut last_end = None;
    std::iter::from_fn(move || {
        let start = next_digit(bytes, at)?;
        let len = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        at = start + len;
        // No sign that joins has more than three bytes.
        let near = last_end.filter(|end| start - end <= 3);
        let joined = near.and_then(|end: usize| joint(&text[end..start]));
        last_end = Some(at);
        Some(Group { span: Span::new(start, at), joined })
    })
}

/// Returns where the first digit from `at` on stands.
fn next_digit(bytes: &[u8], mut at: usize) -> Option<usize> {
    // A block that is looked at as a whole costs a few instructions; most hold no digit.
    const BLOCK: usize = 32;
    while let Some(block) = bytes.get(at..at + BLOCK) {
        if block.iter().fold(false, |any, byte| any | byte.is_ascii_digit()) {
            break;
        }
        at += BLOCK;
    }
    Some(at + bytes[at..].iter().position(u8::is_ascii_digit)?)
}

/// Reads what stands between two groups as one sign that joins them: a space of any width, a dash.
fn joint(between: &str) -> Option<char> {
    let mut chars = between.chars();
    match (chars.next()?, chars.next()) {
        (' ' | '\u{a0}' | '\u{202f}' | '\u{2009}', None) => Some(' '),
        ('-' | '\u{2010}' | '\u{2011}' | '\u{2013}', None) => Some('-'),
        _ => None,
    }
}

/// Returns the digits of `spans` in a row.
pub(in crate::rules) fn collect(text: &str, groups: &[Group]) -> Vec<u8> {
    let digits = groups.iter().flat_map(|group| group.span.of(text).bytes());
    digits.map(|digit| digit - b'0').collect()
}

/// Tells whether what `span` covers is a number of its own: not part of a word, a decimal, a path,
/// a web address or an identifier.
pub(in crate::rules) fn stands_alone(text: &str, span: Span) -> bool {
    let before = text[..span.start].chars().next_back();
    let mut after = text[span.end..].chars();
    let (next, second) = (after.next(), after.next());
    let joins_word =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '\\' | '#' | '@' | '+');
    if before.is_some_and(joins_word)
        || next.is_some_and(|c| c.is_alphanumeric() || "_/@\\".contains(c))
    {
        return false;
    }
    if matches!(before, Some('.' | ',' | ':')) {
        let mut earlier = text[..span.start].chars().rev().skip(1);
        if earlier.next().is_some_and(|c| c.is_ascii_digit()) {
            return false;
        }
    }
    if matches!(next, Some('.' | ',' | ':' | '-' | '%'))
        && second.is_some_and(char::is_alphanumeric)
    {
        return false;
    }
    let hyphenated = before == Some('-')
        && text[..span.start].chars().rev().nth(1).is_some_and(char::is_alphanumeric);
    !hyphenated && !in_address(text, span.start)
}

/// Tells whether the word around `at` is a web address; looks back at most 2,000 bytes.
fn in_address(text: &str, at: usize) -> bool {
    let mut from = at.saturating_sub(2000);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let word = text[from..at].rsplit(|c: char| c.is_whitespace() || "<>\"'`|".contains(c)).next();
    word.is_some_and(|word| {
        word.contains("://") || word.starts_with("www.") || word.contains("(http")
    })
}

/// Tells whether the last digit is the checksum of the others by Luhn's algorithm (ISO/IEC 7812-1).
pub(in crate::rules) fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(*digit) << (place % 2);
            if value > 9 { value - 9 } else { value }
        })
        .sum();
    !digits.is_empty() && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> impl Iterator<Item = Group> + '_ {
        groups(text, Span::new(0, text.len()))
    }

    #[test]
    fn groups_know_what_joins_them() {
        let text = "12 34-5\u{a0}6  7";
        let found: Vec<_> = all(text).map(|group| (group.span.of(text), group.joined)).collect();
        let expected =
            [("12", None), ("34", Some(' ')), ("5", Some('-')), ("6", Some(' ')), ("7", None)];
        assert_eq!(found, expected);
    }

    #[test]
    fn parts_of_something_else_do_not_stand_alone() {
        let check = |text: &str, expected: bool| {
            let group = all(text).last().expect("a group");
            assert_eq!(stands_alone(text, group.span), expected, "{text}");
        };
        check("number 1234.", true);
        check("(1234)", true);
        check("card:1234", true);
        check("a1234", false);
        check("3.1234", false);
        check("1234.pdf", false);
        check("https://example.com/1234", false);
        check("https://example.com/?id=1234", false);
        check("INV-1234", false);
        check("1234-ab", false);
    }

    #[test]
    fn luhn_checks_the_last_digit() {
        assert!(luhn(&[7, 9, 9, 2, 7, 3, 9, 8, 7, 1, 3]));
        assert!(!luhn(&[7, 9, 9, 2, 7, 3, 9, 8, 7, 1, 4]));
        assert!(!luhn(&[]));
    }
}
