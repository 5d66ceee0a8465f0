use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use thiserror::Error;

use super::authors::Voucher;
use super::receive::{Range, judge_contents, judge_range};
use super::{ReceiveError, Refusal, words};
use crate::index::history;
use crate::schema::Language;
use crate::store::cache::CacheNote;
use crate::store::{ObjectError, OpenError, Repo};
use crate::sync::Objects;
use crate::sync::gate::{self, Gate};

/// What a look at the commits between two found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranged {
    /// Nothing where all is well.
    pub refusals: Vec<Refusal>,
}

/// A range that was not judged.
#[derive(Debug, Error)]
pub enum RangeError {
    #[error("a range is written `OLD..NEW`, such as `origin/main..HEAD`, and not `{0}`")]
    Unreadable(String),
    #[error("there is no commit `{0}` here")]
    Unknown(String),
    #[error("`{0}` is no workspace: it has no workspace.yml")]
    NotAWorkspace(String),
    #[error("only a part of the history is here, and the rest is needed")]
    Shallow,
    #[error(transparent)]
    Judge(#[from] ReceiveError),
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// Judges the commits of `NEW` that `OLD` lacks as a server would, by the rules and the people of `OLD`.
///
/// Nobody vouches for authors here: a commit without a valid signature is taken at its word, unless
/// `handover.requireSignatures` is set. Where `OLD` is nothing but zeros, the whole of `NEW` is looked
/// through for what nobody may share.
///
/// # Errors
/// When the range means nothing here, or a part of the history is missing.
pub fn check_range(directory: &Path, range: &str) -> Result<Ranged, RangeError> {
    let unreadable = || RangeError::Unreadable(range.to_owned());
    let (old, new) = range.split_once("..").ok_or_else(unreadable)?;
    let new = new.strip_prefix('.').unwrap_or(new);
    if old.is_empty() {
        return Err(unreadable());
    }
    let new = if new.is_empty() { "HEAD" } else { new };
    let repo = Repo::discover(directory)?;
    // A hosting site calls what was there before a new branch so.
    let is_new = old.len() >= 40 && old.bytes().all(|byte| byte == b'0');
    let commit = |name: &str| {
        repo.commit_named(name).ok_or_else(|| match repo.is_shallow() {
            true => RangeError::Shallow,
            false => RangeError::Unknown(name.to_owned()),
        })
    };
    let last = commit(new)?;
    let (old, whose) = if is_new { (last, new) } else { (commit(old)?, old) };
    let ids = Range { old, also_old: None, new: last };
    let object = |error: ObjectError| match repo.is_shallow() {
        true => RangeError::Shallow,
        false => RangeError::Judge(error.into()),
    };
    let tree = repo.tree_of(ids.old).map_err(object)?;
    let settings = gate::settings(&repo, tree).map_err(object)?;
    let (config, schema) = settings.ok_or_else(|| RangeError::NotAWorkspace(whose.to_owned()))?;
    let objects = Objects::of(&repo)?;
    let cache = Arc::new(history::cache_of(&repo, &CacheNote::default()));
    let mut gate = Gate::new(&repo, &objects, (&config, &schema), cache);
    let signed = repo.switch("handover.requireSignatures").unwrap_or(false);
    let judged = match is_new {
        true => judge_contents(&mut gate, ids.new),
        false => {
            judge_range(&mut gate, &ids, Voucher::Nobody, signed).map(|judged| judged.refusals)
        }
    };
    let refusals = judged.map_err(|error| match error {
        ReceiveError::Object(error) => object(error),
        error => RangeError::Judge(error),
    })?;
    Ok(Ranged { refusals })
}

impl Ranged {
    /// Returns each reason with its file, if it is about one, and what to do, for an engineer.
    pub fn lines(&self) -> impl Iterator<Item = (Option<&str>, String)> {
        self.refusals.iter().map(|one| {
            let path = one.path.as_ref().map(|path| path.as_str());
            (path, words::line(one, Language::English))
        })
    }

    /// Returns what was found as other programs read it.
    pub fn to_json(&self) -> Value {
        let refusals = self.refusals.iter().map(|one| {
            json!({
                "commit": one.commit.map(|commit| commit.to_string()),
                "path": one.path.as_ref().map(|path| path.as_str()),
                "message": words::why(&one.problem, Language::English),
            })
        });
        json!({ "version": 1, "refusals": refusals.collect::<Vec<_>>() })
    }
}
