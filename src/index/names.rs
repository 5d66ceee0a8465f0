//! What versions of documents are called, remembered by content: the same bytes have the same names.
//!
//! So a tree of a hundred thousand files can be asked for its ids without reading one of them again.

use std::collections::BTreeSet;
use std::sync::Arc;

use foldhash::quality::RandomState;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::document::{Document, Entry, Value};
use crate::merge::ContentId;
use crate::schema::{Schema, fold, layout, reduce_reference};
use crate::store::cache::{Batch, Cache, Part, Space};
use crate::text::{RepoPath, Source};

/// What one version calls itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The id that is written in it.
    pub id: Option<Box<str>>,
    /// What it was called before.
    pub formerly: Vec<Box<str>>,
    /// Whether it says that it is a person.
    pub person: bool,
    /// The task that it says it is about.
    pub task: Option<Box<str>>,
}

/// The names of versions, as far as they were asked for.
pub struct Names {
    cache: Arc<Cache>,
    seen: u64,
    known: Shelves,
}

type HashSet<T> = std::collections::HashSet<T, RandomState>;

/// Versions whose ids begin with the same byte, by id: what one value of the cache holds.
type Shelf = Vec<(ContentId, Named)>;

/// One shelf for each first byte of an id.
struct Shelves(Vec<Shelf>);

impl Shelves {
    fn empty() -> Self {
        Self(vec![Shelf::new(); usize::from(u8::MAX) + 1])
    }

    fn get(&self, id: ContentId) -> Option<&Named> {
        let shelf = &self.0[usize::from(first(id))];
        let at = shelf.binary_search_by_key(&id, |(known, _)| *known).ok()?;
        Some(&shelf[at].1)
    }

    fn len(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    fn iter(&self) -> impl ParallelIterator<Item = &(ContentId, Named)> {
        self.0.par_iter().flatten_iter()
    }

    /// Puts versions in that are on no shelf yet; returns the shelves that have changed.
    fn extend(&mut self, new: Vec<(ContentId, Named)>) -> BTreeSet<u8> {
        let touched: BTreeSet<u8> = new.iter().map(|(id, _)| first(*id)).collect();
        for one in new {
            self.0[usize::from(first(one.0))].push(one);
        }
        for number in &touched {
            self.0[usize::from(*number)].sort_unstable_by_key(|(id, _)| *id);
        }
        touched
    }
}

fn first(id: ContentId) -> u8 {
    id.as_bytes()[0]
}

impl Names {
    /// Knows no version, and reads nothing.
    pub fn none(cache: Arc<Cache>) -> Self {
        Self { cache, seen: 0, known: Shelves::empty() }
    }

    /// Reads what is remembered.
    pub fn open(cache: Arc<Cache>) -> Self {
        let seen = cache.generation(Part::Names);
        let values = cache.read_all(Space::Names);
        let read = |(number, bytes): &(i64, Vec<u8>)| {
            let shelf: Shelf = postcard::from_bytes(bytes).ok()?;
            let number = u8::try_from(*number).ok()?;
            // What is not as it was written is read from the documents again.
            let is_sorted = shelf.is_sorted_by(|(one, _), (other, _)| one < other);
            let is_whole = is_sorted && shelf.iter().all(|(id, _)| first(*id) == number);
            is_whole.then_some((number, shelf))
        };
        let mut known = Shelves::empty();
        for (number, shelf) in values.par_iter().filter_map(read).collect::<Vec<_>>() {
            known.0[usize::from(number)] = shelf;
        }
        Self { cache, seen, known }
    }

    /// Returns the names of a version that was [learned](Self::learn).
    pub fn of(&self, id: ContentId) -> Option<&Named> {
        self.known.get(id)
    }

    /// Returns the versions in which one of these ids is written.
    pub fn with_ids(&self, ids: &std::collections::HashSet<&str>) -> BTreeSet<ContentId> {
        let has_one = |named: &Named| named.id.as_deref().is_some_and(|id| ids.contains(id));
        self.known.iter().filter(|(_, named)| has_one(named)).map(|(id, _)| *id).collect()
    }

    /// Tells whether a document, of which one version has the `id`, may be meant by a name: by its own id, or by its
    /// file's name.
    pub fn is_called(&self, path: &RepoPath, id: ContentId, name: &str) -> bool {
        let written = self.of(id).and_then(|named| named.id.as_deref());
        written == Some(name)
            || path.stem() == name
            || layout::id_of_name(path.stem()) == Some(name)
    }

    /// Reads those of `versions` that are not known yet, in parallel, and remembers all of them; what
    /// else was remembered and is not among them is forgotten once that is the greater part.
    ///
    /// A version that cannot be read has no names.
    pub fn learn(
        &mut self,
        schema: &Schema,
        versions: impl Iterator<Item = ContentId>,
        read: &(dyn Fn(ContentId) -> Option<Arc<[u8]>> + Sync),
    ) {
        let versions: Vec<ContentId> = versions.collect();
        let is_unknown = |id: &&ContentId| self.known.get(**id).is_none();
        let unknown: Vec<ContentId> = versions.par_iter().filter(is_unknown).copied().collect();
        // Each once.
        let unknown: HashSet<ContentId> = unknown.into_iter().collect();
        if unknown.is_empty() {
            return;
        }
        let named = |id: &ContentId| (*id, named(schema, read(*id).as_deref()));
        let mut touched = self.known.extend(unknown.par_iter().map(named).collect());
        // One that is given twice counts twice: then it is forgotten a little later.
        if self.known.len() > versions.len() * 2 {
            let versions: HashSet<ContentId> = versions.into_iter().collect();
            self.known.0.iter_mut().for_each(|shelf| shelf.retain(|(id, _)| versions.contains(id)));
            touched.extend(0..=u8::MAX);
        }
        let mut batch = Batch::default();
        for number in touched {
            // A shelf that could not be written is read from the documents again.
            if let Ok(bytes) = postcard::to_stdvec(&self.known.0[usize::from(number)]) {
                batch.put(Space::Names, i64::from(number), bytes);
            }
        }
        // Whether it was kept or another process was faster, what is known here stays right.
        let _ = self.cache.write(Part::Names, self.seen, batch);
        self.seen = self.cache.generation(Part::Names);
    }
}

/// Reads what a version calls itself: the keys alone decide, wherever it lies.
fn named(schema: &Schema, bytes: Option<&[u8]>) -> Named {
    let mut named = Named::default();
    let Some(source) = bytes.and_then(|bytes| Source::decode(bytes).ok()) else { return named };
    let document = Document::parse(source);
    let Some(front) = document.front() else { return named };
    let reply = schema.kind("reply");
    for entry in &front.entries {
        if let Some(field) = reply.and_then(|reply| schema.field(reply, &entry.key))
            && field.name == "task"
        {
            let name = entry.value.text();
            let name = name.map(|text| reduce_reference(schema, &field.r#type, text));
            named.task = named.task.or_else(|| name.map(Box::from));
        }
        match schema.common_field(&entry.key).map(|field| field.name.as_str()) {
            Some("formerly") => named.formerly.extend(texts(entry)),
            Some("kind") => {
                let kind = entry.value.text().and_then(|name| schema.kind(name));
                named.person |= kind.is_some_and(|kind| kind.name == "person");
            }
            _ if matches!(fold(&entry.key).as_ref(), "id" | "identifier") => {
                named.id = named.id.or_else(|| entry.value.text().map(Box::from));
            }
            _ => {}
        }
    }
    named
}

fn texts(entry: &Entry) -> Vec<Box<str>> {
    match &entry.value.value {
        Value::Sequence { items, .. } => {
            items.iter().filter_map(|item| item.text()).map(Box::from).collect()
        }
        _ => entry.value.text().map(Box::from).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn check(text: &str, id: Option<&str>, formerly: &[&str], person: bool) {
        let named = named(Schema::builtin(), Some(text.as_bytes()));
        let expected = Named {
            id: id.map(Box::from),
            formerly: formerly.iter().map(|name| Box::from(*name)).collect(),
            person,
            task: named.task.clone(),
        };
        assert_eq!(named, expected, "{text}");
    }

    #[test]
    fn names_are_read_in_any_language() {
        check(
            "---\nkind: task\nid: ola-3\nformerly: [ola-2]\n---\n",
            Some("ola-3"),
            &["ola-2"],
            false,
        );
        check(
            "---\nslag: person\nid: kari\ntidligere: kari-h\n---\n",
            Some("kari"),
            &["kari-h"],
            true,
        );
        check("---\nID: \"a\"\nid: b\n---\n", Some("a"), &[], false);
        check("---\nid:\n---\n", None, &[], false);
        check("no front matter\n", None, &[], false);
        assert_eq!(named(Schema::builtin(), Some(&[0xff])), Named::default());
        assert_eq!(named(Schema::builtin(), None), Named::default());
    }

    #[test]
    fn what_a_reply_is_about_is_read_as_people_write_it() {
        let check = |text: &str, expected: Option<&str>| {
            let named = named(Schema::builtin(), Some(text.as_bytes()));
            assert_eq!(named.task.as_deref(), expected, "{text}");
        };
        check("---\ntask: ola-1\n---\n", Some("ola-1"));
        check("---\noppgave: \"[[tasks/ola-1-bank.md]]\"\n---\n", Some("ola-1"));
        check("---\ntitle: ola-1\n---\n", None);
    }

    #[test]
    fn a_version_is_read_once_and_then_remembered() {
        let cache = Arc::new(Cache::memory());
        let texts: Vec<String> = (0..40).map(|n| format!("---\nid: ola-{n}\n---\n")).collect();
        let id = |text: &String| ContentId::of_blob(text.as_bytes());
        let all: BTreeMap<ContentId, &String> = texts.iter().map(|text| (id(text), text)).collect();
        let read = |wanted| all.get(&wanted).map(|text| Arc::from(text.as_bytes()));
        let some = texts[..30].iter().map(id);
        Names::open(Arc::clone(&cache)).learn(Schema::builtin(), some, &read);
        let mut again = Names::open(Arc::clone(&cache));
        again.learn(Schema::builtin(), texts[..30].iter().map(id), &|_| panic!("it is known"));
        assert_eq!(again.of(id(&texts[7])).and_then(|named| named.id.as_deref()), Some("ola-7"));
        // What is not asked for any more is forgotten once it is the greater part.
        let few = texts[30..].iter().map(id);
        again.learn(Schema::builtin(), few, &read);
        let last = Names::open(cache);
        assert!(last.of(id(&texts[7])).is_none());
        assert!(last.of(id(&texts[35])).is_some());
    }
}
