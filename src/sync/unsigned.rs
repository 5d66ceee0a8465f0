//! What was sent before it was known who sends it.

use std::collections::BTreeSet;

use super::round::Round;
use crate::store::draft::Draft;
use crate::text::RepoPath;

/// So many files are remembered at most that nobody has signed.
const MOST_UNSIGNED: usize = 1_000;

/// The new documents that this clone has shared while it was not known who works in it: what was left out there is
/// filled in as soon as that is known.
pub(super) struct Unsigned {
    kept: Draft,
    pub(super) paths: BTreeSet<RepoPath>,
}

impl Unsigned {
    pub(super) fn of(round: &Round<'_>) -> Self {
        let kept = Draft::kept(round.engine.repo.git_dir(), "unsigned");
        let text = kept.read().ok().flatten().unwrap_or_default();
        Self { kept, paths: text.lines().map(RepoPath::new).collect() }
    }

    pub(super) fn add<'p>(&mut self, paths: impl Iterator<Item = &'p RepoPath>) {
        self.paths.extend(paths.filter(|path| !path.as_str().contains('\n')).cloned());
    }

    /// Remembers them; where that cannot be, nothing is filled in later.
    pub(super) fn keep(&self) {
        let lines: Vec<&str> =
            self.paths.iter().map(RepoPath::as_str).take(MOST_UNSIGNED).collect();
        let _ = self.kept.write(&lines.join("\n"));
    }

    pub(super) fn forget(&self) {
        if !self.paths.is_empty() {
            self.kept.remove();
        }
    }
}
