//! Words that stand in thousands of documents, held once.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::OnceLock;

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize, Serializer};

use super::lookup::columns;
use super::{Field, FieldType, Schema};

/// A key, a kind, an enum value or a heading by its English name.
///
/// Those that the program's own kinds use cost no memory of their own; any other holds its text.
/// Two are equal where their texts are.
#[derive(Clone)]
pub struct Word(Form);

#[derive(Clone)]
enum Form {
    Known(&'static Known),
    Own(Box<str>),
}

/// One of the program's own words and its position among them.
#[derive(Debug)]
struct Known {
    text: Box<str>,
    at: u16,
}

/// How a word is stored in bytes: the program's own by their positions, which another version of the
/// program may not know.
#[derive(Serialize, Deserialize)]
enum Stored<T> {
    Known(u16),
    Own(T),
}

impl Word {
    /// Takes a word; of the program's own the one that is there already.
    pub fn new(text: &str) -> Self {
        Self(lookup().get(text).map_or_else(|| Form::Own(text.into()), Form::Known))
    }

    /// Returns the word.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Form::Known(known) => &known.text,
            Form::Own(text) => text,
        }
    }

    /// Returns the number of one of the program's own words; another version may have it elsewhere.
    pub(super) fn number(text: &str) -> Option<u16> {
        lookup().get(text).map(|known| known.at)
    }

    /// Returns the word with this number; `None` where there is none.
    pub(super) fn numbered(number: u16) -> Option<&'static str> {
        known().get(usize::from(number)).map(|known| &*known.text)
    }
}

/// Returns the program's own words, in their order.
fn known() -> &'static [Known] {
    static WORDS: OnceLock<Vec<Known>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words: Vec<&str> = Schema::builtin().kinds().flat_map(words_of).collect();
        words.sort_unstable();
        words.dedup();
        let numbered = words.into_iter().zip(0..);
        numbered.map(|(text, at)| Known { text: text.into(), at }).collect()
    })
}

fn lookup() -> &'static Lookup {
    static LOOKUP: OnceLock<Lookup> = OnceLock::new();
    LOOKUP.get_or_init(|| Lookup::of(known()))
}

fn words_of(kind: &super::Kind) -> impl Iterator<Item = &str> {
    let values = |field| match Field::item_type(field) {
        FieldType::Enum(values) => values.as_slice(),
        _ => &[],
    };
    let fields = || kind.fields.iter().chain(columns(kind));
    let names = fields().map(|field| field.name.as_str());
    let values = fields().flat_map(values).map(|value| value.name.as_str());
    let sections = kind.sections.iter().map(|section| section.name.as_str());
    std::iter::once(kind.name.as_str()).chain(names).chain(values).chain(sections)
}

/// Finds words by their text: each field of each document is asked for by one.
///
/// Words of up to 16 bytes, which nearly all are, are compared as two numbers.
struct Lookup {
    /// By a digest, else in the next free slot behind it; there are four times as many as words.
    slots: Box<[Option<(Short, &'static Known)>]>,
    long: foldhash::HashMap<&'static str, &'static Known>,
}

/// A text of at most 16 bytes: what it begins with and what it ends with, which overlap, and its length.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Short {
    start: u64,
    end: u64,
    length: usize,
}

impl Short {
    fn of(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let length = bytes.len();
        let (start, end) = match bytes {
            [] => (0, 0),
            [one] => (u64::from(*one), 0),
            [_, _, ..] if length < 4 => (
                u64::from(u16::from_le_bytes(*bytes.first_chunk()?)),
                u64::from(u16::from_le_bytes(*bytes.last_chunk()?)),
            ),
            _ if length < 8 => (
                u64::from(u32::from_le_bytes(*bytes.first_chunk()?)),
                u64::from(u32::from_le_bytes(*bytes.last_chunk()?)),
            ),
            _ if length <= 16 => (
                u64::from_le_bytes(*bytes.first_chunk()?),
                u64::from_le_bytes(*bytes.last_chunk()?),
            ),
            _ => return None,
        };
        Some(Self { start, end, length })
    }

    /// Returns a slot among so many, a power of two.
    fn slot(self, slots: usize) -> usize {
        let mixed = (self.start ^ self.end.rotate_left(29) ^ self.length as u64)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 40) as usize & (slots - 1)
    }
}

impl Lookup {
    fn of(words: &'static [Known]) -> Self {
        let mut slots: Box<[_]> = vec![None; (4 * words.len()).next_power_of_two()].into();
        let mut long = foldhash::HashMap::default();
        for known in words {
            match Short::of(&known.text) {
                Some(short) => {
                    let mut at = short.slot(slots.len());
                    while slots[at].is_some() {
                        at = (at + 1) & (slots.len() - 1);
                    }
                    slots[at] = Some((short, known));
                }
                None => drop(long.insert(&*known.text, known)),
            }
        }
        Self { slots, long }
    }

    fn get(&self, text: &str) -> Option<&'static Known> {
        let Some(short) = Short::of(text) else { return self.long.get(text).copied() };
        let mut at = short.slot(self.slots.len());
        while let Some((known, word)) = self.slots[at] {
            if known == short {
                return Some(word);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        None
    }
}

impl Deref for Word {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for Word {
    fn borrow(&self) -> &str {
        self
    }
}

impl AsRef<str> for Word {
    fn as_ref(&self) -> &str {
        self
    }
}

impl From<&str> for Word {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Form::Known(one), Form::Known(other)) => one.at == other.at,
            _ => self.as_str() == other.as_str(),
        }
    }
}

impl Eq for Word {}

impl PartialEq<str> for Word {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Word {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for Word {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<Word> for String {
    fn eq(&self, other: &Word) -> bool {
        self == other.as_str()
    }
}

impl PartialOrd for Word {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Word {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Word {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for Word {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            _ if serializer.is_human_readable() => serializer.serialize_str(self),
            Form::Known(known) => Stored::<&str>::Known(known.at).serialize(serializer),
            Form::Own(text) => Stored::Own(&**text).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return Ok(Self::new(&String::deserialize(deserializer)?));
        }
        Ok(Self(match Stored::<Box<str>>::deserialize(deserializer)? {
            Stored::Known(at) => {
                let word = known().get(usize::from(at));
                Form::Known(word.ok_or_else(|| D::Error::custom("no word has this number"))?)
            }
            Stored::Own(text) => Form::Own(text),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_and_no_other_is_found() {
        for (known, at) in known().iter().zip(0..) {
            assert_eq!(Word::number(&known.text), Some(at), "{}", known.text);
            let others = [
                format!("{}x", known.text),
                format!("x{}", known.text),
                known.text.chars().rev().collect(),
                known.text.to_uppercase(),
                known.text.chars().skip(1).collect(),
            ];
            for other in others {
                let expected = super::known().iter().position(|known| *known.text == *other);
                assert_eq!(Word::number(&other).map(usize::from), expected, "{other}");
            }
        }
        for text in
            ["", "a", "ab", "abc", "a text of more than sixteen bytes", "\u{0}", "\u{0}\u{0}"]
        {
            assert_eq!(Word::number(text), None, "{text:?}");
        }
    }

    #[test]
    fn words_of_the_program_are_held_once() {
        assert!(matches!(Word::new("due").0, Form::Known(_)));
        assert!(matches!(Word::new("Done when").0, Form::Known(_)));
        assert!(matches!(Word::new("in_progress").0, Form::Known(_)));
        assert!(matches!(Word::new("x-own").0, Form::Own(_)));
        assert_eq!(size_of::<Word>(), 16);
    }

    #[test]
    fn a_word_comes_back_from_bytes_and_from_json() {
        for text in ["due", "x-own", "", "Hvorfor", "people"] {
            let word = Word::new(text);
            let bytes = postcard::to_stdvec(&word).unwrap();
            assert_eq!(postcard::from_bytes::<Word>(&bytes).unwrap(), word);
            let json = serde_json::to_string(&word).unwrap();
            assert_eq!(json, format!("{text:?}"));
            assert_eq!(serde_json::from_str::<Word>(&json).unwrap(), word);
        }
        assert!(postcard::to_stdvec(&Word::new("estimate_hours")).unwrap().len() <= 3);
    }

    #[test]
    fn a_number_that_no_word_has_is_refused() {
        let bytes = postcard::to_stdvec(&Stored::<&str>::Known(u16::MAX)).unwrap();
        assert!(postcard::from_bytes::<Word>(&bytes).is_err());
    }
}
