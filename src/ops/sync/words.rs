//! What a sync did, in the words of the person who reads it.

use super::{Mended, Synced, Twins, notes};
use crate::diagnostic::rule_name;
use crate::merge::{Notice, What};
use crate::ops::conflicts::Telling;
use crate::schema::message::{Barrier, MendedPart, held_back_reason, name_reason};
use crate::schema::{FORMAT, Language, Message, layout};
use crate::store::files::Refusal;
use crate::store::tree::Other;
use crate::store::{NotWritten, Quarantine, RefError, ScanError, StagingError};
use crate::sync::{Apart, ByHand, HeldBack, Outcome, Reason, Stop, SyncError, Verdict, unfit};
use crate::text::{RepoPath, harmless, path_fault};

/// The most paths that are listed one by one.
const MOST: usize = 20;

/// What puts one clean version in the place of what was recorded and not sent.
const CLEAN: &str = "handover sync --clean-history";

/// What a sync did, line by line; a name in it may hold anything, a line end too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What was done.
    pub done: Vec<String>,
    /// What should be looked at: held back, in conflict, left alone, not reached.
    pub attention: Vec<String>,
    /// Why nothing was done.
    pub stopped: Option<String>,
    /// What to do about that.
    pub advice: Option<String>,
}

/// Says what a sync did, or would do.
pub fn told(synced: &Synced, dry_run: bool) -> Told {
    let Synced { outcome, language, remote, mended, .. } = synced;
    let say = |message: Message<'_>| message.text(*language);
    let address = remote.as_deref().unwrap_or_default();
    let mut told = Told { done: restored(mended, *language), ..Told::default() };
    match &outcome.verdict {
        Verdict::Stopped(stop) => {
            told.stopped = Some(stopped(stop, *language));
            told.advice = advice(stop, *language);
            return told;
        }
        Verdict::Offline(reason) => {
            told.attention.push(say(Message::Offline));
            if !reason.is_empty() {
                let mut lines = reason.lines();
                let first = lines.next().unwrap_or_default();
                told.attention.push(match first.contains(address) {
                    true => format!("  {first}"),
                    false => format!("  {address}: {first}"),
                });
                told.attention.extend(lines.map(|line| format!("    {line}")));
            }
        }
        Verdict::UpToDate if outcome.held_back.is_empty() && outcome.unwritten.is_empty() => {
            told.done.push(say(Message::UpToDate));
        }
        _ => {}
    }
    for (path, keys) in outcome.filled.iter().take(MOST) {
        let keys = keys.join(", ");
        told.done.push(say(Message::FilledIn { path: path.as_str(), keys: &keys }));
    }
    if outcome.filled.len() > MOST {
        told.done.push(format!("  … {}", outcome.filled.len() - MOST));
    }
    if !synced.made.is_empty() {
        let named = |path: &RepoPath| layout::id_of_name(path.stem()).map(str::to_owned);
        let ids: Vec<String> = synced.made.iter().filter_map(named).collect();
        told.done.push(say(Message::MadeOfRoutines { count: ids.len(), ids: &ids.join(", ") }));
    }
    for one in &outcome.by_hand {
        let (id, path) = (one.task.as_str(), one.path.as_str());
        told.done.push(say(match one.what {
            ByHand::Accepted => Message::ReviewWritten { id, path },
            ByHand::Decided => Message::DecisionWritten { id, path },
            ByHand::Answered => Message::AnswerWritten { id, path },
        }));
    }
    told.done.extend(outcome.settled.iter().map(|one| notes::settled(one, *language)));
    travelled(outcome, *language, dry_run, &mut told);
    let code = |text: &str| format!("`{}`", harmless(text));
    let unheard = synced.not_read.iter();
    let unheard = unheard.map(|one| one.sentence(&harmless(one.path.as_str()), code, *language));
    told.attention.extend(unheard);
    told.done.extend(synced.handed_words.iter().cloned());
    for notice in &outcome.notices {
        told.done.push(noticed(notice, *language));
    }
    for name in &outcome.kept {
        told.done.push(say(Message::KeptVersions { name }));
    }
    for path in &outcome.repaired {
        told.done.push(say(Message::Repaired { path: path.as_str() }));
    }
    for (old, new) in &outcome.renumbered {
        told.done.push(say(Message::Renumbered { old, new }));
    }
    attention(synced, dry_run, &mut told);
    told
}

fn restored(mended: &Mended, language: Language) -> Vec<String> {
    let all = [
        (mended.branch, MendedPart::Branch),
        (mended.objects > 0, MendedPart::History { count: mended.objects }),
        (mended.staging, MendedPart::Staging),
        (mended.bases, MendedPart::Bases),
    ];
    let done = all.into_iter().filter(|(done, _)| *done);
    done.map(|(_, message)| message.text(language)).collect()
}

fn travelled(outcome: &Outcome, language: Language, dry_run: bool, told: &mut Told) {
    let (sent, received) = (outcome.sent.len(), outcome.received.len());
    if sent > 0 {
        let message = match (dry_run, outcome.first) {
            (true, _) => Message::WouldSendFiles { count: sent },
            (false, true) => Message::FirstSync { count: sent },
            (false, false) => Message::SentFiles { count: sent },
        };
        told.done.push(message.text(language));
        let most = if outcome.first { usize::MAX } else { MOST };
        list(&outcome.sent, most, told);
    }
    if received > 0 {
        let message = match dry_run {
            true => Message::WouldReceiveFiles { count: received },
            false => Message::ReceivedFiles { count: received },
        };
        told.done.push(message.text(language));
        list(&outcome.received, MOST, told);
    }
}

fn list(paths: &[RepoPath], most: usize, told: &mut Told) {
    told.done.extend(paths.iter().take(most).map(|path| format!("  {path}")));
    if paths.len() > most {
        told.done.push(format!("  … {}", paths.len() - most));
    }
}

fn attention(synced: &Synced, dry_run: bool, told: &mut Told) {
    let (outcome, language) = (&synced.outcome, synced.language);
    let say = |message: Message<'_>| message.text(language);
    let out = &mut told.attention;
    if !outcome.held_back.is_empty() {
        out.push(say(Message::HeldBackHeading { count: outcome.held_back.len() }));
        for held in &outcome.held_back {
            let reason = held_back(held, language);
            let path = held.path.as_str();
            out.push(format!("  {}", say(Message::HeldBackFile { path, reason: &reason })));
        }
        if !dry_run {
            out.push(say(Message::HeldBackAdvice));
        }
    }
    for Twins { came, other } in &synced.twins {
        let (came, other) = (&harmless(came.as_str()), &harmless(other.as_str()));
        out.push(say(Message::TwinNames { came, other }));
    }
    out.extend(synced.shared_addresses.iter().map(|one| one.sentence(language)));
    out.extend(synced.unknown_address.as_ref().map(|address| {
        let address = &harmless(address);
        Barrier::UnknownAddress { address }.text(language)
    }));
    for path in &synced.unread {
        out.push(say(Message::SettingsUnread { path: &harmless(path.as_str()) }));
    }
    if !outcome.conflicts.is_empty() {
        out.push(say(Message::ConflictsHeading { count: outcome.conflicts.len() }));
        let telling = Telling { language, zone: &synced.zone, me: synced.me.as_deref() };
        for note in &outcome.conflicts {
            match synced.disputes.iter().find(|dispute| dispute.note == *note) {
                Some(dispute) => {
                    out.push(format!("  {}", telling.sentence(dispute)));
                    out.push(format!("    {}", telling.advice(dispute)));
                }
                None => {
                    let document = note.stem().rsplitn(3, '-').last().unwrap_or(note.stem());
                    let note = note.as_str();
                    out.push(format!("  {}", say(Message::ConflictNote { document, note })));
                }
            }
        }
    }
    if !outcome.unsettled.is_empty() {
        out.push(say(Message::UnsettledHeading { count: outcome.unsettled.len() }));
        let lines = outcome.unsettled.iter().map(|one| notes::unsettled(one, language));
        out.extend(lines.map(|line| format!("  {line}")));
    }
    out.extend(synced.lapsed_words.iter().cloned());
    for path in &outcome.reopened {
        out.push(say(Message::Reopened { path: path.as_str() }));
    }
    for path in &outcome.set_back {
        out.push(say(Message::SetBack { path: path.as_str() }));
    }
    for path in &outcome.skipped {
        out.push(say(Message::SkippedFile { path: path.as_str() }));
    }
    let apart = outcome.quarantined.iter();
    out.extend(apart.map(|(path, why)| quarantined(path, why, language)));
    if !outcome.left_out.is_empty() {
        out.push(Barrier::LeftOut { count: outcome.left_out.len() }.text(language));
    }
    for path in &outcome.nested {
        out.push(say(Message::NestedFolder { path: &harmless(path.as_str()) }));
    }
}

/// Says why something of what is shared was not put into a new folder.
pub fn not_written(path: &RepoPath, why: &NotWritten, language: Language) -> String {
    let why = match why {
        NotWritten::Entry(other) => Apart::Entry(*other),
        NotWritten::Name(fault) => Apart::Unfit(Quarantine::UnsafeName(fault.clone())),
        NotWritten::Barred(refusal) => Apart::Barred(refusal.clone()),
        NotWritten::Local => {
            return Barrier::ApartLocal { path: &harmless(path.as_str()) }.text(language);
        }
        NotWritten::Taken => {
            return Barrier::ApartTaken { path: &harmless(path.as_str()) }.text(language);
        }
    };
    quarantined(path, &why, language)
}

/// Says what is left alone, and why.
fn quarantined(path: &RepoPath, why: &Apart, language: Language) -> String {
    let reason = left_alone(path, why, language);
    match why {
        Apart::Entry(_) | Apart::Forbidden { .. } => reason,
        _ => {
            let (path, reason) = (&harmless(path.as_str()), &reason);
            Message::RefusedFile { path, reason }.text(language)
        }
    }
}

/// Says why an entry of the shared version is in nobody's folder.
fn apart(path: &str, other: Other) -> Barrier<'_> {
    match other {
        Other::Submodule(_) => Barrier::ApartRepository { path },
        Other::Symlink(_) => Barrier::ApartLink { path },
        Other::NotText | Other::BadName => Barrier::ApartName { path },
        Other::Twice | Other::Unknown => Barrier::ApartOdd { path },
    }
}

/// Says why an entry of the shared version is not in the folder, or one of the folder is left alone: a sentence for
/// what nothing here can change, else half of one.
pub fn left_alone(path: &RepoPath, why: &Apart, language: Language) -> String {
    let path_text = &harmless(path.as_str());
    match why {
        Apart::Entry(other) => apart(path_text, *other).text(language),
        Apart::Forbidden { read_only: true } => {
            Barrier::UnwrittenDisk { path: path_text }.text(language)
        }
        Apart::Forbidden { read_only: false } => {
            Barrier::Unwritten { path: path_text }.text(language)
        }
        Apart::Unfit(Quarantine::Symlink) => Barrier::LinkHere { name: path_text }.text(language),
        Apart::Unfit(why) => held_back(&unfit(path, why), language),
        Apart::Unread => held_back_reason(rule_name::FILE_UNREADABLE, None, language),
        Apart::Barred(refusal) => harmless(&barred(refusal).text(language)).into_owned(),
    }
}

/// Says what lies in the place of what came, or on the way to it.
fn barred(refusal: &Refusal) -> Barrier<'_> {
    match refusal {
        Refusal::Symlink(name) => Barrier::LinkHere { name },
        Refusal::Folder(name) => Barrier::FolderHere { name },
        Refusal::NotAFolder(name) => Barrier::FileHere { name },
        Refusal::Special(name) => Barrier::OddHere { name },
        Refusal::Repository(name) => Barrier::RepositoryHere { name },
    }
}

/// Says why a file stays here, and what to do about it; half a sentence.
pub fn held_back(held: &HeldBack, language: Language) -> String {
    match (&held.reason, held.rule) {
        (Reason::WaitsFor(other), _) => {
            Message::HeldBackWaits { other: other.as_str() }.text(language)
        }
        (Reason::NameTaken(other), _) => {
            Message::HeldBackName { other: other.as_str() }.text(language)
        }
        (Reason::KnownAs(id), _) => Message::HeldBackKnownAs { id }.text(language),
        (Reason::Undecided(other), _) => {
            Message::HeldBackUndecided { other: other.as_str() }.text(language)
        }
        (Reason::FolderTwin { folder, other }, _) => {
            let (folder, other) = (folder.as_str(), other.as_str());
            Barrier::FolderTwin { folder, other }.text(language)
        }
        (Reason::Unwritable, _) => Barrier::Unwritable.text(language),
        (Reason::NotAFile, _) => Barrier::NotAFile.text(language),
        (Reason::Fault(_), Some(rule_name::FILE_NAME)) => {
            let fault = path_fault(held.path.as_str());
            let unnamed = || held_back_reason(rule_name::FILE_NAME, None, language);
            fault.map_or_else(unnamed, |fault| name_reason(&fault, language))
        }
        (Reason::Fault(_), Some(rule)) => held_back_reason(rule, held.line, language),
        (Reason::Fault(found), None) => found.clone(),
    }
}

/// Says what came of two people's work on one thing, where nobody has to do anything about it.
pub fn noticed(notice: &Notice, language: Language) -> String {
    let message = match notice {
        Notice::Restored { path } => Message::EditSurvived { path: path.as_str() },
        Notice::PartRestored { path, what } => {
            Message::PartSurvived { path: path.as_str(), part: part(what) }
        }
        Notice::NoteGone { path } => Message::NoteGone { note: path.as_str() },
        Notice::MovedTwice { path, not } => {
            Message::MovedTwice { path: path.as_str(), not: not.as_str() }
        }
        Notice::SideBySide { path, other } => {
            Message::BothFilesKept { path: path.as_str(), other: other.as_str() }
        }
        Notice::EntryGone { path } => Message::EntryGone { path: path.as_str() },
        Notice::NameTaken { wanted, given } => {
            Message::NameTaken { wanted: wanted.as_str(), given: given.as_str() }
        }
    };
    message.text(language)
}

fn part(what: &What) -> &str {
    match what {
        What::Field(name) | What::Section(name) => name,
        What::Opening | What::FrontMatter | What::File => "…",
    }
}

/// Lets a sync that another git program is in the way of be one that stopped for that reason.
pub(super) fn unless_locked(
    ended: Result<Outcome, SyncError>,
    language: Language,
) -> Result<Outcome, SyncError> {
    let why = match &ended {
        Err(
            SyncError::Staging(StagingError::Locked { path })
            | SyncError::Scan(ScanError::Staging(StagingError::Locked { path })),
        ) => Barrier::Locked { path: &path.to_string_lossy() }.text(language),
        Err(SyncError::Ref(RefError::Locked { name })) => {
            Barrier::Locked { path: &format!(".git/{name}.lock") }.text(language)
        }
        _ => return ended,
    };
    Ok(Outcome::new(Verdict::Stopped(Stop::Refused(why))))
}

/// Says why nothing was done.
pub fn stopped(stop: &Stop, language: Language) -> String {
    let first = |paths: &[RepoPath]| {
        paths.first().map(|path| harmless(path.as_str()).into_owned()).unwrap_or_default()
    };
    let say = |message: Message<'_>| message.text(language);
    match stop {
        Stop::Unfinished(_) => say(Message::StoppedUnfinished),
        Stop::Staged(paths) => say(Message::StoppedStaged { path: &first(paths) }),
        Stop::OtherBranch => Barrier::OtherBranch.text(language),
        Stop::BranchLost => Barrier::BranchLost.text(language),
        Stop::Detached => say(Message::StoppedDetached),
        Stop::NoRemote => say(Message::NoRemote),
        Stop::EmptyRemote { remote } => say(Message::StoppedEmptyRemote { address: remote }),
        Stop::NoSuchBranch { branch, other, .. } => {
            say(Message::StoppedNoSuchBranch { here: branch, other })
        }
        Stop::Unrelated { .. } => say(Message::StoppedUnrelated),
        Stop::Rewound { .. } => say(Message::StoppedRewound),
        Stop::Hostile(paths) => say(Message::StoppedHostile { path: &first(paths) }),
        Stop::Commands(path) => say(Message::StoppedCommands { path: path.as_str() }),
        Stop::NewerFormat { format } => {
            say(Message::StoppedNewerFormat { theirs: *format, ours: FORMAT })
        }
        Stop::FolderGone => say(Message::StoppedFolderGone),
        Stop::ManyMissing { count } => {
            say(Message::StoppedManyMissing { count: *count, command: "handover sync" })
        }
        Stop::SecretInMessage { commit: version } => {
            Barrier::SecretMessage { version }.text(language)
        }
        Stop::SecretInHistory { path, .. } => {
            say(Message::StoppedSecretCommitted { path: path.as_str() })
        }
        Stop::Refused(reason) | Stop::Objected(reason) => say(Message::RemoteRefused { reason }),
        Stop::Busy { .. } => say(Message::StoppedBusy),
    }
}

/// Says what to do about it, where there is something.
pub fn advice(stop: &Stop, language: Language) -> Option<String> {
    if let Stop::NoSuchBranch { branch, remote, other } = stop {
        let (share, back) =
            (format!("git push -u {remote} {branch}"), format!("git switch {other}"));
        let message = Message::NoSuchBranchAdvice { share: &share, back: &back };
        return Some(message.text(language));
    }
    let message = match stop {
        Stop::NoRemote => Message::NoRemoteAdvice,
        Stop::SecretInMessage { .. } => {
            return Some(Barrier::SecretMessageAdvice { command: CLEAN }.text(language));
        }
        Stop::SecretInHistory { .. } => Message::SecretCommittedAdvice { command: CLEAN },
        // The place may have said it itself.
        Stop::Objected(reason) if !reason.contains(CLEAN) => {
            return Some(Barrier::ObjectedAdvice { command: CLEAN }.text(language));
        }
        _ => return None,
    };
    Some(message.text(language))
}
