//! The extension in which git remembers the trees that it has made of folders.

use std::collections::HashSet;

use super::ID;

/// More folders inside each other are not remembered.
const DEEPEST: usize = 64;

/// One folder.
struct Node<'b> {
    name: &'b [u8],
    /// How many entries its tree holds, and its id; `None` where something in it has changed since.
    made: Option<(&'b [u8], &'b [u8])>,
    below: Vec<Node<'b>>,
}

/// Returns the extension without the trees that hold any of `changed`; `None` where it is damaged.
pub(super) fn without(bytes: &[u8], changed: &[&[u8]]) -> Option<Vec<u8>> {
    let mut rest = bytes;
    let mut root = node(&mut rest, 0)?;
    if !rest.is_empty() {
        return None;
    }
    let folders: HashSet<&[u8]> = changed.iter().flat_map(|path| folders(path)).collect();
    let gone: HashSet<&[u8]> = changed.iter().copied().collect();
    forget(&mut root, &mut Vec::new(), &folders, &gone);
    let mut out = Vec::with_capacity(bytes.len());
    write(&root, &mut out);
    Some(out)
}

/// Lists the folders above a path, the root first.
fn folders(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::once(&path[..0]).chain(memchr::memchr_iter(b'/', path).map(|at| &path[..at]))
}

fn node<'b>(rest: &mut &'b [u8], depth: usize) -> Option<Node<'b>> {
    if depth > DEEPEST {
        return None;
    }
    let name = take_until(rest, 0)?;
    let entries = take_until(rest, b' ')?;
    let below: usize = std::str::from_utf8(take_until(rest, b'\n')?).ok()?.parse().ok()?;
    let made = if entries.first() == Some(&b'-') {
        None
    } else {
        let (id, behind) = rest.split_at_checked(ID)?;
        *rest = behind;
        Some((entries, id))
    };
    let below: Option<Vec<_>> = (0..below).map(|_| node(rest, depth + 1)).collect();
    Some(Node { name, made, below: below? })
}

fn take_until<'b>(rest: &mut &'b [u8], end: u8) -> Option<&'b [u8]> {
    let at = memchr::memchr(end, rest)?;
    let taken = &rest[..at];
    *rest = &rest[at + 1..];
    Some(taken)
}

fn forget(
    node: &mut Node<'_>,
    path: &mut Vec<u8>,
    folders: &HashSet<&[u8]>,
    gone: &HashSet<&[u8]>,
) {
    if !folders.contains(&path[..]) {
        return;
    }
    node.made = None;
    let length = path.len();
    node.below.retain_mut(|below| {
        if length > 0 {
            path.push(b'/');
        }
        path.extend_from_slice(below.name);
        // A file that takes a folder's place, or took it before, leaves nothing to remember.
        let stays = !gone.contains(&path[..]);
        forget(below, path, folders, gone);
        path.truncate(length);
        stays
    });
}

fn write(node: &Node<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(node.name);
    out.push(0);
    let (entries, id) = node.made.unwrap_or((b"-1", &[]));
    out.extend_from_slice(entries);
    out.extend_from_slice(format!(" {}\n", node.below.len()).as_bytes());
    out.extend_from_slice(id);
    for below in &node.below {
        write(below, out);
    }
}
