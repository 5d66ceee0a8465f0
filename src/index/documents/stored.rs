//! How files are kept: in blocks of neighbouring slots, what lists need apart from the rest.
//!
//! A block says which generation wrote it, and the head of the index which generation it expects:
//! after a power cut, a block of its own past is so told from the right one.

use serde::{Deserialize, Serialize};

use super::entry::{Entry, EntryRef, Form, Slot};
use crate::diagnostic::Diagnostic;
use crate::merge::ContentId;
use crate::schema::{Record, Value, Word};
use crate::store::cache::{Batch, Space};
use crate::text::RepoPath;
use crate::workflow::{Standing, State};

/// So many slots lie in one block.
pub(super) const BLOCK: u32 = 128;

/// Returns the block that a slot lies in, and where in it.
pub(super) fn place(slot: Slot) -> (u32, usize) {
    (slot / BLOCK, (slot % BLOCK) as usize)
}

/// What lists need of a file, with the texts still in the bytes of its block.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Lean<'a> {
    pub(super) path: &'a str,
    content: Option<[u8; 20]>,
    pub(super) form: Form,
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    /// Position among all states, for whom it waits, and whether its terms have changed.
    #[serde(borrow)]
    standing: Option<(u8, Option<&'a str>, bool)>,
    /// The kind, then each key with its value.
    pub(super) fields: &'a [u8],
}

/// What is kept of a file beside [`Lean`].
#[derive(Debug, Deserialize)]
struct Detail {
    record: Option<Record>,
    diagnostics: Box<[Diagnostic]>,
}

#[derive(Serialize)]
struct DetailRef<'a> {
    record: Option<&'a Record>,
    diagnostics: &'a [Diagnostic],
}

/// Kind and fields of a record.
pub(super) type Fields = (Option<Word>, Box<[(Word, Value)]>);

/// One block as it is kept.
pub(super) struct Encoded {
    lean: Vec<u8>,
    details: Vec<u8>,
}

impl Encoded {
    pub(super) fn put(self, batch: &mut Batch, number: u32) {
        batch.put(Space::Entries, i64::from(number), self.lean);
        batch.put(Space::Details, i64::from(number), self.details);
    }
}

/// Encodes the entries of one block: what lists need, and the rest.
pub(super) fn encode(generation: u64, entries: &[EntryRef<'_>]) -> Encoded {
    let fields: Vec<Vec<u8>> =
        entries.iter().map(|entry| entry.record.map_or_else(Vec::new, encode_fields)).collect();
    let mut lean = vec![None; BLOCK as usize];
    let mut details: Vec<Option<DetailRef<'_>>> = (0..BLOCK).map(|_| None).collect();
    for (entry, fields) in entries.iter().zip(&fields) {
        let (_, at) = place(entry.slot);
        lean[at] = Some(Lean::of(entry, fields));
        details[at] = Some(DetailRef { record: entry.record, diagnostics: entry.diagnostics });
    }
    Encoded { lean: to_bytes(&(generation, lean)), details: to_bytes(&(generation, details)) }
}

/// Decodes what lists need of a block; `None` when it is not the one of this generation.
pub(super) fn lean(bytes: &[u8], generation: u64) -> Option<Vec<Option<Lean<'_>>>> {
    let (written, block): (u64, Vec<Option<Lean<'_>>>) = postcard::from_bytes(bytes).ok()?;
    (written == generation && block.len() == BLOCK as usize).then_some(block)
}

/// Decodes all of a block; `None` when it is not the one of this generation.
pub(super) fn entries(lean: &[u8], details: &[u8], generation: u64) -> Option<Vec<Option<Entry>>> {
    let lean = self::lean(lean, generation)?;
    let (written, details): (u64, Vec<Option<Detail>>) = postcard::from_bytes(details).ok()?;
    if written != generation || details.len() != lean.len() {
        return None;
    }
    let whole = |pair| match pair {
        (Some(lean), Some(detail)) => Some(Some(Lean::with(&lean, detail))),
        (None, None) => Some(None),
        _ => None,
    };
    lean.into_iter().zip(details).map(whole).collect()
}

/// Encodes any value that the index keeps.
pub(super) fn to_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(value).expect("all that is kept knows its length, and a Vec takes it")
}

impl<'a> Lean<'a> {
    fn of(entry: &EntryRef<'a>, fields: &'a [u8]) -> Self {
        let standing = entry.standing.map(|standing| {
            let state = State::ALL.iter().zip(0..).find(|(state, _)| **state == standing.state);
            let state = state.map_or(0, |(_, at)| at);
            (state, standing.waiting_on.as_deref(), standing.terms_changed)
        });
        Self {
            path: entry.path.as_str(),
            content: entry.content.map(|id| *id.as_bytes()),
            form: entry.form,
            id: entry.record.map_or("", |record| &record.id),
            title: entry.record.map_or("", |record| &record.title),
            standing,
            fields,
        }
    }

    pub(super) fn standing(&self) -> Option<Standing> {
        let (state, waiting_on, terms_changed) = self.standing?;
        let state = *State::ALL.get(usize::from(state))?;
        Some(Standing { state, waiting_on: waiting_on.map(str::to_owned), terms_changed })
    }

    pub(super) fn content(&self) -> Option<ContentId> {
        self.content.map(ContentId::from_bytes)
    }

    fn with(&self, detail: Detail) -> Entry {
        Entry {
            path: match &detail.record {
                Some(record) => record.path.clone(),
                None => RepoPath::new(self.path),
            },
            content: self.content(),
            form: self.form,
            record: detail.record,
            diagnostics: detail.diagnostics,
            standing: self.standing(),
        }
    }
}

fn encode_fields(record: &Record) -> Vec<u8> {
    let fields: Vec<(&Word, &Value)> =
        record.fields.iter().map(|field| (&field.key, &field.value)).collect();
    to_bytes(&(&record.kind, fields))
}

/// Decodes kind and fields; nothing where there was no record.
pub(super) fn fields(bytes: &[u8]) -> Fields {
    postcard::from_bytes(bytes).unwrap_or_default()
}

/// Decodes the kind alone.
pub(super) fn kind(bytes: &[u8]) -> Option<Word> {
    postcard::take_from_bytes::<Option<Word>>(bytes).ok()?.0
}
