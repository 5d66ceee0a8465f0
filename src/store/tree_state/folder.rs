use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::Signature;
use crate::store::walk::FoundKind;

/// What stands in one folder. The names lie in one text, so that many folders take little memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderState {
    /// That of the folder itself, from before it was listed.
    pub signature: Signature,
    /// The names one after another: first of all files, then of all folders.
    names: Arc<str>,
    /// Where each file's name ends, and its signature.
    files: Box<[(u32, Signature)]>,
    /// Where each folder's name ends.
    folders: Arc<[u32]>,
}

impl FolderState {
    /// Puts a folder together; files and folders may come in any order.
    pub fn new(
        signature: Signature,
        mut files: Vec<(String, Signature)>,
        mut folders: Vec<String>,
    ) -> Self {
        files.sort_by(|a, b| a.0.cmp(&b.0));
        folders.sort();
        let mut names = String::new();
        let mut add = |name: &str| {
            names.push_str(name);
            // No system holds a folder with names of 4 GiB; the end would only repeat.
            u32::try_from(names.len()).unwrap_or(u32::MAX)
        };
        let files = files.iter().map(|(name, signature)| (add(name), *signature)).collect();
        let folders = folders.iter().map(|name| add(name)).collect();
        Self { signature, names: names.into(), files, folders }
    }

    /// Lists the names that are not folders, sorted by their bytes.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Signature)> {
        let mut start = 0;
        self.files.iter().map(move |(end, signature)| {
            let name = self.name(start, *end);
            start = *end;
            (name, signature)
        })
    }

    /// Lists the folders in it, sorted by their bytes; some may not have been entered.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        let mut start = self.files.last().map_or(0, |(end, _)| *end);
        self.folders.iter().map(move |end| {
            let name = self.name(start, *end);
            start = *end;
            name
        })
    }

    /// Returns the signature of the file of this name.
    pub fn file(&self, name: &str) -> Option<&Signature> {
        let end = |at: usize| self.files.get(at).map_or(0, |(end, _)| *end);
        let (mut low, mut high) = (0, self.files.len());
        while low < high {
            let middle = low.midpoint(high);
            let start = middle.checked_sub(1).map_or(0, end);
            match self.name(start, end(middle)).cmp(name) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return self.files.get(middle).map(|(_, one)| one),
            }
        }
        None
    }

    /// Tells whether all its files were settled at some moment.
    pub(super) fn is_settled(&self, at: i64) -> bool {
        self.files.iter().all(|(_, one)| one.is_settled(at))
    }

    /// Returns how many files it has.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Tells whether it has no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Returns the same names with other signatures, in the order of the files.
    pub(super) fn with(&self, signatures: Vec<Signature>) -> Self {
        let ends = self.files.iter().map(|(end, _)| *end);
        Self {
            signature: self.signature,
            names: Arc::clone(&self.names),
            files: ends.zip(signatures).collect(),
            folders: Arc::clone(&self.folders),
        }
    }

    /// Returns the same without the file of this name, and as what must be listed at the next look.
    pub(super) fn without(&self, name: &str) -> Self {
        let files = self.files().filter(|(known, _)| *known != name);
        let files = files.map(|(name, signature)| (name.to_owned(), *signature)).collect();
        Self::new(Signature::UNKNOWN, files, self.folders().map(str::to_owned).collect())
    }

    /// Tells whether more is known of it than these names: not where some of our temporary files lies in it
    /// too, or one of its files went meanwhile.
    pub(crate) fn is_known(&self) -> bool {
        self.signature != Signature::UNKNOWN
    }

    /// Tells whether a name in it may stand for one that is not UTF-8.
    pub(crate) fn has_replacements(&self) -> bool {
        self.names.contains(char::REPLACEMENT_CHARACTER)
    }

    fn name(&self, start: u32, end: u32) -> &str {
        self.names.get(start as usize..end as usize).unwrap_or_default()
    }
}

/// How it is kept: lengths and differences, which are small numbers, in the place of sums.
#[derive(Serialize, Deserialize)]
struct Packed<'a> {
    kind: FoundKind,
    size: u64,
    modified: i64,
    changed: i64,
    inode: u64,
    files: Vec<PackedFile>,
    folders: Vec<u32>,
    names: &'a str,
}

/// Length of the name, kind, size, and how its times and inode differ from those of the folder.
type PackedFile = (u32, FoundKind, u64, i64, i64, i64);

impl Serialize for FolderState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let of = &self.signature;
        let mut last = 0;
        let mut length = |end: u32| end - std::mem::replace(&mut last, end);
        let file = |&(end, ref one): &(u32, Signature)| {
            (
                length(end),
                one.kind,
                one.size,
                one.modified.wrapping_sub(of.modified),
                one.changed.wrapping_sub(one.modified),
                one.inode.wrapping_sub(of.inode).cast_signed(),
            )
        };
        let files = self.files.iter().map(file).collect();
        let folders = self.folders.iter().map(|end| length(*end)).collect();
        Packed {
            kind: of.kind,
            size: of.size,
            modified: of.modified,
            changed: of.changed.wrapping_sub(of.modified),
            inode: of.inode,
            files,
            folders,
            names: &self.names,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for FolderState {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let packed = Packed::deserialize(deserializer)?;
        let signature = Signature {
            kind: packed.kind,
            size: packed.size,
            modified: packed.modified,
            changed: packed.changed.wrapping_add(packed.modified),
            inode: packed.inode,
        };
        let mut at = 0_u32;
        let mut end = |length: u32| {
            at = at.checked_add(length).filter(|at| packed.names.is_char_boundary(*at as usize))?;
            Some(at)
        };
        let files: Option<Box<[_]>> = packed
            .files
            .iter()
            .map(|&(length, kind, size, modified, changed, inode)| {
                let modified = signature.modified.wrapping_add(modified);
                let changed = modified.wrapping_add(changed);
                let inode = signature.inode.wrapping_add(inode.cast_unsigned());
                Some((end(length)?, Signature { kind, size, modified, changed, inode }))
            })
            .collect();
        let folders: Option<Arc<[_]>> = packed.folders.iter().map(|length| end(*length)).collect();
        let (Some(files), Some(folders)) = (files, folders) else {
            return Err(de::Error::custom("the names are shorter than said"));
        };
        Ok(Self { signature, names: packed.names.into(), files, folders })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(kind: FoundKind, modified: i64, changed: i64, inode: u64) -> Signature {
        Signature { kind, size: 2_000, modified, changed, inode }
    }

    fn folder() -> FolderState {
        let now = 1_795_000_000_000_000_000;
        let of = signature(FoundKind::Folder, now, now, 4_000);
        let one = signature(FoundKind::File, now + 90, now + 90, 4_001);
        let other = signature(FoundKind::Symlink, i64::MIN, i64::MAX, 3);
        let files = vec![("å.md".to_owned(), one), ("a.md".to_owned(), other)];
        FolderState::new(of, files, vec!["z".to_owned(), "b".to_owned()])
    }

    #[test]
    fn names_come_sorted() {
        let folder = folder();
        let names: Vec<_> = folder.files().map(|(name, _)| name).collect();
        assert_eq!(names, ["a.md", "å.md"]);
        assert_eq!(folder.folders().collect::<Vec<_>>(), ["b", "z"]);
        assert_eq!(folder.file("å.md").map(|one| one.inode), Some(4_001));
        assert_eq!(folder.file("a.md").map(|one| one.inode), Some(3));
        assert_eq!(folder.file("b"), None);
        let empty = FolderState::new(folder.signature, Vec::new(), Vec::new());
        assert!(empty.is_empty() && empty.file("").is_none() && empty.folders().next().is_none());
    }

    #[test]
    fn what_is_kept_comes_back() {
        let folder = folder();
        let bytes = postcard::to_stdvec(&folder).expect("kept");
        assert_eq!(postcard::from_bytes::<FolderState>(&bytes).expect("read"), folder);
        assert!(bytes.len() < 110, "{}", bytes.len());
    }

    #[test]
    fn damage_is_an_error() {
        let bytes = postcard::to_stdvec(&folder()).expect("kept");
        for at in 0..bytes.len() {
            for value in [0, 1, 0x7f, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] = value;
                if let Ok(read) = postcard::from_bytes::<FolderState>(&damaged) {
                    assert!(read.files().count() == read.len());
                    assert!(read.folders().all(|name| name.len() < 20));
                }
            }
        }
        assert!(postcard::from_bytes::<FolderState>(&bytes[..bytes.len() - 1]).is_err());
    }
}
