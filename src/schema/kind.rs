//! The definition of a kind, as read from its file.

use super::{Language, fold};
use crate::document::Document;

/// One kind of document: `task`, `reply`, `person` …
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The English name, as in `kind: task`.
    pub name: String,
    /// Other names that `kind:` accepts.
    pub aliases: Vec<String>,
    /// The Bokmål name: the first alias in the definition.
    pub bokmal: String,
    /// One sentence on what it is for.
    pub doc: String,
    /// The folder whose documents are of this kind without saying so.
    pub folder: Option<String>,
    /// Other names of that folder.
    pub folder_aliases: Vec<String>,
    /// Files at the root that are of this kind without saying so.
    pub files: Vec<String>,
    /// Whether its documents lie in the folder of the task that they are about.
    pub in_task_folder: bool,
    /// How a document of this kind is named.
    pub identity: Identity,
    /// In the order in which `new` writes them.
    pub fields: Vec<Field>,
    /// In the order in which `new` writes them.
    pub sections: Vec<SectionRule>,
}

/// What identifies a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// `id: ola-14`: by who made it, one sequence over all kinds.
    Numbered,
    /// `id: ola`: a short name.
    Named,
    /// The file's stem.
    Stem,
}

/// A field that a kind may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The English key.
    pub name: String,
    /// Other keys that mean the same, Bokmål first where that is another word.
    pub aliases: Vec<String>,
    /// The key that a document in Bokmål uses.
    pub bokmal: String,
    pub doc: String,
    pub r#type: FieldType,
    pub required: Required,
    /// Where it has a meaning; everywhere when `None`.
    pub when: Option<Condition>,
    /// How two changes to it are merged.
    pub merge: MergeRule,
}

/// When a field or a section must be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Required {
    No,
    /// Filled in by the author's sync when absent; its absence is no finding.
    Filled,
    /// Once the document is sent or used; a draft may lack it.
    Yes,
    /// As `Yes`, when the field named has one of the values.
    When {
        field: String,
        is: Vec<String>,
    },
    /// A warning when missing; an error under `strictness: new`.
    Expected,
}

/// That another field of the same document has one of some values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The English key.
    pub field: String,
    /// English values.
    pub is: Vec<String>,
}

/// What a field's value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// One line or more of text.
    Text,
    /// A yes or a no; `ja` and `nei` too.
    Bool,
    /// A number that is not negative, decimals allowed.
    Number,
    /// A number with a currency: `350 NOK`.
    Amount,
    /// `2026-12-01`
    Date,
    /// A date, or a date with a time.
    Moment,
    /// `08:00-16:00`
    Hours,
    /// `2 days`, `4 hours`, `1 week`
    Duration,
    /// `2026-12-20..2027-01-03`, or one day.
    Period,
    /// One of the values; each with its aliases, Bokmål first.
    Enum(Vec<EnumValue>),
    /// A person's short name.
    Person,
    /// A document of one of the kinds; of any kind where the list is empty.
    Reference(Vec<String>),
    /// A path of a file in the workspace, or a web address.
    Link,
    Email,
    /// An IANA zone, such as `Europe/Oslo`.
    Zone,
    /// An RRULE of the supported subset.
    Recurrence,
    /// One value or a list of them; a single one may stand without brackets.
    List(Box<FieldType>),
    /// Anything: kept, not looked into.
    Any,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumValue {
    /// The English word.
    pub name: String,
    /// Other words that mean the same, Bokmål first where that is another word.
    pub aliases: Vec<String>,
    /// The word that a document in Bokmål uses.
    pub bokmal: String,
}

/// Which value stays when both sides changed one field, before canonical bytes decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MergeRule {
    /// The lower canonical bytes.
    Bytes,
    /// The earlier moment.
    Earlier,
    /// The status that is less final: the one that stands first in the enum.
    LessFinal,
    /// The state of a task in which it is after both moves, by what was said with them; the less final
    /// where the status alone says it.
    Evidence,
    /// The lower amount.
    Lower,
    /// A set that keeps order; only for lists.
    Set,
}

/// A section that a kind's body has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionRule {
    /// The English heading.
    pub name: String,
    /// Other headings that mean the same, Bokmål first.
    pub aliases: Vec<String>,
    /// The heading that a document in Bokmål uses.
    pub bokmal: String,
    pub required: Required,
    /// Where it has a meaning; everywhere when `None`.
    pub when: Option<Condition>,
    /// Whether it is a checklist.
    pub checklist: bool,
    /// The columns of its table; empty where it is none.
    pub columns: Vec<Field>,
    /// What to write here, as an HTML comment in a new document.
    pub hint: Hint,
}

/// One text in each language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    pub english: String,
    pub bokmal: String,
}

impl Hint {
    /// Returns the text in `language`.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
            Language::Bokmal => &self.bokmal,
        }
    }
}

impl Kind {
    /// Returns the field with this English key.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Returns the section with this English heading.
    pub fn section(&self, name: &str) -> Option<&SectionRule> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// Returns the word that a choice of a field, by its English name, has in a language; the name itself where
    /// the field has no such choice.
    pub fn choice<'n>(&'n self, field: &str, name: &'n str, language: Language) -> &'n str {
        let values = match self.field(field).map(Field::item_type) {
            Some(FieldType::Enum(values)) => values.as_slice(),
            _ => &[],
        };
        let known = values.iter().find(|value| value.name == name);
        known.map_or(name, |value| value.word(language))
    }

    /// Tells whether its documents carry an `id`.
    pub fn has_id(&self) -> bool {
        self.identity != Identity::Stem
    }

    /// Returns the name in `language`.
    pub fn word(&self, language: Language) -> &str {
        in_language(&self.name, &self.bokmal, language)
    }
}

impl Field {
    /// Returns the key in `language`.
    pub fn key(&self, language: Language) -> &str {
        in_language(&self.name, &self.bokmal, language)
    }

    /// Returns the type of one value: of an item, where the field holds a list.
    pub fn item_type(&self) -> &FieldType {
        match &self.r#type {
            FieldType::List(item) => item,
            one => one,
        }
    }
}

impl EnumValue {
    /// Returns the word in `language`.
    pub fn word(&self, language: Language) -> &str {
        in_language(&self.name, &self.bokmal, language)
    }
}

impl SectionRule {
    /// Returns the heading in `language`.
    pub fn heading(&self, language: Language) -> &str {
        in_language(&self.name, &self.bokmal, language)
    }
}

impl Kind {
    /// Returns the language that a document's keys are in; `None` where they are the same in all.
    pub fn language_of(&self, document: &Document) -> Option<Language> {
        let entries = document.front().map_or(&[][..], |front| &front.entries);
        entries.iter().find_map(|entry| {
            let is = |word: &str| fold(&entry.key) == fold(word);
            let field = self.fields.iter().find(|field| is(&field.name) || is(&field.bokmal))?;
            match field.name == field.bokmal {
                true => None,
                false if is(&field.name) => Some(Language::English),
                false => Some(Language::Bokmal),
            }
        })
    }
}

fn in_language<'a>(english: &'a str, bokmal: &'a str, language: Language) -> &'a str {
    match language {
        Language::English => english,
        Language::Bokmal => bokmal,
    }
}
