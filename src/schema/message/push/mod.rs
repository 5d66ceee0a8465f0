//! What a person reads of a push: what goes to whom, what has come, and why something may not.
//!
//! A reason follows the file that it is about, and says what to do.

mod bokmal;
mod english;

use crate::schema::Language;

messages! {
    /// A text about a push; [`Push::text`] says it.
    Push;

    // What goes and what comes
    /// Which items wait for another person once they are shared.
    GoesTo { count: usize, who: &'a str, items: &'a str },
    /// An item on which somebody was at work names nobody in `to` who is here.
    GoesToNobody { item: &'a str, had: &'a str },
    /// How many files came, and what waits for this person now.
    Arrived { count: usize },
    WaitsForYou { count: usize, items: &'a str },

    // The whole
    NotAccepted { count: usize },
    NotSent { count: usize },
    MustNotGo { count: usize },
    MoreReasons { count: usize },
    /// A reason, the file, and the version that it is about.
    AtFile { path: &'a str, version: &'a str, why: &'a str },
    AtVersion { version: &'a str, why: &'a str },
    SecretAdvice,
    /// What to do about a version that is not taken as it is.
    VersionAdvice { command: &'a str },
    /// Before it is recorded.
    SecretStays,

    // Who may what
    SettingsOf { who: &'a str },
    AgreementOf { who: &'a str },
    PersonOf { who: &'a str },
    PersonField { field: &'a str, who: &'a str },
    OwnField { field: &'a str },
    EmailOf { who: &'a str },
    InNameOf { who: &'a str, you: &'a str },
    ActingFor { who: &'a str },
    CapturedYes,
    OwnWork,
    MoveOf { step: &'a str, who: &'a str, you: &'a str },
    StatusOf { status: &'a str, who: &'a str, you: &'a str },
    Party { field: &'a str },
    TaskRemoved,
    RoutineOf { who: &'a str, managers: &'a str },
    RoutineOfNobody { who: &'a str },
    WordsOf { who: &'a str },
    WordsOfSomebody,
    /// A client or a lead.
    Managers,
    /// Whoever may make a move.
    TheSender,
    TheAssignee,
    TheApprover,
    TheLead,
    Anyone,

    // What must be in no push
    Secret { what: &'a str },
    /// In what a version says of itself.
    SecretMessage { what: &'a str },
    Hostile,
    NotText,
    Commands,
    NoFile,
    NoPusher,
    UnknownPusher { account: &'a str },
    UnknownAuthor { email: &'a str },
    Unsigned,
    NotFirst { you: &'a str },
    Rewound,
    Removed,
    NoHistory,
    TooMany { count: usize, most: usize },
    TooMuch,
    ManyParents,
    Entangled,
    NoWorkspace,
    NewerFormat { format: u32 },
}

impl Push<'_> {
    /// Says it in `language`, without a line end.
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::English => english::text(self),
            Language::Bokmal => bokmal::text(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_and_several_go() {
        let check = |count: usize, english: &str, bokmal: &str| {
            let message = Push::GoesTo { count, who: "Kari", items: "ola-1" };
            assert_eq!(message.text(Language::English), english);
            assert_eq!(message.text(Language::Bokmal), bokmal);
        };
        check(1, "1 item goes to Kari: ola-1", "1 sak går til Kari: ola-1");
        check(3, "3 items go to Kari: ola-1", "3 saker går til Kari: ola-1");
    }
}
