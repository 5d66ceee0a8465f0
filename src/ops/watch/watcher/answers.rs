use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::Watcher;
use crate::ops::Place;
use crate::ops::status::{Short, counted};
use crate::ops::story::tip_of;
use crate::ops::watch::desk::Desk;
use crate::store::{CommitId, Repo};
use crate::sync::shared_tip;
use crate::watch;
use crate::watch::live::{Answer, Want};
use crate::workspace::{SILENT, Workspace};

/// So long it is remembered what one line tells, where nothing changes: something may be late by then.
const COUNTED: Duration = Duration::from_secs(60);
/// So long after somebody asked for it, it is counted before they ask again.
const WANTED: Duration = Duration::from_secs(600);

/// What one line told at a moment.
pub(super) struct Counted {
    /// Where the branch stood, and the shared one.
    tips: (Option<CommitId>, Option<CommitId>),
    at: Instant,
    short: Short,
}

/// Returns the folder by which others are answered, where they can be.
pub(super) fn bell(workspace: &Workspace) -> Option<PathBuf> {
    Desk::bell(Repo::open(workspace.root()).ok()?.git_dir())
}

impl Watcher<'_> {
    /// Looks at the folder for the index alone, which others read.
    pub(super) fn bring_in_step(&mut self) {
        self.refresh = None;
        if self.desk.is_some() && !self.doubtful {
            let snapshot = self.workspace.snapshot(Some((self.options.clock)()), SILENT);
            self.fresh = snapshot.ok().and_then(|snapshot| snapshot.index().kept());
            self.keep_short();
        }
    }

    /// Answers those who have asked.
    pub(super) fn answer(&mut self) {
        let rung = self.watch.take_rung();
        let Some(desk) = self.desk.take() else { return };
        desk.answer(rung, &mut |want| match want {
            Want::Fresh => match self.fresh {
                Some(generation) => Answer::Fresh { generation },
                None => Answer::Stale,
            },
            Want::Short => {
                self.asked = Some(watch::now());
                self.short().map_or(Answer::Stale, Answer::Short)
            }
        });
        self.desk = Some(desk);
    }

    /// Counts what one line tells, or remembers it.
    fn short(&mut self) -> Option<Short> {
        let generation = self.fresh?;
        let repo = Repo::open(self.workspace.root()).ok()?;
        let tips = (tip_of(&repo).ok()?, shared_tip(&repo).ok()?);
        if let Some(known) = &self.short
            && known.tips == tips
            && known.at.elapsed() < COUNTED
        {
            return Some(known.short);
        }
        let now = (self.options.clock)();
        let snapshot = self.workspace.near(Some(now.clone()), SILENT).ok()?;
        snapshot.index().trust(generation);
        let short = counted(&Place::of(snapshot), &now).ok()?;
        self.short = Some(Counted { tips, at: watch::now(), short });
        Some(short)
    }

    /// Counts anew while somebody wants it again and again, as a prompt does.
    pub(super) fn keep_short(&mut self) {
        self.short = None;
        if self.asked.is_some_and(|at| at.elapsed() < WANTED) {
            self.short();
        }
    }
}
