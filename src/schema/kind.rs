//! The definition of a kind, as read from its file.

/// One kind of document: `task`, `reply`, `person` …
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The English name, as in `kind: task`.
    pub name: String,
    /// Other names that `kind:` accepts.
    pub aliases: Vec<String>,
    /// One sentence on what it is for.
    pub doc: String,
    /// The folder whose documents are of this kind without saying so.
    pub folder: Option<String>,
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
    /// Other keys that mean the same, Bokmål first.
    pub aliases: Vec<String>,
    pub doc: String,
    pub r#type: FieldType,
    pub required: Required,
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
    pub name: String,
    pub aliases: Vec<String>,
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
    pub required: Required,
    /// Whether it is a checklist.
    pub checklist: bool,
    /// What to write here, as an HTML comment in a new document.
    pub hint: String,
}
