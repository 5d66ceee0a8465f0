//! Folders of versions that were opened a moment ago, as git stores them.

use std::collections::HashMap;
use std::sync::Arc;

use git2::Oid;

/// So many bytes of them are kept.
const MOST_BYTES: usize = 2 << 20;

/// The folders that were opened last.
#[derive(Default)]
pub(in crate::store) struct Opened {
    folders: HashMap<Oid, Arc<[u8]>>,
    bytes: usize,
}

impl Opened {
    pub(super) fn get(&self, id: Oid) -> Option<Arc<[u8]>> {
        self.folders.get(&id).map(Arc::clone)
    }

    /// Keeps a folder, in the place of all others where these have become many; one that is larger than all may be is
    /// only handed out.
    pub(super) fn put(&mut self, id: Oid, bytes: &[u8]) -> Arc<[u8]> {
        let kept: Arc<[u8]> = bytes.into();
        if bytes.len() > MOST_BYTES {
            return kept;
        }
        if self.bytes + bytes.len() > MOST_BYTES {
            *self = Self::default();
        }
        self.bytes += bytes.len();
        self.folders.insert(id, Arc::clone(&kept));
        kept
    }
}

/// A folder that is not stored as git does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// What a folder has under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry<'f> {
    pub(super) name: &'f [u8],
    pub(super) mode: i32,
    id: &'f [u8],
}

impl<'f> Entry<'f> {
    pub(super) fn id(&self) -> Oid {
        Oid::from_bytes(self.id).unwrap_or_else(|_| unreachable!("it has twenty bytes"))
    }

    pub(super) fn is_folder(&self) -> bool {
        self.mode & 0o170_000 == 0o040_000
    }

    /// Tells whether this is the same as another one, but for the name.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.id == other.id && self.mode == other.mode
    }

    /// Reads the first entry of `folder` and returns what stands behind it.
    fn read(folder: &'f [u8]) -> Option<(Self, &'f [u8])> {
        let (head, rest) = folder.split_at_checked(memchr::memchr(0, folder)?)?;
        let (mode, name) = head.split_at_checked(memchr::memchr(b' ', head)?)?;
        let (id, rest) = rest.get(1..)?.split_at_checked(20)?;
        let with = |mode: i32, digit: &u8| {
            let mode = mode << 3 | i32::from(digit.checked_sub(b'0').filter(|digit| *digit < 8)?);
            (mode <= 0xffff).then_some(mode)
        };
        let mode = Some(mode).filter(|mode| !mode.is_empty())?.iter().try_fold(0, with)?;
        let name = name.get(1..).filter(|name| !name.is_empty())?;
        Some((Self { name, mode, id }, rest))
    }
}

/// Reads the entries of a folder: each is stored as `100644 name`, a zero and the id, one behind the other.
pub(super) fn entries(folder: &[u8]) -> impl Iterator<Item = Result<Entry<'_>, Malformed>> {
    let mut rest = Some(folder).filter(|folder| !folder.is_empty());
    std::iter::from_fn(move || {
        let Some((entry, behind)) = Entry::read(rest.take()?) else { return Some(Err(Malformed)) };
        rest = Some(behind).filter(|behind| !behind.is_empty());
        Some(Ok(entry))
    })
}

/// Finds the entry of a name in a folder.
pub(super) fn find<'f>(folder: &'f [u8], name: &[u8]) -> Result<Option<Entry<'f>>, Malformed> {
    for entry in entries(folder) {
        let entry = entry?;
        if entry.name == name {
            return Ok(Some(entry));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_found_by_its_whole_name() {
        let entry = |head: &str, id: u8| [head.as_bytes(), &[0], &[id; 20]].concat();
        let folder = [entry("100644 a.md", 0), entry("40000 a", b' '), entry("100755 b c", 3)];
        let folder = folder.concat();
        let check = |name: &str, expected: Option<(i32, u8)>| {
            let id = |byte| Oid::from_bytes(&[byte; 20]).expect("an id");
            let expected = expected.map(|(mode, byte)| (mode, id(byte)));
            let found = find(&folder, name.as_bytes()).expect("it is whole");
            assert_eq!(found.map(|found| (found.mode, found.id())), expected, "{name}");
        };
        check("a.md", Some((0o100_644, 0)));
        check("a", Some((0o040_000, b' ')));
        check("b c", Some((0o100_755, 3)));
        check("c", None);
        check("", None);
        for head in ["", " a", "100644 ", "a b", "+7 b", "8 b", "200000 b"] {
            assert_eq!(find(&entry(head, 1), b"none"), Err(Malformed), "{head:?}");
        }
        for end in 1..folder.len() {
            let whole = [32, 60].contains(&end);
            let found = find(&folder[..end], b"none");
            assert_eq!(found, if whole { Ok(None) } else { Err(Malformed) }, "cut to {end}");
        }
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut opened = Opened::default();
        let id = |byte| Oid::from_bytes(&[byte; 20]).expect("an id");
        let half = vec![1; MOST_BYTES / 2];
        opened.put(id(1), &half);
        opened.put(id(2), &half);
        assert!(opened.get(id(1)).is_some() && opened.get(id(2)).is_some());
        opened.put(id(3), b"more");
        assert!(opened.get(id(1)).is_none());
        assert_eq!(opened.get(id(3)).as_deref(), Some(&b"more"[..]));
        assert_eq!(opened.put(id(4), &vec![1; MOST_BYTES + 1]).len(), MOST_BYTES + 1);
        assert!(opened.get(id(3)).is_some() && opened.get(id(4)).is_none());
    }
}
