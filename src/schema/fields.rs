//! The fields of a document, in few bytes.
//!
//! Every document has some seven fields, and those of all documents are in memory at once: as values
//! of their own they would take five times the room, and time to be put together for each document
//! that is taken from a cache. So they stay encoded, are found by a scan over the keys, and are read
//! where they lie.
//!
//! Bytes that are not whole end the list: a cache may be damaged, and what stands in the file counts.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Value, ValueRef, Word};
use crate::text::{Place, Span};

/// The fields of one document, by English key where the key is known, in order of the text.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields {
    /// The numbers of all keys, then of each field its key, where that has no number, and its value.
    values: Box<[u8]>,
    /// Of each field its [`Places`].
    places: Box<[u8]>,
}

/// A field as it stands in one document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldValue<'r> {
    /// The English key; as written where the key is not known.
    pub key: &'r str,
    pub value: ValueRef<'r>,
    places: &'r [u8],
}

/// A field that was just read, on its way to be encoded.
#[derive(Clone, Debug)]
pub(super) struct NewField {
    pub(super) key: Word,
    pub(super) value: Value,
    pub(super) key_place: Place,
    pub(super) value_place: Place,
    /// Of a list, where each item stands.
    pub(super) item_places: Vec<Place>,
}

/// Where a field stands. What is left of the bytes are the places of its items.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
struct Places {
    key: Place,
    value: Place,
}

/// A key as it is encoded: in two bytes where it is one of the program's own words, so that a field is
/// found without a look at any text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Key<'a> {
    Known(u16),
    Own(&'a str),
}

/// Keys and values without their places, as lists keep them of each document.
#[derive(Clone, Copy, Debug, Default)]
pub struct Values<'a> {
    bytes: &'a [u8],
}

impl Fields {
    /// Encodes fields.
    pub(super) fn of(fields: &[NewField]) -> Self {
        if fields.is_empty() {
            return Self::default();
        }
        let (mut values, mut places) = (Vec::new(), Vec::new());
        let keys = || fields.iter().map(|field| Key::of(&field.key));
        append_part(&mut values, |bytes| keys().for_each(|key| bytes.extend(key.number())));
        for (field, key) in fields.iter().zip(keys()) {
            if let Key::Own(text) = key {
                append_part(&mut values, |bytes| bytes.extend(text.as_bytes()));
            }
            append_part(&mut values, |bytes| field.value.as_ref().append(bytes));
            append_part(&mut places, |bytes| {
                append(bytes, &Places { key: field.key_place, value: field.value_place });
                field.item_places.iter().for_each(|place| append(bytes, place));
            });
        }
        Self { values: values.into(), places: places.into() }
    }

    /// Returns keys and values alone.
    pub fn values(&self) -> Values<'_> {
        Values { bytes: &self.values }
    }

    /// Lists the fields; those that are empty too.
    pub fn iter(&self) -> impl Iterator<Item = FieldValue<'_>> {
        let mut places = &*self.places;
        self.values().iter().map(move |(key, value)| FieldValue {
            key,
            value,
            places: take_part(&mut places).unwrap_or_default(),
        })
    }

    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.values().parts().count()
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Returns the field with this English key, empty or not.
    pub fn get(&self, key: &str) -> Option<FieldValue<'_>> {
        let (at, (key, value)) = self.values().find(key)?;
        let mut left = &*self.places;
        let places = (0..=at).filter_map(|_| take_part(&mut left)).last();
        Some(FieldValue { key, value, places: places.unwrap_or_default() })
    }

    /// Takes a field out.
    pub(super) fn remove(&mut self, key: &str) {
        if self.get(key).is_some() {
            *self = Self::of(&self.others(key));
        }
    }

    fn others(&self, key: &str) -> Vec<NewField> {
        self.iter().filter(|field| field.key != key).map(FieldValue::to_new).collect()
    }

    /// Puts a value that stands nowhere in the text in the place of what a field holds.
    pub(super) fn set(&mut self, key: &str, value: &Value) {
        let mut fields = self.others(key);
        fields.push(NewField {
            key: Word::new(key),
            value: value.clone(),
            key_place: Place::default(),
            value_place: Place::default(),
            item_places: Vec::new(),
        });
        *self = Self::of(&fields);
    }
}

impl<'a> Values<'a> {
    /// Takes what [`bytes`](Self::bytes) gave.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// Returns them as they are encoded.
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// Lists keys and values; those that are empty too.
    pub fn iter(self) -> impl Iterator<Item = (&'a str, ValueRef<'a>)> {
        self.parts().map_while(|(key, value)| Some((key.text()?, ValueRef::read(value)?)))
    }

    /// Returns the value of the field with this English key, unless it is empty.
    pub fn get(self, key: &str) -> Option<ValueRef<'a>> {
        let (_, (_, value)) = self.find(key)?;
        Some(value).filter(|value| !value.is_null())
    }

    fn find(self, key: &str) -> Option<(usize, (&'a str, ValueRef<'a>))> {
        let wanted = Key::of(key);
        let mut left = self.bytes;
        let numbers = take_part(&mut left)?.as_chunks().0;
        // Mostly it is not there, and that is seen by the numbers alone.
        let first = numbers.iter().position(|number| *number == wanted.number())?;
        for number in &numbers[..first] {
            if u16::from_le_bytes(*number) == Key::OWN {
                take_part(&mut left)?;
            }
            take_part(&mut left)?;
        }
        let mut parts = Self::parts_of(&numbers[first..], left).zip(first..);
        let ((key, value), at) = parts.find(|((key, _), _)| *key == wanted)?;
        Some((at, (key.text()?, ValueRef::read(value)?)))
    }

    /// Lists the keys, each with its value as it is encoded.
    fn parts(self) -> impl Iterator<Item = (Key<'a>, &'a [u8])> {
        let mut left = self.bytes;
        let numbers = take_part(&mut left).unwrap_or_default().as_chunks().0;
        Self::parts_of(numbers, left)
    }

    /// Lists those of these numbers, of which the rest stands in `left`.
    fn parts_of(
        numbers: &'a [[u8; 2]],
        mut left: &'a [u8],
    ) -> impl Iterator<Item = (Key<'a>, &'a [u8])> {
        numbers.iter().map_while(move |number| {
            let key = match u16::from_le_bytes(*number) {
                Key::OWN => Key::Own(str::from_utf8(take_part(&mut left)?).ok()?),
                number => Key::Known(number),
            };
            Some((key, take_part(&mut left)?))
        })
    }
}

impl<'r> FieldValue<'r> {
    /// Returns the place of the key as it is written.
    pub fn key_span(&self) -> Span {
        self.places().0.key.span()
    }

    /// Returns the place of the value; for a list, of the whole list.
    pub fn value_span(&self) -> Span {
        self.places().0.value.span()
    }

    /// Returns, for a list, the place of each item.
    pub fn item_spans(&self) -> impl Iterator<Item = Span> + use<'r> {
        let mut left = self.places().1;
        std::iter::from_fn(move || Some(take::<Place>(&mut left)?.span()))
    }

    /// Returns each item of a list with its place, or the one value with its own.
    pub fn placed_items(&self) -> impl Iterator<Item = (ValueRef<'r>, Span)> + use<'r> {
        let spans = self.item_spans().chain(std::iter::repeat(self.value_span()));
        self.value.items().zip(spans)
    }

    fn places(&self) -> (Places, &'r [u8]) {
        let mut left = self.places;
        let places = take(&mut left).unwrap_or_default();
        (places, left)
    }

    fn to_new(self) -> NewField {
        let (places, mut left) = self.places();
        NewField {
            key: Word::new(self.key),
            value: self.value.to_value(),
            key_place: places.key,
            value_place: places.value,
            item_places: std::iter::from_fn(|| take(&mut left)).collect(),
        }
    }
}

impl<'a> Key<'a> {
    /// Not the number of any word: the text itself follows.
    const OWN: u16 = u16::MAX;

    /// Takes a word; of the program's own its number.
    pub(super) fn of(text: &'a str) -> Self {
        Word::number(text).map_or(Self::Own(text), Self::Known)
    }

    /// Returns its number as it is encoded; of a text that is not one of those words, what stands for any.
    fn number(self) -> [u8; 2] {
        match self {
            Self::Known(number) => number.to_le_bytes(),
            Self::Own(_) => Self::OWN.to_le_bytes(),
        }
    }

    /// Appends it as [`read`](Self::read) takes it.
    pub(super) fn append(self, bytes: &mut Vec<u8>) {
        bytes.extend(self.number());
        if let Self::Own(text) = self {
            bytes.extend(text.as_bytes());
        }
    }

    /// Reads one that is all of `bytes`.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let (number, text) = bytes.split_first_chunk()?;
        match u16::from_le_bytes(*number) {
            Self::OWN => str::from_utf8(text).ok().map(Self::Own),
            number => text.is_empty().then_some(Self::Known(number)),
        }
    }

    /// Returns the word; `None` where no word has this number.
    pub(super) fn text(self) -> Option<&'a str> {
        match self {
            Self::Known(number) => Word::numbered(number),
            Self::Own(text) => Some(text),
        }
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Appends a value as it is encoded.
pub(super) fn append<T: Serialize>(bytes: &mut Vec<u8>, value: &T) {
    *bytes = postcard::to_extend(value, std::mem::take(bytes))
        .expect("all that is kept knows its length, and a Vec takes it");
}

/// Takes an encoded value from the front; `None` where none stands there.
pub(super) fn take<'a, T: Deserialize<'a>>(left: &mut &'a [u8]) -> Option<T> {
    let (value, rest) = postcard::take_from_bytes(left).ok()?;
    *left = rest;
    Some(value)
}

/// Appends what `write` writes with its length in front, so that it can be passed over.
pub(super) fn append_part(bytes: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let start = bytes.len();
    // Nearly all are short.
    bytes.push(0);
    write(bytes);
    let length = bytes.len() - start - 1;
    match u8::try_from(length) {
        Ok(length @ 0..=0x7f) => bytes[start] = length,
        _ => {
            let mut long = Vec::new();
            append(&mut long, &length);
            bytes.splice(start..=start, long);
        }
    }
}

/// Takes what [`append_part`] wrote.
pub(super) fn take_part<'a>(left: &mut &'a [u8]) -> Option<&'a [u8]> {
    let mut rest = *left;
    // Nearly all are short.
    let length = match rest {
        [length @ 0..=0x7f, after @ ..] => {
            rest = after;
            usize::from(*length)
        }
        _ => take(&mut rest)?,
    };
    let (part, rest) = rest.split_at_checked(length)?;
    *left = rest;
    Some(part)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        let text = || "\\PC{0,12}".prop_map(String::into_boxed_str);
        let date = |days: i32| jiff::civil::date(2026, 1, 1) + jiff::Span::new().days(days);
        let one = prop_oneof![
            Just(Value::Null),
            text().prop_map(Value::Text),
            any::<bool>().prop_map(Value::Bool),
            (-1e9..1e9).prop_map(Value::Number),
            (-9999..9999).prop_map(move |days| Value::Date(date(days))),
            (-9999..9999).prop_map(move |days| Value::Local(date(days).at(15, 7, 0, 1))),
            any::<i32>().prop_map(|second| {
                Value::Instant(jiff::Timestamp::from_second(second.into()).expect("a time"))
            }),
            prop_oneof!["high".boxed(), "\\PC{0,12}".boxed()]
                .prop_map(|text| Value::Enum(Word::new(&text))),
            text().prop_map(Value::Reference),
            text().prop_map(Value::Mistyped),
        ];
        one.prop_recursive(2, 12, 200, |one| {
            prop::collection::vec(one, 0..200).prop_map(|items| Value::List(items.into()))
        })
    }

    fn field() -> impl Strategy<Value = NewField> {
        let place =
            || (0_usize..90_000, 0_usize..900).prop_map(|(a, b)| Span::new(a, a + b).into());
        let key = prop_oneof!["due".boxed(), "tags".boxed(), "\\PC{0,300}".boxed()];
        (key, value(), place(), place(), prop::collection::vec(place(), 0..100)).prop_map(
            |(key, value, key_place, value_place, item_places)| NewField {
                key: Word::new(&key),
                value,
                key_place,
                value_place,
                item_places,
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn fields_come_back(given in prop::collection::vec(field(), 0..9)) {
            let fields = Fields::of(&given);
            prop_assert_eq!((fields.len(), fields.is_empty()), (given.len(), given.is_empty()));
            for (field, given) in fields.iter().zip(&given) {
                prop_assert_eq!(field.key, given.key.as_str());
                prop_assert_eq!(&field.value.to_value(), &given.value);
                prop_assert_eq!(field.value, given.value.as_ref());
                prop_assert_eq!(field.key_span(), given.key_place.span());
                prop_assert_eq!(field.value_span(), given.value_place.span());
                let spans: Vec<Span> = given.item_places.iter().map(|place| place.span()).collect();
                prop_assert_eq!(field.item_spans().collect::<Vec<_>>(), spans);
                let first = fields.iter().find(|one| one.key == field.key);
                prop_assert_eq!(fields.get(field.key), first);
                let full = first.map(|one| one.value).filter(|value| !value.is_null());
                prop_assert_eq!(fields.values().get(field.key), full);
            }
            let bytes = postcard::to_stdvec(&fields).expect("bytes");
            prop_assert_eq!(postcard::from_bytes::<Fields>(&bytes).expect("fields"), fields);
        }

        #[test]
        fn damaged_bytes_are_read_as_far_as_they_go(bytes in prop::collection::vec(any::<u8>(), 0..90)) {
            let fields = Fields { values: bytes.clone().into(), places: bytes.into() };
            let read = format!("{fields:?}");
            prop_assert!(read.starts_with('['));
        }
    }

    #[test]
    fn a_value_that_stands_nowhere_takes_the_place_of_one_that_does() {
        let by = |value: &str| NewField {
            key: Word::new("by"),
            value: Value::Text(value.into()),
            key_place: Span::new(4, 6).into(),
            value_place: Span::new(8, 9).into(),
            item_places: Vec::new(),
        };
        let at = NewField { key: Word::new("at"), ..by("today") };
        let mut fields = Fields::of(&[by(""), at]);
        fields.set("by", &Value::Reference("kari".into()));
        let shown: Vec<(&str, String, usize)> = fields
            .iter()
            .map(|one| (one.key, one.value.to_string(), one.key_span().start))
            .collect();
        assert_eq!(shown, [("at", "today".to_owned(), 4), ("by", "kari".to_owned(), 0)]);
    }
}
