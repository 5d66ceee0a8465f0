//! The texts that a report is about, the last one kept: diagnostics come file by file.

use super::Sources;
use crate::text::{LineIndex, Position, RepoPath, Source};

/// One text with its lines.
pub(super) struct Text {
    source: Source,
    pub(super) lines: LineIndex,
}

impl Text {
    pub(super) fn text(&self) -> &str {
        self.source.text()
    }

    pub(super) fn position(&self, offset: usize) -> Position {
        self.lines.position(self.text(), offset)
    }

    /// Returns a line, from 1, without its line end.
    pub(super) fn line(&self, line: usize) -> Option<&str> {
        let start = self.lines.line_start(line)?;
        let end = self.lines.line_start(line + 1).unwrap_or(self.text().len());
        Some(self.text().get(start..end)?.trim_end_matches(['\r', '\n']))
    }
}

pub(super) struct Texts<'a> {
    sources: &'a dyn Sources,
    last: Option<(RepoPath, Option<Text>)>,
}

impl<'a> Texts<'a> {
    pub(super) fn new(sources: &'a dyn Sources) -> Self {
        Self { sources, last: None }
    }

    /// Returns the text of a file, `None` where it cannot be read.
    pub(super) fn of(&mut self, path: &RepoPath) -> Option<&Text> {
        if self.last.as_ref().is_none_or(|(last, _)| last != path) {
            let text = self.sources.text(path).map(|source| {
                let lines = LineIndex::new(source.text());
                Text { source, lines }
            });
            self.last = Some((path.clone(), text));
        }
        self.last.as_ref().and_then(|(_, text)| text.as_ref())
    }
}
