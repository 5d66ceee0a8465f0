//! What a line of front matter looks like, without reading it as YAML.
//!
//! Reading needs this where YAML has given up: to tell front matter from a thematic break, to find
//! where an entry starts, and to explain an error.

use crate::text::Span;

/// A `key: value` line taken apart by its looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KeyLine {
    /// The key as it is written, quotes included.
    pub(super) key: Span,
    /// Just behind the colon.
    pub(super) after_colon: usize,
    /// Whether white space or the line's end follows the colon, as YAML wants it.
    pub(super) spaced: bool,
}

/// Longer keys are prose that happens to have a colon.
const LONGEST_KEY: usize = 128;

impl KeyLine {
    /// Reads `line`, which starts at `start` of the text.
    ///
    /// A key is quoted text, or text without an indicator at its start, before a colon that white
    /// space or the line's end follows. `word:text`, where a space was forgotten, counts too,
    /// unless it looks like a URL or a time.
    pub(super) fn read(line: &str, start: usize) -> Option<Self> {
        let text = line.trim_start_matches([' ', '\t']);
        let start = start + line.len() - text.len();
        let colon = match text.as_bytes().first()? {
            b'"' | b'\'' => quoted_key_colon(text)?,
            _ => plain_key_colon(text)?,
        };
        let key = text[..colon].trim_end();
        if key.is_empty() || key.len() > LONGEST_KEY {
            return None;
        }
        let spaced = is_space_or_end(text.as_bytes().get(colon + 1));
        if !spaced && !is_word_before_text(key, &text[colon + 1..]) {
            return None;
        }
        Some(Self {
            key: Span::new(start, start + key.len()),
            after_colon: start + colon + 1,
            spaced,
        })
    }
}

fn quoted_key_colon(text: &str) -> Option<usize> {
    let quote = text.as_bytes()[0] as char;
    let close = 1 + text[1..].find(quote)?;
    let rest = &text[close + 1..];
    let colon = close + 1 + (rest.len() - rest.trim_start_matches([' ', '\t']).len());
    (text.as_bytes().get(colon) == Some(&b':')).then_some(colon)
}

fn plain_key_colon(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if "#[]{},&*!|>@`%:".contains(first) {
        return None;
    }
    if matches!(first, '-' | '?') && is_space_or_end(text.as_bytes().get(1)) {
        return None;
    }
    let colons = || text.bytes().enumerate().filter(|(_, byte)| *byte == b':').map(|(at, _)| at);
    let colon = colons()
        .find(|at| is_space_or_end(text.as_bytes().get(at + 1)))
        .or_else(|| colons().next())?;
    (!text[..colon].contains(" #")).then_some(colon)
}

fn is_word_before_text(key: &str, value: &str) -> bool {
    let starts = key.chars().next().is_some_and(char::is_alphabetic);
    let word = key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    starts && word && !value.starts_with("//") && !value.starts_with(':')
}

fn is_space_or_end(byte: Option<&u8>) -> bool {
    matches!(byte, None | Some(b' ' | b'\t' | b'\r' | b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<&str>) {
        let found = KeyLine::read(line, 0);
        assert_eq!(found.map(|found| found.key.of(line)), expected, "{line:?}");
    }

    #[test]
    fn keys_are_told_from_prose() {
        check("title: x", Some("title"));
        check("  done when: x", Some("done when"));
        check("tags:", Some("tags"));
        check("\"a: b\" : c", Some("\"a: b\""));
        check("title:Fix", Some("title"));
        check("see https://example.org", None);
        check("https://example.org", None);
        check("- a: b", None);
        check("# a: b", None);
        check("Some prose", None);
        check(": x", None);
        check("a #b: c", None);
    }
}
