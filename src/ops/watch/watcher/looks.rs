use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::answers::{Counted, Tips};
use super::{Depth, GONE, PART, SOON, Watcher};
use crate::ops::watch::looker::{Job, News, Seen};
use crate::ops::watch::{Event, WatchError};
use crate::text::RepoPath;
use crate::watch::{self, Why};
use crate::workspace::{HostError, SILENT};

/// Everything is judged anew after so long, though nothing changed: time alone makes some things wrong.
const JUDGED: Duration = Duration::from_secs(3600);

/// The page is made anew after so long, though nothing changed: it says how long ago something was.
const PAGED: Duration = Duration::from_secs(900);

/// After so long, or a multiple of what a look takes, it is tried again to keep what was seen.
const KEPT: Duration = Duration::from_secs(3);

/// It is waited no longer than this for files that go on to change: to look at them, and to tell what a
/// look has found.
const LONGEST: Duration = Duration::from_secs(3);

/// Nobody waits longer for what a change means, however slow looks are.
const SLOWEST: Duration = Duration::from_secs(10);

/// A look that is under way.
pub(super) struct UnderWay {
    why: Option<Why>,
    /// New folders came before it: what is made in them may have been missed.
    doubtful: bool,
    /// Something may have changed since it began.
    pub(super) overtaken: bool,
    /// The folder was gone since it began: it says nothing.
    pub(super) void: bool,
    /// Where the branches stood, where something is counted.
    tips: Option<Tips>,
}

/// Where something may have changed since the last look.
#[derive(Default)]
pub(super) struct Touched {
    paths: BTreeSet<RepoPath>,
    /// Anywhere.
    all: bool,
    /// Time, or a folder that was gone, may have changed what is right.
    everything: bool,
}

/// So many places are looked at alone.
const MOST: usize = 512;

impl Touched {
    pub(super) fn add(&mut self, path: RepoPath) {
        self.paths.insert(path);
        if self.paths.len() > MOST {
            self.anywhere();
        }
    }

    pub(super) fn anywhere(&mut self) {
        self.all = true;
        self.paths.clear();
    }

    /// Time, or another folder in the place of this one, may have changed everything.
    pub(super) fn everything(&mut self) {
        self.everything = true;
    }

    pub(super) fn paths(&self) -> &BTreeSet<RepoPath> {
        &self.paths
    }
}

impl Watcher<'_> {
    /// Begins to look at what may have changed anywhere; `why` is told when it is done.
    pub(super) fn look(&mut self, why: Option<Why>) {
        self.touched.anywhere();
        let slept = matches!(why, Some(Why::Slept));
        self.touched.everything |= slept || self.judged.elapsed() >= JUDGED;
        self.look_where_touched(why);
    }

    /// Looks at everything once it is quiet, or after a while where it is not: while git puts ten thousand
    /// files in their place, some of them are missing.
    pub(super) fn look_when_quiet(&mut self, why: Why) {
        self.touched.anywhere();
        let (since, _) = *self.storm.get_or_insert_with(|| (watch::now(), why));
        if since.elapsed() >= LONGEST { self.look(Some(why)) } else { self.look_within(SOON) }
    }

    /// Begins to judge what changed since the last look, and what that means for others.
    pub(super) fn look_where_touched(&mut self, why: Option<Why>) {
        self.unsure = None;
        let why = why.or(self.storm.take().map(|(_, why)| why));
        if self.under_way.is_some() {
            self.again = Some(why.or(self.again.flatten()));
            return;
        }
        let touched = std::mem::take(&mut self.touched);
        let depth = if touched.everything {
            Depth::Everything
        } else {
            let paths = (!touched.all).then_some(touched.paths);
            Depth::Changes { paths, more: self.picture.open() }
        };
        let doubtful = std::mem::take(&mut self.doubtful);
        self.send(depth, why, doubtful);
    }

    /// Has the page of whoever works here kept in step, where that is due and possible.
    pub(super) fn keep_page(&mut self) {
        if Self::is_due(self.page)
            && self.under_way.is_none()
            && let Some(generation) = self.fresh
        {
            self.page = None;
            self.send(Depth::Nothing(generation), None, false);
        }
    }

    /// Lets the other thread look.
    pub(super) fn send(&mut self, depth: Depth, why: Option<Why>, doubtful: bool) {
        let page = matches!(depth, Depth::Nothing(_));
        if !page {
            self.picture.look_begins();
        }
        let count = page && self.is_wanted();
        let tips = count.then(|| self.tips());
        self.looker
            .look(Job { now: (self.options.clock)(), depth, page, count }, self.watch.waker());
        self.under_way = Some(UnderWay { why, doubtful, overtaken: false, void: false, tips });
    }

    /// Takes in what was looked at, where that is done, and begins what was wanted meanwhile.
    pub(super) fn take_seen(&mut self) -> Result<(), WatchError> {
        let Some(seen) = self.looker.seen()? else { return Ok(()) };
        let Some(under_way) = self.under_way.take() else { return Ok(()) };
        // FAILURES 44: nor does a look say anything that was under way when the folder went.
        if under_way.void || !self.is_there() {
            self.touched.everything = true;
        } else {
            self.take(seen, under_way)?;
        }
        if let Some(why) = self.again.take() {
            self.look_where_touched(why);
        }
        Ok(())
    }

    fn take(&mut self, seen: Seen, under_way: UnderWay) -> Result<(), WatchError> {
        if let Err(error) = seen.looked {
            self.doubtful |= under_way.doubtful;
            self.touched.everything = true;
            return self.tell_trouble(&error);
        }
        self.fresh = seen.kept.filter(|_| !under_way.overtaken);
        let counted = seen.short.zip(under_way.tips);
        self.short = counted.map(|(short, tips)| Counted { tips, at: seen.began, short });
        if let Some(page) = seen.page {
            self.page_took = seen.took;
            self.page_made = watch::now();
            self.tell_of_page(page)?;
        }
        if matches!(seen.news, News::Nothing) {
            return Ok(());
        }
        if let Some(why) = under_way.why.filter(|why| *why != Why::Time) {
            self.tell(&Event::Rescan(why))?;
        }
        self.took = seen.took;
        self.watch.looked();
        let nothing = matches!(&seen.news, News::Some(anew) if anew.is_empty());
        self.take_news(seen.news, seen.began, under_way.overtaken)?;
        // After each change, and once in a while; where that takes long, not at once.
        let next = self.page_made + if nothing { PAGED } else { self.page_took * PART };
        if !nothing || next <= watch::now() {
            self.page = Some(next.max(watch::now()));
        }
        if under_way.doubtful {
            self.fresh = None;
            self.touched.anywhere();
            self.look_within(SOON);
        } else if seen.kept.is_none() && self.desk.is_some() && !self.tried {
            // Another command was faster, and most likely wrote the same.
            self.tried = true;
            self.touched.anywhere();
            self.look_within(KEPT.max(self.took * PART));
        }
        Ok(())
    }

    fn take_news(&mut self, news: News, began: Instant, overtaken: bool) -> Result<(), WatchError> {
        let touched = self.picture.was_looked_at();
        match news {
            News::Nothing => return Ok(()),
            News::Some(anew) => self.picture.take_in(anew),
            News::All(all) => {
                self.judged = began;
                let before = std::mem::replace(&mut self.picture, *all);
                self.picture.take_over(before);
            }
        }
        // What was seen while files came and went may have passed already; where that goes on, it is
        // told all the same.
        let kept_back = *self.kept_back.get_or_insert(began);
        if !overtaken || kept_back.elapsed() >= LONGEST {
            self.kept_back = None;
            self.tell_what_differs()?;
        }
        if touched {
            // What that means for others is still to be looked at.
            self.look_within(self.pace());
        }
        Ok(())
    }

    fn tell_what_differs(&mut self) -> Result<(), WatchError> {
        let near = std::cell::OnceCell::new();
        let workspace = &self.workspace;
        let title = |path: &RepoPath| {
            let near = near.get_or_init(|| workspace.near(None, SILENT).ok()).as_ref()?;
            Some(near.near().record(path)?.title.to_string())
        };
        let events = self.picture.tell(&title);
        Ok(self.tell_all(events)?)
    }

    /// Returns how long after a change is looked for what it means for others.
    pub(super) fn pace(&self) -> Duration {
        SOON.max((self.took * PART).min(SLOWEST))
    }

    pub(super) fn tell_trouble(&mut self, error: &HostError) -> Result<(), WatchError> {
        self.tell(&Event::Trouble(error.to_string()))?;
        self.touched.anywhere();
        self.look_within(GONE);
        Ok(())
    }

    pub(super) fn look_within(&mut self, time: Duration) {
        self.unsure = Some(watch::now() + time);
    }

    /// Tells whether something is due.
    pub(super) fn is_due(at: Option<Instant>) -> bool {
        at.is_some_and(|at| at <= watch::now())
    }
}
