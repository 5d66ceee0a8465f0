//! Edits of the body: checks and sections.

use super::super::Document;
use super::super::outline::Section;
use super::EditError;
use crate::text::{Edit, Span};

impl Document {
    /// Ticks or unticks the check of this index in the outline.
    ///
    /// # Errors
    /// When there is no such check, or the front matter cannot be read.
    pub fn tick(&self, check: usize, ticked: bool) -> Result<Document, EditError> {
        self.editable()?;
        let old = self.outline().checks.get(check).ok_or(EditError::NoSuchCheck(check))?;
        if old.ticked == ticked {
            return Ok(self.clone());
        }
        let mark = if ticked { "x" } else { " " };
        let edited = self.with_body(&[Edit::replace(old.mark, mark)])?;
        let states = |document: &Document| -> Vec<bool> {
            document.outline().checks.iter().map(|check| check.ticked).collect()
        };
        let mut wanted = states(self);
        wanted[check] = ticked;
        if states(&edited) == wanted { Ok(edited) } else { Err(EditError::ChangesMore) }
    }

    /// Replaces all that stands under a heading, subsections included; blank lines around it stay.
    ///
    /// # Errors
    /// When there is no such section, the text would end it (a heading of its level, a fence that
    /// is not closed), or the front matter cannot be read.
    pub fn replace_section(&self, section: usize, body: &str) -> Result<Document, EditError> {
        self.editable()?;
        let old = self.section(section)?;
        let inner = self.inner(old.body);
        let written = self.with_line_ends(body);
        let edit = if inner.is_empty() {
            self.first_text(old, &written)
        } else {
            Edit::replace(inner, written)
        };
        self.with_section(section, edit)
    }

    /// Adds a text to the end of a section; an item goes directly below a list, all else below a
    /// blank line.
    ///
    /// # Errors
    /// As for [`Document::replace_section`].
    pub fn append_to_section(&self, section: usize, text: &str) -> Result<Document, EditError> {
        self.editable()?;
        let old = self.section(section)?;
        let inner = self.inner(old.body);
        let written = self.with_line_ends(text);
        if written.is_empty() {
            return Ok(self.clone());
        }
        let edit = if inner.is_empty() {
            self.first_text(old, &written)
        } else {
            let last = inner.of(self.text()).rsplit(['\n', '\r']).next().unwrap_or_default();
            let lines = if is_item(&written) && is_item(last) { 1 } else { 2 };
            Edit::insert(inner.end, self.line_end().repeat(lines) + &written)
        };
        self.with_section(section, edit)
    }

    /// Adds a section at the end of the document.
    ///
    /// # Errors
    /// When the heading is not one line, the text would not stay in the section, or the front
    /// matter cannot be read.
    pub fn append_section(
        &self,
        heading: &str,
        level: u8,
        body: &str,
    ) -> Result<Document, EditError> {
        self.insert_section(self.outline().sections.len(), heading, level, body)
    }

    /// Adds a section before the section of this index; past the last one, at the end.
    ///
    /// # Errors
    /// As for [`Document::append_section`].
    pub fn insert_section(
        &self,
        before: usize,
        heading: &str,
        level: u8,
        body: &str,
    ) -> Result<Document, EditError> {
        self.editable()?;
        let heading = heading.trim();
        if heading.is_empty() || heading.contains(['\n', '\r']) || !(1..=6).contains(&level) {
            return Err(EditError::InvalidHeading);
        }
        let end = self.line_end();
        let written = self.with_line_ends(body);
        let mut section = format!("{} {heading}{end}", "#".repeat(level.into()));
        if !written.is_empty() {
            section.push_str(&format!("{end}{written}{end}"));
        }
        let old = &self.outline().sections;
        let edit = match old.get(before) {
            Some(next) => Edit::insert(next.heading.start, section + end),
            None => {
                let text = self.body.of(self.text());
                let filled = text.trim_end();
                let ends = text[filled.len()..].replace("\r\n", "\n").matches(['\n', '\r']).count();
                let missing = if filled.is_empty() { 0 } else { 2_usize.saturating_sub(ends) };
                Edit::insert(self.body.end, end.repeat(missing) + &section)
            }
        };
        let edited = self.with_body(&[edit])?;
        let new = &edited.outline().sections;
        let before = before.min(old.len());
        let added = new.len().checked_sub(old.len()).filter(|added| *added > 0);
        let fits = added.is_some_and(|added| {
            same_headings(&old[..before], &new[..before])
                && same_headings(&old[before..], &new[before + added..])
                && new[before].level == level
                && new[before + 1..before + added].iter().all(|inside| inside.level > level)
        });
        if fits { Ok(edited) } else { Err(EditError::ChangesMore) }
    }

    fn section(&self, section: usize) -> Result<&Section, EditError> {
        self.outline().sections.get(section).ok_or(EditError::NoSuchSection(section))
    }

    /// Applies `edit` inside a section, which must keep its heading and hold all of the new text.
    fn with_section(&self, section: usize, edit: Edit) -> Result<Document, EditError> {
        let old = &self.outline().sections;
        let grown = edit.text.len();
        let removed = edit.span.len();
        let edited = self.with_body(&[edit])?;
        let new = &edited.outline().sections;
        let behind = |sections: &[Section]| {
            let level = sections[section].level;
            let inside = sections[section + 1..].iter().take_while(|one| one.level > level).count();
            section + 1 + inside
        };
        let fits = new.len() > section
            && same_headings(&old[..=section], &new[..=section])
            && same_headings(&old[behind(old)..], &new[behind(new)..])
            && new[section].body.end + removed == old[section].body.end + grown;
        if fits { Ok(edited) } else { Err(EditError::ChangesMore) }
    }

    /// Applies `edits` to the body; what stands before it must be the same, and read the same.
    fn with_body(&self, edits: &[Edit]) -> Result<Document, EditError> {
        let edited = self.spliced(edits)?;
        let same = edited.body.start == self.body.start && edited.front == self.front;
        if same { Ok(edited) } else { Err(EditError::ChangesMore) }
    }

    /// Returns `span` without the blank lines around what it holds; empty where there is nothing.
    fn inner(&self, span: Span) -> Span {
        let text = span.of(self.text());
        let end = text.trim_end().len();
        let blank = text[..end].len() - text[..end].trim_start().len();
        // The indentation of the first line belongs to it.
        let start = text[..blank].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        if end == 0 {
            Span::at(span.start)
        } else {
            Span::new(span.start + start, span.start + end)
        }
    }

    /// Returns the edit that gives an empty section its first text.
    fn first_text(&self, section: &Section, written: &str) -> Edit {
        let end = self.line_end();
        let ended = section.heading.end < section.body.start;
        let lead = if ended { end.to_owned() } else { end.repeat(2) };
        let last = section.body.end == self.body.end;
        let trail = if last { end.to_owned() } else { end.repeat(2) };
        let text = if written.is_empty() { String::new() } else { lead + written + &trail };
        let replaced = if text.is_empty() { Span::at(section.body.start) } else { section.body };
        Edit::replace(replaced, text)
    }

    /// Returns a text without blank lines around it, with the line ends of this file.
    fn with_line_ends(&self, text: &str) -> String {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = text.trim_end().trim_start_matches('\n');
        text.replace('\n', self.line_end())
    }
}

fn same_headings(old: &[Section], new: &[Section]) -> bool {
    old.len() == new.len()
        && old.iter().zip(new).all(|(old, new)| old.title == new.title && old.level == new.level)
}

fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    ["- ", "* ", "+ "].iter().any(|bullet| line.starts_with(bullet))
        || (digits.len() < line.len() && (digits.starts_with(". ") || digits.starts_with(") ")))
}
