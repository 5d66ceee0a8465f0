use crate::ops::live::{Page, Sharing};
use crate::text::RepoPath;

/// Something that the screen reacts to.
#[derive(Clone, Debug)]
pub(super) enum Event {
    Key(Key),
    /// The window has another size now.
    Resized,
    /// Another minute has begun.
    Minute,
    /// So many of so many files are read, before there is a first page.
    Read {
        done: usize,
        total: usize,
    },
    Page(Box<Page>),
    Happened(Happening),
    Sharing(Sharing),
    /// The work in the background is done; what there is to say, on one line.
    Done(Option<String>),
    /// It is done, and there is more to read.
    Told {
        title: String,
        lines: Vec<String>,
    },
    /// What taking back would change, line by line.
    Undo(Vec<String>),
    /// What the system asks of a program.
    Signal(Signal),
    /// The terminal is gone, or a part of the program is.
    Broken(Broken),
}

/// Something that was seen in the folder, or shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Happening {
    Saved(RepoPath),
    Removed(RepoPath),
    /// A task waits for this person now, or for nobody.
    Handoff {
        path: RepoPath,
        id: String,
        title: String,
        to: Option<String>,
    },
    Sent(Vec<RepoPath>),
    Received(Vec<RepoPath>),
    Rescanned,
    Gone,
    Looking(String),
    Trouble(String),
    /// The watch is over, for this reason.
    Ended(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signal {
    /// End, as this signal wants it.
    End(i32),
    /// Stop until somebody lets the program go on.
    Stop,
    /// It goes on, and the terminal may have been somebody else's.
    GoOn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    Terminal,
    Program,
}

/// A key that was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Char(char),
    Ctrl(char),
    Enter,
    Escape,
    Tab,
    BackTab,
    Backspace,
    Up,
    Down,
    PageUp,
    PageDown,
    Home,
    End,
}

/// Something that the runner is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Quit,
    Suspend,
    Open {
        path: RepoPath,
        line: Option<usize>,
    },
    /// Lets the person say how they understood the task of this id.
    Confirm(String),
    Filter(String),
    /// Tells all that waits, not only what presses most.
    All,
    /// Tells the same page by the clock of now.
    Again,
    Job(Job),
}

/// Work in the background, one at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Job {
    Sync,
    LookForSent,
    /// Takes back what was looked for last.
    TakeBack,
    Settle {
        note: RepoPath,
        take: bool,
    },
}
