//! The message of a commit that a sync makes: what changed, in the words of the documents.

use crate::schema::{FieldValue, Record, Value};
use crate::text::RepoPath;

/// The most changes that are told one by one.
const MOST: usize = 20;
/// The most characters of a value that are shown.
const VALUE: usize = 40;

/// One file that changed, as far as it could be read before and after.
#[derive(Clone, Debug)]
pub(super) struct Changed {
    pub(super) path: RepoPath,
    /// `None` when it was not there.
    pub(super) before: Option<Side>,
    /// `None` when it is gone.
    pub(super) after: Option<Side>,
}

/// One version of a changed file.
#[derive(Clone, Debug)]
pub(super) enum Side {
    Document(Box<Record>),
    /// An attachment, or a document that cannot be read.
    Other,
}

/// Says what changed: the change itself where it is one, else a count and a line for each.
pub(super) fn message(changes: &[Changed]) -> String {
    let lines: Vec<String> = changes.iter().map(line).collect();
    match lines.as_slice() {
        [] => "Nothing changed".to_owned(),
        [one] => one.clone(),
        many => {
            let mut out = format!("{} files: {}\n", many.len(), names(changes));
            for line in many.iter().take(MOST) {
                out.push_str(&format!("\n{line}"));
            }
            if many.len() > MOST {
                out.push_str(&format!("\nand {} more", many.len() - MOST));
            }
            out
        }
    }
}

fn names(changes: &[Changed]) -> String {
    let mut names: Vec<&str> = changes.iter().map(Changed::name).collect();
    names.dedup();
    let more = names.len().saturating_sub(3);
    names.truncate(3);
    let shown = names.join(", ");
    if more > 0 { format!("{shown}, …") } else { shown }
}

impl Changed {
    fn name(&self) -> &str {
        match self.after.as_ref().or(self.before.as_ref()) {
            Some(Side::Document(record)) => &record.id,
            _ => self.path.file_name(),
        }
    }
}

fn line(change: &Changed) -> String {
    let name = one_line(change.name());
    match (&change.before, &change.after) {
        (None, Some(Side::Document(record))) => {
            let kind = record.kind.as_deref().unwrap_or("document");
            format!("{name}: new {kind} “{}”", shortened(&record.title))
        }
        (None, _) => format!("{name}: new"),
        (_, None) => format!("{name}: removed"),
        (Some(Side::Document(before)), Some(Side::Document(after))) => {
            let fields = changed_fields(before, after);
            if fields.is_empty() {
                format!("{name}: text")
            } else {
                format!("{name}: {}", fields.join(", "))
            }
        }
        _ => format!("{name}: changed"),
    }
}

fn changed_fields(before: &Record, after: &Record) -> Vec<String> {
    let value = |record: &Record, key: &str| {
        record.field(key).map(|field: &FieldValue| shown(&field.value))
    };
    let mut keys: Vec<&str> = after.fields.iter().map(|field| field.key.as_str()).collect();
    keys.extend(before.fields.iter().map(|field| field.key.as_str()));
    let mut told = Vec::new();
    let mut out = Vec::new();
    for key in keys {
        if told.contains(&key) {
            continue;
        }
        told.push(key);
        match (value(before, key), value(after, key)) {
            (old, new) if old == new => {}
            (Some(old), Some(new)) => out.push(format!("{key} {old} → {new}")),
            (None, Some(new)) => out.push(format!("{key} {new}")),
            (Some(old), None) => out.push(format!("{key} {old} → none")),
            (None, None) => {}
        }
    }
    out
}

fn shown(value: &Value) -> String {
    shortened(&value.to_string())
}

fn shortened(text: &str) -> String {
    let text = one_line(text);
    if text.chars().count() <= VALUE {
        return text;
    }
    let head: String = text.chars().take(VALUE - 1).collect();
    format!("{}…", head.trim_end())
}

/// Puts a text on one line, without anything that could steer a terminal.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
