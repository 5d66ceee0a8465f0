//! Changes fields of one document and leaves every other byte alone.

use thiserror::Error;

use super::{Place, PlaceError, SaveError, dates, save};
use crate::diagnostic::{Finding, rule_name};
use crate::document::{Document, EditError, NewValue, Node, Value};
use crate::schema::{Field, FieldType, Kind, Record, Schema};
use crate::text::{RepoPath, Source};
use crate::workflow::{Leads, MOVES, Move, State, Team, is_own};

/// One change of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The key as it was given: English or an alias.
    pub key: String,
    pub change: Change,
}

/// What is done to a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The new value; of a list, the items with commas between them.
    Set(String),
    /// The field goes.
    Remove,
    /// One more item, unless it is there already.
    Add(String),
    /// One item less.
    Drop(String),
}

/// Key as it stands in the file, value before, value after.
pub type FieldChange = (String, Option<String>, Option<String>);

/// What was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub id: String,
    pub path: RepoPath,
    pub fields: Vec<FieldChange>,
    /// What may not be what was meant.
    pub warnings: Vec<String>,
}

/// A change that was refused; the file is as before.
#[derive(Debug, Error)]
pub enum SetError {
    #[error("`{0}` is no change; write `key=value`, `key=`, `key+=item` or `key-=item`")]
    NoAssignment(String),
    #[error(transparent)]
    Place(#[from] PlaceError),
    #[error(transparent)]
    Edit(#[from] EditError),
    #[error("{message}")]
    Value { message: String, notes: Vec<String> },
    #[error("the id of {0} stays: others refer to it")]
    Id(String),
    #[error(transparent)]
    Save(#[from] SaveError),
}

impl Assignment {
    /// Reads `key=value`, `key=` (the field goes), `key+=item` or `key-=item`.
    ///
    /// # Errors
    /// When it is none of them.
    pub fn parse(text: &str) -> Result<Self, SetError> {
        let none = || SetError::NoAssignment(text.to_owned());
        let (key, value) = text.split_once('=').ok_or_else(none)?;
        let value = value.trim().to_owned();
        let (key, change) = match (key.strip_suffix('+'), key.strip_suffix('-')) {
            (Some(key), _) => (key, Change::Add(value)),
            (_, Some(key)) => (key, Change::Drop(value)),
            _ if value.is_empty() => (key, Change::Remove),
            _ => (key, Change::Set(value)),
        };
        let empty = matches!(&change, Change::Add(item) | Change::Drop(item) if item.is_empty());
        let key = key.trim();
        if key.is_empty() || empty {
            return Err(none());
        }
        Ok(Self { key: key.to_owned(), change })
    }

    /// Returns it with the date that is meant where a day is named as people say it.
    fn dated(&self, place: &Place, kind: Option<&Kind>) -> Self {
        let change = match &self.change {
            Change::Set(value) => Change::Set(dates::written(place, kind, &self.key, value)),
            other => other.clone(),
        };
        Self { key: self.key.clone(), change }
    }
}

/// Makes the changes, all of them or none.
///
/// A field is found by any of its names, and keeps the one that the file uses. A value that does
/// not fit the field's type is refused.
///
/// # Errors
/// When the document is not found, a value does not fit, or the file cannot be written.
pub fn set(place: &Place, wanted: &str, assignments: &[Assignment]) -> Result<Changed, SetError> {
    let snapshot = &place.snapshot;
    let schema = snapshot.schema();
    let record = place.find(wanted).map_err(PlaceError::from)?;
    let no_text = || PlaceError::NoText(record.path.clone());
    let source = snapshot.source(&record.path).ok_or_else(no_text)?;
    let old = Document::parse(source);
    let kind = record.kind.as_deref().and_then(|kind| schema.kind(kind));
    let assignments: Vec<Assignment> =
        assignments.iter().map(|one| one.dated(place, kind)).collect();
    let (document, fields, mut warnings) = assigned(schema, record, &old, &assignments)?;
    warnings.extend(strangers(place, &schema.decode(&record.path, &document).0, kind, &fields));
    if document.text() != old.text() {
        save::replace(snapshot.root(), &record.path, old.text(), document.text())?;
    }
    Ok(Changed { id: record.id.to_string(), path: record.path.clone(), fields, warnings })
}

/// Says of what was changed to name a person or a document that there is none called so.
fn strangers(
    place: &Place,
    record: &Record,
    kind: Option<&Kind>,
    changed: &[FieldChange],
) -> Vec<String> {
    let near = place.snapshot.near();
    let team = Team::of(near.people());
    let mut told = Vec::new();
    for (key, ..) in changed {
        let field = kind.and_then(|kind| place.snapshot.schema().field(kind, key));
        for name in field.into_iter().flat_map(|field| record.texts(&field.name)) {
            match field.map(Field::item_type) {
                Some(FieldType::Person) if !team.knows(name) => {
                    told.push(format!("there is nobody in people/ called `{name}`"));
                }
                Some(FieldType::Reference(_)) if near.called(name).is_empty() => {
                    told.push(format!("there is no document called `{name}`"));
                }
                _ => {}
            }
        }
    }
    told
}

/// Makes the changes in a document that is not written: returns it, what was changed (key as it
/// stands in the file, value before, value after), and what may not be what was meant.
pub(super) fn assigned(
    schema: &Schema,
    record: &Record,
    old: &Document,
    assignments: &[Assignment],
) -> Result<(Document, Vec<FieldChange>, Vec<String>), SetError> {
    let kind = record.kind.as_deref().and_then(|kind| schema.kind(kind));
    let (mut fields, mut warnings) = (Vec::new(), Vec::new());
    let mut document = old.clone();
    for assignment in assignments {
        let key = key_in(&document, schema, kind, &assignment.key);
        keeps_id(schema, kind, record, &key)?;
        let before = value_of(&document, &key);
        document = change(&document, schema, kind, &key, &assignment.change)?;
        fits(schema, record, &document, &key, &mut warnings).map_err(|error| match error {
            SetError::Value { message, mut notes }
                if kind
                    .and_then(|kind| schema.field(kind, &key))
                    .is_some_and(dates::takes_days) =>
            {
                notes.push(dates::AS_PEOPLE_SAY_IT.to_owned());
                SetError::Value { message, notes }
            }
            error => error,
        })?;
        let after = value_of(&document, &key);
        if before != after {
            warnings.extend(unknown_key(schema, kind, &key));
            warnings.extend(claim(schema, record, &document, &key));
            fields.push((key, before, after));
        }
    }
    Ok((document, fields, warnings))
}

/// Says that no document of this kind has such a field; it is kept all the same. One that begins with
/// `x-` is meant to be somebody's own.
pub(super) fn unknown_key(schema: &Schema, kind: Option<&Kind>, key: &str) -> Option<String> {
    let is_own = key.starts_with("x-");
    let kind = kind.filter(|kind| !is_own && schema.field(kind, key).is_none())?;
    Some(format!("`{key}` is no field of a document of kind `{}`; nothing goes by it", kind.name))
}

/// Says that a status which was written does not count by itself, and which move earns it.
fn claim(schema: &Schema, task: &Record, document: &Document, key: &str) -> Option<String> {
    let kind = schema.kind(task.kind.as_deref().filter(|kind| *kind == "task")?)?;
    schema.field(kind, key).filter(|field| field.name == "status")?;
    let (record, _) = schema.decode(&task.path, document);
    let state = State::parse(record.text("status")?)?;
    // Where whoever may sets these by hand, that is the move.
    if matches!(state, State::Draft | State::Sent | State::InProgress) || is_own(&record) {
        return None;
    }
    let earns = |one: &&Move| one.leads == Leads::To(state) && one.command().is_some();
    let command = MOVES.iter().find(earns)?.command()?;
    Some(format!("a status counts where it is earned: `handover {command} {}` does that", task.id))
}

/// The key under which the file holds the field, else the key as it was given.
pub(super) fn key_in(
    document: &Document,
    schema: &Schema,
    kind: Option<&Kind>,
    given: &str,
) -> String {
    let entries = document.front().map_or(&[][..], |front| &front.entries);
    let field = kind.and_then(|kind| Some((kind, schema.field(kind, given)?)));
    let same = |key: &str| match field {
        Some((kind, field)) => {
            schema.field(kind, key).is_some_and(|other| other.name == field.name)
        }
        None => key == given,
    };
    let written = entries.iter().find(|entry| same(&entry.key));
    written.map_or_else(|| given.to_owned(), |entry| entry.key.clone())
}

fn keeps_id(
    schema: &Schema,
    kind: Option<&Kind>,
    record: &Record,
    key: &str,
) -> Result<(), SetError> {
    let field = kind.and_then(|kind| schema.field(kind, key));
    match field {
        Some(field) if field.name == "id" && record.id_span().is_some() => {
            Err(SetError::Id(record.id.to_string()))
        }
        _ => Ok(()),
    }
}

fn change(
    document: &Document,
    schema: &Schema,
    kind: Option<&Kind>,
    key: &str,
    change: &Change,
) -> Result<Document, EditError> {
    let field = kind.and_then(|kind| schema.field(kind, key));
    match change {
        Change::Remove => match document.remove(key) {
            // What is not there is gone already; a key that no one knows is a slip.
            Err(EditError::NoSuchKey(_)) if field.is_some() => Ok(document.clone()),
            other => other,
        },
        Change::Add(item) => document.add_item(key, item),
        Change::Drop(item) => document.remove_item(key, item),
        Change::Set(text) => {
            let is_list = field.is_some_and(|field| matches!(field.r#type, FieldType::List(_)));
            let was_list = document
                .front()
                .and_then(|front| front.get(key))
                .is_some_and(|entry| matches!(entry.value.value, Value::Sequence { .. }));
            // `[[ ]]` is one link.
            let inner = || text.strip_prefix('[')?.strip_suffix(']');
            let inner = inner().filter(|_| (is_list || was_list) && !text.starts_with("[["));
            let value = if was_list || inner.is_some() || is_list && text.contains(',') {
                NewValue::List(items_of(inner.unwrap_or(text)))
            } else {
                NewValue::Scalar(text.clone())
            };
            document.set(key, &value)
        }
    }
}

/// Divides a list at its commas; what stands in quotes is one item, as in a file.
fn items_of(text: &str) -> Vec<String> {
    let quoted = || {
        let written = format!("---\nitems: [{text}]\n---\n");
        let document = Document::parse(Source::new(written));
        let Value::Sequence { items, .. } = &document.front()?.get("items")?.value.value else {
            return None;
        };
        items.iter().map(|node| Some(node.text()?.to_owned())).collect::<Option<Vec<_>>>()
    };
    let items = text.contains(['"', '\'']).then(quoted).flatten();
    let at_commas = || text.split(',').map(|item| item.trim().to_owned()).collect();
    let mut items: Vec<String> = items.unwrap_or_else(at_commas);
    items.retain(|item| !item.is_empty());
    items
}

/// Refuses a value that the schema cannot read; notes a key that looks like a slip.
fn fits(
    schema: &Schema,
    record: &Record,
    document: &Document,
    key: &str,
    warnings: &mut Vec<String>,
) -> Result<(), SetError> {
    const WRONG: [crate::diagnostic::RuleName; 5] = [
        rule_name::FIELD_TYPE,
        rule_name::UNKNOWN_VALUE,
        rule_name::UNKNOWN_STATUS,
        rule_name::UNKNOWN_KIND,
        rule_name::YAML_NESTED,
    ];
    let Some(entry) = document.front().and_then(|front| front.get(key)) else { return Ok(()) };
    let whole = entry.key_span.cover(entry.value.span);
    let (_, findings) = schema.decode(&record.path, document);
    let here =
        |finding: &&Finding| whole.start <= finding.span.start && finding.span.end <= whole.end;
    for finding in findings.iter().filter(here) {
        if WRONG.contains(&finding.rule) {
            let (message, notes) = (finding.message.clone(), finding.notes.clone());
            return Err(SetError::Value { message, notes });
        }
        if finding.rule == rule_name::FIELD_TYPO {
            warnings.push(finding.message.clone());
        }
    }
    Ok(())
}

fn value_of(document: &Document, key: &str) -> Option<String> {
    let entry = document.front()?.get(key)?;
    let text = |node: &Node| node.text().unwrap_or_default().to_owned();
    Some(match &entry.value.value {
        Value::Sequence { items, .. } => items.iter().map(text).collect::<Vec<_>>().join(", "),
        _ => text(&entry.value),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_quotes_is_one_item() {
        let check = |text: &str, items: &[&str]| assert_eq!(items_of(text), items, "{text}");
        check(r#""x, y", z"#, &["x, y", "z"]);
        check("'it''s', b", &["it's", "b"]);
        check("x,, y ,", &["x", "y"]);
        check("O'Hara, Smith", &["O'Hara", "Smith"]);
        check("\"half, b", &["\"half", "b"]);
        check("#a, b: c, 'd'", &["#a", "b: c", "'d'"]);
    }

    #[test]
    fn changes_are_read() {
        let check = |text: &str, key: &str, change: Change| {
            let expected = Assignment { key: key.to_owned(), change };
            assert_eq!(Assignment::parse(text).unwrap(), expected, "{text}");
        };
        check("due=2026-12-01", "due", Change::Set("2026-12-01".to_owned()));
        check("title=a = b", "title", Change::Set("a = b".to_owned()));
        check("due=", "due", Change::Remove);
        check("tags+=bank", "tags", Change::Add("bank".to_owned()));
        check("tags-=bank", "tags", Change::Drop("bank".to_owned()));
        check("x-ours=1", "x-ours", Change::Set("1".to_owned()));
        for text in ["due", "=x", "+=x", "tags+=", "tags-="] {
            assert!(Assignment::parse(text).is_err(), "{text}");
        }
    }
}
