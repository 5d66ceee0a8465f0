//! Two trees that both come from a third: files paired, merged, and given names.

mod content;
mod names;
mod notes;
#[cfg(test)]
mod tests;
mod unit;

use std::collections::{BTreeMap, BTreeSet};

use self::content::{Reader, merge_content};
use self::unit::{Unit, Version, units};
use super::core::Three;
use super::model::{
    Change, Clash, Conflict, Contents, Context, Notice, Outcome, ReadError, TreeMerge,
};
use super::{Blob, ContentId};
use crate::text::RepoPath;

/// A side of the merge: every path at which it differs from the merge base.
pub type Changes = BTreeMap<RepoPath, Change>;

/// A file of the result, before names are settled.
struct Placed {
    unit: Unit,
    path: RepoPath,
    file: Outcome,
    id: Option<String>,
    /// The file beside which it stands, as the version that lost.
    beside: Option<RepoPath>,
    conflicts: Vec<Conflict>,
}

impl Placed {
    /// Places the version of a file that lost.
    fn beside(path: &RepoPath, blob: Blob) -> Self {
        Self {
            unit: Unit::default(),
            path: names::beside(path, blob.id),
            file: Outcome::Existing(blob),
            id: None,
            beside: Some(path.clone()),
            conflicts: Vec::new(),
        }
    }

    /// Returns the name of the content.
    fn content(&self) -> ContentId {
        match &self.file {
            Outcome::Existing(blob) => blob.id,
            Outcome::New { bytes, .. } => ContentId::of_blob(bytes),
            Outcome::Deleted => ContentId::of_blob(b""),
        }
    }
}

/// Merges what two sides changed since their merge base.
///
/// The result is the same when the sides change places, but for the order within a [`Clash`].
///
/// # Errors
/// When the bytes of a file that both sides changed cannot be read.
pub fn trees(
    context: &Context,
    left: &Changes,
    right: &Changes,
    contents: &dyn Contents,
) -> Result<TreeMerge, ReadError> {
    let reader = Reader { contents };
    let mut out = TreeMerge::default();
    let mut placed = Vec::new();
    for unit in units(&reader, left, right)? {
        merge_unit(context, &reader, unit, &mut placed, &mut out)?;
    }
    for at in names::contested(&placed) {
        let file = &mut placed[at];
        if file.id.is_none() {
            file.id = reader.id_of(&file.unit)?;
        }
    }
    let holds = |path: &RepoPath, content: Option<ContentId>| {
        let now = |side: &Changes| side.get(path).and_then(|change| change.new);
        let there = [now(left), now(right), contents.base_has(path)];
        there.into_iter().flatten().any(|blob| Some(blob.id) != content)
    };
    out.notices.extend(names::settle(&mut placed, &holds));
    out.notices.extend(placed.iter().filter_map(|file| {
        let path = file.beside.clone()?;
        Some(Notice::SideBySide { path, other: file.path.clone() })
    }));
    out.clashes = clashes(&placed);
    if context.notes {
        notes::settled_apart(&reader, left, right, &mut placed)?;
        notes::write(context, left, right, contents, &placed, &mut out);
    }
    let mut result: BTreeMap<RepoPath, Outcome> = BTreeMap::new();
    for file in placed {
        let Three { base, left, right } = &file.unit.versions;
        let before = [base, left, right].into_iter().flatten().map(|version| &version.path);
        let moved = before.filter(|path| **path != file.path);
        out.moved.extend(moved.map(|path| (path.clone(), file.path.clone())));
        result.insert(file.path, file.file);
    }
    let touched: BTreeSet<&RepoPath> = left.keys().chain(right.keys()).collect();
    for path in touched {
        if !result.contains_key(path) && contents.base_has(path).is_some() {
            result.insert(path.clone(), Outcome::Deleted);
        }
    }
    result.retain(|path, file| match file {
        Outcome::Existing(blob) => contents.base_has(path) != Some(*blob),
        Outcome::Deleted | Outcome::New { .. } => true,
    });
    out.files.append(&mut result);
    out.notices.sort();
    out.notices.dedup();
    Ok(out)
}

/// Decides what becomes of one file.
fn merge_unit(
    context: &Context,
    reader: &Reader,
    unit: Unit,
    placed: &mut Vec<Placed>,
    out: &mut TreeMerge,
) -> Result<(), ReadError> {
    let id = unit.id.clone();
    let place =
        |path, file, unit| Placed { unit, path, file, id, beside: None, conflicts: Vec::new() };
    let Three { base, left, right } = &unit.versions;
    let (l, r) = match (left, right) {
        (None, None) => return Ok(()),
        (Some(l), Some(r)) => (l, r),
        (Some(one), None) | (None, Some(one)) => {
            match base {
                Some(base) if base == one => return Ok(()),
                Some(_) if notes::is_note(&one.path) => {
                    out.notices.push(Notice::NoteGone { path: one.path.clone() });
                    return Ok(());
                }
                Some(_) => out.notices.push(Notice::Restored { path: one.path.clone() }),
                None => {}
            }
            let (path, file) = (one.path.clone(), Outcome::Existing(one.blob));
            placed.push(place(path, file, unit));
            return Ok(());
        }
    };
    let path = merge_paths(&unit.versions, l, r, out);
    let blobs = Three::new(base.as_ref().map(|b| b.blob), Some(l.blob), Some(r.blob));
    let executable = blobs.map(|blob| blob.map(|b| b.executable)).or_lower().unwrap_or(false);
    let ids = blobs.map(|blob| blob.map(|b| b.id));
    if let Some(Some(id)) = ids.settled() {
        placed.push(place(path, Outcome::Existing(Blob { id, executable }), unit));
        return Ok(());
    }
    let (l, r) = (l.blob.id, r.blob.id);
    let merged = merge_content(reader, &path, ids.base, l, r)?;
    let file = match merged.bytes {
        Some(bytes) => match existing(&bytes, [l, r]) {
            Some(id) => Outcome::Existing(Blob { id, executable }),
            None => Outcome::New { bytes, executable },
        },
        None => {
            if context.notes {
                let other = Blob { id: l.max(r), executable };
                placed.push(Placed::beside(&path, other));
            }
            Outcome::Existing(Blob { id: l.min(r), executable })
        }
    };
    for what in merged.restored {
        out.notices.push(Notice::PartRestored { path: path.clone(), what });
    }
    let conflicts = merged.conflicts;
    placed.push(Placed { conflicts, ..place(path, file, unit) });
    Ok(())
}

/// Decides where a file that both sides have stands.
fn merge_paths(
    versions: &Three<Option<Version>>,
    left: &Version,
    right: &Version,
    out: &mut TreeMerge,
) -> RepoPath {
    let base = versions.base.as_ref().map(|base| &base.path);
    let paths = Three::new(base, Some(&left.path), Some(&right.path));
    let path = paths.or_lower().unwrap_or(&left.path).clone();
    if paths.settled().is_none() {
        let not = if path == left.path { right.path.clone() } else { left.path.clone() };
        out.notices.push(Notice::MovedTwice { path: path.clone(), not });
    }
    path
}

/// Returns the side whose content the merged bytes are, so that nothing is stored twice.
fn existing(bytes: &[u8], sides: [ContentId; 2]) -> Option<ContentId> {
    let id = ContentId::of_blob(bytes);
    sides.contains(&id).then_some(id)
}

/// Finds ids that both sides gave to documents of their own.
fn clashes(placed: &[Placed]) -> Vec<Clash> {
    let mut by_id: BTreeMap<&str, [Option<&RepoPath>; 2]> = BTreeMap::new();
    for file in placed {
        let Three { base: None, left, right } = &file.unit.versions else { continue };
        let (Some(id), true) = (&file.id, left.is_some() != right.is_some()) else { continue };
        let side = usize::from(right.is_some());
        by_id.entry(id).or_default()[side].get_or_insert(&file.path);
    }
    let found = by_id.into_iter().filter_map(|(id, [left, right])| {
        let (left, right) = (left?.clone(), right?.clone());
        Some(Clash { id: id.to_owned(), left, right })
    });
    found.collect()
}
