use serde_json::{Map, Number, Value as Json, json};

use crate::query::{Records, Subject};
use crate::schema::{Record, ValueRef};
use crate::workflow::Standing;

/// Returns a document as other programs read it: what it is called, of a task where it stands, and
/// its fields by English key.
pub fn to_json(record: &Record, standing: Option<&Standing>) -> Map<String, Json> {
    let alone = Records::new(&[]);
    let subject = alone.with_standing(record, standing.cloned());
    let fields = record.fields.iter().map(|field| (field.key, field.value));
    to_json_of(&subject, None, fields)
}

/// The same of any document, with its fields; `more` is what a view says beside that.
pub(super) fn to_json_of<'a>(
    subject: &impl Subject,
    more: Option<(&str, Json)>,
    fields: impl Iterator<Item = (&'a str, ValueRef<'a>)>,
) -> Map<String, Json> {
    let mut item = Map::new();
    item.insert("id".to_owned(), json!(subject.id()));
    item.insert("kind".to_owned(), json!(subject.kind()));
    item.insert("path".to_owned(), json!(subject.path()));
    item.insert("title".to_owned(), json!(subject.title()));
    item.insert("status".to_owned(), json!(subject.value("status").and_then(ValueRef::text)));
    if let Some(standing) = subject.standing() {
        item.insert("effective_status".to_owned(), json!(standing.state.name()));
        item.insert("waiting_on".to_owned(), json!(standing.waiting_on));
        if standing.terms_changed {
            item.insert("terms_changed".to_owned(), json!(true));
        }
    }
    item.extend(more.map(|(key, value)| (key.to_owned(), value)));
    item.insert("readable".to_owned(), json!(subject.readable()));
    for (key, typed) in fields {
        item.entry(key).or_insert_with(|| value(typed));
    }
    item
}

/// Returns the fields of a document by English key, in order of the text.
pub fn values_to_json(record: &Record) -> Map<String, Json> {
    record.fields.iter().map(|field| (field.key.to_string(), value(field.value))).collect()
}

pub(super) fn value(typed: ValueRef<'_>) -> Json {
    match typed {
        ValueRef::Null => Json::Null,
        ValueRef::Bool(truth) => Json::Bool(truth),
        ValueRef::Number(number) => whole(number)
            .map(Number::from)
            .or_else(|| Number::from_f64(number))
            .map_or(Json::Null, Json::Number),
        ValueRef::List(items) => Json::Array(items.iter().map(value).collect()),
        other => Json::String(other.to_string()),
    }
}

/// A number without decimals is written without a point.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "whole and within the exact range")]
    (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Value;

    #[test]
    fn values_keep_their_type() {
        let check = |typed: Value, expected: Json| assert_eq!(value(typed.as_ref()), expected);
        check(Value::Number(3.0), json!(3));
        check(Value::Number(2.5), json!(2.5));
        check(Value::Number(f64::NAN), Json::Null);
        check(Value::Bool(false), json!(false));
        check(Value::Date(jiff::civil::date(2026, 12, 1)), json!("2026-12-01"));
        let list = [Value::Reference("ola".into()), Value::Null];
        check(Value::List(list.into()), json!(["ola", null]));
    }
}
