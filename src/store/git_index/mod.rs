//! The bytes of git's index, in its versions 2 to 4: read in one pass, and written with changes.
//!
//! Source of the form: git's own description, `gitformat-index`. What has another form (split, sparse,
//! of another hash) is not read here, nor one with a conflict in it written: libgit2 does that.

mod cached;
mod item;
mod tree;
mod write;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::path::Path;

use sha1::{Digest, Sha1};

pub(super) use item::{Item, is_file, is_holdable};
pub(super) use write::{Changes, rewritten};

/// From so many bytes on, several threads are worth their while; in tests from few on.
const LARGE: usize = if cfg!(test) { 256 } else { 1 << 20 };
/// The bytes before the first entry.
const HEADER: usize = 12;
/// Times, numbers, size and id of an entry.
const FIXED: usize = 60;
/// The bytes of an id, and of the sum at the end.
pub(super) const ID: usize = 20;
const SIGNATURE: &[u8; 4] = b"DIRC";
/// More flags follow.
const EXTENDED: u16 = 0x4000;
/// Which side of a conflict an entry is.
pub(super) const STAGE: u16 = 0x3000;
/// The part of the flags that holds the length of the name.
const LENGTH: u16 = 0x0fff;

/// Tells whether git lists more files of a folder than some ten thousand, by the size of its list alone;
/// `false` where there is none, or it lies elsewhere than in the folder.
pub fn lists_many(root: &Path) -> bool {
    /// An entry has some hundred bytes.
    const MANY: u64 = 1_000_000;
    let list = root.join(".git").join("index");
    list.symlink_metadata().is_ok_and(|list| list.len() > MANY)
}

/// An index as it lies on the disk.
pub(super) struct Parsed<'b> {
    version: u32,
    /// In git's order: by path.
    pub(super) entries: Vec<Entry<'b>>,
    extensions: Vec<Extension<'b>>,
    /// All of it but its sum.
    body: &'b [u8],
    /// Where the entries end in it.
    end: usize,
    /// Whether its sum is left out, as git can be told to.
    pub(super) unsummed: bool,
}

/// One entry.
pub(super) struct Entry<'b> {
    /// Where it begins.
    at: usize,
    fixed: &'b [u8],
    /// Without those that the form itself needs.
    pub(super) flags: u16,
    pub(super) extended: u16,
    pub(super) path: Cow<'b, [u8]>,
}

struct Extension<'b> {
    name: [u8; 4],
    bytes: &'b [u8],
}

impl<'b> Entry<'b> {
    /// Returns the number in one of the ten fields of four bytes.
    pub(super) fn number(&self, field: Field) -> u32 {
        let at = field as usize * 4;
        let bytes = self.fixed.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        u32::from_be_bytes(bytes.unwrap_or_default())
    }

    pub(super) fn id(&self) -> [u8; ID] {
        let id = self.fixed.get(FIXED - ID..).and_then(|id| id.try_into().ok());
        id.unwrap_or_default()
    }
}

/// The fields of an entry that are numbers, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    ChangedSeconds,
    ChangedRest,
    ModifiedSeconds,
    ModifiedRest,
    /// Behind the number of the device.
    Inode = 5,
    Mode,
    User,
    Group,
    Size,
}

/// Reads an index; `None` where it is damaged or of a form that is not known here.
pub(super) fn parse(bytes: &[u8]) -> Option<Parsed<'_>> {
    let (body, found) = bytes.split_at(bytes.len().checked_sub(ID)?);
    let is_sound = || is_unsummed(found) || sum(body, false) == *found;
    // The sum over a large one takes as long as all the rest.
    let (is_sound, parsed) = match body.len() {
        0..LARGE => (is_sound(), parse_sound(bytes)),
        _ => rayon::join(is_sound, || parse_sound(bytes)),
    };
    parsed.filter(|_| is_sound)
}

/// Reads an index whose sum is known to be right; `None` where it is of a form that is not known here.
pub(super) fn parse_sound(bytes: &[u8]) -> Option<Parsed<'_>> {
    let (body, sum) = bytes.split_at(bytes.len().checked_sub(ID)?);
    let (version, entries, end) = entries(body)?;
    let extensions = extensions(body.get(end..)?)?;
    Some(Parsed { version, entries, extensions, body, end, unsummed: is_unsummed(sum) })
}

/// Sums up all that stands in front of the sum; zeros where it is to be left out.
pub(super) fn sum(body: &[u8], unsummed: bool) -> [u8; ID] {
    if unsummed { [0; ID] } else { Sha1::digest(body).into() }
}

fn is_unsummed(sum: &[u8]) -> bool {
    sum.iter().all(|byte| *byte == 0)
}

/// Reads the version and the entries, and returns them with where these end.
fn entries(body: &[u8]) -> Option<(u32, Vec<Entry<'_>>, usize)> {
    let word = |at: usize| Some(u32::from_be_bytes(body.get(at..at + 4)?.try_into().ok()?));
    let version = word(4)?;
    if body.get(..4)? != SIGNATURE || !(2..=4).contains(&version) {
        return None;
    }
    let count = usize::try_from(word(8)?).ok()?;
    // An entry has more bytes than its fixed part: a count beyond that is damage.
    let mut entries: Vec<Entry<'_>> = Vec::with_capacity(count.min(body.len() / FIXED));
    let mut at = HEADER;
    for _ in 0..count {
        let last = entries.last().map_or(&[][..], |last| &*last.path);
        let (entry, next) = entry(body, at, version, last)?;
        if entry.path.is_empty() || *entry.path < *last {
            return None;
        }
        entries.push(entry);
        at = next;
    }
    Some((version, entries, at))
}

/// Reads the entry at `at`; returns it with the place of the next.
fn entry<'b>(body: &'b [u8], at: usize, version: u32, last: &[u8]) -> Option<(Entry<'b>, usize)> {
    let fixed = body.get(at..at + FIXED)?;
    let half = |at: usize| Some(u16::from_be_bytes(body.get(at..at + 2)?.try_into().ok()?));
    let (flags, mut from) = (half(at + FIXED)?, at + FIXED + 2);
    let mut extended = 0;
    if flags & EXTENDED != 0 {
        extended = half(from)?;
        from += 2;
    }
    let (path, next) = if version == 4 {
        let (dropped, start) = varint(body, from)?;
        let rest = until_zero(body.get(start..)?)?;
        let kept = last.get(..last.len().checked_sub(dropped)?)?;
        (Cow::Owned([kept, rest].concat()), start + rest.len() + 1)
    } else {
        let path = until_zero(body.get(from..)?)?;
        // One to eight zeros fill the entry up to a multiple of eight.
        let length = (from + path.len() - at + 8) / 8 * 8;
        (Cow::Borrowed(path), at + length)
    };
    let flags = flags & !(EXTENDED | LENGTH);
    Some((Entry { at, fixed, flags, extended, path }, next))
}

fn until_zero(bytes: &[u8]) -> Option<&[u8]> {
    bytes.get(..memchr::memchr(0, bytes)?)
}

/// Reads a number as packs keep offsets; returns it with the place behind it.
fn varint(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut byte = *bytes.get(at)?;
    let mut value = usize::from(byte & 0x7f);
    while byte & 0x80 != 0 {
        at += 1;
        byte = *bytes.get(at)?;
        value = value.checked_add(1)?.checked_mul(128)? + usize::from(byte & 0x7f);
    }
    Some((value, at + 1))
}

/// Reads what follows the entries; `None` where something there must not be passed over.
fn extensions(mut bytes: &[u8]) -> Option<Vec<Extension<'_>>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let name: [u8; 4] = bytes.get(..4)?.try_into().ok()?;
        let length = u32::from_be_bytes(bytes.get(4..8)?.try_into().ok()?);
        let end = usize::try_from(length).ok()?.checked_add(8)?;
        // Those that a reader may pass over begin with a capital.
        if !name[0].is_ascii_uppercase() {
            return None;
        }
        found.push(Extension { name, bytes: bytes.get(8..end)? });
        bytes = &bytes[end..];
    }
    Some(found)
}
