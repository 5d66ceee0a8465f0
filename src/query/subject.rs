use std::cell::OnceCell;

use unicode_normalization::UnicodeNormalization;

use super::Word;
use crate::schema::{Record, ValueRef};
use crate::text::RepoPath;
use crate::workflow::{Said, Standing};

/// A document as a query sees it.
pub trait Subject {
    fn path(&self) -> &RepoPath;

    /// Returns the English name of its kind.
    fn kind(&self) -> Option<&str>;

    fn id(&self) -> &str;

    fn title(&self) -> &str;

    /// Tells whether its front matter could be read whole.
    fn readable(&self) -> bool;

    /// Returns the value of the field with this English key, unless it is null.
    fn value(&self, english_key: &str) -> Option<ValueRef<'_>>;

    /// Returns where a task stands; `None` for what is no task, or cannot be read.
    fn standing(&self) -> Option<&Standing>;

    /// Tells whether each of the words stands in it: anywhere where an index of words is there,
    /// else in the title or the id.
    fn has_words(&self, words: &[Word]) -> bool;

    /// Tells whether it has changed since whoever asks last looked.
    fn is_new(&self) -> bool;

    /// Tells whether less working time is left until it is due than the work takes; where nobody has
    /// worked that out it is not.
    fn is_at_risk(&self) -> bool {
        false
    }
}

/// Tells whether each of the words stands in a title or an id.
pub fn has_in_title(title: &str, id: &str, words: &[Word]) -> bool {
    words.iter().all(|word| word.is_in(title) || word.is_in(id))
}

/// The documents of a tree, with what was said about the tasks among them.
pub struct Records<'a> {
    records: &'a [Record],
    /// Sorted out when it is first asked for: many queries never ask.
    said: OnceCell<Said<'a>>,
}

impl<'a> Records<'a> {
    /// Takes all documents of a tree.
    pub fn new(records: &'a [Record]) -> Self {
        Self { records, said: OnceCell::new() }
    }

    /// Returns one document, of these or not, as a query sees it.
    pub fn subject<'s>(&'s self, record: &'s Record) -> RecordSubject<'s, 'a> {
        RecordSubject { record, all: self, standing: OnceCell::new() }
    }

    /// The same, of which it is known where it stands.
    pub fn with_standing<'s>(
        &'s self,
        record: &'s Record,
        standing: Option<Standing>,
    ) -> RecordSubject<'s, 'a> {
        RecordSubject { record, all: self, standing: OnceCell::from(standing) }
    }
}

/// A record as a query sees it, without an index: text is looked for in titles alone, and nothing
/// is new.
pub struct RecordSubject<'s, 'a> {
    pub record: &'s Record,
    all: &'s Records<'a>,
    standing: OnceCell<Option<Standing>>,
}

impl Subject for RecordSubject<'_, '_> {
    fn path(&self) -> &RepoPath {
        &self.record.path
    }

    fn kind(&self) -> Option<&str> {
        self.record.kind.as_deref()
    }

    fn id(&self) -> &str {
        &self.record.id
    }

    fn title(&self) -> &str {
        &self.record.title
    }

    fn readable(&self) -> bool {
        self.record.readable
    }

    fn value(&self, english_key: &str) -> Option<ValueRef<'_>> {
        self.record.value(english_key)
    }

    fn standing(&self) -> Option<&Standing> {
        let said = || self.all.said.get_or_init(|| Said::of(self.all.records));
        self.standing.get_or_init(|| said().standing(self.record, None)).as_ref()
    }

    fn has_words(&self, words: &[Word]) -> bool {
        has_in_title(&self.record.title, &self.record.id, words)
    }

    fn is_new(&self) -> bool {
        false
    }
}

/// The form in which texts are compared: composed, in lower case.
pub(super) fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfc().flat_map(char::to_lowercase).collect()
}

/// Tells whether `part`, in [`plain`] form, stands in `text`.
pub(super) fn contains(text: &str, part: &str) -> bool {
    if !text.is_ascii() {
        return plain(text).contains(part);
    }
    let (text, part) = (text.as_bytes(), part.as_bytes());
    part.is_empty() || text.windows(part.len()).any(|found| found.eq_ignore_ascii_case(part))
}
