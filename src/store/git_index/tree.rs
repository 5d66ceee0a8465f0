use sha1::{Digest, Sha1};

use super::{Field, ID, Parsed, STAGE};

/// A folder whose entries are being put together.
struct Open {
    /// How many bytes of the path name it, with the `/` behind; 0 the root.
    length: usize,
    /// As a tree of git holds them.
    bytes: Vec<u8>,
}

impl Parsed<'_> {
    /// Returns the id of the tree that a commit of this index would have; `None` where it holds a
    /// conflict, or a name without a version.
    pub(in crate::store) fn tree(&self) -> Option<[u8; ID]> {
        const ANNOUNCED: u16 = 0x2000;
        let mut open = vec![Open { length: 0, bytes: Vec::new() }];
        let mut last: &[u8] = &[];
        for entry in &self.entries {
            if entry.flags & STAGE != 0 || entry.extended & ANNOUNCED != 0 {
                return None;
            }
            let path = &*entry.path;
            let is_below = |open: &Open| path.get(..open.length) == last.get(..open.length);
            while !is_below(open.last()?) {
                close(&mut open, last)?;
            }
            let from = open.last()?.length;
            for slash in memchr::memchr_iter(b'/', path.get(from..)?) {
                open.push(Open { length: from + slash + 1, bytes: Vec::new() });
            }
            let folder = open.last_mut()?;
            let mode = format!("{:o} ", entry.number(Field::Mode));
            add(&mut folder.bytes, mode.as_bytes(), path.get(folder.length..)?, &entry.id());
            last = path;
        }
        while open.len() > 1 {
            close(&mut open, last)?;
        }
        Some(digest(&open.first()?.bytes))
    }
}

/// Puts the innermost folder into the one around it.
fn close(open: &mut Vec<Open>, path: &[u8]) -> Option<()> {
    let done = open.pop()?;
    let around = open.last_mut()?;
    let name = path.get(around.length..done.length.checked_sub(1)?)?;
    add(&mut around.bytes, b"40000 ", name, &digest(&done.bytes));
    Some(())
}

fn add(bytes: &mut Vec<u8>, mode: &[u8], name: &[u8], id: &[u8; ID]) {
    bytes.extend_from_slice(mode);
    bytes.extend_from_slice(name);
    bytes.push(0);
    bytes.extend_from_slice(id);
}

fn digest(tree: &[u8]) -> [u8; ID] {
    let mut sha = Sha1::new();
    sha.update(format!("tree {}\0", tree.len()));
    sha.update(tree);
    sha.finalize().into()
}
