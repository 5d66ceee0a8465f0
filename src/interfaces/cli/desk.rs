//! What the live screen asks of the command line: editors, with the settings of whoever sits there.

use std::path::PathBuf;

use super::commands::moves;
use super::editor::{Editor, EditorError, is_program};
use super::error::{Hint, lines};
use super::globals::Globals;
use crate::ops::live::Desk;
use crate::text::RepoPath;

/// Somebody who sits before a screen.
pub(super) struct Seat<'a> {
    pub(super) globals: &'a Globals,
    /// The folder that paths are meant from.
    pub(super) root: PathBuf,
}

impl Seat<'_> {
    fn editor(&self) -> Result<Editor, EditorError> {
        Editor::find(&self.globals.environment, &is_program)
    }
}

impl Desk for Seat<'_> {
    fn takes_the_terminal(&self) -> bool {
        self.editor().is_ok_and(|editor| !editor.has_a_window())
    }

    fn edit(&self, path: &RepoPath, line: Option<usize>) -> Result<(), String> {
        let file = self.root.join(path.as_str());
        let opened = self.editor().and_then(|editor| editor.open_at(&file, line));
        opened
            .hint("set EDITOR to the one you like, such as EDITOR=nano")
            .map_err(|error| lines(&error))
    }

    fn confirm(&self, id: &str) -> Result<String, String> {
        let moved = moves::confirm_in_editor(id, &self.globals.anew());
        let moved = moved.map_err(|error| lines(&error))?;
        let mut out = Vec::new();
        moves::write(&moved, &mut out).map_err(|error| error.to_string())?;
        let text = anstream::adapter::strip_bytes(&out).into_vec();
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}
