//! Which documents were changed, and how.

use std::collections::{BTreeMap, HashSet};

use super::{Basis, Changed, Changes, many, steps};
use crate::index::history::{History, Step, Touch, folder_of};
use crate::ops::Place;
use crate::ops::story::{Event, People, StoryError, Teller, What, Who, hidden};
use crate::schema::{Record, layout};
use crate::store::{CommitId, Repo};
use crate::text::RepoPath;

/// A commit that did something to more files than this is told in numbers.
const MANY: usize = 200;

/// What is needed to gather them.
pub(super) struct Gatherer<'a> {
    pub(super) place: &'a Place,
    pub(super) repo: &'a Repo,
    pub(super) people: &'a People,
    pub(super) tip: CommitId,
    pub(super) me: &'a Who,
}

impl Gatherer<'_> {
    /// Gathers what was done behind the basis; `own` says whether what this person did counts.
    pub(super) fn changes(
        &self,
        history: &History<'_>,
        since: Basis,
        own: bool,
    ) -> Result<Changes, StoryError> {
        let hidden = hidden(self.repo)?;
        let schema = self.place.snapshot.schema();
        let teller = Teller::new(history, schema, self.people, self.tip, hidden.as_deref())?;
        let mut steps = steps(history, self.tip, since)?;
        let files = history.by_file(&steps)?;
        steps.retain(|step| own || teller.who(*step) != *self.me);
        let counted: HashSet<Step> = steps.iter().copied().collect();
        let mut crowded = HashSet::new();
        let mut crowds = Vec::new();
        for step in &steps {
            let touches = history.touches(*step)?;
            if touches.len() > MANY {
                crowded.insert(*step);
                crowds.push(many(history, self.people, *step, &touches));
            }
        }
        let tells = |step: &Step| counted.contains(step) && !crowded.contains(step);
        let mut stories: BTreeMap<RepoPath, Vec<(Step, Touch)>> = BTreeMap::new();
        for (path, mut story) in files {
            story.retain(|(step, _)| tells(step));
            if !story.is_empty() {
                stories.entry(self.subject(&path)).or_default().extend(story);
            }
        }
        let mut documents = Vec::new();
        for (path, story) in stories {
            let story = history.arranged(self.tip, story)?;
            documents.extend(self.document(&teller, path, &story));
        }
        let order: BTreeMap<CommitId, usize> =
            steps.iter().map(|step| history.commit(*step)).zip(0..).collect();
        let youngest = |one: &Changed| {
            let commits = one.events.iter().filter_map(|event| event.commit);
            commits.filter_map(|id| order.get(&id).copied()).min()
        };
        documents.sort_by_key(youngest);
        let ends = history.ends(self.tip)?.into_iter().map(|(end, step)| (end, teller.at(step)));
        Ok(Changes { since, documents, many: crowds, ends: ends.collect() })
    }

    /// Returns the document that a file is about: the task for what was said about it.
    fn subject(&self, path: &RepoPath) -> RepoPath {
        // A task's file may be called anything, and its folder is called like it.
        let beside = RepoPath::new(format!("{}.md", folder_of(path).unwrap_or(path.parent())));
        let near = self.place.snapshot.near();
        if near.record(&beside).is_some_and(|record| record.is("task")) {
            return beside;
        }
        let Some(folder) = folder_of(path) else { return path.clone() };
        let task = beside;
        let name = RepoPath::new(folder);
        let id = layout::id_of_name(name.file_name());
        let found = id.and_then(|id| self.place.find(id).ok()).filter(|record| record.is("task"));
        found.map_or(task, |record| record.path.clone())
    }

    fn document(
        &self,
        teller: &Teller<'_>,
        path: RepoPath,
        story: &[(Step, Touch)],
    ) -> Option<Changed> {
        let moved_along = |touch: &Touch| {
            let same = touch.before.iter().any(|before| before.content == touch.new);
            let about = |path: &RepoPath| folder_of(path).is_some();
            same && touch.path != path
                && about(&touch.path)
                && touch.moved_from().is_some_and(about)
        };
        let story: Vec<(Step, Touch)> =
            story.iter().filter(|(_, touch)| !moved_along(touch)).cloned().collect();
        let events = teller.events(&story);
        if events.is_empty() {
            return None;
        }
        let record = self.place.snapshot.near().record(&path);
        let text = |text: &str| Some(text.to_owned());
        let known = |record: &Record| record.kind.is_some();
        Some(match record.filter(|record| known(record)) {
            Some(record) => Changed {
                id: record.id.to_string(),
                kind: record.kind.as_deref().and_then(text),
                title: text(&record.title),
                path,
                events,
            },
            None => {
                let id = layout::id_of_name(path.stem()).unwrap_or(path.file_name());
                let kind = events.iter().find_map(|event: &Event| event.kind.clone());
                let title = events.iter().find_map(|event| match &event.what {
                    What::Deleted { title } => title.clone(),
                    _ => None,
                });
                Changed { id: id.to_owned(), kind, title, path, events }
            }
        })
    }
}
