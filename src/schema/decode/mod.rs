//! Decodes a document by its kind: typed values, sections, links, and what is wrong with them.

mod body;
mod value;

pub(super) use value::yes_or_no;

use super::fields::{Fields, NewField};
use super::layout::{id_of_name, is_local_only, task_folder};
use super::lookup::field_keys;
use super::{Binding, Kind, Record, Schema, Value, Word, did_you_mean};
use crate::diagnostic::{Finding, Fix, rule_name};
use crate::document::{Document, Entry, FrontMatter, Value as Tree};
use crate::text::{Edit, Place, RepoPath, Span, composed};
use value::{Typing, one_line, plain};

/// What kind a document is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum KindOf<'s, 'd> {
    /// A kind of this workspace; `written` when `kind:` says so, else its place does.
    Known { kind: &'s Kind, written: bool },
    /// `kind:` names something that nobody defined.
    Unknown { name: &'d str, span: Span },
    /// Markdown that is no document.
    None,
}

impl<'s> KindOf<'s, '_> {
    /// Returns the kind, where it is known.
    pub fn kind(self) -> Option<&'s Kind> {
        match self {
            Self::Known { kind, .. } => Some(kind),
            Self::Unknown { .. } | Self::None => None,
        }
    }
}

impl Schema {
    /// Tells what kind the document at `path` is of: by `kind:`, else by where it lies.
    ///
    /// Any subfolder is fine. What lies in a task's folder is a review when it has a verdict, a task
    /// when it has a status, a due date or a sender, else a reply. A `README.md` is none unless it
    /// says so.
    pub fn kind_of<'s, 'd>(&'s self, path: &RepoPath, doc: &'d Document) -> KindOf<'s, 'd> {
        if !path.is_markdown() || is_local_only(path) {
            return KindOf::None;
        }
        if let Some(entry) = doc.front().and_then(|front| self.kind_entry(front))
            && let Some(name) = entry.value.text()
        {
            return match self.kind(name) {
                Some(kind) => KindOf::Known { kind, written: true },
                None => KindOf::Unknown { name, span: entry.value.span },
            };
        }
        match self.kind_by_place(path, doc) {
            Some(kind) => KindOf::Known { kind, written: false },
            None => KindOf::None,
        }
    }

    fn kind_entry<'d>(&self, front: &'d FrontMatter) -> Option<&'d Entry> {
        front.get("kind").or_else(|| {
            let named = |entry: &&Entry| {
                self.common_field(&entry.key).is_some_and(|field| field.name == "kind")
            };
            front.entries.iter().find(named)
        })
    }

    fn kind_by_place(&self, path: &RepoPath, doc: &Document) -> Option<&Kind> {
        let mut parts = path.parts();
        let root = parts.next()?;
        if parts.next().is_none() {
            return self.kind_of_file(root);
        }
        if path.stem().eq_ignore_ascii_case("readme") {
            return None;
        }
        if task_folder(path).is_some() {
            let has = |kind: &Kind, names: &[&str]| {
                let entries = doc.front().map_or(&[][..], |front| &front.entries);
                entries.iter().any(|entry| {
                    let field = self.field(kind, &entry.key);
                    field.is_some_and(|field| names.contains(&field.name.as_str()))
                })
            };
            let (review, task) = (self.kind("review")?, self.kind("task")?);
            return match () {
                () if has(review, &["verdict"]) => Some(review),
                () if has(task, &["status", "due", "from"]) => Some(task),
                () => self.kind("reply"),
            };
        }
        self.kind_of_folder(root)
    }

    /// Reads a document by its kind.
    ///
    /// Findings tell what does not fit the definitions; what is missing, and what the syntax
    /// breaks, is not among them. Where one field stands there twice, the first counts.
    pub fn decode(&self, path: &RepoPath, doc: &Document) -> (Record, Vec<Finding>) {
        self.decode_as(self.kind_of(path, doc), path, doc)
    }

    /// Reads a document of a tree that is no workspace: only a known kind that `kind:` names counts,
    /// for the folders and the fields there have other meanings.
    pub fn decode_elsewhere(&self, path: &RepoPath, doc: &Document) -> (Record, Vec<Finding>) {
        let of = match self.kind_of(path, doc) {
            of @ KindOf::Known { written: true, .. } => of,
            _ => KindOf::None,
        };
        self.decode_as(of, path, doc)
    }

    fn decode_as(
        &self,
        of: KindOf<'_, '_>,
        path: &RepoPath,
        doc: &Document,
    ) -> (Record, Vec<Finding>) {
        let mut findings = Vec::new();
        if let KindOf::Unknown { name, span } = of {
            findings.push(self.unknown_kind(name, span));
        }
        let mut decoder =
            Decoder { schema: self, kind: of.kind(), of, doc, findings: &mut findings };
        let fields = decoder.fields();
        if of.kind().is_some_and(|kind| Binding::binds(kind, &fields)) {
            // In one go with the outline.
            doc.wording();
        }
        let outline = doc.outline();
        findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
        let kind = of.kind();
        let (id, id_place) = identity(kind, path, &fields);
        let links = body::links(outline);
        let record = Record {
            binding: Binding::of(self, kind, doc, &fields, &links),
            path: path.clone(),
            kind: kind.map(|kind| Word::new(&kind.name)),
            kind_written: matches!(of, KindOf::Known { written: true, .. }),
            id: id.into(),
            id_place,
            title: title(kind, path, doc, &fields).into(),
            sections: body::sections(self, kind, outline, doc.text()),
            links,
            readable: doc.front().is_none_or(|front| front.readable),
            fields: Fields::of(&fields),
            made_by: None,
        };
        (record, findings)
    }

    fn unknown_kind(&self, name: &str, span: Span) -> Finding {
        let shown = one_line(name);
        let words = self.kinds().flat_map(|kind| {
            std::iter::once(kind.name.as_str()).chain(kind.aliases.iter().map(String::as_str))
        });
        match did_you_mean(name, words) {
            Some(near) => Finding::new(
                rule_name::UNKNOWN_KIND,
                span,
                format!("there is no kind `{shown}`; did you mean `{near}`?"),
            )
            .fix(Fix::r#unsafe(vec![Edit::replace(span, near)])),
            None => {
                let names: Vec<&str> = self.kinds().map(|kind| kind.name.as_str()).collect();
                Finding::new(rule_name::UNKNOWN_KIND, span, format!("there is no kind `{shown}`"))
                    .note(format!("kinds are {}", names.join(", ")))
            }
        }
    }
}

/// Reads the fields of one document.
struct Decoder<'a> {
    schema: &'a Schema,
    kind: Option<&'a Kind>,
    of: KindOf<'a, 'a>,
    doc: &'a Document,
    findings: &'a mut Vec<Finding>,
}

impl Decoder<'_> {
    fn fields(&mut self) -> Vec<NewField> {
        let Some(front) = self.doc.front() else { return Vec::new() };
        let mut fields: Vec<NewField> = Vec::with_capacity(front.entries.len());
        for entry in &front.entries {
            let Some(value) = self.entry(entry) else { continue };
            match fields.iter().find(|known| known.key == value.key) {
                Some(first) => self.twice(first, &value),
                None => fields.push(value),
            }
        }
        self.typos(front, &fields);
        fields
    }

    fn entry(&mut self, entry: &Entry) -> Option<NewField> {
        let text = self.doc.text();
        let field = match self.kind {
            Some(kind) => self.schema.field(kind, &entry.key),
            None if self.of == KindOf::None => None,
            None => self.schema.common_field(&entry.key),
        };
        let mut typing = Typing {
            schema: self.schema,
            text,
            key: &entry.key,
            kind: self.kind,
            doc: self.doc,
            findings: &mut *self.findings,
        };
        let (value, item_places) = match field {
            Some(field) if field.name == "kind" => {
                let name = self.kind.map(|kind| Value::Text(kind.name.as_str().into()));
                (name.unwrap_or_else(|| plain(&entry.value, text)), Vec::new())
            }
            Some(field) => typing.field(field, &entry.value),
            None => {
                let spans = match &entry.value.value {
                    Tree::Sequence { items, .. } => {
                        items.iter().map(|item| item.span.into()).collect()
                    }
                    Tree::Scalar(_) => Vec::new(),
                    Tree::Mapping { .. } => {
                        // Other people's Markdown may nest; our documents are flat.
                        if self.of != KindOf::None {
                            typing.nested(&entry.value);
                        }
                        Vec::new()
                    }
                };
                (plain(&entry.value, text), spans)
            }
        };
        Some(NewField {
            key: Word::new(field.map_or(&entry.key, |field| &field.name)),
            value,
            key_place: entry.key_span.into(),
            value_place: entry.value.span.into(),
            item_places,
        })
    }

    /// Tells of one field under two names; the same key twice is a matter of syntax.
    fn twice(&mut self, first: &NewField, second: &NewField) {
        let text = self.doc.text();
        let (one, other) = (first.key_place.span().of(text), second.key_place.span().of(text));
        if one == other {
            return;
        }
        self.findings.push(
            Finding::new(
                rule_name::FIELD_TWICE,
                second.key_place.span(),
                format!("`{other}` means the same as `{one}` above; keep one of them"),
            )
            .label(first.key_place.span(), "this one counts"),
        );
    }

    /// Tells of unknown keys that look like a slip in a known one which is absent.
    fn typos(&mut self, front: &FrontMatter, fields: &[NewField]) {
        self.kind_typo(front);
        let Some(kind) = self.kind else { return };
        for entry in &front.entries {
            let known = self.schema.field(kind, &entry.key).is_some();
            let own = entry.key.starts_with("x-") || entry.key.starts_with("x_");
            if known || own || entry.key.chars().count() < 4 {
                continue;
            }
            let absent = |name: &str| !fields.iter().any(|field| field.key == *name);
            let keys = kind.fields.iter().filter(|field| absent(&field.name)).flat_map(field_keys);
            if let Some(near) = did_you_mean(&entry.key, keys) {
                let message = format!(
                    "`{}` is no field of `{}`; did you mean `{near}`?",
                    one_line(&entry.key),
                    kind.name
                );
                self.findings.push(
                    Finding::new(rule_name::FIELD_TYPO, entry.key_span, message)
                        .note("a field of your own may have any other name, such as `x-invoice`")
                        .fix(Fix::r#unsafe(vec![Edit::replace(entry.key_span, near)])),
                );
            }
        }
    }
}

impl Decoder<'_> {
    /// Tells of a key that looks like a slip in `kind`, where its value is a kind.
    fn kind_typo(&mut self, front: &FrontMatter) {
        let Some(field) = self.schema.common_field("kind") else { return };
        if matches!(self.of, KindOf::Known { written: true, .. } | KindOf::Unknown { .. }) {
            return;
        }
        for entry in &front.entries {
            let Tree::Scalar(value) = &entry.value.value else { continue };
            // Where the kind is known, a longer key is looked at with all its fields.
            if self.kind.is_some() && entry.key.chars().count() >= 4 {
                continue;
            }
            if self.schema.kind(value.text.trim()).is_none() {
                continue;
            }
            let Some(near) = did_you_mean(&entry.key, field_keys(field)) else { continue };
            let message = format!(
                "`{}` says nothing about the kind; did you mean `{near}`?",
                one_line(&entry.key)
            );
            self.findings.push(
                Finding::new(rule_name::FIELD_TYPO, entry.key_span, message)
                    .fix(Fix::r#unsafe(vec![Edit::replace(entry.key_span, near)])),
            );
        }
    }
}

/// Returns what the document is called by, and where that is written.
fn identity(kind: Option<&Kind>, path: &RepoPath, fields: &[NewField]) -> (String, Option<Place>) {
    let named = kind.is_some_and(|kind| kind.name == "person");
    let shape = |id: &str| match named {
        true => super::reference::person(id),
        false => composed(id.trim()).into_owned(),
    };
    if kind.is_some_and(Kind::has_id) {
        for field in fields.iter().filter(|field| field.key == "id") {
            if let Value::Text(id) = &field.value
                && !id.trim().is_empty()
            {
                return (shape(id), Some(field.value_place));
            }
        }
    }
    (shape(path.stem()), None)
}

/// Returns the `title`, else what stands in its place: of a reply or a review what it says about
/// which task, of other documents the first heading, and at last the stem.
fn title(kind: Option<&Kind>, path: &RepoPath, doc: &Document, fields: &[NewField]) -> String {
    let field = |key: &str| {
        fields.iter().find(|field| field.key == key).and_then(|field| match &field.value {
            Value::Text(text) if !text.trim().is_empty() => Some(one_line(text)),
            _ => None,
        })
    };
    let heading = || {
        let mut titles = doc.outline().sections.iter().map(|section| one_line(&section.title));
        titles.next().filter(|title| !title.is_empty())
    };
    let said = || {
        let kind = kind.filter(|kind| kind.in_task_folder)?;
        let word = |key: &str| fields.iter().find(|one| one.key == key)?.value.text();
        let in_folder = || task_folder(path).map(|folder| id_of_name(folder).unwrap_or(folder));
        let what = word("type").or_else(|| word("verdict")).unwrap_or(&kind.name);
        Some(one_line(&format!("{} {what}", word("task").or_else(in_folder)?)))
    };
    field("title")
        .or_else(|| field("name"))
        .or_else(said)
        .or_else(heading)
        .unwrap_or_else(|| path.stem().to_owned())
}

#[cfg(test)]
mod tests;
