//! The commits that a sync makes, and what they say.

use super::SyncError;
use super::engine::{Break, Engine};
use super::judge::Versions;
use super::message::{self, Changed, Side};
use crate::document::Document;
use crate::merge::Blob;
use crate::rules::Ruleset;
use crate::schema::{Language, Schema};
use crate::store::{CommitId, NewCommit, Repo, Stamp, TreeId};
use crate::text::{RepoPath, Source};

/// Stores a commit by the person who works here, at the present moment.
pub(super) fn make(
    engine: &Engine<'_>,
    tree: TreeId,
    parents: &[CommitId],
    message: &str,
) -> Result<CommitId, Break> {
    let stamp = stamp(engine)?;
    // What is allowed to stand in a document by an exception is not said once more beside it.
    let is_fit = Ruleset::new(engine.schema, engine.config).secret_in(message).is_none();
    let message = if is_fit { message } else { "Changes" };
    let new = NewCommit { tree, parents, author: &stamp, committer: &stamp, message };
    Ok(engine.repo.commit(&new)?)
}

/// Returns who commits, and when.
pub(super) fn stamp(engine: &Engine<'_>) -> Result<Stamp, SyncError> {
    let identity = engine.repo.identity();
    let email = identity.email.ok_or(SyncError::NoIdentity)?;
    let now = engine.clock.now();
    Ok(Stamp {
        name: identity.name.unwrap_or_else(|| email.clone()),
        email,
        seconds: now.timestamp().as_second(),
        offset: now.offset().seconds() / 60,
    })
}

/// Says what differs between two versions, as the message of a commit.
pub(super) fn describe(
    repo: &Repo,
    schema: &Schema,
    versions: &dyn Versions,
    old: Option<TreeId>,
    new: TreeId,
) -> Result<String, SyncError> {
    Ok(message::message(&changed(repo, schema, versions, old, new)?))
}

/// Says what taking work back does, a line for each file that differs between two versions.
pub(super) fn undone(
    repo: &Repo,
    schema: &Schema,
    versions: &dyn Versions,
    (old, new): (Option<TreeId>, TreeId),
    language: Language,
) -> Result<Vec<String>, SyncError> {
    Ok(message::undone(&changed(repo, schema, versions, old, new)?, schema, language))
}

fn changed(
    repo: &Repo,
    schema: &Schema,
    versions: &dyn Versions,
    old: Option<TreeId>,
    new: TreeId,
) -> Result<Vec<Changed>, SyncError> {
    let side =
        |path: &RepoPath, blob: Option<Blob>| blob.map(|blob| read(schema, versions, path, &blob));
    let changes = repo.tree_changes(old, Some(new))?.files;
    let changes = changes.into_iter().map(|(path, change)| Changed {
        before: side(&path, change.old),
        after: side(&path, change.new),
        path,
    });
    Ok(changes.collect())
}

fn read(schema: &Schema, versions: &dyn Versions, path: &RepoPath, blob: &Blob) -> Side {
    if !path.is_markdown() {
        return Side::Other;
    }
    let source = versions.bytes(blob).and_then(|bytes| Source::decode(&bytes).ok());
    source.map_or(Side::Other, |source| {
        Side::Document(Box::new(schema.decode(path, &Document::parse(source)).0))
    })
}

/// Says whose work a merge brings in.
pub(super) fn merge_message(engine: &Engine<'_>, tip: CommitId) -> Result<String, SyncError> {
    let other = engine.repo.read_commit(tip)?.author.name;
    let other: String = other.chars().filter(|c| !c.is_control()).take(80).collect();
    Ok(format!("Merge with the work of {other}"))
}
