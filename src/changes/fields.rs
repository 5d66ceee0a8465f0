//! The fields of two versions.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::Change;
use super::parts::one_line;
use crate::schema::{Record, Value, ValueRef};

/// Told as something else: the kind, and the title.
const TOLD_OTHERWISE: [&str; 2] = ["kind", "title"];

/// Tells what differs between the fields, in order of the new text, then of the old one.
///
/// `whole` says that both could be read whole; else a field that is missing in one tells nothing.
pub(super) fn compare(old: &Record, new: &Record, whole: bool) -> Vec<Change> {
    let mut out = Vec::new();
    if old.kind != new.kind {
        let name = |record: &Record| record.kind.as_deref().map(str::to_owned);
        out.push(Change::Kind { from: name(old), to: name(new) });
    }
    out.extend(title(old, new, whole));
    let before: HashMap<&str, ValueRef<'_>> = old.fields.values().iter().collect();
    let after: HashMap<&str, ValueRef<'_>> = new.fields.values().iter().collect();
    let gone = old.fields.iter().filter(|field| !after.contains_key(field.key));
    let keys = new.fields.iter().chain(gone).map(|field| field.key);
    for key in keys.filter(|key| !TOLD_OTHERWISE.contains(key)) {
        let value = |all: &HashMap<&str, ValueRef<'_>>| {
            all.get(key).filter(|value| !value.is_null()).map(|value| value.to_value())
        };
        match (value(&before), value(&after)) {
            (None, _) | (_, None) if !whole => {}
            (from, to) => out.extend(field(key, from, to)),
        }
    }
    renumbered(&mut out);
    out
}

/// Tells of another title, unless it is told as a name or as a place.
fn title(old: &Record, new: &Record, whole: bool) -> Option<Change> {
    let has = |key: &str, record: &Record| record.field(key).is_some();
    let either = |key: &str| has(key, old) || has(key, new);
    let both = has("title", old) && has("title", new);
    let is_stem = |record: &Record| *record.title == *record.path.stem();
    let told = match () {
        () if both => true,
        () if !whole || is_stem(old) || is_stem(new) => false,
        () => either("title") || !either("name"),
    };
    let change = || Change::Title { from: old.title.to_string(), to: new.title.to_string() };
    (told && old.title != new.title).then(change)
}

/// Tells what differs between two values of a field.
fn field(key: &str, from: Option<Value>, to: Option<Value>) -> Option<Change> {
    let key = key.to_owned();
    let is_list = |value: &Option<Value>| matches!(value, Some(Value::List(_)));
    if is_list(&from) || is_list(&to) {
        let items = |value: &Option<Value>| -> Vec<Value> {
            value.iter().flat_map(|value| value.as_ref().items()).map(ValueRef::to_value).collect()
        };
        let (old, new) = (items(&from), items(&to));
        let (added, removed) = (missing(&new, &old), missing(&old, &new));
        let any = !added.is_empty() || !removed.is_empty();
        return any.then_some(Change::Items { key, added, removed });
    }
    let meant = |value: &Option<Value>| value.as_ref().map(meaning);
    (meant(&from) != meant(&to)).then_some(Change::Field { key, from, to })
}

/// Returns what `all` has more often than `others`.
fn missing(all: &[Value], others: &[Value]) -> Vec<Value> {
    let mut there: HashMap<String, usize> = HashMap::new();
    for other in others {
        *there.entry(meaning(other)).or_default() += 1;
    }
    let is_new = |value: &&Value| match there.get_mut(&meaning(value)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    all.iter().filter(is_new).cloned().collect()
}

/// Returns the one form of a value that has many.
fn meaning(value: &Value) -> String {
    one_line(&value.to_string()).nfc().collect()
}

/// A document with a new number keeps the old one in `formerly`: that is said once.
fn renumbered(changes: &mut Vec<Change>) {
    let old = changes.iter().find_map(|change| match change {
        Change::Field { key, from: Some(old), .. } if key == "id" => Some(old.to_string()),
        _ => None,
    });
    let says_so = |change: &Change| match change {
        Change::Items { key, added, removed } => {
            let only = matches!(&added[..], [one] if Some(one.to_string()) == old);
            key == "formerly" && removed.is_empty() && only
        }
        _ => false,
    };
    changes.retain(|change| !says_so(change));
}
