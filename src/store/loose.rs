//! Objects in files of their own that a power cut or a failing disk has cut short.
//!
//! The library that reads them never comes back from one that ends too early. So they are looked at when
//! a repository is opened, each folder of them once, and what is not whole is put aside: git then misses
//! it, says so, and a sync brings it back.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};
use sha1::{Digest, Sha1};

/// Where it is remembered which folders were found whole, in the git folder that all work trees share.
const KNOWN: &str = "handover/whole-objects";
/// Where objects lie that were put aside, beside it.
const ASIDE: &str = "handover/damaged";
/// Git spreads objects over so many folders, by the first byte of their ids.
const FOLDERS: usize = 256;
/// So many characters of an id are the name of its file.
const NAME: usize = 38;
/// So much is read at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// What a folder holds, as a digest of the names, sizes and times of its files.
type Mark = [u8; 8];

/// When files were last put into folders of objects or taken out of them, by number.
type Changed = BTreeMap<usize, SystemTime>;

/// The folders that this process has looked at a moment ago, by git folder, and since when: a command opens
/// a repository many times, and what is cut short in place changes no folder.
static LOOKED: Mutex<BTreeMap<PathBuf, (Instant, Changed)>> = Mutex::new(BTreeMap::new());
/// For so long they need not be looked at again where nothing came or went in them.
const MOMENT: Duration = Duration::from_secs(20);
/// Some disks know times no better.
const TICK: Duration = Duration::from_secs(2);

/// Looks at the objects below the git folder `common` that were not found whole before, and puts aside
/// those that are not.
///
/// # Errors
/// When one that is not whole cannot be put aside.
pub(super) fn put_broken_aside(common: &Path) -> io::Result<()> {
    let looked = || LOOKED.lock().unwrap_or_else(PoisonError::into_inner);
    let known = looked().remove(common).filter(|(since, _)| since.elapsed() < MOMENT);
    let (since, mut before) = known.unwrap_or_else(|| (Instant::now(), Changed::new()));
    let folders = folders(common);
    // What changed a moment ago may do so once more, and look the same.
    let settled = SystemTime::now().checked_sub(TICK);
    let changed = |folder: &Path| {
        let changed = folder.metadata().and_then(|metadata| metadata.modified()).ok();
        changed.filter(|changed| settled.is_some_and(|settled| *changed < settled))
    };
    let now: Changed =
        folders.iter().filter_map(|(number, folder)| Some((*number, changed(folder)?))).collect();
    let is_known =
        |number: &usize| now.get(number).is_some_and(|at| before.get(number) == Some(at));
    look(common, folders.into_iter().filter(|(number, _)| !is_known(number)))?;
    before.extend(now);
    looked().insert(common.to_owned(), (since, before));
    Ok(())
}

/// Looks at these folders, by number.
fn look(common: &Path, folders: impl Iterator<Item = (usize, PathBuf)>) -> io::Result<()> {
    let mut folders = folders.peekable();
    if folders.peek().is_none() {
        return Ok(());
    }
    let known = read_known(common);
    let mut marks = known;
    for (number, folder) in folders {
        let files = objects(&folder);
        let mark = mark(&files);
        if mark == known[number] {
            continue;
        }
        let (whole, broken): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|(name, _)| is_whole(&folder.join(name)));
        for (name, _) in broken {
            put_aside(common, &folder.join(&name), &format!("{number:02x}{name}"))?;
        }
        marks[number] = self::mark(&whole);
    }
    if marks != known {
        // Where it cannot be remembered, all are looked at the next time.
        let _ = remember(common, &marks);
    }
    Ok(())
}

/// Lists the objects that were put aside, by id.
pub(super) fn aside(common: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(common.join(ASIDE)).into_iter().flatten().filter_map(Result::ok);
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| name.len() == NAME + 2).collect()
}

/// Lists an object no more among those that were put aside; its file stays.
pub(super) fn give_up(common: &Path, id: &str) {
    let folder = common.join(ASIDE);
    // Where it cannot be, it is looked for once more.
    let _ = fs::rename(folder.join(id), folder.join(format!("{id}.lost")));
}

/// Moves the file of an object out of git's way; returns where it is now.
pub(super) fn put_aside(common: &Path, object: &Path, id: &str) -> io::Result<PathBuf> {
    let kept = common.join(ASIDE).join(id);
    fs::create_dir_all(common.join(ASIDE))?;
    fs::rename(object, &kept)?;
    Ok(kept)
}

/// Puts the marks in the place of those before. What a power cut leaves of them has another length.
fn remember(common: &Path, marks: &[Mark; FOLDERS]) -> io::Result<()> {
    let place = common.join(KNOWN);
    let folder = place.parent().unwrap_or(common);
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(marks.as_flattened())?;
    file.persist(place).map(drop).map_err(|error| error.error)
}

fn read_known(common: &Path) -> [Mark; FOLDERS] {
    let mut known = [Mark::default(); FOLDERS];
    if let Ok(bytes) = fs::read(common.join(KNOWN))
        && bytes.len() == known.as_flattened().len()
    {
        known.as_flattened_mut().copy_from_slice(&bytes);
    }
    known
}

/// Lists the folders of objects that there are, by number.
fn folders(common: &Path) -> Vec<(usize, PathBuf)> {
    let entries = fs::read_dir(common.join("objects")).into_iter().flatten().filter_map(Result::ok);
    let numbered = entries.filter_map(|entry| {
        let name = entry.file_name().into_string().ok().filter(|name| name.len() == 2)?;
        Some((usize::from_str_radix(&name, 16).ok()?, entry.path()))
    });
    numbered.filter(|(number, _)| *number < FOLDERS).collect()
}

/// Lists the objects in a folder, by name.
fn objects(folder: &Path) -> Vec<(String, Metadata)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let object = |entry: io::Result<fs::DirEntry>| {
        let entry = entry.ok()?;
        let name = entry.file_name().into_string().ok()?;
        let is_name = name.len() == NAME && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        let metadata = entry.metadata().ok().filter(|metadata| is_name && metadata.is_file())?;
        Some((name, metadata))
    };
    let mut objects: Vec<_> = entries.filter_map(object).collect();
    objects.sort_by(|one, other| one.0.cmp(&other.0));
    objects
}

fn mark(objects: &[(String, Metadata)]) -> Mark {
    if objects.is_empty() {
        return Mark::default();
    }
    let mut hash = Sha1::new();
    for (name, metadata) in objects {
        let changed = metadata.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        hash.update(name.as_bytes());
        hash.update(metadata.len().to_le_bytes());
        hash.update(changed.unwrap_or_default().as_nanos().to_le_bytes());
    }
    let mut mark = Mark::default();
    let length = mark.len();
    mark.copy_from_slice(&hash.finalize()[..length]);
    mark
}

/// Tells whether the file of an object can be unpacked to its end, and holds as much as it says.
///
/// One that cannot be opened is left to whoever reads it.
fn is_whole(path: &Path) -> bool {
    let Ok(mut file) = File::open(path) else { return true };
    match unpacked(&mut file) {
        Ok(Unpacked { header, length }) => said_length(&header) == Some(length),
        Err(error) => error.kind() != io::ErrorKind::InvalidData,
    }
}

/// What an object unpacks to: how it begins, and how long it is in all, in bytes.
struct Unpacked {
    header: Vec<u8>,
    length: usize,
}

fn unpacked(file: &mut impl Read) -> io::Result<Unpacked> {
    let broken = || io::Error::from(io::ErrorKind::InvalidData);
    let mut state = InflateState::new_boxed(DataFormat::Zlib);
    let (mut packed, mut plain) = (vec![0; CHUNK], vec![0; CHUNK]);
    let (mut header, mut length) = (Vec::new(), 0);
    loop {
        let read = file.read(&mut packed)?;
        if read == 0 {
            return Err(broken());
        }
        let mut rest = &packed[..read];
        loop {
            let step = inflate(&mut state, rest, &mut plain, MZFlush::None);
            rest = &rest[step.bytes_consumed..];
            if header.len() < HEADER {
                let more = step.bytes_written.min(HEADER - header.len());
                header.extend_from_slice(&plain[..more]);
            }
            length += step.bytes_written;
            match step.status {
                Ok(MZStatus::StreamEnd) if rest.is_empty() => {
                    let is_end = file.read(&mut packed)? == 0;
                    return if is_end { Ok(Unpacked { header, length }) } else { Err(broken()) };
                }
                Ok(MZStatus::Ok) if step.bytes_written > 0 || !rest.is_empty() => {}
                // All of it is taken in, and more is to come.
                Ok(MZStatus::Ok) | Err(miniz_oxide::MZError::Buf) if rest.is_empty() => break,
                _ => return Err(broken()),
            }
        }
    }
}

/// Longer than any kind and any length.
const HEADER: usize = 32;

/// Returns the length that an object says it has, with the words that say so: `blob 12`, then a zero.
fn said_length(header: &[u8]) -> Option<usize> {
    let end = header.iter().position(|byte| *byte == 0)?;
    let words = std::str::from_utf8(&header[..end]).ok()?;
    let length: usize = words.split_once(' ')?.1.parse().ok()?;
    length.checked_add(end + 1)
}

#[cfg(test)]
mod tests {
    use super::super::ids::git_id;
    use super::super::repo::tests::repo;
    use super::*;
    use crate::merge::ContentId;
    use crate::store::Repo;

    /// A text that does not pack well, of some length.
    fn text(length: usize) -> String {
        let digits = (0_u64..).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_string());
        let mut text: String = digits.take(length / 10 + 1).collect();
        text.truncate(length);
        text
    }

    fn file_of(repo: &Repo, id: ContentId) -> PathBuf {
        let hex = id.hex();
        repo.common_dir().join("objects").join(&hex[..2]).join(&hex[2..])
    }

    /// Sets what an object's file holds; objects are written for reading alone.
    fn write(path: &Path, bytes: &[u8]) {
        fs::remove_file(path).expect("removed");
        fs::write(path, bytes).expect("written");
    }

    /// FAILURES 36.
    #[test]
    fn what_is_cut_short_anywhere_is_put_aside_and_the_rest_stays() {
        let (dir, repo) = repo();
        let lengths = [0, 1, 20, 300, 70_000, 200_000];
        let ids = lengths.map(|length| repo.write_blob(text(length).as_bytes()).expect("written"));
        let open = || Repo::open(dir.path()).expect("opened");
        let is_there = |id: &ContentId| file_of(&repo, *id).exists();
        open();
        assert!(ids.iter().all(is_there));
        for (id, length) in ids.iter().zip(lengths) {
            let path = file_of(&repo, *id);
            let whole = fs::read(&path).expect("read");
            let cuts = [0, 1, 2, whole.len() / 2, whole.len() - 4, whole.len() - 1];
            for cut in cuts.into_iter().filter(|cut| *cut < whole.len()) {
                write(&path, &whole[..cut]);
                open();
                assert!(!is_there(id), "{length} cut to {cut} of {}", whole.len());
                fs::write(&path, &whole).expect("written");
                open();
                assert!(is_there(id));
            }
            write(&path, &[&whole[..], b"x"].concat());
            open();
            assert!(!is_there(id), "something behind it");
            assert!(repo.common_dir().join(ASIDE).join(id.hex()).exists());
            fs::write(&path, &whole).expect("written");
        }
        assert!(open().git.odb().is_ok_and(|odb| ids.iter().all(|id| odb.exists(git_id(*id)))));
    }

    #[test]
    fn what_was_found_whole_is_not_read_again() {
        let (dir, repo) = repo();
        let id = repo.write_blob(b"some text").expect("written");
        drop(Repo::open(dir.path()).expect("opened"));
        let path = file_of(&repo, id);
        let metadata = path.metadata().expect("there");
        let length = usize::try_from(metadata.len()).expect("small");
        write(&path, &vec![0; length]);
        let times = fs::FileTimes::new().set_modified(metadata.modified().expect("known"));
        File::options()
            .write(true)
            .open(&path)
            .and_then(|file| file.set_times(times))
            .expect("set");
        drop(Repo::open(dir.path()).expect("opened"));
        assert!(path.exists());
    }
}
