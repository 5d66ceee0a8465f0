//! The catalogue of what people read who never chose to use a program: each text in each language.
//!
//! One enum for all messages, one file a language with an exhaustive match, so that a text that
//! lacks a language does not compile. Names of files, people and fields come in as they are.

mod bokmal;
mod english;
mod held_back;
mod mended;
mod names;
mod said;
mod speech;
mod when;

use super::Language;

pub use held_back::held_back_reason;
pub use mended::MendedPart;
pub use names::name_reason;
pub use said::said_words;
pub use speech::{TwoMoments, date_words, moment_words, two_moments};
pub use when::{Worked, clock_words, short_words, time_words, when_words};

/// Defines a part of the catalogue and, for the tests, one sample of each message with a mark for
/// every placeholder.
macro_rules! messages {
    ($(#[$about:meta])* $part:ident; $($(#[$doc:meta])* $name:ident $({ $($field:ident: $type:ty),* $(,)? })?,)*) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $part<'a> {
            $($(#[$doc])* $name $({ $($field: $type),* })?,)*
        }

        /// Returns every message once, with the marks that its text must hold.
        #[cfg(test)]
        pub(super) fn samples<'a>() -> Vec<($part<'a>, Vec<String>)> {
            vec![$({
                #[allow(unused_mut, reason = "a message without placeholders has no marks")]
                let mut marks: Vec<String> = Vec::new();
                let message = $part::$name $({ $($field: {
                    let (value, mark) =
                        <$type as crate::schema::message::tests::Sample>::sample(stringify!($field));
                    marks.push(mark);
                    value
                }),* })?;
                (message, marks)
            }),*]
        }
    };
}

mod barrier;
mod lapse;
mod boxes;
mod daily;
mod letter;
mod live;
mod pace;
mod push;
mod reach;
mod screen;

pub use barrier::Barrier;
pub use boxes::Boxes;
pub use daily::Daily;
pub use lapse::Lapse;
pub use letter::Letter;
pub use live::Live;
pub use pace::Pace;
pub use push::Push;
pub use reach::Reach;
pub use screen::Screen;

messages! {
    /// A text for people; [`Message::text`] says it.
    Message;

    // What a sync did
    /// Nothing to send, nothing to fetch.
    UpToDate,
    SentFiles { count: usize },
    ReceivedFiles { count: usize },
    /// What a dry run would send.
    WouldSendFiles { count: usize },
    /// What a dry run would fetch.
    WouldReceiveFiles { count: usize },
    /// The remote cannot be reached; the work is safe here.
    Offline,
    /// The heading of the files that are held back.
    HeldBackHeading { count: usize },
    /// One of them.
    HeldBackFile { path: &'a str, reason: &'a str },
    /// A deletion that waits, since another held-back file may be what became of the file.
    HeldBackWaits { other: &'a str },
    /// A file whose name, or whose folder's name, another one has for the others until its own
    /// removal is shared.
    HeldBackName { other: &'a str },
    /// Everybody knows it by this id, and it says another.
    HeldBackKnownAs { id: &'a str },
    HeldBackUndecided { other: &'a str },
    /// What to do about them.
    HeldBackAdvice,
    /// A status set by hand was taken for the review that it is.
    ReviewWritten { id: &'a str, path: &'a str },
    /// Answers typed under the questions were taken for the reply that they are.
    AnswerWritten { id: &'a str, path: &'a str },
    /// A box that was ticked at the end of a delivery or a proposal was taken for the review that it is.
    DecisionWritten { id: &'a str, path: &'a str },
    /// Above these boxes.
    Decision,
    /// What an author left out and was filled in.
    FilledIn { path: &'a str, keys: &'a str },
    /// Tasks of routines were made: their ids.
    MadeOfRoutines { count: usize, ids: &'a str },
    /// Begins the line below questions that says what is done without an answer.
    WithoutAnswer,
    NoRemoteAdvice,
    SecretCommittedAdvice { command: &'a str },
    /// A file that was being written while a sync ran.
    SkippedFile { path: &'a str },
    /// An editor that had been open saved over what a sync had brought.
    Reopened { path: &'a str },
    /// Values that others had changed are as they were before, as whoever may say so has saved them.
    SetBack { path: &'a str },
    /// What arrived could not be written under its name.
    RefusedFile { path: &'a str, reason: &'a str },
    /// A folder that is a repository or a workspace of its own.
    NestedFolder { path: &'a str },
    /// A name that came in, and the one for which some systems take it.
    TwinNames { came: &'a str, other: &'a str },
    /// Everybody has settings, or a kind, that cannot be read.
    SettingsUnread { path: &'a str },
    /// The heading of new conflict notes.
    ConflictsHeading { count: usize },
    ConflictNote { document: &'a str, note: &'a str },
    /// The first sync lists what it shares.
    FirstSync { count: usize },
    /// No folder to share with is set up.
    NoRemote,
    /// Another process of ours is at work.
    WaitingForOther { command: &'a str },

    // Why a sync stopped, or could not reach the other side
    StoppedUnfinished,
    StoppedStaged { path: &'a str },
    StoppedRewound,
    StoppedUnrelated,
    StoppedNewerFormat { theirs: u32, ours: u32 },
    StoppedSecretCommitted { path: &'a str },
    StoppedBusy,
    StoppedDetached,
    /// The shared place holds nothing, though it once did, or has other branches only.
    StoppedEmptyRemote { address: &'a str },
    StoppedNoSuchBranch { here: &'a str, other: &'a str },
    NoSuchBranchAdvice { share: &'a str, back: &'a str },
    /// The shared history holds a path that would reach out of the folder.
    StoppedHostile { path: &'a str },
    /// See `sync::Stop::Commands`.
    StoppedCommands { path: &'a str },
    /// The folder is unmounted or was emptied.
    StoppedFolderGone,
    /// Most files are gone, and nobody has asked for the sync.
    StoppedManyMissing { count: usize, command: &'a str },
    RemoteNoSuchHost { host: &'a str },
    RemoteNoSuchFolder { address: &'a str },
    RemoteNoAccess { address: &'a str },
    RemoteKeyRefused { address: &'a str },
    RemoteRefused { reason: &'a str },

    // Conflict notes: shared, so without names and without "you"
    /// The title of a note.
    ConflictTitle { document: &'a str, what: &'a str },
    /// Two values of one field.
    ConflictValues { kept: &'a str, other: &'a str },
    /// Two texts of one section.
    ConflictTexts { section: &'a str },
    /// Two texts of a body.
    ConflictBodies,
    /// A note was settled in two ways at once.
    ConflictSettledValues { kept: &'a str, other: &'a str },
    ConflictSettledTexts,
    /// Both changed a document, and what one wrote cannot be read.
    ConflictUnreadable,
    /// What stands before the first heading.
    PartOpening,
    /// The fields at the top of a document.
    PartFrontMatter,
    /// A document as a whole.
    PartFile,
    KeptBecauseEarlier { kept: &'a str },
    KeptBecauseLessFinal { kept: &'a str },
    KeptBecauseLower { kept: &'a str },
    /// The other one left what stood.
    KeptBecauseWritten { kept: &'a str },
    /// The fields of the other side cannot be read.
    KeptBecauseReadable,
    /// Two fields do not hold together; this is the value of one of them.
    KeptDespite { kept: &'a str },
    /// Neither is better; all machines choose alike.
    KeptByOrder { kept: &'a str },
    KeptText,
    ConflictNothingElse,
    /// Stands for a value that was removed.
    NoValue,
    /// Stands for a value that was removed, where the note offers it.
    ConflictEmpty,
    /// The heading above the boxes.
    ConflictChoose,
    ConflictKeep { kept: &'a str },
    ConflictTake { other: &'a str },
    ConflictKeepText,
    ConflictTakeText,
    /// The box behind which another value is written.
    ConflictOwn,
    /// The box for a text that is written at the end of the note.
    ConflictOwnText,
    /// What to do with the note.
    ConflictAdvice,
    /// The heading above the text that stands.
    ConflictStanding,
    /// The heading above the other text.
    ConflictOther,
    /// The heading above the place for a text that is neither.
    ConflictOwnHeading,

    // Settling what both changed
    /// What is in dispute, with what stands first.
    Dispute { document: &'a str, what: &'a str, kept: &'a str, other: &'a str },
    /// What to do about it.
    DisputeAdvice { note: &'a str, command: &'a str },
    /// A version, by somebody else.
    VersionBy { value: &'a str, who: &'a str, at: &'a str },
    /// A version, by whoever reads it.
    VersionByYou { value: &'a str, at: &'a str },
    /// The question to whoever settles it on a terminal: a number, or a value.
    DisputeAskValue,
    /// The same where it is a text.
    DisputeAskText,
    DisputeFirst { version: &'a str },
    DisputeSecond { version: &'a str },
    /// Nothing was chosen.
    DisputeLeft,
    SettledKept { document: &'a str, what: &'a str },
    SettledValue { document: &'a str, what: &'a str, value: &'a str },
    SettledText { document: &'a str, what: &'a str },
    /// Ticks that were not carried out.
    UnsettledHeading { count: usize },
    UnsettledNote { note: &'a str, reason: &'a str },
    /// More than one box is ticked.
    TickedSeveral,
    /// The words behind the box were changed.
    TickedUnknown { label: &'a str },
    TickedNothing,
    TickedNoText,
    /// The field is neither of the two values any more.
    TickedMovedOn { document: &'a str, what: &'a str, now: &'a str },
    /// The text is neither of the two any more.
    TickedMovedOnText { document: &'a str, what: &'a str },
    TickedNoValue { value: &'a str, what: &'a str },
    /// A day or a time that cannot be read.
    TickedNoDate { value: &'a str },
    TickedUnreadable { document: &'a str },
    TickedByHand { document: &'a str },
    TickedNoDocument { document: &'a str },
    TickedSeveralDocuments { document: &'a str },
    /// Other words in the note are held back.
    TickedWordsStay,

    // Taking back
    UndoNothing,
    UndoRenames { name: &'a str, path: &'a str },
    UndoHeading { count: usize },
    /// Others have changed the same things since.
    UndoLeft { path: &'a str },
    /// What it does to a file, behind what the file is.
    UndoAdds { name: &'a str, what: &'a str },
    UndoRemoves { name: &'a str, what: &'a str },
    UndoReply { what: &'a str, by: &'a str },
    UndoFile,
    UndoText,
    UndoAsk,
    UndoDone,
    /// The network is away: the others learn of it later.
    UndoKept,

    // Notices
    EditSurvived { path: &'a str },
    Renumbered { old: &'a str, new: &'a str },
    BothFilesKept { path: &'a str, other: &'a str },
    /// One side removed a part of a document that the other changed.
    PartSurvived { path: &'a str, part: &'a str },
    /// A note was settled on one side while something was written into it on the other.
    NoteGone { note: &'a str },
    /// The sides moved one file to two places.
    MovedTwice { path: &'a str, not: &'a str },
    NameTaken { wanted: &'a str, given: &'a str },
    /// Commits that were not sent and have been replaced by a clean one.
    KeptVersions { name: &'a str },
    /// A link or another repository gave way to files that came at the same time.
    EntryGone { path: &'a str },
    Repaired { path: &'a str },

    // Questions of `init`, and what it says
    AskYourName,
    AskYourEmail,
    AskAssistantName,
    AskAssistantEmail,
    AskHours,
    AskRemote,
    /// Behind a question: what an empty answer means.
    AskDefault { value: &'a str },
    AskAgain { expected: &'a str },
    // What is expected, behind “Please write”
    ExpectedName,
    ExpectedEmail,
    ExpectedOtherEmail,
    ExpectedHours,
    ExpectedZone,
    ExpectedAddress,
    InitDone { folder: &'a str },
    InitNextRead { file: &'a str },
    InitNextInvite { command: &'a str },
    InitNextRemote { command: &'a str },
    InitCloudFolder { folder: &'a str, service: &'a str },
    InitNotEmpty { folder: &'a str },
    /// A file stood there already.
    InitKept { path: &'a str },
    /// A file stood there already and got lines.
    InitAttributes { path: &'a str },
    /// Git knew who works here by that address before.
    InitIdentity { person: &'a str, email: &'a str },
    /// The other person is still the template's example.
    InitExample { path: &'a str },
    InitNextShare { command: &'a str },

    // `join`
    JoinWelcome { name: &'a str, workspace: &'a str },
    JoinNext { folder: &'a str, file: &'a str },
    /// As [`Message::JoinNext`], where there is no file to begin with.
    JoinThere { folder: &'a str },
    JoinNobody { email: &'a str },
    /// Git knows no address to find the person by.
    JoinNoEmail,
    JoinUnknown { name: &'a str },
    /// The workspace has no people at all.
    JoinEmpty,
    JoinKnown { people: &'a str },
    JoinAdvice,

    // The mail that `invite` writes
    InviteSubject { workspace: &'a str },
    InviteGreeting { name: &'a str },
    InviteIntroduction { sender: &'a str, workspace: &'a str },
    InviteInstall,
    /// Stands for the address of the program's repository, which is not known.
    InviteAskProgram,
    /// The mail does not say where the program is; said to whoever invites.
    InviteNoProgram { flag: &'a str },
    InviteCommand,
    InviteAfter { file: &'a str },
    InviteContact { contact: &'a str },
    /// The person's page was made a moment ago.
    InviteSyncFirst { path: &'a str, command: &'a str },
    InviteClosing { sender: &'a str },

    // What changed, behind the name of who did it
    /// A document that is new; `kind` and `title` as they are shown.
    Created { kind: &'a str, title: &'a str },
    /// A file that is new.
    CreatedFile { name: &'a str },
    Deleted { name: &'a str },
    MovedTo { path: &'a str },
    RenamedTo { name: &'a str },
    FieldSet { key: &'a str, to: &'a str },
    FieldRemoved { key: &'a str, from: &'a str },
    ItemsAdded { key: &'a str, items: &'a str },
    ItemsRemoved { key: &'a str, items: &'a str },
    PartAdded { part: &'a str, count: usize },
    PartRemoved { part: &'a str, count: usize },
    PartRenamed { from: &'a str, to: &'a str },
    WordsAdded { part: &'a str, count: usize },
    WordsRemoved { part: &'a str, count: usize },
    WordsChanged { part: &'a str, added: usize, removed: usize },
    Ticked { items: &'a str },
    Unticked { items: &'a str },
    NotReadable,
    ReadableAgain,
    NewContent,
    /// Somebody gave a task to another person.
    GaveTo { name: &'a str },
    /// Somebody filed what another person said.
    OnBehalfOf { what: &'a str, name: &'a str },
    /// A reply or review is not as it was.
    ChangedReply { what: &'a str },
    RemovedReply { name: &'a str },
    /// Many files at once.
    CreatedMany { count: usize },
    DeletedMany { count: usize },
    MovedMany { count: usize },
    ChangedMany { count: usize },
    Yes,
    No,
    /// The heading above what others have not.
    NotSharedHeading,
    /// Nothing is told of a document.
    NothingDone,
    /// The folder is as everybody has it.
    NothingUnshared,
    /// Below a history that is not told to its beginning.
    OlderLeftOut,
    /// Where less of the history is here than there was.
    HistoryBegins { day: &'a str },
    HistoryDamaged { id: &'a str },
    AndMore { count: usize },

    // What is new since somebody last looked
    NewSinceLook,
    NothingNewSinceLook,
    NewSince { moment: &'a str },
    NothingNewSince { moment: &'a str },
    /// Nothing is known of an earlier look.
    FirstLook { days: usize },
    /// Behind the documents of one person.
    DocumentCount { count: usize },
}

impl Message<'_> {
    /// Says it in `language`; one sentence or a few, without a line end behind the last.
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::English => english::text(self),
            Language::Bokmal => bokmal::text(self),
        }
    }
}

/// Chooses between one and several.
fn plural<'t>(count: usize, one: &'t str, several: &'t str) -> &'t str {
    if count == 1 { one } else { several }
}

#[cfg(test)]
mod tests;
