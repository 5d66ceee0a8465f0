//! What is remembered of a document when its text is put aside.
//!
//! All documents of a workspace are in memory at once, so records are small: words of the program
//! are shared, fields stay encoded, places take four bytes an end, and nothing has room to grow.

use serde::{Deserialize, Serialize};

use super::{Binding, FieldValue, Fields, Moment, Value, ValueRef, Word};
use crate::text::{Place, RepoPath, Span};

/// A document by what rules, queries and lists need: small, without its text.
///
/// Spans are offsets into the file as it was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub path: RepoPath,
    /// The English name of its kind; `None` for Markdown that is no document.
    pub kind: Option<Word>,
    /// Whether `kind:` itself says so (otherwise the folder does).
    pub kind_written: bool,
    /// Whether the front matter could be read whole.
    pub readable: bool,
    pub(super) id_place: Option<Place>,
    /// What it is called by: the `id` where the kind has one and it is filled in, else the stem.
    pub id: Box<str>,
    /// The `title`; else of a reply or a review its task and what it says, of others the first heading; else the
    /// stem.
    pub title: Box<str>,
    pub fields: Fields,
    pub sections: Box<[SectionFact]>,
    pub links: Box<[LinkFact]>,
    /// Of a task, a brief, a routine and a delivery: what its text binds people to.
    pub binding: Option<Box<Binding>>,
    /// Whoever made it, where a judge who knows has said so.
    pub made_by: Option<Box<Maker>>,
}

/// Whoever made a document that does not say so itself: behind one word, as few need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Maker {
    pub address: Box<str>,
}

/// A section as it stands in one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionFact {
    /// The English heading where the kind knows it, else as written.
    pub name: Word,
    pub(super) heading_place: Place,
    /// Lines to tick off that are ticked; more than 65,535 count as so many.
    pub ticked: u16,
    pub unticked: u16,
    /// Nothing but white space and comments.
    pub empty: bool,
}

/// A link as it stands in one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkFact {
    pub target: Box<str>,
    pub(super) place: Place,
    pub wiki: bool,
}

impl Record {
    /// Makes the record of a file of which nothing could be read: it is known by its name alone.
    pub fn unread(path: RepoPath) -> Self {
        Self {
            kind: None,
            kind_written: false,
            readable: false,
            id_place: None,
            id: path.stem().into(),
            title: path.stem().into(),
            fields: Fields::default(),
            sections: Box::default(),
            links: Box::default(),
            binding: None,
            made_by: None,
            path,
        }
    }

    /// Returns where the id is written, when it is.
    pub fn id_span(&self) -> Option<Span> {
        self.id_place.map(Place::span)
    }

    /// Returns the field with this English key, unless it is empty.
    pub fn field(&self, key: &str) -> Option<FieldValue<'_>> {
        self.fields.get(key).filter(|field| !field.value.is_null())
    }

    /// Returns the value of the field with this English key, unless it is empty.
    pub fn value(&self, key: &str) -> Option<ValueRef<'_>> {
        self.fields.values().get(key)
    }

    /// Returns the field as one word or text: text, enum value or reference.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.value(key)?.text()
    }

    /// Returns the field as a date or a time.
    pub fn moment(&self, key: &str) -> Option<Moment> {
        self.value(key)?.moment()
    }

    /// Says who wrote it, where it does not say so itself: for a judge who knows.
    #[must_use]
    pub fn written_by(mut self, person: &str) -> Self {
        if self.text("by").is_some() {
            return self;
        }
        self.fields.set("by", &Value::Reference(person.into()));
        self
    }

    /// Leaves a field out, for a judge who does not go by it.
    #[must_use]
    pub fn without(mut self, key: &str) -> Self {
        self.fields.remove(key);
        self
    }

    /// Returns the section with this English heading.
    pub fn section(&self, name: &str) -> Option<&SectionFact> {
        self.sections.iter().find(|section| section.name == *name)
    }

    /// Returns the texts of a field that is a text or a list of them.
    pub fn texts(&self, key: &str) -> impl Iterator<Item = &str> {
        self.value(key).map(ValueRef::texts).into_iter().flatten()
    }

    /// Tells whether it is of this kind.
    pub fn is(&self, kind: &str) -> bool {
        self.kind.as_deref() == Some(kind)
    }
}

impl SectionFact {
    /// Counts the lines to tick off, ticked or not.
    pub fn boxes(&self) -> u32 {
        u32::from(self.ticked) + u32::from(self.unticked)
    }

    /// Returns the place of the heading.
    pub fn heading(&self) -> Span {
        self.heading_place.span()
    }
}

impl LinkFact {
    /// Returns the place of the whole link.
    pub fn span(&self) -> Span {
        self.place.span()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::schema::Schema;
    use crate::text::Source;

    #[test]
    fn a_record_comes_back_from_bytes() {
        let text = "---\nkind: task\nid: ola-14\ntitle: Søk\nto: kari\ndue: 2026-12-01 15:00\n\
            priority: high\ntags: [a, b]\nx-own: [1, ~]\nstart: 2026-12-01T09:00Z\n\
            estimate_hours: 1.5\nkey_task: yes\ndepends: {a: 1}\n---\n# Done when\n- [x] a\n\
            # Own\n[[ola-1]] [x](y.md)\n";
        let document = Document::parse(Source::new(text));
        let path = RepoPath::new("tasks/ola-14.md");
        let (record, _) = Schema::builtin().decode(&path, &document);
        assert_eq!((record.fields.len(), record.links.len()), (12, 2));
        let bytes = postcard::to_stdvec(&record).unwrap();
        assert_eq!(postcard::from_bytes::<Record>(&bytes).unwrap(), record);
    }

    #[test]
    fn records_are_small() {
        assert!(size_of::<Record>() <= 168, "{}", size_of::<Record>());
        assert!(size_of::<SectionFact>() <= 32, "{}", size_of::<SectionFact>());
        assert!(size_of::<LinkFact>() <= 32, "{}", size_of::<LinkFact>());
    }
}
