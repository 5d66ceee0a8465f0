//! What a person reads while the folder is shared by itself.

mod bokmal;
mod english;

use crate::schema::Language;

messages! {
    /// A text about what is done by itself; [`Live::text`] says it.
    Live;

    /// At the beginning.
    SharesByItself { seconds: usize },
    /// A move made by hand waits, so that it can be taken back.
    MoveWaits { seconds: usize },
    /// Whatever was in the way, it is tried again.
    TriedAgain,
    /// The shared place answers again.
    BackInReach,
    /// What hindered sharing is over.
    SharesAgain,
    /// A sync that failed for a reason of this machine.
    Failed { reason: &'a str },

    // What happens in a folder that is watched, line by line
    /// How many files are watched, and what is wrong with them.
    Watching { files: usize, errors: usize, warnings: usize },
    Saved { path: &'a str },
    Removed { path: &'a str },
    /// Nothing is wrong with a file any more.
    Mended { path: &'a str },
    /// Where a task stands now, and for whom it waits.
    WaitsNow { task: &'a str, title: &'a str, status: &'a str, who: &'a str },
    WaitsForNobody { task: &'a str, title: &'a str, status: &'a str },
    Slept,
    Rescanned,
    FolderGone,
    /// The system does not tell of changes.
    Looking { why: &'a str },

    // One line for a prompt
    ShortWaiting { count: usize },
    ShortLate { count: usize },
    ShortUnsent { count: usize },
    ShortConflicts { count: usize },
    ShortHeldBack { count: usize },
    /// Folders that could not be read, so that not all is counted.
    ShortUnread { count: usize },
    /// Nothing of all that.
    ShortNothing,
    /// It was counted then, and not since.
    ShortAsOf { when: &'a str },

    // On the desktop
    WaitsForYou { count: usize },
}

impl Live<'_> {
    /// Says it in `language`; one sentence or a few, or a part of one, without a line end.
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::English => english::text(self),
            Language::Bokmal => bokmal::text(self),
        }
    }
}
