//! The conflict notes of a merge: each written once, and never again.

use super::{Changes, Placed};
use crate::merge::model::{Contents, Context, Outcome, TreeConflict, TreeMerge};
use crate::merge::note::Note;
use crate::schema::layout::CONFLICTS;
use crate::text::RepoPath;

/// Tells whether a path is a conflict note's: for those, deletion beats edit.
pub(super) fn is_note(path: &RepoPath) -> bool {
    path.is_below(CONFLICTS) && path.is_markdown()
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
