use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, rule_name};
use crate::merge::ContentId;
use crate::rules::Checked;
use crate::schema::Record;
use crate::text::RepoPath;
use crate::workflow::Standing;

/// The small number that a file has for as long as it is there under its path.
pub type Slot = u32;

/// What is known of one file.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub path: RepoPath,
    /// What was read; `None` where nothing was.
    pub content: Option<ContentId>,
    pub form: Form,
    /// Of Markdown that was read.
    pub record: Option<Record>,
    /// What it has by itself, by place.
    pub diagnostics: Box<[Diagnostic]>,
    /// Of a task, where it stands.
    pub standing: Option<Standing>,
}

/// The same, held by something else.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EntryRef<'a> {
    pub slot: Slot,
    pub path: &'a RepoPath,
    pub content: Option<ContentId>,
    pub form: Form,
    pub record: Option<&'a Record>,
    pub diagnostics: &'a [Diagnostic],
    pub standing: Option<&'a Standing>,
}

/// What a file is, as far as lists tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// No Markdown, such as an attachment.
    Other,
    /// Markdown of which nothing could be read: known by its name alone.
    Unread,
    /// Markdown that is no document, however its front matter reads.
    Plain,
    /// A document whose front matter was read whole.
    Whole,
    /// A document whose front matter was read in part.
    Partial,
    /// What is meant as a document, of a kind that nobody defined.
    Unknown,
}

impl Form {
    fn of(path: &RepoPath, checked: &Checked) -> Self {
        let unknown = |one: &Diagnostic| one.rule == rule_name::UNKNOWN_KIND;
        match &checked.record {
            None if path.is_markdown() => Self::Unread,
            None => Self::Other,
            Some(record) if !record.readable && checked.is_document => Self::Partial,
            Some(record) if record.kind.is_some() => Self::Whole,
            Some(_) if checked.diagnostics.iter().any(unknown) => Self::Unknown,
            Some(_) => Self::Plain,
        }
    }

    /// Tells whether there is a record of it.
    pub(super) fn has_record(self) -> bool {
        !matches!(self, Self::Other | Self::Unread)
    }

    /// Tells whether its front matter could be read whole, or there is none.
    pub fn is_readable(self) -> bool {
        matches!(self, Self::Plain | Self::Whole | Self::Unknown)
    }

    /// Tells whether it is meant as a document: of a known kind, or in need of mending.
    pub fn is_document(self) -> bool {
        matches!(self, Self::Unread | Self::Whole | Self::Partial | Self::Unknown)
    }
}

impl Entry {
    pub(super) fn new(path: RepoPath, content: Option<ContentId>, checked: Checked) -> Self {
        Self {
            form: Form::of(&path, &checked),
            path,
            content,
            record: checked.record,
            diagnostics: checked.diagnostics.into(),
            standing: None,
        }
    }

    /// Returns it as what stands in `slot`.
    pub fn borrow(&self, slot: Slot) -> EntryRef<'_> {
        EntryRef {
            slot,
            path: &self.path,
            content: self.content,
            form: self.form,
            record: self.record.as_ref(),
            diagnostics: &self.diagnostics,
            standing: self.standing.as_ref(),
        }
    }
}

impl EntryRef<'_> {
    /// Returns it on its own.
    pub fn to_entry(self) -> Entry {
        Entry {
            path: self.path.clone(),
            content: self.content,
            form: self.form,
            record: self.record.cloned(),
            diagnostics: self.diagnostics.into(),
            standing: self.standing.cloned(),
        }
    }
}
