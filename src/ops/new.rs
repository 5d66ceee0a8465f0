//! Makes a new document, named and numbered as its kind asks.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use jiff::civil::DateTime;
use jiff::{Span, ZonedDateTime};
use thiserror::Error;

use super::set::unknown_key;
use super::{Place, PlaceError, SaveError, dates, save};
use crate::diagnostic::{RuleName, rule_name};
use crate::document::Document;
use crate::index::history::{self, HistoryError};
use crate::schema::{Identity, Kind, Moment, Record, Schema, has_address, layout};
use crate::store::lock::{Lock, LockError};
use crate::store::{Head, OpenError, Repo};
use crate::text::{RepoPath, Source};
use crate::workflow::said_at;

/// How long another one that makes a document is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// What to make.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// The kind's name or an alias.
    pub kind: &'a str,
    /// The title; for a reply or a review, the task that it is about.
    pub title: &'a str,
    /// Further fields, by English key or alias.
    pub fields: &'a [(String, String)],
    pub now: &'a ZonedDateTime,
    /// Keeps apart what one person writes in one second.
    pub salt: u16,
}

/// A document that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub path: RepoPath,
    pub id: String,
    /// What may not be what was meant.
    pub warnings: Vec<String>,
}

/// A document that was not made.
#[derive(Debug, Error)]
pub enum NewError {
    #[error("there is no kind `{name}`")]
    UnknownKind { name: String, similar: Vec<String> },
    #[error("it is not known who you are: {}", .0)]
    Nobody(WhyNobody),
    #[error("a {kind} needs `{field}`, one of: {}", values.join(", "))]
    Needs { kind: String, field: String, values: Vec<String> },
    #[error("{message}")]
    Value { message: String, notes: Vec<String> },
    #[error("a {0} needs a title")]
    NoTitle(String),
    #[error(transparent)]
    Place(#[from] PlaceError),
    #[error("the history cannot be read")]
    History(#[from] HistoryError),
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error(transparent)]
    Save(#[from] SaveError),
}

/// Why nobody in `people/` is the one who works here.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WhyNobody {
    #[error("this folder is no git repository")]
    NoRepository,
    /// There is one that cannot be opened; what is wrong with it or with git's settings.
    #[error("{0}")]
    Unopened(String),
    #[error("git has no `user.email` here")]
    NoEmail,
    #[error("nobody in people/ has the e-mail {email}")]
    UnknownEmail {
        email: String,
        /// E-mails that are there.
        known: Vec<String>,
    },
    #[error("{} have the same e-mail {email}: it is not known which of them works here", people.join(" and "))]
    SharedEmail { email: String, people: Vec<String> },
}

/// Makes the document; a file that is there is never overwritten.
///
/// # Errors
/// When the kind is unknown, the author is needed and not known, a value does not fit its field, or
/// the file cannot be written.
pub fn new(place: &Place, options: &Options<'_>) -> Result<Made, NewError> {
    let schema = place.snapshot.schema();
    let kind = schema.kind(options.kind).ok_or_else(|| {
        let similar = schema.kinds_like(options.kind);
        NewError::UnknownKind { name: options.kind.to_owned(), similar }
    })?;
    if options.title.trim().is_empty() && kind.files.is_empty() {
        return Err(NewError::NoTitle(kind.name.clone()));
    }
    let dated = |(key, value): &(String, String)| {
        (key.clone(), dates::written(place, Some(kind), key, value))
    };
    let fields: Vec<(String, String)> = options.fields.iter().map(dated).collect();
    let options = &Options { fields: &fields, ..options.clone() };
    // Two that are made at once do not get one number.
    let numbers = repository(place.snapshot.root());
    let _lock =
        numbers.map(|repo| Lock::of_numbers(repo.git_dir(), "new", PATIENCE)).transpose()?;
    let planned = if kind.in_task_folder {
        about(place, kind, options)?
    } else {
        titled(place, kind, options)?
    };
    let language = place.snapshot.config().language();
    let text = schema.new_document(kind, planned.title, &planned.fields, language);
    let document = Document::parse(Source::new(&text));
    let warnings = fits((schema, kind), &planned.path, &document, options.fields)?;
    save::create(place.snapshot.root(), &planned.path, &text)?;
    let (record, _) = schema.decode(&planned.path, &document);
    Ok(Made { path: planned.path, id: record.id.into(), warnings })
}

struct Planned<'a> {
    path: RepoPath,
    title: &'a str,
    fields: Vec<(String, String)>,
}

/// Plans a document with a title of its own.
fn titled<'a>(place: &Place, kind: &Kind, options: &Options<'a>) -> Result<Planned<'a>, NewError> {
    let schema = place.snapshot.schema();
    let named = |(key, _): &&(String, String)| {
        schema.field(kind, key).is_some_and(|field| field.name == "id")
    };
    let given = options.fields.iter().find(named).map(|(_, id)| id.clone());
    let id = match (kind.identity, given) {
        (Identity::Stem, _) => None,
        (_, Some(id)) => Some(id),
        (Identity::Numbered, None) => {
            let person = author(place).map_err(NewError::Nobody)?;
            Some(next_id(place, &person)?)
        }
        (Identity::Named, None) => {
            let first = options.title.split_whitespace().next().unwrap_or_default();
            Some(layout::slug(first)).filter(|id| !id.is_empty())
        }
    };
    let mut fields: Vec<(String, String)> = Vec::new();
    fields.extend(id.iter().map(|id| ("id".to_owned(), id.clone())));
    fields.extend(options.fields.iter().filter(|field| !named(field)).cloned());
    let path = layout::path_for(kind, id.as_deref(), options.title)
        .unwrap_or_else(|| RepoPath::in_folder(&kind.name, "new.md"));
    Ok(Planned { path, title: options.title, fields })
}

/// Plans what is said about a task: in the task's folder, under a name with the time.
fn about<'a>(place: &Place, kind: &Kind, options: &Options<'a>) -> Result<Planned<'a>, NewError> {
    let schema = place.snapshot.schema();
    let task = place.find(options.title).map_err(PlaceError::from)?;
    let by = author(place).map_err(NewError::Nobody)?;
    let what = match kind.field("type") {
        None => kind.name.clone(),
        Some(field) => {
            let given = options
                .fields
                .iter()
                .find(|(key, _)| schema.field(kind, key).is_some_and(|one| one.name == field.name));
            let values = match field.item_type() {
                crate::schema::FieldType::Enum(values) => values.as_slice(),
                _ => &[],
            };
            let fold = crate::schema::fold;
            let known = given.and_then(|(_, word)| {
                values.iter().find(|value| {
                    let mut words = std::iter::once(&value.name).chain(&value.aliases);
                    words.any(|one| fold(one) == fold(word))
                })
            });
            match (known, given) {
                (Some(value), _) => value.name.clone(),
                // What is given but not known is told by its type, with what may be meant.
                (None, Some((_, word))) => layout::slug(word),
                (None, None) => {
                    return Err(NewError::Needs {
                        kind: kind.name.clone(),
                        field: field.name.clone(),
                        values: values.iter().map(|value| value.name.clone()).collect(),
                    });
                }
            }
        }
    };
    let at = local(place, options.now);
    let said = place.snapshot.near().about(task).into_iter();
    let last = said.filter_map(said_at).max();
    let path = reply_path(&task.path, (at, last), &by, &what, options.salt);
    let mut fields = known_of_reply(&task.id, by, at);
    fields.extend(options.fields.iter().cloned());
    Ok(Planned { path, title: "", fields })
}

/// Returns the moment in the workspace's zone, to the second.
pub(super) fn local(place: &Place, now: &ZonedDateTime) -> DateTime {
    let at = place.snapshot.config().zone.to_datetime(now.timestamp());
    at.round(jiff::Unit::Second).unwrap_or(at)
}

/// Returns where a reply or a review lies: in the task's folder, under a name with the time.
///
/// The name's time is behind that of what was `last` said: the names tell the order, whatever the
/// clocks of two people say, and within one second too.
pub(super) fn reply_path(
    task: &RepoPath,
    (now, last): (DateTime, Option<DateTime>),
    by: &str,
    what: &str,
    salt: u16,
) -> RepoPath {
    let behind = last.and_then(|last| last.checked_add(Span::new().seconds(1)).ok());
    let at = behind.map_or(now, |behind| behind.max(now));
    let folder = layout::folder_for_replies(task);
    RepoPath::in_folder(folder.as_str(), &layout::reply_name(at, by, what, salt))
}

/// Returns the fields of a reply or review that nobody need be asked for.
pub(super) fn known_of_reply(task: &str, by: String, at: DateTime) -> Vec<(String, String)> {
    let known = [("task", task.to_owned()), ("by", by), ("at", Moment::Local(at).to_string())];
    known.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Finds who works here: the person with the e-mail of the clone.
pub(super) fn author(place: &Place) -> Result<String, WhyNobody> {
    let snapshot = &place.snapshot;
    let repo = Repo::discover(snapshot.root()).map_err(|error| match error {
        OpenError::NotFound { .. } => WhyNobody::NoRepository,
        error => WhyNobody::Unopened(with_source(&error)),
    })?;
    let email = repo.identity().email.ok_or(WhyNobody::NoEmail)?;
    let person = snapshot.person_with_email(&email).ok_or_else(|| {
        let has = |person: &&Record| has_address(person, &email);
        let people: Vec<String> =
            snapshot.people().filter(has).map(|person| person.id.to_string()).collect();
        if people.len() > 1 {
            return WhyNobody::SharedEmail { email: email.clone(), people };
        }
        let known = snapshot.people().flat_map(|person| person.texts("email"));
        let known = known.map(str::to_owned).collect();
        WhyNobody::UnknownEmail { email: email.clone(), known }
    })?;
    Ok(person.id.to_string())
}

/// Says what went wrong, and what was behind it, on one line.
fn with_source(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

fn repository(root: &Path) -> Option<Repo> {
    Repo::discover(root).ok()
}

/// Returns the id behind the highest that this person ever used, here or in the history.
pub(super) fn next_id(place: &Place, person: &str) -> Result<String, HistoryError> {
    let tip = repository(place.snapshot.root()).and_then(|repo| {
        let tip = match repo.head().ok()? {
            Head::Branch { commit, .. } | Head::Detached { commit } => commit,
            Head::Unborn { .. } => return None,
        };
        Some((repo, tip))
    });
    let removed = match tip {
        Some((repo, tip)) => {
            let cache = history::cache_of(&repo, place.snapshot.index().note());
            history::removed_numbers(&repo, &cache, &[tip], history::UNWATCHED)?
        }
        None => BTreeMap::new(),
    };
    Ok(place.snapshot.near().numbers().and(&removed).next(person))
}

/// Refuses a value that does not fit its field; returns what looks like a slip in a key.
fn fits(
    (schema, kind): (&Schema, &Kind),
    path: &RepoPath,
    document: &Document,
    given: &[(String, String)],
) -> Result<Vec<String>, NewError> {
    if let Some((message, mut notes)) = misfit(schema, path, document) {
        let takes_days = |key: &str| schema.field(kind, key).is_some_and(dates::takes_days);
        if given.iter().any(|(key, value)| takes_days(key) && Moment::parse(value).is_err()) {
            notes.push(dates::AS_PEOPLE_SAY_IT.to_owned());
        }
        return Err(NewError::Value { message, notes });
    }
    let (_, findings) = schema.decode(path, document);
    let typos = findings.into_iter().filter(|finding| finding.rule == rule_name::FIELD_TYPO);
    let mut told: Vec<String> =
        typos.filter(|_| !given.is_empty()).map(|finding| finding.message).collect();
    if told.is_empty() {
        let unknown = |(key, _): &(String, String)| unknown_key(schema, Some(kind), key);
        told.extend(given.iter().filter_map(unknown));
    }
    Ok(told)
}

/// Returns what is wrong with the first value that does not fit its field, and what to do.
pub(super) fn misfit(
    schema: &Schema,
    path: &RepoPath,
    document: &Document,
) -> Option<(String, Vec<String>)> {
    const WRONG: [RuleName; 4] = [
        rule_name::FIELD_TYPE,
        rule_name::UNKNOWN_VALUE,
        rule_name::UNKNOWN_STATUS,
        rule_name::FIELD_TWICE,
    ];
    let (_, findings) = schema.decode(path, document);
    let wrong = findings.into_iter().find(|finding| WRONG.contains(&finding.rule))?;
    Some((wrong.message, wrong.notes))
}
