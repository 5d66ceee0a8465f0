//! The cache in one SQLite file.
//!
//! The database guards several processes against each other and one that is killed against itself.
//! It is not forced to the disk, which would cost more than the cache saves: after a power cut any
//! part of it may be old or garbage, so that each value carries a checksum over itself and its
//! place.

use std::collections::HashSet;
use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, params};
use thiserror::Error;

use super::folder::{Folder, InUse};
use super::trouble::reason;
use super::{Batch, CacheTrouble, Change, Part, Space, Written};
use crate::store::{fault, retry};

/// Marks a file as ours: "hndo".
const APPLICATION: i64 = 0x686e_646f;
/// What the tables look like; a file with another number is made anew.
const LAYOUT: i64 = 2;
/// How long a write waits for another process that writes.
const PATIENCE: Duration = Duration::from_secs(5);

/// The file, open twice: what is read stays of one moment while something is written.
#[derive(Debug)]
pub(super) struct Database {
    reader: Connection,
    /// Opened by the first write.
    writer: Option<Connection>,
    /// Parts in which something damaged was seen; nothing more is read from them.
    damaged: HashSet<Part>,
    /// Nothing is ever written or deleted.
    frozen: bool,
    folder: Folder,
    stamp: String,
    in_use: InUse,
}

/// The database did not do what was asked.
#[derive(Debug, Error)]
pub(super) enum Fault {
    #[error("it is no cache of this program")]
    Other,
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Fault {
    /// Says why in a few words.
    fn reason(&self) -> String {
        match self {
            Self::Io(error) => reason(error),
            Self::Database(rusqlite::Error::SqliteFailure(error, _)) => match error.code {
                ErrorCode::DiskFull => reason(&io::ErrorKind::StorageFull.into()),
                ErrorCode::SystemIoFailure => {
                    "the disk is full, or cannot be read or written".to_owned()
                }
                ErrorCode::ReadOnly => reason(&io::ErrorKind::ReadOnlyFilesystem.into()),
                ErrorCode::PermissionDenied => reason(&io::ErrorKind::PermissionDenied.into()),
                ErrorCode::DatabaseBusy => "another process keeps it busy".to_owned(),
                _ => self.to_string(),
            },
            Self::Database(_) | Self::Other => self.to_string(),
        }
    }

    /// Tells whether the file must be made anew.
    pub(super) fn is_damage(&self) -> bool {
        match self {
            Self::Other => true,
            Self::Database(rusqlite::Error::SqliteFailure(error, _)) => matches!(
                error.code,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::Unknown
            ),
            // A column or a value of another type than was written.
            Self::Database(_) => true,
            Self::Io(_) => false,
        }
    }
}

impl Database {
    pub(super) fn open(git_dir: &Path, stamp: &str) -> Result<Self, CacheTrouble> {
        let folder = Folder::prepare(git_dir)?;
        let passing = |failure: &Option<Fault>| failure.is_none();
        match retry::when(passing, || enter(&folder, stamp)) {
            Ok((reader, in_use)) => Ok(Self {
                reader,
                writer: None,
                damaged: HashSet::new(),
                frozen: false,
                folder,
                stamp: stamp.to_owned(),
                in_use,
            }),
            Err(Some(fault)) => Err(folder.unusable(fault.reason())),
            Err(None) => {
                Err(folder.unusable("it is damaged, and another process is using it".to_owned()))
            }
        }
    }

    /// Opens what is there, to be read alone; `None` where that is not possible at once.
    pub(super) fn peek(git_dir: &Path, stamp: &str) -> Option<Self> {
        if !Folder::is_made(git_dir) {
            return None;
        }
        let folder = Folder::prepare(git_dir).ok()?;
        let in_use = folder.enter().ok()?;
        let reader = open(&folder, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
        if !is_ours(&reader).ok()? || stamp_of(&reader).ok()?.as_deref() != Some(stamp) {
            return None;
        }
        begin_view(&reader).ok()?;
        let (damaged, stamp) = (HashSet::new(), stamp.to_owned());
        Some(Self { reader, writer: None, damaged, frozen: true, folder, stamp, in_use })
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Says that it could not be written, and why.
    pub(super) fn unwritten(&self, fault: &Fault) -> CacheTrouble {
        CacheTrouble::Unwritten { path: self.folder.path().to_owned(), reason: fault.reason() }
    }

    pub(super) fn generation(&self, part: Part) -> Result<u64, Fault> {
        generation(&self.reader, part)
    }

    pub(super) fn read_many(
        &mut self,
        space: Space,
        keys: &[i64],
    ) -> Result<Vec<(i64, Vec<u8>)>, Fault> {
        let mut found = Vec::with_capacity(keys.len());
        let whole = {
            let sql = format!("SELECT sum, value FROM {} WHERE key = ?1", space.table());
            let mut statement = self.reader.prepare(&sql)?;
            let mut whole = true;
            for key in keys {
                let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
                let value: Option<(u32, Vec<u8>)> = statement.query_row([key], row).optional()?;
                if let Some((sum, bytes)) = value {
                    whole &= sum == checksum(space, *key, &bytes);
                    found.push((*key, bytes));
                }
            }
            whole
        };
        self.sound(space, whole, found)
    }

    pub(super) fn read_all(&mut self, space: Space) -> Result<Vec<(i64, Vec<u8>)>, Fault> {
        let mut found = Vec::new();
        let whole = {
            let sql = format!("SELECT key, sum, value FROM {} ORDER BY key", space.table());
            let mut statement = self.reader.prepare(&sql)?;
            let mut rows = statement.query([])?;
            let mut whole = true;
            while let Some(row) = rows.next()? {
                let (key, sum, bytes): (i64, u32, Vec<u8>) =
                    (row.get(0)?, row.get(1)?, row.get(2)?);
                whole &= sum == checksum(space, key, &bytes);
                found.push((key, bytes));
            }
            whole
        };
        self.sound(space, whole, found)
    }

    /// Hands out what was found when it came back whole; else clears the part.
    fn sound<T: Default>(&mut self, space: Space, whole: bool, found: T) -> Result<T, Fault> {
        let part = space.part();
        if !whole && self.damaged.insert(part) {
            self.clear(part)?;
        }
        Ok(if self.damaged.contains(&part) { T::default() } else { found })
    }

    pub(super) fn write(
        &mut self,
        part: Part,
        seen: u64,
        batches: &mut dyn Iterator<Item = Batch>,
    ) -> Result<Written, Fault> {
        if self.frozen {
            return Ok(Written::Overtaken);
        }
        let stamp = self.stamp.clone();
        let writer = self.writer()?;
        let turn = Turn::take(writer)?;
        if generation(writer, part)? != seen || stamp_of(writer)?.as_deref() != Some(&*stamp) {
            return Ok(Written::Overtaken);
        }
        for batch in batches {
            debug_assert!(batch.is_within(part), "a space of another part");
            for space in Space::ALL {
                apply(writer, space, &batch)?;
            }
        }
        raise(writer, part)?;
        fault::step("cache")?;
        turn.commit()?;
        Ok(Written::Done(seen + 1))
    }

    /// Ends the moment that is read from, and takes the present one.
    pub(super) fn renew(&mut self) -> Result<(), Fault> {
        self.damaged.clear();
        end_view(&self.reader)?;
        begin_view(&self.reader)
    }

    /// Deletes the file, unless others use it: each of them will find out for itself.
    pub(super) fn discard(self) {
        let Self { reader, writer, folder, in_use, frozen, .. } = self;
        // A damaged one may fail to close in order; it is deleted all the same.
        drop((reader, writer));
        drop(in_use);
        if !frozen {
            let _ = folder.alone(|| folder.remove());
        }
    }

    /// Takes out all values of a part, one of which is damaged.
    fn clear(&mut self, part: Part) -> Result<(), Fault> {
        if self.frozen {
            return Ok(());
        }
        let writer = self.writer()?;
        let turn = Turn::take(writer)?;
        for space in Space::ALL.into_iter().filter(|space| space.part() == part) {
            writer.execute(&format!("DELETE FROM {}", space.table()), [])?;
        }
        raise(writer, part)?;
        turn.commit()
    }

    fn writer(&mut self) -> Result<&Connection, Fault> {
        match &mut self.writer {
            Some(writer) => Ok(writer),
            none => {
                let writer = open(&self.folder, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
                writer.pragma_update(None, "synchronous", "OFF")?;
                Ok(none.insert(writer))
            }
        }
    }
}

/// The right to write, given back without having written anything unless it is committed.
struct Turn<'a>(Option<&'a Connection>);

impl<'a> Turn<'a> {
    fn take(connection: &'a Connection) -> Result<Self, Fault> {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        Ok(Self(Some(connection)))
    }

    fn commit(mut self) -> Result<(), Fault> {
        if let Some(connection) = self.0 {
            connection.execute_batch("COMMIT")?;
        }
        self.0 = None;
        Ok(())
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.0.filter(|connection| !connection.is_autocommit()) {
            // When this fails too, the connection is of no more use, and says so at the next call.
            let _ = connection.execute_batch("ROLLBACK");
        }
    }
}

/// Carries out what a batch does to one space.
fn apply(connection: &Connection, space: Space, batch: &Batch) -> Result<(), Fault> {
    let table = space.table();
    let mut changes = batch.changes.iter().filter(|change| change.space() == space).peekable();
    if changes.peek().is_none() {
        return Ok(());
    }
    let put = format!("INSERT OR REPLACE INTO {table} (key, sum, value) VALUES (?1, ?2, ?3)");
    let mut put = connection.prepare(&put)?;
    let mut delete = connection.prepare(&format!("DELETE FROM {table} WHERE key = ?1"))?;
    for change in changes {
        match change {
            Change::Put(_, key, bytes) => {
                put.execute(params![key, checksum(space, *key, bytes), bytes])?;
            }
            Change::Delete(_, key) => {
                delete.execute([key])?;
            }
            Change::Clear(_) => {
                connection.execute(&format!("DELETE FROM {table}"), [])?;
            }
        }
    }
    Ok(())
}

/// Opens the file, made anew where it must be.
///
/// Fails with no fault while it must be made anew and others are at it: one of them may be making
/// it.
fn enter(folder: &Folder, stamp: &str) -> Result<(Connection, InUse), Option<Fault>> {
    // Once to find out, and once after it was made.
    for _ in 0..2 {
        let in_use = folder.enter().map_err(Fault::Io)?;
        match connect(folder, stamp) {
            Ok(connection) => return Ok((connection, in_use)),
            Err(fault) if !must_be_made(folder, &fault) => return Err(Some(fault)),
            Err(_) => drop(in_use),
        }
        match folder.alone(|| remake(folder, stamp)) {
            Some(made) => made?,
            None => return Err(None),
        }
    }
    Err(None)
}

/// Tells whether a file that could not be opened is worth nothing, or not there at all.
fn must_be_made(folder: &Folder, fault: &Fault) -> bool {
    fault.is_damage() || !folder.has_file()
}

/// Opens the file and takes it over when it is of another stamp.
fn connect(folder: &Folder, stamp: &str) -> Result<Connection, Fault> {
    let connection = open(folder, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if !is_ours(&connection)? {
        return Err(Fault::Other);
    }
    connection.pragma_update(None, "synchronous", "OFF")?;
    if stamp_of(&connection)?.as_deref() != Some(stamp) {
        take_over(&connection, stamp)?;
    }
    begin_view(&connection)?;
    Ok(connection)
}

/// Tells whether the file has our marks.
fn is_ours(connection: &Connection) -> Result<bool, Fault> {
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get(0));
    let marks: (i64, i64) = (number("application_id")?, number("user_version")?);
    Ok(marks == (APPLICATION, LAYOUT))
}

fn open(folder: &Folder, how: OpenFlags) -> Result<Connection, Fault> {
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW | how;
    let connection = Connection::open_with_flags(folder.file(), flags)?;
    connection.busy_timeout(PATIENCE)?;
    Ok(connection)
}

/// Deletes the file and makes a new one, unless another process has just done so.
fn remake(folder: &Folder, stamp: &str) -> Result<(), Fault> {
    match connect(folder, stamp) {
        Ok(_) => return Ok(()),
        Err(fault) if !must_be_made(folder, &fault) => return Err(fault),
        Err(_) => {}
    }
    folder.remove()?;
    fault::step("cache file")?;
    let connection =
        open(folder, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    // Few and large values: fewer pages to go through.
    connection.pragma_update(None, "page_size", 16384)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    let mut sql = "BEGIN;".to_owned();
    sql += "CREATE TABLE stamp (text TEXT NOT NULL);";
    sql += "CREATE TABLE parts (part INTEGER PRIMARY KEY, generation INTEGER NOT NULL);";
    for space in Space::ALL {
        sql += &format!(
            "CREATE TABLE {} (key INTEGER PRIMARY KEY, sum INTEGER NOT NULL, value BLOB NOT NULL);",
            space.table()
        );
    }
    for part in Part::ALL {
        sql += &format!("INSERT INTO parts VALUES ({}, 0);", part.number());
    }
    sql += &format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {LAYOUT};");
    sql += "COMMIT;";
    connection.execute_batch(&sql)?;
    take_over(&connection, stamp)
}

/// Empties the cache of another version of the program.
fn take_over(connection: &Connection, stamp: &str) -> Result<(), Fault> {
    let turn = Turn::take(connection)?;
    if stamp_of(connection)?.as_deref() == Some(stamp) {
        return Ok(());
    }
    for space in Space::ALL {
        connection.execute(&format!("DELETE FROM {}", space.table()), [])?;
    }
    for part in Part::ALL {
        raise(connection, part)?;
    }
    connection.execute("DELETE FROM stamp", [])?;
    connection.execute("INSERT INTO stamp VALUES (?1)", [stamp])?;
    turn.commit()
}

fn begin_view(connection: &Connection) -> Result<(), Fault> {
    Ok(connection.execute_batch("BEGIN")?)
}

fn end_view(connection: &Connection) -> Result<(), Fault> {
    if !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK")?;
    }
    Ok(())
}

fn stamp_of(connection: &Connection) -> Result<Option<String>, Fault> {
    Ok(connection.query_row("SELECT text FROM stamp", [], |row| row.get(0)).optional()?)
}

fn generation(connection: &Connection, part: Part) -> Result<u64, Fault> {
    let sql = "SELECT generation FROM parts WHERE part = ?1";
    let found: Option<i64> =
        connection.query_row(sql, [part.number()], |row| row.get(0)).optional()?;
    u64::try_from(found.ok_or(Fault::Other)?).map_err(|_| Fault::Other)
}

fn raise(connection: &Connection, part: Part) -> Result<(), Fault> {
    let sql = "UPDATE parts SET generation = generation + 1 WHERE part = ?1";
    connection.execute(sql, [part.number()])?;
    Ok(())
}

/// Computes the checksum of a value in its place.
fn checksum(space: Space, key: i64, bytes: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(space.table().as_bytes());
    hasher.update(&key.to_le_bytes());
    hasher.update(bytes);
    hasher.finalize()
}
