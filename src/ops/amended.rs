//! What others changed of what a task asks for, since whoever sends it wrote it last: nobody has agreed to that.

use std::collections::BTreeMap;

use super::Place;
use super::story::{People, StoryError, repository, tip_of};
use crate::changes::{self, Change, Speaker, Version};
use crate::index::history::{self, History, HistoryError, Touch, UNWATCHED, with_history};
use crate::merge::ContentId;
use crate::rules::MAX_TEXT;
use crate::schema::{Language, Record, TERM_SECTIONS, Value, person_name};
use crate::store::{CommitId, Repo};
use crate::text::RepoPath;
use crate::workflow::{
    Actor, Held, PARTY_FIELDS, Sources, Team, Terms, TermsPart, files_of_terms, guide_of,
    says_sent, who_may,
};

/// What others made of the terms of a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Amended {
    /// Who did, by short name, each once; the name that git knows where they are nobody of the workspace.
    pub by: Vec<String>,
    /// What is otherwise than the sender wrote it; never empty.
    pub changes: Vec<Change>,
    /// The same in words, in English and in Bokmål.
    pub words: [String; 2],
}

impl Amended {
    /// Says what is otherwise.
    pub fn words(&self, language: Language) -> &str {
        let [english, bokmal] = &self.words;
        match language {
            Language::English => english,
            Language::Bokmal => bokmal,
        }
    }
}

/// Finds it for each of some tasks, by path: part by part what others than the sender, or a lead, wrote last, in the
/// task and in its brief; nothing where those have never written there, and where there is no history.
pub(in crate::ops) fn amended<'r>(
    place: &Place,
    tasks: impl IntoIterator<Item = &'r Record>,
) -> BTreeMap<RepoPath, Amended> {
    let tasks: Vec<&Record> = tasks.into_iter().collect();
    if tasks.is_empty() {
        return BTreeMap::new();
    }
    with_looker(place, |looker| looker.all(&tasks)).ok().flatten().unwrap_or_default()
}

/// The same as [`amended`], in a history that is at hand.
pub(in crate::ops) fn amended_in(
    place: &Place,
    repo: &Repo,
    history: &History<'_>,
    tip: CommitId,
    tasks: &[&Record],
) -> Result<BTreeMap<RepoPath, Amended>, HistoryError> {
    match tasks.is_empty() {
        true => Ok(BTreeMap::new()),
        false => Looker::new(place, repo, history, tip).all(tasks),
    }
}

/// Finds what it says of whom some tasks are from, for whom, and who approves them, that somebody wrote who may not:
/// of those tasks that `person` sent, or sends, by path; see [`amended`].
pub(in crate::ops) fn parties_amended<'r>(
    place: &Place,
    tasks: impl IntoIterator<Item = &'r Record>,
    person: &str,
) -> BTreeMap<RepoPath, Amended> {
    let tasks: Vec<&Record> = tasks.into_iter().collect();
    let found = match tasks.is_empty() {
        true => Ok(None),
        false => with_looker(place, |looker| {
            let each = tasks.iter().map(|task| Ok((task, looker.parties(task, person)?)));
            each.collect::<Result<Vec<_>, HistoryError>>()
        }),
    };
    let found = found.ok().flatten().unwrap_or_default().into_iter();
    found.filter_map(|(task, amended)| Some((task.path.clone(), amended?))).collect()
}

/// Looks into the history; `None` where nothing is committed.
fn with_looker<T>(
    place: &Place,
    look: impl Fn(&Looker<'_>) -> Result<T, HistoryError>,
) -> Result<Option<T>, StoryError> {
    let repo = repository(place.snapshot.root())?;
    let Some(tip) = tip_of(&repo)? else { return Ok(None) };
    let cache = history::cache_of(&repo, place.snapshot.index().note());
    let found = with_history(&repo, &cache, &[tip], UNWATCHED, |history| {
        look(&Looker::new(place, &repo, history, tip))
    })?;
    Ok(Some(found))
}

struct Looker<'a> {
    place: &'a Place,
    repo: &'a Repo,
    history: &'a History<'a>,
    tip: CommitId,
    people: People,
    team: Team,
}

impl<'a> Looker<'a> {
    fn new(place: &'a Place, repo: &'a Repo, history: &'a History<'a>, tip: CommitId) -> Self {
        let near = place.snapshot.near();
        let (people, team) = (People::of(near.people()), Team::of(near.people()));
        Self { place, repo, history, tip, people, team }
    }

    fn all(&self, tasks: &[&Record]) -> Result<BTreeMap<RepoPath, Amended>, HistoryError> {
        let mut found = BTreeMap::new();
        for task in tasks {
            if let Some(amended) = self.look(task)? {
                found.insert(task.path.clone(), amended);
            }
        }
        Ok(found)
    }

    fn look(&self, task: &Record) -> Result<Option<Amended>, HistoryError> {
        let senders = who_may(task, Actor::Lead, &self.team);
        let brief = guide_of(task).and_then(|name| self.place.snapshot.near().brief(name));
        let mut all = self.parts(task, true, &senders)?;
        all.extend(self.files(task, &senders)?);
        if let Some(brief) = &brief {
            all.extend(self.parts(brief, false, &senders)?);
            all.extend(self.files(brief, &senders)?);
        }
        let is_text = |part: &Part| {
            matches!(
                part.change,
                Change::Text { .. } | Change::Added { .. } | Change::Removed { .. }
            )
        };
        all.sort_by_key(is_text);
        Ok(self.told(all))
    }

    /// Puts what was found together; `None` where that is nothing.
    fn told(&self, all: Vec<Part>) -> Option<Amended> {
        let mut by: Vec<String> = Vec::new();
        for name in all.iter().flat_map(|part| &part.by) {
            if !by.contains(name) {
                by.push(name.clone());
            }
        }
        let schema = self.place.snapshot.schema();
        let words = Language::ALL.map(|language| {
            let said = all.iter().map(|part| {
                let kind = part.kind.as_deref().and_then(|kind| schema.kind(kind));
                let said = changes::said(&part.change, Speaker { schema, kind, language });
                match &part.of_other {
                    Some(other) => format!("{other}, {said}"),
                    None => said,
                }
            });
            said.collect::<Vec<_>>().join("; ")
        });
        let changes: Vec<Change> = all.into_iter().map(|part| part.change).collect();
        (!changes.is_empty()).then_some(Amended { by, changes, words })
    }

    fn parties(&self, task: &Record, person: &str) -> Result<Option<Amended>, HistoryError> {
        let schema = self.place.snapshot.schema();
        let mut trail = self.history.trail(self.tip, &task.path)?;
        trail.retain(|(step, _)| !self.history.is_merge(*step));
        trail.reverse();
        let touches: Vec<&Touch> = trail.iter().map(|(_, touch)| touch).collect();
        let told = self.history.told(schema, schema.digest(), &touches);
        let sender = told.iter().flat_map(|told| &told.changes).find_map(|change| match change {
            Change::Field { key, from, .. } if key == "from" => from.as_ref()?.text(),
            _ => None,
        });
        let mut sender = sender.or(task.text("from")).unwrap_or_default().to_owned();
        let mut open: BTreeMap<&str, (Option<Value>, Vec<String>)> = BTreeMap::new();
        for ((step, touch), told) in trail.iter().zip(&told) {
            let who = self.people.author(&self.history.author(*step));
            let may = who
                .person
                .as_deref()
                .is_some_and(|by| person_name(by) == person_name(&sender) || self.team.is_lead(by));
            for change in &told.changes {
                let Change::Field { key, from, to } = change else { continue };
                let Some(key) = PARTY_FIELDS.into_iter().find(|one| one == key) else {
                    continue;
                };
                // What was lacking is filled in.
                if key == "from" && from.is_none() {
                    continue;
                }
                if may {
                    open.remove(key);
                    if key == "from" {
                        sender = to.as_ref().and_then(Value::text).unwrap_or_default().to_owned();
                    }
                } else if open.contains_key(key) || self.was_sent(task, touch) {
                    // As it was before anybody changed it who may not.
                    let (before, mut by) =
                        open.remove(key).unwrap_or_else(|| (from.clone(), Vec::new()));
                    let name = who.person.clone().unwrap_or_else(|| who.name.clone());
                    if !by.contains(&name) {
                        by.push(name);
                    }
                    open.insert(key, (before, by));
                }
            }
        }
        if person_name(&sender) != person_name(person) {
            return Ok(None);
        }
        let differs = |(key, (from, by)): (&str, (Option<Value>, Vec<String>))| {
            let to = task.text(key).map(|text| Value::Text(text.into()));
            let is_other = from.as_ref().and_then(Value::text) != task.text(key);
            let kind = task.kind.as_deref().map(str::to_owned);
            let change = Change::Field { key: key.to_owned(), from, to };
            is_other.then_some(Part { change, by, kind, of_other: None })
        };
        Ok(self.told(open.into_iter().filter_map(differs).collect()))
    }

    /// Tells whether a task was no draft any more before a change; where it did not say so, by what was done about it.
    fn was_sent(&self, task: &Record, touch: &Touch) -> bool {
        let before = touch.before.first().and_then(|before| before.content);
        let Some(before) = before.and_then(|before| self.repo.read_blob(before, MAX_TEXT).ok())
        else {
            return false;
        };
        let version = Version::read(self.place.snapshot.schema(), &task.path, Some(&before));
        let said = self.place.snapshot.near().about(task);
        version.record().is_some_and(|version| says_sent(version, &said, &self.team))
    }

    /// Finds the parts of a task's own terms, or of its brief's, that were changed by others than the `senders`
    /// since one of these wrote them last, as far as they are otherwise now.
    fn parts(
        &self,
        record: &Record,
        of_task: bool,
        senders: &[&str],
    ) -> Result<Vec<Part>, HistoryError> {
        let schema = self.place.snapshot.schema();
        let mut trail = self.history.trail(self.tip, &record.path)?;
        // What a merge comes to was written by nobody.
        trail.retain(|(step, _)| !self.history.is_merge(*step));
        trail.reverse();
        let by = |step| self.people.author(&self.history.author(step));
        let is_senders = |step| by(step).person.is_some_and(|by| senders.contains(&&*by));
        let Some(first) = trail.iter().position(|(step, _)| is_senders(*step)) else {
            return Ok(Vec::new());
        };
        let later = &trail[first + 1..];
        let touches: Vec<&Touch> = later.iter().map(|(_, touch)| touch).collect();
        let told = self.history.told(schema, schema.digest(), &touches);
        // By part: what it was in before, and who changed it since.
        let mut open: BTreeMap<String, (Option<ContentId>, Vec<String>)> = BTreeMap::new();
        for ((step, touch), told) in later.iter().zip(&told) {
            let terms = told.changes.iter().filter(|change| is_term(change, of_task));
            for part in terms.filter_map(part) {
                if is_senders(*step) {
                    open.remove(part);
                    continue;
                }
                let before = touch.before.first().and_then(|before| before.content);
                let (_, names) =
                    open.entry(part.to_owned()).or_insert_with(|| (before, Vec::new()));
                let who = by(*step);
                let name = who.person.unwrap_or(who.name);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        let Some(now) = self.place.snapshot.source(&record.path) else { return Ok(Vec::new()) };
        let version = |bytes: &[u8]| Version::read(schema, &record.path, Some(bytes));
        let now = version(now.text().as_bytes());
        let mut found = Vec::new();
        for (name, (before, by)) in open {
            let before = before.and_then(|before| self.repo.read_blob(before, MAX_TEXT).ok());
            let Some(before) = before.map(|bytes| version(&bytes)) else { continue };
            if of_task && !self.means_another(&name, &before, &now) {
                continue;
            }
            let changes = changes::between(&before, &now).into_iter();
            let changes =
                changes.filter(|change| is_term(change, of_task) && part(change) == Some(&*name));
            found.extend(changes.map(|change| Part {
                change,
                by: by.clone(),
                kind: record.kind.as_deref().map(str::to_owned),
                of_other: (!of_task).then(|| record.id.to_string()),
            }));
        }
        Ok(found)
    }

    /// Finds the files that the terms of a document link to and that hold something else than when one of the
    /// `senders` wrote them last.
    fn files(&self, record: &Record, senders: &[&str]) -> Result<Vec<Part>, HistoryError> {
        let near = self.place.snapshot.near();
        let mut found = Vec::new();
        for path in files_of_terms(record, near) {
            let mut trail = self.history.trail(self.tip, &path)?;
            trail.retain(|(step, _)| !self.history.is_merge(*step));
            let mut by: Vec<String> = Vec::new();
            let mut is_senders = false;
            let mut before = None;
            // The last first.
            for (step, touch) in &trail {
                let who = self.people.author(&self.history.author(*step));
                is_senders = who.person.as_deref().is_some_and(|by| senders.contains(&by));
                if is_senders {
                    break;
                }
                before = touch.before.first().and_then(|before| before.content);
                let name = who.person.unwrap_or(who.name);
                if !by.contains(&name) {
                    by.insert(0, name);
                }
            }
            let is_other =
                before.is_some_and(|before| near.held(&path) != Held::Content(*before.as_bytes()));
            if is_senders && !by.is_empty() && is_other {
                let (kind, of_other) = (None, Some(path.to_string()));
                found.push(Part { change: Change::Content, by, kind, of_other });
            }
        }
        Ok(found)
    }

    /// Tells whether a part of the terms means something else than before; so it may where that is not known.
    fn means_another(&self, name: &str, before: &Version, now: &Version) -> bool {
        let near = self.place.snapshot.near();
        let terms = |version: &Version| Terms::of(version.record()?, near);
        let (Some(before), Some(now)) = (terms(before), terms(now)) else { return true };
        before.differing(&now).iter().any(|part| match part {
            TermsPart::Field(key) | TermsPart::Section(key) => *key == name,
            TermsPart::Files | TermsPart::Brief => false,
        })
    }
}

/// A part of the terms that is otherwise than a sender wrote it.
struct Part {
    change: Change,
    by: Vec<String>,
    /// The kind of the document that it is of.
    kind: Option<String>,
    /// The brief's id, where it is of that; of a linked file the path.
    of_other: Option<String>,
}

/// Names the part of a document that a change is of.
fn part(change: &Change) -> Option<&str> {
    match change {
        Change::Field { key, .. } | Change::Items { key, .. } => Some(key),
        Change::Title { .. } => Some("title"),
        Change::Text { part, .. } | Change::Added { part, .. } | Change::Removed { part, .. } => {
            match part {
                changes::Part::Section(name) => Some(name),
                changes::Part::Opening => None,
            }
        }
        _ => None,
    }
}

/// Tells whether a change is one of the terms: of a brief, its sections alone are.
pub(in crate::ops) fn is_term(change: &Change, of_task: bool) -> bool {
    match change {
        Change::Field { key, .. } => of_task && Terms::FIELDS.contains(&key.as_str()),
        Change::Title { .. } => of_task,
        Change::Text { part, .. } | Change::Added { part, .. } | Change::Removed { part, .. } => {
            matches!(part, changes::Part::Section(name) if TERM_SECTIONS.contains(&name.as_str()))
        }
        _ => false,
    }
}
