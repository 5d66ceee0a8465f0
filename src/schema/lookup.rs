//! The kinds of a workspace, found by any of their names.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::assemble::{Assembler, Origin, Shared, Vocabulary};
use super::definition::{self, Mistake, RawKind};
use super::names::{fold, fold_heading};
use super::template::{KINDS_FOLDER, kind_files};
use super::yaml_file::YamlFile;
use super::{EnumValue, Field, FieldType, Kind, Language, SectionRule};
use crate::diagnostic::{Finding, rule_name};
use crate::text::{RepoPath, Source};

/// All kinds that documents can have, with what they share.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    vocabulary: Vocabulary,
    kinds: Vec<Entry>,
    names: HashMap<String, usize>,
    folders: HashMap<String, usize>,
    files: HashMap<String, usize>,
}

/// A kind and its names, ready for lookup.
#[derive(Clone, Debug)]
struct Entry {
    kind: Kind,
    keys: HashMap<String, usize>,
    headings: HashMap<String, usize>,
}

/// The file that holds the shared vocabulary, without its extension.
const COMMON: &str = "common";

impl Schema {
    /// Returns the kinds that the program carries.
    pub fn builtin() -> &'static Schema {
        static BUILTIN: OnceLock<Schema> = OnceLock::new();
        BUILTIN.get_or_init(|| builtin().0)
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
        mistakes.extend(self.define(path.stem(), raw, Origin::Workspace));
        findings.extend(mistakes.into_iter().map(|mistake| {
            let path: Vec<&str> = mistake.path.iter().map(String::as_str).collect();
            Finding::new(rule_name::KIND_DEFINITION, file.span(&path), mistake.message)
        }));
        findings
    }

    /// Takes up what one file says and returns what is wrong with it.
    fn define(&mut self, stem: &str, raw: RawKind, origin: Origin) -> Vec<Mistake> {
        let elsewhere = self.all_fields();
        let mut assembler = Assembler {
            vocabulary: &self.vocabulary.clone(),
            origin,
            elsewhere: &elsewhere,
            mistakes: Vec::new(),
        };
        if stem == COMMON {
            for raw in raw.fields {
                let (name, everywhere) = (raw.name.clone(), raw.everywhere);
                if let Some(field) = assembler.field(raw, &["fields", &name], None) {
                    self.share(Shared { field, everywhere });
                }
            }
            return assembler.mistakes;
        }
        let name = raw.name.clone().unwrap_or_else(|| stem.to_owned());
        match self.names.get(&fold(&name)).copied() {
            Some(at) => {
                let mut kind = self.kinds[at].kind.clone();
                assembler.extend(&mut kind, raw);
                let mut mistakes = assembler.mistakes;
                mistakes.extend(clashes(&kind));
                self.kinds[at] = Entry::new(kind);
                mistakes.extend(self.register(at));
                mistakes
            }
            None => {
                let kind = assembler.kind(raw, &name);
                let mut mistakes = assembler.mistakes;
                mistakes.extend(clashes(&kind));
                self.kinds.push(Entry::new(kind));
                mistakes.extend(self.register(self.kinds.len() - 1));
                mistakes
            }
        }
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
        self.vocabulary.fields.push(shared);
    }

    /// Makes the names, folders and files of a kind lead to it, unless another has them.
    fn register(&mut self, at: usize) -> Vec<Mistake> {
        let kind = &self.kinds[at].kind;
        let mut mistakes = Vec::new();
        let words = std::iter::once(&kind.name).chain(&kind.aliases).map(|name| fold(name));
        let folders = kind.folder.iter().chain(&kind.folder_aliases).map(|name| fold(name));
        let files = kind.files.iter().map(|name| name.to_lowercase());
        let groups: [(&str, &mut HashMap<String, usize>, Vec<String>); 3] = [
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

    fn all_fields(&self) -> Vec<Field> {
        let kinds = self.kinds.iter().map(|entry| &entry.kind);
        kinds.flat_map(|kind| kind.fields.iter().chain(columns(kind))).cloned().collect()
    }

    /// Returns the kinds: those of the program by name, then those of the workspace.
    pub fn kinds(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.iter().map(|entry| &entry.kind)
    }

    /// Finds a kind by its name or an alias, whatever the case.
    pub fn kind(&self, name: &str) -> Option<&Kind> {
        let at = *self.names.get(name).or_else(|| self.names.get(&fold(name)))?;
        Some(&self.kinds[at].kind)
    }

    /// Finds the kind whose documents lie in the root folder `name`.
    pub fn kind_of_folder(&self, name: &str) -> Option<&Kind> {
        let at = *self.folders.get(name).or_else(|| self.folders.get(&fold(name)))?;
        Some(&self.kinds[at].kind)
    }

    /// Finds the kind of a file at the root by the file's name.
    pub fn kind_of_file(&self, name: &str) -> Option<&Kind> {
        Some(&self.kinds[*self.files.get(&name.to_lowercase())?].kind)
    }

    /// Finds a field of `kind` by its key or an alias, whatever the case; common fields included.
    pub fn field<'k>(&self, kind: &'k Kind, key: &str) -> Option<&'k Field> {
        match self.entry(kind) {
            Some(entry) => {
                let at = *entry.keys.get(key).or_else(|| entry.keys.get(&fold(key)))?;
                kind.fields.get(at)
            }
            None => {
                let key = fold(key);
                let mut fields = kind.fields.iter();
                fields.find(|field| field_keys(field).any(|name| fold(name) == key))
            }
        }
    }

    /// Finds a field that any document may have, by its key or an alias.
    pub fn common_field(&self, key: &str) -> Option<&Field> {
        let key = fold(key);
        let everywhere = self.vocabulary.fields.iter().filter(|shared| shared.everywhere);
        everywhere
            .map(|shared| &shared.field)
            .find(|field| field_keys(field).any(|name| fold(name) == key))
    }

    /// Finds a section of `kind` by its heading in any language.
    pub fn section<'k>(&self, kind: &'k Kind, heading: &str) -> Option<&'k SectionRule> {
        let heading = fold_heading(heading);
        match self.entry(kind) {
            Some(entry) => kind.sections.get(*entry.headings.get(&heading)?),
            None => {
                let mut sections = kind.sections.iter();
                sections.find(|one| headings(one).any(|name| fold_heading(name) == heading))
            }
        }
    }

    /// Returns the heading of a section, by its English name, in `language`; the name itself where
    /// the kind has no such section.
    pub fn heading<'a>(&self, kind: &'a Kind, section: &'a str, language: Language) -> &'a str {
        kind.section(section).map_or(section, |section| section.heading(language))
    }

    /// Returns the key of a field, by its English name, in `language`; the name itself where the
    /// kind has no such field.
    pub fn key<'a>(&self, kind: &'a Kind, field: &'a str, language: Language) -> &'a str {
        kind.field(field).map_or(field, |field| field.key(language))
    }

    fn entry(&self, kind: &Kind) -> Option<&Entry> {
        // Only for a kind of this schema do the positions hold.
        let entry = &self.kinds
            [*self.names.get(&kind.name).or_else(|| self.names.get(&fold(&kind.name)))?];
        std::ptr::eq(&raw const entry.kind, kind).then_some(entry)
    }
}

impl Entry {
    fn new(kind: Kind) -> Self {
        let mut keys = HashMap::new();
        for (at, field) in kind.fields.iter().enumerate() {
            for name in field_keys(field) {
                keys.entry(fold(name)).or_insert(at);
            }
        }
        let mut by_heading = HashMap::new();
        for (at, section) in kind.sections.iter().enumerate() {
            for name in headings(section) {
                by_heading.entry(fold_heading(name)).or_insert(at);
            }
        }
        Self { kind, keys, headings: by_heading }
    }
}

/// Returns all keys of a field, the English one first.
pub(super) fn field_keys(field: &Field) -> impl Iterator<Item = &str> {
    std::iter::once(field.name.as_str()).chain(field.aliases.iter().map(String::as_str))
}

/// Returns all headings of a section, the English one first.
pub(super) fn headings(section: &SectionRule) -> impl Iterator<Item = &str> {
    std::iter::once(section.name.as_str()).chain(section.aliases.iter().map(String::as_str))
}

/// Returns all words of an enum value, the English one first.
pub(super) fn enum_words(value: &EnumValue) -> impl Iterator<Item = &str> {
    std::iter::once(value.name.as_str()).chain(value.aliases.iter().map(String::as_str))
}

fn columns(kind: &Kind) -> impl Iterator<Item = &Field> {
    kind.sections.iter().flat_map(|section| &section.columns)
}

/// Finds words of one kind that would mean two things.
fn clashes(kind: &Kind) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut taken: HashMap<String, &str> = HashMap::new();
    for field in &kind.fields {
        for name in field_keys(field) {
            let owner = *taken.entry(fold(name)).or_insert(&field.name);
            if owner != field.name {
                let message = format!("`{name}` means `{owner}` already");
                mistakes.push(Mistake { path: vec!["fields".into(), field.name.clone()], message });
            }
        }
        if let FieldType::Enum(values) = field.item_type() {
            let mut words: HashMap<String, &str> = HashMap::new();
            for value in values {
                for word in enum_words(value) {
                    let owner = *words.entry(fold(word)).or_insert(&value.name);
                    if owner != value.name {
                        let message = format!("`{word}` means `{owner}` already");
                        let path = ["fields", &field.name, "values", &value.name];
                        mistakes.push(Mistake { path: path.map(str::to_owned).into(), message });
                    }
                }
            }
        }
    }
    let mut taken: HashMap<String, &str> = HashMap::new();
    for section in &kind.sections {
        for name in headings(section) {
            let owner = *taken.entry(fold_heading(name)).or_insert(&section.name);
            if owner != section.name {
                let message = format!("`{name}` means `{owner}` already");
                let path = vec!["sections".into(), section.name.clone()];
                mistakes.push(Mistake { path, message });
            }
        }
    }
    mistakes
}

/// Reads the embedded definitions; a test asserts that there is no mistake in them.
pub(super) fn builtin() -> (Schema, Vec<(RepoPath, Mistake)>) {
    let mut schema = Schema::default();
    let mut mistakes = Vec::new();
    let mut files = kind_files();
    files.sort_by_key(|(path, _)| (path.stem() != COMMON, path.clone()));
    for (path, text) in files {
        debug_assert_eq!(path.parent(), KINDS_FOLDER);
        match serde_yaml::from_str(text) {
            Ok(value) => {
                let (raw, found) = definition::read(&value);
                mistakes.extend(found.into_iter().map(|mistake| (path.clone(), mistake)));
                let found = schema.define(path.stem(), raw, Origin::Builtin);
                mistakes.extend(found.into_iter().map(|mistake| (path.clone(), mistake)));
            }
            Err(error) => {
                let mistake = Mistake { path: Vec::new(), message: error.to_string() };
                mistakes.push((path, mistake));
            }
        }
    }
    (schema, mistakes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_definition_loads_without_a_mistake() {
        let (schema, mistakes) = builtin();
        assert_eq!(mistakes, []);
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
                let (r#type, first) =
                    *types.entry(&field.name).or_insert((&field.r#type, &kind.name));
                assert_eq!(r#type, &field.r#type, "{} in {first} and {}", field.name, kind.name);
                for key in field_keys(field) {
                    let meaning = *meanings.entry(fold(key)).or_insert(&field.name);
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
            (
                "kinds/task.yml",
                "fields:\n  invoice:\n    type: text\n  brief: {required: expected}\n",
            ),
        ]);
        assert_eq!(findings, Vec::<String>::new());
        let recipe = schema.kind("recipe").expect("recipe");
        assert!(schema.field(recipe, "servings").is_some() && recipe.section("Method").is_some());
        assert_eq!(schema.kind_of_folder("recipes").map(|kind| &*kind.name), Some("recipe"));
        let task = schema.kind("task").expect("task");
        assert_eq!(task.field("invoice").map(|field| &field.r#type), Some(&FieldType::Text));
        assert_eq!(
            task.field("brief").map(|field| &field.required),
            Some(&crate::schema::Required::Expected)
        );
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
        check("fields: [", &["cannot be read"]);
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
}
