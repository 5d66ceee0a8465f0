//! The bytes of git's index, kept as long as they are what lies on the disk: it is read and summed up once, however
//! often it is written.

use std::sync::Arc;
use std::{fs, io};

use super::git_index::{self, Parsed};
use super::stat::Stat;
use super::{Repo, read};

/// An index as it was read or written last.
#[derive(Clone)]
pub(super) struct IndexBytes {
    bytes: Arc<Vec<u8>>,
    /// How its file looked before it was read, or since it was written.
    pub(super) looked: Option<Stat>,
    /// Whether its sum is known to be right.
    is_sound: bool,
}

impl IndexBytes {
    /// Reads what stands in it; `None` where it is damaged or of a form that is not known here.
    pub(super) fn parse(&self) -> Option<Parsed<'_>> {
        match self.is_sound {
            true => git_index::parse_sound(&self.bytes),
            false => git_index::parse(&self.bytes),
        }
    }
}

impl Repo {
    /// Returns the bytes of git's index, from memory where it is as it was; `None` where there is none.
    pub(super) fn index_bytes(&self) -> io::Result<Option<IndexBytes>> {
        // Looked at before it is read: when it is replaced in between, more is done, not less.
        let looked = self.look_at_index();
        let held = self.held.borrow().clone();
        if let Some(held) = held.filter(|held| looked.is_some() && held.looked == looked) {
            return Ok(Some(held));
        }
        match fs::read(self.index_path()) {
            Ok(bytes) => Ok(Some(IndexBytes { bytes: bytes.into(), looked, is_sound: false })),
            Err(error) if read::is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Keeps bytes whose sum was found to be right, where they are still those of the index.
    pub(super) fn hold_index(&self, index: IndexBytes) {
        let is_known = index.looked.is_some_and(|looked| looked.inode != 0);
        if is_known && self.look_at_index() == index.looked {
            self.held.replace(Some(IndexBytes { is_sound: true, ..index }));
        }
    }

    /// Keeps the bytes that have become the index, which looks so.
    pub(super) fn hold_written(&self, looked: Option<Stat>, bytes: Vec<u8>) {
        let held = IndexBytes { bytes: bytes.into(), looked, is_sound: true };
        self.held.replace(looked.map(|_| held));
    }
}
