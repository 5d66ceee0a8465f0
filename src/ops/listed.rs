use serde_json::{Map, Value as Json, json};

use super::item;
use crate::index::documents::Summary;
use crate::query::{Subject, Word as Wanted, has_in_title};
use crate::schema::{Value, ValueRef, Word};
use crate::text::RepoPath;
use crate::workflow::Standing;

/// A document of a list or a board: what views and other programs need of it.
#[derive(Clone, Debug)]
pub struct Listed {
    pub path: RepoPath,
    pub kind: Option<Word>,
    pub id: Box<str>,
    pub title: Box<str>,
    /// Whether its front matter could be read whole.
    pub readable: bool,
    /// Of a task, where it stands, and whose turn it is now.
    pub standing: Option<Standing>,
    /// It is a task whose work is owed and whose time is over.
    pub late: bool,
    /// By English key, in order of the text; those that are empty too.
    pub fields: Vec<(Word, Value)>,
}

impl Listed {
    /// Takes what a list needs of a document; `turn` is whose it is now.
    pub(super) fn of(one: &Summary<'_>, late: bool, turn: Option<&str>) -> Self {
        let waiting_on = turn.map(str::to_owned);
        let field = |(key, value): (&str, ValueRef<'_>)| (Word::new(key), value.to_value());
        Self {
            path: one.path.clone(),
            kind: one.kind().map(Word::new),
            id: one.id().into(),
            title: one.title().into(),
            readable: one.readable(),
            standing: one.standing().map(|standing| Standing { waiting_on, ..standing.clone() }),
            late,
            fields: one.fields().map(field).collect(),
        }
    }

    /// Returns the field with this English key as it is shown; empty where there is none.
    pub fn text(&self, key: &str) -> String {
        self.value(key).map(|value| value.to_string()).unwrap_or_default()
    }

    /// Returns the document as other programs read it.
    pub fn to_json(&self) -> Map<String, Json> {
        let fields = self.fields.iter().map(|(key, value)| (key.as_str(), value.as_ref()));
        let late = self.standing.is_some().then_some(("late", json!(self.late)));
        item::to_json_of(self, late, fields)
    }
}

impl Subject for Listed {
    fn path(&self) -> &RepoPath {
        &self.path
    }

    fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn readable(&self) -> bool {
        self.readable
    }

    fn value(&self, english_key: &str) -> Option<ValueRef<'_>> {
        let found =
            self.fields.iter().find(|(key, value)| *key == *english_key && *value != Value::Null);
        found.map(|(_, value)| value.as_ref())
    }

    fn standing(&self) -> Option<&Standing> {
        self.standing.as_ref()
    }

    fn has_words(&self, words: &[Wanted]) -> bool {
        has_in_title(&self.title, &self.id, words)
    }

    fn is_new(&self) -> bool {
        false
    }
}
