//! What a person reads of a day: what waits for whom, since when, and what to do about it.
//!
//! Nothing here says “you” but the headings, so that the same words tell what another person sees.

mod bokmal;
mod english;

use crate::schema::Language;

messages! {
    /// A text about what waits for whom; [`Daily::text`] says it.
    Daily;

    // Headings
    WaitsForYou,
    WaitsFor { name: &'a str },
    NothingWaits,
    NothingWaitsFor { name: &'a str },
    /// Not all could be looked at.
    NothingSeen { unread: &'a str },
    /// What assistants said about how they understood tasks of this person.
    HowUnderstood,
    YouWaitFor,
    /// What others owe that person.
    OthersOwe { name: &'a str },
    NewInDays { days: usize },
    ToSettle,
    StaysHere,
    /// Files that look like documents and are read as none.
    NotRead,
    NameEndsInText { file: &'a str, better: &'a str },
    /// A reply or a review that names no task.
    SaidAboutNothing { file: &'a str },
    /// One that calls itself something that nobody says about a task; the words that are known.
    SaysNoMove { file: &'a str, written: &'a str, known: &'a str },
    /// Files that were saved over what had come in meanwhile.
    SavedOver,
    /// Routines of which nothing is made.
    NothingMade,
    NothingMadeOf { routine: &'a str, why: &'a str },
    RoutineUnread,
    RoutineRests,
    RoutineOfNobody,
    RoutineUnsaid,
    /// How many of them are shown.
    ShownOf { shown: usize, count: usize },
    /// Where the rest is.
    Rest { command: &'a str },
    /// Above what another person sees.
    SeenBy { name: &'a str },
    AwayUntil { day: &'a str },
    StandsInFor { name: &'a str },
    StandsInForYou,
    StoodInBy { name: &'a str },
    /// How old what is known is.
    KnownSince { when: &'a str },
    NeverShared,

    // Why it waits for this person
    New { who: &'a str },
    Corrected { who: &'a str, gist: &'a str },
    Asks { who: &'a str, gist: &'a str },
    AsksAside { who: &'a str, gist: &'a str },
    Proposes { who: &'a str, gist: &'a str },
    ProposesDate { who: &'a str, date: &'a str, gist: &'a str },
    Delivered { who: &'a str, gist: &'a str },
    /// Whoever delivered it, standing in, is the only one who could accept it.
    OwnWork { who: &'a str },
    SentBack { who: &'a str, gist: &'a str },
    Declined { who: &'a str, gist: &'a str },
    LaidAside { gist: &'a str },
    LaidAsideUntil { day: &'a str, gist: &'a str },
    /// That day has come.
    LaidAsideTillNow { day: &'a str, gist: &'a str },
    Confirmed,
    TermsChanged,
    UnderWay,
    Draft,
    /// It has the status, and lacks something all the same.
    NotYetSent { lacks: &'a str },
    /// The same, and somebody was at work on it.
    GoesToNobody { had: &'a str, lacks: &'a str },
    LacksAssignee,
    LacksOneAssignee,
    LacksKnownSender { who: &'a str },
    /// `to` says something else than a short name; these are.
    /// `more` is how many there are beside those who are named.
    LacksPerson { who: &'a str, names: &'a str, more: usize },
    LacksDue,
    LacksReadableDue,
    /// It was due before it was sent.
    LacksDueToCome,
    /// Somebody else has sent it in the reader's name.
    LacksSender { who: &'a str },
    LacksResult,
    LacksDoneWhen,

    // What others owe
    OwesConfirm { who: &'a str },
    OwesReconfirm { who: &'a str },
    OwesAnswer { who: &'a str },
    OwesJudgement { who: &'a str },
    OwesJudgementOfProposal { who: &'a str },
    OwesDecision { who: &'a str },
    OwesStart { who: &'a str },
    OwesWork { who: &'a str },
    OwesChanges { who: &'a str },
    OwesResuming { who: &'a str },
    OwesSending { who: &'a str },
    /// Somebody else has sent it in their name.
    /// Somebody stands in for whoever has confirmed it.
    OwesBeginning { who: &'a str },
    OwesOwnWord { who: &'a str, by: &'a str },

    // Since when, and until when
    Since { when: &'a str },
    NotSharedYet,
    AnswerDue { when: &'a str },
    AnswerOverdue { when: &'a str },
    ReviewDue { when: &'a str },
    ReviewOverdue { when: &'a str },
    NeededBy { when: &'a str },
    /// What whoever asks does then.
    WithoutAnswer { gist: &'a str },
    /// Whoever asks would rather talk about it.
    CallAsked,
    /// Much was asked about it by now.
    CallSuggested,
    Due { when: &'a str },
    Late { when: &'a str },
    AtRisk { needed: &'a str, free: &'a str },
    /// The status says more than was said.
    Claims { status: &'a str },
    ClaimsAccepted { status: &'a str },
    ClaimsUndelivered { status: &'a str },
    /// What to do about a status that does not count.
    SetBack { state: &'a str },
    /// The same; `line` is what a text file begins with that shows it.
    SetBackOrSay { state: &'a str, line: &'a str },
    /// What somebody said last does not count.
    SaidInVain { who: &'a str, why: &'a str },
    /// What somebody did, behind their name, does not count.
    InVain { said: &'a str, why: &'a str },
    VainForNamed { names: &'a str },
    VainForOthers,
    /// The status that the task had.
    VainThen { status: &'a str },
    VainNotThis,
    VainOwnWork,
    VainFiled { who: &'a str },
    /// What others changed of what a task asks for.
    Amended { who: &'a str, what: &'a str },
    /// What cannot be read of a task that goes on all the same.
    ToMend { what: &'a str },
    ThereItIs { time: &'a str },

    // What to do
    Right { command: &'a str },
    /// Behind what somebody understood, who also said so.
    CannotMeet,
    OtherDate { date: &'a str, command: &'a str },
    /// Behind a question, where the same reply asks more.
    MoreQuestions { count: usize },
    HeldBackSince { path: &'a str, reason: &'a str },
    Unreadable { path: &'a str },

    // The page for those who open no terminal
    /// The title.
    Page { workspace: &'a str },
    PageIntro { notes: &'a str },
    /// The heading below which a person's own text stays.
    Notes,
    /// A folder or a link has the page's name.
    PageBarred { page: &'a str },
    /// A file of somebody's own that everybody has.
    PageBarredOwn { page: &'a str },
    /// What is no text in any encoding that is known.
    PageBarredEncoding { page: &'a str },
    /// More than is read.
    PageBarredLarge { page: &'a str },
    /// It may not be read.
    PageBarredClosed { page: &'a str },
    /// What was typed elsewhere in the page.
    PageKept { page: &'a str, notes: &'a str },
    /// Its person has another language now.
    PageRenamed { page: &'a str, old: &'a str },
    PageNew { folder: &'a str },
    HowSend { task: &'a str },
    HowMend { task: &'a str },
    HowNameJudge { task: &'a str },
    HowConfirm { folder: &'a str },
    HowDeliver { folder: &'a str },
    HowAnswer { file: &'a str },
    HowOtherDate { task: &'a str },
    HowSettle { note: &'a str },
    TheFolder { path: &'a str },
    /// The words of a link to a task's file.
    TheTask,
    /// The words of a link to what was said.
    ThisFile,
}

impl Daily<'_> {
    /// Says it in `language`; one sentence or a few, or a part of one, without a line end.
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::English => english::text(self),
            Language::Bokmal => bokmal::text(self),
        }
    }
}
