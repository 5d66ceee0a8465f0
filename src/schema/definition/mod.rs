//! Reads kind definitions: YAML by serde_yaml into what the file says, every mistake with its place.
//!
//! What a file says may lean on the shared vocabulary; [`super::assemble`] makes kinds of it.

mod read;
mod types;

use super::{Condition, FieldType, Hint, Identity, MergeRule};
use read::Reader;
pub(super) use read::{bokmal, others};

/// A mistake in a definition, by the keys that lead to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) path: Vec<String>,
    pub(super) message: String,
}

/// What the file of one kind says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RawKind {
    pub(super) name: Option<String>,
    pub(super) aliases: Vec<String>,
    pub(super) doc: Option<String>,
    pub(super) folder: Option<String>,
    pub(super) folder_aliases: Vec<String>,
    pub(super) files: Vec<String>,
    pub(super) in_task_folder: bool,
    pub(super) identity: Option<Identity>,
    pub(super) fields: Vec<RawField>,
    pub(super) sections: Vec<RawSection>,
}

/// What a definition says about one field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RawField {
    pub(super) name: String,
    pub(super) r#type: Option<FieldType>,
    pub(super) aliases: Vec<String>,
    pub(super) required: Option<RawRequired>,
    pub(super) when: Option<Condition>,
    pub(super) merge: Option<MergeRule>,
    pub(super) doc: Option<String>,
    pub(super) everywhere: bool,
}

/// What a definition says about one section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RawSection {
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    pub(super) required: Option<RawRequired>,
    pub(super) when: Option<Condition>,
    pub(super) checklist: bool,
    pub(super) columns: Vec<RawField>,
    pub(super) hint: Hint,
}

/// `required:` as written; together with `when:` it gives a [`super::Required`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RawRequired {
    No,
    Filled,
    Yes,
    Expected,
}

/// Reads the definition in `value`; whatever can be understood is kept beside the mistakes.
pub(super) fn read(value: &serde_yaml::Value) -> (RawKind, Vec<Mistake>) {
    let mut reader = Reader::default();
    let kind = reader.kind(value);
    (kind, reader.mistakes)
}
