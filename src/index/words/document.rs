//! What is found of one document, and how much each word of it counts.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::Stamp;
use crate::query::words::{Place, Tokens, Word, passages};

/// A document as it is searched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Searched {
    pub text: String,
    pub title: String,
    pub id: String,
}

/// Title and id count more than any heading.
const NAMED: u8 = 8;

impl Searched {
    /// Tells whether `word` stands in it: in one passage, in the title or in the id.
    pub fn has(&self, word: &Word) -> bool {
        let passages = passages(&self.text);
        let mut parts = passages.iter().map(|passage| passage.span.of(&self.text));
        parts.any(|part| word.is_in(part)) || word.is_in(&self.title) || word.is_in(&self.id)
    }

    /// Calls `each` with every word and what it counts for, once for each place; returns how many
    /// words there are.
    pub(super) fn words(&self, tokens: &mut Tokens, mut each: impl FnMut(&str, u8)) -> u32 {
        let mut length = 0;
        for passage in passages(&self.text) {
            let weight = match passage.place {
                Place::Heading => 3,
                Place::Value | Place::Body => 1,
            };
            tokens.read(passage.span.of(&self.text));
            tokens.terms(|word| each(word, weight));
            length += tokens.len();
        }
        for name in [&self.title, &self.id] {
            tokens.read(name);
            tokens.terms(|word| each(word, NAMED));
        }
        u32::try_from(length).unwrap_or(u32::MAX)
    }
}

/// Returns what tells one version of a document from another: what its content is called, and what
/// is searched beside it.
pub fn stamp(content: &impl Hash, title: &str, id: &str) -> Stamp {
    // Compared only with what the same build of the program computed.
    let mut hasher = DefaultHasher::new();
    (content, title, id).hash(&mut hasher);
    Stamp::new(hasher.finish()).unwrap_or(Stamp::MIN)
}
