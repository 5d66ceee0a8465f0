//! How files are kept: in blocks of neighbouring slots, what lists need apart from the rest.
//!
//! A block says which generation wrote it, and the head of the index which generation it expects:
//! after a power cut, a block of its own past is so told from the right one.

use serde::{Deserialize, Serialize};

use super::entry::{Entry, EntryRef, Form, Slot};
use crate::diagnostic::Diagnostic;
use crate::merge::ContentId;
use crate::schema::{Record, Values, Word};
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

/// One half of a block: what is kept of each file can be decoded without the others.
struct Parts<'a> {
    /// Where each ends in `bytes`; a free slot has none there.
    ends: Vec<u32>,
    bytes: &'a [u8],
}

impl<'a> Parts<'a> {
    fn read(bytes: &'a [u8], generation: u64) -> Option<Self> {
        let ((written, ends), bytes): ((u64, Vec<u32>), _) =
            postcard::take_from_bytes(bytes).ok()?;
        let right = written == generation && ends.len() == BLOCK as usize;
        right.then_some(Self { ends, bytes })
    }

    /// Decodes one, `Some(None)` where the slot is free; `None` when it is not whole.
    fn get<T: Deserialize<'a>>(&self, at: usize) -> Option<Option<T>> {
        let start = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        match self.bytes.get(start as usize..*self.ends.get(at)? as usize)? {
            [] => Some(None),
            bytes => postcard::from_bytes(bytes).ok().map(Some),
        }
    }
}

/// Puts one half of a block together.
#[derive(Default)]
struct Joined {
    ends: Vec<u32>,
    bytes: Vec<u8>,
}

impl Joined {
    /// Adds what is kept of the file in this place; they come by slot.
    fn push<T: Serialize>(&mut self, at: usize, value: &T) {
        self.ends.resize(at, end_of(&self.bytes));
        self.bytes = append(value, std::mem::take(&mut self.bytes));
        self.ends.push(end_of(&self.bytes));
    }

    fn finish(mut self, generation: u64) -> Vec<u8> {
        self.ends.resize(BLOCK as usize, end_of(&self.bytes));
        let mut whole = to_bytes(&(generation, self.ends));
        whole.append(&mut self.bytes);
        whole
    }
}

/// One block as it is kept.
#[derive(Debug)]
pub(super) struct Encoded {
    pub(super) lean: Vec<u8>,
    pub(super) details: Vec<u8>,
}

impl Encoded {
    /// Decodes one file; `None` when the block is not the one of this generation.
    pub(super) fn entry(&self, generation: u64, at: usize) -> Option<Option<Entry>> {
        let lean = Parts::read(&self.lean, generation)?;
        let details = Parts::read(&self.details, generation)?;
        let Some(lean) = lean.get::<Lean<'_>>(at)? else { return Some(None) };
        Some(Some(lean.with(details.get(at)??)))
    }

    pub(super) fn put(self, batch: &mut Batch, number: u32) {
        batch.put(Space::Entries, i64::from(number), self.lean);
        batch.put(Space::Details, i64::from(number), self.details);
    }
}

/// Encodes the entries of one block, which come by slot: what lists need, and the rest.
pub(super) fn encode(generation: u64, entries: &[EntryRef<'_>]) -> Encoded {
    let (mut lean, mut details) = (Joined::default(), Joined::default());
    for entry in entries {
        let (_, at) = place(entry.slot);
        let fields = entry.record.map_or_else(Vec::new, encode_fields);
        lean.push(at, &Lean::of(entry, &fields));
        details.push(at, &DetailRef { record: entry.record, diagnostics: entry.diagnostics });
    }
    Encoded { lean: lean.finish(generation), details: details.finish(generation) }
}

/// No block has 4 GiB.
fn end_of(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

/// Decodes what lists need of a block; `None` when it is not the one of this generation.
pub(super) fn lean(bytes: &[u8], generation: u64) -> Option<Vec<Option<Lean<'_>>>> {
    let parts = Parts::read(bytes, generation)?;
    (0..BLOCK as usize).map(|at| parts.get(at)).collect()
}

/// Decodes all of a block; `None` when it is not the one of this generation.
pub(super) fn entries(lean: &[u8], details: &[u8], generation: u64) -> Option<Vec<Option<Entry>>> {
    let lean = self::lean(lean, generation)?;
    let details = Parts::read(details, generation)?;
    let whole = |(at, lean): (usize, Option<Lean<'_>>)| match lean {
        Some(lean) => Some(Some(lean.with(details.get(at)??))),
        None => Some(None),
    };
    lean.into_iter().enumerate().map(whole).collect()
}

/// Encodes any value that the index keeps.
pub(super) fn to_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    append(value, Vec::new())
}

/// Encodes a value behind what is there.
fn append<T: Serialize>(value: &T, bytes: Vec<u8>) -> Vec<u8> {
    postcard::to_extend(value, bytes)
        .expect("all that is kept knows its length, and a Vec takes it")
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
    let mut bytes = to_bytes(&record.kind);
    bytes.extend(record.fields.values().bytes());
    bytes
}

/// Returns the fields behind the kind; nothing where there was no record.
pub(super) fn fields(bytes: &[u8]) -> Values<'_> {
    let kind = postcard::take_from_bytes::<Option<Word>>(bytes);
    kind.map(|(_, fields)| Values::new(fields)).unwrap_or_default()
}

/// Decodes the kind alone.
pub(super) fn kind(bytes: &[u8]) -> Option<Word> {
    postcard::take_from_bytes::<Option<Word>>(bytes).ok()?.0
}
