//! Asking the program that watches a workspace, where one does.
//!
//! What it knows is trusted for what was saved before the question: it rings its own bell, a file in
//! a folder that it watches, and answers when it is told of that, and so has been told of all that
//! happened before. Whoever gets no answer in time looks for themselves. At its beginning it says that
//! it is about to write down what it has read, and is asked again.

use std::path::Path;
use std::time::Duration;

use crate::store::cache::program_stamp;
use crate::store::{door, location, retry};
use crate::watch::live::{Answer, Question, Want};

/// A look at a small folder takes no longer than this.
const PATIENCE: Duration = Duration::from_millis(60);
/// To count takes longer than to be told, the first time.
const MORE_PATIENCE: Duration = Duration::from_millis(250);

/// Asks whoever watches the workspace in `root`; `None` where nobody does, or they do not know.
pub(super) fn ask(root: &Path, want: Want) -> Option<Answer> {
    answer(root, want)
        .filter(|answer| !matches!(answer, Answer::Stale | Answer::Strange | Answer::Soon))
}

/// Returns the generation of the index that is of the folder as it is now. A watch that has just begun is waited for
/// while it writes that: to read everything once more would take longer.
pub(super) fn fresh(root: &Path) -> Option<u64> {
    let is_writing = |found: &Option<Answer>| matches!(found, Some(Answer::Soon));
    let asked = retry::when(is_writing, || match answer(root, Want::Fresh) {
        Some(Answer::Fresh { generation }) => Ok(generation),
        other => Err(other),
    });
    asked.ok()
}

fn answer(root: &Path, want: Want) -> Option<Answer> {
    let git_dir = root.join(".git");
    if !location::is_own_folder_of_git(&git_dir) {
        return None;
    }
    let patience = if want == Want::Short { MORE_PATIENCE } else { PATIENCE };
    let answer = door::ask(&git_dir, &Question::line(&program_stamp(), want), patience)?;
    Some(Answer::read(&answer))
}

#[cfg(all(test, unix))]
mod tests;
