use super::{Message, plural};

/// Says a message in English.
#[expect(clippy::too_many_lines, reason = "one line a message; the match must be whole")]
pub(super) fn text(message: &Message<'_>) -> String {
    use Message as M;
    let files = |count: usize| plural(count, "file", "files");
    match *message {
        M::UpToDate => "Everything is shared and up to date.".into(),
        M::SentFiles { count } => format!("Sent {count} {}.", files(count)),
        M::ReceivedFiles { count } => format!("Received {count} {}.", files(count)),
        M::WouldSendFiles { count } => format!("Would send {count} {}.", files(count)),
        M::WouldReceiveFiles { count } => format!("Would receive {count} {}.", files(count)),
        M::Offline => "The shared folder cannot be reached right now. Your work is safe here and \
                       goes out with the next sync."
            .into(),
        M::HeldBackHeading { count } => {
            format!("{count} {} only here for now:", plural(count, "file stays", "files stay"))
        }
        M::HeldBackFile { path, reason } => format!("{path}: {reason}"),
        M::HeldBackWaits { other } => {
            format!("it is gone here, but may live on as {other}, which is not shared yet")
        }
        M::HeldBackName { other } => {
            format!(
                "the others have {other} in its place; it goes under another name, or when that is gone"
            )
        }
        M::HeldBackUndecided { other } => format!(
            "{other} has the same id, and both differ from the document that everybody knows by it; \
             take the line `id:` out of the one that is a copy"
        ),
        M::HeldBackKnownAs { id } => format!(
            "everybody knows it as {id}, and an id stays; write `id: {id}` in it again"
        ),
        M::ReviewWritten { id, path } => {
            format!("You set {id} to accepted, so your review was written: {path}")
        }
        M::AnswerWritten { id, path } => {
            format!("You answered the questions on {id}, so your answer was written: {path}")
        }
        M::DecisionWritten { id, path } => {
            format!("You decided about {id} with a tick, so your review was written: {path}")
        }
        M::Decision => "Decision".into(),
        M::WithoutAnswer => "Without an answer:".into(),
        M::MadeOfRoutines { count: 1, ids } => format!("Made 1 task that comes back: {ids}."),
        M::MadeOfRoutines { count, ids } => format!("Made {count} tasks that come back: {ids}."),
        M::FilledIn { path, keys } => format!("Filled in for you in {path}: {keys}."),
        M::NoRemoteAdvice => "Say where to share with `git remote add origin ADDRESS`, then sync \
                              again."
            .into(),
        M::SecretCommittedAdvice { command } => format!(
            "Remove it from the file, then run `{command}`: what was recorded is replaced by a \
             clean version, and the old one is kept on this machine only."
        ),
        M::HeldBackAdvice => "Correct this and sync again. Everything else was shared.".into(),
        M::SkippedFile { path } => {
            format!("{path} was being edited and is left as it is; the next sync takes it up.")
        }
        M::Reopened { path } => format!(
            "{path} was saved by an editor that still showed an older version. Both are in the file: \
             what was written there, and what had come in between. Whoever meant to take that out \
             takes it out once more."
        ),
        M::SetBack { path } => format!(
            "{path}: what others had changed there is set back, as you saved it. Should an editor have \
             done that which still showed an older version: `handover log {path}` says what it was."
        ),
        M::NestedFolder { path } => format!(
            "The folder {path} is shared in a way of its own, so that nothing in it is shared here. \
             If that is meant, write the line `/{path}/` into the file .gitignore."
        ),
        M::RefusedFile { path, reason } => format!("{path} was not fetched: {reason}"),
        M::TwinNames { came, other } => format!(
            "{came} and {other} are one name on Windows and macOS, and one of the two is missing there: \
             rename one of them."
        ),
        M::SettingsUnread { path } => format!(
            "{path} cannot be read, for you and for everybody: nothing that it settles counts. \
             `handover check {path}` says what is wrong and what to do."
        ),
        M::ConflictsHeading { count } => format!(
            "{} changed by both of you in the same place. Both versions are kept:",
            plural(count, "1 thing was", &format!("{count} things were"))
        ),
        M::ConflictNote { document, note } => format!("{document}: see {note}"),
        M::FirstSync { count } => {
            format!("This is the first sync of this folder. It shares {count} {}:", files(count))
        }
        M::NoRemote => "There is no shared folder yet, so everything stays on this machine.".into(),
        M::WaitingForOther { command } => format!("Waiting for `{command}` to finish."),

        M::StoppedUnfinished => {
            "Something was begun here with git and is not finished. Finish it or \
                                 take it back, then sync again. Nothing was changed."
                .into()
        }
        M::StoppedStaged { path } => format!(
            "{path} was set aside with `git add` in a version that is neither the shared one nor the \
             one in the folder. Run `git add` or `git restore --staged` on it, then sync again. \
             Nothing was changed."
        ),
        M::StoppedRewound => {
            "The shared folder has lost work that was there before. Nothing here was \
                              changed; ask the person who looks after it."
                .into()
        }
        M::StoppedUnrelated => "The shared folder holds something else than this one. Check the \
                                address. Nothing was changed."
            .into(),
        M::StoppedNewerFormat { theirs, ours } => format!(
            "This workspace uses format {theirs}, this program knows format {ours}. Update handover, \
             then sync again. You can read everything meanwhile."
        ),
        M::StoppedSecretCommitted { path } => format!(
            "{path} holds something secret that was recorded here before. Nothing was sent."
        ),
        M::StoppedBusy => {
            "Others are sharing at the same time, again and again. Try again in a minute.".into()
        }
        M::StoppedDetached => {
            "This folder shows an older state, as `git checkout` was told. Go back \
                               with `git checkout main`, then sync again. Nothing was changed."
                .into()
        }
        M::StoppedEmptyRemote { address } => format!(
            "There is nothing of this workspace at {address} any more. Nothing here was changed; \
             ask the person who looks after it."
        ),
        M::StoppedNoSuchBranch { here, other } => format!(
            "You work on {here}, which is not shared yet; the shared place has {other}. Nothing \
             was sent."
        ),
        M::NoSuchBranchAdvice { share, back } => {
            format!("`{share}` shares it from now on, `{back}` goes back to what is shared")
        }
        M::StoppedHostile { path } => format!(
            "Somebody shared a file named {path}, which no computer should write. Nothing was \
             changed here; ask the person who looks after the shared folder to remove it."
        ),
        M::StoppedCommands { path } => format!(
            "Somebody shared a file {path} with a command or an address in it that git holds to be \
             unsafe. Nothing was run and nothing was changed here; ask the person who looks after \
             the shared folder to take {path} out of it."
        ),
        M::StoppedFolderGone => "The files of this workspace are not in the folder. If it lies on \
                                 another disk, connect it. Nothing was changed."
            .into(),
        M::StoppedManyMissing { count, command } => format!(
            "{count} files are gone from the folder. Nothing is sent or fetched until they are back. \
             If you removed them yourself, run `{command}`."
        ),
        M::RemoteNoSuchHost { host } => {
            format!("There is no server called {host}. Check the address and the network.")
        }
        M::RemoteNoSuchFolder { address } => {
            format!("There is no shared folder at {address}, or you may not see it.")
        }
        M::RemoteNoAccess { address } => {
            format!("You may not use {address}. Ask the person who looks after it for access.")
        }
        M::RemoteKeyRefused { address } => {
            format!("{address} did not accept your key or password.")
        }
        M::RemoteRefused { reason } => format!("Nothing was shared: {reason}"),

        M::ConflictTitle { document, what } => format!("Two versions of {what} in {document}"),
        M::ConflictValues { kept, other } => format!("Both changed it: {kept} and {other}."),
        M::ConflictTexts { section } => format!("Both changed the section {section}."),
        M::ConflictBodies => "Both changed the same lines of the text.".into(),
        M::ConflictSettledValues { kept, other } => {
            format!("It was settled in two ways at once: {kept} and {other}.")
        }
        M::ConflictSettledTexts => "It was settled in two ways at once.".into(),
        M::ConflictUnreadable => {
            "Both changed it, and the fields of one version cannot be read.".into()
        }
        M::PartOpening => "the beginning".into(),
        M::PartFrontMatter => "the fields at the top".into(),
        M::PartFile => "the whole text".into(),
        M::KeptBecauseReadable => {
            "The version that can be read stands for now; the other is below in full.".into()
        }
        M::KeptDespite { kept } => {
            format!(
                "{kept} stands for now, but it does not fit with what was changed elsewhere in the document."
            )
        }
        M::KeptBecauseWritten { kept } => {
            format!("{kept} stands for now because it was written into the document.")
        }
        M::KeptBecauseEarlier { kept } => format!("{kept} stands for now because it is earlier."),
        M::KeptBecauseLessFinal { kept } => {
            format!("{kept} stands for now because it settles less.")
        }
        M::KeptBecauseLower { kept } => format!("{kept} stands for now because it is lower."),
        M::KeptByOrder { kept } => {
            format!("{kept} stands for now; one of them had to, and it is the same for everyone.")
        }
        M::KeptText => {
            "One of them stands for now; the other is below in full. It is the same for everyone."
                .into()
        }
        M::ConflictNothingElse => "Nothing else is affected.".into(),
        M::NoValue => "nothing".into(),
        M::ConflictEmpty => "no value".into(),
        M::ConflictChoose => "What shall it be?".into(),
        M::ConflictKeep { kept } => format!("Keep {kept}"),
        M::ConflictTake { other } => format!("Take {other}"),
        M::ConflictKeepText => "Keep what stands now".into(),
        M::ConflictTakeText => "Take the other version".into(),
        M::ConflictOwn => "Something else:".into(),
        M::ConflictOwnText => "Take the text that is written at the end of this note".into(),
        M::ConflictAdvice => {
            "Tick one box. The next sync writes it into the document and removes this note. Or \
             change the document by hand, and delete this note."
                .into()
        }
        M::ConflictStanding => "What stands now".into(),
        M::ConflictOther => "The other version".into(),
        M::ConflictOwnHeading => "Another text".into(),

        M::Dispute { document, what, kept, other } => {
            format!("{document}, {what}: {kept} stands for now. The other version: {other}.")
        }
        M::DisputeAdvice { note, command } => {
            format!("To settle it, tick a box in {note}, or run: {command}")
        }
        M::VersionBy { value, who, at } => format!("{value} ({who}, {at})"),
        M::VersionByYou { value, at } => format!("{value} (you, {at})"),
        M::DisputeAskValue => "1, 2, or another value (Enter leaves it open):".into(),
        M::DisputeAskText => "1 or 2 (Enter leaves it open):".into(),
        M::DisputeFirst { version } => format!("1  Keep {version}"),
        M::DisputeSecond { version } => format!("2  Take {version}"),
        M::DisputeLeft => "Nothing was changed; it is still open.".into(),
        M::SettledKept { document, what } => {
            format!("Settled: {what} in {document} stays as it is.")
        }
        M::SettledValue { document, what, value } => {
            format!("Settled: {what} in {document} is {value} now.")
        }
        M::SettledText { document, what } => {
            format!("Settled: {what} in {document} is the chosen text now.")
        }
        M::UnsettledHeading { count } => format!(
            "{count} {} could not be carried out:",
            plural(count, "tick", "ticks")
        ),
        M::UnsettledNote { note, reason } => format!("{note}: {reason}"),
        M::TickedSeveral => {
            "more than one box is ticked. Leave one tick, and sync again.".into()
        }
        M::TickedUnknown { label } => format!(
            "the words behind the ticked box were changed: {label}. Write your own answer behind \
             “Something else:”, or at the end of the note, and tick that."
        ),
        M::TickedNothing => {
            "the box for something else is ticked, and nothing is written there.".into()
        }
        M::TickedNoText => {
            "the note does not hold both versions any more. Change the document by hand, and delete \
             the note."
                .into()
        }
        M::TickedMovedOn { document, what, now } => format!(
            "{what} in {document} is {now} by now, neither of the two. If that is right, delete the \
             note; else change {document}, and delete the note."
        ),
        M::TickedMovedOnText { document, what } => format!(
            "{what} in {document} has been changed since. If it is right as it is, delete the note; \
             else change {document}, and delete the note."
        ),
        M::TickedNoValue { value, what } => {
            format!("{value} cannot be {what}. Write another value behind “Something else:”.")
        }
        M::TickedNoDate { value } => {
            format!("{value} is no date. Write it as in 2026-12-01, or 2026-12-01 15:00.")
        }
        M::TickedUnreadable { document } => format!(
            "the lines at the top of {document} cannot be read, or could not be with that version. \
             Change {document} by hand, and delete the note."
        ),
        M::TickedByHand { document } => format!(
            "that cannot be written into {document} without touching more of it. Change {document} by \
             hand, and delete the note."
        ),
        M::TickedNoDocument { document } => {
            format!("there is no {document} in this folder any more. Delete the note if that is right.")
        }
        M::TickedSeveralDocuments { document } => {
            format!("several files call themselves {document}. Give each an id of its own first.")
        }
        M::TickedWordsStay => {
            "something else in the note may not be shared, so the note stays as it is.".into()
        }

        M::UndoNothing => {
            "There is nothing to take back: nothing was sent from here lately.".to_owned()
        }
        M::UndoHeading { count } => format!(
            "Taking back what was sent last changes {}:",
            plural(count, "1 file", &format!("{count} files"))
        ),
        M::UndoLeft { path } => {
            format!("{path} stays as it is: the same was changed again since.")
        }
        M::UndoRenames { name, path } => format!("{name}: it is called {path} again"),
        M::UndoAdds { name, what } => format!("{name}: {what} comes back"),
        M::UndoRemoves { name, what } => format!("{name}: {what} is taken out"),
        M::UndoReply { what, by } => format!("the reply “{what}” by {by}"),
        M::UndoFile => "the file".into(),
        M::UndoText => "the text".into(),
        M::UndoAsk => "Take it back for everybody? (y/n)".to_owned(),
        M::UndoDone => "Taken back.".to_owned(),
        M::UndoKept => "Taken back here; `handover sync` tells the others.".to_owned(),
        M::EditSurvived { path } => {
            format!(
                "{path} was deleted on one side and changed on the other. The changed one is kept."
            )
        }
        M::Renumbered { old, new } => format!(
            "The number {old} was given twice while you were offline. The newer document is now {new}."
        ),
        M::PartSurvived { path, part } => format!(
            "One of you removed “{part}” from {path} while the other changed it. It is kept, changed."
        ),
        M::NoteGone { note } => format!(
            "{note} was settled while something was written in it, and is gone. What was written is \
             kept: handover log {note}"
        ),
        M::KeptVersions { name } => format!(
            "One new version took the place of what git had recorded and was not sent. That is kept on \
             this machine: git log -p {name}"
        ),
        M::EntryGone { path } => format!(
            "{path} was made a link or another repository by one of you while the other put a file \
             there. The file stays, and {path} is not that any more; it goes under another name."
        ),
        M::MovedTwice { path, not } => {
            format!("You both moved the same file. It is now {path}, and no longer {not}.")
        }
        M::NameTaken { wanted, given } => {
            format!("{wanted} was already the name of another file, so the file is called {given}.")
        }
        M::BothFilesKept { path, other } => {
            format!("{path} was changed on both sides. The other version is kept as {other}.")
        }
        M::Repaired { path } => {
            format!("{path} arrived damaged and was put together again from both versions.")
        }

        M::AskYourName => "What is your name?".into(),
        M::AskYourEmail => "What is your mail address?".into(),
        M::AskAssistantName => "Who will work with you?".into(),
        M::AskAssistantEmail => "What is their mail address?".into(),
        M::AskHours => "When do you work?".into(),
        M::AskRemote => {
            "Where is the shared folder? An address that git understands; empty for later.".into()
        }
        M::AskDefault { value } => format!("Enter for {value}"),
        M::AskAgain { expected } => format!("Please write {expected}."),
        M::ExpectedName => "a name on one line".into(),
        M::ExpectedEmail => "a mail address such as ola@example.com".into(),
        M::ExpectedOtherEmail => "another mail address than the first one".into(),
        M::ExpectedHours => "hours such as 08:00-16:00".into(),
        M::ExpectedZone => "a time zone such as Europe/Oslo".into(),
        M::ExpectedAddress => "an address without a password in it".into(),
        M::InitDone { folder } => format!("Your workspace is ready in {folder}."),
        M::InitNextRead { file } => format!("Read {file} first; it takes ten minutes."),
        M::InitNextInvite { command } => {
            format!("Then invite the other: `{command}` writes the mail for you.")
        }
        M::InitNextRemote { command } => {
            format!("To share it, say where the shared folder is: `{command}`")
        }
        M::InitCloudFolder { folder, service } => format!(
            "{folder} lies inside {service}. Two programs that share the same files damage them. \
             Choose a folder outside of it."
        ),
        M::InitNotEmpty { folder } => {
            format!(
                "{folder} is not empty. Choose a new folder, so that nothing of yours is mixed in."
            )
        }

        M::InitKept { path } => format!("{path} was there already and is left as it is."),
        M::InitAttributes { path } => format!("{path} was there already and got our lines at its end."),
        M::InitIdentity { person, email } => {
            format!("In this folder git takes you for {person} from now on, and no more for {email}.")
        }
        M::InitExample { path } => {
            format!("{path} is still an example: write there who will work with you.")
        }
        M::InitNextShare { command } => format!("`{command}` shares it. Nothing was sent yet."),

        M::JoinWelcome { name, workspace } => format!("Welcome to {workspace}, {name}."),
        M::JoinNext { folder, file } => {
            format!("Everything is in {folder}. Begin with {file}; it takes ten minutes.")
        }
        M::JoinThere { folder } => format!("Everything is in {folder}."),
        M::JoinNoEmail => "Git does not know your mail address on this machine.".into(),
        M::JoinUnknown { name } => format!("Nobody in this workspace is called {name}."),
        M::JoinEmpty => {
            "This workspace has no people yet. Ask the person who invited you to add you.".into()
        }
        M::JoinNobody { email } => format!("Nobody in this workspace has the address {email}."),
        M::JoinKnown { people } => format!("It knows {people}."),
        M::JoinAdvice => {
            "If you are one of them, name yourself with `--as`. If not, ask the person \
                          who invited you."
                .into()
        }

        M::InviteSubject { workspace } => format!("Welcome to {workspace}"),
        M::InviteGreeting { name } => format!("Hi {name},"),
        M::InviteIntroduction { sender, workspace } => format!(
            "{sender} would like to work with you in {workspace}. It is a folder of text files that \
             both of you have: each task says what is wanted, when, and when it is done."
        ),
        M::InviteInstall => "You need two programs: git and handover. This is how you get them:".into(),
        M::InviteAskProgram => "ADDRESS (ask me for the address of its repository)".into(),
        M::InviteNoProgram { flag } => format!(
            "The mail does not say where handover is built from: put the address of its repository in \
             place of ADDRESS, or write the mail once more with {flag}."
        ),
        M::InviteCommand => "Then open a terminal and run this one command:".into(),
        M::InviteAfter { file } => {
            format!("It fetches the folder and sets it up. Then read {file}; it takes ten minutes.")
        }
        M::InviteContact { contact } => format!("If anything is unclear, ask {contact}."),
        M::InviteSyncFirst { path, command } => {
            format!("{path} is new. Run `{command}` before you send the mail.")
        }
        M::InviteClosing { sender } => format!("Best regards,\n{sender}"),
        M::Created { kind, title } => format!("made the {kind} {title}"),
        M::CreatedFile { name } => format!("added {name}"),
        M::Deleted { name } => format!("deleted {name}"),
        M::MovedTo { path } => format!("moved it to {path}"),
        M::RenamedTo { name } => format!("renamed it to {name}"),
        M::FieldSet { key, to } => format!("{key} set to {to}"),
        M::FieldRemoved { key, from } => format!("{key} removed; it was {from}"),
        M::ItemsAdded { key, items } => format!("{key}: added {items}"),
        M::ItemsRemoved { key, items } => format!("{key}: removed {items}"),
        M::PartAdded { part, count } => format!("{part}: new, {}", words(count)),
        M::PartRemoved { part, count } => format!("{part}: removed, {}", words(count)),
        M::PartRenamed { from, to } => format!("{from} is called {to} now"),
        M::WordsAdded { part, count } => format!("{part}: {} added", words(count)),
        M::WordsRemoved { part, count } => format!("{part}: {} removed", words(count)),
        M::WordsChanged { part, added, removed } => {
            format!("{part}: {} added, {removed} removed", words(added))
        }
        M::Ticked { items } => format!("ticked {items}"),
        M::Unticked { items } => format!("took the tick off {items}"),
        M::NotReadable => "the fields at the top cannot be read any more".into(),
        M::ReadableAgain => "the fields at the top can be read again".into(),
        M::NewContent => "new content".into(),
        M::GaveTo { name } => format!("gave it to {name}"),
        M::OnBehalfOf { what, name } => format!("{what}, on behalf of {name}"),
        M::ChangedReply { what } => format!("changed what was said before ({what})"),
        M::RemovedReply { name } => format!("removed what was said before ({name})"),
        M::CreatedMany { count } => format!("added {count} files"),
        M::DeletedMany { count } => format!("deleted {count} files"),
        M::MovedMany { count } => format!("moved {count} files"),
        M::ChangedMany { count } => format!("changed {count} files"),
        M::Yes => "yes".into(),
        M::No => "no".into(),
        M::NotSharedHeading => "Not shared yet".into(),
        M::NothingDone => "Nothing was changed.".into(),
        M::NothingUnshared => "Everything here is shared.".into(),
        M::OlderLeftOut => "What is older is left out.".into(),
        M::HistoryBegins { day } => {
            format!(
                "What was before {day} is not on this machine; `git fetch --unshallow` gets it."
            )
        }
        M::HistoryDamaged { id } => format!(
            "A part of the history is damaged on this machine ({id}), so what was before is not \
             told. `handover doctor` says what to do."
        ),
        M::AndMore { count } => format!("and {count} more"),
        M::NewSinceLook => "New since you last looked".into(),
        M::NothingNewSinceLook => "Nothing new since you last looked.".into(),
        M::NewSince { moment } => format!("New since {moment}"),
        M::NothingNewSince { moment } => format!("Nothing new since {moment}."),
        M::FirstLook { days } => {
            format!("You have not looked here before; these are the last {days} days.")
        }
        M::DocumentCount { count } => format!("{count} {}", plural(count, "document", "documents")),
    }
}

fn words(count: usize) -> String {
    format!("{count} {}", plural(count, "word", "words"))
}
