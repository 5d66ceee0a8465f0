//! The loop of a watch: what is looked at when.

mod answers;
mod looks;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::Scope;
use std::time::{Duration, Instant};

use self::answers::{Counted, bell};
use self::looks::{Touched, UnderWay};
use super::desk::Desk;
use super::looker::{Depth, Looker, News};
use super::picture::{Looked, Picture};
use super::sharing::Sharing;
use super::{Event, Options, Tell, WatchError};
use crate::diagnostic::render::Sources;
use crate::ops::today::{Kept, is_page_as_made};
use crate::schema::Language;
use crate::schema::layout::{self, WORKSPACE_FILE};
use crate::store::location;
use crate::text::{RepoPath, Source};
use crate::watch::{self, Hints, Mode, Pace, Watch, Why};
use crate::workspace::{HostError, SILENT, Snapshot, Workspace};

/// Where the system tells of changes, everything is looked at now and then all the same.
const PACE: Pace = Pace { told: Duration::from_secs(300), looking: Duration::from_secs(2) };
/// How long after the last change is looked for what it means for other documents; where that takes
/// long, [`PART`] times as long.
const SOON: Duration = Duration::from_millis(300);

/// The page is made anew when nobody has saved it for so long, or after so long where somebody goes on to.
const PAGE_QUIET: Duration = Duration::from_secs(5);
const PAGE_TYPED: Duration = Duration::from_secs(60);
/// A page that was left as it is, for what is typed on it, is looked at again after so long.
const PAGE_LEFT: Duration = Duration::from_secs(5 * 60);
const PART: u32 = 10;
/// So many files that changed are looked at again where one of them may speak of the others.
const MOST_TOUCHED: usize = 32;
/// How often a folder that is gone is looked for.
const GONE: Duration = Duration::from_secs(2);
/// So often it is looked at the clock, which tells whether the machine slept.
const TICK: Duration = Duration::from_secs(20);
/// How often it is asked whether a look is over; it tells by itself, but not after the folder was gone.
const LOOKED: Duration = Duration::from_secs(1);
/// So much more time than was waited has passed while it slept.
const SLEPT: Duration = Duration::from_secs(60);

pub(super) struct Watcher<'a> {
    options: &'a Options<'a>,
    workspace: Workspace,
    watch: Watch,
    picture: Picture,
    /// Single files were looked at since everything was: when to do that.
    unsure: Option<Instant>,
    sharing: Option<Sharing>,
    /// Where other programs ask, and the folder that is watched for it.
    desk: Option<Desk>,
    bell: Option<PathBuf>,
    /// When it is tried to answer there, where another watch does; it may have ended.
    desk_due: Instant,
    /// Files that were gone a moment ago, and when to look whether they still are: some editors remove a
    /// file before they write it anew.
    gone: BTreeSet<RepoPath>,
    gone_at: Option<Instant>,
    /// The generation of the index that is of the folder as it is; `None` while something may have
    /// changed since it was written.
    fresh: Option<u64>,
    /// It was looked once more since something changed, because the index could not be kept.
    tried: bool,
    /// Where something may have changed since a look began.
    touched: Touched,
    /// How long the last look took.
    took: Duration,
    /// When the page of whoever works here is to be kept in step.
    page: Option<Instant>,
    /// When that was done last, and how long it took.
    page_made: Instant,
    page_took: Duration,
    /// Since when somebody has been saving the page.
    page_typed: Option<Instant>,
    /// New folders came: what is made in them may have been missed until they are watched, too.
    doubtful: bool,
    short: Option<Counted>,
    /// When somebody wanted it last.
    asked: Option<Instant>,
    looker: Looker,
    /// What is looked at by the other thread.
    under_way: Option<UnderWay>,
    /// A look at everything that was wanted meanwhile; why, where that is to be told.
    again: Option<Option<Why>>,
    /// When everything was judged last.
    judged: Instant,
    /// Since when so much changes that everything is to be looked at, and why.
    storm: Option<(Instant, Why)>,
    /// Since when something is known that was not told, because files went on to change.
    kept_back: Option<Instant>,
    tell: Tell<'a>,
}

impl<'a> Watcher<'a> {
    /// Reads everything and begins to watch, and to share in a thread of `scope`.
    pub(super) fn begin<'scope>(
        options: &'a Options<'a>,
        tell: Tell<'a>,
        scope: &'scope Scope<'scope, 'a>,
    ) -> Result<Self, WatchError> {
        let workspace = Workspace::require(options.directory)?;
        // Watched first: what changes during the first look is told. So it is with all that the look goes by;
        // of everything else it tells before it opens it.
        let bell = bell(&workspace);
        let mut watch = Watch::begin(workspace.root(), bell.as_deref(), PACE, options.looking);
        watch.ask_below(&RepoPath::new(layout::KINDS));
        Self::begin_with(watch, bell, workspace, options, tell, scope)
    }

    fn begin_with<'scope>(
        mut watch: Watch,
        bell: Option<PathBuf>,
        workspace: Workspace,
        options: &'a Options<'a>,
        tell: Tell<'a>,
        scope: &'scope Scope<'scope, 'a>,
    ) -> Result<Self, WatchError> {
        let sharing = options.sharing.map(|(clock, times)| {
            Sharing::begin(workspace.root(), clock, times, watch.waker(), scope)
        });
        let sharing = sharing.transpose()?;
        let (now, progress) = ((options.clock)(), options.progress);
        let (looker, summary) = Looker::begin(workspace.clone(), now, progress, &mut watch, scope)?;
        let mode = watch.mode().clone();
        // Whoever hears that it is ready may ask at once.
        let desk = bell.as_deref().filter(|_| mode == Mode::Told);
        let desk = desk.and_then(|bell| Desk::open(bell, true));
        tell(&Event::Ready { summary, mode }, &Texts(&workspace))?;
        let first = looker.first()?;
        desk.iter().for_each(Desk::written);
        let picture = match first.news {
            News::All(picture) => *picture,
            News::Nothing | News::Some(_) => Picture::default(),
        };
        let mut watcher = Self {
            options,
            workspace,
            watch,
            picture,
            unsure: None,
            sharing,
            desk,
            bell,
            desk_due: watch::now() + TICK,
            gone: BTreeSet::new(),
            gone_at: None,
            fresh: first.kept,
            tried: false,
            touched: Touched::default(),
            took: Duration::ZERO,
            page: None,
            page_made: watch::now(),
            page_took: Duration::ZERO,
            page_typed: None,
            doubtful: false,
            short: None,
            asked: None,
            looker,
            under_way: None,
            again: None,
            judged: watch::now(),
            storm: None,
            kept_back: None,
            tell,
        };
        if options.faults {
            watcher.picture.faults().iter().try_for_each(|fault| watcher.tell(fault))?;
        }
        if let Some(sharing) = &watcher.sharing {
            let begun = sharing.begun();
            watcher.tell(&begun)?;
        }
        if let Some(page) = first.page {
            watcher.tell_of_page(page)?;
        }
        watcher.page = Some(watch::now());
        if watcher.watch.may_miss() || watcher.fresh.is_none() {
            // Notices may not come at once.
            watcher.look(Some(Why::Time));
        }
        watcher.share()?;
        Ok(watcher)
    }

    pub(super) fn step(&mut self) -> Result<(), WatchError> {
        let was = self.watch.mode().clone();
        let patience = self.patience();
        let before = (self.options.clock)().timestamp();
        let hints = self.watch.wait(Some(patience));
        let passed = (self.options.clock)().timestamp().duration_since(before);
        // What is not there is not watched either, which is no reason to tell.
        if !self.is_there() {
            return self.wait_for_the_folder();
        }
        if let Mode::Looking(why) = self.watch.mode().clone()
            && was == Mode::Told
        {
            self.tell(&Event::Looking(why))?;
            self.desk = None;
        }
        let slept = Duration::try_from(passed).is_ok_and(|passed| passed > patience + SLEPT);
        if slept {
            // FAILURES 45: what happened meanwhile may not have been told, here or there.
            self.look(Some(Why::Slept));
            if let Some(sharing) = &mut self.sharing {
                sharing.hurry();
            }
        } else {
            self.follow(hints)?;
        }
        self.take_seen()?;
        self.keep_page();
        self.share()?;
        self.take_over();
        self.answer();
        Ok(())
    }

    /// Returns how long nothing has to be done where nothing happens.
    fn patience(&self) -> Duration {
        let unsure = self.unsure.map(|at| at.saturating_duration_since(watch::now()));
        let sharing = self.sharing.as_ref().and_then(Sharing::patience);
        let ready = self.fresh.is_some() && self.under_way.is_none();
        let page = self.page.filter(|_| ready);
        let page = page.map(|at| at.saturating_duration_since(watch::now()));
        let gone = self.gone_at.map(|at| at.saturating_duration_since(watch::now()));
        let looked = self.under_way.is_some().then_some(LOOKED);
        [unsure, sharing, page, gone, looked].into_iter().flatten().fold(TICK, Duration::min)
    }

    /// Looks where something may have changed.
    fn follow(&mut self, hints: Hints) -> Result<(), WatchError> {
        let hints = match hints {
            // What is never shared is in no index.
            Hints::At(mut paths) => {
                self.look_at_page(&paths);
                paths.retain(|path| !layout::is_local_only(path));
                Hints::At(paths)
            }
            anywhere @ Hints::Anywhere(_) => anywhere,
        };
        if !hints.is_empty() && hints != Hints::Anywhere(Why::Time) {
            self.fresh = None;
            self.tried = false;
            if let Some(under_way) = &mut self.under_way {
                under_way.overtaken = true;
            }
        }
        match hints {
            Hints::At(paths) if paths.is_empty() => {
                if Self::is_due(self.gone_at) {
                    self.gone_at = None;
                    let gone = std::mem::take(&mut self.gone);
                    self.look_at(&gone, false)?;
                    self.unsure = self.unsure.or(Some(watch::now() + self.pace()));
                }
                if Self::is_due(self.unsure) {
                    self.look_where_touched(None);
                }
                Ok(())
            }
            Hints::At(paths) => {
                self.look_at(&paths, true)?;
                self.look_within(self.pace());
                Ok(())
            }
            Hints::Anywhere(why) => {
                self.doubtful |= why != Why::Time && self.watch.may_miss();
                match why {
                    Why::Lost | Why::Many => self.look_when_quiet(why),
                    Why::Time | Why::Slept => self.look(Some(why)),
                }
                Ok(())
            }
        }
    }

    /// Looks at single files, and takes note that others may be concerned.
    fn look_at(&mut self, paths: &BTreeSet<RepoPath>, patience: bool) -> Result<(), WatchError> {
        paths.iter().for_each(|path| self.touched.add(path.clone()));
        let snapshot = self.workspace.near(Some((self.options.clock)()), SILENT);
        let Some(snapshot) = self.or_trouble(snapshot)? else { return Ok(()) };
        // What this means for others is looked for later, and all there is too.
        snapshot.near().close(Some(Arc::clone(self.picture.ids())));
        for path in self.touched.paths().iter().take(MOST_TOUCHED) {
            // It is found by its new names, too.
            snapshot.near().entry(path);
        }
        for path in paths {
            match self.picture.look_at(&snapshot, path, patience) {
                Looked::Here(events) => self.tell_all(events)?,
                Looked::Gone => {
                    self.gone.insert(path.clone());
                    self.gone_at = Some(watch::now() + SOON);
                }
                // A folder, or something that came and went.
                Looked::Elsewhere => self.doubtful |= self.watch.may_miss(),
            }
        }
        Ok(())
    }

    /// Has the page made anew once whoever saves it is done: an editor that was open may have saved an older one.
    fn look_at_page(&mut self, paths: &BTreeSet<RepoPath>) {
        let is_page =
            |path: &RepoPath| Language::ALL.map(layout::today_file).contains(&path.as_str());
        if !paths.iter().any(is_page) || is_page_as_made(self.workspace.root()) {
            return;
        }
        let now = watch::now();
        let since = *self.page_typed.get_or_insert(now);
        let at = (now + PAGE_QUIET).min(since + PAGE_TYPED);
        self.page = Some(at);
    }

    /// Tells what came of the page of whoever works here, which is kept in step with the folder.
    fn tell_of_page(&mut self, kept: Kept) -> io::Result<()> {
        self.page_typed = None;
        if kept == Kept::Left {
            // What was typed there may be left for long enough by then.
            self.page = Some(watch::now() + PAGE_LEFT);
        }
        match kept {
            Kept::Moved(told) => self.tell(&Event::Page(told)),
            Kept::Same | Kept::Written | Kept::Left | Kept::Barred(_) => Ok(()),
        }
    }

    /// Goes on with sharing: tells what came of it, and begins what is due.
    fn share(&mut self) -> Result<(), WatchError> {
        let Some(sharing) = &mut self.sharing else { return Ok(()) };
        let picture = &self.picture;
        let (events, synced) = sharing.step(&|path| picture.content(path));
        for event in &events {
            self.tell(event)?;
        }
        if synced {
            // What was sent is not unsent any more, though no file changed.
            self.page = Some(watch::now() + SOON);
        }
        Ok(())
    }

    fn or_trouble(
        &mut self,
        snapshot: Result<Snapshot, HostError>,
    ) -> Result<Option<Snapshot>, WatchError> {
        match snapshot {
            Ok(snapshot) => Ok(Some(snapshot)),
            Err(error) => {
                self.tell_trouble(&error)?;
                Ok(None)
            }
        }
    }

    /// FAILURES 44: a folder that is not there says nothing about what is in it.
    fn is_there(&self) -> bool {
        location::is_file(&self.workspace.root().join(WORKSPACE_FILE))
    }

    fn wait_for_the_folder(&mut self) -> Result<(), WatchError> {
        self.fresh = None;
        self.tell(&Event::Gone)?;
        while !self.is_there() {
            self.watch.wait(Some(GONE));
        }
        // Notices are about the folder that was there.
        // It may be another folder that stands there now.
        self.desk = None;
        self.bell = bell(&self.workspace);
        let bell = self.bell.as_deref();
        self.watch = Watch::start(self.workspace.root(), bell, PACE, self.options.looking);
        let told = bell.filter(|_| *self.watch.mode() == Mode::Told);
        self.desk = told.and_then(|bell| Desk::open(bell, false));
        if let Some(sharing) = &mut self.sharing {
            sharing.is_back(self.watch.waker());
        }
        if let Some(under_way) = &mut self.under_way {
            under_way.void = true;
        }
        self.touched.everything();
        self.look(Some(Why::Lost));
        Ok(())
    }

    fn tell_all(&mut self, events: Vec<Event>) -> io::Result<()> {
        for mut event in events {
            if let (Some(sharing), Event::Changed(path, by) | Event::Removed(path, by)) =
                (&mut self.sharing, &mut event)
            {
                let by_hand = self.picture.take_moved(path);
                *by = sharing.changed(path, self.picture.content(path), by_hand);
            }
            self.tell(&event)?;
        }
        Ok(())
    }

    fn tell(&mut self, event: &Event) -> io::Result<()> {
        (self.tell)(event, &Texts(&self.workspace))
    }
}

struct Texts<'a>(&'a Workspace);

impl Sources for Texts<'_> {
    fn text(&self, path: &RepoPath) -> Option<Source> {
        self.0.source(path)
    }
}
