//! The text by which people bind themselves: what a task asks for, what a delivery hands over.

use std::hash::BuildHasher;

use foldhash::quality::FixedState;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::decision::after_label;
use super::fields::NewField;
use super::{Kind, LinkFact, Schema};
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
        fields: &[NewField],
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
    pub(super) fn binds(kind: &Kind, fields: &[NewField]) -> bool {
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
    for line in text.split('\n') {
        sentence.begin(line.len());
        let mut at = 0;
        while let Some(byte) = line.as_bytes().get(at) {
            let meaning = MEANING[usize::from(*byte)];
            match meaning {
                END => found.extend(sentence.end()),
                BEYOND => {
                    let c = line[at..].chars().next().unwrap_or(char::REPLACEMENT_CHARACTER);
                    sentence.other(c);
                    at += c.len_utf8();
                    continue;
                }
                _ => sentence.add(meaning),
            }
            at += 1;
        }
        found.extend(sentence.end());
    }
    found.sort_unstable();
    found.dedup();
    found.truncate(MOST_SENTENCES);
    found.into()
}

/// What ends a sentence, what stands between two words, and a part of a character beyond ASCII; anything
/// else is a letter.
const END: u8 = 0;
const GAP: u8 = b' ';
const BEYOND: u8 = 1;

/// What each byte means for a sentence: a letter or digit stands for itself in lower case.
const MEANING: [u8; 256] = {
    let mut meaning = [GAP; 256];
    let mut at = 0;
    while at < meaning.len() {
        let byte = at as u8;
        if !byte.is_ascii() {
            meaning[at] = BEYOND;
        } else if byte.is_ascii_alphanumeric() {
            meaning[at] = byte.to_ascii_lowercase();
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
    /// Has room for more than is written.
    text: Vec<u8>,
    length: usize,
    words: usize,
    /// What was added last; a gap where nothing was.
    last: u8,
}

impl Sentence {
    /// Makes room for a sentence on a line of so many bytes.
    fn begin(&mut self, line: usize) {
        // No character has twice as many bytes in lower case, and a blank follows the last word.
        let room = 2 * line + 1;
        if self.text.len() < room {
            self.text.resize(room, 0);
        }
        self.last = GAP;
    }

    /// Adds a byte of a letter, or a gap: one of several in a row, and none before the first word.
    fn add(&mut self, byte: u8) {
        // Nearly each byte of a text comes by here, so nothing is decided that can be counted.
        let is_gap = byte == GAP;
        let is_another = is_gap & (self.last == GAP);
        self.text[self.length] = byte;
        self.length += usize::from(!is_another);
        self.words += usize::from(is_gap & !is_another);
        self.last = byte;
    }

    /// Adds a character beyond ASCII.
    fn other(&mut self, c: char) {
        let mut add = |c: char| c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| self.add(byte));
        match c {
            // For nearly all there is, the same as below.
            'À'..='Ö' | 'Ø'..='Þ' => add(char::from_u32(u32::from(c) + 0x20).unwrap_or(c)),
            'ß'..='ö' | 'ø'..='ÿ' => add(c),
            _ if c.is_alphanumeric() => c.to_lowercase().for_each(add),
            _ => self.add(GAP),
        }
    }

    /// Returns the digest, unless there are few words, and begins another sentence.
    fn end(&mut self) -> Option<u32> {
        self.add(GAP);
        let text = &self.text[..self.length];
        let digest = (self.words >= LEAST_WORDS).then(|| SENTENCE.hash_one(text) as u32);
        (self.length, self.words) = (0, 0);
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
fn is_of(fields: &[NewField], name: &str) -> bool {
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
