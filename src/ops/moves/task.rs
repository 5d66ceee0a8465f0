//! What a move changes in the task itself; every other byte stays.

use super::MoveError;
use super::scene::Scene;
use crate::document::{Document, NewValue};
use crate::ops::set::{Assignment, Change, assigned, key_in};
use crate::schema::{Language, Record};
use crate::workflow::{MoveName, State};

/// A task with changes that are not written yet.
pub(super) struct Edited {
    pub(super) document: Document,
    pub(super) record: Record,
}

impl Scene<'_> {
    /// Returns the task with these fields set: under the key that it has, else in its language.
    pub(super) fn task_with(&self, fields: &[(&'static str, String)]) -> Result<Edited, MoveError> {
        let set = |(key, value): &(&'static str, String)| (*key, Change::Set(value.clone()));
        self.changed(&fields.iter().map(set).collect::<Vec<_>>())
    }

    /// Returns the task with these fields changed, under the same keys.
    pub(super) fn changed(&self, fields: &[(&'static str, Change)]) -> Result<Edited, MoveError> {
        let kind = self.schema().kind("task");
        let language = self.language_of(&self.document);
        let key = |name: &str| {
            let field = kind.and_then(|kind| kind.field(name));
            field.map_or(name, |field| field.key(language)).to_owned()
        };
        let assignments: Vec<Assignment> = fields
            .iter()
            .map(|(name, change)| Assignment { key: key(name), change: change.clone() })
            .collect();
        let changed = assigned(self.schema(), &self.task, &self.document, &assignments);
        let document = changed.map_err(|error| MoveError::of_set(error, &self.task.path))?.0;
        Ok(self.edited(document))
    }

    fn edited(&self, document: Document) -> Edited {
        let (mut record, _) = self.schema().decode(&self.task.path, &document);
        record.made_by.clone_from(&self.task.made_by);
        Edited { document, record }
    }

    /// Returns the fields that a move changes by itself: the date that was agreed on.
    pub(super) fn agreed(&self, step: MoveName) -> Vec<(&'static str, String)> {
        if step != MoveName::AcceptProposal {
            return Vec::new();
        }
        let life = self.life();
        let proposal = self.said.iter().find(|one| Some(&*one.id) == life.proposal);
        let Some(new) = proposal.and_then(|one| one.moment("new_due")) else { return Vec::new() };
        let mut fields = vec![("due", new.to_string())];
        if let (Some(old), None) = (self.task.moment("due"), self.task.field("original_due")) {
            fields.push(("original_due", old.to_string()));
        }
        fields
    }

    /// Returns the task with the status of where it stands now, in the words of its language.
    pub(super) fn with_status(&self, edited: Edited, state: State) -> Result<Edited, MoveError> {
        if edited.record.text("status") == Some(state.name()) {
            return Ok(edited);
        }
        let kind = self.schema().kind("task");
        let language = self.language_of(&edited.document);
        let word = kind.map_or(state.name(), |kind| kind.choice("status", state.name(), language));
        let key = kind.map_or("status", |kind| self.schema().key(kind, "status", language));
        let key = key_in(&edited.document, self.schema(), kind, key);
        let document = edited
            .document
            .set(&key, &NewValue::Scalar(word.to_owned()))
            .map_err(|source| MoveError::Edit { path: self.task.path.clone(), source })?;
        Ok(self.edited(document))
    }

    /// Returns the language that the task is written in, else the workspace's.
    fn language_of(&self, document: &Document) -> Language {
        let kind = self.schema().kind("task");
        let own = kind.and_then(|kind| kind.language_of(document));
        own.unwrap_or(self.place.snapshot.config().language())
    }
}
