//! Texts in encodings that were usual before UTF-8, for what a person saved in one of them.

use super::source::{Encoding, Source};

/// The signs of Windows-1252 for the bytes 0x80 to 0x9f; all others are those of Unicode.
const SIGNS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Reads bytes as text whatever the encoding seems to be: UTF-8, UTF-16, else Windows-1252, of which Latin-1
/// is a part; `None` for what is no text, or UTF-32, or of more than one encoding: nothing of it is guessed. A
/// byte order mark is left out.
pub fn in_any_encoding(bytes: &[u8]) -> Option<String> {
    let units = |read: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks();
        let units = pairs.iter().map(|pair| read(*pair));
        let text: String = char::decode_utf16(units).collect::<Result<_, _>>().ok()?;
        rest.is_empty().then(|| text.trim_start_matches('\u{feff}').to_owned())
    };
    match Source::decode(bytes) {
        Ok(source) => Some(source.text().trim_start_matches('\u{feff}').to_owned()),
        Err(error) => match error.encoding {
            Encoding::Utf16LittleEndian => units(u16::from_le_bytes),
            Encoding::Utf16BigEndian => units(u16::from_be_bytes),
            Encoding::SingleByte if holds_utf8(bytes) => None,
            Encoding::SingleByte => Some(bytes.iter().map(|byte| sign(*byte)).collect()),
            Encoding::Utf32 | Encoding::Binary => None,
        },
    }
}

/// Tells whether a letter stands there in several bytes, as only UTF-8 has them: a text of single bytes
/// hardly ever looks like that.
fn holds_utf8(bytes: &[u8]) -> bool {
    bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
}

fn sign(byte: u8) -> char {
    match byte {
        0x80..=0x9f => SIGNS[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

/// Writes a text as it comes back from an encoding of single bytes: what that has no sign for is the nearest
/// one, or `?`.
pub fn as_in_single_bytes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{201c}' | '\u{201d}' => out.push('"'),
            '\u{2018}' | '\u{2019}' => out.push('\''),
            '\u{2013}' | '\u{2014}' => out.push('-'),
            '\u{2026}' => out.push_str("..."),
            c if u32::from(c) <= 0xff || SIGNS.contains(&c) => out.push(c),
            _ => out.push('?'),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_older_editor_saves_is_read() {
        let check = |bytes: &[u8], expected: Option<&str>| {
            assert_eq!(in_any_encoding(bytes).as_deref(), expected, "{bytes:?}");
        };
        check("På “tide” – nå".as_bytes(), Some("På “tide” – nå"));
        check(b"\xef\xbb\xbfP\xc3\xa5", Some("På"));
        check(b"P\xe5 \x93tide\x94 \x96 n\xe5", Some("På “tide” – nå"));
        check(b"\xff\xfeP\0\xe5\0", Some("På"));
        check(b"\xfe\xff\0P\0\xe5", Some("På"));
        check(b"\xff\xfe\0\xd8", None);
        // Without a mark nothing is passed over, and nothing is cut off.
        let units =
            |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        check(&units("Ring Per i dag"), Some("Ring Per i dag"));
        check(&[&units("Ring Per i dag")[..], b"x"].concat(), None);
        // One byte that is wrong does not make the rest another encoding.
        check("spør Åse \u{fe}".as_bytes(), Some("spør Åse \u{fe}"));
        check(b"sp\xc3\xb8r \xc3", None);
        check(b"sp\xc3\xb8r p\xe5", None);
        check(b"\0\x01\x02", None);
    }

    #[test]
    fn what_has_no_sign_is_the_nearest() {
        assert_eq!(as_in_single_bytes("“På” – nå… → €"), "\"På\" - nå... ? €");
    }
}
