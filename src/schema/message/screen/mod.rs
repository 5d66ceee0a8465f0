//! What stands on the live screen: names of its parts, short words for what is wanted, its keys.

mod bokmal;
mod english;

use crate::schema::Language;

messages! {
    /// A text on the live screen; [`Screen::text`] says it.
    Screen;

    // Parts of the screen, and what stands in them when there is nothing
    Settle,
    NothingToSettle,
    Problems,
    NoProblems,
    Log,
    NothingSince { time: &'a str },
    AwaitNobody,
    Reading,
    ReadingCount { done: usize, total: usize },
    /// Whoever works here is not among the people.
    Unknown,
    NothingFits,

    // What is wanted, in a word or two
    Confirm,
    Reconfirm,
    Answer,
    Judge,
    JudgeProposal,
    Decide,
    Start,
    Deliver,
    Mend,
    Resume,
    Send,

    // How pressing it is, in a word or two
    Late,
    Overdue,
    AtRisk,
    Due { when: &'a str },
    /// How somebody understood it.
    Understood { who: &'a str, gist: &'a str },

    // Sharing
    Synced { time: &'a str },
    /// What was moved on by hand is sent then.
    MoveGoes { time: &'a str },
    Syncing,
    OfflineSince { time: &'a str },
    Stopped { reason: &'a str },

    // What happened
    Saved { path: &'a str },
    Removed { path: &'a str },
    WaitsNow { task: &'a str, who: &'a str },
    WaitsForNobody { task: &'a str },
    Rescanned,
    FolderGone,
    Looking { why: &'a str },
    Ended { why: &'a str },

    // Keys, in the line at the bottom
    KeyMove,
    KeyPane,
    KeyOpen,
    KeyConfirm,
    KeySync,
    KeySettle,
    KeyUndo,
    KeyFilter,
    KeyHelp,
    KeyQuit,

    // Keys, in the help
    HelpTitle,
    HelpMove,
    HelpPages,
    HelpPane,
    HelpOpen,
    HelpConfirm,
    HelpSync,
    HelpSettle,
    HelpUndo,
    HelpFilter,
    HelpSuspend,
    HelpQuit,

    // Questions and answers
    FilterFor,
    OnlyWhatFits { query: &'a str },
    UndoTitle,
    /// What was shown is not what there is to take back any more.
    UndoMoved,
    LookingForSent,
    YesOrNo,
    ChooseOne,
    Close,
    Opened { path: &'a str },
    NothingToConfirm,
    LookingForAll,
    NothingToOpen,
    Busy,
    NoShell,
    TooSmall,
}

impl Screen<'_> {
    /// Says it in `language`; a few words, or one sentence.
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::English => english::text(self),
            Language::Bokmal => bokmal::text(self),
        }
    }
}
