//! Asking the program that watches a workspace, where one does.
//!
//! What it knows is trusted for what was saved before the question: it rings its own bell, a file in
//! a folder that it watches, and answers when it is told of that, and so has been told of all that
//! happened before. Whoever gets no answer in time looks for themselves.

use std::path::Path;
use std::time::Duration;

use crate::store::cache::program_stamp;
use crate::store::{door, location};
use crate::watch::live::{Answer, Question, Want};

/// A look at a small folder takes no longer than this.
const PATIENCE: Duration = Duration::from_millis(60);
/// To count takes longer than to be told, the first time.
const MORE_PATIENCE: Duration = Duration::from_millis(250);
/// Whoever has just read everything writes it down in less time than it takes to read it again.
const MOST_PATIENCE: Duration = Duration::from_secs(2);

/// Asks whoever watches the workspace in `root`; `None` where nobody does, or they do not know.
pub(super) fn ask(root: &Path, want: Want) -> Option<Answer> {
    ask_within(root, want, if want == Want::Short { MORE_PATIENCE } else { PATIENCE })
}

fn ask_within(root: &Path, want: Want, patience: Duration) -> Option<Answer> {
    let git_dir = root.join(".git");
    if !location::is_own_folder_of_git(&git_dir) {
        return None;
    }
    let answer = door::ask(&git_dir, &Question::line(&program_stamp(), want), patience)?;
    match Answer::read(&answer) {
        Answer::Stale | Answer::Strange => None,
        answer => Some(answer),
    }
}

/// Returns the generation of the index that is of the folder as it is now.
pub(super) fn fresh(root: &Path) -> Option<u64> {
    generation(ask(root, Want::Fresh)?)
}

/// Returns the same where nothing is written in the index yet: a watch that has begun a moment ago may be about to.
pub(super) fn first(root: &Path) -> Option<u64> {
    generation(ask_within(root, Want::Fresh, MOST_PATIENCE)?)
}

fn generation(answer: Answer) -> Option<u64> {
    match answer {
        Answer::Fresh { generation } => Some(generation),
        _ => None,
    }
}

#[cfg(all(test, unix))]
mod tests;
