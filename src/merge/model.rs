//! What a merge takes and gives: plain data, the same for the git merge driver and for sync.

use std::collections::BTreeMap;
use std::sync::Arc;

use thiserror::Error;

use super::{Blob, ContentId};
use crate::schema::Language;
use crate::text::RepoPath;

/// What a merge needs to know beside the versions. None of it changes a document's bytes.
pub struct Context<'a> {
    /// The workspace's first language: what conflict notes are written in.
    pub language: Language,
    /// Whether conflict notes and side-by-side copies are made; `false` when merge bases are merged.
    pub notes: bool,
    /// Whether the history of either side ever had a conflict note of this name.
    pub known_notes: &'a dyn Fn(&RepoPath) -> bool,
}

impl Context<'_> {
    /// Makes the context for merging without any history at hand.
    pub fn new(language: Language) -> Self {
        Self { language, notes: true, known_notes: &|_| false }
    }

    /// Makes the context for merging several merge bases into one: without notes.
    pub fn for_bases() -> Self {
        Self { language: Language::default(), notes: false, known_notes: &|_| false }
    }
}

/// The part of a document that both sides changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// A field, by its English key; as written where the key is not known.
    Field(String),
    /// A section, by its English heading; as written where the heading is not known.
    Section(String),
    /// The text before the first heading.
    Opening,
    /// The front matter as a whole: one side's cannot be read.
    FrontMatter,
    /// The whole file: the front matter of neither side can be read.
    File,
}

/// Why the kept value is the one that stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is the earlier moment.
    Earlier,
    /// It is the status that is less final.
    LessFinal,
    /// It is the lower amount.
    Lower,
    /// It is the front matter that can be read.
    Readable,
    /// It came about by changes of both sides to two fields that do not hold together.
    Together,
    /// A note about it was settled in two ways at once, and it is the one that was written.
    Settled,
    /// Nothing tells them apart: its canonical bytes are the lower ones.
    Order,
}

/// A value or a text that both sides changed, and that cannot be both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The document by its id, or its stem.
    pub document: String,
    pub what: What,
    /// What both started from; `None` where it was not there.
    pub base: Option<String>,
    /// What stands in the merged document.
    pub kept: String,
    /// What does not.
    pub other: String,
    pub reason: Reason,
    /// The person it waits for: the document's sender, where it names one.
    pub to: Option<String>,
}

/// A merged document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    pub text: String,
    /// What lost, in order of the text.
    pub conflicts: Vec<Conflict>,
    /// Parts that one side removed and the other edited: they stand, edited.
    pub restored: Vec<What>,
}

/// How one path of a side differs from the merge base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// In the merge base.
    pub old: Option<Blob>,
    /// On this side.
    pub new: Option<Blob>,
}

/// The bytes of a file could not be had.
#[derive(Debug, Error)]
#[error("the content {id} cannot be read")]
pub struct ReadError {
    pub id: ContentId,
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// The three trees, as far as a merge looks into them.
pub trait Contents {
    /// Returns the bytes of a file of any of the trees.
    ///
    /// # Errors
    /// When they cannot be had.
    fn read(&self, id: ContentId) -> Result<Arc<[u8]>, ReadError>;

    /// Returns the number of bytes without reading them.
    ///
    /// # Errors
    /// When it cannot be had.
    fn size(&self, id: ContentId) -> Result<u64, ReadError>;

    /// Returns what stands at the path in the merge base.
    fn base_has(&self, path: &RepoPath) -> Option<Blob>;
}

/// What a path is after the merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Not there any more.
    Deleted,
    /// A file that one side has as it is.
    Existing(Blob),
    /// A file that neither side has.
    New { bytes: Arc<[u8]>, executable: bool },
}

/// Something that was decided and that people should hear of; nothing is lost by it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// One side deleted the file, the other changed it: it stands, changed.
    Restored { path: RepoPath },
    /// One side removed a part of the document, the other changed it: it stands, changed.
    PartRestored { path: RepoPath, what: What },
    /// One side settled a conflict note, the other wrote into it: it is gone.
    NoteGone { path: RepoPath },
    /// The sides moved the file to different places.
    MovedTwice { path: RepoPath, not: RepoPath },
    /// Both sides changed a file that cannot be merged: the other version stands beside it.
    SideBySide { path: RepoPath, other: RepoPath },
    /// Two files wanted one name, or names that are one on some systems.
    NameTaken { wanted: RepoPath, given: RepoPath },
    /// One side made a link or another repository of it while the other put files there: the files stand.
    EntryGone { path: RepoPath },
}

/// One id that both sides gave to a new document of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    pub id: String,
    /// Where the left side's document stands in the result.
    pub left: RepoPath,
    /// Where the right side's document stands in the result.
    pub right: RepoPath,
}

/// A conflict and where it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeConflict {
    /// The document's path in the result.
    pub path: RepoPath,
    pub conflict: Conflict,
    /// The note that tells it, whether it is new, there already, or known from history.
    pub note: RepoPath,
}

/// Two trees merged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreeMerge {
    /// Every path at which the result differs from the merge base.
    pub files: BTreeMap<RepoPath, Outcome>,
    /// The conflict notes among `files` that the merge wrote.
    pub notes: Vec<RepoPath>,
    pub notices: Vec<Notice>,
    pub conflicts: Vec<TreeConflict>,
    /// Where files stand that a side has, or the merge base had, under another name.
    pub moved: BTreeMap<RepoPath, RepoPath>,
    /// New documents of both sides under one id. Merging never renumbers: which one the remote
    /// lacks is for sync to say.
    pub clashes: Vec<Clash>,
}
