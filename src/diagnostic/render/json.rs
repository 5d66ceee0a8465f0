//! One object with `"version": 1`, for programs.

use std::io::{self, Write};

use serde::Serialize;

use super::texts::Texts;
use super::{Context, Sources, safe_json};
use crate::diagnostic::{Diagnostic, Report, Safety, Summary};
use crate::text::{Position, RepoPath};

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    summary: Summary,
    diagnostics: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    path: &'a RepoPath,
    start: Position,
    end: Position,
    holds_back: bool,
    notes: &'a [String],
    fix: Option<FixEntry<'a>>,
}

#[derive(Serialize)]
struct FixEntry<'a> {
    safety: Safety,
    edits: Vec<EditEntry<'a>>,
}

#[derive(Serialize)]
struct EditEntry<'a> {
    start: Position,
    end: Position,
    text: &'a str,
}

pub(super) fn render(
    report: &Report,
    context: &Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut texts = Texts::new(context.sources);
    let diagnostics = report.diagnostics.iter().map(|one| entry(one, &mut texts)).collect();
    safe_json::write(&Output { version: 1, summary: report.summary(), diagnostics }, out)
}

/// Returns each diagnostic of a report as the object that stands for it in the report's JSON.
pub fn values(report: &Report, sources: &dyn Sources) -> Vec<serde_json::Value> {
    let mut texts = Texts::new(sources);
    let entries = report.diagnostics.iter().map(|one| entry(one, &mut texts));
    entries.map(|entry| serde_json::to_value(entry).unwrap_or_default()).collect()
}

fn entry<'a>(one: &'a Diagnostic, texts: &mut Texts<'_>) -> Entry<'a> {
    Entry {
        code: one.rule.as_str(),
        severity: one.severity.word(),
        message: &one.message,
        path: &one.path,
        start: one.start,
        end: one.end,
        holds_back: one.holds_back,
        notes: &one.notes,
        fix: fix(one, texts),
    }
}

/// The fix with lines and columns; `None` where the text cannot be read any more.
fn fix<'a>(one: &'a Diagnostic, texts: &mut Texts<'_>) -> Option<FixEntry<'a>> {
    let fix = one.fix.as_ref()?;
    let text = texts.of(&one.path)?;
    let edits = fix
        .edits
        .iter()
        .map(|edit| EditEntry {
            start: text.position(edit.span.start),
            end: text.position(edit.span.end),
            text: &edit.text,
        })
        .collect();
    Some(FixEntry { safety: fix.safety, edits })
}
