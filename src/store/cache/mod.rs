//! A disposable cache in the git folder: tables of whole numbers and bytes, which several processes
//! may use at once.
//!
//! Owns the file, who may use it, and whether a value came back as it was written. Knows nothing of
//! what the bytes mean. Nothing is lost with it: where it cannot be used, the same tables are held
//! in memory, and the caller goes on.

mod database;
mod folder;
mod memory;
#[cfg(test)]
mod tests;
mod trouble;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::UNIX_EPOCH;

pub use trouble::{CacheNote, CacheTrouble};

use database::{Database, Fault};
use memory::Memory;

/// One table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Space {
    /// What holds for all documents together.
    Meta,
    /// The folders, with what stood in them.
    Folders,
    /// The files, by what lists need of them.
    Entries,
    /// The files, by all that is known of them.
    Details,
    /// Which documents a name leads to.
    Lookup,
    /// Which documents a word leads to.
    Words,
    /// The commits, without what they changed.
    Commits,
    /// What commits did to files.
    Touches,
    /// Which of these a name leads to.
    Trails,
    /// What differs between two versions of a file.
    Told,
    /// Which numbers were used up to a commit.
    Numbers,
    /// What versions of documents are called.
    Names,
}

/// Names the program that runs, so that each version of it begins anew: the crate's version alone
/// is the same for all that are built of it.
pub fn program_stamp() -> String {
    let program = std::env::current_exe().and_then(std::fs::metadata).ok();
    let built = program.map(|metadata| {
        let modified = metadata.modified().ok();
        (metadata.len(), modified.and_then(|at| at.duration_since(UNIX_EPOCH).ok()))
    });
    format!("{} {built:?}", env!("CARGO_PKG_VERSION"))
}

/// Spaces that are written together, and so grow old together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Documents,
    Words,
    History,
    Names,
}

impl Space {
    /// All spaces.
    pub const ALL: [Self; 12] = [
        Self::Meta,
        Self::Folders,
        Self::Entries,
        Self::Details,
        Self::Lookup,
        Self::Words,
        Self::Commits,
        Self::Touches,
        Self::Trails,
        Self::Told,
        Self::Numbers,
        Self::Names,
    ];

    /// Returns the part that the space belongs to.
    pub const fn part(self) -> Part {
        match self {
            Self::Meta | Self::Folders | Self::Entries | Self::Details | Self::Lookup => {
                Part::Documents
            }
            Self::Words => Part::Words,
            Self::Names => Part::Names,
            Self::Commits | Self::Touches | Self::Trails | Self::Told | Self::Numbers => {
                Part::History
            }
        }
    }

    const fn table(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Folders => "folders",
            Self::Entries => "entries",
            Self::Details => "details",
            Self::Lookup => "lookup",
            Self::Words => "words",
            Self::Commits => "commits",
            Self::Touches => "touches",
            Self::Trails => "trails",
            Self::Told => "told",
            Self::Numbers => "numbers",
            Self::Names => "names",
        }
    }
}

impl Part {
    /// All parts.
    pub const ALL: [Self; 4] = [Self::Documents, Self::Words, Self::History, Self::Names];

    const fn number(self) -> i64 {
        match self {
            Self::Documents => 0,
            Self::Words => 1,
            Self::History => 2,
            Self::Names => 3,
        }
    }
}

/// What is to change in the spaces of one part, in this order.
#[derive(Debug, Default)]
pub struct Batch {
    changes: Vec<Change>,
}

#[derive(Debug)]
enum Change {
    Put(Space, i64, Vec<u8>),
    Delete(Space, i64),
    Clear(Space),
}

impl Change {
    const fn space(&self) -> Space {
        match self {
            Self::Put(space, ..) | Self::Delete(space, _) | Self::Clear(space) => *space,
        }
    }
}

impl Batch {
    /// Sets a value, in place of the one that was there.
    pub fn put(&mut self, space: Space, key: i64, bytes: Vec<u8>) {
        self.changes.push(Change::Put(space, key, bytes));
    }

    /// Takes a value out, when there is one.
    pub fn delete(&mut self, space: Space, key: i64) {
        self.changes.push(Change::Delete(space, key));
    }

    /// Takes all values of a space out.
    pub fn clear(&mut self, space: Space) {
        self.changes.push(Change::Clear(space));
    }

    /// Tells whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    fn is_within(&self, part: Part) -> bool {
        self.changes.iter().all(|change| change.space().part() == part)
    }
}

/// What became of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Written {
    /// It is in the cache; the part has this generation now.
    Done(u64),
    /// Another process has changed the part since; nothing was written.
    Overtaken,
    /// It cannot be written, as the cache's [note](Cache::note) says; nothing was.
    Failed,
}

/// The cache, in a file or in memory.
///
/// All that is read between its opening and the next [`renew`](Self::renew) is of one moment,
/// whatever this or another process writes meanwhile. In memory, it is as was last written.
#[derive(Debug)]
pub struct Cache {
    place: Mutex<Place>,
    note: CacheNote,
}

#[derive(Debug)]
enum Place {
    File(Box<Database>),
    Memory(Memory),
}

impl Cache {
    /// Opens the cache in the git folder `git_dir`, made anew where it is of another `stamp` or is
    /// damaged.
    ///
    /// Where it cannot be used it is held in memory, and its [note](Self::note) has the reason.
    pub fn open(git_dir: &Path, stamp: &str) -> Self {
        Self::noting(git_dir, stamp, CacheNote::default())
    }

    /// Opens the cache as [`open`](Self::open) does; what is wrong is written into `note`.
    pub fn noting(git_dir: &Path, stamp: &str, note: CacheNote) -> Self {
        let place = match Database::open(git_dir, stamp) {
            Ok(database) => Place::File(Box::new(database)),
            Err(trouble) => {
                note.set(trouble);
                Place::Memory(Memory::default())
            }
        };
        Self { place: Mutex::new(place), note }
    }

    /// Opens what is in the cache, to be read alone: nothing is made, written or mended. Empty where
    /// there is none of this `stamp`.
    pub fn peek(git_dir: &Path, stamp: &str) -> Self {
        match Database::peek(git_dir, stamp) {
            Some(database) => Self {
                place: Mutex::new(Place::File(Box::new(database))),
                note: CacheNote::default(),
            },
            None => Self::memory(),
        }
    }

    /// Returns an empty cache that ends with the process.
    pub fn memory() -> Self {
        let place = Mutex::new(Place::Memory(Memory::default()));
        Self { place, note: CacheNote::default() }
    }

    /// Returns where it is written down why it cannot be used.
    pub fn note(&self) -> &CacheNote {
        &self.note
    }

    /// Tells whether it ends with the process.
    pub fn is_memory(&self) -> bool {
        self.with(|place| Ok(matches!(place, Place::Memory(_))))
    }

    /// Returns the folder that it lies in, which is this user's alone; `None` in memory.
    pub fn folder(&self) -> Option<PathBuf> {
        self.with(|place| match place {
            Place::File(database) => Ok(Some(database.folder().to_owned())),
            Place::Memory(_) => Ok(None),
        })
    }

    /// Returns how often a part had been written, at the moment that is read from.
    pub fn generation(&self, part: Part) -> u64 {
        self.with(|place| match place {
            Place::File(database) => database.generation(part),
            Place::Memory(memory) => Ok(memory.generation(part)),
        })
    }

    /// Returns a value; `None` when there is none.
    ///
    /// A damaged one counts as none, and its whole part is cleared.
    pub fn read(&self, space: Space, key: i64) -> Option<Vec<u8>> {
        self.read_many(space, &[key]).pop().map(|(_, bytes)| bytes)
    }

    /// Returns those of the values that are there, in the order of `keys`.
    ///
    /// Where one is damaged none are returned, and the whole part is cleared.
    pub fn read_many(&self, space: Space, keys: &[i64]) -> Vec<(i64, Vec<u8>)> {
        self.with(|place| match place {
            Place::File(database) => database.read_many(space, keys),
            Place::Memory(memory) => Ok(memory.read_many(space, keys)),
        })
    }

    /// Returns all values of a space, by key.
    ///
    /// Where one is damaged none are returned, and the whole part is cleared.
    pub fn read_all(&self, space: Space) -> Vec<(i64, Vec<u8>)> {
        self.with(|place| match place {
            Place::File(database) => database.read_all(space),
            Place::Memory(memory) => Ok(memory.read_all(space)),
        })
    }

    /// Writes a batch of changes to `part`, all of them or none, if the part still has the
    /// generation `seen`.
    ///
    /// All spaces of the batch must belong to `part`.
    pub fn write(&self, part: Part, seen: u64, batch: Batch) -> Written {
        self.write_all(part, seen, &mut std::iter::once(batch))
    }

    /// Writes several batches as one, each made when the one before is written: what does not fit
    /// into memory together.
    pub fn write_all(
        &self,
        part: Part,
        seen: u64,
        batches: &mut dyn Iterator<Item = Batch>,
    ) -> Written {
        let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *place {
            Place::Memory(memory) => memory.write(part, seen, batches),
            Place::File(database) => match database.write(part, seen, batches) {
                Ok(written) => written,
                Err(fault) => {
                    self.note.set(database.unwritten(&fault));
                    if fault.is_damage() {
                        discard(&mut place);
                    }
                    Written::Failed
                }
            },
        }
    }

    /// Gives back the file; from then on it is an empty one in memory.
    pub fn close(&self) {
        let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        *place = Place::Memory(Memory::default());
    }

    /// Takes in what this and other processes have written since it was opened.
    pub fn renew(&self) {
        self.with(|place| match place {
            Place::File(database) => database.renew(),
            Place::Memory(_) => Ok(()),
        });
    }

    /// Reads from it; where the file turns out to be damaged, it is thrown away, and memory takes
    /// its place.
    fn with<T: Default>(&self, read: impl FnOnce(&mut Place) -> Result<T, Fault>) -> T {
        let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        match read(&mut place) {
            Ok(value) => value,
            Err(fault) => {
                if fault.is_damage() {
                    discard(&mut place);
                }
                T::default()
            }
        }
    }
}

/// Throws the file away.
fn discard(place: &mut Place) {
    if let Place::File(database) = std::mem::replace(place, Place::Memory(Memory::default())) {
        database.discard();
    }
}
