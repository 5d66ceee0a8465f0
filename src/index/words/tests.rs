use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;

use super::*;
use crate::query::words::Word;
use crate::store::cache::{Batch, Cache, Part, Space, Written};

/// Documents in memory that count how often they are read.
#[derive(Default)]
struct Shelf {
    stamps: Vec<Option<Stamp>>,
    documents: BTreeMap<u32, Searched>,
    reads: Mutex<Vec<u32>>,
}

impl Documents for Shelf {
    fn stamps(&self) -> &[Option<Stamp>] {
        &self.stamps
    }

    fn read(&self, slot: u32) -> Option<(Stamp, Searched)> {
        self.reads.lock().unwrap().push(slot);
        let document = self.documents.get(&slot)?.clone();
        Some((stamp(&document.text, &document.title, &document.id), document))
    }
}

impl Shelf {
    fn put(&mut self, slot: u32, text: &str) {
        self.put_named(slot, text, "", "");
    }

    fn put_named(&mut self, slot: u32, text: &str, title: &str, id: &str) {
        let at = slot as usize;
        if self.stamps.len() <= at {
            self.stamps.resize(at + 1, None);
        }
        self.stamps[at] = Some(stamp(&text, title, id));
        let (text, title, id) = (text.to_owned(), title.to_owned(), id.to_owned());
        self.documents.insert(slot, Searched { text, title, id });
    }

    fn remove(&mut self, slot: u32) {
        self.documents.remove(&slot);
        if let Some(stamp) = self.stamps.get_mut(slot as usize) {
            *stamp = None;
        }
    }

    /// The slots that were read since the last call, in order.
    fn read_slots(&self) -> Vec<u32> {
        let mut read = std::mem::take(&mut *self.reads.lock().unwrap());
        read.sort_unstable();
        read
    }
}

const SILENT: &(dyn Fn(usize, usize) + Sync) = &|_, _| {};

fn slots(shelf: &Shelf, cache: &Cache, typed: &str) -> Vec<u32> {
    let word = Word::typed(typed).expect("a word");
    Words::open(cache, shelf, SILENT).hits(&word).slots().collect()
}

#[test]
fn words_are_found_by_beginnings_in_every_part() {
    let cache = Cache::memory();
    let mut shelf = Shelf::default();
    shelf.put_named(0, "---\nto: kari\n---\n# Faktura\n<!-- hint -->\nPå Ås", "Avstem", "ola-14");
    shelf.put(1023, "fakturaer fra ola-140");
    shelf.put(1024, "Fakta: paa aas");
    shelf.put(5000, "annet");
    let check = |typed: &str, expected: &[u32]| {
        assert_eq!(slots(&shelf, &cache, typed), expected, "{typed}");
    };
    check("fak", &[0, 1023, 1024]);
    check("faktura", &[0, 1023]);
    check("avstem", &[0]);
    check("ola-14", &[0, 1023]);
    check("14", &[0, 1023]);
    check("kari", &[0]);
    check("to", &[]);
    check("hint", &[]);
    check("aas", &[0, 1024]);
    check("ås", &[0]);
    check("a", &[0, 1024, 5000]);
    check("x", &[]);
}

#[test]
fn only_what_changed_is_read() {
    let cache = Cache::memory();
    let mut shelf = Shelf::default();
    (0..2100).for_each(|slot| shelf.put(slot, &format!("felles ord{slot}")));
    assert_eq!(slots(&shelf, &cache, "felles").len(), 2100);
    assert_eq!(shelf.read_slots().len(), 2100);
    assert_eq!(slots(&shelf, &cache, "ord7"), slots_with(7, 2100));
    assert!(shelf.read_slots().is_empty());
    shelf.put(3, "annet");
    shelf.put(2100, "felles nytt");
    shelf.remove(1500);
    assert_eq!(slots(&shelf, &cache, "felles").len(), 2099);
    assert_eq!(shelf.read_slots(), [3, 1500, 2100]);
    assert_eq!(slots(&shelf, &cache, "ord3"), slots_with(3, 2100)[1..]);
    assert!(slots(&shelf, &cache, "ord1500").is_empty());
    assert!(shelf.read_slots().is_empty());
}

/// The slots below `end` whose number begins with `digit`.
fn slots_with(digit: u32, end: u32) -> Vec<u32> {
    let digit = digit.to_string();
    (0..end).filter(|slot| slot.to_string().starts_with(&digit)).collect()
}

#[test]
fn a_document_that_changes_while_it_is_read_is_read_again() {
    let cache = Cache::memory();
    let mut shelf = Shelf::default();
    shelf.put(0, "gammelt");
    // What is on the shelf is no longer what the stamps were taken of.
    let seen = shelf.stamps.clone();
    shelf.put(0, "nytt");
    let now = std::mem::replace(&mut shelf.stamps, seen);
    assert_eq!(slots(&shelf, &cache, "nytt"), [0]);
    shelf.stamps = now;
    assert_eq!(slots(&shelf, &cache, "nytt"), [0]);
    shelf.read_slots();
    shelf.put(0, "gammelt");
    assert_eq!(slots(&shelf, &cache, "gammelt"), [0]);
    assert_eq!(shelf.read_slots(), [0]);
}

#[test]
fn damage_is_mended_in_silence() {
    let mut shelf = Shelf::default();
    (0..1500).for_each(|slot| shelf.put(slot, &format!("felles ord{slot}")));
    for key in [0, 1, 2, 3, 1 << 24, (1 << 24) + 1, (1 << 24) + 2] {
        for bytes in [None, Some(Vec::new()), Some(vec![0xff; 50])] {
            let cache = Cache::memory();
            slots(&shelf, &cache, "felles");
            let mut batch = Batch::default();
            match bytes {
                Some(bytes) => batch.put(Space::Words, key, bytes),
                None => batch.delete(Space::Words, key),
            }
            let written = cache.write(Part::Words, cache.generation(Part::Words), batch);
            assert!(matches!(written, Written::Done(_)));
            for (typed, expected) in [("felles", 1500), ("ord14", 111)] {
                assert_eq!(slots(&shelf, &cache, typed).len(), expected, "{typed}, {key}");
            }
        }
    }
}

#[test]
fn nothing_is_found_where_nothing_is() {
    let cache = Cache::memory();
    let mut shelf = Shelf::default();
    shelf.put(0, "felles");
    shelf.put(1024, "felles");
    assert_eq!(slots(&shelf, &cache, "felles"), [0, 1024]);
    // What the second segment was made of is lost, and then its only document goes.
    let mut batch = Batch::default();
    batch.delete(Space::Words, 1 << 24);
    let written = cache.write(Part::Words, cache.generation(Part::Words), batch);
    assert!(matches!(written, Written::Done(_)));
    shelf.remove(1024);
    assert_eq!(slots(&shelf, &cache, "felles"), [0]);
}

#[test]
fn progress_ends_with_all() {
    let (most, of) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let mut shelf = Shelf::default();
    (0..30).for_each(|slot| shelf.put(slot * 100, "x"));
    let progress = |done, total| {
        most.fetch_max(done, Ordering::Relaxed);
        of.store(total, Ordering::Relaxed);
    };
    Words::open(&Cache::memory(), &shelf, &progress);
    assert_eq!((most.into_inner(), of.into_inner()), (30, 30));
}

/// The order of the documents that have all these words.
fn check_order(documents: &[(&str, &str)], typed: &[&str], expected: &[u32]) {
    let cache = Cache::memory();
    let mut shelf = Shelf::default();
    for (slot, (title, text)) in (0..).zip(documents) {
        shelf.put_named(slot, text, title, "");
    }
    let mut words = Words::open(&cache, &shelf, SILENT);
    let typed: Vec<Word> = typed.iter().filter_map(|typed| Word::typed(typed)).collect();
    let looked = Looked::new(&shelf, &mut words, typed.iter());
    let typed: Vec<&Word> = typed.iter().collect();
    let hits: Vec<&Hits> = typed.iter().filter_map(|word| looked.hits(word)).collect();
    let slots = looked.all_of(&typed);
    let mut ranked: Vec<_> = rank(&words, &hits, &slots).into_iter().zip(slots).collect();
    ranked.sort_by_key(|(score, slot)| (std::cmp::Reverse(*score), *slot));
    let order: Vec<u32> = ranked.into_iter().map(|(_, slot)| slot).collect();
    assert_eq!(order, expected, "{typed:?}");
}

#[test]
fn what_fits_best_comes_first() {
    let filler = "noe helt annet som ikke betyr noe ".repeat(20);
    let heading = format!("# Faktura\n{filler}");
    let body = format!("faktura {filler}");
    let beginning = format!("fakturaer {filler}");
    let often = format!("faktura {filler} faktura faktura");
    let documents = [
        ("", beginning.as_str()),
        ("", body.as_str()),
        ("", heading.as_str()),
        ("Faktura", filler.as_str()),
        ("", often.as_str()),
        ("", filler.as_str()),
    ];
    check_order(&documents, &["faktura"], &[3, 2, 4, 1, 0]);
    check_order(&documents, &["faktura", "noe"], &[3, 2, 4, 1, 0]);
    check_order(&documents, &["faktura", "finnes-ikke"], &[]);
    check_order(&[("", "a b"), ("", "a a b b"), ("", "a")], &["a", "b"], &[1, 0]);
}

#[test]
fn a_word_that_stands_nowhere_has_a_neighbour() {
    let cache = Cache::memory();
    let mut shelf = Shelf::default();
    shelf.put(0, "faktura fakta blåbær");
    shelf.put(1, "faktura faktor");
    let mut words = Words::open(&cache, &shelf, SILENT);
    let mut check = |typed: &str, expected: Option<&str>| {
        let word = Word::typed(typed).expect("a word");
        assert_eq!(words.near(&word).as_deref(), expected, "{typed}");
    };
    check("faktuar", Some("faktura"));
    check("afktura", Some("faktura"));
    check("blabær", Some("blåbær"));
    check("fkat", Some("faktura"));
    check("ingenting", None);
    check("2026", None);
}

/// What a person does to a shelf.
#[derive(Clone, Debug)]
enum Act {
    Put(u32, Vec<usize>),
    Remove(u32),
    Rename(u32, u32),
    /// Something happens to the cache: one value goes, or is garbage.
    Damage(usize, bool),
    Search(usize, usize),
}

const VOCABULARY: [&str; 14] = [
    "Faktura",
    "fakturaer",
    "november",
    "Ås",
    "ås",
    "aas",
    "blåbær",
    "Blaabaer",
    "øre",
    "e-post",
    "kari@example.com",
    "ola-14",
    "ola-140",
    "2026-11-24",
];

fn acts() -> impl Strategy<Value = Vec<Act>> {
    // Around the border of two segments.
    let slot = || 1018..1030_u32;
    let act = prop_oneof![
        6 => (slot(), prop::collection::vec(0..VOCABULARY.len(), 0..5))
            .prop_map(|(slot, words)| Act::Put(slot, words)),
        1 => slot().prop_map(Act::Remove),
        1 => (slot(), slot()).prop_map(|(from, to)| Act::Rename(from, to)),
        1 => (any::<prop::sample::Index>(), any::<bool>())
            .prop_map(|(at, garbage)| Act::Damage(at.index(1000), garbage)),
        4 => (0..VOCABULARY.len(), 1..16_usize).prop_map(|(word, length)| Act::Search(word, length)),
    ];
    prop::collection::vec(act, 1..40)
}

/// Whether a document has a word that begins with `typed`, found without any of our own code: all
/// spellings of the vocabulary are written out.
fn stands_in(text: &str, typed: &str) -> bool {
    let typed = typed.to_lowercase();
    let text = text.to_lowercase();
    let mut spellings = vec![typed.clone()];
    for (two, one) in [("aa", "å"), ("ae", "æ"), ("oe", "ø")] {
        for spelling in spellings.clone() {
            spellings.push(spelling.replace(two, one));
        }
    }
    if "epost".starts_with(&typed) && !typed.is_empty() {
        spellings.push(format!("e-{}", typed.strip_prefix('e').unwrap_or("post")));
        if typed == "e" {
            spellings = vec!["e".to_owned()];
        }
    }
    let begins = |at: usize| {
        let before = text[..at].chars().next_back();
        before.is_none_or(|before| !before.is_alphanumeric())
    };
    text.char_indices()
        .filter(|(at, _)| begins(*at))
        .any(|(at, _)| spellings.iter().any(|one| text[at..].starts_with(one)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_index_finds_what_a_look_at_all_texts_finds(acts in acts()) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut shelf = Shelf::default();
        for act in acts {
            match act {
                Act::Put(slot, words) => {
                    let words: Vec<&str> = words.into_iter().map(|at| VOCABULARY[at]).collect();
                    shelf.put(slot, &words.join(" "));
                }
                Act::Remove(slot) => shelf.remove(slot),
                Act::Rename(from, to) => {
                    if let Some(document) = shelf.documents.get(&from).cloned() {
                        shelf.remove(from);
                        shelf.put(to, &document.text);
                    }
                }
                Act::Damage(at, garbage) => {
                    let cache = Cache::open(folder.path(), "one");
                    let values = cache.read_all(Space::Words);
                    let Some((key, bytes)) = values.get(at % values.len().max(1)) else { continue };
                    let mut batch = Batch::default();
                    match garbage {
                        true => batch.put(Space::Words, *key, [bytes, &[0xff; 7][..]].concat()),
                        false => batch.delete(Space::Words, *key),
                    }
                    let seen = cache.generation(Part::Words);
                    prop_assert!(matches!(cache.write(Part::Words, seen, batch), Written::Done(_)));
                }
                Act::Search(word, length) => {
                    let typed: String = VOCABULARY[word].chars().take(length).collect();
                    if Word::typed(&typed).is_none() || typed.ends_with(['-', '@', '.']) {
                        continue;
                    }
                    let cache = Cache::open(folder.path(), "one");
                    let found = slots(&shelf, &cache, &typed);
                    let expected: Vec<u32> = shelf
                        .documents
                        .iter()
                        .filter(|(_, document)| stands_in(&document.text, &typed))
                        .map(|(slot, _)| *slot)
                        .collect();
                    prop_assert_eq!(found, expected, "{}", typed);
                }
            }
        }
    }

    #[test]
    fn phrases_are_found_where_they_stand(
        texts in prop::collection::vec(prop::collection::vec(0..VOCABULARY.len(), 0..8), 1..8),
        typed in prop::collection::vec(0..VOCABULARY.len(), 1..4),
    ) {
        let join = |words: &[usize]| {
            words.iter().map(|at| VOCABULARY[*at]).collect::<Vec<_>>().join(" ")
        };
        let mut shelf = Shelf::default();
        (0..).zip(&texts).for_each(|(slot, words)| shelf.put(slot, &join(words)));
        let word = Word::quoted(&join(&typed)).expect("a phrase");
        let cache = Cache::memory();
        let mut words = Words::open(&cache, &shelf, SILENT);
        let looked = Looked::new(&shelf, &mut words, [&word].into_iter());
        let stands_in = |text: &str| word.is_in(text);
        let expected: Vec<u32> = (shelf.documents.iter())
            .filter(|(_, document)| stands_in(&document.text))
            .map(|(slot, _)| *slot)
            .collect();
        for slot in shelf.documents.keys() {
            prop_assert_eq!(looked.has(*slot, std::slice::from_ref(&word)), expected.contains(slot));
        }
        prop_assert_eq!(looked.all_of(&[&word]), expected);
    }
}
