//! Where words stand in a text.

use super::tokens::{Tokens, end_of_prefix};
use super::{Term, Word};
use crate::text::Span;

/// One place where one of several words stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// As much as was typed; of a phrase, from its first word to its last.
    pub span: Span,
    /// Which of the words it is.
    pub word: usize,
    /// Not only the beginning of a word.
    pub whole: bool,
}

/// Finds all places of `words` in `text`, in order.
pub fn find(words: &[Word], text: &str) -> Vec<Found> {
    let mut tokens = Tokens::default();
    tokens.read(text);
    let mut found = Vec::new();
    for (word, one) in words.iter().enumerate() {
        for at in 0..tokens.len() {
            let place = match one.terms() {
                [term] => single(term, &tokens, at, text),
                terms => phrase(terms, &tokens, at, text),
            };
            found.extend(place.map(|(span, whole)| Found { span, word, whole }));
        }
    }
    found.sort_unstable();
    found.dedup_by_key(|one| (one.span, one.word));
    found
}

/// Looks for a word that begins with the part `at`.
fn single(term: &Term, tokens: &Tokens, at: usize, text: &str) -> Option<(Span, bool)> {
    if let Some(found) = begins(term, tokens.part(at), tokens, (at, at), text) {
        return Some(found);
    }
    let last = tokens.last_of(at);
    if last == at {
        return None;
    }
    begins(term, tokens.word_from(at), tokens, (at, last), text).or_else(|| {
        // How much of it was typed cannot be told: a character is missing.
        let (_, whole) = fits(term, &tokens.joined(at)?)?;
        Some((cover(tokens, (at, last)), whole))
    })
}

/// Looks for a phrase that begins with the part `at`.
fn phrase(terms: &[Term], tokens: &Tokens, at: usize, text: &str) -> Option<(Span, bool)> {
    let last = at + terms.len() - 1;
    if last >= tokens.len() {
        return None;
    }
    let mut end = (Span::default(), true);
    for (term, at) in terms.iter().zip(at..) {
        end = begins(term, tokens.part(at), tokens, (at, at), text)?;
    }
    Some((tokens.parts()[at].span.cover(end.0), end.1))
}

/// Tells how much of a word, which is made of these parts, `term` is the beginning of.
fn begins(
    term: &Term,
    word: &str,
    tokens: &Tokens,
    parts: (usize, usize),
    text: &str,
) -> Option<(Span, bool)> {
    let (bytes, whole) = fits(term, word)?;
    let span = cover(tokens, parts);
    let end = if whole { span.end } else { span.start + end_of_prefix(span.of(text), bytes) };
    Some((Span::new(span.start, end), whole))
}

/// Tells how many bytes of a word, as it is compared, `term` stands for, and whether that is all.
fn fits(term: &Term, word: &str) -> Option<(usize, bool)> {
    let fits = |one: &&String| word == **one || !term.whole && word.starts_with(one.as_str());
    let longest = term.spellings.iter().filter(fits).map(String::len).max()?;
    Some((longest, longest == word.len()))
}

fn cover(tokens: &Tokens, (first, last): (usize, usize)) -> Span {
    tokens.parts()[first].span.cover(tokens.parts()[last].span)
}
