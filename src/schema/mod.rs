//! What the documents mean: kinds, fields, typed values, aliases, languages.
//!
//! Kinds are data, read from definition files; this module reads them, decodes documents by them
//! into [`Record`]s, and holds the catalogue of what people read. Knows no files and no rules of
//! conduct: whether a value is wise is for `rules`.

mod address;
mod assemble;
mod binding;
mod config;
mod decision;
mod decode;
mod definition;
mod fields;
mod gather;
mod json_schema;
mod kind;
mod kinds_page;
mod language;
pub mod layout;
pub mod literal;
mod lookup;
pub mod message;
pub mod moment;
mod names;
mod new_document;
mod packed;
mod record;
mod recurrence;
mod reference;
mod saved_query;
pub mod template;
mod value;
mod word;
mod yaml_file;

pub use address::{has_address, person_with};
pub use binding::{Binding, TERM_SECTIONS};
pub use config::{Config, FORMAT, RuleSetting, Strictness};
pub use decision::{DecisionBox, decision_box, decision_lines};
pub use decode::KindOf;
pub use fields::{FieldValue, Fields, Values};
pub use kind::{
    Condition, EnumValue, Field, FieldType, Hint, Identity, Kind, MergeRule, Required, SectionRule,
};
pub use kinds_page::kinds_page;
pub use language::Language;
pub use lookup::Schema;
pub use message::{Message, Push};
pub use moment::{Moment, MomentError};
pub use names::{did_you_mean, fold, fold_heading, nearest, question};
pub use record::{LinkFact, Maker, Record, SectionFact};
pub use recurrence::{Recurrence, RecurrenceError};
pub use reference::{person as person_name, reduce as reduce_reference};
pub use saved_query::SavedQuery;
pub use value::{Value, ValueRef};
pub use word::Word;
