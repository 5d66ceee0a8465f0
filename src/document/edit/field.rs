//! Edits of whole fields.

use super::super::Document;
use super::super::front_matter::{Entry, Node, Value};
use super::super::lines::{is_blank, line_at, line_start, lines};
use super::super::quoting::{self, Quotes};
use super::style::Style;
use super::{EditError, NewValue};
use crate::text::{Edit, Span};

impl Document {
    /// Sets a field: replaces its value, or adds it as the last one.
    ///
    /// Where there is no front matter, one is made. A comment behind the value stays. Setting a
    /// list changes only the items that differ.
    ///
    /// # Errors
    /// When the front matter cannot be read, or the result would not be what was asked for.
    ///
    /// ```
    /// use handover::document::{Document, NewValue};
    /// use handover::text::Source;
    ///
    /// let task = Document::parse(Source::new("---\ndue: 2026-12-01 # agreed\n---\n"));
    /// let task = task.set("due", &NewValue::Scalar("2026-12-03".into()))?;
    /// assert_eq!(task.text(), "---\ndue: 2026-12-03 # agreed\n---\n");
    /// # Ok::<(), handover::document::EditError>(())
    /// ```
    pub fn set(&self, key: &str, value: &NewValue) -> Result<Document, EditError> {
        self.set_field(key, value, None)
    }

    /// Sets a field like [`Document::set`]; a new one is added behind the field `after`.
    ///
    /// # Errors
    /// As for [`Document::set`].
    pub fn set_after(
        &self,
        after: &str,
        key: &str,
        value: &NewValue,
    ) -> Result<Document, EditError> {
        self.set_field(key, value, Some(after))
    }

    fn set_field(
        &self,
        key: &str,
        value: &NewValue,
        after: Option<&str>,
    ) -> Result<Document, EditError> {
        self.editable()?;
        let wanted = value.node();
        if let Ok(entry) = self.entry(key) {
            if entry.value.means_same(&wanted) {
                return Ok(self.clone());
            }
            if let (NewValue::List(items), Value::Sequence { .. }) = (value, &entry.value.value) {
                return self.set_items(entry, items);
            }
            return self.with_or_without_blocks(|style| {
                let edits = self.replace_value(entry, value, style);
                self.with_entry(entry, &edits, &wanted)
            });
        }
        let mut entries: Vec<(&str, &Node)> = pairs(self.entries());
        let behind = after.and_then(|after| self.entry(after).ok());
        let index = behind
            .and_then(|behind| self.entries().iter().position(|entry| std::ptr::eq(entry, behind)));
        entries.insert(index.map_or(entries.len(), |index| index + 1), (key, &wanted));
        self.with_or_without_blocks(|style| {
            let edit = self.added(key, value, behind, style)?;
            self.with_front(&[edit], &entries)
        })
    }

    /// Tries an edit with texts of several lines as blocks, and else in quotes: a block would
    /// swallow an indented comment below it.
    fn with_or_without_blocks(
        &self,
        edit: impl Fn(&Style) -> Result<Document, EditError>,
    ) -> Result<Document, EditError> {
        let style = self.style();
        match edit(&style) {
            Err(EditError::ChangesMore) => edit(&style.without_blocks()),
            done => done,
        }
    }

    /// Applies `edits`, after which exactly the value of `entry` is `wanted`.
    pub(super) fn with_entry(
        &self,
        entry: &Entry,
        edits: &[Edit],
        wanted: &Node,
    ) -> Result<Document, EditError> {
        let mut entries = pairs(self.entries());
        for pair in &mut entries {
            if pair.0 == entry.key {
                pair.1 = wanted;
            }
        }
        self.with_front(edits, &entries)
    }

    pub(super) fn style(&self) -> Style {
        Style::of(self.text(), self.front.as_ref(), self.line_end())
    }

    /// Returns the edit that adds a field behind another one, or at the end.
    fn added(
        &self,
        key: &str,
        value: &NewValue,
        behind: Option<&Entry>,
        style: &Style,
    ) -> Result<Edit, EditError> {
        if style.in_braces {
            return Err(EditError::InBraces);
        }
        let end = style.line_end;
        let line =
            format!("{}{}:{}{end}", style.indent, written_key(key)?, style.behind_colon(value));
        Ok(match (&self.front, behind) {
            (None, _) => {
                Edit::insert(self.source.content_start(), format!("---{end}{line}---{end}"))
            }
            (Some(front), Some(behind)) => {
                let last = line_at(self.text(), front.content, behind.value.span.end);
                Edit::insert(last.full.end, line)
            }
            (Some(front), None) => Edit::insert(front.content.end, line),
        })
    }

    /// Returns the edits that put `value` where the value of `entry` stands.
    pub(super) fn replace_value(
        &self,
        entry: &Entry,
        value: &NewValue,
        style: &Style,
    ) -> Vec<Edit> {
        match value {
            NewValue::List(items) if style.lists_in_lines() && !items.is_empty() => {
                self.list_below(entry, style.items(items))
            }
            NewValue::Scalar(text) => {
                let end = entry.value.span.end;
                let line = line_at(self.text(), Span::new(0, self.text().len()), end);
                // A comment behind a block would become part of it.
                let alone = is_blank(Span::new(end, line.span.end).of(self.text()));
                self.inline(entry, style.scalar(text, Some(&entry.value), alone))
            }
            other => self.inline(entry, style.behind_colon(other).trim_start().to_owned()),
        }
    }

    /// Puts the lines of a list below the key, and below a comment on the key's line.
    fn list_below(&self, entry: &Entry, lines: String) -> Vec<Edit> {
        let text = self.text();
        let all = Span::new(0, text.len());
        let (colon, old) = (self.behind_colon(entry), entry.value.span);
        let key_line = line_at(text, all, colon);
        if old.start > key_line.span.end {
            return vec![Edit::replace(Span::new(key_line.span.end, old.end), lines)];
        }
        let last = line_at(text, all, old.end);
        vec![Edit::delete(Span::new(colon, old.end)), Edit::insert(last.span.end, lines)]
    }

    /// Puts `written` behind the colon, before a comment that stands there.
    fn inline(&self, entry: &Entry, written: String) -> Vec<Edit> {
        let text = self.text();
        let (colon, old) = (self.behind_colon(entry), entry.value.span);
        let key_line = line_at(text, Span::new(0, text.len()), colon);
        let rest = Span::new(colon, key_line.span.end);
        let spaced = if written.is_empty() { String::new() } else { format!(" {written}") };
        let below = old.start > key_line.span.end;
        let last = line_at(text, Span::new(0, text.len()), old.end);
        let blank_end = is_blank(Span::new(old.end, last.span.end).of(text));
        // White space behind the old value would become part of a block.
        let several = below || written.contains(['\n', '\r']);
        let end = if blank_end && several { last.span.end } else { old.end };
        let old = Span::new(old.start, end);
        match (below, is_blank(rest.of(text))) {
            (true, true) => vec![Edit::replace(Span::new(colon, old.end), spaced)],
            (true, false) => vec![
                Edit::insert(colon, spaced),
                Edit::delete(Span::new(key_line.span.end, old.end)),
            ],
            (false, true) => vec![Edit::replace(rest, spaced)],
            (false, false) if old.is_empty() => vec![Edit::insert(colon, spaced)],
            (false, false) if written.is_empty() => {
                vec![Edit::delete(Span::new(colon, old.end))]
            }
            (false, false) => vec![Edit::replace(old, written)],
        }
    }

    /// Returns the place just behind the colon of `entry`.
    pub(super) fn behind_colon(&self, entry: &Entry) -> usize {
        let from = entry.key_span.end;
        let colon = self.text()[from..].find(':').map_or(from, |at| from + at + 1);
        colon.min(entry.value.span.start)
    }

    /// Removes a field with its lines; comments on lines of their own stay.
    ///
    /// # Errors
    /// When there is no such field, or the front matter cannot be read.
    pub fn remove(&self, key: &str) -> Result<Document, EditError> {
        self.editable()?;
        let entry = self.entry(key)?;
        if self.style().in_braces {
            return Err(EditError::InBraces);
        }
        let text = self.text();
        let all = Span::new(0, text.len());
        let start = line_start(text, all, entry.key_span.start);
        let end = line_at(text, all, entry.value.span.end).full.end;
        let blank = lines(text, Span::new(end, text.len())).take_while(|line| line.is_blank(text));
        let end_of_blank = blank.last().map_or(end, |line| line.full.end);
        let mut entries = pairs(self.entries());
        entries.retain(|(other, _)| *other != key);
        let without = |end| self.with_front(&[Edit::delete(Span::new(start, end))], &entries);
        // Blank lines that were left behind would become part of a block scalar before them.
        without(end).or_else(|_| without(end_of_blank))
    }

    /// Gives a field another key; its value and its place stay.
    ///
    /// # Errors
    /// When there is no such field, the new key is taken, or the front matter cannot be read.
    pub fn rename_key(&self, key: &str, new: &str) -> Result<Document, EditError> {
        self.editable()?;
        let entry = self.entry(key)?;
        if key == new {
            return Ok(self.clone());
        }
        if self.entry(new).is_ok() {
            return Err(EditError::KeyExists(new.to_owned()));
        }
        let mut entries = pairs(self.entries());
        for pair in &mut entries {
            if pair.0 == key {
                pair.0 = new;
            }
        }
        self.with_front(&[Edit::replace(entry.key_span, written_key(new)?)], &entries)
    }
}

fn pairs(entries: &[Entry]) -> Vec<(&str, &Node)> {
    entries.iter().map(|entry| (entry.key.as_str(), &entry.value)).collect()
}

fn written_key(key: &str) -> Result<String, EditError> {
    if key.trim().is_empty() || key.contains(['\n', '\r']) {
        return Err(EditError::InvalidKey(key.to_owned()));
    }
    Ok(quoting::scalar(key, Quotes::Plain, true))
}
