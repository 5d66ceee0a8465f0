//! Which files of the three trees are one: by path, by id, by content, by name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Changes;
use super::content::Reader;
use crate::merge::Blob;
use crate::merge::core::Three;
use crate::merge::model::{Change, ReadError};
use crate::schema::layout;
use crate::text::RepoPath;

/// A file in one tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) path: RepoPath,
    pub(super) blob: Blob,
}

/// One file in the three trees.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) versions: Three<Option<Version>>,
    /// The id that it carries, where that was looked at.
    pub(super) id: Option<String>,
}

impl Default for Unit {
    fn default() -> Self {
        Self { versions: Three::new(None, None, None), id: None }
    }
}

/// Pairs the files that either side changed.
pub(super) fn units(
    reader: &Reader,
    left: &Changes,
    right: &Changes,
) -> Result<Vec<Unit>, ReadError> {
    let sides = [Side::new(reader, left, right)?, Side::new(reader, right, left)?];
    let mut out = Vec::new();
    let paths: BTreeSet<&RepoPath> = left.keys().chain(right.keys()).collect();
    for path in &paths {
        let change = left.get(*path).or_else(|| right.get(*path));
        let Some(blob) = change.and_then(|change| change.old) else { continue };
        let base = Version { path: (*path).clone(), blob };
        match [sides[0].now(&base), sides[1].now(&base)] {
            [Some(left), Some(right)] if is_filled_twice(&base, &left, &right) => {
                out.extend(made_twice(reader, left, right)?);
            }
            [l, r] => out.push(Unit { versions: Three::new(Some(base), l, r), id: None }),
        }
    }
    let added: BTreeSet<&RepoPath> = sides.iter().flat_map(|side| side.new.keys()).collect();
    for path in added {
        let [l, r] = sides
            .each_ref()
            .map(|side| side.new.get(path).map(|blob| Version { path: path.clone(), blob: *blob }));
        match (l, r) {
            (Some(left), Some(right)) => out.extend(made_twice(reader, left, right)?),
            (l, r) => out.push(Unit { versions: Three::new(None, l, r), id: None }),
        }
    }
    // Ids matter only where both sides made documents: they may be the same, or want one name.
    if sides.iter().all(|side| !side.new.is_empty()) {
        for unit in &mut out {
            if unit.versions.base.is_none() && unit.id.is_none() {
                unit.id = reader.id_of(unit)?;
            }
        }
    }
    Ok(out)
}

/// Tells whether both sides wrote something into a file that had been empty: that is as if both had
/// made it, for which plain git, too, hands over an empty base.
fn is_filled_twice(base: &Version, left: &Version, right: &Version) -> bool {
    let filled = |side: &Version| side.blob.id != Blob::EMPTY.id;
    base.blob.id == Blob::EMPTY.id && left.path == right.path && filled(left) && filled(right)
}

/// Returns what both sides made at one path: one file, or two.
fn made_twice(reader: &Reader, left: Version, right: Version) -> Result<Vec<Unit>, ReadError> {
    if one_document(reader, &left, &right)? {
        let versions = Three::new(None, Some(left), Some(right));
        return Ok(vec![Unit { versions, id: None }]);
    }
    let ids = [reader.id(&left)?, reader.id(&right)?];
    let versions = [Three::new(None, Some(left), None), Three::new(None, None, Some(right))];
    Ok(versions.into_iter().zip(ids).map(|(versions, id)| Unit { versions, id }).collect())
}

/// Tells whether files that both sides made at one path are the same document.
///
/// What was said about a task never is, unless it is equal to the byte: two people may have said it
/// in the same second.
fn one_document(reader: &Reader, left: &Version, right: &Version) -> Result<bool, ReadError> {
    if left.blob.id == right.blob.id {
        return Ok(true);
    }
    if reader.is_said(left)? || reader.is_said(right)? {
        return Ok(false);
    }
    let (l, r) = (reader.id(left)?, reader.id(right)?);
    Ok(l.is_none() || r.is_none() || l == r)
}

/// What one side did to the tree.
struct Side<'c> {
    changes: &'c Changes,
    /// Where files of the base went.
    moved: BTreeMap<RepoPath, Version>,
    /// Files of the base whose path holds another document now.
    replaced: BTreeSet<RepoPath>,
    /// Files that the base has not.
    new: BTreeMap<RepoPath, Blob>,
}

impl<'c> Side<'c> {
    fn new(reader: &Reader, changes: &'c Changes, other: &Changes) -> Result<Self, ReadError> {
        let mut side = Self {
            changes,
            moved: BTreeMap::new(),
            replaced: BTreeSet::new(),
            new: BTreeMap::new(),
        };
        let is_gone = |change: &Change| change.old.is_some() && change.new.is_none();
        // Where a file went matters only when the other side did something to it.
        let asked: BTreeSet<&RepoPath> = changes
            .iter()
            .filter(|(path, change)| is_gone(change) && other.contains_key(*path))
            .map(|(path, _)| path)
            .collect();
        side.replaced = replaced(reader, changes, |path| other.contains_key(path))?;
        if !asked.is_empty() || !side.replaced.is_empty() {
            // What left its path may have gone where another document was.
            side.replaced = replaced(reader, changes, |_| true)?;
        }
        for (path, change) in changes {
            if let Some(blob) = change.new
                && (change.old.is_none() || side.replaced.contains(path))
            {
                side.new.insert(path.clone(), blob);
            }
        }
        if !asked.is_empty() || !side.replaced.is_empty() {
            side.find_moves(reader, &asked)?;
        }
        Ok(side)
    }

    /// Returns where a file of the base is on this side.
    fn now(&self, base: &Version) -> Option<Version> {
        if let Some(version) = self.moved.get(&base.path) {
            return Some(version.clone());
        }
        if self.replaced.contains(&base.path) {
            return None;
        }
        match self.changes.get(&base.path) {
            None => Some(base.clone()),
            Some(change) => change.new.map(|blob| Version { path: base.path.clone(), blob }),
        }
    }

    fn find_moves(
        &mut self,
        reader: &Reader,
        asked: &BTreeSet<&RepoPath>,
    ) -> Result<(), ReadError> {
        let gone: Vec<Version> = self
            .changes
            .iter()
            .filter(|(path, change)| change.new.is_none() || self.replaced.contains(*path))
            .filter_map(|(path, change)| Some(Version { path: path.clone(), blob: change.old? }))
            .collect();
        // What a program left behind, and plain git took along, is no other name of anything.
        let new: Vec<Version> = self
            .new
            .iter()
            .filter(|(path, _)| !layout::is_local_only(path))
            .map(|(path, blob)| Version { path: path.clone(), blob: *blob })
            .collect();
        self.pair(&gone, &new, |version| reader.id(version))?;
        self.pair(&gone, &new, |version| Ok(Some(version.blob.id)))?;
        let asked: Vec<Version> =
            gone.into_iter().filter(|version| asked.contains(&version.path)).collect();
        let name = |version: &Version| Ok(Some(version.path.file_name().to_owned()));
        for (from, to) in pairs(&self.open(&asked, &new), name)? {
            if reader.alike(&from, &to)? {
                self.note(from, to);
            }
        }
        Ok(())
    }

    /// Pairs what has the same mark, where no other file of the side has it.
    fn pair<K: std::hash::Hash + Eq>(
        &mut self,
        gone: &[Version],
        new: &[Version],
        mark: impl Fn(&Version) -> Result<Option<K>, ReadError>,
    ) -> Result<(), ReadError> {
        for (from, to) in pairs(&self.open(gone, new), mark)? {
            self.note(from, to);
        }
        Ok(())
    }

    /// Returns what is not paired yet.
    fn open(&self, gone: &[Version], new: &[Version]) -> [Vec<Version>; 2] {
        let from = gone.iter().filter(|version| !self.moved.contains_key(&version.path));
        let to = new.iter().filter(|version| self.new.contains_key(&version.path));
        [from.cloned().collect(), to.cloned().collect()]
    }

    fn note(&mut self, from: Version, to: Version) {
        self.new.remove(&to.path);
        self.moved.insert(from.path, to);
    }
}

/// Finds the paths that hold another document than in the base.
fn replaced(
    reader: &Reader,
    changes: &Changes,
    asked: impl Fn(&RepoPath) -> bool,
) -> Result<BTreeSet<RepoPath>, ReadError> {
    let mut out = BTreeSet::new();
    for (path, change) in changes {
        let (Some(old), Some(new)) = (change.old, change.new) else { continue };
        if old.id != new.id && asked(path) {
            let at = |blob| Version { path: path.clone(), blob };
            let (before, now) = (reader.id(&at(old))?, reader.id(&at(new))?);
            if before.is_some() && now.is_some() && before != now {
                out.insert(path.clone());
            }
        }
    }
    Ok(out)
}

/// Pairs files of two lists by a mark that is unique in each.
fn pairs<K: std::hash::Hash + Eq>(
    lists: &[Vec<Version>; 2],
    mark: impl Fn(&Version) -> Result<Option<K>, ReadError>,
) -> Result<Vec<(Version, Version)>, ReadError> {
    let mut marks: HashMap<K, [Vec<&Version>; 2]> = HashMap::new();
    for (at, list) in lists.iter().enumerate() {
        for version in list {
            if let Some(mark) = mark(version)? {
                marks.entry(mark).or_default()[at].push(version);
            }
        }
    }
    let mut out: Vec<(Version, Version)> = marks
        .into_values()
        .filter_map(|[from, to]| match (&from[..], &to[..]) {
            ([from], [to]) => Some(((*from).clone(), (*to).clone())),
            _ => None,
        })
        .collect();
    out.sort_by(|one, other| one.0.path.cmp(&other.0.path));
    Ok(out)
}
