//! Phrases in a text, whole words only, whatever the case.

use crate::text::Span;

/// Finds the first phrase of `phrases` at each place of `text` where one stands as whole words.
///
/// Phrases are in lower case; the space in one means white space of any length. `phrases` should
/// hold a longer phrase before a shorter one that it starts with.
pub(in crate::rules) fn find_phrases<'p>(text: &str, phrases: &[&'p str]) -> Vec<(Span, &'p str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next_word(text, at) {
        let rest = &text[start..];
        let hit = phrases.iter().find_map(|phrase| {
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

/// Tells whether a character belongs to a word.
pub(in crate::rules) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn next_word(text: &str, at: usize) -> Option<usize> {
    text[at..].find(is_word).map(|offset| at + offset)
}

fn word_end(text: &str, start: usize) -> usize {
    text[start..].find(|c| !is_word(c)).map_or(text.len(), |offset| start + offset)
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
        let phrases = ["as soon as possible", "asap", "så fort som mulig", "fort"];
        let found: Vec<&str> =
            find_phrases(text, &phrases).into_iter().map(|(span, _)| span.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn whole_words_of_any_case() {
        check("ASAP, please: as soon\nas possible", &["ASAP", "as soon\nas possible"]);
        check("asaph fortune comfort fort_", &[]);
        check("Så Fort Som Mulig, fort!", &["Så Fort Som Mulig", "fort"]);
        check("", &[]);
    }
}
