//! The template of a workspace, embedded in the program: English, with Bokmål laid over it.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

use super::Language;
use crate::text::RepoPath;

static TEMPLATE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/template-repo");

/// The folder of kind definitions, in the template and in a workspace.
pub const KINDS_FOLDER: &str = "kinds";

/// Returns the embedded folder as it stands in the source.
pub fn template() -> &'static Dir<'static> {
    &TEMPLATE
}

/// Returns the files of a new workspace in `language`, by path.
///
/// The definitions of kinds are not among them: the program carries those.
pub fn files(language: Language) -> Vec<(RepoPath, &'static [u8])> {
    let mut files = BTreeMap::new();
    collect(&TEMPLATE, "", &mut files);
    let overlays: Vec<String> = Language::ALL.iter().map(|one| format!("{}/", one.tag())).collect();
    let mut result: BTreeMap<RepoPath, &'static [u8]> = files
        .iter()
        .filter(|(path, _)| !path.starts_with("kinds/"))
        .filter(|(path, _)| !overlays.iter().any(|folder| path.starts_with(folder)))
        .map(|(path, bytes)| (RepoPath::new(path), *bytes))
        .collect();
    let overlay = format!("{}/", language.tag());
    for (path, bytes) in &files {
        if let Some(path) = path.strip_prefix(&overlay) {
            result.insert(RepoPath::new(path), bytes);
        }
    }
    result.into_iter().collect()
}

/// Returns the embedded definition files, by path, such as `kinds/task.yml`.
pub fn kind_files() -> Vec<(RepoPath, &'static str)> {
    let mut files = BTreeMap::new();
    collect(&TEMPLATE, "", &mut files);
    files
        .into_iter()
        .filter(|(path, _)| path.starts_with("kinds/"))
        .filter_map(|(path, bytes)| Some((RepoPath::new(path), std::str::from_utf8(bytes).ok()?)))
        .collect()
}

fn collect(dir: &'static Dir<'static>, prefix: &str, files: &mut BTreeMap<String, &'static [u8]>) {
    for file in dir.files() {
        if let Some(name) = file.path().file_name().and_then(|name| name.to_str()) {
            files.insert(format!("{prefix}{name}"), file.contents());
        }
    }
    for dir in dir.dirs() {
        if let Some(name) = dir.path().file_name().and_then(|name| name.to_str()) {
            collect(dir, &format!("{prefix}{name}/"), files);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::schema::{Config, Record, Schema};
    use crate::text::Source;

    fn documents(language: Language) -> Vec<Record> {
        let mut records = Vec::new();
        for (path, bytes) in files(language) {
            let source = Source::decode(bytes).expect("the template is UTF-8");
            if path.is_markdown() {
                let doc = Document::parse(source);
                assert_eq!(doc.findings(), [], "{path}");
                let (record, findings) = Schema::builtin().decode(&path, &doc);
                assert_eq!(findings, [], "{path}");
                records.push(record);
            }
        }
        records
    }

    #[test]
    fn the_template_decodes_without_a_finding_in_both_languages() {
        for language in Language::ALL {
            let records = documents(language);
            assert!(records.len() > 10);
            for record in &records {
                let Some(kind) = record.kind.as_ref().and_then(|name| Schema::builtin().kind(name))
                else {
                    assert_eq!(record.path.as_str(), "START-HERE.md");
                    continue;
                };
                for field in record.fields.iter() {
                    let known = kind.field(field.key).is_some();
                    assert!(known, "{}: {} is not known", record.path, field.key);
                }
                for section in &record.sections {
                    assert!(!section.empty, "{}: {}", record.path, section.name);
                }
                for rule in kind.sections.iter().filter(|rule| {
                    rule.required != crate::schema::Required::No && rule.when.is_none()
                }) {
                    let found = record.sections.iter().any(|section| section.name == rule.name);
                    assert!(found, "{}: {} is missing", record.path, rule.name);
                }
            }
        }
    }

    #[test]
    fn both_languages_say_the_same_in_their_own_words() {
        let [english, bokmal] = Language::ALL.map(documents);
        assert_eq!(english.len(), bokmal.len());
        for (one, other) in english.iter().zip(&bokmal) {
            assert_eq!((&one.path, &one.kind, &one.id), (&other.path, &other.kind, &other.id));
            let keys = |record: &Record| -> Vec<String> {
                record.fields.iter().map(|field| field.key.to_string()).collect()
            };
            assert_eq!(keys(one), keys(other), "{}", one.path);
            let names = |record: &Record| -> Vec<String> {
                record.sections.iter().map(|section| section.name.to_string()).collect()
            };
            if let Some(kind) = one.kind.as_ref().and_then(|name| Schema::builtin().kind(name)) {
                let known = |names: Vec<String>| -> Vec<String> {
                    names.into_iter().filter(|name| kind.section(name).is_some()).collect()
                };
                assert_eq!(known(names(one)), known(names(other)), "{}", one.path);
            }
            assert_eq!(one.links.len(), other.links.len(), "{}", one.path);
        }
    }

    #[test]
    fn the_settings_of_the_template_are_in_order() {
        for language in Language::ALL {
            let files = files(language);
            let (_, bytes) =
                files.iter().find(|(path, _)| path.as_str() == "workspace.yml").expect("settings");
            let (config, findings) = Config::read(&Source::decode(bytes).expect("UTF-8"));
            assert_eq!(findings, []);
            assert_eq!(config.language(), language);
            for name in [".gitattributes", ".gitignore"] {
                assert!(files.iter().any(|(path, _)| path.as_str() == name), "{name}");
            }
            let stray = |path: &RepoPath| path.is_below("kinds") || path.is_below("nb");
            assert!(!files.iter().any(|(path, _)| stray(path)));
        }
    }

    #[test]
    fn links_and_references_of_the_template_lead_somewhere() {
        for language in Language::ALL {
            let paths: Vec<RepoPath> = files(language).into_iter().map(|(path, _)| path).collect();
            let records = documents(language);
            for record in &records {
                for link in &record.links {
                    let target = link.target.trim_start_matches("../");
                    assert!(
                        paths.iter().any(|path| path.as_str() == target),
                        "{}: {target}",
                        record.path
                    );
                }
                for field in record.fields.iter() {
                    for value in field.value.items() {
                        if let crate::schema::ValueRef::Reference(id) = value {
                            assert!(
                                records.iter().any(|one| &*one.id == id),
                                "{}: {id}",
                                record.path
                            );
                        }
                    }
                }
            }
        }
    }
}
