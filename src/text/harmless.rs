use std::borrow::Cow;

/// Returns `text` on one line with nothing in it that a terminal or a reader could be misled by.
///
/// Line ends and tabs become spaces; control characters, characters that turn the writing
/// direction and invisible tags become visible signs. Each character becomes exactly one, so
/// columns stay.
pub fn harmless(text: &str) -> Cow<'_, str> {
    replace(text, |each| match each {
        '\t' | '\n' | '\r' => Some(' '),
        _ => sign(each),
    })
}

/// Returns `text` as [`harmless`] does, but keeps its lines and tabs.
///
/// A CR that ends a line goes, one that stands alone becomes a line end.
pub fn harmless_lines(text: &str) -> Cow<'_, str> {
    let text = if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    };
    let keep = |each| match each {
        '\t' | '\n' => None,
        _ => sign(each),
    };
    match text {
        Cow::Borrowed(text) => replace(text, keep),
        Cow::Owned(text) => Cow::Owned(replace(&text, keep).into_owned()),
    }
}

/// Tells whether a character could mislead a terminal or a reader; line ends and tabs can too.
pub fn is_misleading(each: char) -> bool {
    sign(each).is_some()
}

fn replace(text: &str, sign: impl Fn(char) -> Option<char>) -> Cow<'_, str> {
    if !text.chars().any(|each| sign(each).is_some()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|each| sign(each).unwrap_or(each)).collect())
}

/// Returns the visible sign for a character that must not be shown as it is.
fn sign(each: char) -> Option<char> {
    match each {
        // The pictures of the C0 controls stand in the same order as the controls.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(each)),
        '\u{7f}' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{e0000}'..='\u{e007f}' => Some('\u{fffd}'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_turned_text_are_shown_as_signs() {
        assert_eq!(harmless("a\u{1b}]0;x\u{7}\u{9b}1m"), "a␛]0;x␇\u{fffd}1m");
        assert_eq!(harmless("evil\u{202e}dm.exe"), "evil\u{fffd}dm.exe");
        assert_eq!(harmless("one\r\ntwo\tthree"), "one  two three");
        assert!(matches!(harmless("Blåbær 👩‍💻"), Cow::Borrowed("Blåbær 👩‍💻")));
    }

    #[test]
    fn lines_are_kept_where_they_are_wanted() {
        assert_eq!(harmless_lines("a\r\nb\rc\n\u{1b}\td"), "a\nb\nc\n␛\td");
        assert!(matches!(harmless_lines("a\n"), Cow::Borrowed("a\n")));
    }
}
