//! One change, judged by what the workspace said before it.

use std::cell::{RefCell, RefMut};
use std::collections::{BTreeSet, HashMap};

use super::changes::Step;
use super::edits::{Edit, Version, edits};
use super::{Problem, Refusal};
use crate::merge::Blob;
use crate::schema::Record;
use crate::store::tree::{Changes, Other};
use crate::store::{ObjectError, TreeId};
use crate::sync::gate::{Gate, View, has_commands, is_hostile, settings_in};
use crate::sync::plan::Files;
use crate::text::RepoPath;
use crate::workflow::rights::{
    Breach, Edited, Writer, breaches, breaches_of_claim, breaches_of_moves, is_settings,
    same_fields,
};
use crate::workflow::routine::{Routine, named_by};
use crate::workflow::{Clocks, Team, states_nothing, task_of};

/// Judges changes by the people and the rules of the workspace as it was.
pub(super) struct Judge<'a> {
    pub(super) gate: &'a Gate<'a>,
    pub(super) people: &'a [Record],
    pub(super) team: &'a Team,
    /// What everybody has already.
    pub(super) shared: &'a Files,
    view: RefCell<Option<View<'a>>>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        gate: &'a Gate<'a>,
        (people, team): (&'a [Record], &'a Team),
        shared: &'a Files,
    ) -> Self {
        Self { gate, people, team, shared, view: RefCell::new(None) }
    }

    /// Looks at a version; the next one costs what differs.
    fn view(&self, tree: TreeId) -> Result<RefMut<'_, View<'a>>, ObjectError> {
        let mut kept = self.view.borrow_mut();
        let mut view = match kept.take() {
            Some(view) => view,
            None => self.gate.view(tree)?,
        };
        view.turn_to(tree)?;
        Ok(RefMut::map(kept, |kept| kept.insert(view)))
    }

    /// Finds what must be in no change, whoever made it: secrets, also in what it says of itself, and ways out of
    /// the folder.
    pub(super) fn contents(&self, step: &Step) -> Vec<Refusal> {
        let message = self.gate.ruleset().secret_in(&step.commit.message);
        let message = message.map(|(line, rule)| {
            let problem = Problem::Secret { rule, line: Some(line) };
            Refusal { commit: Some(step.commit.id), path: None, problem }
        });
        let changes = &step.changes;
        let mut found: Vec<(RepoPath, Problem)> = hostile(changes);
        for (path, change) in &changes.files {
            let Some(blob) = change.new else { continue };
            if has_commands(self.gate.repo(), path, &blob) {
                found.push((path.clone(), Problem::Commands));
            }
            if self.shared.get(path) != Some(&blob) {
                found.extend(self.secrets(path, blob).map(|secret| (path.clone(), secret)));
            }
        }
        let told = |(path, problem)| Refusal::at(step.commit.id, Some(path), problem);
        message.into_iter().chain(found.into_iter().map(told)).collect()
    }

    fn secrets(&self, path: &RepoPath, blob: Blob) -> Option<Problem> {
        let checked = self.gate.checked(path, blob)?;
        let is_secret = |rule: &str| rule.starts_with("secret-");
        let found = checked.diagnostics.iter();
        let mut found = found.filter(|one| one.holds_back && is_secret(one.rule.as_str()));
        let first = found.next()?;
        let line = first.line();
        Some(Problem::Secret { rule: first.rule, line })
    }

    /// Finds what `writer` may not have done in a change.
    pub(super) fn permissions(
        &self,
        step: &Step,
        writer: Writer<'_>,
    ) -> Result<Vec<Refusal>, ObjectError> {
        let mut found: Vec<(RepoPath, Breach)> = Vec::new();
        if !writer.manages {
            let changed = step.changes.files.keys().chain(step.changes.others.keys());
            let settings = changed.filter(|path| is_settings(path));
            found.extend(settings.map(|path| (path.clone(), Breach::Settings)));
        }
        let edits = edits(self.gate, &step.changes);
        for edit in &edits {
            let record = |version: &Option<Version>| version.as_ref().map(|one| one.record.clone());
            let (before, after) = (record(&edit.before), record(&edit.after));
            let said = match before.as_ref().filter(|one| one.is("task") && states_nothing(one)) {
                Some(task) => self.view(step.commit.tree)?.said(task),
                None => Vec::new(),
            };
            let said: Vec<&Record> = said.iter().collect();
            let edited = Edited {
                before: before.as_ref(),
                after: after.as_ref(),
                said: &said,
                keeps_words: edit.keeps_words,
            };
            let breaches = breaches(&edited, writer, self.people, self.team);
            let path = edit.path().into_iter();
            found.extend(path.flat_map(|path| {
                breaches.iter().map(|breach| (path.clone(), breach.clone())).collect::<Vec<_>>()
            }));
        }
        // Who speaks in a place that is not theirs is told that, and not once more that the move is not theirs either.
        let out_of_place: BTreeSet<RepoPath> = found
            .iter()
            .filter(|(_, breach)| matches!(breach, Breach::ActingFor(_)))
            .map(|(path, _)| path.clone())
            .collect();
        let moves = self.moves(step, &edits, writer)?.into_iter();
        found.extend(moves.filter(|(path, _)| !out_of_place.contains(path)));
        let you = writer.id;
        let told = |(path, breach)| {
            let problem = Problem::Breach { breach, you: you.to_owned() };
            Refusal::at(step.commit.id, Some(path), problem)
        };
        Ok(found.into_iter().map(told).collect())
    }

    /// Finds the moves of tasks that a change makes, and its author may not.
    fn moves<'e>(
        &self,
        step: &Step,
        edits: &'e [Edit],
        writer: Writer<'_>,
    ) -> Result<Vec<(RepoPath, Breach)>, ObjectError> {
        let names = touched(edits);
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let view = self.view(step.commit.tree)?;
        let new: BTreeSet<&RepoPath> = edits
            .iter()
            .filter(|edit| !says_it_still(edit))
            .filter_map(|edit| edit.after.as_ref())
            .filter(|version| version.record.is("reply") || version.record.is("review"))
            .map(|version| &version.record.path)
            .collect();
        let after = |edit: &'e Edit| Some((&edit.after.as_ref()?.record.path, edit));
        let changed: HashMap<&RepoPath, &Edit> = edits.iter().filter_map(after).collect();
        let mut found = Vec::new();
        let mut judged: BTreeSet<RepoPath> = BTreeSet::new();
        for task in names.iter().flat_map(|name| view.tasks(name)) {
            if !judged.insert(task.path.clone()) {
                continue;
            }
            let said = view.said(&task).into_iter().map(|one| match new.contains(&one.path) {
                // In whose place it may be said is seen by the people that everybody had.
                true => one.written_by(writer.id).without("acting_for"),
                false => one,
            });
            let said: Vec<Record> = said.collect();
            let said: Vec<&Record> = said.iter().collect();
            let is_new = |record: &Record| new.contains(&record.path);
            let moves = breaches_of_moves(&task, &said, self.team, is_new);
            found.extend(moves.into_iter().map(|(record, breach)| (record.path.clone(), breach)));
            let claim = changed.get(&task.path).and_then(|edit| {
                let before = edit.before.as_ref().map(|version| &version.record);
                breaches_of_claim(before, &task, &said, self.team, writer)
            });
            // Of a routine everybody's sync makes the same task, in the name of whoever sends it.
            let claim = match claim {
                Some(_) if self.is_of_routine(step, &view, &task) => None,
                claim => claim,
            };
            found.extend(claim.map(|breach| (task.path.clone(), breach)));
        }
        Ok(found)
    }
}

impl Judge<'_> {
    /// Tells whether a task, as it came, is just what its routine makes: by what the same version says
    /// of people, days and the routine, none of which its author may have changed.
    fn is_of_routine(&self, step: &Step, view: &View<'_>, task: &Record) -> bool {
        let is = || {
            let (named, nominal) = named_by(&task.id)?;
            let blob = step.changes.files.get(&task.path)?.new?;
            let (config, schema) = settings_in(self.gate.repo(), view.files())?;
            let clocks = Clocks::of(&self.gate.people(view.files()), &config);
            let records = view.called(named);
            let routine = records.iter().find(|one| one.is("routine") && *one.id == *named)?;
            if Routine::idle(routine, self.team).is_some() {
                return None;
            }
            let routine = Routine::of(routine)?;
            let time = routine.time(&clocks, &config, nominal)?;
            let made = routine.instance(&schema, &config, &time)?;
            let text = self.gate.text(blob)?;
            Some(made.text == text.text() && made.path == task.path)
        };
        is().unwrap_or(false)
    }
}

/// Returns the names of the tasks that a change concerns.
pub(super) fn touched(edits: &[Edit]) -> BTreeSet<String> {
    let versions = edits.iter().flat_map(|edit| [&edit.before, &edit.after]).flatten();
    let names = versions.filter_map(|version| {
        let record = &version.record;
        match record.kind.as_deref() {
            Some("task") => Some(record.id.to_string()),
            Some("reply" | "review") => task_of(record).map(str::to_owned),
            _ => None,
        }
    });
    names.collect()
}

/// Finds names that lead out of the folder or into git's, and folders that name something twice.
fn hostile(changes: &Changes) -> Vec<(RepoPath, Problem)> {
    let files = changes.files.iter().filter(|(_, change)| change.new.is_some());
    let others = changes.others.iter().filter_map(|(path, (_, new))| Some((path, (*new)?)));
    let mut found: Vec<(RepoPath, Problem)> = files
        .map(|(path, _)| path)
        .chain(others.clone().map(|(path, _)| path))
        .filter(|path| is_hostile(path))
        .map(|path| (path.clone(), Problem::Hostile))
        .collect();
    let broken = others.filter_map(|(path, other)| match other {
        Other::NotText => Some((path.clone(), Problem::NotText)),
        Other::BadName | Other::Twice => Some((path.clone(), Problem::Hostile)),
        _ => None,
    });
    found.extend(broken);
    found.dedup_by(|one, other| one.0 == other.0);
    found
}

/// Tells whether a file makes the move that it made before: words that come below are no new one, whoever has
/// the task by now.
fn says_it_still(edit: &Edit) -> bool {
    let both = edit.before.as_ref().zip(edit.after.as_ref());
    both.is_some_and(|(before, after)| {
        before.record.path == after.record.path && same_fields(&before.record, &after.record)
    })
}
