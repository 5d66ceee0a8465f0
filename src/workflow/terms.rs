//! The terms of a task, as a digest: what was confirmed, agreed on, judged.
//!
//! `1:` stands for the form described here, which never changes; another form gets another number.
//! Behind it, in hexadecimal and divided by `-`: the task's own terms, those of its brief, else of its routine, or `0`, and
//! the beginning of a digest of each part, which says what differs and proves nothing.

use std::borrow::Cow;
use std::fmt;

use sha2::{Digest, Sha256};

use super::guide::{guide_field, guide_of};
use super::sources::{Held, Sources, linked};
use crate::document::plain_words;
use crate::schema::{Binding, Moment, Record, TERM_SECTIONS, ValueRef};
use crate::text::RepoPath;

/// The fields that are terms, by their English keys.
const FIELDS: [&str; 6] = ["title", "to", "approver", "due", "max_hours", "brief"];
const PARTS: usize = FIELDS.len() + TERM_SECTIONS.len() + 1;
/// The form of all digests here.
pub(super) const FORM: &str = "1:";

/// The terms of a task.
///
/// A part of the task's own is told from its brief, so that a brief edited later reopens nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    own: [u8; 16],
    brief: Option<[u8; 16]>,
    parts: [u16; PARTS],
}

/// A part of the terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermsPart {
    /// A field, by its English key.
    Field(&'static str),
    /// A section, by its English heading.
    Section(&'static str),
    /// The files that those sections link to.
    Files,
    /// The text of the brief, or the files that it links to.
    Brief,
}

impl Terms {
    /// The fields that are terms, by their English keys.
    pub const FIELDS: [&str; 6] = FIELDS;

    /// Reads the terms of a task; `None` when its brief is not found, or it is not known what a file
    /// holds that they link to.
    pub fn of(task: &Record, sources: &dyn Sources) -> Option<Self> {
        let brief = match guide_of(task) {
            Some(name) => Some(Self::digest_of_brief(&*sources.brief(name)?, sources)?),
            None => None,
        };
        let binding = binding(task);
        let files = files(task, &binding, sources)?;
        let fields = FIELDS.map(|key| field(task, key));
        let mut own = Sha256::new();
        own.update(b"handover terms 1");
        for (key, value) in FIELDS.iter().zip(&fields) {
            put(&mut own, key.as_bytes());
            put(&mut own, value.as_bytes());
        }
        own.update(binding.text);
        own.update(files);
        let mut parts = [0; PARTS];
        let digests = fields.iter().map(|value| start(&Sha256::digest(value.as_bytes())));
        let all = digests.chain(binding.parts).chain([start(&files)]);
        parts.iter_mut().zip(all).for_each(|(part, digest)| *part = digest);
        Some(Self { own: half(&own.finalize()), brief, parts })
    }

    fn digest_of_brief(brief: &Record, sources: &dyn Sources) -> Option<[u8; 16]> {
        let binding = binding(brief);
        let mut hash = Sha256::new();
        hash.update(b"handover brief 1");
        hash.update(binding.text);
        hash.update(files(brief, &binding, sources)?);
        Some(half(&hash.finalize()))
    }

    /// Reads them as they stand in a reply or a review; `None` when that is something else, or of a
    /// form that this program does not know.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().strip_prefix(FORM)?.split('-');
        let own = from_hex(parts.next()?)?;
        let brief = match parts.next()? {
            "0" => None,
            brief => Some(from_hex(brief)?),
        };
        let hints: [u8; PARTS * 2] = from_hex(parts.next()?)?;
        if parts.next().is_some() {
            return None;
        }
        let mut terms = Self { own, brief, parts: [0; PARTS] };
        for (part, hint) in terms.parts.iter_mut().zip(hints.chunks_exact(2)) {
            *part = u16::from_be_bytes([hint[0], hint[1]]);
        }
        Some(terms)
    }

    /// Tells whether the task's own terms are the same, whatever its brief says.
    pub fn same_own(&self, other: &Self) -> bool {
        self.own == other.own
    }

    /// Returns which parts differ; empty for equal terms, and where that cannot be told.
    pub fn differing(&self, other: &Self) -> Vec<TermsPart> {
        let names = FIELDS.iter().map(|key| TermsPart::Field(key));
        let names = names.chain(TERM_SECTIONS.iter().map(|name| TermsPart::Section(name)));
        let pairs = self.parts.iter().zip(&other.parts);
        let differ =
            names.chain([TermsPart::Files]).zip(pairs).filter(|(_, (one, two))| one != two);
        let mut found: Vec<TermsPart> = differ.map(|(part, _)| part).collect();
        // Another brief says something else, of course.
        if self.brief != other.brief && !found.contains(&TermsPart::Field("brief")) {
            found.push(TermsPart::Brief);
        }
        found
    }
}

impl fmt::Display for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{FORM}{}-", hex(&self.own))?;
        f.write_str(&self.brief.map_or_else(|| "0".to_owned(), |brief| hex(&brief)))?;
        f.write_str("-")?;
        self.parts.iter().try_for_each(|part| write!(f, "{part:04x}"))
    }
}

fn binding(record: &Record) -> Cow<'_, Binding> {
    match &record.binding {
        Some(binding) => Cow::Borrowed(binding),
        None => Cow::Owned(Binding {
            text: [0; 16],
            parts: [0; 3],
            links: Box::default(),
            sentences: Box::default(),
        }),
    }
}

/// Returns a digest of the attachments that the terms link to, in their order.
fn files(record: &Record, binding: &Binding, sources: &dyn Sources) -> Option<[u8; 32]> {
    let links = binding.links.iter().map(|at| *at as usize);
    files_of(record, links, sources, &|path| !path.is_markdown())
}

/// Returns a digest of the files that some links lead to; `None` where one is not known.
pub(super) fn files_of(
    record: &Record,
    links: impl Iterator<Item = usize>,
    sources: &dyn Sources,
    counts: &dyn Fn(&RepoPath) -> bool,
) -> Option<[u8; 32]> {
    let mut hash = Sha256::new();
    let mut known = true;
    linked(record, links, sources, counts, |held| match held {
        Held::Nothing => hash.update([0]),
        Held::Content(id) => hash.update(id),
        Held::Unknown => known = false,
    });
    known.then(|| hash.finalize().into())
}

/// Returns the meaning of a field, whatever its notation; nothing for one that is absent.
fn field(task: &Record, key: &str) -> String {
    // A routine stands where a brief would.
    let field = if key == "brief" { guide_field(task) } else { task.field(key) };
    let Some(field) = field else { return String::new() };
    match field.value {
        ValueRef::Text(text) | ValueRef::Mistyped(text) => plain_words(text),
        value => match value.moment() {
            Some(Moment::Date(date)) => format!("day {date}"),
            Some(Moment::Local(time)) => format!("time {time}"),
            Some(Moment::Instant(time)) => format!("moment {time}"),
            None => value.to_string(),
        },
    }
}

/// Adds bytes of any length, so that what follows cannot be taken for a part of them.
pub(super) fn put(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}

fn start(digest: &[u8]) -> u16 {
    digest.iter().take(2).fold(0, |start, byte| start << 8 | u16::from(*byte))
}

pub(super) fn half(digest: &[u8]) -> [u8; 16] {
    let mut half = [0; 16];
    half.iter_mut().zip(digest).for_each(|(half, byte)| *half = *byte);
    half
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, two) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests;
