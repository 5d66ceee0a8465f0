//! The documents that fit a query.

use std::collections::BTreeSet;

use jiff::ZonedDateTime;

use crate::diagnostic::rule_name;
use crate::query::{self, Context, QueryError};
use crate::schema::Record;
use crate::text::RepoPath;
use crate::workflow::Standing;
use crate::workspace::Snapshot;

/// A document of a list.
#[derive(Clone, Debug)]
pub struct Listed {
    pub record: Record,
    /// Of a task, where it stands.
    pub standing: Option<Standing>,
}

/// Kinds that speak about another document; they stand in a list only when asked for.
const ATTACHED: [&str; 2] = ["reply", "review"];

/// Returns the documents that fit `query`, by kind, person and number.
///
/// Replies and reviews are among them only when the query names kinds. A document that cannot be
/// read stands here too, by what could be read of it.
///
/// # Errors
/// When the query cannot be read.
pub fn list(snapshot: &Snapshot, query: &str) -> Result<Vec<Listed>, QueryError> {
    let schema = snapshot.schema();
    let known = |key: &str| {
        let written = |record: &Record| record.fields.iter().any(|field| field.key == key);
        snapshot.records().iter().any(written)
    };
    let query = query::parse(query, schema, &known)?;
    let facts = snapshot.facts();
    let now = facts.now.as_ref().map(ZonedDateTime::timestamp);
    let context = Context::new(schema, snapshot.records(), &snapshot.config().zone, now);
    let names_kinds = query.names_kinds();
    let wanted = |record: &&Record| {
        let attached = ATTACHED.iter().any(|kind| record.is(kind));
        (names_kinds || !attached) && query.matches(record, &context)
    };
    let unknown = unknown_kinds(snapshot);
    let is_document = |record: &&Record| {
        record.kind.is_some() || !record.readable || unknown.contains(&record.path)
    };
    let unread = unread(snapshot);
    let mut found: Vec<&Record> =
        snapshot.records().iter().filter(is_document).chain(&unread).filter(wanted).collect();
    found.sort_by(|a, b| order(a).cmp(&order(b)));
    let listed =
        |record: &Record| Listed { record: record.clone(), standing: context.standing(record) };
    Ok(found.into_iter().map(listed).collect())
}

/// Files whose `kind:` names something that nobody defined: meant as documents all the same.
fn unknown_kinds(snapshot: &Snapshot) -> BTreeSet<RepoPath> {
    let diagnostics = snapshot.diagnostics().iter();
    let unknown = diagnostics.filter(|one| one.rule == rule_name::UNKNOWN_KIND);
    unknown.map(|one| one.path.clone()).collect()
}

/// Markdown files of which nothing could be read, known by their names alone.
fn unread(snapshot: &Snapshot) -> Vec<Record> {
    let paths = snapshot.facts().files.paths();
    let unread = paths.filter(|path| path.is_markdown() && snapshot.record(path).is_none());
    unread.cloned().map(Record::unread).collect()
}

/// By kind, then by the words and the number of the id: `ola-2` before `ola-10`.
fn order(record: &Record) -> (Option<&str>, &str, u64, &RepoPath) {
    let numbered = record
        .id
        .rsplit_once('-')
        .and_then(|(name, number)| Some((name, number.parse::<u64>().ok()?)));
    let (name, number) = numbered.unwrap_or((&record.id, 0));
    (record.kind.as_deref(), name, number, &record.path)
}
