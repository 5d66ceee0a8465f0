//! Where what commits did is kept: in pieces, and by the names that lead to them.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::Touch;
use super::graph::Number;
use crate::schema::layout;
use crate::store::cache::{Batch, Cache, Space};
use crate::text::RepoPath;

/// Touches in one piece: enough that a long history has few of them, few enough to be read for one.
const PIECE: usize = 256;
/// Names are divided among so many values.
const TRAILS: u64 = 1024;

/// A piece: what some commits did, in order of the commits.
pub(super) type Piece = Vec<(Number, Vec<Touch>)>;

/// A name that leads to touches.
#[derive(Clone, Copy, Debug)]
pub(super) enum Name<'a> {
    Path(&'a str),
    /// A folder in which things are said about a task.
    Folder(&'a str),
    /// The id of a document that is gone, in lower case.
    Gone(&'a str),
}

/// The digest of a name: in which value it is looked up, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    trail: i64,
    tag: u32,
}

impl Mark {
    fn of(name: Name<'_>) -> Self {
        let mut hasher = DefaultHasher::new();
        let (sort, text) = match name {
            Name::Path(text) => (0_u8, text),
            Name::Folder(text) => (1, text),
            Name::Gone(text) => (2, text),
        };
        (sort, text).hash(&mut hasher);
        let hash = hasher.finish();
        let trail = i64::try_from(hash % TRAILS).unwrap_or_default();
        Self { trail, tag: u32::try_from(hash >> 32).unwrap_or_default() }
    }
}

/// Reads a piece; `None` when it is lost.
pub(super) fn piece(cache: &Cache, number: u32) -> Option<Piece> {
    postcard::from_bytes(&cache.read(Space::Touches, i64::from(number))?).ok()
}

/// Returns the pieces that a name leads to, in order; some of them may not speak of it.
pub(super) fn pieces_of(cache: &Cache, name: Name<'_>) -> Vec<u32> {
    let mark = Mark::of(name);
    let bytes = cache.read(Space::Trails, mark.trail).unwrap_or_default();
    let mut pieces: Vec<u32> =
        entries(&bytes).filter(|(tag, _)| *tag == mark.tag).map(|(_, piece)| piece).collect();
    pieces.dedup();
    pieces
}

fn entries(bytes: &[u8]) -> impl Iterator<Item = (u32, u32)> {
    bytes.chunks_exact(8).map(|entry| {
        let number = |at: usize| u32::from_le_bytes([0, 1, 2, 3].map(|byte| entry[at + byte]));
        (number(0), number(4))
    })
}

/// What is added to the shelf, until it is written.
pub(super) struct Added {
    /// The piece that is being filled.
    open: Piece,
    open_number: u32,
    open_size: usize,
    /// The names that lead to it already.
    open_marks: BTreeSet<Mark>,
    full: Vec<(u32, Vec<u8>)>,
    trails: BTreeMap<i64, Vec<u8>>,
}

impl Added {
    /// Goes on behind the last piece, `last`.
    pub(super) fn behind(cache: &Cache, last: Option<u32>) -> Option<Self> {
        let open = match last {
            Some(last) => piece(cache, last)?,
            None => Vec::new(),
        };
        let touches = || open.iter().flat_map(|(_, touches)| touches);
        let open_size = touches().count();
        let open_marks = touches().flat_map(marks).collect();
        Some(Self {
            open,
            open_number: last.unwrap_or(0),
            open_size,
            open_marks,
            full: Vec::new(),
            trails: BTreeMap::new(),
        })
    }

    /// Adds what a commit did; returns the first piece that holds it, and how many do.
    pub(super) fn push(&mut self, commit: Number, touches: Vec<Touch>) -> (u32, u32) {
        if touches.is_empty() {
            return (self.open_number, 0);
        }
        if self.open_size >= PIECE {
            self.close();
        }
        let first = self.open_number;
        let mut touches = touches.into_iter().peekable();
        while touches.peek().is_some() {
            if self.open_size >= PIECE {
                self.close();
            }
            let taken: Vec<Touch> = touches.by_ref().take(PIECE - self.open_size).collect();
            for mark in taken.iter().flat_map(marks) {
                if self.open_marks.insert(mark) {
                    let trail = self.trails.entry(mark.trail).or_default();
                    trail.extend_from_slice(&mark.tag.to_le_bytes());
                    trail.extend_from_slice(&self.open_number.to_le_bytes());
                }
            }
            self.open_size += taken.len();
            self.open.push((commit, taken));
        }
        (first, self.open_number - first + 1)
    }

    fn close(&mut self) {
        self.full.push((self.open_number, written(&self.open)));
        self.open.clear();
        self.open_marks.clear();
        self.open_size = 0;
        self.open_number += 1;
    }

    /// Writes what was added into a batch; the piece that is not full stays open.
    pub(super) fn write(&mut self, cache: &Cache, batch: &mut Batch) {
        for (number, bytes) in self.full.drain(..) {
            batch.put(Space::Touches, i64::from(number), bytes);
        }
        batch.put(Space::Touches, i64::from(self.open_number), written(&self.open));
        let trails = std::mem::take(&mut self.trails);
        let keys: Vec<i64> = trails.keys().copied().collect();
        let mut there: BTreeMap<i64, Vec<u8>> =
            cache.read_many(Space::Trails, &keys).into_iter().collect();
        for (key, more) in trails {
            let mut bytes = there.remove(&key).unwrap_or_default();
            bytes.extend_from_slice(&more);
            batch.put(Space::Trails, key, bytes);
        }
    }
}

fn written(piece: &Piece) -> Vec<u8> {
    postcard::to_stdvec(piece).expect("paths and ids can be written")
}

/// The names that lead to a touch.
fn marks(touch: &Touch) -> impl Iterator<Item = Mark> {
    let before = touch.before.iter().filter_map(|before| before.path.as_ref());
    let paths = std::iter::once(&touch.path).chain(before);
    let mut marks: Vec<Mark> =
        paths.clone().map(|path| Mark::of(Name::Path(path.as_str()))).collect();
    marks.extend(paths.filter_map(folder_of).map(|folder| Mark::of(Name::Folder(folder))));
    marks.extend(touch.gone.as_deref().map(|id| Mark::of(Name::Gone(id))));
    marks.into_iter()
}

/// Returns the folder of the task that a file is said about, with those that it lies in: that which
/// [`layout::task_folder`] names.
pub fn folder_of(path: &RepoPath) -> Option<&str> {
    let name = layout::task_folder(path)?;
    let mut end = 0;
    for part in path.parts() {
        end += part.len();
        if part == name {
            break;
        }
        end += 1;
    }
    path.as_str().get(..end)
}
