//! What leads where: documents and files, and the arrows between them, followed both ways.
//!
//! Pure: where the arrows of one document come from is an [`Arrows`], which may read them one by one
//! or have them all.

mod all;
mod around;
mod follow;

pub use all::AllArrows;
pub use around::Around;
pub use follow::{Step, inwards, outwards};

use crate::rules::mentions::{Form, Leads, Links, Mention};
use crate::schema::Record;
use crate::text::{RepoPath, Span};
use crate::workflow::task_of;

/// One document speaks of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrow {
    pub from: RepoPath,
    /// How: the English key of a field, or the kind of link.
    pub relation: Relation,
    /// As it is written, without `[[ ]]`.
    pub written: String,
    pub end: End,
    /// Where it stands in `from`.
    pub span: Span,
}

/// How one document speaks of something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// In the field with this English key.
    Field(String),
    /// In the field with this English key, which names people.
    Person(String),
    /// In the text, by a path or an address.
    Link,
    /// In the text, by `[[name]]`.
    Wiki,
    /// By lying in the folder of a task.
    Folder,
}

/// What an arrow leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    Document(RepoPath),
    /// A document of a kind that the field does not take.
    OtherKind(RepoPath),
    /// A file that is no document, or a folder.
    File(RepoPath),
    /// Nothing that is there.
    Missing,
    /// A document or a file that is held back.
    HeldBack,
    /// An address of the web or of mail.
    Web,
    /// A file that is not the workspace's; why, in words.
    Outside(&'static str),
}

impl End {
    /// Returns the file that is meant, when it is there.
    pub fn path(&self) -> Option<&RepoPath> {
        match self {
            Self::Document(path) | Self::OtherKind(path) | Self::File(path) => Some(path),
            _ => None,
        }
    }
}

impl Relation {
    /// Returns the word for it: the key, or what kind of link it is.
    pub fn word(&self) -> &str {
        match self {
            Self::Field(key) | Self::Person(key) => key,
            Self::Link => "link",
            Self::Wiki => "wiki link",
            Self::Folder => "in its folder",
        }
    }
}

/// Hands out arrows, those of one document at a time.
pub trait Arrows {
    /// Returns the arrows that begin in the document at `path`, in order of its text.
    fn out_of(&self, path: &RepoPath) -> Vec<Arrow>;

    /// Returns the arrows that lead to the document or file at `path`, by where they begin.
    fn leading_to(&self, path: &RepoPath) -> Vec<Arrow>;
}

/// Returns the arrows that begin in a document, in order of its text.
pub fn arrows_of(record: &Record, links: &Links<'_>) -> Vec<Arrow> {
    let mut arrows = Vec::new();
    let mut says_its_task = false;
    links.of(record, |mention, leads| {
        says_its_task |= mention.key == Some("task");
        arrows.extend(arrow(record, &mention, &leads));
    });
    arrows.sort_by_key(|arrow| arrow.span);
    // What lies in a task's folder is about that task, whether it says so or not.
    if !says_its_task
        && (record.is("reply") || record.is("review"))
        && let Some(task) = task_of(record)
        && let Some(task) = links.find(task, "task")
    {
        let (relation, end) = (Relation::Folder, End::Document(task.path.clone()));
        let from = record.path.clone();
        arrows.insert(
            0,
            Arrow { from, relation, written: task.id.to_string(), end, span: Span::at(0) },
        );
    }
    arrows
}

fn arrow(record: &Record, mention: &Mention<'_>, leads: &Leads<'_>) -> Option<Arrow> {
    let key = |key: &str| match mention.form {
        Form::Name(kinds) if kinds.is_person() => Relation::Person(key.to_owned()),
        _ => Relation::Field(key.to_owned()),
    };
    let relation = match (mention.key, mention.form) {
        (Some(name), _) => key(name),
        (None, Form::Wiki) => Relation::Wiki,
        (None, _) => Relation::Link,
    };
    let end = match leads {
        Leads::Document(other) => End::Document(other.path.clone()),
        Leads::OtherKind(other) => End::OtherKind(other.path.clone()),
        Leads::File(path) => End::File(path.clone()),
        Leads::NotShared => End::HeldBack,
        Leads::Nowhere => End::Missing,
        Leads::Outside(why) => End::Outside(why),
        // A place in the same document leads nowhere else.
        Leads::Elsewhere if mention.written.contains(':') => End::Web,
        Leads::Elsewhere => return None,
    };
    let (from, written) = (record.path.clone(), mention.written.to_owned());
    Some(Arrow { from, relation, written, end, span: mention.span })
}
