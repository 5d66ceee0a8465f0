use std::collections::BTreeMap;
use std::ops::Range;

use git2::IndexEntry;

use super::{EXTENDED, FIXED, ID, LENGTH, Parsed, SIGNATURE, STAGE, cached};

/// What is to stand at paths; `None` takes one out.
pub(in crate::store) type Changes = BTreeMap<Vec<u8>, Option<IndexEntry>>;

/// The trees that git remembers.
const CACHED_TREE: [u8; 4] = *b"TREE";

/// Returns the bytes of an index with other entries at some paths, but for the sum behind them; `None` where it
/// holds a conflict, which this does not touch.
///
/// A file that comes takes the place of a folder of its name, and a folder that of a file. What git
/// remembers besides the entries is kept as far as it stays true, and else left out: git makes it
/// again.
pub(in crate::store) fn rewritten(index: &Parsed<'_>, changes: &Changes) -> Option<Vec<u8>> {
    if index.entries.iter().any(|entry| entry.flags & STAGE != 0) {
        return None;
    }
    let dropped = in_the_way(index, changes);
    // What comes has rarely more than this for each.
    let room = index.body.len() + ID + changes.len() * 256;
    let mut out = Writer::new(index.version, room);
    let mut changed: Vec<&[u8]> = changes.keys().map(Vec::as_slice).collect();
    let mut coming = changes.iter().peekable();
    for (at, entry) in index.entries.iter().enumerate() {
        while let Some((_, new)) = coming.next_if(|(path, _)| path[..] < *entry.path) {
            out.copy(index)?;
            out.add_new(new.as_ref());
        }
        if let Some((_, new)) = coming.next_if(|(path, _)| path[..] == *entry.path) {
            out.copy(index)?;
            out.add_new(new.as_ref());
        } else if dropped.binary_search(&at).is_ok() {
            changed.push(&entry.path);
        } else {
            out.add(index, at)?;
        }
    }
    out.copy(index)?;
    for (_, new) in coming {
        out.add_new(new.as_ref());
    }
    let tree = index.extensions.iter().find(|one| one.name == CACHED_TREE);
    let tree = tree.and_then(|one| cached::without(one.bytes, &changed));
    Some(out.finish(tree.as_deref()))
}

/// Finds the entries that have the name of a new one's folder, or lie below a new one.
fn in_the_way(index: &Parsed<'_>, changes: &Changes) -> Vec<usize> {
    let place = |path: &[u8]| index.entries.partition_point(|entry| *entry.path < *path);
    let mut found = Vec::new();
    for path in changes.iter().filter(|(_, new)| new.is_some()).map(|(path, _)| path) {
        for slash in memchr::memchr_iter(b'/', path) {
            let at = place(&path[..slash]);
            found
                .extend(index.entries.get(at).filter(|one| *one.path == path[..slash]).map(|_| at));
        }
        let folder = [path, &b"/"[..]].concat();
        let below = index.entries.iter().enumerate().skip(place(&folder));
        let below = below.take_while(|(_, entry)| entry.path.starts_with(&folder));
        found.extend(below.map(|(at, _)| at));
    }
    found.sort_unstable();
    found.dedup();
    found
}

struct Writer {
    version: u32,
    count: u32,
    bytes: Vec<u8>,
    last: Vec<u8>,
    /// Entries that stay as they are and are to be copied together, by number.
    same: Range<usize>,
}

impl Writer {
    fn new(version: u32, room: usize) -> Self {
        let mut bytes = Vec::with_capacity(room);
        bytes.extend_from_slice(SIGNATURE);
        bytes.extend_from_slice(&[0; 8]);
        Self { version, count: 0, bytes, last: Vec::new(), same: 0..0 }
    }

    /// Adds an entry as it is; `None` as [below](Self::copy).
    fn add(&mut self, index: &Parsed<'_>, at: usize) -> Option<()> {
        let entry = index.entries.get(at)?;
        if index.version == 4 {
            // What its name has in common with the one before it may be another part.
            self.put(entry.fixed, entry.flags, entry.extended, &entry.path);
            return Some(());
        }
        if self.same.end != at {
            self.copy(index)?;
            self.same = at..at;
        }
        self.same.end = at + 1;
        Some(())
    }

    /// Copies the entries that are to be copied together; `None` where they are not in the index.
    fn copy(&mut self, index: &Parsed<'_>) -> Option<()> {
        let same = std::mem::take(&mut self.same);
        let start = |at: usize| index.entries.get(at).map_or(index.end, |entry| entry.at);
        self.bytes.extend_from_slice(index.body.get(start(same.start)..start(same.end))?);
        self.count = self.count.checked_add(u32::try_from(same.len()).ok()?)?;
        Some(())
    }

    fn add_new(&mut self, entry: Option<&IndexEntry>) {
        let Some(entry) = entry else { return };
        let mut fixed = [0; FIXED];
        let numbers = [
            entry.ctime.seconds().cast_unsigned(),
            entry.ctime.nanoseconds(),
            entry.mtime.seconds().cast_unsigned(),
            entry.mtime.nanoseconds(),
            entry.dev,
            entry.ino,
            entry.mode,
            entry.uid,
            entry.gid,
            entry.file_size,
        ];
        for (field, number) in fixed.chunks_exact_mut(4).zip(numbers) {
            field.copy_from_slice(&number.to_be_bytes());
        }
        fixed[FIXED - ID..].copy_from_slice(entry.id.as_bytes());
        let flags = entry.flags & !(EXTENDED | LENGTH);
        self.put(&fixed, flags, entry.flags_extended & 0x6000, &entry.path);
    }

    fn put(&mut self, fixed: &[u8], flags: u16, extended: u16, path: &[u8]) {
        let start = self.bytes.len();
        self.count += 1;
        let length = u16::try_from(path.len()).map_or(LENGTH, |length| length.min(LENGTH));
        let more = if extended == 0 { 0 } else { EXTENDED };
        self.bytes.extend_from_slice(fixed);
        self.bytes.extend_from_slice(&(flags | more | length).to_be_bytes());
        if extended != 0 {
            self.version = self.version.max(3);
            self.bytes.extend_from_slice(&extended.to_be_bytes());
        }
        if self.version == 4 {
            let common = path.iter().zip(&self.last).take_while(|(a, b)| a == b).count();
            put_varint(&mut self.bytes, self.last.len() - common);
            self.bytes.extend_from_slice(&path[common..]);
            self.bytes.push(0);
            path.clone_into(&mut self.last);
        } else {
            self.bytes.extend_from_slice(path);
            let filled = (self.bytes.len() - start + 8) / 8 * 8;
            self.bytes.resize(start + filled, 0);
        }
    }

    fn finish(mut self, tree: Option<&[u8]>) -> Vec<u8> {
        self.bytes[4..8].copy_from_slice(&self.version.to_be_bytes());
        self.bytes[8..12].copy_from_slice(&self.count.to_be_bytes());
        if let Some((tree, length)) =
            tree.and_then(|tree| Some((tree, u32::try_from(tree.len()).ok()?)))
        {
            self.bytes.extend_from_slice(&CACHED_TREE);
            self.bytes.extend_from_slice(&length.to_be_bytes());
            self.bytes.extend_from_slice(tree);
        }
        self.bytes
    }
}

/// Adds a number as packs keep offsets.
fn put_varint(bytes: &mut Vec<u8>, mut value: usize) {
    let low = |value: usize| u8::try_from(value & 0x7f).unwrap_or(0);
    let mut reversed = vec![low(value)];
    while value >= 128 {
        value = (value >> 7) - 1;
        reversed.push(0x80 | low(value));
    }
    bytes.extend(reversed.iter().rev());
}
