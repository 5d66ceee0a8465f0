//! What an author left out and what can be known: filled in before a new document is first sent.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jiff::civil::DateTime;
use jiff::{Span, Unit, ZonedDateTime};

use super::beside;
use super::bind::Binder;
use super::engine::{Break, Told};
use super::judge::Versions;
use super::people::{People, is_of_other};
use super::plan::{Files, LocalChanges};
use super::round::Round;
use super::unsigned::Unsigned;
use super::unwritable;
use crate::document::{Document, NewValue};
use crate::index::names::Names;
use crate::merge::{Blob, ContentId};
use crate::rules::{MAX_TEXT, Numbers};
use crate::schema::{Config, Identity, Moment, Record, Required, Schema, layout};
use crate::store::files;
use crate::store::{CommitId, SafePath, read};
use crate::text::{RepoPath, Source};
use crate::workflow::task_of;

/// A file saved so shortly ago is not touched: somebody may be typing.
pub(super) const REST: Duration = Duration::from_secs(2);

/// What a document can be filled in from.
pub(super) struct Known<'a> {
    pub(super) schema: &'a Schema,
    pub(super) config: &'a Config,
    /// The short name of whoever made it.
    pub(super) author: Option<&'a str>,
    /// From whom a task of theirs is.
    pub(super) sender: Option<&'a str>,
    /// The id that the author's next document gets.
    pub(super) id: Option<String>,
    pub(super) now: &'a ZonedDateTime,
    /// The id of the task beside which it lies, where its folder does not tell.
    pub(super) beside: Option<&'a str>,
    /// When the last thing was said in its folder, as the names of the files tell.
    pub(super) last: Option<DateTime>,
    /// Who files what it says another has said.
    pub(super) filed_by: Option<String>,
    /// Who has the task that it gives to somebody else, as everybody has it.
    pub(super) had_by: Option<String>,
    /// In whose place its author says it.
    pub(super) acting_for: Option<String>,
}

/// Returns the document with what was left out, and the keys that were filled in, as it has them; `None` when
/// nothing is to be filled in, or nothing can be.
pub(super) fn filled(
    known: &Known<'_>,
    document: &Document,
    record: &Record,
) -> Option<(Document, Vec<String>)> {
    let kind = known.schema.kind(record.kind.as_deref()?)?;
    if document.front().is_some_and(|front| !front.readable) {
        return None;
    }
    let language = known.config.language();
    let mut values: Vec<(&str, String)> = Vec::new();
    if !record.kind_written {
        values.push(("kind", kind.word(language).to_owned()));
    }
    if kind.identity == Identity::Numbered
        && record.id_span().is_none()
        && let Some(id) = &known.id
    {
        values.push(("id", id.clone()));
    }
    let absent = |name: &str| record.field(name).is_none();
    for field in &kind.fields {
        if field.required == Required::Filled && absent(&field.name) {
            values.extend(
                value(known, record, &field.name).map(|value| (field.name.as_str(), value)),
            );
        }
    }
    if let (Some(person), true) = (&known.filed_by, absent("captured_by")) {
        values.push(("captured_by", person.clone()));
    }
    if let (Some(person), true) = (&known.had_by, absent("instead_of")) {
        values.push(("instead_of", person.clone()));
    }
    if let (Some(person), true) = (&known.acting_for, absent("acting_for")) {
        values.push(("acting_for", person.clone()));
    }
    let mut out = document.clone();
    let mut keys = Vec::new();
    for (name, value) in values {
        let written = record.fields.iter().any(|field| field.key == name);
        let key = known.schema.key(kind, name, language);
        // A key that stands there with nothing behind it is the place to write.
        let key = if written { written_key(record, document, name).unwrap_or(key) } else { key };
        let key = key.to_owned();
        out = out.set(&key, &NewValue::Scalar(value)).ok()?;
        keys.push(key);
    }
    (!keys.is_empty()).then_some((out, keys))
}

pub(super) fn written_key<'d>(
    record: &Record,
    document: &'d Document,
    name: &str,
) -> Option<&'d str> {
    let field = record.fields.iter().find(|field| field.key == name)?;
    let entries = &document.front()?.entries;
    entries.iter().find(|entry| entry.key_span == field.key_span()).map(|entry| entry.key.as_str())
}

fn value(known: &Known<'_>, record: &Record, field: &str) -> Option<String> {
    match field {
        "from" => known.sender.map(str::to_owned),
        "by" => known.author.map(str::to_owned),
        "at" => {
            // Behind what was said before, whatever the clocks of two people say.
            let here = known.config.zone.to_datetime(known.now.timestamp());
            let here = here.round(Unit::Second).unwrap_or(here);
            let behind = known.last.and_then(|last| last.checked_add(Span::new().seconds(1)).ok());
            Some(Moment::Local(behind.map_or(here, |behind| behind.max(here))).to_string())
        }
        "task" => {
            let folder = layout::task_folder(&record.path).and_then(layout::id_of_name);
            folder.or(known.beside).map(str::to_owned)
        }
        _ => None,
    }
}

/// Fills in the new documents of this clone, in the folder.
pub(super) fn fill(
    round: &mut Round<'_>,
    remote: Option<CommitId>,
    shared: &Arc<Files>,
    local: &LocalChanges,
    told: &mut Told,
) -> Result<(), Break> {
    let mut added: Vec<(RepoPath, Blob)> = added(round, shared, local);
    let mut unsigned = Unsigned::of(round);
    let mut late = shared_unsigned(round, shared, &unsigned, &added);
    if added.is_empty() && late.is_empty() {
        return Ok(());
    }
    let names = round.names(shared);
    let people = People::here(round, &names);
    if people.me().is_none() {
        unsigned.add(added.iter().map(|(path, _)| path));
        unsigned.keep();
        late.clear();
    }
    let is_late: HashSet<RepoPath> = late.iter().map(|(path, _)| path.clone()).collect();
    added.extend(late);
    let theirs = people.unsent_of_others(round, remote)?;
    let versions = round.versions();
    let mut binder = Binder::new(&versions);
    let mut filler = Filler::of(round, shared, names, people)?;
    for (path, blob) in added.into_iter().filter(|(path, _)| !theirs.contains(path)) {
        let Some(draft) = filler.draft(round, &path, is_late.contains(&path)) else { continue };
        let had_id = draft.record.id_span().is_some();
        let filled = filler.filled(round, &versions, &path, blob, draft);
        let Some(filled) = filler.bound(round, &mut binder, &path, filled)? else { continue };
        if at_rest(round, &path, told)? && write(round, told, &path, blob, &filled)? && !had_id {
            filler.take_number(&filled.document, &path);
        }
    }
    if filler.people.me().is_some() {
        unsigned.forget();
    }
    Ok(())
}

/// Lists the documents that this clone has shared before it was known who works in it.
fn shared_unsigned(
    round: &Round<'_>,
    shared: &Files,
    unsigned: &Unsigned,
    added: &[(RepoPath, Blob)],
) -> Vec<(RepoPath, Blob)> {
    let late = unsigned.paths.iter().filter(|path| added.iter().all(|(one, _)| one != *path));
    let late = late.filter_map(|path| Some((path.clone(), *round.scan.files.get(path)?)));
    late.filter(|(path, _)| shared.contains_key(path)).collect()
}

/// A document of the folder in which something may be left out.
struct Draft {
    /// As it lies there.
    bytes: Vec<u8>,
    document: Document,
    record: Record,
    /// The id of the task beside which it lies, where its folder does not tell.
    beside: Option<String>,
    /// What it has got already to be read as what it is.
    keys: Vec<String>,
}

/// A document with what was left out.
struct Filled {
    before: Vec<u8>,
    document: Document,
    keys: Vec<String>,
}

/// What the documents of one sync are filled in from.
struct Filler<'a> {
    shared: &'a Arc<Files>,
    schema: &'a Schema,
    names: Names,
    people: People,
    /// The ids of the documents here that everybody has.
    old_ids: HashSet<String>,
    numbers: Numbers,
    /// The id that the author's next document gets.
    next: Option<String>,
    now: ZonedDateTime,
    /// When the last thing was said in each folder; nothing before it is asked for.
    said_last: Option<HashMap<String, DateTime>>,
}

impl<'a> Filler<'a> {
    fn of(
        round: &Round<'a>,
        shared: &'a Arc<Files>,
        names: Names,
        people: People,
    ) -> Result<Self, Break> {
        let id = |path: &RepoPath, blob: &Blob| {
            let written = names.of(blob.id).and_then(|named| named.id.as_deref());
            written.unwrap_or(path.stem()).to_owned()
        };
        let old_ids: HashSet<String> = round
            .here()
            .filter(|(path, _)| path.is_markdown() && shared.contains_key(*path))
            .map(|(path, blob)| id(path, blob))
            .collect();
        let mut numbers = Numbers::default().and(&round.engine.removed_numbers()?);
        for (path, blob) in round.here() {
            numbers.take(layout::id_of_name(path.stem()).unwrap_or_default());
            if let Some(named) = names.of(blob.id) {
                named.id.iter().chain(&named.formerly).for_each(|id| numbers.take(id));
            }
        }
        let next = people.me().map(|me| numbers.next(me));
        let now = round.engine.clock.now();
        let schema = round.engine.schema;
        Ok(Self { shared, schema, names, people, old_ids, numbers, next, now, said_last: None })
    }

    /// Reads a file; `None` where nothing is to be filled in, whatever is left out.
    fn draft(&self, round: &Round<'_>, path: &RepoPath, is_late: bool) -> Option<Draft> {
        let root = round.engine.repo.root();
        let bytes = read::read_bounded(&root.join(path.as_str()), MAX_TEXT).ok()?;
        let document = Document::parse(Source::decode(&bytes).ok()?);
        let (record, _) = self.schema.decode(path, &document);
        if record.id_span().is_some() && self.old_ids.contains(&*record.id) {
            // A shared document under a new name: its author filled in what was to be filled in.
            return None;
        }
        // When something was said, and by whom, others know from its history by now.
        if is_late && (record.is("reply") || record.is("review")) {
            return None;
        }
        let beside = beside::task_beside(round, path);
        let said = beside::said(round.engine, path, &document, beside.as_deref());
        let is_said = said.is_some();
        let document = said.unwrap_or(document);
        let (record, _) = self.schema.decode(path, &document);
        let kind = record.kind.as_deref().and_then(|kind| self.schema.kind(kind));
        // What is made empty is about to be written: an editor's first save would take out again what is
        // filled in now, and a reply is known by nothing else.
        let is_empty = bytes.iter().all(u8::is_ascii_whitespace);
        if is_empty && kind.is_none_or(|kind| kind.identity != Identity::Numbered) {
            return None;
        }
        let key = |kind| self.schema.key(kind, "kind", round.engine.config.language()).to_owned();
        let keys = kind.filter(|_| is_said).map(key).into_iter().collect();
        Some(Draft { bytes, document, record, beside, keys })
    }

    /// Fills in what can be known of a document by itself and of its author.
    fn filled(
        &mut self,
        round: &Round<'_>,
        versions: &dyn Versions,
        path: &RepoPath,
        blob: Blob,
        draft: Draft,
    ) -> Filled {
        let Draft { bytes, document, record, beside, mut keys } = draft;
        let speaks = record.is("reply") || record.is("review");
        let last = match speaks && record.field("at").is_none() {
            true => self.said_last.get_or_insert_with(|| last_said(round)).get(path.parent()),
            false => None,
        };
        let last = last.copied();
        let people = &self.people;
        let is_moved = || self.shared.iter().any(|(_, known)| known.id == blob.id);
        let task = people.asks_for_task(&record).then(|| {
            let reply = (&record, beside.as_deref());
            shared_task((self.schema, &self.names), versions, self.shared, reply)
        });
        let task = task.flatten();
        let files_for = |me: &&str| speaks && is_of_other(&record, me) && !is_moved();
        let known = Known {
            schema: self.schema,
            config: round.engine.config,
            author: people.me(),
            sender: people.sender(),
            id: self.next.clone(),
            now: &self.now,
            beside: beside.as_deref(),
            last,
            filed_by: people.me().filter(files_for).map(str::to_owned),
            had_by: people.had_by(&record, task.as_ref()),
            acting_for: people.acting_for(&record, task.as_ref(), &self.now),
        };
        let document = match filled(&known, &document, &record) {
            Some((filled, more)) => {
                keys.extend(more);
                filled
            }
            None => document,
        };
        keys.dedup();
        Filled { before: bytes, document, keys }
    }

    /// Adds what it answers, and what it was given for; `None` where nothing was left out.
    fn bound<'r>(
        &self,
        round: &Round<'r>,
        binder: &mut Binder<'r>,
        path: &RepoPath,
        mut filled: Filled,
    ) -> Result<Option<Filled>, Break> {
        let (record, _) = self.schema.decode(path, &filled.document);
        if let Some(me) = self.people.me()
            && let Some((answering, more)) =
                binder.answering(round, self.shared, (&filled.document, &record), me)?
        {
            filled.document = answering;
            filled.keys.extend(more);
        }
        if let Some((bound, digests)) =
            binder.bound(round, self.shared, &filled.document, &record)?
        {
            filled.document = bound;
            filled.keys.extend(digests);
        }
        Ok((!filled.keys.is_empty()).then_some(filled))
    }

    /// Takes note of a number that was given, if one was.
    fn take_number(&mut self, document: &Document, path: &RepoPath) {
        if self.schema.decode(path, document).0.id_span().is_some() {
            self.next = self.people.me().map(|me| self.numbers.next(me));
        }
    }
}

/// Puts a document into the folder; tells whether that could be done.
fn write(
    round: &mut Round<'_>,
    told: &mut Told,
    path: &RepoPath,
    blob: Blob,
    filled: &Filled,
) -> Result<bool, Break> {
    let repo = round.engine.repo;
    let text = filled.document.text().as_bytes();
    let Ok(safe) = SafePath::new(path) else { return Ok(false) };
    let executable = blob.executable;
    let before = Blob { id: repo.write_blob(&filled.before)?, executable };
    let done = files::write_atomic(repo.root(), &safe, text, None, Some(blob.id));
    if !unwritable::wrote(told, path, Some(text), done)? {
        return Ok(false);
    }
    told.unfilled.insert(path.clone(), before);
    round.scan.files.insert(path.clone(), Blob { id: ContentId::of_blob(text), executable });
    told.filled.insert(path.clone(), filled.keys.clone());
    Ok(true)
}

/// Returns the task that a reply is about, as everybody has it.
fn shared_task(
    (schema, names): (&Schema, &Names),
    versions: &dyn Versions,
    shared: &Files,
    (reply, beside): (&Record, Option<&str>),
) -> Option<Record> {
    let task = task_of(reply).or(beside)?;
    let is_called = |(path, blob): &(&RepoPath, &Blob)| {
        path.is_markdown() && names.is_called(path, blob.id, task)
    };
    shared.iter().filter(is_called).find_map(|(path, blob)| {
        let source = Source::decode(&versions.bytes(blob)?).ok()?;
        let task = schema.decode(path, &Document::parse(source)).0;
        task.is("task").then_some(task)
    })
}

/// Returns when the last thing was said in each folder, as the names there tell.
fn last_said(round: &Round<'_>) -> HashMap<String, DateTime> {
    let mut last = HashMap::new();
    for path in round.scan.files.keys() {
        if let Some(at) = layout::reply_time(path.file_name()) {
            let known = last.entry(path.parent().to_owned()).or_insert(at);
            *known = at.max(*known);
        }
    }
    last
}

/// Returns the Markdown files that everybody else has not, or with nothing in them.
pub(super) fn added(
    round: &Round<'_>,
    shared: &Files,
    local: &LocalChanges,
) -> Vec<(RepoPath, Blob)> {
    let unsent = round.tree.differing(shared).into_iter();
    let is_new = |path: &RepoPath| shared.get(path).is_none_or(|known| known.id == Blob::EMPTY.id);
    let unsent = unsent.filter(|path| is_new(path));
    let mut added: Vec<(RepoPath, Blob)> = unsent
        .filter_map(|path| Some((path.clone(), *round.tree.get(path)?)))
        .filter(|(path, blob)| round.scan.files.get(path) == Some(blob))
        .collect();
    let new = |(path, change): (&RepoPath, &crate::merge::Change)| {
        Some((path.clone(), change.new.filter(|_| is_new(path))?))
    };
    added.extend(local.changes.iter().filter_map(new));
    added.retain(|(path, _)| path.is_markdown() && !path.is_below(layout::CONFLICTS));
    added.sort();
    added
}

/// Tells whether a file was left alone for long enough; waits for that, once in a sync.
pub(super) fn at_rest(round: &Round<'_>, path: &RepoPath, told: &mut Told) -> Result<bool, Break> {
    if round.engine.options.waiting.contains(path) {
        return Ok(false);
    }
    // What this sync has written there nobody is in the middle of saving.
    let ours = told.wrote.get(path).copied().flatten();
    if ours.is_some() && ours == round.scan.files.get(path).map(|blob| blob.id) {
        return Ok(true);
    }
    // A clock beyond all bounds is wrong, and tells nothing of the file.
    let now = SystemTime::try_from(round.engine.clock.now()).ok();
    if !now.is_some_and(|now| round.engine.repo.is_saved_within(path, now, REST)) {
        return Ok(true);
    }
    if told.waited {
        return Ok(false);
    }
    told.waited = true;
    round.engine.clock.wait(REST);
    Err(Break::Again)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fills in what `author` made, whose tasks are from `sender`.
    fn check(path: &str, text: &str, author: Option<(&str, &str)>, expected: Option<&str>) {
        let schema = Schema::builtin();
        let config = Config::default();
        let now: ZonedDateTime = "2026-12-01T15:04:05+00:00[UTC]".parse().expect("a time");
        let document = Document::parse(Source::new(text));
        let (record, _) = schema.decode(&RepoPath::new(path), &document);
        let known = Known {
            filed_by: None,
            schema,
            config: &config,
            author: author.map(|(author, _)| author),
            sender: author.map(|(_, sender)| sender),
            id: author.map(|(author, _)| format!("{author}-7")),
            now: &now,
            beside: None,
            last: None,
            had_by: None,
            acting_for: None,
        };
        let found =
            filled(&known, &document, &record).map(|(document, _)| document.text().to_owned());
        assert_eq!(found.as_deref(), expected, "{path}");
    }

    #[test]
    fn a_task_gets_what_is_known() {
        let text = "---\ntitle: Post it\nto: kari\n---\nBody\n";
        let expected =
            "---\ntitle: Post it\nto: kari\nkind: task\nid: ola-7\nfrom: ola\n---\nBody\n";
        check("tasks/a.md", text, Some(("ola", "ola")), Some(expected));
    }

    #[test]
    fn what_is_filled_in_is_in_the_language_of_the_files() {
        let schema = Schema::builtin();
        let (config, _) = Config::read(&Source::new("format: 1\nlanguages: [nb]\n"));
        let now: ZonedDateTime = "2026-12-01T15:04:05+00:00[UTC]".parse().expect("a time");
        let document = Document::parse(Source::new("---\ntittel: A\n---\n"));
        let (record, _) = schema.decode(&RepoPath::new("tasks/a.md"), &document);
        let known = Known {
            filed_by: None,
            schema,
            config: &config,
            author: Some("ola"),
            sender: Some("ola"),
            id: Some("ola-7".to_owned()),
            now: &now,
            beside: None,
            last: None,
            had_by: None,
            acting_for: None,
        };
        let (document, keys) = filled(&known, &document, &record).expect("something");
        assert_eq!(keys, ["slag", "id", "fra"]);
        let expected = "---\ntittel: A\nslag: oppgave\nid: ola-7\nfra: ola\n---\n";
        assert_eq!(document.text(), expected);
    }

    #[test]
    fn an_assistants_draft_is_from_the_only_client() {
        let text = "---\nkind: task\nid: kari-3\nfrom:\n---\n";
        let expected = "---\nkind: task\nid: kari-3\nfrom: ola\n---\n";
        check("tasks/a.md", text, Some(("kari", "ola")), Some(expected));
    }

    #[test]
    fn a_reply_without_any_field_gets_them() {
        let expected =
            "---\nkind: reply\ntask: ola-7\nby: kari\nat: 2026-12-01 15:04:05\n---\nYes, I can.\n";
        check("tasks/ola-7-post/x.md", "Yes, I can.\n", Some(("kari", "ola")), Some(expected));
    }

    #[test]
    fn what_is_written_stays_and_what_cannot_be_read_is_left_alone() {
        let whole = "---\nkind: task\nid: ola-1\nfrom: per\n---\n";
        check("tasks/a.md", whole, Some(("ola", "ola")), None);
        check("tasks/a.md", "---\ntitle: a: b\n---\n", Some(("ola", "ola")), None);
        check("notes/a.md", "No document.\n", Some(("ola", "ola")), None);
    }
}
