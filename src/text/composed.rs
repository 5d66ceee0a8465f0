//! Letters with accents, which Unicode writes in one character or in several.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Returns a text in normalization form C: with letters and their accents as one character each.
pub fn composed(text: &str) -> Cow<'_, str> {
    match is_below_accents(text) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.nfc().collect()),
    }
}

/// Tells whether all characters stand before U+0300, the first accent that combines, as those of most
/// European languages do: all of them are composed, by themselves and beside each other.
fn is_below_accents(text: &str) -> bool {
    const FIRST_BYTE: u8 = 0xcc;
    text.bytes().fold(true, |below, byte| below & (byte < FIRST_BYTE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_composed_is_taken_as_it_is() {
        for text in ["", "plain", "blåbær på Ås, ĳ ǆ ʯ", "漢字"] {
            assert!(matches!(composed(text), Cow::Borrowed(same) if same == text), "{text}");
        }
        assert_eq!(composed("bla\u{30a}bær"), "blåbær");
        assert_eq!(composed("\u{212b}s"), "Ås", "the sign of a unit is a letter");
    }

    #[test]
    fn every_character_before_the_first_accent_is_composed() {
        let all: String = ('\0'..'\u{300}').collect();
        assert!(is_below_accents(&all));
        assert_eq!(all.nfc().collect::<String>(), all);
        assert!(!is_below_accents("\u{300}"));
    }
}
