//! A text taken apart into words.

use super::fold::{Class, class, letter, mark};
use crate::text::Span;

/// Only so many bytes of a word count: what agrees in them is the same word.
pub const LONGEST: usize = 64;

/// A word of more parts than this goes on as another word.
const MOST_PARTS: usize = 8;

/// The words of a text, in the form in which they are compared; made to be used again and again.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// All words, a blank behind each.
    folded: String,
    parts: Vec<Part>,
}

/// A run of letters and digits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// Where it stands in `folded`.
    folded: Span,
    /// Where it stands in the text.
    pub(super) span: Span,
    /// Nothing is joined to it.
    last: bool,
}

impl Tokens {
    /// Takes `text` apart; what was read before is forgotten.
    pub fn read(&mut self, text: &str) {
        self.folded.clear();
        self.parts.clear();
        let mut at = 0;
        while at < text.len() {
            at = self.read_word(text, at);
        }
    }

    /// Returns how many parts there are.
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// Tells whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Calls `each` with every form under which a word is found, once for each place.
    pub fn terms(&self, mut each: impl FnMut(&str)) {
        for at in 0..self.parts.len() {
            each(self.part(at));
            if !self.parts[at].last {
                each(self.word_from(at));
            }
            if let Some(joined) = self.joined(at) {
                each(cut(&joined));
            }
        }
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The part `at`, as far as it counts.
    pub(super) fn part(&self, at: usize) -> &str {
        cut(self.parts[at].folded.of(&self.folded))
    }

    /// The word from the part `at` on, as far as it counts.
    pub(super) fn word_from(&self, at: usize) -> &str {
        let (start, end) = (self.parts[at].folded.start, self.parts[self.last_of(at)].folded.end);
        cut(&self.folded[start..end])
    }

    /// The last part of the word that the part `at` belongs to.
    pub(super) fn last_of(&self, at: usize) -> usize {
        (at..self.parts.len()).find(|at| self.parts[*at].last).unwrap_or(at)
    }

    /// Two parts of nothing but letters with a hyphen between them, written as one: people do not
    /// agree on the hyphen of `e-post`.
    pub(super) fn joined(&self, at: usize) -> Option<String> {
        let starts = at == 0 || self.parts[at - 1].last;
        let [first, second] = self.parts.get(at..=at + 1)? else { return None };
        if !starts || first.last || !second.last {
            return None;
        }
        let (left, right) = (first.folded.of(&self.folded), second.folded.of(&self.folded));
        let between = &self.folded[first.folded.end..second.folded.start];
        let letters = |part: &str| part.chars().all(char::is_alphabetic);
        (between == "-" && letters(left) && letters(right)).then(|| format!("{left}{right}"))
    }

    /// Reads on from `at`, up to the end of the next word, and returns where that is.
    fn read_word(&mut self, text: &str, mut at: usize) -> usize {
        let first = self.parts.len();
        while let Some(each) = char_at(text, at) {
            let kind = class(each);
            if kind == Class::Letter {
                at = self.read_part(text, at);
                let Some(next) = self.join(text, at, first) else { break };
                at = next;
            } else if self.parts.len() > first {
                break;
            } else {
                at += each.len_utf8();
            }
        }
        if let Some(last) = self.parts[first..].last_mut() {
            last.last = true;
            self.folded.truncate(last.folded.end);
            self.folded.push(' ');
        }
        at
    }

    /// Reads the run of letters that begins at `at`, and returns its end.
    fn read_part(&mut self, text: &str, start: usize) -> usize {
        let (from, mut at, mut end) = (self.folded.len(), start, start);
        while let Some(each) = char_at(text, at) {
            match class(each) {
                Class::Letter => letter(each, &mut self.folded),
                Class::Mark => mark(each, &mut self.folded),
                _ => break,
            }
            at += each.len_utf8();
            end = at;
        }
        if self.folded.len() > from {
            self.parts.push(Part {
                folded: Span::new(from, self.folded.len()),
                span: Span::new(start, end),
                last: false,
            });
        }
        end
    }

    /// Where the word goes on behind the character at `at`, when that joins; it is written down.
    fn join(&mut self, text: &str, at: usize, first: usize) -> Option<usize> {
        let each = char_at(text, at)?;
        let Class::Join(join) = class(each) else { return None };
        let next = at + each.len_utf8();
        let behind = char_at(text, next)?;
        let digits =
            || behind.is_ascii_digit() && self.folded.ends_with(|c: char| c.is_ascii_digit());
        let goes_on = class(behind) == Class::Letter
            && (1..MOST_PARTS).contains(&(self.parts.len() - first))
            && (join != b',' || digits());
        goes_on.then(|| {
            self.folded.push(join as char);
            next
        })
    }
}

/// Returns where the letters of `text` end that make up the first `bytes` bytes of its folded form.
pub(super) fn end_of_prefix(text: &str, bytes: usize) -> usize {
    let mut folded = String::new();
    for (at, each) in text.char_indices() {
        let kind = class(each);
        if folded.len() >= bytes && kind != Class::Mark {
            return at;
        }
        match kind {
            Class::Letter => letter(each, &mut folded),
            Class::Mark => mark(each, &mut folded),
            Class::Join(join) => folded.push(join as char),
            Class::Other => {}
        }
    }
    text.len()
}

/// Cuts a word to the length that counts.
pub(super) fn cut(word: &str) -> &str {
    let mut end = word.len().min(LONGEST);
    while !word.is_char_boundary(end) {
        end -= 1;
    }
    &word[..end]
}

fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at)? {
        byte if byte.is_ascii() => Some(*byte as char),
        _ => text.get(at..)?.chars().next(),
    }
}
