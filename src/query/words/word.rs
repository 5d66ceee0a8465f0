//! What somebody typed, as something to look for.

use super::tokens::{Tokens, cut};
use crate::text::Span;

/// The beginning of a word, or a phrase.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Word {
    terms: Vec<Term>,
}

/// One word of what was typed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// Each of these is meant, in the form in which words are compared; never empty.
    pub spellings: Vec<String>,
    /// Nothing may follow; else it is the beginning of a word.
    pub whole: bool,
}

/// More places with two spellings than lead to this many are read as they are typed.
const MOST_SPELLINGS: usize = 16;

impl Word {
    /// Reads what was typed without quotes: the beginning of a word. `a/b` is a phrase, of which the
    /// last word may be a beginning.
    ///
    /// `None` where there is no letter and no digit.
    pub fn typed(text: &str) -> Option<Self> {
        let mut tokens = Tokens::default();
        tokens.read(text);
        if tokens.is_empty() {
            return None;
        }
        if tokens.last_of(0) + 1 == tokens.len() {
            let mut spellings = spellings(tokens.word_from(0));
            if let Some(joined) = tokens.joined(0) {
                spellings.extend(self::spellings(cut(&joined)));
            }
            return Some(Self { terms: vec![Term { spellings, whole: false }] });
        }
        let mut word = Self::phrase(&tokens);
        if let Some(last) = word.terms.last_mut() {
            last.whole = false;
        }
        Some(word)
    }

    /// Reads what was typed in quotes: whole words, in this order.
    ///
    /// `None` where there is no letter and no digit.
    pub fn quoted(text: &str) -> Option<Self> {
        let mut tokens = Tokens::default();
        tokens.read(text);
        (!tokens.is_empty()).then(|| Self::phrase(&tokens))
    }

    fn phrase(tokens: &Tokens) -> Self {
        let term = |at| Term { spellings: spellings(tokens.part(at)), whole: true };
        Self { terms: (0..tokens.len()).map(term).collect() }
    }

    /// Returns the words, in order; never empty. Of several each is whole, but for the last.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Tells whether it is several words, whose order only the text itself can tell.
    pub fn is_phrase(&self) -> bool {
        self.terms.len() > 1
    }

    /// Tells whether it is all of `text`.
    pub fn is(&self, text: &str) -> bool {
        let all = Span::new(0, text.len());
        super::find(std::slice::from_ref(self), text).iter().any(|one| one.whole && one.span == all)
    }

    /// Tells whether it stands in `text`.
    pub fn is_in(&self, text: &str) -> bool {
        !super::find(std::slice::from_ref(self), text).is_empty()
    }
}

/// Returns what `typed` may mean: each `aa`, `ae` and `oe` as it is, and as the one letter.
fn spellings(typed: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut rest = typed;
    while let Some(first) = rest.chars().next() {
        let letter = match rest.get(..2) {
            Some("aa") => Some('å'),
            Some("ae") => Some('æ'),
            Some("oe") => Some('ø'),
            _ => None,
        };
        match letter.filter(|_| found.len() < MOST_SPELLINGS) {
            Some(letter) => {
                let also: Vec<String> = found.iter().map(|one| format!("{one}{letter}")).collect();
                let pair = &rest[..2];
                found.iter_mut().for_each(|one| one.push_str(pair));
                found.extend(also);
                rest = &rest[2..];
            }
            None => {
                found.iter_mut().for_each(|one| one.push(first));
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    found
}
