//! Carries out what a person ticked on their page: each tick is the move that it says, made by the same
//! rules as with a command, and then the page is as it was written.
//!
//! A tick counts for the version that the page was about: the mark behind its box is of that. Killed at
//! any point, the next run sees by what was written whether a tick was carried out.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::boxes::{Found, Unmarked, cleaned, found, has_tick, unmarked_ticks};
use super::keep::{self, MOST};
use super::offer::Choice;
use super::refused::{self, Refusal, Refused};
use super::{Today, TodayOptions, today};
use crate::merge::ContentId;
use crate::ops::Place;
use crate::ops::moves::{self, carry_out, prepare};
use crate::ops::sync::Watcher;
use crate::schema::{Language, Record, layout};
use crate::store::lock::Lock;
use crate::store::{Repo, SafePath, files, read};
use crate::sync::{Clock, Silent};
use crate::text::RepoPath;
use crate::workflow::{State, Undecided};
use crate::workspace::{SILENT, Workspace};

/// A page that was saved so shortly ago is not touched: somebody may be typing.
const REST: Duration = Duration::from_secs(2);
/// For how long after a save somebody is taken to be writing below a box still.
pub(super) const WRITING: Duration = Duration::from_secs(5 * 60);
/// How long another run that carries out the same is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// What became of a tick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The id of the task.
    pub task: String,
    pub choice: Choice,
    pub fate: Fate,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    Done,
    Refused(Refused),
    /// It needs words, and may still get them.
    Waits,
    /// It was done, and not all that was typed for it is in what that made.
    WordsKept,
}

/// A page as it was read.
struct Page {
    path: SafePath,
    at: RepoPath,
    /// Its bytes.
    saved: ContentId,
    text: String,
    /// As it was written last, where that is remembered.
    known: Option<String>,
}

/// Carries out what whoever works in the clone at `directory` has ticked on their page; empty where
/// nothing is ticked, or somebody is writing there.
pub fn decide(directory: &Path, clock: &dyn Clock, watcher: &dyn Watcher) -> Vec<Decided> {
    let Some(repo) = ticked(directory) else { return Vec::new() };
    let mut decided = Vec::new();
    for language in Language::ALL {
        if Page::read(&repo, language).is_some_and(|page| page.is_ticked()) {
            decided.extend(decide_page(&repo, language, clock, watcher).unwrap_or_default());
        }
    }
    decided
}

/// Takes note of ticks in documents that say nothing, so that the page tells of them until what they are
/// about has changed.
pub fn refuse(directory: &Path, silent: &[Silent], clock: &dyn Clock) -> Vec<Decided> {
    if silent.is_empty() {
        return Vec::new();
    }
    let refused = silent.iter().map(|one| {
        let choice = match one.why {
            Undecided::NoAnswers => Choice::Answer,
            _ if one.is_proposal => Choice::Disagree,
            _ => Choice::Return,
        };
        let why = match one.why {
            Undecided::Both => Refusal::Several,
            Undecided::NoWords => Refusal::NoWords,
            Undecided::NoAnswers => Refusal::NoAnswers,
        };
        Decided::refused(&Refused::new(&one.task, (&one.title, &one.path), choice, why))
    });
    let decided: Vec<Decided> = refused.collect();
    // What cannot be remembered is told once all the same.
    if let Ok(place) = Place::open(directory, Some(clock.now()), SILENT)
        && let Ok(repo) = Repo::open(place.snapshot.root())
        && let now = clock.now().timestamp()
        && let Ok(day) = today(&place, TodayOptions { person: None, full: true, boxes: true, now })
    {
        let refused = decided.iter().filter_map(|one| match &one.fate {
            Fate::Refused(refused) => Some(refused.clone()),
            _ => None,
        });
        refused::remember(&repo, refused.collect(), &[], &day);
    }
    decided
}

/// Tells whether something is ticked on a page of the clone at `directory`, and it does not say there that it
/// waits for words.
pub fn has_ticks(directory: &Path) -> bool {
    let Some(repo) = ticked(directory) else { return false };
    let is_ready = |page: Page| {
        let boxes = found(&page.text, page.known.as_deref());
        let is_ready = |one: &Found| one.ticked && !(one.waits() && one.is_told);
        boxes.iter().any(is_ready) || !page.unmarked().is_empty()
    };
    let pages = Language::ALL.into_iter().filter_map(|language| Page::read(&repo, language));
    pages.into_iter().any(is_ready)
}

fn ticked(directory: &Path) -> Option<Repo> {
    let workspace = Workspace::require(directory).ok()?;
    let is_there = |language: &Language| {
        let text = read::read_bounded(&workspace.root().join(layout::today_file(*language)), MOST);
        let text = text.ok().and_then(|bytes| keep::text_of(&bytes, None));
        text.is_some_and(|text| has_tick(&text))
    };
    let any = Language::ALL.iter().any(is_there);
    any.then(|| Repo::open(workspace.root()).ok()).flatten()
}

fn decide_page(
    repo: &Repo,
    language: Language,
    clock: &dyn Clock,
    watcher: &dyn Watcher,
) -> Option<Vec<Decided>> {
    let name = RepoPath::new(layout::today_file(language));
    // What came with the shared files is nobody's page: others wrote it.
    if keep::is_tracked(repo, name.as_str()) {
        return None;
    }
    if is_saved_within(repo, &name, REST, clock) {
        clock.wait(REST);
        if is_saved_within(repo, &name, REST, clock) {
            return None;
        }
    }
    let _lock = Lock::of_page(repo.git_dir(), "sync", PATIENCE).ok()?;
    // Another run may have carried it out meanwhile.
    let page = Page::read(repo, language)?;
    let boxes = found(&page.text, page.known.as_deref());
    let ticks: Vec<&Found> = boxes.iter().filter(|one| one.ticked).collect();
    let mut desk = Desk::open(repo, language, clock, watcher)?;
    let mut ledger = Ledger::default();
    for tick in &ticks {
        let others = || ticks.iter().filter(|one| one.task == tick.task);
        let several = others().any(|one| one.choice.excludes(tick.choice));
        let Some(is_offered) = desk.offers(tick) else { break };
        let result = match several {
            true => Err(Refusal::Several),
            false if is_offered && tick.waits() => {
                // The page that is kept in step says so below the box, and waits for nothing else.
                let is_kept = desk.place.language() == language;
                if is_kept || is_saved_within(repo, &page.at, WRITING, clock) {
                    ledger.decided.push(Decided::of(tick, Fate::Waits));
                    continue;
                }
                Err(Refusal::NoWords)
            }
            false if !is_offered => desk.made(tick).map(Made::Before).ok_or(Refusal::Stale),
            false => match desk.make(tick) {
                Some(Err(Refusal::NotNow)) => {
                    // It stands in the way of the others, too. The tick stays, and is tried again.
                    let refused = desk.refused(&tick.task, tick.choice, Refusal::NotNow);
                    ledger.decided.push(Decided::refused(&refused));
                    break;
                }
                Some(result) => result,
                None => break,
            },
        };
        if matches!(result, Ok(Made::Now)) {
            desk.reopen(repo, &tick.task)?;
        }
        ledger.enter(tick, result, &desk);
    }
    for one in page.unmarked() {
        ledger.refuse_unmarked(one, &desk);
    }
    ledger.close(repo, &page, &mut desk)
}

/// What became of the ticks of one page.
#[derive(Default)]
struct Ledger<'p> {
    decided: Vec<Decided>,
    refusals: Vec<Refused>,
    /// The tasks of which something was made.
    done: Vec<&'p str>,
    /// What is taken out of the page.
    settled: Vec<&'p Found>,
    /// What of it nobody has taken up.
    words: Vec<&'p str>,
}

impl<'p> Ledger<'p> {
    /// Takes down what became of a tick, and keeps what was typed for it and went nowhere.
    fn enter(&mut self, tick: &'p Found, result: Result<Made, Refusal>, desk: &Desk<'_>) {
        let typed = || tick.words.iter().map(String::as_str);
        let kept: Vec<&str> = match &result {
            Ok(Made::Now) if tick.choice.takes_words() => Vec::new(),
            // What was typed since is in nothing that was made.
            Ok(Made::Before(said)) => typed().filter(|line| !said.contains(*line)).collect(),
            Ok(Made::Now) | Err(_) => typed().collect(),
        };
        match result {
            Ok(made) => {
                if matches!(made, Made::Now) {
                    self.done.push(&tick.task);
                    self.decided.push(Decided::of(tick, Fate::Done));
                }
                if !kept.is_empty() {
                    self.decided.push(Decided::of(tick, Fate::WordsKept));
                }
            }
            Err(why) => self.refuse(tick, why, !kept.is_empty(), desk),
        }
        self.words.extend(kept);
        self.settled.push(tick);
    }

    /// Takes down that a tick was refused. Of two boxes the first one tells it for both.
    fn refuse(&mut self, tick: &Found, why: Refusal, has_words: bool, desk: &Desk<'_>) {
        let is_told = |one: &&mut Refused| why == Refusal::Several && one.task == tick.task;
        if let Some(told) = self.refusals.iter_mut().find(is_told) {
            told.words_kept |= has_words;
            return;
        }
        let mut refused = desk.refused(&tick.task, tick.choice, why);
        refused.words_kept = has_words;
        self.refusals.push(refused);
    }

    fn refuse_unmarked(&mut self, one: Unmarked, desk: &Desk<'_>) {
        let task = one.task.unwrap_or_default();
        self.refusals.push(desk.refused(&task, one.choice, Refusal::Unmarked));
    }

    /// Remembers what was refused, and takes what is settled out of the page.
    fn close(mut self, repo: &Repo, page: &Page, desk: &mut Desk<'_>) -> Option<Vec<Decided>> {
        self.decided.extend(self.refusals.iter().map(Decided::refused));
        if self.settled.is_empty() && self.refusals.is_empty() {
            return Some(self.decided);
        }
        let again: Vec<String> = self.refusals.iter().map(|one| one.task.clone()).collect();
        if let Some(day) = desk.day(&again) {
            refused::remember(repo, self.refusals, &self.done, day);
        }
        if self.settled.is_empty() {
            return Some(self.decided);
        }
        let mut clean = cleaned(&page.text, &self.settled);
        if !self.words.is_empty() {
            // Behind the notes, where it stays.
            clean.push_str(&format!("\n{}\n", self.words.join("\n")));
        }
        let expect = Some(page.saved);
        // Where somebody saved it meanwhile, the next run sees what was carried out.
        let _ = files::write_atomic(repo.root(), &page.path, clean.as_bytes(), None, expect);
        Some(self.decided)
    }
}

fn is_saved_within(repo: &Repo, path: &RepoPath, span: Duration, clock: &dyn Clock) -> bool {
    let now = SystemTime::try_from(clock.now()).ok();
    now.is_some_and(|now| repo.is_saved_within(path, now, span))
}

impl Page {
    fn read(repo: &Repo, language: Language) -> Option<Self> {
        let name = layout::today_file(language);
        let at = RepoPath::new(name);
        let path = SafePath::new(&at).ok()?;
        let bytes = read::read_bounded(&repo.root().join(name), MOST).ok()?;
        let known = keep::known(repo);
        let text = keep::text_of(&bytes, known.as_deref())?;
        Some(Self { path, at, saved: ContentId::of_blob(&bytes), text, known })
    }

    fn is_ticked(&self) -> bool {
        let boxes = found(&self.text, self.known.as_deref());
        boxes.iter().any(|one| one.ticked) || !self.unmarked().is_empty()
    }

    fn unmarked(&self) -> Vec<Unmarked> {
        let known = self.known.as_deref();
        known.map(|known| unmarked_ticks(&self.text, known)).unwrap_or_default()
    }
}

impl Decided {
    fn of(tick: &Found, fate: Fate) -> Self {
        Self { task: tick.task.clone(), choice: tick.choice, fate }
    }

    fn refused(refused: &Refused) -> Self {
        let (task, choice) = (refused.task.clone(), refused.choice);
        Self { task, choice, fate: Fate::Refused(refused.clone()) }
    }
}

enum Made {
    Now,
    /// By an earlier run, perhaps one that was stopped before it had cleaned the page: what it says.
    Before(String),
}

/// The workspace as it stands at one tick.
struct Desk<'a> {
    place: Place,
    /// What may be decided, read when it is first asked for: it looks at all that there is.
    day: Option<Today>,
    /// The tasks of which something was made since it was read.
    moved: BTreeSet<String>,
    language: Language,
    clock: &'a dyn Clock,
    watcher: &'a dyn Watcher,
}

impl<'a> Desk<'a> {
    fn open(
        repo: &Repo,
        language: Language,
        clock: &'a dyn Clock,
        watcher: &'a dyn Watcher,
    ) -> Option<Self> {
        let place = Place::open(repo.root(), Some(clock.now()), SILENT).ok()?;
        Some(Self { place, day: None, moved: BTreeSet::new(), language, clock, watcher })
    }

    /// Sees what was made of a task.
    fn reopen(&mut self, repo: &Repo, task: &str) -> Option<()> {
        self.place = Place::open(repo.root(), Some(self.clock.now()), SILENT).ok()?;
        self.moved.insert(task.to_owned());
        Some(())
    }

    /// Returns what may be decided, of these tasks as it is now.
    fn day(&mut self, tasks: &[String]) -> Option<&Today> {
        if self.day.is_none() || tasks.iter().any(|task| self.moved.contains(task)) {
            let now = self.clock.now().timestamp();
            let options = TodayOptions { person: None, full: true, boxes: true, now };
            self.day = today(&self.place, options).ok();
            self.moved.clear();
        }
        self.day.as_ref()
    }

    /// Tells whether what it decides may still be decided; `None` where that cannot be known now.
    fn offers(&mut self, tick: &Found) -> Option<bool> {
        let day = self.day(std::slice::from_ref(&tick.task))?;
        let is_it = |(choice, mark): (Choice, String)| choice == tick.choice && mark == tick.token;
        Some(day.marks(&tick.task).any(is_it))
    }

    /// Makes the move that may be made; `None` where nothing can be done now: it is not known who works here, plain git is
    /// in the middle of something, the disk is full. Then the tick waits.
    fn make(&mut self, tick: &Found) -> Option<Result<Made, Refusal>> {
        let day = self.day(std::slice::from_ref(&tick.task))?;
        let items = day.mine.iter().filter(|item| item.id == tick.task);
        let mut items = items.filter(|item| tick.choice.token(&item.bound) == tick.token);
        let said = items.next().and_then(|item| item.said.clone());
        let now = self.clock.now();
        let mut options = moves::Options::new(&tick.task, tick.choice.step(), &now);
        options.salt = salt(tick);
        tick.choice.put(&mut options, &tick.words, said.as_ref(), self.language);
        let made = prepare(&self.place, &options)
            .and_then(|prepared| carry_out(&prepared, None, self.clock, self.watcher));
        match made {
            Ok(_) => Some(Ok(Made::Now)),
            Err(error) => {
                let task = self.place.snapshot.near().called(&tick.task);
                let task = task.into_iter().find(|one| one.is("task")).map(|one| &one.path);
                Refusal::of(&error, tick.choice, task).map(Err)
            }
        }
    }

    /// Returns the text of what was made of a tick before, which says so by its name; `None` where nothing
    /// was.
    fn made(&self, tick: &Found) -> Option<String> {
        let near = self.place.snapshot.near();
        let task = near.called(&tick.task).into_iter().find(|one| one.is("task"))?;
        if tick.choice == Choice::Send {
            let is_sent = near.standing(task).is_some_and(|one| one.state != State::Draft);
            return is_sent.then(String::new);
        }
        let me = self.place.me();
        let end = format!("-{:04x}", salt(tick));
        let about = near.about(task);
        let is_it =
            |one: &&&Record| one.text("by") == me.as_deref() && one.path.stem().ends_with(&end);
        let made = about.iter().find(is_it)?;
        let source = self.place.snapshot.source(&made.path);
        Some(source.map(|source| source.text().to_owned()).unwrap_or_default())
    }

    fn refused(&self, id: &str, choice: Choice, why: Refusal) -> Refused {
        let near = self.place.snapshot.near();
        let task = near.called(id).into_iter().find(|one| one.is("task"));
        let tasks = RepoPath::new(layout::TASKS);
        let (title, path) = task.map_or(("", &tasks), |task| (&*task.title, &task.path));
        Refused::new(id, (title, path), choice, why)
    }
}

/// Returns what the reply that a tick makes has at the end of its name.
fn salt(tick: &Found) -> u16 {
    let start = tick.token.get(..4).and_then(|start| u16::from_str_radix(start, 16).ok());
    start.unwrap_or_default()
}
