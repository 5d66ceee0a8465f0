//! What the fields of documents refer to, and whether it is there.

use super::engine::Tree;
use crate::schema::{FieldType, FieldValue, Record, Value};
use crate::text::Span;

/// A reference to a person or a document, as one field holds it.
pub(super) struct Reference<'a> {
    pub(super) from: &'a Record,
    pub(super) key: &'a str,
    /// Without a fragment.
    pub(super) name: &'a str,
    pub(super) span: Span,
    /// The kinds that it may be of; all of them when empty.
    pub(super) kinds: Vec<&'a str>,
}

/// What a reference leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leads<'a> {
    Found,
    /// A document of a kind that the field does not take.
    OtherKind(&'a str),
    /// A file that is held back.
    NotShared,
    Nowhere,
}

/// Hands each reference of the documents judged to `each`.
pub(super) fn each<'a>(tree: &Tree<'a>, mut each: impl FnMut(Reference<'a>)) {
    for record in tree.subjects {
        let Some(kind) = record.kind.as_deref().and_then(|name| tree.schema.kind(name)) else {
            continue;
        };
        for field in &record.fields {
            let Some(known) = tree.schema.field(kind, &field.key) else { continue };
            let kinds: Vec<&str> = match known.item_type() {
                FieldType::Person => vec!["person"],
                FieldType::Reference(kinds) => kinds.iter().map(String::as_str).collect(),
                _ => continue,
            };
            for (name, span) in names(field) {
                each(Reference { from: record, key: &field.key, name, span, kinds: kinds.clone() });
            }
        }
    }
}

/// Returns the names in a field, each with its place.
fn names(field: &FieldValue) -> impl Iterator<Item = (&str, Span)> {
    field.placed_items().filter_map(|(value, span)| match value {
        Value::Reference(name) => Some((name.split('#').next().unwrap_or_default(), span)),
        _ => None,
    })
}

/// Looks up what a reference leads to.
pub(super) fn resolve<'a>(tree: &Tree<'a>, reference: &Reference<'_>) -> Leads<'a> {
    let mut other = None;
    let mut held_back = tree.is_held_back(reference.name);
    for record in tree.find(reference.name).iter().copied() {
        if tree.is_file_held_back(&record.path) {
            held_back = true;
            continue;
        }
        let kind = record.kind.as_deref().unwrap_or_default();
        if reference.kinds.is_empty() || reference.kinds.contains(&kind) {
            return Leads::Found;
        }
        other = Some(kind);
    }
    match other {
        _ if held_back => Leads::NotShared,
        Some(kind) => Leads::OtherKind(kind),
        None => Leads::Nowhere,
    }
}
