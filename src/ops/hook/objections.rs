//! What a guarded server will not take, told before it is asked.

use std::sync::Arc;

use super::authors::Voucher;
use super::receive::{Range, judge_range};
use super::{Problem, ReceiveError, words};
use crate::index::history;
use crate::store::cache::CacheNote;
use crate::store::{CommitId, Repo};
use crate::sync::Objects;
use crate::sync::gate::{self, Gate};
use crate::text::RepoPath;

/// Finds the files that somebody changed between `from`, which everybody has, and `to`, and may not
/// have changed, and says why, in the language of whoever did: as the server judges, but that each
/// commit is taken at its word.
///
/// # Errors
/// When the versions cannot be read.
pub(in crate::ops) fn objections(
    repo: &Repo,
    from: CommitId,
    to: CommitId,
) -> Result<Vec<(RepoPath, String)>, ReceiveError> {
    let Some((config, schema)) = gate::settings(repo, repo.tree_of(from)?)? else {
        return Ok(Vec::new());
    };
    let objects = Objects::of(repo)?;
    let cache = Arc::new(history::cache_of(repo, &CacheNote::default()));
    let mut gate = Gate::new(repo, &objects, (&config, &schema), cache);
    let range = Range { old: from, also_old: None, new: to };
    let received = judge_range(&mut gate, &range, Voucher::Nobody, false)?;
    let language = received.language;
    let found = received.refusals.into_iter().filter_map(|refusal| match &refusal.problem {
        problem @ Problem::Breach { .. } => Some((refusal.path?, words::why(problem, language))),
        _ => None,
    });
    Ok(found.collect())
}
