//! The form in which letters are compared.

use unicode_normalization::char::{
    canonical_combining_class, decompose_compatible, is_combining_mark,
};

/// What a character is to a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A letter or a digit.
    Letter,
    /// Something on the letter before it, or nothing that can be seen.
    Mark,
    /// What may stand inside a word, in the one form it is compared in.
    Join(u8),
    Other,
}

/// Upon an `a` it makes the letter `å`.
const RING: char = '\u{30a}';

/// Tells what `each` is to a word.
pub(super) fn class(each: char) -> Class {
    match each {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Class::Letter,
        '-' | '\u{2010}' | '\u{2011}' => Class::Join(b'-'),
        '_' | '.' | '@' | ',' => Class::Join(each as u8),
        '\'' | '\u{2019}' => Class::Join(b'\''),
        '\0'..='\u{7f}' => Class::Other,
        'æ' | 'ø' | 'å' | 'Æ' | 'Ø' | 'Å' => Class::Letter,
        // The soft hyphen, and what joins or parts letters without a width.
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => Class::Mark,
        // Written out, `1½` would become 112.
        '¼'..='¾' | '\u{2150}'..='\u{215f}' | '\u{2189}' => Class::Other,
        _ if canonical_combining_class(each) != 0 => Class::Mark,
        _ if each.is_alphanumeric() => Class::Letter,
        _ if is_combining_mark(each) => Class::Mark,
        _ => Class::Other,
    }
}

/// Appends the letter `each` in the form in which letters are compared: one or several, or none.
pub(super) fn letter(each: char, out: &mut String) {
    match each {
        '\0'..='\u{7f}' => out.push(each.to_ascii_lowercase()),
        'æ' | 'Æ' => out.push('æ'),
        'ø' | 'Ø' => out.push('ø'),
        'å' | 'Å' => out.push('å'),
        _ => decompose_compatible(each, |part| {
            if canonical_combining_class(part) != 0 {
                mark(part, out);
            } else {
                part.to_lowercase().for_each(|lower| plain(lower, out));
            }
        }),
    }
}

/// Puts a mark on the last letter: all but one make no difference.
pub(super) fn mark(each: char, out: &mut String) {
    if each == RING && out.ends_with('a') {
        out.pop();
        out.push('å');
    }
}

/// Appends one lower-case letter; the strokes and ligatures that Unicode keeps whole are resolved.
fn plain(each: char, out: &mut String) {
    match each {
        'ł' => out.push('l'),
        'đ' => out.push('d'),
        'ŧ' => out.push('t'),
        'ħ' => out.push('h'),
        'ı' => out.push('i'),
        'ς' => out.push('σ'),
        'ß' => out.push_str("ss"),
        'œ' => out.push_str("oe"),
        _ if canonical_combining_class(each) != 0 => {}
        _ if each.is_alphanumeric() => out.push(each),
        _ => {}
    }
}
