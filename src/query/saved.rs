use super::error::Cause;
use super::parse::parse_within;
use super::{Names, Query, QueryError, Vocabulary};
use crate::diagnostic::{Finding, rule_name};
use crate::schema::{SavedQuery, Schema, did_you_mean, fold};
use crate::text::Span;

/// Saved queries stand in each other no deeper.
const DEEPEST: usize = 16;

/// Saved queries that one query is made of, counted as often as they stand in it.
const MOST: usize = 500;

/// The saved queries that are being read, the outermost first.
#[derive(Default)]
pub(super) struct Path {
    names: Vec<String>,
    read: usize,
}

impl Vocabulary<'_> {
    /// Finds a saved query by its name, whatever the case.
    pub(super) fn saved(&self, name: &str) -> Option<&SavedQuery> {
        let name = fold(name);
        self.saved.iter().find(|one| fold(&one.name) == name)
    }
}

/// Reads a saved query that another query names at `at`.
pub(super) fn expand(
    query: &SavedQuery,
    at: Span,
    vocabulary: &Vocabulary<'_>,
    path: &mut Path,
) -> Result<Query, QueryError> {
    let name = &query.name;
    if let Some(first) = path.names.iter().position(|one| one == name) {
        return Err(circle(at, path.names[first..].to_vec()));
    }
    path.read += 1;
    if path.names.len() >= DEEPEST || path.read > MOST {
        return Err(QueryError::new(at, format!("`@{name}` is made of too many other queries"))
            .expected("fewer of them in each other"));
    }
    path.names.push(name.clone());
    let read = parse_within(&query.text, vocabulary, path);
    path.names.pop();
    read.map_err(|error| match error.cause {
        Cause::Circle(names) => circle(at, names),
        Cause::Saved => QueryError { span: at, ..error },
        Cause::Here => {
            let message = format!("the saved query `@{name}` cannot be read: {}", error.message);
            let mut error = QueryError::new(at, message)
                .expected(format!("mend `{name}` under `queries:` in workspace.yml"));
            error.cause = Cause::Saved;
            error
        }
    })
}

fn circle(at: Span, names: Vec<String>) -> QueryError {
    let first = names.first().cloned().unwrap_or_default();
    let way: Vec<String> = names.iter().chain([&first]).map(|name| format!("@{name}")).collect();
    let mut error =
        QueryError::new(at, format!("`@{first}` leads back to itself: {}", way.join(", ")))
            .expected(format!("another query for `{first}` under `queries:` in workspace.yml"));
    error.cause = Cause::Circle(names);
    error
}

/// Returns what is wrong with the queries that a workspace has saved, at its place in
/// `workspace.yml`.
///
/// Whether a person or a key of nobody's kind exists is not looked at: that changes with the
/// documents.
pub fn check_saved(saved: &[SavedQuery], schema: &Schema) -> Vec<Finding> {
    let vocabulary = Vocabulary { schema, saved, names: &Likely { schema } };
    let mut findings = Vec::new();
    for query in saved {
        let mut path = Path { names: vec![query.name.clone()], read: 0 };
        let Err(error) = parse_within(&query.text, &vocabulary, &mut path) else { continue };
        match &error.cause {
            // It is told where it is.
            Cause::Saved => continue,
            Cause::Circle(names) if !names.contains(&query.name) => continue,
            Cause::Circle(_) | Cause::Here => {}
        }
        let span = query.place_of(error.span);
        let message = format!("the query `{}` cannot be read: {}", query.name, error.message);
        let finding = Finding::new(rule_name::WORKSPACE_FILE, span, message);
        findings.push(match error.expected {
            Some(expected) => finding.note(expected),
            None => finding,
        });
    }
    findings
}

/// Where the documents are not known: every name may be right, but for a slip in a known key.
struct Likely<'a> {
    schema: &'a Schema,
}

impl Names for Likely<'_> {
    fn is_key(&self, key: &str) -> bool {
        did_you_mean(key, super::key::all_words(self.schema)).is_none()
    }

    fn is_person(&self, _: &str) -> bool {
        true
    }

    fn people(&self) -> Vec<String> {
        Vec::new()
    }
}
