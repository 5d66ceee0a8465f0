//! JSON Schema of every kind, judged by a validator that is not ours.

use handover::document::Document;
use handover::schema::{Language, Schema, template};
use handover::text::Source;
use jsonschema::Validator;
use serde_json::{Map, Value, json};

fn validator(kind: &str) -> Validator {
    let schema = Schema::builtin();
    let kind = schema.kind(kind).unwrap();
    jsonschema::options().should_validate_formats(true).build(&schema.json_schema(kind)).unwrap()
}

fn check(kind: &str, front: &Value, valid: bool) {
    let errors: Vec<String> = validator(kind)
        .iter_errors(front)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(errors.is_empty(), valid, "{kind} {front}: {errors:?}");
}

/// Reads a front matter as editors hand it to a validator.
fn front_matter(text: &str) -> Value {
    let doc = Document::parse(Source::new(text));
    let front = doc.front().unwrap();
    serde_yaml::from_str(front.content.of(text)).unwrap_or(Value::Null)
}

#[test]
fn every_schema_is_one() {
    for kind in Schema::builtin().kinds() {
        let schema = Schema::builtin().json_schema(kind);
        assert!(jsonschema::meta::is_valid(&schema), "{}", kind.name);
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        let properties = schema["properties"].as_object().unwrap();
        for field in &kind.fields {
            for key in std::iter::once(&field.name).chain(&field.aliases) {
                let description = properties[key]["description"].as_str().unwrap();
                assert!(description.contains(&field.doc), "{}.{key}", kind.name);
            }
        }
    }
}

#[test]
fn the_documents_of_the_template_are_valid() {
    let mut seen = 0;
    for language in Language::ALL {
        for (path, bytes) in template::files(language) {
            let source = Source::decode(bytes).unwrap();
            let doc = Document::parse(source);
            let kind = Schema::builtin().kind_of(&path, &doc).kind();
            if let Some(kind) = kind {
                check(&kind.name, &front_matter(doc.text()), true);
                seen += 1;
            }
        }
    }
    assert!(seen > 20);
}

#[test]
fn new_drafts_are_valid_and_have_all_the_keys() {
    let schema = Schema::builtin();
    for language in Language::ALL {
        for kind in ["task", "brief"] {
            let kind = schema.kind(kind).unwrap();
            let text = schema.new_document(kind, "A title", &[], language);
            check(&kind.name, &front_matter(&text), true);
        }
    }
}

#[test]
fn what_is_missing_is_told_once_it_is_sent() {
    check("task", &json!({ "title": "x", "status": "draft" }), true);
    check("task", &json!({ "title": "x" }), true);
    check("task", &json!({ "title": "x", "status": "sent" }), false);
    check(
        "task",
        &json!({ "title": "x", "status": "sendt", "til": "kari", "frist": "2026-12-01" }),
        true,
    );
    check("task", &json!({ "title": "x", "status": "sent", "to": "kari", "due": null }), false);
    check("routine", &json!({ "title": "x" }), false);
    check("reply", &json!({ "type": "confirm" }), false);
    check("reply", &json!({ "type": "bekreft", "rekker_fristen": "ja" }), true);
    check("reply", &json!({ "type": "note" }), true);
}

#[test]
fn values_of_the_wrong_type_are_told() {
    let task = |key: &str, value: Value, valid: bool| {
        let mut front = Map::new();
        front.insert(key.to_owned(), value);
        check("task", &Value::Object(front), valid);
    };
    task("due", json!("2026-12-01"), true);
    task("due", json!("2026-12-01 15:00"), true);
    task("due", json!("2026-12-01T15:00:00+01:00"), true);
    task("due", json!("24.12.2026"), false);
    task("due", json!("asap"), false);
    task("frist", json!("snarest"), false);
    task("status", json!("utkast"), true);
    task("status", json!("purple"), false);
    task("max_hours", json!(1.5), true);
    task("max_hours", json!(-1), false);
    task("max_hours", json!("many"), false);
    task("depends", json!(["ola-1"]), true);
    task("depends", json!("ola-1"), true);
    task("depends", json!([{ "a": 1 }]), false);
    task("to", json!(["kari"]), false);
    task("kind", json!("oppgave"), true);
    task("kind", json!("person"), false);
    task("x-ours", json!({ "any": "thing" }), true);
    let person = |value: Value, valid| check("person", &value, valid);
    let whole = json!({
        "name": "Kari", "email": "kari@example.com", "role": "assistent", "timezone": "Asia/Manila",
        "working_days": ["mon", "tir"], "working_hours": "08:00-16:00",
    });
    person(whole.clone(), true);
    for (key, bad) in [("email", "kari"), ("role", "boss"), ("working_hours", "all day")] {
        let mut broken = whole.clone();
        broken[key] = json!(bad);
        person(broken, false);
    }
}

#[test]
fn decoding_and_the_schema_agree_on_slips() {
    let schema = Schema::builtin();
    for (line, valid) in [
        ("due: 2026-12-01", true),
        ("due: 1. desember 2026", false),
        ("status: utkst", false),
        ("max_hours: 1,5", true),
        ("to: \"[[kari]]\"", true),
        ("priority: enormous", false),
        ("depends: [ola-1, ola-2]", true),
    ] {
        let text = format!("---\n{line}\n---\n");
        let doc = Document::parse(Source::new(&text));
        let (_, findings) = schema.decode(&"tasks/ola-1.md".into(), &doc);
        assert_eq!(findings.is_empty(), valid, "{line}: {findings:?}");
        check("task", &front_matter(&text), valid);
    }
}

#[test]
fn the_page_on_kinds_is_the_one_that_the_definitions_make() {
    let page = handover::schema::kinds_page(Schema::builtin());
    let made = concat!(env!("CARGO_TARGET_TMPDIR"), "/kinds.md");
    std::fs::write(made, &page).unwrap();
    let kept = include_str!("../../docs/kinds.md");
    assert!(kept == page, "docs/kinds.md is out of date; replace it by {made}");
}
