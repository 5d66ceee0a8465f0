//! What a confirmation or a review is given for: the terms, and what was delivered.

use super::MoveError;
use super::scene::Scene;
use crate::document::{Document, NewValue};
use crate::schema::Record;
use crate::text::{RepoPath, Source};
use crate::workflow::{MoveName, State, Terms, delivered};

/// A reply or a review with its text.
pub(super) struct Said {
    pub(super) path: RepoPath,
    pub(super) record: Record,
    pub(super) text: String,
}

impl Scene<'_> {
    /// Returns a reply or a review as it is said about `task`: a confirmation and a review with what
    /// they are given for.
    ///
    /// Where it is not known what a linked file holds, they are given for nothing in particular.
    pub(super) fn said_about(
        &self,
        task: &Record,
        step: MoveName,
        path: RepoPath,
        text: String,
    ) -> Result<Said, MoveError> {
        let near = self.place.snapshot.near();
        let is_review = matches!(
            step,
            MoveName::Accept
                | MoveName::Return
                | MoveName::AcceptProposal
                | MoveName::ReturnProposal
        );
        let mut document = Document::parse(Source::new(text));
        if is_review || step == MoveName::Confirm {
            let terms = Terms::of(task, near).map(|terms| terms.to_string());
            document = self.with_digest(document, &path, "terms", terms)?;
        }
        let life = self.life();
        if is_review && life.state == State::Delivered {
            let delivery = delivered(&life.round, near);
            document = self.with_digest(document, &path, "delivery", delivery)?;
        }
        let (record, _) = self.schema().decode(&path, &document);
        Ok(Said { path, record, text: document.text().to_owned() })
    }

    fn with_digest(
        &self,
        document: Document,
        path: &RepoPath,
        key: &str,
        value: Option<String>,
    ) -> Result<Document, MoveError> {
        let Some(value) = value else { return Ok(document) };
        let (record, _) = self.schema().decode(path, &document);
        let kind = record.kind.as_deref().and_then(|kind| self.schema().kind(kind));
        let language = self.place.snapshot.config().language();
        let key = kind.map_or(key, |kind| self.schema().key(kind, key, language));
        let edit = |source| MoveError::Edit { path: path.clone(), source };
        document.set(key, &NewValue::Scalar(value)).map_err(edit)
    }
}
