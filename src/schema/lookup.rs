//! The kinds of a workspace, found by any of their names.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};
use std::sync::OnceLock;

use super::assemble::Vocabulary;
use super::names::{fold, fold_heading, nearest};
use super::{EnumValue, Field, FieldType, Kind, Language, SectionRule};

/// Positions by name; every field of every document is looked up.
pub(super) type Names = foldhash::HashMap<String, usize>;

/// All kinds that documents can have, with what they share.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    pub(super) vocabulary: Vocabulary,
    /// Keys of the vocabulary that belong everywhere: positions in it.
    pub(super) everywhere: Names,
    pub(super) kinds: Vec<Entry>,
    pub(super) names: Names,
    pub(super) folders: Names,
    pub(super) files: Names,
    /// The type of each key that some kind has.
    pub(super) types: HashMap<String, FieldType>,
    /// Made when it is asked for.
    pub(super) digest: OnceLock<u64>,
}

/// A kind and its names, ready for lookup.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) kind: Kind,
    keys: Names,
    headings: Names,
}

impl Schema {
    /// Returns the kinds: those of the program by name, then those of the workspace.
    pub fn kinds(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.iter().map(|entry| &entry.kind)
    }

    /// Tells sets of kinds apart.
    pub fn digest(&self) -> u64 {
        struct Writer(DefaultHasher);
        impl std::fmt::Write for Writer {
            fn write_str(&mut self, text: &str) -> std::fmt::Result {
                self.0.write(text.as_bytes());
                Ok(())
            }
        }
        *self.digest.get_or_init(|| {
            let mut writer = Writer(DefaultHasher::new());
            for kind in self.kinds() {
                // A hasher takes any text.
                let _ = std::fmt::write(&mut writer, format_args!("{kind:?}"));
            }
            writer.0.finish()
        })
    }

    /// Finds a kind by its name or an alias, whatever the case.
    pub fn kind(&self, name: &str) -> Option<&Kind> {
        let at = *self.names.get(name).or_else(|| self.names.get(&*fold(name)))?;
        Some(&self.kinds[at].kind)
    }

    /// Returns the names of kinds that a mistyped one may have meant, in either language.
    pub fn kinds_like(&self, name: &str) -> Vec<String> {
        let names = self.kinds().flat_map(|kind| std::iter::once(&kind.name).chain(&kind.aliases));
        nearest(name, names.map(String::as_str)).into_iter().map(str::to_owned).collect()
    }

    /// Finds the kind whose documents lie in the root folder `name`.
    pub fn kind_of_folder(&self, name: &str) -> Option<&Kind> {
        let at = *self.folders.get(name).or_else(|| self.folders.get(&*fold(name)))?;
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
                let at = *entry.keys.get(key).or_else(|| entry.keys.get(&*fold(key)))?;
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
        let at = *self.everywhere.get(key).or_else(|| self.everywhere.get(&*fold(key)))?;
        self.vocabulary.fields.get(at).map(|shared| &shared.field)
    }

    /// Finds a section of `kind` by its heading in any language.
    pub fn section<'k>(&self, kind: &'k Kind, heading: &str) -> Option<&'k SectionRule> {
        match self.entry(kind) {
            Some(entry) => {
                let as_written = entry.headings.get(heading);
                let at = *as_written.or_else(|| entry.headings.get(&fold_heading(heading)))?;
                kind.sections.get(at)
            }
            None => {
                let heading = fold_heading(heading);
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
        // Only for a kind of this schema do the positions hold; where it lies tells which one it is.
        let behind = std::ptr::from_ref(kind).addr().checked_sub(self.kinds.as_ptr().addr())?;
        let entry = self.kinds.get(behind / size_of::<Entry>())?;
        std::ptr::eq(&entry.kind, kind).then_some(entry)
    }
}

impl Entry {
    pub(super) fn new(kind: Kind) -> Self {
        let mut keys = Names::default();
        for (at, field) in kind.fields.iter().enumerate() {
            for name in field_keys(field) {
                keys.entry(fold(name).into_owned()).or_insert(at);
            }
        }
        let mut by_heading = Names::default();
        for (at, section) in kind.sections.iter().enumerate() {
            for name in headings(section) {
                let at = *by_heading.entry(fold_heading(name)).or_insert(at);
                // Nearly all headings stand there as they are defined.
                by_heading.entry(name.to_owned()).or_insert(at);
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

/// Returns the columns of all tables of a kind.
pub(super) fn columns(kind: &Kind) -> impl Iterator<Item = &Field> {
    kind.sections.iter().flat_map(|section| &section.columns)
}

#[cfg(test)]
mod tests;
