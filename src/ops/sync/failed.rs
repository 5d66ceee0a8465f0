//! Why a sync could not be done at all, in the words of whoever reads it.

use std::error::Error;
use std::path::Path;

use super::SyncFailed;
use crate::schema::message::{Barrier, Reach};
use crate::schema::{Language, Message};
use crate::store::lock::LockError;
use crate::store::{OpenError, Repo};
use crate::sync::SyncError;
use crate::text::harmless;
use crate::workspace::Workspace;

/// What is wrong, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedWords {
    pub what: String,
    pub advice: Option<String>,
    pub language: Language,
}

/// Returns the language of whoever works in the clone that holds `directory`; English where that is no
/// workspace.
pub fn language_in(directory: &Path) -> Language {
    let Ok(workspace) = Workspace::require(directory) else { return Language::default() };
    let email = Repo::open(workspace.root()).ok().and_then(|repo| repo.identity().email);
    workspace.language_of(&email.unwrap_or_default())
}

/// Says why a sync of the clone that holds `directory` could not be done; `None` where the error says it as
/// well as can be.
pub fn failed_words(error: &SyncFailed, directory: &Path) -> Option<FailedWords> {
    let language = language_in(directory);
    if let SyncFailed::Open(error) = error
        && let Some(words) = open_words(error, language)
    {
        return Some(words);
    }
    let (what, advice) = match error {
        SyncFailed::Sync(SyncError::NoIdentity) => {
            (Barrier::NoIdentity.text(language), Some(Barrier::NoIdentityAdvice.text(language)))
        }
        SyncFailed::Lock(LockError::Held(holder)) => {
            let command = match holder {
                Some(one) => format!("`handover {}` ({})", harmless(&one.command), one.process),
                None => "`handover`".to_owned(),
            };
            (Barrier::Busy { command: &command }.text(language), None)
        }
        SyncFailed::NotTheRoot { workspace, repository } => {
            let [workspace, repository] = [workspace, repository].map(|one| shown(one));
            let message = Barrier::NotTheRoot { workspace: &workspace, repository: &repository };
            (message.text(language), None)
        }
        error if is_disk_full(error) => {
            let reason = &Reach::DiskFullHere.text(language);
            (Message::RemoteRefused { reason }.text(language), None)
        }
        _ => return None,
    };
    Some(FailedWords { what, advice, language })
}

/// Tells whether the disk had no room, which git's library says in words alone.
fn is_disk_full(error: &SyncFailed) -> bool {
    let mut cause: Option<&dyn Error> = Some(error);
    while let Some(error) = cause {
        let text = error.to_string();
        if ["No space left on device", "Disk quota exceeded"].iter().any(|one| text.contains(one)) {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Says why a repository cannot be worked in; `None` as for [`failed_words`].
pub fn open_words(error: &OpenError, language: Language) -> Option<FailedWords> {
    let (what, advice) = match error {
        OpenError::NoHead { path } => {
            let path = &shown(path);
            (Barrier::NoHead { path }, Barrier::NoHeadAdvice).say(language)
        }
        OpenError::Closed { path } => {
            let path = &shown(path);
            (Barrier::Closed { path }, Barrier::ClosedAdvice { path }).say(language)
        }
        OpenError::OtherOwner { path } => {
            let path = &shown(path);
            (Barrier::OtherOwner { path }, Barrier::OtherOwnerAdvice { path }).say(language)
        }
        _ => return None,
    };
    Some(FailedWords { what, advice: Some(advice), language })
}

fn shown(path: &Path) -> String {
    harmless(&path.display().to_string()).into_owned()
}

trait Say {
    fn say(self, language: Language) -> (String, String);
}

impl Say for (Barrier<'_>, Barrier<'_>) {
    fn say(self, language: Language) -> (String, String) {
        (self.0.text(language), self.1.text(language))
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn what_to_do_is_said_in_both_languages() {
        let path = || PathBuf::from("/w/ola");
        let check = |error: &OpenError, language, what: &str, advice: &str| {
            let words = open_words(error, language).expect("words");
            let advised = words.advice.unwrap_or_default();
            assert!(words.what.starts_with(what), "{}", words.what);
            assert!(advised.contains(advice), "{advised}");
        };
        let lost = OpenError::NoHead { path: path() };
        check(&lost, Language::English, "What git keeps of /w/ola is not whole", "join");
        check(&lost, Language::Bokmal, "Det git har om /w/ola, er ikke fullstendig", "join");
        let other = OpenError::OtherOwner { path: path() };
        check(&other, Language::Bokmal, "/w/ola tilhører en annen", "safe.directory /w/ola");
        let closed = OpenError::Closed { path: path() };
        check(&closed, Language::English, "What git keeps in /w/ola may not", "right to read");
        let source = std::io::Error::other("failed to write out file: No space left on device");
        let full = SyncFailed::Open(OpenError::Io { path: path(), source });
        assert!(is_disk_full(&full) && !is_disk_full(&SyncFailed::Open(closed)));
        assert_eq!(open_words(&OpenError::Bare { path: path() }, Language::English), None);
    }
}
