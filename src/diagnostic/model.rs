use serde::{Deserialize, Serialize};

use super::{Finding, Fix, Label, RuleName};
use crate::text::{LineIndex, Position, RepoPath, Span};

/// How much a diagnostic weighs: an error makes `check` exit with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
}

/// One problem in one file, ready to be shown by any interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    pub rule: RuleName,
    pub severity: Severity,
    pub message: String,
    pub path: RepoPath,
    pub span: Span,
    pub start: Position,
    /// Exclusive.
    pub end: Position,
    /// The file is not shared while this stands.
    pub holds_back: bool,
    pub labels: Vec<Label>,
    pub notes: Vec<String>,
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// Returns the line at which it begins; `None` where it is about the file as a whole.
    pub fn line(&self) -> Option<usize> {
        (self.end.byte > 0).then_some(self.start.line)
    }

    /// Places `finding` in the file at `path` whose text is `text`.
    pub fn place(
        finding: Finding,
        severity: Severity,
        holds_back: bool,
        path: &RepoPath,
        text: &str,
        lines: &LineIndex,
    ) -> Self {
        let Finding { rule, message, span, labels, notes, fix, mild: _ } = finding;
        Self {
            rule,
            severity,
            message,
            path: path.clone(),
            span,
            start: lines.position(text, span.start),
            end: lines.position(text, span.end),
            holds_back,
            labels,
            notes,
            fix,
        }
    }
}

/// What a check found, over all files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many files were looked at, the unreadable ones included.
    pub files: usize,
    /// By path, then by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// The counts at the end of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    pub files: usize,
    pub errors: usize,
    pub warnings: usize,
}

impl Report {
    /// Counts files, errors and warnings.
    pub fn summary(&self) -> Summary {
        let count =
            |severity| self.diagnostics.iter().filter(|one| one.severity == severity).count();
        Summary {
            files: self.files,
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
        }
    }
}
