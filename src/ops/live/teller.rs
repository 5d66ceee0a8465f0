use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::{Timestamp, ZonedDateTime};

use super::page::{Voice, problem};
use super::{Entry, Filter, List, LiveError, Page, Wrong};
use crate::diagnostic::{Diagnostic, Severity};
use crate::ops::Place;
use crate::ops::list::{ListError, ListOptions, list};
use crate::ops::status::unsent_in;
use crate::ops::sync::last_in;
use crate::ops::today::{Today, TodayError, TodayOptions, today};
use crate::schema::Language;
use crate::store::Repo;
use crate::text::RepoPath;
use crate::watch;
use crate::workspace::SILENT;

/// Problems that are shown.
const MOST_PROBLEMS: usize = 200;

/// Tells pages of one workspace, one after the other.
pub struct Teller {
    directory: PathBuf,
    language: Language,
    /// What is wrong with files; none is there without anything.
    found: BTreeMap<RepoPath, Vec<Diagnostic>>,
    query: String,
    /// All that waits is told, however much it is.
    all: bool,
    /// The workspace as it was at the last look.
    seen: Option<Seen>,
    unsent: Unsent,
}

/// How many files the next sync would send. To count them takes a while where there are many, and is not done for
/// each page then.
struct Unsent {
    count: usize,
    /// When it may be counted again.
    due: Instant,
    /// Something may have changed since it was.
    stale: bool,
}

/// What takes no longer than this is counted for each page; what does, after so many times as long.
const SHORT: Duration = Duration::from_millis(50);
const PART: u32 = 10;

impl Unsent {
    fn recount(&mut self, place: &Place) {
        let began = watch::now();
        if !self.stale || began < self.due {
            return;
        }
        self.count = unsent_in(place);
        let took = began.elapsed();
        self.due = watch::now() + if took > SHORT { took * PART } else { Duration::ZERO };
        self.stale = false;
    }
}

struct Seen {
    place: Place,
    /// The git folder, and when a sync had reached the others last.
    git_dir: Option<PathBuf>,
    synced: Option<Timestamp>,
    /// `None` where it is not known whose day it is.
    today: Option<Today>,
    filter: Option<Filter>,
    /// The files that fit, where there is a filter that can be read.
    fits: Option<BTreeSet<RepoPath>>,
}

impl Teller {
    /// Begins to tell of the workspace that holds `directory`, of which nothing is known yet.
    pub fn new(directory: PathBuf, language: Language) -> Self {
        let (found, query) = Default::default();
        let unsent = Unsent { count: 0, due: watch::now(), stale: false };
        Self { directory, language, found, query, all: false, seen: None, unsent }
    }

    /// Begins with a day that was looked at.
    #[cfg(test)]
    pub(super) fn of(place: Place, today: Today, language: Language) -> Self {
        let seen = Seen {
            place,
            git_dir: None,
            synced: None,
            today: Some(today),
            filter: None,
            fits: None,
        };
        Self { seen: Some(seen), ..Self::new(PathBuf::new(), language) }
    }

    /// Takes note of all that is wrong with a file now.
    pub fn found(&mut self, path: RepoPath, found: Vec<Diagnostic>) {
        match found.is_empty() {
            true => self.found.remove(&path),
            false => self.found.insert(path, found),
        };
    }

    /// Shows only what fits a query from the next look on; all where it is blank.
    pub fn filter(&mut self, query: &str) {
        query.trim().clone_into(&mut self.query);
    }

    /// Tells all that waits from the next look on, and not only what presses most.
    pub fn all(&mut self) {
        self.all = true;
    }

    /// Looks at the workspace.
    ///
    /// # Errors
    /// When there is none any more, or it cannot be read.
    pub fn look(&mut self, now: &ZonedDateTime) -> Result<Page, LiveError> {
        let place = Place::open_live(&self.directory, Some(now.clone()), SILENT)?;
        let git_dir = Repo::open(place.snapshot.root()).ok().map(|repo| repo.git_dir().to_owned());
        let synced = git_dir.as_deref().and_then(synced);
        let full = self.all || !self.query.is_empty();
        let day =
            today(&place, TodayOptions { person: None, full, boxes: false, now: now.timestamp() });
        let today = match day {
            Ok(today) => Some(today),
            Err(TodayError::Nobody) => None,
            Err(error) => return Err(error.into()),
        };
        self.language = place.language();
        let (filter, fits) = self.narrowed(&place, today.as_ref());
        self.unsent.stale = true;
        self.unsent.recount(&place);
        self.seen = Some(Seen { place, git_dir, synced, today, filter, fits });
        Ok(self.page())
    }

    /// Returns after how long there is more to be told than at the last look, though nobody looks again.
    pub fn patience(&self) -> Option<Duration> {
        let due = || self.unsent.due.saturating_duration_since(watch::now());
        (self.unsent.stale && self.seen.is_some()).then(due)
    }

    /// Tells whether somebody has synced since the last look: that may change no file here, and what is not sent is
    /// other than was told.
    pub fn is_outdated(&self) -> bool {
        let now = |seen: &Seen| seen.git_dir.as_deref().and_then(synced);
        self.seen.as_ref().is_some_and(|seen| now(seen) != seen.synced)
    }

    /// Tells what was known at the last look, by the clock of now; the files are not looked at.
    pub fn again(&mut self, now: &ZonedDateTime) -> Option<Page> {
        let seen = self.seen.as_mut()?;
        if let Some(today) = &mut seen.today {
            today.move_on(now.timestamp());
        }
        self.unsent.recount(&seen.place);
        Some(self.page())
    }

    fn narrowed(
        &self,
        place: &Place,
        today: Option<&Today>,
    ) -> (Option<Filter>, Option<BTreeSet<RepoPath>>) {
        if self.query.is_empty() {
            return (None, None);
        }
        let me = today.map(|today| today.person.as_str());
        let options = ListOptions { me, ..ListOptions::of(&self.query) };
        let query = self.query.clone();
        match list(&place.snapshot, options) {
            Ok(list) => {
                let paths = list.items.into_iter().map(|one| one.path).collect();
                (Some(Filter { query, wrong: None }), Some(paths))
            }
            Err(ListError::Query(error) | ListError::Columns(error)) => {
                let expected = error.expected.map(|text| format!("; {text}")).unwrap_or_default();
                let message = format!("{}{expected}", error.message);
                let wrong = Some(Wrong { message, span: error.span });
                (Some(Filter { query, wrong }), None)
            }
        }
    }

    fn page(&self) -> Page {
        let language = self.language;
        let Some(seen) = &self.seen else { return Page { language, ..Page::default() } };
        let mut page = Page { language, filter: seen.filter.clone(), ..Page::default() };
        let zone = seen.place.zone();
        page.zone = Some(zone.clone());
        let mut problems = Vec::new();
        if let Some(today) = &seen.today {
            let voice = Voice { today, language, zone: &zone };
            page.workspace = crate::text::harmless(&today.workspace).into_owned();
            page.known = true;
            page.clocks = voice.clocks(&seen.place);
            page.news = voice.news(&seen.place);
            page.synced = today.synced;
            page.unsent = self.unsent.count;
            page.nothing = crate::text::harmless(&voice.nothing()).into_owned();
            page.mine = seen.list(today.mine.iter().map(|one| voice.mine(one)), today.mine_count);
            let awaited = today.awaited.iter().map(|one| voice.awaited(one));
            page.awaited = seen.list(awaited, today.awaited_count);
            let settle = today.disputes.iter().map(|one| voice.dispute(one));
            page.settle = seen.disputes(settle, today);
            problems.extend(today.stays.iter().filter_map(|one| voice.stays(one)));
        } else {
            let config = seen.place.snapshot.config();
            let name = config.name.clone().unwrap_or_default();
            page.workspace = crate::text::harmless(&name).into_owned();
        }
        let held = problems.len();
        // What keeps a file here is told with the file, in the reader's words.
        let stays: HashSet<RepoPath> =
            problems.iter().filter_map(|one: &Entry| one.path.clone()).collect();
        let is_told = |one: &Diagnostic| one.holds_back && stays.contains(&one.path);
        for severity in [Severity::Error, Severity::Warning] {
            let room = MOST_PROBLEMS.saturating_sub(problems.len());
            let all = self.found.values().flat_map(|found| found.iter().enumerate());
            let these = all.filter(|(_, one)| one.severity == severity && !is_told(one));
            let fit = these.filter(|(_, one)| seen.is_shown(&one.path) && !seen.settles(&one.path));
            problems.extend(fit.take(room).map(|(at, one)| problem(one, at)));
        }
        let counted = self.found.iter().filter(|(path, _)| !seen.settles(path));
        let counted = counted.flat_map(|(_, found)| found.iter()).filter(|one| !is_told(one));
        let count = counted.count() + held;
        page.problems = seen.list(problems.into_iter(), count);
        page
    }
}

/// Returns when a sync has reached the others last.
fn synced(git_dir: &Path) -> Option<Timestamp> {
    last_in(git_dir).and_then(|last| last.at)
}

impl Seen {
    /// Makes a list of those that fit.
    fn list(&self, entries: impl Iterator<Item = Entry>, count: usize) -> List {
        let shown = |entry: &Entry| entry.path.as_ref().is_none_or(|path| self.is_shown(path));
        let entries: Vec<Entry> = entries.filter(shown).collect();
        let count = if self.fits.is_some() { entries.len() } else { count.max(entries.len()) };
        List { entries, count }
    }

    /// Makes a list of notes whose document fits, or which fit themselves.
    fn disputes(&self, entries: impl Iterator<Item = Entry>, today: &Today) -> List {
        let fits = |path: &RepoPath| self.is_shown(path);
        let shown =
            today.disputes.iter().map(|one| fits(&one.note) || one.path.as_ref().is_some_and(fits));
        let entries: Vec<Entry> =
            entries.zip(shown).filter_map(|(entry, shown)| shown.then_some(entry)).collect();
        let count = if self.fits.is_some() { entries.len() } else { today.disputes_count };
        List { count: count.max(entries.len()), entries }
    }

    /// Tells whether a file is a note that stands among those to settle.
    fn settles(&self, path: &RepoPath) -> bool {
        let disputes = self.today.iter().flat_map(|today| &today.disputes);
        disputes.into_iter().any(|one| one.note == *path)
    }

    /// Tells whether a file fits, or is about a task that does.
    fn is_shown(&self, path: &RepoPath) -> bool {
        let Some(fits) = &self.fits else { return true };
        // What is said about a task lies in a folder of the task's name.
        let about = |folder: RepoPath| fits.contains(&RepoPath::new(format!("{folder}.md")));
        fits.contains(path) || path.ancestors().any(about)
    }
}
