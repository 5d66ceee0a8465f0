//! JSON Schema of a kind's front matter, for editors and other programs.

use serde_json::{Map, Value, json};

use super::lookup::{enum_words, field_keys};
use super::{Field, FieldType, Kind, MergeRule, Required, Schema};

impl Schema {
    /// Returns the JSON Schema (draft 2020-12) of the front matter of `kind`.
    ///
    /// Every alias stands beside its field and has the same type; what is required may be written
    /// under any of its names. Unknown keys are allowed. Where the kind has a status, a draft may
    /// lack what a sent document needs.
    pub fn json_schema(&self, kind: &Kind) -> Value {
        let mut properties = Map::new();
        for field in &kind.fields {
            let mut schema = if field.name == "kind" {
                json!({ "enum": self.names_of(kind) })
            } else {
                nullable(value(&field.r#type))
            };
            if let Value::Object(schema) = &mut schema {
                schema.insert("description".into(), json!(field.doc));
            }
            properties.insert(field.name.clone(), schema);
        }
        for field in &kind.fields {
            for alias in &field.aliases {
                let same = json!({
                    "$ref": format!("#/properties/{}", pointer(&field.name)),
                    "description": format!("The same as `{}`. {}", field.name, field.doc),
                });
                properties.entry(alias.clone()).or_insert(same);
            }
        }
        let mut schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": kind.name,
            "description": kind.doc,
            "type": "object",
            "properties": properties,
            "additionalProperties": true,
        });
        let requirements = requirements(kind);
        if !requirements.is_empty() {
            schema["allOf"] = Value::Array(requirements);
        }
        schema
    }

    fn names_of<'k>(&self, kind: &'k Kind) -> Vec<&'k str> {
        std::iter::once(&kind.name).chain(&kind.aliases).map(String::as_str).collect()
    }
}

/// What must be there, each as a schema of its own.
fn requirements(kind: &Kind) -> Vec<Value> {
    let sent = sent(kind);
    let mut all = Vec::new();
    for field in &kind.fields {
        match &field.required {
            Required::Yes => match &sent {
                Some(sent) => all.push(json!({ "if": sent, "then": filled(field) })),
                None => all.push(filled(field)),
            },
            Required::When { field: other, is } => {
                let Some(condition) = kind.field(other).and_then(|other| has_value(other, is))
                else {
                    continue;
                };
                all.push(json!({ "if": condition, "then": filled(field) }));
            }
            Required::No | Required::Filled | Required::Expected => {}
        }
    }
    all
}

/// That a document with a status is no draft any more; `None` where the kind has no status.
fn sent(kind: &Kind) -> Option<Value> {
    let status = kind.fields.iter().find(|field| field.merge == MergeRule::Evidence)?;
    let FieldType::Enum(values) = &status.r#type else { return None };
    let later: Vec<String> = values.iter().skip(1).map(|value| value.name.clone()).collect();
    has_value(status, &later)
}

/// That one of a field's names holds one of some enum values, in any of their words.
fn has_value(field: &Field, is: &[String]) -> Option<Value> {
    let FieldType::Enum(values) = &field.r#type else { return None };
    let words: Vec<&str> =
        values.iter().filter(|value| is.contains(&value.name)).flat_map(enum_words).collect();
    Some(any_key(field, &json!({ "enum": words })))
}

/// That a field is there under one of its names and says something.
fn filled(field: &Field) -> Value {
    any_key(field, &json!({ "not": { "enum": [null, ""] } }))
}

fn any_key(field: &Field, schema: &Value) -> Value {
    let options: Vec<Value> = field_keys(field)
        .map(|key| json!({ "required": [key], "properties": { key: schema } }))
        .collect();
    json!({ "anyOf": options })
}

/// The schema of a value that is there.
fn value(r#type: &FieldType) -> Value {
    let text = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    match r#type {
        FieldType::Text => json!({ "type": ["string", "number", "boolean"] }),
        FieldType::Bool => {
            json!({ "enum": [true, false, "yes", "no", "ja", "nei", "true", "false"] })
        }
        FieldType::Number => json!({ "anyOf": [
            { "type": "number", "minimum": 0 },
            text("^[0-9][0-9 \u{a0}]*([.,][0-9]+)?$"),
        ] }),
        FieldType::Amount => json!({ "anyOf": [
            { "type": "number", "minimum": 0 },
            text("^[^0-9-]*[0-9][0-9 .,\u{a0}]*[^0-9]*$"),
        ] }),
        FieldType::Date => {
            json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "format": "date" })
        }
        FieldType::Moment => text(
            "^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ] *[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)? *([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?$",
        ),
        FieldType::Hours => {
            text("^ *[0-9]{1,2}([:.][0-9]{2})? *[-–—] *[0-9]{1,2}([:.][0-9]{2})? *$")
        }
        FieldType::Duration => json!({ "anyOf": [
            { "type": "integer", "minimum": 0 },
            text("^[0-9]+ *[A-Za-z]*$"),
        ] }),
        FieldType::Period => text("^[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        FieldType::Enum(values) => {
            json!({ "enum": values.iter().flat_map(enum_words).collect::<Vec<_>>() })
        }
        FieldType::Person | FieldType::Reference(_) | FieldType::Link => {
            json!({ "type": "string", "minLength": 1 })
        }
        FieldType::Email => {
            json!({ "type": "string", "pattern": "^[^@\\s]+@[^@\\s]+$", "format": "email" })
        }
        FieldType::Zone => json!({ "type": "string", "minLength": 1 }),
        FieldType::Recurrence => text("[Ff][Rr][Ee][Qq]="),
        FieldType::List(item) => {
            let item = value(item);
            json!({ "anyOf": [{ "type": "array", "items": item.clone() }, item] })
        }
        FieldType::Any => json!({}),
    }
}

/// Lets a field stand there empty, as a new document has it.
fn nullable(schema: Value) -> Value {
    match schema {
        Value::Object(map) if map.is_empty() => Value::Object(map),
        schema => json!({ "anyOf": [schema, { "type": "null" }] }),
    }
}

/// Writes a key as a part of a JSON pointer in a URI fragment.
fn pointer(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
