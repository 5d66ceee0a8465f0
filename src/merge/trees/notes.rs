//! The conflict notes of a merge: each written once, and never again.

use super::content::Reader;
use super::unit::Version;
use super::{Changes, Placed};
use crate::merge::model::{
    Conflict, Contents, Context, Outcome, ReadError, Reason, TreeConflict, TreeMerge,
};
use crate::merge::note::Note;
use crate::merge::settle::{self, OpenNote, Standing};
use crate::schema::layout::CONFLICTS;
use crate::text::RepoPath;

/// Tells whether a path is a conflict note's: for those, deletion beats edit.
pub(super) fn is_note(path: &RepoPath) -> bool {
    path.is_below(CONFLICTS) && path.is_markdown()
}

/// Finds notes that were settled in two ways at once: one side deleted the note and left the place
/// as it was, so that what stood there stands; the other side has changed it. Adds a conflict to the
/// document, which keeps the change.
pub(super) fn settled_apart(
    reader: &Reader,
    left: &Changes,
    right: &Changes,
    placed: &mut [Placed],
) -> Result<(), ReadError> {
    let gone = |side: &Changes, path: &RepoPath| {
        side.get(path).is_some_and(|change| change.old.is_some() && change.new.is_none())
    };
    let mut notes: Vec<_> = left
        .iter()
        .chain(right)
        .filter(|(path, change)| is_note(path) && change.new.is_none())
        .filter_map(|(path, change)| Some((path, change.old?)))
        .collect();
    notes.sort();
    notes.dedup();
    for (path, blob) in notes {
        let note = reader.text(blob.id)?.and_then(|source| OpenNote::read(source.text()));
        let Some(note) = note else { continue };
        let by = [gone(left, path), gone(right, path)];
        for file in placed.iter_mut() {
            if let Some(conflict) = apart(reader, &note, by, file)?
                && !file.conflicts.iter().any(|known| known.what == conflict.what)
            {
                file.conflicts.push(conflict);
            }
        }
    }
    Ok(())
}

fn apart(
    reader: &Reader,
    note: &OpenNote,
    settled_by: [bool; 2],
    file: &Placed,
) -> Result<Option<Conflict>, ReadError> {
    let versions = &file.unit.versions;
    let (Some(base), Some(left), Some(right)) = (&versions.base, &versions.left, &versions.right)
    else {
        return Ok(None);
    };
    if !base.path.is_markdown() || is_note(&base.path) {
        return Ok(None);
    }
    let named = reader.id(base)?.unwrap_or_else(|| base.path.stem().to_owned());
    if named != note.document {
        return Ok(None);
    }
    let stands = |version: &Version| -> Result<Option<Standing>, ReadError> {
        let text = reader.text(version.blob.id)?;
        Ok(text.and_then(|text| settle::standing(&note.what, &version.path, text.text())))
    };
    let (Some(old), Some(l), Some(r)) = (stands(base)?, stands(left)?, stands(right)?) else {
        return Ok(None);
    };
    let kept = match (l == old, r == old, settled_by) {
        (true, false, [true, _]) => r,
        (false, true, [_, true]) => l,
        _ => return Ok(None),
    };
    Ok(Some(Conflict {
        document: note.document.clone(),
        what: note.what.clone(),
        base: Some(old.text.clone()),
        kept: kept.text,
        other: old.text,
        reason: Reason::Settled,
        to: note.to.clone(),
    }))
}

/// Adds the notes that neither tree has and history does not know.
pub(super) fn write(
    context: &Context,
    left: &Changes,
    right: &Changes,
    contents: &dyn Contents,
    placed: &[Placed],
    out: &mut TreeMerge,
) {
    for file in placed {
        for conflict in &file.conflicts {
            let note = Note::of(conflict, context.language);
            let known = left.contains_key(&note.path)
                || right.contains_key(&note.path)
                || contents.base_has(&note.path).is_some()
                || (context.known_notes)(&note.path);
            if !known && !out.files.contains_key(&note.path) {
                let bytes = note.text.into_bytes().into();
                out.files.insert(note.path.clone(), Outcome::New { bytes, executable: false });
                out.notes.push(note.path.clone());
            }
            out.conflicts.push(TreeConflict {
                path: file.path.clone(),
                conflict: conflict.clone(),
                note: note.path,
            });
        }
    }
    out.notes.sort();
    out.conflicts.sort_by(|one, other| (&one.path, &one.note).cmp(&(&other.path, &other.note)));
}
