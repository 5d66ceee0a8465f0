//! Where this work tree stood, as git writes that down.

use crate::store::{CommitId, Repo};

/// One move of what is checked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// `None` where nothing was checked out before.
    pub from: Option<CommitId>,
    pub to: CommitId,
    /// What moved it, as `commit: …` or `pull: Fast-forward`.
    pub why: String,
}

impl Repo {
    /// Returns what moved this work tree from one commit to another, the latest last. Empty where git keeps no
    /// log of it, or it cannot be read; what is older than the log is not in it.
    pub fn moves(&self) -> Vec<Moved> {
        let Ok(log) = self.git.reflog("HEAD") else { return Vec::new() };
        let moves = log.iter().rev().map(|entry| Moved {
            from: Some(entry.id_old()).filter(|id| !id.is_zero()).map(CommitId::from_git),
            to: CommitId::from_git(entry.id_new()),
            why: String::from_utf8_lossy(entry.message_bytes().unwrap_or_default()).into_owned(),
        });
        moves.collect()
    }

    /// Tells whether git puts aside what is not committed by itself, where it brings others' work here.
    pub fn puts_aside(&self) -> bool {
        let Ok(config) = self.git.config() else { return false };
        ["rebase.autostash", "merge.autostash"]
            .iter()
            .any(|key| config.get_bool(key).unwrap_or(false))
    }
}
