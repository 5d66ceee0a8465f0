//! One renderer a format; each writes a [`Report`] to a writer.
//!
//! Owns how diagnostics look. Knows no files: texts come from [`Sources`], what a rule is about
//! from [`RuleDoc`]. Whatever comes from a file is shown harmless.

mod concise;
mod full;
mod github;
mod json;
mod safe_json;
mod sarif;
mod texts;
mod window;

use std::io::{self, Write};

use super::{Report, RuleName, Severity, Summary};
use crate::text::{RepoPath, Source};

pub use concise::lines;
pub use github::write_github_error;
pub use json::values;
pub use safe_json::{write as write_json, write_line as write_json_line};

/// A form that a report can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people: the place in its lines, notes and fixes.
    Full,
    /// One line each, as editors and `grep` read them.
    Concise,
    /// One object, for programs.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
}

/// How text for people looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    pub color: bool,
    /// In columns.
    pub width: usize,
}

/// Hands out the texts that a report is about.
pub trait Sources: Sync {
    /// Returns the text of a file, `None` where it cannot be read.
    fn text(&self, path: &RepoPath) -> Option<Source>;
}

/// What a format that carries its own documentation says of a rule.
#[derive(Clone, Copy, Debug)]
pub struct RuleDoc {
    pub name: RuleName,
    /// One line.
    pub summary: &'static str,
    /// Markdown.
    pub docs: &'static str,
    pub severity: Severity,
}

/// What a renderer needs beside the report.
pub struct Context<'a> {
    pub sources: &'a dyn Sources,
    pub style: Style,
    /// All rules, in any order.
    pub rules: &'a [RuleDoc],
    /// Whether something was mended just before: what is told is what is left.
    pub fixed: bool,
}

/// Writes `report` in the given format.
///
/// # Errors
/// When the writer fails.
pub fn render(
    format: Format,
    report: &Report,
    context: &Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Full => full::render(report, context, out),
        Format::Concise => concise::render(report, context, out),
        Format::Json => json::render(report, context, out),
        Format::Sarif => sarif::render(report, context, out),
        Format::Github => github::render(report, out),
    }
}

impl Summary {
    /// Says the counts in one line, such as `1 error, 2 warnings in 12 files`.
    pub fn line(&self) -> String {
        self.line_after(false)
    }

    /// The same; where something was mended just before, of what is left.
    pub(super) fn line_after(&self, fixed: bool) -> String {
        let count = |number: usize, one: &str| {
            let plural = if number == 1 { "" } else { "s" };
            format!("{number} {one}{plural}")
        };
        let files = count(self.files, "file");
        match (self.errors, self.warnings) {
            (0, 0) if fixed => format!("nothing more to mend in {files}"),
            (0, 0) => format!("nothing to mend in {files}"),
            (errors, 0) => format!("{} in {files}", count(errors, "error")),
            (0, warnings) => format!("{} in {files}", count(warnings, "warning")),
            (errors, warnings) => {
                format!("{}, {} in {files}", count(errors, "error"), count(warnings, "warning"))
            }
        }
    }
}

impl Severity {
    /// Returns the word that all formats use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

#[cfg(test)]
mod tests;
