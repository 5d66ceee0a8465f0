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

    /// Keeps a folder, in the place of all others where these have become many.
    pub(super) fn put(&mut self, id: Oid, bytes: &[u8]) -> Arc<[u8]> {
        if self.bytes + bytes.len() > MOST_BYTES {
            *self = Self::default();
        }
        self.bytes += bytes.len();
        let bytes: Arc<[u8]> = bytes.into();
        self.folders.insert(id, Arc::clone(&bytes));
        bytes
    }
}

/// A folder that is not stored as git does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// Finds the entry of a name in a folder, with its mode: it is stored as `100644 name`, a zero and the id, one entry
/// behind the other.
pub(super) fn find(folder: &[u8], name: &[u8]) -> Result<Option<(i32, Oid)>, Malformed> {
    const ID: usize = 20;
    let mut rest = folder;
    while !rest.is_empty() {
        let end = memchr::memchr(0, rest).ok_or(Malformed)?;
        let (head, id) = (&rest[..end], rest.get(end + 1..end + 1 + ID).ok_or(Malformed)?);
        let space = memchr::memchr(b' ', head).ok_or(Malformed)?;
        if &head[space + 1..] == name {
            let mode = std::str::from_utf8(&head[..space]).map_err(|_| Malformed)?;
            let mode = i32::from_str_radix(mode, 8).map_err(|_| Malformed)?;
            let id = Oid::from_bytes(id).map_err(|_| Malformed)?;
            return Ok(Some((mode, id)));
        }
        rest = &rest[end + 1 + ID..];
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
            assert_eq!(find(&folder, name.as_bytes()), Ok(expected), "{name}");
        };
        check("a.md", Some((0o100_644, 0)));
        check("a", Some((0o040_000, b' ')));
        check("b c", Some((0o100_755, 3)));
        check("c", None);
        check("", None);
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
    }
}
