//! The bytes of git's index, kept as long as they are what lies on the disk: where files can be told apart, it is read
//! and summed up once, however often it is written.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use super::git_index::{self, ID, Parsed};
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

    /// Tells whether a file ends with the same sum: one that was replaced twice in an instant may look the same.
    fn has_sum_of(&self, path: &Path) -> io::Result<bool> {
        let mut end = [0; ID];
        let mut file = File::open(path)?;
        let there = file
            .seek(SeekFrom::End(-i64::try_from(ID).unwrap_or_default()))
            .and_then(|_| file.read_exact(&mut end));
        Ok(there.is_ok() && self.bytes.ends_with(&end))
    }

    /// Tells whether it ends with a sum.
    fn is_summed(&self) -> bool {
        !self.bytes.ends_with(&[0; ID])
    }
}

impl Repo {
    /// Returns the bytes of git's index, from memory where it is as it was; `None` where there is none.
    pub(super) fn index_bytes(&self) -> io::Result<Option<IndexBytes>> {
        // Looked at before it is read: when it is replaced in between, more is done, not less.
        let looked = self.look_at_index();
        let held = self.held.borrow().clone();
        let is_same = |held: &IndexBytes| looked.is_some() && held.looked == looked;
        if let Some(held) = held.filter(is_same)
            && held.has_sum_of(&self.index_path())?
        {
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
        let is_known = index.looked.is_some_and(|looked| looked.inode != 0) && index.is_summed();
        if is_known && self.look_at_index() == index.looked {
            self.held.replace(Some(IndexBytes { is_sound: true, ..index }));
        }
    }

    /// Keeps the bytes that have become the index, which looks so.
    pub(super) fn hold_written(&self, looked: Option<Stat>, bytes: Vec<u8>) {
        let held = IndexBytes { bytes: bytes.into(), looked, is_sound: true };
        self.held.replace(looked.filter(|_| held.is_summed()).map(|_| held));
    }
}
