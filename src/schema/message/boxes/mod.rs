//! What a person reads of the boxes on their page: what each decides, and what became of a tick.

mod bokmal;
mod english;

use crate::schema::Language;

messages! {
    /// A text about a box; [`Boxes::text`] says it.
    Boxes;

    /// At the top of a page with boxes.
    Intro,

    // What a tick says
    Accept,
    Return,
    Agree,
    AgreeOn { date: &'a str },
    Disagree,
    Right,
    Correct,
    Answer,
    Start,
    Resume,
    Send,
    Cancel,
    Reopen,

    // What stands below the box
    BelowKind,
    BelowChanges,
    BelowWhy,
    BelowMeant,
    BelowAnswer,

    /// What is written down where somebody was understood rightly.
    RightNote,

    // What became of a tick
    /// The heading above what was ticked and not done.
    NotDone,
    Done { id: &'a str, ticked: &'a str },
    /// What it was about has changed since the page was written.
    Stale { ticked: &'a str },
    Several { ticked: &'a str },
    NoWords { ticked: &'a str },
    /// What was typed under questions is no answer to each of them.
    NoAnswers,
    Secret { ticked: &'a str },
    /// The comment behind the box is gone.
    Unmarked { ticked: &'a str },
    /// Words stood below a box without a tick.
    NotTicked { ticked: &'a str },
    /// An answer that says nothing to some of the questions.
    Unanswered { ticked: &'a str, numbers: &'a [u32] },
    /// What stood below it cannot be taken as it was typed.
    Unfit { ticked: &'a str },
    /// The task was due already.
    Over { ticked: &'a str },
    /// Something is wrong in the task itself: its line as it is written, or what is missing.
    Unready { ticked: &'a str, words: &'a str },
    /// The task itself must not be shared.
    StaysHere { ticked: &'a str, why: &'a str },
    /// Something else than the task stands in the way.
    NotNow { ticked: &'a str },
    /// The file of the task cannot be read.
    Unread { ticked: &'a str },
    /// Where the words of a refused tick are; a part of a sentence.
    Below,
    /// Words that are in nothing that a tick made.
    WordsKept { id: &'a str, ticked: &'a str },
    /// Right below a box that is ticked and has no words yet, with what is written there.
    Needed { below: &'a str },
    /// A tick that may still get its words.
    Waits { id: &'a str, ticked: &'a str },
}

impl Boxes<'_> {
    /// Says it in `language`; one sentence or a few, or a part of one, without a line end.
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::English => english::text(self),
            Language::Bokmal => bokmal::text(self),
        }
    }
}

/// Lists numbers.
fn listed(numbers: &[u32]) -> String {
    numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}
