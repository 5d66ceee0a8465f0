use std::time::{Duration, Instant};

use super::answers::{Counted, Tips};
use super::{Depth, GONE, PART, SOON, Watcher};
use crate::ops::watch::looker::{Job, Seen};
use crate::ops::watch::{Event, WatchError};
use crate::watch::{self, Why};
use crate::workspace::{HostError, Snapshot};

/// Everything is judged anew after so long, though nothing changed: time alone makes some things wrong.
const JUDGED: Duration = Duration::from_secs(3600);

/// After so long, or a multiple of what a look takes, it is tried again to keep what was seen.
const KEPT: Duration = Duration::from_secs(3);

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

impl Watcher<'_> {
    /// Begins to look at everything; `why` is told when it is done.
    pub(super) fn look(&mut self, why: Option<Why>) {
        self.unsure = None;
        if self.under_way.is_some() {
            self.again = Some(why.or(self.again.flatten()));
            return;
        }
        let is_time = why == Some(Why::Time) && self.judged.elapsed() < JUDGED;
        let unless = self.fresh.filter(|_| is_time);
        self.refresh = None;
        let doubtful = std::mem::take(&mut self.doubtful);
        self.send(Depth::Everything { unless }, why, doubtful);
    }

    /// Begins to look at the folder for the index alone, which others read.
    pub(super) fn bring_in_step(&mut self) {
        self.refresh = None;
        if self.under_way.is_some() {
            self.refresh = Some(watch::now() + SOON);
        } else if self.desk.is_some() && !self.doubtful {
            self.send(Depth::Index, None, false);
        }
    }

    /// Lets the other thread look.
    pub(super) fn send(&mut self, depth: Depth, why: Option<Why>, doubtful: bool) {
        if matches!(depth, Depth::Everything { .. }) {
            self.picture.look_begins();
        }
        let count = matches!(depth, Depth::Nothing(_)) || self.is_wanted();
        let tips = count.then(|| self.tips());
        let page = matches!(depth, Depth::Everything { .. });
        let job = Job { now: (self.options.clock)(), depth, page, count };
        self.looker.look(job, self.watch.waker());
        self.under_way = Some(UnderWay { why, doubtful, overtaken: false, void: false, tips });
    }

    /// Takes in what was looked at, where that is done, and begins what was wanted meanwhile.
    pub(super) fn take_seen(&mut self) -> Result<(), WatchError> {
        let Some(seen) = self.looker.seen()? else { return Ok(()) };
        let Some(under_way) = self.under_way.take() else { return Ok(()) };
        // FAILURES 44: nor does a look say anything that was under way when the folder went.
        if !under_way.void && self.is_there() {
            self.take(seen, &under_way)?;
        } else if let Some((picture, _)) = seen.picture {
            self.looker.forget(picture, seen.snapshot.ok());
        }
        if let Some(why) = self.again.take() {
            self.look(why);
        }
        Ok(())
    }

    fn take(&mut self, seen: Seen, under_way: &UnderWay) -> Result<(), WatchError> {
        let snapshot = match seen.snapshot {
            Ok(snapshot) => snapshot,
            Err(error) => {
                self.doubtful |= under_way.doubtful;
                return self.tell_trouble(&error);
            }
        };
        let kept = snapshot.index().kept();
        self.fresh = kept.filter(|_| !under_way.overtaken);
        if kept.is_none() {
            // Another command was faster, and most likely wrote the same.
            self.refresh = Some(watch::now() + KEPT.max(seen.took * PART));
        }
        let counted = seen.short.zip(under_way.tips);
        self.short = counted.map(|(short, tips)| Counted { tips, at: seen.began, short });
        let Depth::Everything { .. } = seen.depth else { return Ok(()) };
        if let Some((picture, _)) = seen.picture {
            self.judged = seen.began;
            self.take_over(picture, snapshot, under_way, seen.took)?;
        }
        self.watch.looked();
        Ok(self.tell_of_page(seen.page)?)
    }

    fn take_over(
        &mut self,
        mut picture: super::Picture,
        snapshot: Snapshot,
        under_way: &UnderWay,
        took: Duration,
    ) -> Result<(), WatchError> {
        let touched = self.picture.was_looked_at();
        picture.take_over(&mut self.picture);
        picture.took = took;
        if let Some(why) = under_way.why.filter(|why| *why != Why::Time) {
            self.tell(&Event::Rescan(why))?;
        }
        let before = std::mem::replace(&mut self.picture, picture);
        let events = self.picture.since(&before, &snapshot);
        self.looker.forget(before, Some(snapshot));
        self.tell_all(&events)?;
        if under_way.doubtful {
            self.fresh = None;
            self.look_within(SOON);
        } else if touched {
            // What that means for others is still to be looked at.
            self.look_within(SOON.max(took * PART));
            self.refresh = Some(watch::now() + SOON);
        }
        Ok(())
    }

    pub(super) fn tell_trouble(&mut self, error: &HostError) -> Result<(), WatchError> {
        self.tell(&Event::Trouble(error.to_string()))?;
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
