//! Phrases in a text, whole words only, whatever the case.

use crate::text::Span;

/// Phrases that are looked for together.
///
/// They are in lower case; the space in one means white space of any length. A longer phrase should
/// stand before a shorter one that it starts with.
pub(in crate::rules) struct Phrases {
    /// By the ASCII letter that a phrase starts with.
    by_letter: [Starts; 26],
    /// Those that start with anything else.
    others: Vec<&'static str>,
}

/// The phrases that start with one letter.
#[derive(Default)]
struct Starts {
    /// In their order.
    phrases: Vec<&'static str>,
    /// The ASCII characters that may stand second, as bits.
    second: u128,
}

impl Phrases {
    /// Takes lists of phrases, those of an earlier list first.
    pub(in crate::rules) fn new(lists: &[&[&'static str]]) -> Self {
        let mut phrases = Self { by_letter: Default::default(), others: Vec::new() };
        for phrase in lists.concat() {
            let mut chars = phrase.chars();
            let Some(starts) = chars.next().and_then(letter) else {
                phrases.others.push(phrase);
                continue;
            };
            let starts = &mut phrases.by_letter[starts];
            starts.phrases.push(phrase);
            starts.second |= seconds(chars.next());
        }
        phrases
    }

    /// Finds the first phrase at each place of `text` where one stands as whole words.
    pub(in crate::rules) fn find(&self, text: &str) -> Vec<(Span, &'static str)> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(start) = self.next_start(text, at) {
            let rest = &text[start..];
            let hit = self.starting_as(rest).iter().find_map(|phrase| {
                let len = matched(rest, phrase)?;
                let ends = rest[len..].chars().next().is_none_or(|c| !is_word(c));
                ends.then_some((Span::new(start, start + len), *phrase))
            });
            at = match hit {
                Some((span, phrase)) => {
                    found.push((span, phrase));
                    span.end
                }
                None => word_end(text, start),
            };
        }
        found
    }

    /// Returns where the next word starts, from `at` on, that a phrase may start with; no word goes on
    /// at `at`.
    fn next_start(&self, text: &str, mut at: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let may_start = |at: &usize| !self.starting_as(&text[*at..]).is_empty();
        let mut in_word = false;
        loop {
            // What is ASCII is told many bytes at once.
            if let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>())
                && block.is_ascii()
            {
                let words = word_bytes(u64::from_le_bytes(*block));
                let mut starts = words & !(words << 8 | u64::from(in_word) << 7);
                while starts != 0 {
                    let start = at + starts.trailing_zeros() as usize / 8;
                    if may_start(&start) {
                        return Some(start);
                    }
                    starts &= starts - 1;
                }
                in_word = words >> 63 != 0;
                at += block.len();
                continue;
            }
            let c = text[at..].chars().next()?;
            let went_on = std::mem::replace(&mut in_word, is_word(c));
            if in_word && !went_on && may_start(&at) {
                return Some(at);
            }
            at += c.len_utf8();
        }
    }

    /// Returns the phrases that `text` may start with; mostly none, by its first two characters.
    fn starting_as(&self, text: &str) -> &[&'static str] {
        let bytes = text.as_bytes();
        let first = match bytes.first() {
            Some(first) if first.is_ascii() => letter(char::from(*first)),
            // Some letters of other alphabets are one of ours in lower case.
            _ => {
                let lower =
                    text.chars().next().map(char::to_lowercase).and_then(|mut all| all.next());
                let Some(first) = lower.and_then(letter) else { return &self.others };
                return &self.by_letter[first].phrases;
            }
        };
        let Some(starts) = first.map(|letter| &self.by_letter[letter]) else { return &[] };
        match bytes.get(1).copied() {
            Some(second) if second.is_ascii() && starts.second & (1 << second) == 0 => &[],
            _ => &starts.phrases,
        }
    }
}

/// Returns the position of an ASCII letter in the alphabet.
fn letter(c: char) -> Option<usize> {
    let letter = c.to_ascii_lowercase();
    letter.is_ascii_lowercase().then(|| usize::from(letter as u8 - b'a'))
}

/// Returns the ASCII characters that stand for the second one of a phrase.
fn seconds(c: Option<char>) -> u128 {
    match c {
        Some(' ') => (0..128_u8).filter(|byte| char::from(*byte).is_whitespace()).map(bit).sum(),
        Some(c) => {
            let cases = [c.to_ascii_lowercase(), c.to_ascii_uppercase()];
            let ascii = cases.into_iter().filter_map(|c| u8::try_from(c).ok().filter(u8::is_ascii));
            ascii.map(bit).fold(0, |all, one| all | one)
        }
        None => u128::MAX,
    }
}

fn bit(byte: u8) -> u128 {
    1 << byte
}

/// Tells whether a character belongs to a word.
pub(in crate::rules) fn is_word(c: char) -> bool {
    // The letters of Western Europe are told at once.
    matches!(c, 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ÿ') || c.is_alphanumeric() || c == '_'
}

fn word_end(text: &str, start: usize) -> usize {
    text[start..].find(|c| !is_word(c)).map_or(text.len(), |length| start + length)
}

/// Tells which of eight bytes, each of ASCII, belong to words: the highest bit of each of those is set.
fn word_bytes(bytes: u64) -> u64 {
    const fn each(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    // No sum of two bytes below 0x80 reaches the next byte.
    let within =
        |bytes: u64, from: u8, to: u8| (bytes + each(0x80 - from)) & !(bytes + each(0x7f - to));
    let letters = within(bytes | each(0x20), b'a', b'z');
    (letters | within(bytes, b'0', b'9') | within(bytes, b'_', b'_')) & each(0x80)
}

/// Returns how many bytes of `text` the phrase matches at its start.
fn matched(text: &str, phrase: &str) -> Option<usize> {
    let mut at = 0;
    for wanted in phrase.chars() {
        let rest = &text[at..];
        if wanted == ' ' {
            let space = rest.len() - rest.trim_start().len();
            if space == 0 || space > 40 {
                return None;
            }
            at += space;
        } else if let Some(byte) = rest.bytes().next().filter(u8::is_ascii) {
            // As below, for nearly all that there is.
            if char::from(byte.to_ascii_lowercase()) != wanted {
                return None;
            }
            at += 1;
        } else {
            let c = rest.chars().next()?;
            if c != wanted && !c.to_lowercase().eq([wanted]) {
                return None;
            }
            at += c.len_utf8();
        }
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let phrases = Phrases::new(&[
            &["as soon as possible", "asap", "så fort som mulig"],
            &["fort", "i dag"],
        ]);
        let found: Vec<&str> =
            phrases.find(text).into_iter().map(|(span, _)| span.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn whole_words_of_any_case() {
        check("ASAP, please: as soon\nas possible", &["ASAP", "as soon\nas possible"]);
        check("asaph fortune comfort fort_", &[]);
        check("Så Fort Som Mulig, fort!", &["Så Fort Som Mulig", "fort"]);
        check("I\u{a0}dag, i  dag, idag", &["I\u{a0}dag", "i  dag"]);
        check("", &[]);
    }

    #[test]
    fn words_begin_wherever_blocks_do() {
        let phrases = Phrases::new(&[&["fort"]]);
        for before in [
            "", "a", "_", "9", "å", "–", "x–", "å ", " ", "\n", "(", "~", "@", "[", "`", "{", "/",
            ":",
        ] {
            let expected = before.chars().next_back().is_none_or(|c| !is_word(c));
            for shift in 0..20 {
                for (behind, ends) in
                    [("", true), (".", true), ("–", true), ("e", false), ("é", false)]
                {
                    let text = format!("{}{before}fort{behind}", " -".repeat(shift));
                    assert_eq!(
                        phrases.find(&text).len(),
                        usize::from(expected && ends),
                        "{text:?}"
                    );
                }
            }
        }
        for byte in 0..0x80 {
            let expected = if is_word(char::from(byte)) { 0x8080_8080_8080_8080 } else { 0 };
            assert_eq!(word_bytes(u64::from_le_bytes([byte; 8])), expected, "{byte}");
        }
    }

    #[test]
    fn letters_of_other_alphabets_count_by_their_lower_case() {
        let phrases = Phrases::new(&[&["kok"]]);
        assert_eq!(phrases.find("\u{212a}ok").len(), 1);
        assert_eq!(phrases.find("Øk kok").len(), 1);
    }
}
