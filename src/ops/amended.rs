//! What others changed of what a task asks for, since whoever sends it wrote it last: nobody has agreed to that.

use std::collections::BTreeMap;

use super::Place;
use super::story::{People, StoryError, repository, tip_of};
use crate::changes::{self, Change, Part, Speaker, Version};
use crate::index::history::{self, History, HistoryError, UNWATCHED, kinds_digest, with_history};
use crate::rules::MAX_TEXT;
use crate::schema::{Language, Record, TERM_SECTIONS};
use crate::store::{CommitId, Repo};
use crate::text::RepoPath;
use crate::workflow::{Actor, Team, Terms, who_may};

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

/// Finds it for each of some tasks, by path; nothing where the sender, or a lead, has never written the task
/// here or wrote it last, and where there is no history.
pub(in crate::ops) fn amended<'r>(
    place: &Place,
    tasks: impl IntoIterator<Item = &'r Record>,
) -> BTreeMap<RepoPath, Amended> {
    let tasks: Vec<&Record> = tasks.into_iter().collect();
    if tasks.is_empty() {
        return BTreeMap::new();
    }
    from_history(place, &tasks).unwrap_or_default()
}

fn from_history(
    place: &Place,
    tasks: &[&Record],
) -> Result<BTreeMap<RepoPath, Amended>, StoryError> {
    let repo = repository(place.snapshot.root())?;
    let Some(tip) = tip_of(&repo)? else { return Ok(BTreeMap::new()) };
    let cache = history::cache_of(&repo, place.snapshot.index().note());
    let found = with_history(&repo, &cache, &[tip], UNWATCHED, |history| {
        let near = place.snapshot.near();
        let people = People::of(near.people());
        let team = Team::of(near.people());
        let looker = Looker { place, repo: &repo, history, tip, people, team };
        let each = tasks.iter().map(|task| Ok((task.path.clone(), looker.look(task)?)));
        each.collect::<Result<Vec<_>, HistoryError>>()
    })?;
    Ok(found.into_iter().filter_map(|(path, amended)| Some((path, amended?))).collect())
}

struct Looker<'a> {
    place: &'a Place,
    repo: &'a Repo,
    history: &'a History<'a>,
    tip: CommitId,
    people: People,
    team: Team,
}

impl Looker<'_> {
    fn look(&self, task: &Record) -> Result<Option<Amended>, HistoryError> {
        let senders = who_may(task, Actor::Lead, &self.team);
        let trail = self.history.trail(self.tip, &task.path)?;
        let by = |step| self.people.author(&self.history.author(step));
        // What a merge comes to was written by nobody.
        let is_senders = |step| {
            let by = by(step).person;
            !self.history.is_merge(step) && by.is_some_and(|by| senders.contains(&&*by))
        };
        let Some(at) = trail.iter().position(|(step, _)| is_senders(*step)) else {
            return Ok(None);
        };
        let (later, own) = (&trail[..at], trail[at].1.new);
        let Some(own) = own.filter(|_| !later.is_empty()) else { return Ok(None) };
        let (Ok(before), Some(now)) =
            (self.repo.read_blob(own, MAX_TEXT), self.place.snapshot.source(&task.path))
        else {
            return Ok(None);
        };
        let schema = self.place.snapshot.schema();
        let version = |bytes: &[u8]| Version::read(schema, &task.path, Some(bytes));
        let mut changes = changes::between(&version(&before), &version(now.text().as_bytes()));
        changes.retain(|change| is_term(change, true));
        let touches: Vec<_> = later.iter().map(|(_, touch)| touch).collect();
        let told = self.history.told(schema, kinds_digest(schema), &touches);
        let amends = |told: &history::Told| told.changes.iter().any(|one| is_term(one, true));
        let mut names: Vec<String> = Vec::new();
        for ((step, _), _) in later.iter().zip(&told).rev().filter(|(_, told)| amends(told)) {
            let by = by(*step);
            let name = by.person.unwrap_or(by.name);
            if !senders.contains(&&*name) && !names.contains(&name) {
                names.push(name);
            }
        }
        if changes.is_empty() || names.is_empty() {
            return Ok(None);
        }
        let kind = task.kind.as_deref().and_then(|kind| schema.kind(kind));
        let words = Language::ALL.map(|language| {
            let speaker = Speaker { schema, kind, language };
            let said = changes.iter().map(|change| changes::said(change, speaker));
            said.collect::<Vec<_>>().join("; ")
        });
        Ok(Some(Amended { by: names, changes, words }))
    }
}

/// Tells whether a change is one of the terms: of a brief, its sections alone are.
pub(in crate::ops) fn is_term(change: &Change, of_task: bool) -> bool {
    match change {
        Change::Field { key, .. } => of_task && Terms::FIELDS.contains(&key.as_str()),
        Change::Title { .. } => of_task,
        Change::Text { part, .. } | Change::Added { part, .. } | Change::Removed { part, .. } => {
            matches!(part, Part::Section(name) if TERM_SECTIONS.contains(&name.as_str()))
        }
        _ => false,
    }
}
