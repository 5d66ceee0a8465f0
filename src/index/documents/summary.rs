use rayon::prelude::*;

use super::core::Index;
use super::entry::{EntryRef, Form, Slot};
use super::full::Full;
use super::stored::{self, BLOCK, Lean};
use crate::merge::ContentId;
use crate::query::{Subject, Word as Wanted, has_in_title};
use crate::schema::{ValueRef, Values, Word};
use crate::text::RepoPath;
use crate::workflow::Standing;

/// What lists need of all files, not decoded yet: read by [`all`](Self::all).
#[derive(Debug)]
pub struct Summaries<'i> {
    source: Source<'i>,
}

#[derive(Debug)]
enum Source<'i> {
    /// Blocks by number, and what has changed since they were written.
    Blocks {
        blocks: Vec<(u32, Vec<u8>, u64)>,
        index: &'i Index,
    },
    Full(&'i Full),
}

/// A file by what lists and queries need, without places, sections, links and diagnostics.
#[derive(Debug)]
pub struct Summary<'s> {
    pub slot: Slot,
    pub path: RepoPath,
    pub content: Option<ContentId>,
    pub form: Form,
    kind: Option<Word>,
    id: Name<'s>,
    title: Name<'s>,
    standing: Option<Standing>,
    fields: Values<'s>,
}

/// A text that stands elsewhere, or is the file's own name.
#[derive(Debug)]
enum Name<'s> {
    Text(&'s str),
    Stem,
}

impl Index {
    /// Returns all files by what lists need of them.
    pub fn summaries(&self) -> Summaries<'_> {
        let current = self.current();
        let (None, Some(base)) = (current.full.get(), &self.base) else {
            return Summaries { source: Source::Full(self.full()) };
        };
        let whole = |(number, bytes): (u32, Vec<u8>)| {
            let generation = *base.head.blocks.get(number as usize)?;
            Some((number, bytes, generation))
        };
        let read = base.lean_blocks(&self.cache).ok();
        match read.and_then(|blocks| blocks.into_iter().map(whole).collect()) {
            Some(blocks) => Summaries { source: Source::Blocks { blocks, index: self } },
            None => Summaries { source: Source::Full(self.full()) },
        }
    }
}

impl Summaries<'_> {
    /// Returns the summaries of all files, in no order.
    pub fn all(&self) -> Vec<Summary<'_>> {
        self.fitting(&|_| true)
    }

    /// Lets go of what is kept apart from all files that fit; only those are sure to be found from then on.
    pub fn narrowed(self, fits: &(dyn Fn(&Summary<'_>) -> bool + Sync)) -> Self {
        let has_some = |(number, bytes, generation): &(u32, Vec<u8>, u64)| {
            let fits = |(slot, lean): (Slot, Option<Lean<'_>>)| {
                lean.is_some_and(|lean| fits(&Summary::stored(slot, lean)))
            };
            // Whoever reads it is told that it is damaged.
            stored::lean(bytes, *generation)
                .is_none_or(|kept| (number * BLOCK..).zip(kept).any(fits))
        };
        match self.source {
            Source::Blocks { blocks, index } => {
                let blocks = blocks.into_par_iter().filter(has_some).collect();
                Self { source: Source::Blocks { blocks, index } }
            }
            full @ Source::Full(_) => Self { source: full },
        }
    }

    /// Returns the summaries of those files that fit, in no order; the others take no memory.
    pub fn fitting(&self, fits: &(dyn Fn(&Summary<'_>) -> bool + Sync)) -> Vec<Summary<'_>> {
        self.found(&|_| true, fits)
    }

    /// Returns the summaries of those tasks whose standing fits, in no order.
    pub fn standing(&self, fits: &(dyn Fn(&Standing) -> bool + Sync)) -> Vec<Summary<'_>> {
        let may_fit = |lean: &Lean<'_>| lean.standing().is_some_and(|standing| fits(&standing));
        self.found(&may_fit, &|one| one.standing.as_ref().is_some_and(fits))
    }

    /// Finds what fits; of what is stored only what may fit is decoded.
    fn found(
        &self,
        may_fit: &(dyn Fn(&Lean<'_>) -> bool + Sync),
        fits: &(dyn Fn(&Summary<'_>) -> bool + Sync),
    ) -> Vec<Summary<'_>> {
        let full = match &self.source {
            Source::Full(full) => full,
            Source::Blocks { blocks, index } => match decoded(blocks, index, may_fit, fits) {
                Some(found) => return found,
                None => index.full(),
            },
        };
        full.iter().map(Summary::of).filter(|one| fits(one)).collect()
    }
}

/// Decodes all blocks, puts what changed in the place of what is in them, and leaves out what does not
/// fit; `None` when one is damaged.
fn decoded<'s>(
    blocks: &'s [(u32, Vec<u8>, u64)],
    index: &'s Index,
    may_fit: &(dyn Fn(&Lean<'_>) -> bool + Sync),
    fits: &(dyn Fn(&Summary<'_>) -> bool + Sync),
) -> Option<Vec<Summary<'s>>> {
    let delta = &index.current().delta.files;
    let decode = |(number, bytes, generation): &'s (u32, Vec<u8>, u64)| {
        let kept = (number * BLOCK..).zip(stored::lean(bytes, *generation)?);
        let kept = kept.filter(|(slot, _)| !delta.contains_key(slot));
        let kept = kept.filter_map(|(slot, lean)| Some((slot, lean.filter(may_fit)?)));
        let kept = kept.map(|(slot, lean)| Summary::stored(slot, lean));
        Some(kept.filter(|one| fits(one)).collect::<Vec<Summary<'s>>>())
    };
    let decoded: Option<Vec<Vec<Summary<'s>>>> = blocks.par_iter().map(decode).collect();
    let mut all: Vec<Summary<'s>> = decoded?.into_iter().flatten().collect();
    let changed = delta.iter();
    let changed = changed.filter_map(|(slot, new)| Some(Summary::of(new.as_ref()?.borrow(*slot))));
    all.extend(changed.filter(|one| fits(one)));
    Some(all)
}

impl<'s> Summary<'s> {
    fn of(entry: EntryRef<'s>) -> Self {
        let text = |text: Option<&'s str>| text.map_or(Name::Stem, Name::Text);
        Self {
            slot: entry.slot,
            path: entry.path.clone(),
            content: entry.content,
            form: entry.form,
            kind: entry.record.and_then(|record| record.kind.clone()),
            id: text(entry.record.map(|record| &*record.id)),
            title: text(entry.record.map(|record| &*record.title)),
            standing: entry.standing.cloned(),
            fields: entry.record.map(|record| record.fields.values()).unwrap_or_default(),
        }
    }

    fn stored(slot: Slot, lean: Lean<'s>) -> Self {
        let named = lean.form.has_record();
        let text = |text: &'s str| if named { Name::Text(text) } else { Name::Stem };
        Self {
            slot,
            path: RepoPath::new(lean.path),
            content: lean.content(),
            form: lean.form,
            kind: stored::kind(lean.fields),
            id: text(lean.id),
            title: text(lean.title),
            standing: lean.standing(),
            fields: stored::fields(lean.fields),
        }
    }

    /// Lists the fields by English key, in the order of the text; those that are empty too.
    pub fn fields(&self) -> impl Iterator<Item = (&'s str, ValueRef<'s>)> + use<'s> {
        self.fields.iter()
    }
}

impl Subject for Summary<'_> {
    fn path(&self) -> &RepoPath {
        &self.path
    }

    fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    fn id(&self) -> &str {
        self.id.of(&self.path)
    }

    fn title(&self) -> &str {
        self.title.of(&self.path)
    }

    fn readable(&self) -> bool {
        self.form.is_readable()
    }

    fn value(&self, english_key: &str) -> Option<ValueRef<'_>> {
        self.fields.get(english_key)
    }

    fn standing(&self) -> Option<&Standing> {
        self.standing.as_ref()
    }

    fn has_words(&self, words: &[Wanted]) -> bool {
        has_in_title(self.title(), self.id(), words)
    }

    fn is_new(&self) -> bool {
        false
    }
}

impl Name<'_> {
    fn of<'a>(&'a self, path: &'a RepoPath) -> &'a str {
        match self {
            Self::Text(text) => text,
            Self::Stem => path.stem(),
        }
    }
}
