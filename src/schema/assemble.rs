//! Makes kinds of what definition files say: the shared vocabulary filled in, the limits kept.

use std::collections::HashMap;

use super::definition::{Mistake, RawField, RawKind, RawRequired, RawSection, bokmal, others};
use super::names::fold;
use super::{Condition, Field, FieldType, Identity, Kind, MergeRule, Required, SectionRule};

/// The fields that mean the same in every kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    pub(super) fields: Vec<Shared>,
}

/// A field of the vocabulary.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    pub(super) field: Field,
    /// Whether every document may have it.
    pub(super) everywhere: bool,
}

impl Vocabulary {
    fn get(&self, name: &str) -> Option<&Field> {
        self.fields.iter().map(|shared| &shared.field).find(|field| field.name == name)
    }
}

/// Who wrote a definition: a workspace may add, but not change what merges depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Builtin,
    Workspace,
}

/// Turns what one file says into a kind.
pub(super) struct Assembler<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) origin: Origin,
    /// The types of all known keys, which a new field may not contradict.
    pub(super) elsewhere: &'a HashMap<String, FieldType>,
    pub(super) mistakes: Vec<Mistake>,
}

impl Assembler<'_> {
    fn report(&mut self, path: &[&str], message: impl Into<String>) {
        let path = path.iter().map(|part| (*part).to_owned()).collect();
        self.mistakes.push(Mistake { path, message: message.into() });
    }

    /// Makes a kind that was not there before.
    pub(super) fn kind(&mut self, raw: RawKind, name: &str) -> Kind {
        let mut fields: Vec<Field> = Vec::new();
        let everywhere = |field: &str| {
            self.vocabulary.fields.iter().find(|one| one.field.name == field && one.everywhere)
        };
        if !raw.fields.iter().any(|field| field.name == "kind")
            && let Some(kind) = everywhere("kind")
        {
            fields.push(kind.field.clone());
        }
        for field in raw.fields {
            let path = field.name.clone();
            if let Some(field) = self.field(field, &["fields", &path], None) {
                fields.push(field);
            }
        }
        for shared in self.vocabulary.fields.iter().filter(|shared| shared.everywhere) {
            if !fields.iter().any(|field| field.name == shared.field.name) {
                fields.push(shared.field.clone());
            }
        }
        let sections = raw.sections.into_iter().map(|section| self.section(section)).collect();
        Kind {
            name: name.to_owned(),
            bokmal: bokmal(name, &raw.aliases),
            aliases: others(name, raw.aliases),
            doc: raw.doc.unwrap_or_default(),
            folder: raw.folder,
            folder_aliases: raw.folder_aliases,
            files: raw.files,
            in_task_folder: raw.in_task_folder,
            identity: raw.identity.unwrap_or(Identity::Stem),
            fields,
            sections,
        }
    }

    /// Adds what a workspace says to a kind of ours.
    pub(super) fn extend(&mut self, kind: &mut Kind, raw: RawKind) {
        if raw.folder.is_some_and(|folder| kind.folder.as_ref() != Some(&folder)) {
            self.report(&["folder"], format!("the folder of `{}` is built in", kind.name));
        }
        if raw.identity.is_some_and(|identity| identity != kind.identity) {
            self.report(&["identity"], format!("the identity of `{}` is built in", kind.name));
        }
        for alias in others(&kind.name, raw.aliases) {
            if !kind.aliases.contains(&alias) {
                kind.aliases.push(alias);
            }
        }
        for field in raw.fields {
            let name = field.name.clone();
            let at = kind.fields.iter().position(|known| known.name == name);
            let known = at.map(|at| kind.fields[at].clone());
            let Some(field) = self.field(field, &["fields", &name], known.as_ref()) else {
                continue;
            };
            match at {
                Some(at) => kind.fields[at] = field,
                None => kind.fields.push(field),
            }
        }
        for raw in raw.sections {
            let section = self.section(raw);
            match kind.sections.iter_mut().find(|known| known.name == section.name) {
                Some(known) => strengthen(known, section),
                None => kind.sections.push(section),
            }
        }
    }

    /// Makes a field of what a file says and of what is known of it by `known` or the vocabulary.
    pub(super) fn field(
        &mut self,
        raw: RawField,
        path: &[&str],
        known: Option<&Field>,
    ) -> Option<Field> {
        let base = known.or_else(|| self.vocabulary.get(&raw.name)).cloned();
        let Some(base) = base else { return self.new_field(raw, path) };
        if raw.r#type.is_some_and(|r#type| r#type != base.r#type) {
            let message = format!("`{}` has another type already; choose another name", raw.name);
            self.report(&[path, &["type"]].concat(), message);
        }
        if raw.merge.is_some_and(|merge| merge != base.merge) {
            let message = format!("how `{}` is merged is built in", raw.name);
            self.report(&[path, &["merge"]].concat(), message);
        }
        let mut aliases = base.aliases;
        for alias in others(&raw.name, raw.aliases) {
            if !aliases.contains(&alias) {
                aliases.push(alias);
            }
        }
        let said = raw.required.is_some() || raw.when.is_some();
        Some(Field {
            bokmal: base.bokmal,
            aliases,
            doc: raw.doc.unwrap_or(base.doc),
            r#type: base.r#type,
            required: if said { required(raw.required, raw.when.as_ref()) } else { base.required },
            when: raw.when.or(base.when),
            merge: base.merge,
            name: raw.name,
        })
    }

    fn new_field(&mut self, raw: RawField, path: &[&str]) -> Option<Field> {
        let Some(r#type) = raw.r#type else {
            self.report(path, format!("`{}` needs a `type`", raw.name));
            return None;
        };
        if raw.name != *fold(&raw.name) {
            let message = format!("write the name as `{}`", fold(&raw.name));
            self.report(path, message);
        }
        if self.elsewhere.get(&raw.name).is_some_and(|known| *known != r#type) {
            let message = format!(
                "`{}` has another type in another kind; a key has one type everywhere",
                raw.name
            );
            self.report(&[path, &["type"]].concat(), message);
            return None;
        }
        let merge = match self.origin {
            Origin::Builtin => raw.merge.unwrap_or_else(|| default_merge(&r#type)),
            Origin::Workspace => {
                if raw.merge.is_some_and(|merge| merge != MergeRule::Bytes) {
                    self.report(
                        &[path, &["merge"]].concat(),
                        "a workspace cannot set merge rules; two programs must merge alike",
                    );
                }
                MergeRule::Bytes
            }
        };
        Some(Field {
            bokmal: bokmal(&raw.name, &raw.aliases),
            aliases: others(&raw.name, raw.aliases),
            doc: raw.doc.unwrap_or_default(),
            required: required(raw.required, raw.when.as_ref()),
            when: raw.when,
            r#type,
            merge,
            name: raw.name,
        })
    }

    fn section(&mut self, raw: RawSection) -> SectionRule {
        let name = raw.name.clone();
        let columns = raw
            .columns
            .into_iter()
            .filter_map(|column| {
                let key = column.name.clone();
                self.field(column, &["sections", &name, "columns", &key], None)
            })
            .collect();
        SectionRule {
            bokmal: bokmal(&raw.name, &raw.aliases),
            aliases: others(&raw.name, raw.aliases),
            required: required(raw.required, raw.when.as_ref()),
            when: raw.when,
            checklist: raw.checklist,
            columns,
            hint: raw.hint,
            name: raw.name,
        }
    }
}

/// Lets a workspace ask for more in a section of ours, and call it by further names.
fn strengthen(known: &mut SectionRule, said: SectionRule) {
    for alias in said.aliases {
        if !known.aliases.contains(&alias) {
            known.aliases.push(alias);
        }
    }
    if said.required != Required::No {
        known.required = said.required;
    }
}

fn required(raw: Option<RawRequired>, when: Option<&Condition>) -> Required {
    match (raw.unwrap_or(RawRequired::No), when) {
        (RawRequired::No, _) => Required::No,
        (RawRequired::Filled, _) => Required::Filled,
        (RawRequired::Expected, _) => Required::Expected,
        (RawRequired::Yes, None) => Required::Yes,
        (RawRequired::Yes, Some(when)) => {
            Required::When { field: when.field.clone(), is: when.is.clone() }
        }
    }
}

fn default_merge(r#type: &FieldType) -> MergeRule {
    if matches!(r#type, FieldType::List(_)) { MergeRule::Set } else { MergeRule::Bytes }
}
