//! Gathers the kinds: those that the program carries, then what a workspace adds.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_yaml::{Mapping, Value};

use super::assemble::{Assembler, Origin, Shared};
use super::definition::{self, Mistake, RawKind};
use super::lookup::{Entry, Names, columns, enum_words, field_keys, headings};
use super::names::{fold, fold_heading};
use super::template::kind_files;
use super::yaml_file::YamlFile;
use super::{EnumValue, FieldType, Kind, Schema};
use crate::diagnostic::{Finding, rule_name};
use crate::text::{RepoPath, Source};

/// The file that holds the shared vocabulary, without its extension.
pub(super) const COMMON: &str = "common";

impl Schema {
    /// Returns the kinds that the program carries.
    pub fn builtin() -> &'static Schema {
        static BUILTIN: OnceLock<Schema> = OnceLock::new();
        BUILTIN.get_or_init(builtin)
    }

    /// Adds the kinds and fields that a workspace's `kinds/*.yml` define.
    ///
    /// A file that equals the embedded one is passed over. Mistakes come back as findings in the
    /// file; what could be understood counts.
    pub fn with_workspace_kinds(
        files: &[(RepoPath, Source)],
    ) -> (Schema, Vec<(RepoPath, Finding)>) {
        let mut schema = Schema::builtin().clone();
        let mut findings = Vec::new();
        if files.is_empty() {
            return (schema, findings);
        }
        let embedded: HashMap<RepoPath, &str> = kind_files().into_iter().collect();
        let mut sorted: Vec<&(RepoPath, Source)> = files.iter().collect();
        // The vocabulary first: the others may use it.
        sorted.sort_by_key(|(path, _)| (path.stem() != COMMON, path.clone()));
        for (path, source) in sorted {
            if embedded.get(path).is_some_and(|text| *text == source.text()) {
                continue;
            }
            for finding in schema.add(path, source) {
                findings.push((path.clone(), finding));
            }
        }
        (schema, findings)
    }

    fn add(&mut self, path: &RepoPath, source: &Source) -> Vec<Finding> {
        let file = YamlFile::parse(source, rule_name::KIND_DEFINITION);
        let mut findings = file.findings().to_vec();
        let Some(value) = file.value() else { return findings };
        let (raw, mut mistakes) = definition::read(value);
        self.digest = OnceLock::new();
        mistakes.extend(self.define(path.stem(), raw, Origin::Workspace));
        findings.extend(mistakes.into_iter().map(|mistake| {
            let path: Vec<&str> = mistake.path.iter().map(String::as_str).collect();
            Finding::new(rule_name::KIND_DEFINITION, file.span(&path), mistake.message)
        }));
        findings
    }

    /// Takes up what one file says and returns what is wrong with it.
    pub(super) fn define(&mut self, stem: &str, raw: RawKind, origin: Origin) -> Vec<Mistake> {
        let mut assembler = Assembler {
            vocabulary: &self.vocabulary,
            origin,
            elsewhere: &self.types,
            mistakes: Vec::new(),
        };
        if stem == COMMON {
            let mut fields = Vec::new();
            for raw in raw.fields {
                let (name, everywhere) = (raw.name.clone(), raw.everywhere);
                if let Some(field) = assembler.field(raw, &["fields", &name], None) {
                    fields.push(Shared { field, everywhere });
                }
            }
            let mistakes = assembler.mistakes;
            fields.into_iter().for_each(|field| self.share(field));
            return mistakes;
        }
        let name = raw.name.clone().unwrap_or_else(|| stem.to_owned());
        let known = self.names.get(&*fold(&name)).copied();
        let kind = match known {
            Some(at) => {
                let mut kind = self.kinds[at].kind.clone();
                assembler.extend(&mut kind, raw);
                kind
            }
            None => assembler.kind(raw, &name),
        };
        let mut mistakes = assembler.mistakes;
        if origin == Origin::Workspace {
            mistakes.extend(clashes(&kind));
        }
        for field in kind.fields.iter().chain(columns(&kind)) {
            self.types.entry(field.name.clone()).or_insert_with(|| field.r#type.clone());
        }
        let at = match known {
            Some(at) => {
                self.kinds[at] = Entry::new(kind);
                at
            }
            None => {
                self.kinds.push(Entry::new(kind));
                self.kinds.len() - 1
            }
        };
        mistakes.extend(self.register(at));
        mistakes
    }

    /// Puts a field into the vocabulary, and into every kind where it belongs everywhere.
    fn share(&mut self, shared: Shared) {
        let known =
            self.vocabulary.fields.iter_mut().find(|one| one.field.name == shared.field.name);
        if let Some(known) = known {
            known.field = shared.field;
            return;
        }
        if shared.everywhere {
            for entry in &mut self.kinds {
                if entry.kind.field(&shared.field.name).is_none() {
                    let mut kind = entry.kind.clone();
                    kind.fields.push(shared.field.clone());
                    *entry = Entry::new(kind);
                }
            }
        }
        let field = &shared.field;
        self.types.entry(field.name.clone()).or_insert_with(|| field.r#type.clone());
        if shared.everywhere {
            for key in field_keys(field) {
                let at = self.vocabulary.fields.len();
                self.everywhere.entry(fold(key).into_owned()).or_insert(at);
            }
        }
        self.vocabulary.fields.push(shared);
    }

    /// Makes the names, folders and files of a kind lead to it, unless another has them.
    fn register(&mut self, at: usize) -> Vec<Mistake> {
        let kind = &self.kinds[at].kind;
        let mut mistakes = Vec::new();
        let words =
            std::iter::once(&kind.name).chain(&kind.aliases).map(|name| fold(name).into_owned());
        let folders =
            kind.folder.iter().chain(&kind.folder_aliases).map(|name| fold(name).into_owned());
        let files = kind.files.iter().map(|name| name.to_lowercase());
        let groups: [(&str, &mut Names, Vec<String>); 3] = [
            ("aliases", &mut self.names, words.collect()),
            ("folder", &mut self.folders, folders.collect()),
            ("files", &mut self.files, files.collect()),
        ];
        for (key, taken, words) in groups {
            for word in words {
                let owner = *taken.entry(word.clone()).or_insert(at);
                if owner != at {
                    let other = &self.kinds[owner].kind.name;
                    let message = format!("`{word}` belongs to `{other}` already");
                    mistakes.push(Mistake { path: vec![key.to_owned()], message });
                }
            }
        }
        mistakes
    }
}

/// Finds words of one kind that would mean two things.
pub(super) fn clashes(kind: &Kind) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let keys = kind.fields.iter().map(|field| (field.name.as_str(), field_keys(field)));
    twice(keys, |name| fold(name).into_owned(), &["fields"], &mut mistakes);
    for field in &kind.fields {
        if let FieldType::Enum(values) = field.item_type() {
            let words =
                values.iter().map(|value: &EnumValue| (value.name.as_str(), enum_words(value)));
            let path = ["fields", &field.name, "values"];
            twice(words, |word| fold(word).into_owned(), &path, &mut mistakes);
        }
    }
    let names = kind.sections.iter().map(|section| (section.name.as_str(), headings(section)));
    twice(names, fold_heading, &["sections"], &mut mistakes);
    mistakes
}

/// Reports words that stand for two of the things in `owners`.
fn twice<'a>(
    owners: impl Iterator<Item = (&'a str, impl Iterator<Item = &'a str>)>,
    fold: impl Fn(&str) -> String,
    path: &[&str],
    mistakes: &mut Vec<Mistake>,
) {
    let mut taken: HashMap<String, &str> = HashMap::new();
    for (name, words) in owners {
        for word in words {
            let owner = *taken.entry(fold(word)).or_insert(name);
            if owner != name {
                let path = path.iter().chain(&[name]).map(|part| (*part).to_owned()).collect();
                let message = format!("`{word}` means `{owner}` already");
                mistakes.push(Mistake { path, message });
            }
        }
    }
}

/// The embedded definitions, the vocabulary first, as JSON, which is read in a tenth of the time: every
/// command waits for it. They are written anew by `UPDATE_DOCS=1 cargo test --lib kinds_as_json`.
pub(super) const KINDS: &str = include_str!("kinds.json");

/// Takes up the embedded definitions; a test asserts that there is no mistake in them.
pub(super) fn builtin() -> Schema {
    let mut schema = Schema::default();
    for (stem, raw, _) in read() {
        schema.define(&stem, raw, Origin::Builtin);
    }
    schema
}

/// Reads the embedded definitions, each with its name and its mistakes.
pub(super) fn read() -> Vec<(String, RawKind, Vec<Mistake>)> {
    let all: Mapping = serde_json::from_str(KINDS).expect("a test reads it");
    let one = |(stem, value): (Value, Value)| {
        let (raw, mistakes) = definition::read(&value);
        Some((stem.as_str()?.to_owned(), raw, mistakes))
    };
    all.into_iter().filter_map(one).collect()
}
