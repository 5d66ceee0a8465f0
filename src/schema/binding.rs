//! The text by which people bind themselves: what a task asks for, what a delivery hands over.

use std::hash::BuildHasher;

use foldhash::quality::FixedState;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::decision::after_label;
use super::{FieldValue, Kind, LinkFact, Schema};
use crate::document::Document;
use crate::text::Span;

/// The sections of a task, a brief or a routine that are terms, by their English headings.
pub const TERM_SECTIONS: [&str; 3] = ["Result", "Requirements", "Done when"];

/// The fewest words of a sentence that is known again.
const LEAST_WORDS: usize = 5;
/// The most sentences of a document that are known again.
const MOST_SENTENCES: usize = 32;

/// Digests of what a document says, as far as people bind themselves by it: of what asks for work its
/// [`TERM_SECTIONS`], whether ticked or not; of a delivery the whole body, ticks included.
///
/// Markup, white space and the words for a heading are left out; see [`Wording`].
///
/// [`Wording`]: crate::document::Wording
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// The first half of a SHA-256 over all of it.
    pub text: [u8; 16],
    /// The beginning of a digest of each of the sections, which tells what changed and proves nothing.
    pub parts: [u16; 3],
    /// The links in it, as positions among the record's.
    pub links: Box<[u32]>,
    /// Digests of the sentences in it, few and short ones left out, by which one is known again: of what
    /// asks for work, and of a confirmation.
    pub sentences: Box<[u32]>,
}

impl Binding {
    /// Reads it; `None` of what binds nobody.
    pub(super) fn of(
        schema: &Schema,
        kind: Option<&Kind>,
        document: &Document,
        fields: &[FieldValue],
        links: &[LinkFact],
    ) -> Option<Box<Self>> {
        let kind = kind.filter(|kind| Self::binds(kind, fields))?;
        let binding = match kind.name.as_str() {
            "reply" if is_of(fields, "delivery") => Self::of_all(document, links),
            "reply" => Self::of_words(document),
            _ => Self::of_terms(schema, kind, document, links),
        };
        Some(Box::new(binding))
    }

    /// Tells whether what a document says binds anybody.
    pub(super) fn binds(kind: &Kind, fields: &[FieldValue]) -> bool {
        match kind.name.as_str() {
            "task" | "brief" | "routine" => true,
            "reply" => is_of(fields, "delivery") || is_of(fields, "confirm"),
            _ => false,
        }
    }

    fn of_all(document: &Document, links: &[LinkFact]) -> Self {
        let text = document.wording().with_ticks(document.body());
        let text = match text.lines().any(|line| behind_label(line).is_some()) {
            true => text
                .lines()
                .map(|line| behind_label(line).unwrap_or(line))
                .collect::<Vec<_>>()
                .join("\n"),
            false => text,
        };
        let all = 0..u32::try_from(links.len()).unwrap_or(u32::MAX);
        Self {
            text: half(&digest("", &text)),
            parts: [0; 3],
            links: all.collect(),
            sentences: Box::default(),
        }
    }

    fn of_words(document: &Document) -> Self {
        let text = document.wording().without_ticks(document.body());
        let sentences = sentences(&text);
        Self { text: [0; 16], parts: [0; 3], links: Box::default(), sentences }
    }

    fn of_terms(schema: &Schema, kind: &Kind, document: &Document, links: &[LinkFact]) -> Self {
        let spans = term_spans(schema, kind, document);
        let mut whole = Sha256::new();
        let mut parts = [0; 3];
        let mut lines = String::new();
        for (name, (spans, part)) in TERM_SECTIONS.iter().zip(spans.iter().zip(&mut parts)) {
            let said = |span: &Span| document.wording().without_ticks(*span);
            let text: Vec<String> =
                spans.iter().map(said).filter(|text| !text.is_empty()).collect();
            lines.extend(text.iter().flat_map(|text| [text.as_str(), "\n"]));
            let digest = digest(name, &text.join("\n"));
            *part = u16::from_be_bytes([digest[0], digest[1]]);
            whole.update(digest);
        }
        let inside = |link: &LinkFact| {
            let at = link.span().start;
            spans.iter().flatten().any(|span| span.start <= at && at < span.end)
        };
        let links = (0..).zip(links).filter(|(_, link)| inside(link)).map(|(at, _)| at);
        let sentences = sentences(&lines);
        Self { text: half(&whole.finalize()), parts, links: links.collect(), sentences }
    }
}

/// Returns where each of the sections stands, as often as it does: up to the next heading that the kind
/// knows, or one of the same or a higher level.
fn term_spans(schema: &Schema, kind: &Kind, document: &Document) -> [Vec<Span>; 3] {
    let sections = &document.outline().sections;
    let name = |at: usize| schema.section(kind, &sections[at].title).map(|rule| rule.name.as_str());
    let mut found = [const { Vec::new() }; 3];
    for at in 0..sections.len() {
        let Some(which) =
            name(at).and_then(|name| TERM_SECTIONS.iter().position(|one| *one == name))
        else {
            continue;
        };
        let whole = sections[at].body;
        let below = at + 1..sections.len();
        let next = below.clone().find(|next| name(*next).is_some());
        let end = next.map_or(whole.end, |next| sections[next].heading.start.min(whole.end));
        found[which].push(Span::new(whole.start, end.max(whole.start)));
    }
    found
}

/// Returns digests of the sentences of a wording, each once, in order; what has few words says too
/// little to be known again.
fn sentences(text: &str) -> Box<[u32]> {
    let mut found = Vec::new();
    let mut sentence = Sentence::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += match MEANING[usize::from(*byte)] {
            END => {
                found.extend(sentence.end());
                1
            }
            GAP => {
                sentence.gap();
                1
            }
            // Nearly all of a text is ASCII, and is told word by word.
            LETTER => {
                let rest = &bytes[at..];
                let is_letter = |byte: &u8| MEANING[usize::from(*byte)] == LETTER;
                let length = rest.iter().position(|byte| !is_letter(byte)).unwrap_or(rest.len());
                sentence.letters(&rest[..length]);
                length
            }
            _ => sentence.other(text[at..].chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)),
        };
    }
    found.extend(sentence.end());
    found.sort_unstable();
    found.dedup();
    found.truncate(MOST_SENTENCES);
    found.into()
}

/// What ends a sentence, what stands between two words, a letter or digit, and a part of a character
/// beyond ASCII.
const END: u8 = 0;
const GAP: u8 = 1;
const LETTER: u8 = 2;
const BEYOND: u8 = 3;

/// What each byte means for a sentence.
const MEANING: [u8; 256] = {
    let mut meaning = [GAP; 256];
    let mut at = 0;
    while at < meaning.len() {
        let byte = at as u8;
        if !byte.is_ascii() {
            meaning[at] = BEYOND;
        } else if byte.is_ascii_alphanumeric() {
            meaning[at] = LETTER;
        } else if matches!(byte, b'.' | b'!' | b'?' | b';' | b'\t' | b'\n') {
            meaning[at] = END;
        }
        at += 1;
    }
    meaning
};

/// The words of a sentence, in lower case and with one blank behind each.
#[derive(Default)]
struct Sentence {
    text: Vec<u8>,
    words: usize,
    in_word: bool,
}

impl Sentence {
    /// Adds letters of one word, of ASCII or in lower case.
    fn letters(&mut self, letters: &[u8]) {
        let before = self.text.len();
        self.text.extend_from_slice(letters);
        self.text[before..].make_ascii_lowercase();
        self.words += usize::from(!self.in_word);
        self.in_word = true;
    }

    /// Adds a character beyond ASCII; returns its length.
    fn other(&mut self, c: char) -> usize {
        match c {
            // For nearly all there is, the same as below.
            'À'..='Ö' | 'Ø'..='Þ' => {
                let lower = char::from_u32(u32::from(c) + 0x20).unwrap_or(c);
                self.letters(lower.encode_utf8(&mut [0; 4]).as_bytes());
            }
            'ß'..='ö' | 'ø'..='ÿ' => self.letters(c.encode_utf8(&mut [0; 4]).as_bytes()),
            _ if c.is_alphanumeric() => {
                c.to_lowercase().for_each(|c| self.letters(c.encode_utf8(&mut [0; 4]).as_bytes()))
            }
            _ => self.gap(),
        }
        c.len_utf8()
    }

    fn gap(&mut self) {
        if std::mem::take(&mut self.in_word) {
            self.text.push(b' ');
        }
    }

    /// Returns the digest, unless there are few words, and begins another sentence.
    fn end(&mut self) -> Option<u32> {
        self.gap();
        let digest = (self.words >= LEAST_WORDS).then(|| SENTENCE.hash_one(&self.text[..]) as u32);
        self.text.clear();
        self.words = 0;
        digest
    }
}

/// Digests of sentences are compared by this build of the program alone.
const SENTENCE: FixedState = FixedState::with_seed(0);

/// Returns what stands behind the label of a box in which somebody decides: which one is ticked is no part
/// of what they decide about.
fn behind_label(line: &str) -> Option<&str> {
    after_label(line.trim_start_matches(|c: char| !c.is_alphanumeric()))
}

/// Tells whether a reply is of this type.
fn is_of(fields: &[FieldValue], name: &str) -> bool {
    fields.iter().any(|one| one.key == "type" && one.value.text() == Some(name))
}

fn digest(name: &str, text: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(name.as_bytes());
    hash.update([0]);
    hash.update(text.as_bytes());
    hash.finalize().into()
}

fn half(digest: &[u8]) -> [u8; 16] {
    let mut half = [0; 16];
    half.iter_mut().zip(digest).for_each(|(half, byte)| *half = *byte);
    half
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str, expected: bool) {
        assert_eq!(sentences(one) == sentences(other), expected, "{one:?} and {other:?}");
    }

    #[test]
    fn sentences_are_known_again_whatever_stands_between_the_words() {
        let text = "Each bank line is matched, or listed";
        same(text, "each BANK line – is\u{a0}matched or listed", true);
        same(text, "Each bank line is matched or listed!", true);
        same(text, "Each bank line is matched or lists", false);
        same(text, "Each bankline is matched or listed", false);
        same("Årets bøker er lukket nå i år", "årets BØKER er lukket nå; i år", false);
        same("Årets bøker er lukket nå i år", "årets BØKER er «lukket» nå i år", true);
    }

    #[test]
    fn letters_beyond_ascii_count_by_their_lower_case() {
        for c in '\u{80}'..'\u{100}' {
            let lower: String = c.to_lowercase().collect();
            let before = "one two three four";
            same(&format!("{before} x{c}y"), &format!("{before} x{lower}y"), true);
            same(&format!("{before} x{c}y"), &format!("{before} x y"), !c.is_alphanumeric());
        }
    }

    #[test]
    fn what_ends_a_sentence_begins_another_and_short_ones_say_nothing() {
        let five = "one two three four five";
        for end in [".", "!", "?", ";", "\t", "\n"] {
            assert_eq!(sentences(&format!("{five}{end} six seven")).len(), 1, "{end:?}");
            let two = format!("{five}{end}six seven eight nine ten");
            assert_eq!(sentences(&two).len(), 2, "{end:?}");
            assert_eq!(sentences(&format!("{five}{end}{five}")), sentences(five), "{end:?}");
        }
        for text in ["", "one two three four", "a.b.c.d.e", "... ! ?"] {
            assert!(sentences(text).is_empty(), "{text:?}");
        }
    }
}
