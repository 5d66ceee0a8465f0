//! The text by which people bind themselves: what a task asks for, what a delivery hands over.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

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
        let sentences = sentences(text.lines());
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
        let sentences = sentences(lines.lines());
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

/// Returns digests of the sentences of some lines, each once, in order; what has few words says too
/// little to be known again.
fn sentences<'t>(lines: impl Iterator<Item = &'t str>) -> Box<[u32]> {
    let ends = |c: char| matches!(c, '.' | '!' | '?' | ';' | '\t');
    let mut found: Vec<u32> =
        lines.flat_map(|line| line.split(ends)).filter_map(sentence).collect();
    found.sort_unstable();
    found.dedup();
    found.truncate(MOST_SENTENCES);
    found.into()
}

/// Returns a digest of the words of a sentence, whatever their capitals and what stands between them: FNV-1a.
fn sentence(text: &str) -> Option<u32> {
    let (mut digest, mut count) = (0x811c_9dc5_u32, 0);
    let mut take = |byte: u8| digest = (digest ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let mut in_word = false;
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' => take(c as u8),
            'A'..='Z' => take(c.to_ascii_lowercase() as u8),
            c if !c.is_ascii() && c.is_alphanumeric() => {
                let mut bytes = [0; 4];
                let lower = c.to_lowercase();
                lower.for_each(|c| c.encode_utf8(&mut bytes).bytes().for_each(&mut take));
            }
            _ => {
                if std::mem::take(&mut in_word) {
                    take(b' ');
                }
                continue;
            }
        }
        count += usize::from(!in_word);
        in_word = true;
    }
    if in_word {
        take(b' ');
    }
    (count >= LEAST_WORDS).then_some(digest)
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
