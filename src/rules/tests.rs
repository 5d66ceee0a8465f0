use std::collections::BTreeSet;

use super::testing::{check_bytes, check_example, check_files, findings_at, is_error};
use super::{Sample, all, find, reference};
use crate::diagnostic::rule_name;
use crate::schema::{FieldType, Language, Schema, template};
use crate::text::RepoPath;

#[test]
fn registry_and_names_agree() {
    let names: Vec<_> = all().iter().map(|rule| rule.name).collect();
    assert_eq!(names, rule_name::ALL, "the registry lists the names in their order");
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "no rule twice");
    assert!(names.iter().all(|name| find(*name).is_some()));
}

#[test]
fn bad_examples_are_reported_and_good_ones_are_not() {
    for rule in all() {
        let bad = check_example(&rule.bad);
        assert!(bad.iter().any(|one| one.rule == rule.name), "{}: {bad:#?}", rule.name);
        let good = check_example(&rule.good);
        assert!(good.iter().all(|one| one.rule != rule.name), "{}: {good:#?}", rule.name);
    }
}

#[test]
fn docs_say_why_and_what_to_do() {
    for rule in all() {
        assert!(
            rule.docs.contains("**Why.**") && rule.docs.contains("**To mend it**"),
            "{}",
            rule.name
        );
        assert!(!rule.summary.ends_with('.') && rule.summary.len() < 100, "{}", rule.name);
    }
}

#[test]
fn the_template_is_without_fault() {
    for language in Language::ALL {
        let found = check_bytes(&template::files(language));
        assert!(found.is_empty(), "{}: {found:#?}", language.tag());
    }
}

/// `UPDATE_DOCS=1` writes the page anew.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test that keeps a page in step with the code")]
fn the_page_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, reference()).expect("the page can be written");
    }
    let page = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    assert!(page == reference(), "docs/rules.md is old; run UPDATE_DOCS=1 cargo test --lib rules");
}

/// What a scan could be made to look at again and again.
#[test]
fn hostile_texts_cost_what_their_length_says() {
    let units = [
        "-----BEGIN PRIVATE KEY-----",
        "PuTTY-User-Key-File-",
        "pwd:",
        "passord til a ",
        "KID 4111111111111111 ",
        "x;KID 4111111111111111\n",
        "1-",
        "://a:b@",
        "as   ",
        "# Result\n",
        "<<<<<<<\n",
        "kontonr 01019000083 ",
        ";1;",
    ];
    for unit in units {
        let text = format!(
            "---\nstatus: sent\ndue: asap\n---\n## Result\n{}",
            unit.repeat(30_000 / unit.len())
        );
        let found = findings_at("tasks/a.md", &text);
        assert!((1..=200).contains(&found.len()), "{unit}: {}", found.len());
    }
}

/// What `new` writes is not finished, and nobody is blamed for that.
#[test]
fn a_new_document_has_no_error_in_any_kind_or_language() {
    let schema = Schema::builtin();
    let reply = schema.kind("reply").and_then(|kind| kind.field("type")).expect("the field");
    let FieldType::Enum(types) = &reply.r#type else { panic!("a choice") };
    for language in Language::ALL {
        for kind in schema.kinds() {
            let types = types.iter().filter(|_| kind.name == "reply");
            let mut all: Vec<_> =
                types.map(|one| vec![("type".to_owned(), one.name.clone())]).collect();
            if all.is_empty() {
                all.push(Vec::new());
            }
            for fields in all {
                let folder = match &kind.folder {
                    Some(folder) if !kind.in_task_folder => folder,
                    _ => "tasks/ola-1-a",
                };
                let text = schema.new_document(kind, "A title", &fields, language);
                let files = [
                    (RepoPath::new("workspace.yml"), Sample::Text("format: 1\nstrictness: new\n")),
                    (
                        RepoPath::new("tasks/ola-1-a.md"),
                        Sample::Text("---\nid: ola-1\nstatus: draft\n---\n"),
                    ),
                    (RepoPath::in_folder(folder, "x.md"), Sample::Text(text.leak())),
                ];
                let found = check_files(&files);
                assert!(!found.iter().any(is_error), "{fields:?} {found:#?}");
            }
        }
    }
}
