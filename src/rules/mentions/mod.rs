//! What documents speak of: people, other documents, files and addresses, in fields and in texts.
//!
//! Owns how a mention is read and what it leads to. The rules that judge mentions and whatever shows
//! them go by the same answers.

mod finder;

use std::borrow::Cow;

use crate::document::target::{self, Target};
use crate::schema::{FieldType, FieldValue, Record, Schema, ValueRef};
use crate::text::{RepoPath, Span};

pub(in crate::rules) use finder::Finder;
pub use finder::{Leads, Links};

/// A person, a document, a file or an address that a document speaks of.
#[derive(Clone, Copy, Debug)]
pub struct Mention<'a> {
    /// The English key of the field that it stands in; `None` in the body.
    pub key: Option<&'a str>,
    /// The id or name, without a fragment; a link as the author wrote it, without `[[ ]]`.
    pub written: &'a str,
    pub span: Span,
    pub form: Form<'a>,
}

/// How something is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form<'a> {
    /// By its id or name, in a field that takes documents of these kinds.
    Name(Kinds<'a>),
    /// By a wiki link, which is looked for by name anywhere.
    Wiki,
    /// By a path or an address.
    Path,
}

/// The kinds that a field refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kinds<'a> {
    Person,
    Any,
    Of(&'a [String]),
}

impl Kinds<'_> {
    /// Tells whether the field takes a document of this kind.
    pub fn take(self, kind: &str) -> bool {
        match self {
            Self::Person => kind == PERSON,
            Self::Any => true,
            Self::Of(kinds) => kinds.iter().any(|one| one == kind),
        }
    }

    /// Tells whether the field takes people and nothing else.
    pub fn is_person(self) -> bool {
        match self {
            Self::Person => true,
            Self::Any => false,
            Self::Of(kinds) => matches!(kinds, [one] if one == PERSON),
        }
    }
}

const PERSON: &str = "person";

/// Keys of people's own that hold files.
const ATTACHMENTS: [&str; 6] = ["attachment", "attachments", "vedlegg", "file", "files", "fil"];

/// Hands each mention in a document to `each`: those of its body, then those of its fields.
pub fn each<'a>(schema: &'a Schema, record: &'a Record, mut each: impl FnMut(Mention<'a>)) {
    body(record, &mut each);
    let may_mention =
        |value| matches!(value, ValueRef::Reference(_) | ValueRef::Text(_) | ValueRef::List(_));
    fields(schema, record, may_mention, &mut each);
}

/// The same, but that those by id or name may be left out.
pub(in crate::rules) fn each_link<'a>(
    schema: &'a Schema,
    record: &'a Record,
    mut each: impl FnMut(Mention<'a>),
) {
    body(record, &mut each);
    let may_link = |value| matches!(value, ValueRef::Text(_) | ValueRef::List(_));
    fields(schema, record, may_link, &mut each);
}

/// The same, but that those by links may be left out.
pub(in crate::rules) fn each_name<'a>(
    schema: &'a Schema,
    record: &'a Record,
    mut each: impl FnMut(Mention<'a>),
) {
    let may_name = |value| matches!(value, ValueRef::Reference(_) | ValueRef::List(_));
    fields(schema, record, may_name, &mut each);
}

fn body<'a>(record: &'a Record, each: &mut impl FnMut(Mention<'a>)) {
    for link in &record.links {
        let form = if link.wiki { Form::Wiki } else { Form::Path };
        each(Mention { key: None, written: &link.target, span: link.span(), form });
    }
}

/// Hands out what fields mention whose values may, whatever the field takes.
fn fields<'a>(
    schema: &'a Schema,
    record: &'a Record,
    may: impl Fn(ValueRef<'a>) -> bool,
    each: &mut impl FnMut(Mention<'a>),
) {
    let kind = record.kind.as_deref().and_then(|name| schema.kind(name));
    for field in record.fields.iter().filter(|field| may(field.value)) {
        let known = kind.and_then(|kind| schema.field(kind, field.key));
        match known.map(|known| known.item_type()) {
            Some(FieldType::Person) => names(field, Kinds::Person, each),
            Some(FieldType::Reference(kinds)) if kinds.is_empty() => names(field, Kinds::Any, each),
            Some(FieldType::Reference(kinds)) => names(field, Kinds::Of(kinds), each),
            Some(FieldType::Link) => links(field, each),
            None if ATTACHMENTS.contains(&&*field.key.to_lowercase()) => links(field, each),
            _ => {}
        }
    }
}

fn names<'a>(field: FieldValue<'a>, kinds: Kinds<'a>, each: &mut impl FnMut(Mention<'a>)) {
    for (value, span) in field.placed_items() {
        if let ValueRef::Reference(name) = value {
            let written = name.split('#').next().unwrap_or_default();
            each(Mention { key: Some(field.key), written, span, form: Form::Name(kinds) });
        }
    }
}

fn links<'a>(field: FieldValue<'a>, each: &mut impl FnMut(Mention<'a>)) {
    for (value, span) in field.placed_items() {
        if let ValueRef::Text(written) = value {
            let inner = written.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
            let form = if inner.is_some() { Form::Wiki } else { Form::Path };
            each(Mention { key: Some(field.key), written: inner.unwrap_or(written), span, form });
        }
    }
}

impl Mention<'_> {
    /// Reads where a link in the file at `from` leads; what is named by an id leads nowhere by itself.
    pub(in crate::rules) fn target(&self, from: &RepoPath) -> Target {
        match self.form {
            Form::Name(_) => Target::Elsewhere,
            Form::Wiki | Form::Path => target::target(self.written, from),
        }
    }

    /// Returns the name by which it may be found among those of [`names_of`]: whatever it leads to
    /// has that name, but not all that have it are meant. `None` for an address of the web.
    pub fn name(&self) -> Option<String> {
        let last = |path: &str| path.trim_end_matches('/').rsplit('/').next().map(fold);
        match self.form {
            Form::Name(_) => Some(fold(self.written)),
            Form::Wiki => last(wiki_path(self.written)),
            Form::Path => {
                // Where it leads from a folder or from the root, its last part is the same.
                let target = target::target(self.written, &RepoPath::new("x"));
                let path: Cow<'_, str> = match &target {
                    Target::Inside(path) | Target::Rooted(path) => Cow::Borrowed(path),
                    Target::Above => target::path(self.written).into(),
                    Target::Elsewhere | Target::Machine(_) => return None,
                };
                last(&path)
            }
        }
        .filter(|name| !name.is_empty())
    }
}

/// Returns the names under which a document or a file may be mentioned, some of them equal.
pub fn names_of<'a>(
    id: Option<&'a str>,
    path: &'a RepoPath,
) -> impl Iterator<Item = String> + use<'a> {
    id.into_iter().chain([path.stem(), path.file_name()]).map(fold)
}

/// The path in a wiki link, without its text and its fragment.
fn wiki_path(written: &str) -> &str {
    written.split(['|', '#']).next().unwrap_or("").trim()
}

/// A name whatever its case; `.md` may be left out of any.
fn fold(name: &str) -> String {
    let lower = name.to_lowercase();
    lower.strip_suffix(".md").map_or(lower.clone(), str::to_owned)
}
