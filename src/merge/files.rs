use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::iter::Peekable;
use std::ops::Bound;
use std::sync::Arc;

use super::Blob;
use crate::text::RepoPath;

/// A tree of files: every path with its version.
///
/// It is told by what differs from a ground that it shares with others, so that copies cost nothing
/// and two trees that were made from one are compared by what differs alone. In all else it is a
/// map, in the order of the paths.
#[derive(Clone, Default)]
pub struct Files {
    ground: Arc<BTreeMap<RepoPath, Blob>>,
    /// What is otherwise than in the ground; `None` where a path of it is not there.
    changed: BTreeMap<RepoPath, Option<Blob>>,
}

impl Files {
    /// Makes a tree without a file.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the version at a path.
    pub fn get<Q: Ord + ?Sized>(&self, path: &Q) -> Option<&Blob>
    where
        RepoPath: Borrow<Q>,
    {
        match self.changed.get(path) {
            Some(changed) => changed.as_ref(),
            None => self.ground.get(path),
        }
    }

    /// Tells whether there is a file at a path.
    pub fn contains_key<Q: Ord + ?Sized>(&self, path: &Q) -> bool
    where
        RepoPath: Borrow<Q>,
    {
        self.get(path).is_some()
    }

    /// Puts a version at a path.
    pub fn insert(&mut self, path: RepoPath, blob: Blob) {
        if self.ground.get(&path) == Some(&blob) {
            self.changed.remove(&path);
        } else {
            self.changed.insert(path, Some(blob));
        }
    }

    /// Takes a path out; returns the version that was there.
    pub fn remove(&mut self, path: &RepoPath) -> Option<Blob> {
        let old = self.get(path).copied();
        if self.ground.contains_key(path) {
            self.changed.insert(path.clone(), None);
        } else {
            self.changed.remove(path);
        }
        old
    }

    /// Puts a version at a path, or takes the path out.
    pub fn set(&mut self, path: &RepoPath, blob: Option<Blob>) {
        match blob {
            Some(blob) => self.insert(path.clone(), blob),
            None => {
                self.remove(path);
            }
        }
    }

    /// Lists all files, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&RepoPath, &Blob)> {
        Merged { ground: self.ground.iter().peekable(), changed: self.changed.iter().peekable() }
    }

    /// Lists all paths, in order.
    pub fn keys(&self) -> impl Iterator<Item = &RepoPath> {
        self.iter().map(|(path, _)| path)
    }

    /// Lists all versions, by path.
    pub fn values(&self) -> impl Iterator<Item = &Blob> {
        self.iter().map(|(_, blob)| blob)
    }

    /// Lists the files in a folder and below it, by path.
    pub fn below(&self, folder: &RepoPath) -> impl Iterator<Item = (&RepoPath, &Blob)> {
        let start = RepoPath::new(format!("{folder}/"));
        let from = (Bound::Included(&start), Bound::Unbounded);
        let ground = self.ground.range::<RepoPath, _>(from);
        let changed = self.changed.range::<RepoPath, _>(from);
        let both = Merged { ground: ground.peekable(), changed: changed.peekable() };
        both.take_while(move |(path, _)| path.as_str().starts_with(start.as_str()))
    }

    /// Returns how many files there are.
    pub fn len(&self) -> usize {
        let went = self.changed.values().filter(|one| one.is_none()).count();
        let came = self.changed.keys().filter(|path| !self.ground.contains_key(*path)).count();
        self.ground.len() + came - went
    }

    /// Tells whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Returns the paths at which two trees differ, in order.
    pub fn differing<'t>(&'t self, other: &'t Self) -> Vec<&'t RepoPath> {
        let differs = |path: &&RepoPath| self.get(*path) != other.get(*path);
        if Arc::ptr_eq(&self.ground, &other.ground) {
            let (left, right) = (self.changed.keys(), other.changed.keys());
            return union(left, right).filter(differs).collect();
        }
        let mut found = Vec::new();
        let (mut left, mut right) = (self.iter().peekable(), other.iter().peekable());
        loop {
            let order = match (left.peek(), right.peek()) {
                (None, None) => return found,
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some((one, _)), Some((other, _))) => one.cmp(other),
            };
            let one = if order.is_le() { left.next() } else { None };
            let other = if order.is_ge() { right.next() } else { None };
            if one.map(|(_, blob)| blob) != other.map(|(_, blob)| blob) {
                found.extend(one.or(other).map(|(path, _)| path));
            }
        }
    }

    /// Makes a ground of what it holds, for those that are made from it.
    #[must_use]
    pub fn grounded(self) -> Self {
        if self.changed.is_empty() {
            return self;
        }
        self.iter().map(|(path, blob)| (path.clone(), *blob)).collect()
    }

    /// Returns how much it differs from its ground, in paths.
    pub fn distance(&self) -> usize {
        self.changed.len()
    }
}

/// Merges two sorted lists into one without repetition.
fn union<'t>(
    left: impl Iterator<Item = &'t RepoPath>,
    right: impl Iterator<Item = &'t RepoPath>,
) -> impl Iterator<Item = &'t RepoPath> {
    let (mut left, mut right) = (left.peekable(), right.peekable());
    std::iter::from_fn(move || match (left.peek(), right.peek()) {
        (Some(one), Some(other)) if one == other => {
            right.next();
            left.next()
        }
        (Some(one), Some(other)) if other < one => right.next(),
        (Some(_), _) => left.next(),
        (None, _) => right.next(),
    })
}

/// A ground and what is otherwise, as one list.
struct Merged<G: Iterator, C: Iterator> {
    ground: Peekable<G>,
    changed: Peekable<C>,
}

impl<'f, G, C> Iterator for Merged<G, C>
where
    G: Iterator<Item = (&'f RepoPath, &'f Blob)>,
    C: Iterator<Item = (&'f RepoPath, &'f Option<Blob>)>,
{
    type Item = (&'f RepoPath, &'f Blob);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some((path, _)) = self.changed.peek() else { return self.ground.next() };
            if let Some((below, _)) = self.ground.peek() {
                if below < path {
                    return self.ground.next();
                }
                if below == path {
                    self.ground.next();
                }
            }
            if let Some((path, Some(blob))) = self.changed.next() {
                return Some((path, blob));
            }
        }
    }
}

impl IntoIterator for Files {
    type Item = (RepoPath, Blob);
    type IntoIter = std::vec::IntoIter<(RepoPath, Blob)>;

    fn into_iter(self) -> Self::IntoIter {
        let all: Vec<_> = self.iter().map(|(path, blob)| (path.clone(), *blob)).collect();
        all.into_iter()
    }
}

impl FromIterator<(RepoPath, Blob)> for Files {
    fn from_iter<I: IntoIterator<Item = (RepoPath, Blob)>>(files: I) -> Self {
        Self { ground: Arc::new(files.into_iter().collect()), changed: BTreeMap::new() }
    }
}

impl Extend<(RepoPath, Blob)> for Files {
    fn extend<I: IntoIterator<Item = (RepoPath, Blob)>>(&mut self, files: I) {
        for (path, blob) in files {
            self.insert(path, blob);
        }
    }
}

impl<const N: usize> From<[(RepoPath, Blob); N]> for Files {
    fn from(files: [(RepoPath, Blob); N]) -> Self {
        files.into_iter().collect()
    }
}

impl PartialEq for Files {
    fn eq(&self, other: &Self) -> bool {
        self.differing(other).is_empty()
    }
}

impl Eq for Files {}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::merge::ContentId;

    fn path(number: u8) -> RepoPath {
        RepoPath::new(format!("f{}/{}", number % 3, number))
    }

    fn blob(number: u8) -> Blob {
        Blob::file(ContentId::of_blob(&[number]))
    }

    proptest! {
        /// Whatever is done to trees of one ground and of others, they are as maps are.
        #[test]
        fn it_is_a_map(
            ground in prop::collection::vec((0..12_u8, 0..3_u8), 0..12),
            steps in prop::collection::vec((0..2_usize, 0..12_u8, prop::option::of(0..3_u8)), 0..40),
            apart: bool,
        ) {
            let ground: BTreeMap<_, _> =
                ground.into_iter().map(|(at, what)| (path(at), blob(what))).collect();
            let mut maps = [ground.clone(), ground.clone()];
            let one: Files = ground.clone().into_iter().collect();
            let other = if apart { ground.into_iter().collect() } else { one.clone() };
            let mut files = [one, other];
            for (which, at, what) in steps {
                let old = files[which].get(&path(at)).copied();
                prop_assert_eq!(old, maps[which].get(&path(at)).copied());
                files[which].set(&path(at), what.map(blob));
                match what {
                    Some(what) => maps[which].insert(path(at), blob(what)),
                    None => maps[which].remove(&path(at)),
                };
            }
            for (files, map) in files.iter().zip(&maps) {
                prop_assert!(files.iter().eq(map.iter()));
                prop_assert_eq!(files.len(), map.len());
                prop_assert_eq!(files.is_empty(), map.is_empty());
                let folder = RepoPath::new("f1");
                let below = map.iter().filter(|(path, _)| path.is_below("f1"));
                prop_assert!(files.below(&folder).eq(below));
                prop_assert_eq!(&files.clone().grounded(), files);
                let mut changed = files.changed.iter();
                let is_change = changed.all(|(path, one)| files.ground.get(path) != one.as_ref());
                prop_assert!(is_change);
            }
            let all: std::collections::BTreeSet<_> = maps[0].keys().chain(maps[1].keys()).collect();
            let differing: Vec<_> =
                all.into_iter().filter(|path| maps[0].get(*path) != maps[1].get(*path)).collect();
            prop_assert_eq!(files[0].differing(&files[1]), differing);
            prop_assert_eq!(files[0] == files[1], maps[0] == maps[1]);
        }
    }
}
