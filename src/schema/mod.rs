//! What the documents mean: kinds, fields, typed values, aliases, languages.
//!
//! Kinds are data, read from definition files; this module reads them, decodes documents by them
//! into [`Record`]s, and holds the catalogue of what people read. Knows no files and no rules of
//! conduct: whether a value is wise is for `rules`.

mod kind;
mod language;
mod record;
mod value;

pub use kind::{EnumValue, Field, FieldType, Identity, Kind, MergeRule, Required, SectionRule};
pub use language::Language;
pub use record::{FieldValue, LinkFact, Record, SectionFact};
pub use value::Value;
