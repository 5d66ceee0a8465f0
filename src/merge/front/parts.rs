//! A front matter cut into its entries, every byte of it in one of them.

use super::super::fields::Fields;
use super::super::shape::lines;
use super::super::value::Meaning;
use crate::document::{Entry, FrontMatter};

/// One `key: value` with what belongs to it.
#[derive(Clone, Debug)]
pub(super) struct Part<'t> {
    /// The English key; as written where the key is not known.
    pub(super) key: String,
    /// Blank lines and comments before it.
    pub(super) lead: &'t str,
    /// From the key to the end of the value.
    pub(super) core: &'t str,
    /// A comment on the value's last line, with the blanks before it.
    pub(super) tail: &'t str,
    pub(super) end: &'t str,
    pub(super) entry: &'t Entry,
    pub(super) meaning: Meaning,
}

impl Part<'_> {
    /// Returns the comment lines before it and behind it, trimmed.
    pub(super) fn comments(&self) -> impl Iterator<Item = &str> {
        let all = lines(self.lead).chain([self.tail]).map(str::trim);
        all.filter(|line| !line.is_empty())
    }
}

/// The entries, and blank lines and comments behind the last one.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts<'t> {
    pub(super) parts: Vec<Part<'t>>,
    pub(super) rest: &'t str,
}

/// Cuts a readable front matter into entries; `None` where not each stands on lines of its own.
pub(super) fn cut<'t>(text: &'t str, front: &'t FrontMatter, fields: &Fields) -> Option<Parts<'t>> {
    let mut parts: Vec<Part<'t>> = Vec::with_capacity(front.entries.len());
    let mut done = front.content.start;
    for entry in &front.entries {
        let start = entry.key_span.start;
        let lead = text.get(done..start)?;
        let own_line = lead.is_empty() || lead.ends_with(['\n', '\r']);
        if !own_line || !lines(lead).all(is_trivia) {
            return None;
        }
        let colon = entry.key_span.end + text.get(entry.key_span.end..)?.find(':')? + 1;
        let value = text.get(start..entry.value.span.end.max(colon))?;
        // A block scalar's span may hold its last line end; that one is the entry's.
        let core = value.trim_end_matches(['\n', '\r', ' ', '\t']);
        let behind = text.get(start + core.len()..front.content.end)?;
        let line = lines(behind).next().unwrap_or("");
        let tail = line.trim_end_matches(['\n', '\r']);
        if !tail.trim_start().is_empty() && !tail.starts_with([' ', '\t']) || !is_trivia(tail) {
            return None;
        }
        let field = fields.field(&entry.key);
        parts.push(Part {
            key: field.map_or_else(|| entry.key.clone(), |field| field.name.clone()),
            lead,
            core,
            tail,
            end: &line[tail.len()..],
            entry,
            meaning: Meaning::of(&entry.value, field),
        });
        done = start + core.len() + line.len();
    }
    let rest = text.get(done..front.content.end)?;
    if !lines(rest).all(is_trivia) {
        return None;
    }
    Some(Parts { parts, rest })
}

fn is_trivia(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}
