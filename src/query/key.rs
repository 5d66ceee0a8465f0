use std::fmt;

use super::{Quality, QueryError, Vocabulary};
use crate::schema::{EnumValue, Field, FieldType, Kind, Schema, fold, nearest, question};
use crate::text::Span;

/// What a query can look at in a document, beside its text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    Id,
    Path,
    Title,
    Kind,
    /// Where a task stands; of other documents what their `status` says.
    Status,
    /// What the `status` of the file says, earned or not.
    WrittenStatus,
    /// For whom a task waits.
    Waiting,
    /// A field, by its English key, or as it is written where no kind defines it.
    Field(String),
}

/// What a key of a query is, when it is no field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Special {
    Is,
    Sort,
    Limit,
}

/// Words that mean the same, the English one first and then the Bokmål one.
const SPECIAL: [(Special, &[&str]); 3] = [
    (Special::Is, &["is", "er"]),
    (Special::Sort, &["sort", "sorter", "order"]),
    (Special::Limit, &["limit", "maks", "first"]),
];

const KEYS: [(Key, &[&str]); 7] = [
    (Key::Id, &["id"]),
    (Key::Path, &["path", "sti", "file", "fil"]),
    (Key::Title, &["title", "tittel"]),
    (Key::Kind, &["kind", "slag"]),
    (Key::Status, &["status", "effective_status"]),
    (Key::WrittenStatus, &["written_status", "skrevet_status"]),
    (Key::Waiting, &["waiting", "venter", "waiting_on", "venter_på"]),
];

const QUALITIES: [(Quality, &[&str]); 7] = [
    (Quality::Late, &["late", "sen", "overdue", "forsinket"]),
    (Quality::AtRisk, &["at-risk", "at_risk", "i_fare", "risk"]),
    (Quality::Open, &["open", "åpen", "åpent"]),
    (Quality::Closed, &["closed", "lukket", "done", "ferdig"]),
    (Quality::Conflict, &["conflict", "konflikt"]),
    (Quality::Broken, &["broken", "ødelagt"]),
    (Quality::New, &["new", "ny", "nytt"]),
];

/// What stands for whoever asks.
pub(super) const ME: &[&str] = &["me", "meg"];
/// What asks whether there is a value at all.
pub(super) const PRESENT: &[&str] = &["any", "noen", "noe"];
pub(super) const ABSENT: &[&str] = &["none", "ingen", "intet"];

/// Tells whether a word is one of some words, whatever its case and form.
pub(super) fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.contains(&fold(word).as_ref())
}

pub(super) fn special(name: &str) -> Option<Special> {
    SPECIAL.into_iter().find(|(_, names)| is_one_of(name, names)).map(|(special, _)| special)
}

/// Returns what `is:` may be followed by, in English.
pub(super) fn qualities() -> impl Iterator<Item = &'static str> {
    QUALITIES.into_iter().map(|(quality, _)| quality.name())
}

/// Returns the words for each quality, the English one first.
pub(super) fn quality_choices() -> impl Iterator<Item = &'static [&'static str]> {
    QUALITIES.into_iter().map(|(_, names)| names)
}

/// Returns the words for what a query can say beside fields, the English ones first.
pub(super) fn special_words() -> impl Iterator<Item = (Special, &'static [&'static str])> {
    SPECIAL.into_iter()
}

/// Returns the words for the keys that are no fields of a kind, the English ones first.
pub(super) fn own_words() -> impl Iterator<Item = (Key, &'static [&'static str])> {
    KEYS.into_iter()
}

/// Returns every word that may follow `is:`, in both languages.
pub(super) fn quality_words() -> impl Iterator<Item = &'static str> {
    QUALITIES.into_iter().flat_map(|(_, names)| names.iter().copied())
}

/// Returns every key that a query may have, in both languages.
pub(super) fn all_words(schema: &Schema) -> Vec<&str> {
    let special = SPECIAL.into_iter().flat_map(|(_, names)| names);
    let mut words: Vec<&str> =
        special.chain(KEYS.into_iter().flat_map(|(_, names)| names)).copied().collect();
    for field in schema.kinds().flat_map(|kind| &kind.fields) {
        words.push(&field.name);
        words.extend(field.aliases.iter().map(String::as_str));
    }
    words
}

impl Quality {
    /// Returns the English word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::AtRisk => "at-risk",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Conflict => "conflict",
            Self::Broken => "broken",
            Self::New => "new",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        let found = QUALITIES.into_iter().find(|(_, names)| is_one_of(word, names));
        found.map(|(quality, _)| quality)
    }
}

impl Key {
    /// Finds the key that is meant by any of its names; `None` where no document has one.
    pub fn find(name: &str, vocabulary: &Vocabulary<'_>) -> Option<Self> {
        Self::known(name, vocabulary.schema).or_else(|| {
            let is_there = vocabulary.names.is_key(name);
            is_there.then(|| Self::Field(name.to_owned()))
        })
    }

    /// Finds the key that is meant by any of its names, among those that need no document.
    pub(super) fn known(name: &str, schema: &Schema) -> Option<Self> {
        if let Some((key, _)) = KEYS.into_iter().find(|(_, names)| is_one_of(name, names)) {
            return Some(key);
        }
        let english = field(schema, name)?.name.as_str();
        let keys = KEYS.into_iter().map(|(key, _)| key);
        let own = keys.into_iter().find(|key| key.name() == english);
        Some(own.unwrap_or_else(|| Self::Field(english.to_owned())))
    }

    /// Finds the key that a name at `span` of some text means.
    ///
    /// # Errors
    /// When no document has one.
    pub fn parse(name: &str, span: Span, vocabulary: &Vocabulary<'_>) -> Result<Self, QueryError> {
        Self::find(name, vocabulary).ok_or_else(|| {
            let error = QueryError::new(span, format!("no document has a field `{name}`"));
            match question(&nearest(name, all_words(vocabulary.schema)), "") {
                Some(question) => error.expected(question),
                None => error,
            }
        })
    }

    /// Returns its English name, as JSON has it too.
    pub fn name(&self) -> &str {
        match self {
            Self::Id => "id",
            Self::Path => "path",
            Self::Title => "title",
            Self::Kind => "kind",
            Self::Status => "status",
            Self::WrittenStatus => "written_status",
            Self::Waiting => "waiting_on",
            Self::Field(name) => name,
        }
    }

    /// Returns the type of its values; of a list, that of an item. `None` for what no kind defines.
    pub(super) fn r#type<'a>(&self, schema: &'a Schema) -> Option<&'a FieldType> {
        let name = match self {
            Self::Id | Self::Path | Self::Title | Self::Kind => return Some(&FieldType::Text),
            Self::Waiting => return Some(&FieldType::Person),
            Self::Status | Self::WrittenStatus => "status",
            Self::Field(name) => name,
        };
        field(schema, name).map(Field::item_type)
    }

    /// Returns the words of its values where it is an enum, the least first.
    pub(super) fn choices<'a>(&self, schema: &'a Schema) -> &'a [EnumValue] {
        match self.r#type(schema) {
            Some(FieldType::Enum(values)) => values,
            _ => &[],
        }
    }

    /// Returns where a value stands among those of an enum, the least first.
    pub fn rank(&self, value: &str, schema: &Schema) -> Option<usize> {
        self.choices(schema).iter().position(|choice| choice.name == value)
    }

    /// Returns the kinds that define it.
    pub(super) fn kinds<'a>(&self, schema: &'a Schema) -> Vec<&'a str> {
        let name = match self {
            Self::WrittenStatus => "status",
            key => key.name(),
        };
        let has = |kind: &&Kind| kind.field(name).is_some();
        schema.kinds().filter(has).map(|kind| kind.name.as_str()).collect()
    }
}

/// Finds a field of any kind by any of its keys; one key means the same in every kind.
pub(super) fn field<'a>(schema: &'a Schema, name: &str) -> Option<&'a Field> {
    let of_kind = || schema.kinds().find_map(|kind| schema.field(kind, name));
    schema.common_field(name).or_else(of_kind)
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
