use unicode_normalization::UnicodeNormalization;

use super::{Context, Query, Test};
use crate::schema::{EnumValue, FieldType, Record, Schema, Value, fold, person_name};

impl Query {
    /// Tells whether `record` fits every term.
    pub fn matches(&self, record: &Record, context: &Context<'_>) -> bool {
        self.terms.iter().all(|term| test(&term.test, record, context) != term.negated)
    }
}

fn test(test: &Test, record: &Record, context: &Context<'_>) -> bool {
    match test {
        Test::Words(words) => {
            let words = plain(words);
            plain(&record.title).contains(&words) || plain(&record.id).contains(&words)
        }
        Test::Kind(kinds) => {
            record.kind.as_ref().is_some_and(|kind| kinds.iter().any(|one| kind == one))
        }
        Test::Broken => !record.readable,
        Test::Open => context.standing(record).is_some_and(|one| !one.state.is_closed()),
        Test::Late => context.is_late(record),
        Test::Waiting(people) => {
            context.standing(record).and_then(|standing| standing.waiting_on).is_some_and(
                |person| people.iter().any(|one| person_name(one) == person_name(&person)),
            )
        }
        Test::Field { key, values } => {
            values.iter().any(|value| field(record, context.schema(), key, value))
        }
    }
}

fn field(record: &Record, schema: &Schema, key: &str, wanted: &str) -> bool {
    match key {
        "id" => return plain(&record.id) == plain(wanted),
        "path" => return plain(record.path.as_str()).starts_with(&plain(wanted)),
        "title" => return plain(&record.title).contains(&plain(wanted)),
        _ => {}
    }
    let Some(found) = record.field(key) else { return false };
    let defined = record
        .kind
        .as_deref()
        .and_then(|kind| schema.kind(kind))
        .and_then(|kind| schema.field(kind, key));
    let words = match defined.map(|field| field.item_type()) {
        Some(FieldType::Enum(values)) => values.as_slice(),
        _ => &[],
    };
    value(&found.value, wanted, words)
}

fn value(value_: &Value, wanted: &str, words: &[EnumValue]) -> bool {
    match value_ {
        Value::Null => false,
        Value::List(items) => items.iter().any(|item| value(item, wanted, words)),
        Value::Enum(name) => {
            let wanted = fold(wanted);
            let meant = words.iter().find(|word| {
                std::iter::once(&word.name).chain(&word.aliases).any(|one| fold(one) == wanted)
            });
            meant.map_or(fold(name) == wanted, |word| word.name == *name)
        }
        Value::Reference(name) => {
            plain(name) == plain(wanted) || person_name(name) == person_name(wanted)
        }
        Value::Bool(truth) => match fold(wanted).as_ref() {
            "yes" | "true" | "ja" => *truth,
            "no" | "false" | "nei" => !*truth,
            _ => false,
        },
        Value::Number(number) => wanted.replace(',', ".").parse() == Ok(*number),
        // A month or a year stands for all its days.
        Value::Date(_) | Value::Local(_) | Value::Instant(_) => {
            value_.to_string().starts_with(&wanted.replace('T', " "))
        }
        Value::Text(text) | Value::Mistyped(text) => plain(text).contains(&plain(wanted)),
    }
}

/// The form in which texts are compared: composed, in lower case.
fn plain(text: &str) -> String {
    text.nfc().flat_map(char::to_lowercase).collect()
}
