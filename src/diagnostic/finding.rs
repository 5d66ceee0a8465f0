use serde::{Deserialize, Serialize};

use super::RuleName;
use crate::text::{Edit, Span};

/// How far a fix can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// Keeps the meaning; `check --fix` applies it.
    Safe,
    /// May change the meaning; applied only when asked for by name.
    Unsafe,
    /// Shown as an example, never applied.
    Display,
}

/// Edits that settle a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    pub safety: Safety,
    /// Do not overlap; in any order.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix that keeps the meaning.
    pub fn safe(edits: Vec<Edit>) -> Self {
        Self { safety: Safety::Safe, edits }
    }

    /// A fix that may change the meaning.
    pub fn r#unsafe(edits: Vec<Edit>) -> Self {
        Self { safety: Safety::Unsafe, edits }
    }
}

/// A further place in the same file, with what it has to do with the finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    pub span: Span,
    pub message: String,
}

/// One problem in one text, as found: without the file's path, its lines or a severity.
///
/// The engine in `rules` makes a [`Diagnostic`](super::Diagnostic) of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: RuleName,
    /// One line, in the user's words: what is wrong.
    pub message: String,
    /// The narrowest place; the empty span at 0 where the whole file is meant.
    pub span: Span,
    /// Further places, in order of the text.
    pub labels: Vec<Label>,
    /// What to do now, and detail; a line each.
    pub notes: Vec<String>,
    pub fix: Option<Fix>,
    /// Weighs as a warning, where its rule makes errors.
    pub mild: bool,
}

impl Finding {
    /// Makes a finding with nothing but its headline and its place.
    pub fn new(rule: RuleName, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            message: message.into(),
            span,
            labels: Vec::new(),
            notes: Vec::new(),
            fix: None,
            mild: false,
        }
    }

    /// Adds a line on what to do.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Makes it a warning, unless the workspace asks for more.
    #[must_use]
    pub fn mild(self, mild: bool) -> Self {
        Self { mild, ..self }
    }

    /// Adds a further place.
    #[must_use]
    pub fn label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// Adds the edits that settle it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }
}
