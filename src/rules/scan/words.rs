//! Phrases in a text, whole words only, whatever the case.

use crate::text::Span;

/// Phrases that are looked for together.
///
/// They are in lower case; the space in one means white space of any length. A longer phrase should
/// stand before a shorter one that it starts with.
pub(in crate::rules) struct Phrases {
    all: Vec<&'static str>,
    /// By the ASCII letter that a phrase starts with.
    by_letter: [Starts; 26],
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
        let mut phrases = Self { all: lists.concat(), by_letter: Default::default() };
        for phrase in &phrases.all {
            let mut chars = phrase.chars();
            let Some(starts) = chars.next().and_then(letter) else { continue };
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
        while let Some(start) = next_word(text, at) {
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

    /// Returns the phrases that `text` may start with; mostly none, by its first two characters.
    fn starting_as(&self, text: &str) -> &[&'static str] {
        let bytes = text.as_bytes();
        let Some(first) = bytes.first().copied().filter(u8::is_ascii) else { return &self.all };
        let Some(starts) = letter(char::from(first)).map(|letter| &self.by_letter[letter]) else {
            return &[];
        };
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
    c.is_alphanumeric() || c == '_'
}

fn next_word(text: &str, at: usize) -> Option<usize> {
    first(text, at, true)
}

fn word_end(text: &str, start: usize) -> usize {
    first(text, start, false).unwrap_or(text.len())
}

/// Finds the first character from `at` on that does or does not belong to a word.
fn first(text: &str, mut at: usize, wanted: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    loop {
        at += bytes
            .get(at..)?
            .iter()
            .position(|byte| IN_WORD[usize::from(*byte)] != Some(!wanted))?;
        if bytes[at].is_ascii() {
            return Some(at);
        }
        let c = text[at..].chars().next()?;
        if is_word(c) == wanted {
            return Some(at);
        }
        at += c.len_utf8();
    }
}

/// Tells of each byte whether it belongs to a word; `None` for a part of a longer character.
const IN_WORD: [Option<bool>; 256] = {
    let mut in_word = [None; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        in_word[byte as usize] = Some(byte.is_ascii_alphanumeric() || byte == b'_');
        byte += 1;
    }
    in_word
};

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
    fn letters_of_other_alphabets_count_by_their_lower_case() {
        let phrases = Phrases::new(&[&["kok"]]);
        assert_eq!(phrases.find("\u{212a}ok").len(), 1);
        assert_eq!(phrases.find("Øk kok").len(), 1);
    }
}
