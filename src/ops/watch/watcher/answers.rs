use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::{Depth, TICK, Watcher};
use crate::ops::status::Short;
use crate::ops::story::tip_of;
use crate::ops::watch::desk::Desk;
use crate::store::{CommitId, Repo};
use crate::sync::shared_tip;
use crate::watch::live::{Answer, Want};
use crate::watch::{self, Mode};
use crate::workspace::Workspace;

/// After so long it is counted anew, though nothing changed: something may be late by then.
const COUNTED: Duration = Duration::from_secs(30);
/// After so long it is not told any more.
const OLD: Duration = Duration::from_secs(120);
/// So long after somebody asked for it, it is counted before they ask again.
const WANTED: Duration = Duration::from_secs(600);

/// Where the branch stands, and the shared one.
pub(super) type Tips = (Option<CommitId>, Option<CommitId>);

/// What one line told at a moment.
pub(super) struct Counted {
    pub(super) tips: Tips,
    pub(super) at: Instant,
    pub(super) short: Short,
}

/// Returns the folder by which others are answered, where they can be.
pub(super) fn bell(workspace: &Workspace) -> Option<PathBuf> {
    Desk::bell(Repo::open(workspace.root()).ok()?.git_dir())
}

impl Watcher<'_> {
    /// Answers from now on where another watch has done so, once that has ended.
    pub(super) fn take_over(&mut self) {
        if self.desk.is_none()
            && *self.watch.mode() == Mode::Told
            && Self::is_due(Some(self.desk_due))
        {
            self.desk_due = watch::now() + TICK;
            self.desk = self.bell.as_deref().and_then(|bell| Desk::open(bell, false));
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

    /// Returns what one line told a moment ago, where nothing has changed since; has it counted anew
    /// where that was not just now.
    fn short(&mut self) -> Option<Short> {
        let generation = self.fresh?;
        let tips = self.tips();
        let known = self.short.as_ref().filter(|known| known.tips == tips);
        let known = known.map(|known| (known.short, known.at.elapsed()));
        if known.is_none_or(|(_, age)| age > COUNTED) && self.under_way.is_none() {
            self.send(Depth::Nothing(generation), None, false);
        }
        known.filter(|(_, age)| *age < OLD).map(|(short, _)| short)
    }

    /// Tells whether somebody wants it again and again, as a prompt does.
    pub(super) fn is_wanted(&self) -> bool {
        self.asked.is_some_and(|at| at.elapsed() < WANTED)
    }

    /// Returns where the branch stands, and the shared one.
    pub(super) fn tips(&self) -> Tips {
        let Ok(repo) = Repo::open(self.workspace.root()) else { return (None, None) };
        (tip_of(&repo).ok().flatten(), shared_tip(&repo).ok().flatten())
    }
}
