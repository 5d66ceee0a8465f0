//! What stands in a mail to a person, beside what a day says of the same thing.

mod bokmal;
mod english;

use crate::schema::Language;

messages! {
    /// A text of a mail; [`Letter::text`] says it.
    Letter;

    Greeting { name: &'a str },
    Closing { sender: &'a str },
    /// In whose time the mail tells times.
    Zone { zone: &'a str },
    /// The subject of a mail about a whole day.
    DaySubject { day: &'a str },
    /// Above a plan.
    PlanOf { who: &'a str },

    // Headings
    WhatIsAsked,
    Questions,
    WhatWasSaid { who: &'a str },
    HowToAnswer,
    TheTask,
    TheBrief,
    TheRoutine,

    // What is asked of the reader
    AskAnswer,
    AskConfirm,
    AskReconfirm,
    AskStart,
    AskDeliver,
    AskMend,
    AskJudge,
    AskJudgeProposal,
    AskDecide,
    AskSend,
    AskResume,

    // How to answer
    HowAnswer { id: &'a str },
    HowReply { id: &'a str },
    HowSeveral { example: &'a str },
    /// What only the reader's own hand can do, and where.
    NotByMail { path: &'a str },
    /// Above a command that signs, for whoever has a key.
    HowToSign { path: &'a str },
    /// Below it.
    ThenPaste,
}

impl Letter<'_> {
    /// Says it in `language`; one sentence or a few, without a line end behind the last.
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::English => english::text(self),
            Language::Bokmal => bokmal::text(self),
        }
    }
}
