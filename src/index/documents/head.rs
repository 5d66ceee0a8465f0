use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::entry::Slot;
use crate::store::tree_state::Signature;
use crate::text::RepoPath;

/// What the index keeps of all files together. It is read first, and says what the rest must be.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Head {
    /// Of the settings and kinds that everything was read by.
    pub(super) fingerprint: [u8; 20],
    /// When the look began that it goes by, as in `TreeState`.
    pub(super) taken: i64,
    pub(super) nested: Vec<RepoPath>,
    pub(super) unreadable: Vec<(RepoPath, String)>,
    pub(super) odd: BTreeMap<RepoPath, PathBuf>,
    /// The first slot that was never given.
    pub(super) next: Slot,
    /// Slots that are free again.
    pub(super) free: Vec<Slot>,
    /// Files that could not be read, and are tried again at each look.
    pub(super) unread: Vec<RepoPath>,
    /// The highest number that an id ever had, by person; it never falls.
    pub(super) numbers: BTreeMap<String, u32>,
    /// The folders that hold more than what was said about one task.
    pub(super) outline: Vec<(RepoPath, Signature)>,
    /// The generation that wrote each block of files; 0 where there is none.
    pub(super) blocks: Vec<u64>,
    /// The same of the buckets of folders and of names; how many there are never changes.
    pub(super) folders: Vec<u64>,
    pub(super) names: Vec<u64>,
}
