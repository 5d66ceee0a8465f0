use super::*;
use crate::schema::Required;
use crate::schema::assemble::Origin;
use crate::schema::gather::{COMMON, KINDS, clashes, read};
use crate::schema::template::kind_files;
use crate::text::{RepoPath, Source};

#[test]
fn every_embedded_definition_loads_without_a_mistake() {
    let mut schema = Schema::default();
    for (stem, raw, mistakes) in read() {
        assert_eq!(mistakes, [], "{stem}");
        assert_eq!(schema.define(&stem, raw, Origin::Builtin), [], "{stem}");
    }
    schema.kinds().for_each(|kind| assert_eq!(clashes(kind), [], "{}", kind.name));
    let names: Vec<&str> = schema.kinds().map(|kind| kind.name.as_str()).collect();
    let expected = [
        "access",
        "agreement",
        "audit",
        "brief",
        "checklist",
        "conflict",
        "cover",
        "decision",
        "feedback",
        "meeting",
        "person",
        "plan",
        "project",
        "reply",
        "report",
        "retrospective",
        "review",
        "routine",
        "sop",
        "task",
        "time",
    ];
    assert_eq!(names, expected);
    for (path, _) in kind_files() {
        assert!(path.stem() == COMMON || schema.kind(path.stem()).is_some(), "{path}");
    }
}

/// `UPDATE_DOCS=1` writes them anew.
#[test]
#[expect(clippy::disallowed_methods, reason = "the test may write the file that it checks")]
fn kinds_as_json_say_what_the_definitions_say() {
    let mut files = kind_files();
    files.sort_by_key(|(path, _)| (path.stem() != COMMON, path.clone()));
    let one = |(path, text): (RepoPath, &str)| {
        let value: serde_yaml::Value = serde_yaml::from_str(text).unwrap();
        format!("\"{}\":{}", path.stem(), serde_json::to_string(&value).unwrap())
    };
    let kinds: Vec<String> = files.into_iter().map(one).collect();
    let json = format!("{{{}}}\n", kinds.join(",\n"));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let place = concat!(env!("CARGO_MANIFEST_DIR"), "/src/schema/kinds.json");
        std::fs::write(place, &json).unwrap();
    }
    let is_new = "src/schema/kinds.json is old; run UPDATE_DOCS=1 cargo test --lib kinds_as_json";
    assert!(json == KINDS, "{is_new}");
}

#[test]
fn every_kind_field_and_section_explains_itself() {
    for kind in Schema::builtin().kinds() {
        assert!(!kind.doc.is_empty(), "{}", kind.name);
        assert!(
            kind.folder.is_some() || kind.in_task_folder || !kind.files.is_empty(),
            "{} has no place",
            kind.name
        );
        for field in kind.fields.iter().chain(columns(kind)) {
            assert!(!field.doc.is_empty(), "{}.{}", kind.name, field.name);
            assert!(!field.aliases.is_empty() || field.bokmal == field.name, "{}", field.name);
        }
        for section in &kind.sections {
            assert!(!section.hint.english.is_empty(), "{}: {}", kind.name, section.name);
            assert_ne!(section.hint.english, section.hint.bokmal, "{}", section.name);
            assert_ne!(section.name, section.bokmal, "{}", kind.name);
        }
    }
}

#[test]
fn a_key_has_one_type_and_one_meaning_everywhere() {
    let schema = Schema::builtin();
    let mut types: HashMap<&str, (&FieldType, &str)> = HashMap::new();
    let mut meanings: HashMap<String, &str> = HashMap::new();
    for kind in schema.kinds() {
        for field in kind.fields.iter().chain(columns(kind)) {
            let (r#type, first) = *types.entry(&field.name).or_insert((&field.r#type, &kind.name));
            assert_eq!(r#type, &field.r#type, "{} in {first} and {}", field.name, kind.name);
            for key in field_keys(field) {
                let meaning = *meanings.entry(fold(key).into_owned()).or_insert(&field.name);
                assert_eq!(meaning, field.name, "`{key}` in {}", kind.name);
            }
        }
    }
}

#[test]
fn conditions_name_fields_and_values_of_their_kind() {
    for kind in Schema::builtin().kinds() {
        let fields = kind.fields.iter().filter_map(|field| field.when.as_ref());
        for when in fields.chain(kind.sections.iter().filter_map(|one| one.when.as_ref())) {
            let field = kind.field(&when.field).expect("the field of a condition");
            let FieldType::Enum(values) = &field.r#type else { panic!("{}", when.field) };
            for value in &when.is {
                assert!(values.iter().any(|known| known.name == *value), "{value}");
            }
        }
    }
}

#[test]
fn references_lead_to_kinds() {
    let schema = Schema::builtin();
    for kind in schema.kinds() {
        for field in &kind.fields {
            if let FieldType::Reference(kinds) = field.item_type() {
                assert!(kinds.iter().all(|name| schema.kind(name).is_some()), "{}", field.name);
            }
        }
    }
}

#[test]
fn names_in_any_language_and_case_lead_to_the_kind() {
    let schema = Schema::builtin();
    let check = |name: &str, expected: &str| {
        assert_eq!(schema.kind(name).map(|kind| kind.name.as_str()), Some(expected), "{name}");
    };
    check("task", "task");
    check("Oppgave", "task");
    check("ROUTINE", "routine");
    check("møte", "meeting");
    assert!(schema.kind("taks").is_none());
    let task = schema.kind("task").expect("task");
    let key = |key: &str| schema.field(task, key).map(|field| field.name.as_str());
    assert_eq!(key("Frist"), Some("due"));
    assert_eq!(key("assignee"), Some("to"));
    assert_eq!(key("tags"), Some("tags"));
    assert_eq!(key("verdict"), None);
    let section = |name: &str| schema.section(task, name).map(|one| one.name.as_str());
    assert_eq!(section("ferdig når:"), Some("Done when"));
    assert_eq!(schema.heading(task, "Done when", Language::Bokmal), "Ferdig når");
    assert_eq!(schema.key(task, "due", Language::Bokmal), "frist");
}

fn workspace(files: &[(&str, &str)]) -> (Schema, Vec<String>) {
    let files: Vec<(RepoPath, Source)> =
        files.iter().map(|(path, text)| (RepoPath::new(path), Source::new(text))).collect();
    let (schema, findings) = Schema::with_workspace_kinds(&files);
    let shown = findings
        .iter()
        .map(|(path, finding)| {
            let text = files.iter().find(|(one, _)| one == path).map(|(_, it)| it.text());
            format!("{}: {}", finding.span.of(text.unwrap_or("")), finding.message)
        })
        .collect();
    (schema, shown)
}

#[test]
fn a_workspace_adds_kinds_and_fields() {
    let (schema, findings) = workspace(&[
        (
            "kinds/recipe.yml",
            "folder: recipes\nfields:\n  title: {required: yes}\n  servings: {type: number}\nsections:\n  Method: {}\n",
        ),
        ("kinds/task.yml", "fields:\n  invoice:\n    type: text\n  brief: {required: expected}\n"),
    ]);
    assert_eq!(findings, Vec::<String>::new());
    let recipe = schema.kind("recipe").expect("recipe");
    assert!(schema.field(recipe, "servings").is_some() && recipe.section("Method").is_some());
    assert_eq!(schema.kind_of_folder("recipes").map(|kind| &*kind.name), Some("recipe"));
    let task = schema.kind("task").expect("task");
    assert_eq!(task.field("invoice").map(|field| &field.r#type), Some(&FieldType::Text));
    assert_eq!(task.field("brief").map(|field| &field.required), Some(&Required::Expected));
    assert_eq!(task.field("due").map(|field| &*field.bokmal), Some("frist"));
}

#[test]
fn mistakes_in_a_definition_are_told_at_their_place() {
    let check = |text: &str, expected: &[&str]| {
        let (_, findings) = workspace(&[("kinds/task.yml", text)]);
        assert_eq!(findings.len(), expected.len(), "{findings:?}");
        for (finding, expected) in findings.iter().zip(expected) {
            assert!(finding.contains(expected), "{finding} has no {expected}");
        }
    };
    check("fields:\n  due:\n    merge: bytes\n", &["merge: how `due` is merged is built in"]);
    check("fields:\n  due: {type: text}\n", &["`due` has another type"]);
    check("fields:\n  cost:\n    type: mony\n", &["type: `mony` is no type"]);
    check("fields:\n  cost: {}\n", &["cost: `cost` needs a `type`"]);
    check("fields:\n  cost: {type: text, merge: lower}\n", &["cannot set merge rules"]);
    check("fields:\n  minutes_used: {type: number, aliases: [frist]}\n", &["`frist` means"]);
    check("feilds:\n", &["did you mean `fields`?"]);
    check("fields: [", &["[: `[` is never closed"]);
    check("- a\n- b\n", &["`name: value` lines"]);
    check("folder: elsewhere\n", &["folder: the folder of `task` is built in"]);
}

#[test]
fn a_copy_of_an_embedded_definition_changes_nothing() {
    let files: Vec<(RepoPath, Source)> =
        kind_files().into_iter().map(|(path, text)| (path, Source::new(text))).collect();
    let (_, findings) = Schema::with_workspace_kinds(&files);
    assert_eq!(findings, []);
    let edited: Vec<(RepoPath, Source)> = kind_files()
        .into_iter()
        .map(|(path, text)| (path, Source::new(format!("# ours\n{text}"))))
        .collect();
    let (schema, findings) = Schema::with_workspace_kinds(&edited);
    assert_eq!(findings, []);
    assert!(schema.kinds().eq(Schema::builtin().kinds()));
}
