//! What a confirmation or a review written by hand was given for: the terms and the delivery as they
//! were where its author wrote it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use jiff::civil::DateTime;

use super::beside;
use super::engine::Break;
use super::judge::Versions;
use super::origin::{Origin, origin};
use super::plan::Files;
use super::round::Round;
use crate::document::{Document, NewValue};
use crate::index::names::Names;
use crate::merge::{Blob, ContentId};
use crate::rules::{MAX_BOUND, MAX_TEXT};
use crate::schema::{Record, Schema, layout};
use crate::store::CommitId;
use crate::text::{RepoPath, Source};
use crate::workflow::{
    Contents, Held, Life, Said, Sources, State, Terms, delivered, guide_of, is_guide, said_at,
    task_of,
};

/// One tree of the workspace, as somebody had it before them.
pub(super) struct Seen<'a> {
    files: Files,
    names: Names,
    versions: &'a dyn Versions,
    schema: &'a Schema,
    by_name: OnceLock<HashMap<String, RepoPath>>,
}

/// A task with what was said about it.
pub(super) struct Scene {
    pub(super) task: Record,
    /// The task, what was said about it, its brief or routine and the people.
    records: Vec<Record>,
}

impl<'a> Seen<'a> {
    /// Takes what stands here, in the folder.
    pub(super) fn here(round: &Round<'a>, names: Names, versions: &'a dyn Versions) -> Self {
        let files = round.here().map(|(path, blob)| (path.clone(), *blob)).collect();
        Self { files, names, versions, schema: round.engine.schema, by_name: OnceLock::new() }
    }

    /// Takes what a commit holds.
    pub(super) fn of_commit(
        round: &Round<'a>,
        commit: CommitId,
        versions: &'a dyn Versions,
    ) -> Result<Self, Break> {
        let files: Files = (*round.engine.list(commit)?.files).clone();
        let mut names = Names::open(Arc::clone(&round.engine.cache));
        let documents = files.iter().filter(|(path, _)| path.is_markdown());
        let ids = documents.map(|(_, blob)| blob.id);
        names.learn(round.engine.schema, ids, &|id| versions.bytes(&Blob::file(id)));
        Ok(Self { files, names, versions, schema: round.engine.schema, by_name: OnceLock::new() })
    }

    fn record(&self, path: &RepoPath) -> Option<Record> {
        let source = Source::decode(&self.versions.bytes(self.files.get(path)?)?).ok()?;
        Some(self.schema.decode(path, &Document::parse(source)).0)
    }

    /// Returns the records of the Markdown files that may be meant.
    fn records(&self, is_meant: impl Fn(&RepoPath, ContentId) -> bool) -> Vec<Record> {
        let meant =
            self.files.iter().filter(|(path, blob)| path.is_markdown() && is_meant(path, blob.id));
        meant.filter_map(|(path, _)| self.record(path)).collect()
    }

    /// Finds a task by its id, else by its file's name, with all that was said about it but for
    /// `without`.
    pub(super) fn scene(&self, name: &str, without: Option<&RepoPath>) -> Option<Scene> {
        let mut tasks = self.records(|path, id| self.names.is_called(path, id, name));
        tasks.retain(|one| one.is("task") && one.readable);
        let by_id = tasks.iter().position(|one| *one.id == *name);
        let at = by_id.or_else(|| tasks.iter().position(|one| one.path.stem() == name))?;
        let task = tasks.swap_remove(at);
        let names = [&*task.id, task.path.stem()];
        let is_about = |path: &RepoPath, id: ContentId| {
            let told = self.names.of(id).and_then(|named| named.task.as_deref());
            let folder = || {
                let folder = layout::task_folder(path)?;
                Some(layout::id_of_name(folder).unwrap_or(folder))
            };
            told.or_else(folder).is_some_and(|about| names.contains(&about))
        };
        let mut records = self.records(|path, id| {
            let person = || self.names.of(id).is_some_and(|named| named.person);
            Some(path) != without
                && (is_about(path, id) || path.is_below(layout::PEOPLE) || person())
        });
        let guide = guide_of(&task).map(str::to_owned);
        if let Some(guide) = guide {
            let mut guides = self.records(|path, id| self.names.is_called(path, id, &guide));
            guides.retain(is_guide);
            records.extend(guides);
        }
        records.push(task.clone());
        records.sort_by(|one, other| one.path.cmp(&other.path));
        records.dedup_by(|one, other| one.path == other.path);
        Some(Scene { task, records })
    }
}

impl Scene {
    /// Returns the time of the last thing said.
    pub(super) fn last_said(&self) -> Option<DateTime> {
        let said = self.records.iter().filter(|one| one.is("reply") || one.is("review"));
        said.filter_map(said_at).max()
    }

    /// Hands out what became of the task, and what terms and deliveries are made of.
    pub(super) fn with<T>(
        &self,
        seen: &Seen<'_>,
        what: impl FnOnce(&Life<'_>, &dyn Sources, &Said<'_>) -> T,
    ) -> Option<T> {
        let said = Said::of(&self.records);
        said.with_sources(Some(seen), |sources| {
            let sources = sources?;
            let life = Life::of(&self.task, said.about(&self.task), said.team(), Some(sources));
            Some(what(&life, sources, &said))
        })
    }

    /// Returns the terms of the task and, where it waits to be judged, what was delivered.
    pub(super) fn digests(&self, seen: &Seen<'_>) -> Digests {
        let digests = self.with(seen, |life, sources, _| {
            let judged = life.state == State::Delivered;
            Digests {
                terms: Terms::of(&self.task, sources).map(|terms| terms.to_string()),
                delivery: judged.then(|| delivered(&life.round, sources)).flatten(),
            }
        });
        digests.unwrap_or_default()
    }
}

/// What a confirmation or a review is given for; a part is absent where it is not known, or nothing
/// was delivered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Digests {
    pub(super) terms: Option<String>,
    pub(super) delivery: Option<String>,
}

impl Contents for Seen<'_> {
    fn held(&self, path: &RepoPath) -> Held {
        let Some(blob) = self.files.get(path) else { return Held::Nothing };
        let most = if path.is_markdown() { MAX_TEXT } else { MAX_BOUND };
        match self.versions.size(blob) <= most {
            true => Held::Content(*blob.id.as_bytes()),
            false => Held::Unknown,
        }
    }

    fn called(&self, name: &str) -> Option<RepoPath> {
        let by_name = self.by_name.get_or_init(|| {
            let mut names = HashMap::new();
            for path in self.files.keys() {
                for name in [path.file_name(), path.stem()] {
                    names.entry(name.to_lowercase()).or_insert_with(|| path.clone());
                }
            }
            names
        });
        by_name.get(&name.to_lowercase()).cloned()
    }
}

/// Tells whether a reply or a review binds its author, and does not say to what.
pub(super) fn is_unbound(record: &Record) -> bool {
    let binds = match record.kind.as_deref() {
        Some("reply") => record.text("type") == Some("confirm"),
        Some("review") => record.text("verdict").is_some(),
        _ => false,
    };
    binds && record.field("terms").is_none()
}

/// Binds what people wrote by hand, each to what they had before them.
pub(super) struct Binder<'a> {
    versions: &'a dyn Versions,
    /// What stands here; read when it is first needed.
    here: OnceLock<Seen<'a>>,
    commits: BTreeMap<CommitId, Seen<'a>>,
}

impl<'a> Binder<'a> {
    pub(super) fn new(versions: &'a dyn Versions) -> Self {
        Self { versions, here: OnceLock::new(), commits: BTreeMap::new() }
    }

    /// Returns what stands here.
    pub(super) fn here(&self, round: &Round<'a>, shared: &Arc<Files>) -> &Seen<'a> {
        self.here.get_or_init(|| Seen::here(round, round.names(shared), self.versions))
    }

    /// Returns what whoever wrote this version of a file had before them: the tree of the commit that
    /// brought it, else the folder.
    pub(super) fn seen_with(
        &mut self,
        round: &Round<'a>,
        shared: &Arc<Files>,
        (path, blob): (&RepoPath, Option<Blob>),
    ) -> Result<&Seen<'a>, Break> {
        let Some(Origin { commit, .. }) = origin(round, path, blob)? else {
            return Ok(self.here(round, shared));
        };
        if !self.commits.contains_key(&commit) {
            let seen = Seen::of_commit(round, commit, self.versions)?;
            self.commits.insert(commit, seen);
        }
        match self.commits.get(&commit) {
            Some(seen) => Ok(seen),
            None => Ok(self.here(round, shared)),
        }
    }

    /// Returns a reply that does not say its type as the answer that it is, where the task waits for
    /// `me` to answer, and the keys that were filled in.
    pub(super) fn answering(
        &mut self,
        round: &Round<'a>,
        shared: &Arc<Files>,
        (document, record): (&Document, &Record),
        me: &str,
    ) -> Result<Option<(Document, Vec<String>)>, Break> {
        let may = beside::may_answer(document, record);
        let Some(task) = task_of(record).filter(|_| may) else { return Ok(None) };
        let seen = self.seen_with(round, shared, (&record.path, None))?;
        let Some(scene) = seen.scene(task, Some(&record.path)) else { return Ok(None) };
        let Some(questions) = beside::asked_of(me, &scene, seen) else { return Ok(None) };
        let (schema, language) = (round.engine.schema, round.engine.config.language());
        let kind = record.kind.as_deref().and_then(|kind| schema.kind(kind));
        let key = |name: &'static str| kind.map_or(name, |kind| schema.key(kind, name, language));
        let re = match questions.as_slice() {
            [only] => NewValue::Scalar(only.clone()),
            _ => NewValue::List(questions),
        };
        let values = [("type", NewValue::Scalar("answer".to_owned())), ("re", re)];
        let mut out = document.clone();
        let mut keys = Vec::new();
        for (name, value) in values.into_iter().filter(|(name, _)| record.field(name).is_none()) {
            let Ok(changed) = out.set(key(name), &value) else {
                return Ok(None);
            };
            out = changed;
            keys.push(name.to_owned());
        }
        Ok(Some((out, keys)))
    }

    /// Returns the document with what it was given for, and the keys that were filled in; `None` when
    /// nothing is to be filled in, or nothing can be.
    pub(super) fn bound(
        &mut self,
        round: &Round<'a>,
        shared: &Arc<Files>,
        document: &Document,
        record: &Record,
    ) -> Result<Option<(Document, Vec<String>)>, Break> {
        let Some(task) = task_of(record).filter(|_| is_unbound(record)) else { return Ok(None) };
        let seen = self.seen_with(round, shared, (&record.path, None))?;
        let Some(scene) = seen.scene(task, Some(&record.path)) else { return Ok(None) };
        let digests = scene.digests(seen);
        let delivery = digests.delivery.filter(|_| record.is("review"));
        let absent = |key: &str| record.field(key).is_none();
        let delivery = delivery.filter(|_| absent("delivery"));
        let language = round.engine.config.language();
        let schema = round.engine.schema;
        let kind = record.kind.as_deref().and_then(|kind| schema.kind(kind));
        let mut out = document.clone();
        let mut keys = Vec::new();
        for (name, value) in [("terms", digests.terms), ("delivery", delivery)] {
            let Some(value) = value else { continue };
            let key = kind.map_or(name, |kind| schema.key(kind, name, language));
            let Ok(changed) = out.set(key, &NewValue::Scalar(value)) else { return Ok(None) };
            out = changed;
            keys.push(key.to_owned());
        }
        Ok((!keys.is_empty()).then_some((out, keys)))
    }
}
