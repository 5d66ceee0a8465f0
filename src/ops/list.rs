//! The documents that fit a query.

use jiff::ZonedDateTime;

use crate::query::{self, Asking, Names, QueryError, RecordSubject, Records, Subject, Vocabulary};
use crate::schema::{Record, Value, person_name};
use crate::workflow::Standing;
use crate::workspace::Snapshot;

/// A document of a list.
#[derive(Clone, Debug)]
pub struct Listed {
    pub record: Record,
    /// Of a task, where it stands.
    pub standing: Option<Standing>,
    /// It is a task whose work is owed and whose time is over.
    pub late: bool,
}

/// Kinds that speak about another document; they stand in a list only when asked for.
const ATTACHED: [&str; 2] = ["reply", "review"];

/// What a list is made of, and for whom.
#[derive(Clone, Copy, Debug, Default)]
pub struct ListOptions<'a> {
    pub query: &'a str,
    /// The short name of whoever asks, where that is known.
    pub me: Option<&'a str>,
}

/// Returns the documents that fit a query, in its order; else by kind, person and number.
///
/// Replies and reviews are among them only when the query names kinds. A document that cannot be
/// read stands here too, by what could be read of it.
///
/// # Errors
/// When the query cannot be read.
pub fn list(snapshot: &Snapshot, options: ListOptions<'_>) -> Result<Vec<Listed>, QueryError> {
    let schema = snapshot.schema();
    let names = Named { snapshot };
    let vocabulary = Vocabulary { schema, saved: &snapshot.config().queries, names: &names };
    let query = query::parse(options.query, &vocabulary)?;
    let now = snapshot.now().map(ZonedDateTime::timestamp);
    let asking = Asking { schema, zone: &snapshot.config().zone, now, me: options.me };
    let matcher = query.bind(asking)?;
    let names_kinds = query.names_kinds();
    let unknown = snapshot.of_unknown_kinds();
    let unread = unread(snapshot);
    let all = Records::new(snapshot.records());
    let wanted = |record: &&Record| {
        let attached = ATTACHED.iter().any(|kind| record.is(kind));
        let is_document =
            record.kind.is_some() || !record.readable || unknown.contains(&record.path);
        is_document && (names_kinds || !attached)
    };
    let mut found: Vec<RecordSubject<'_, '_>> = snapshot
        .records()
        .iter()
        .chain(&unread)
        .filter(wanted)
        .map(|record| all.subject(record))
        .filter(|subject| matcher.matches(subject))
        .collect();
    found.sort_by(|a, b| matcher.compare(a, b));
    found.truncate(matcher.limit().unwrap_or(usize::MAX));
    let listed = |subject: RecordSubject<'_, '_>| Listed {
        late: asking.is_late(&subject),
        standing: subject.standing().cloned(),
        record: subject.record.clone(),
    };
    Ok(found.into_iter().map(listed).collect())
}

/// Names as the documents of a snapshot have them.
pub(super) struct Named<'a> {
    pub(super) snapshot: &'a Snapshot,
}

impl Names for Named<'_> {
    fn is_key(&self, key: &str) -> bool {
        let written = |record: &Record| record.fields.iter().any(|field| field.key == *key);
        self.snapshot.records().iter().any(written)
    }

    fn is_person(&self, name: &str) -> bool {
        let is = |value: &Value| {
            let named =
                |one: &Value| matches!(one, Value::Reference(text) if person_name(text) == name);
            value.items().iter().any(named)
        };
        self.snapshot.people().any(|person| person_name(&person.id) == name)
            || self
                .snapshot
                .records()
                .iter()
                .any(|one| one.fields.iter().any(|field| is(&field.value)))
    }

    fn people(&self) -> Vec<String> {
        self.snapshot.people().map(|person| person.id.to_string()).collect()
    }
}

/// Markdown files of which nothing could be read, known by their names alone.
pub(super) fn unread(snapshot: &Snapshot) -> Vec<Record> {
    let paths = snapshot.facts().files.paths();
    let unread = paths.filter(|path| path.is_markdown() && snapshot.record(path).is_none());
    unread.cloned().map(Record::unread).collect()
}
