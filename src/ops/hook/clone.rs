//! The hooks of a clone: before something is recorded, before it is sent, after something came.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::changes::steps;
use super::edits::edits;
use super::judge::{Judge, touched};
use super::receive::{once, tip};
use super::{ReceiveError, Refusal, Update, words};
use crate::index::history;
use crate::ops::handed::{self, Turns, Waiting, handed_words};
use crate::ops::story::People;
use crate::ops::sync::held_back;
use crate::schema::{Config, Language, Message, Push, Record, Schema, person_with};
use crate::store::cache::CacheNote;
use crate::store::{CommitId, Repo, TreeId};
use crate::sync::gate::{self, Gate, View};
use crate::sync::{HeldBack, Objects};
use crate::workflow::{Clocks, Team};

/// What a hook has to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Lines for whoever works here; parts of documents stand in them.
    pub lines: Vec<String>,
    /// Whether git is to stop.
    pub stop: bool,
}

/// A clone of a workspace, as its hooks need it.
struct Clone {
    repo: Repo,
    objects: Objects,
}

impl Clone {
    fn open(directory: &Path) -> Result<Self, ReceiveError> {
        let repo = Repo::discover(directory)?;
        let objects = Objects::of(&repo)?;
        Ok(Self { repo, objects })
    }

    fn gate<'a>(&'a self, (config, schema): &'a (Config, Schema)) -> Gate<'a> {
        let cache = Arc::new(history::cache_of(&self.repo, &CacheNote::default()));
        Gate::new(&self.repo, &self.objects, (config, schema), cache)
    }

    /// Returns who works here, and their language, else that of the workspace.
    fn me(&self, people: &[Record], config: &Config) -> (Option<String>, Language) {
        let email = self.repo.identity().email.unwrap_or_default();
        let me = person_with(people, &email);
        let own = me.and_then(|me| Language::parse(me.text("language")?));
        (me.map(|me| me.id.to_string()), own.unwrap_or(config.language()))
    }

    fn commit(&self, name: &str) -> Option<CommitId> {
        self.repo.commit_named(name)
    }
}

/// Finds for whom the tasks wait in `new` that differ from `old`, where they did not wait for them in what was `shared`.
fn waiting(
    gate: &Gate<'_>,
    people: &[Record],
    (old, new): (Option<TreeId>, TreeId),
    shared: Option<TreeId>,
    now: Timestamp,
) -> Result<Waiting, ReceiveError> {
    let changes = gate.repo().tree_changes(old, Some(new))?;
    let names = touched(&edits(gate, &changes));
    let mut view = gate.view(new)?;
    let (team, clocks) = (Team::of(people), Clocks::of(people, gate.config()));
    let turns = Turns { team, clocks, now: Some(now) };
    let with_said = |view: &View<'_>, task: Record| {
        let said = view.said(&task);
        (task, said)
    };
    let tasks = names.iter().flat_map(|name| view.tasks(name));
    let tasks: Vec<(Record, Vec<Record>)> = tasks.map(|task| with_said(&view, task)).collect();
    let mut before = BTreeMap::new();
    if let Some(shared) = shared {
        view.turn_to(shared)?;
        let old = tasks.iter().flat_map(|(task, _)| view.tasks(&task.id));
        before.extend(old.map(|task| (task.id.to_string(), with_said(&view, task))));
    }
    let mut waiting = Waiting::new();
    for (task, said) in &tasks {
        let before = before.get(&*task.id);
        let old_said: Vec<&Record> = before.iter().flat_map(|(_, said)| said).collect();
        let before = before.map(|(old, _)| (old, old_said.as_slice()));
        turns.add(&mut waiting, (task, &said.iter().collect::<Vec<_>>()), before);
    }
    Ok(waiting)
}

/// Says what goes to whom with a push, or why it must not go: what a sync would hold back.
///
/// `updates` are what is to be moved at the other end, `remote` is its name here.
///
/// # Errors
/// When the versions cannot be read.
pub fn pre_push(
    directory: &Path,
    remote: &str,
    updates: &[Update],
    now: Timestamp,
) -> Result<Said, ReceiveError> {
    let clone = Clone::open(directory)?;
    let mut said = Said::default();
    for update in updates {
        let Some(new) = update.new.and_then(|new| clone.repo.commit_behind(new).ok().flatten())
        else {
            continue;
        };
        let tree = clone.repo.tree_of(new)?;
        let Some(settings) = gate::settings(&clone.repo, tree)? else { continue };
        let one = sending(&clone, &settings, (remote, update), new, now)?;
        said.lines.extend(one.lines);
        said.stop |= one.stop;
    }
    Ok(said)
}

fn sending(
    clone: &Clone,
    settings: &(Config, Schema),
    (remote, update): (&str, &Update),
    new: CommitId,
    now: Timestamp,
) -> Result<Said, ReceiveError> {
    let repo = &clone.repo;
    let mut gate = clone.gate(settings);
    let branch = update.name.strip_prefix("refs/heads/").unwrap_or(&update.name);
    let seen = repo.tracked_tip(remote, branch)?;
    let there = update.old.filter(|old| repo.read_commit(*old).is_ok()).or(seen);
    let old = there.map(|there| repo.tree_of(there)).transpose()?;
    let shared = match old {
        Some(old) => Arc::new(gate.files(old)?),
        None => Arc::default(),
    };
    let commit = repo.read_commit(new)?;
    let offered = gate.files(commit.tree)?;
    gate.learn(shared.iter().chain(offered.iter()));
    let people = gate.people(&offered);
    let (me, language) = clone.me(&people, gate.config());
    let hidden: Vec<CommitId> = there.into_iter().chain(seen).collect();
    let steps = steps(&gate, new, &hidden)?;
    let team = Team::default();
    let judge = Judge::new(&gate, (&people, &team), &shared);
    let mut found: Vec<Refusal> =
        steps.steps.iter().flat_map(|step| judge.contents(step)).collect();
    found.extend(tip(&mut gate, old, &shared, &commit)?);
    let found = once(found);
    if found.is_empty() {
        let waiting = waiting(&gate, &people, (old, commit.tree), old, now)?;
        let lines = handed_words(&waiting, &People::of(&people), me.as_deref(), language);
        return Ok(Said { lines, stop: false });
    }
    let mut lines = words::refusal_words(&found, language);
    lines[0] = Push::NotSent { count: found.len() }.text(language);
    Ok(Said { lines, stop: true })
}

/// Says which staged documents must not be shared, before they are recorded; stops git only for a
/// secret, which would stay in the history.
///
/// `index` is git's list of what is staged, where that is not the usual one.
///
/// # Errors
/// When the versions cannot be read.
pub fn pre_commit(directory: &Path, index: Option<PathBuf>) -> Result<Said, ReceiveError> {
    let clone = Clone::open(directory)?;
    let repo = &clone.repo;
    let head = clone.commit("HEAD").map(|head| repo.tree_of(head)).transpose()?;
    let staged = repo.staged_files(index.as_deref())?;
    let Some(settings) = gate::settings_in(repo, &staged) else { return Ok(Said::default()) };
    let mut gate = clone.gate(&settings);
    let shared = match head {
        Some(head) => Arc::new(gate.files(head)?),
        None => Arc::default(),
    };
    gate.learn(shared.iter().chain(staged.iter()));
    let held = gate.held_back(&shared, &staged);
    if held.is_empty() {
        return Ok(Said::default());
    }
    let (_, language) = clone.me(&gate.people(&staged), gate.config());
    Ok(staged_words(&held, language))
}

fn staged_words(held: &[HeldBack], language: Language) -> Said {
    let mut lines = vec![Push::MustNotGo { count: held.len() }.text(language)];
    lines.extend(held.iter().map(|one| {
        let reason = held_back(one, language);
        let message = Message::HeldBackFile { path: one.path.as_str(), reason: &reason };
        format!("  {}", message.text(language))
    }));
    let is_secret =
        |one: &HeldBack| one.rule.is_some_and(|rule| rule.as_str().starts_with("secret-"));
    let stop = held.iter().any(is_secret);
    if stop {
        lines.push(Push::SecretStays.text(language));
    }
    Said { lines, stop }
}

/// Says what came with a merge, and what waits for whoever works here now.
///
/// # Errors
/// When the versions cannot be read.
pub fn post_merge(directory: &Path, now: Timestamp) -> Result<Said, ReceiveError> {
    let clone = Clone::open(directory)?;
    let repo = &clone.repo;
    let (Some(old), Some(new)) = (clone.commit("ORIG_HEAD"), clone.commit("HEAD")) else {
        return Ok(Said::default());
    };
    let (old, new) = (repo.tree_of(old)?, repo.tree_of(new)?);
    let Some(settings) = gate::settings(repo, new)? else { return Ok(Said::default()) };
    let count = repo.tree_changes(Some(old), Some(new))?.files.len();
    if count == 0 {
        return Ok(Said::default());
    }
    let mut gate = clone.gate(&settings);
    let files = gate.files(new)?;
    gate.learn(files.iter());
    let people = gate.people(&files);
    let (me, language) = clone.me(&people, gate.config());
    let mut lines = vec![Push::Arrived { count }.text(language)];
    let waiting = waiting(&gate, &people, (Some(old), new), None, now)?;
    let mine = me.and_then(|me| waiting.get(&me));
    lines.extend(mine.map(|tasks| {
        let items = handed::named(tasks);
        Push::WaitsForYou { count: tasks.len(), items: &items }.text(language)
    }));
    Ok(Said { lines, stop: false })
}
