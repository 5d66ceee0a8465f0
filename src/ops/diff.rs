//! What is in the folder and not shared yet, document by document.

use std::collections::BTreeMap;

use thiserror::Error;

use super::Place;
use super::story::{Event, Pending, People, StoryError, hidden, me, pending, repository, tip_of};
use crate::changes::{Hunk, line_changes, pairs, written_ids};
use crate::document::Document;
use crate::index::history::folder_of;
use crate::merge::{ContentId, Files};
use crate::rules::{MAX_PLAIN, MAX_TEXT};
use crate::store::{CommitId, ObjectError, Repo, ScanError, TreeId, read};
use crate::text::{RepoPath, Source};
use crate::workspace::LookupError;

/// What differs from what everybody has.
#[derive(Clone, Debug, PartialEq)]
pub struct Diff {
    /// What everybody has; where nothing is shared, what was committed last. `None` where nothing was.
    pub base: Option<CommitId>,
    /// By path.
    pub files: Vec<Differing>,
}

/// A file that is not as it is shared.
#[derive(Clone, Debug, PartialEq)]
pub struct Differing {
    pub id: String,
    pub title: Option<String>,
    /// What was done to it, as one event of whoever works here.
    pub event: Event,
    /// The lines that differ: of the body, where the fields are told; none of what is no text.
    pub hunks: Vec<Hunk>,
}

/// The differences cannot be told.
#[derive(Debug, Error)]
pub enum DiffError {
    #[error(transparent)]
    Lookup(#[from] LookupError),
    #[error(transparent)]
    Story(#[from] StoryError),
    #[error(transparent)]
    Scan(#[from] ScanError),
}

impl From<ObjectError> for DiffError {
    fn from(error: ObjectError) -> Self {
        Self::Story(error.into())
    }
}

/// Compares the folder with what everybody has: one document where it is named, else all files that
/// may be shared.
///
/// # Errors
/// When none or several documents are meant, or the folder or the repository cannot be read.
pub fn diff(place: &Place, wanted: Option<&str>) -> Result<Diff, DiffError> {
    let repo = repository(place.snapshot.root())?;
    let base = base(&repo)?;
    let tree = base.map(|commit| repo.tree_of(commit)).transpose()?;
    if let (Some(tree), Some(wanted)) = (tree, wanted)
        && let Some(files) = at_its_place(place, &repo, tree, wanted)?
    {
        return Ok(Diff { base, files });
    }
    let shared = match tree {
        Some(tree) => repo.walk_tree(tree)?.files,
        None => Files::new(),
    };
    let only = wanted.map(|wanted| meant(place, &shared, wanted)).transpose()?;
    let scan = repo.scan(&shared)?;
    let mut gone: Vec<(RepoPath, ContentId)> = Vec::new();
    let mut new: Vec<(RepoPath, ContentId)> = Vec::new();
    let mut both: Vec<(RepoPath, RepoPath)> = Vec::new();
    for path in shared.differing(&scan.files) {
        match (shared.get(path), scan.files.get(path)) {
            (None, Some(blob)) => new.push((path.clone(), blob.id)),
            (Some(old), Some(blob)) if old.id != blob.id => both.push((path.clone(), path.clone())),
            (Some(old), None) if !scan.is_unseen(path) => gone.push((path.clone(), old.id)),
            _ => {}
        }
    }
    let reader = Reader { repo: &repo, shared: &shared };
    let in_folder: BTreeMap<ContentId, &RepoPath> =
        new.iter().map(|(path, id)| (*id, path)).collect();
    let moved = pairs(&gone, &new, &mut |id| {
        let bytes = match in_folder.get(&id) {
            Some(path) => reader.now(path),
            None => repo.read_blob(id, MAX_TEXT).ok(),
        };
        bytes.map(|bytes| written_ids(&bytes)).unwrap_or_default()
    });
    for (from, to) in moved.iter().rev() {
        both.push((new[*to].0.clone(), gone[*from].0.clone()));
        gone[*from].0 = RepoPath::new("");
        new[*to].0 = RepoPath::new("");
    }
    both.extend(new.into_iter().map(|(path, _)| (path.clone(), path)));
    both.extend(gone.into_iter().map(|(path, _)| (path.clone(), path)));
    both.retain(|(path, from)| {
        let asked = only.as_ref().is_none_or(|only| path == only || from == only);
        asked && !path.as_str().is_empty()
    });
    both.sort();
    let people = People::of(place.snapshot.people());
    let by = me(&repo, &people);
    let schema = place.snapshot.schema();
    let differing = |(path, from): &(RepoPath, RepoPath)| {
        let (old, now) = (reader.old(from), reader.now(path));
        let gone = !scan.files.contains_key(path);
        let pending = Pending::of(path, from, old, now, gone);
        let event = pending.event(schema, &people, &by);
        named(place, event, &pending)
    };
    Ok(Diff { base, files: both.iter().map(differing).collect() })
}

/// Compares one document that lies where it is shared: no other file has to do with that. `None` where
/// it may have been moved, or cannot be read.
fn at_its_place(
    place: &Place,
    repo: &Repo,
    tree: TreeId,
    wanted: &str,
) -> Result<Option<Vec<Differing>>, DiffError> {
    let Ok(path) = place.find(wanted).map(|record| &record.path) else { return Ok(None) };
    if repo.entry(tree, path)?.is_none() {
        return Ok(None);
    }
    let Some(pending) = pending(repo, Some(tree), path, path)? else { return Ok(Some(Vec::new())) };
    if pending.new.is_none() {
        return Ok(None);
    }
    let people = People::of(place.snapshot.people());
    let event = pending.event(place.snapshot.schema(), &people, &me(repo, &people));
    Ok(Some(vec![named(place, event, &pending)]))
}

/// Returns the commit that the folder is compared with: of what is known to be shared, the youngest.
fn base(repo: &Repo) -> Result<Option<CommitId>, DiffError> {
    let mut best: Option<CommitId> = None;
    for commit in hidden(repo)?.into_iter().flatten() {
        best = Some(match best {
            Some(known) if repo.is_ancestor(commit, known)? => known,
            _ => commit,
        });
    }
    Ok(match best {
        Some(commit) => Some(commit),
        None => tip_of(repo)?,
    })
}

/// Finds the file that is meant, in the folder or among what is shared.
fn meant(place: &Place, shared: &Files, wanted: &str) -> Result<RepoPath, DiffError> {
    match place.find(wanted) {
        Ok(record) => Ok(record.path.clone()),
        Err(error) => {
            let files = &place.snapshot.facts().files;
            let known = |path: &RepoPath| shared.contains_key(path) || files.has(path.as_str());
            place.named(wanted).into_iter().find(known).ok_or_else(|| error.into())
        }
    }
}

/// Reads the versions that are compared.
struct Reader<'a> {
    repo: &'a Repo,
    shared: &'a Files,
}

impl Reader<'_> {
    fn old(&self, path: &RepoPath) -> Option<Vec<u8>> {
        self.repo.read_blob(self.shared.get(path)?.id, most(path)).ok()
    }

    fn now(&self, path: &RepoPath) -> Option<Vec<u8>> {
        read::read_bounded(&self.repo.root().join(path.as_str()), most(path)).ok()
    }
}

fn most(path: &RepoPath) -> u64 {
    if path.is_markdown() { MAX_TEXT } else { MAX_PLAIN }
}

/// Gives a difference its name and its lines.
fn named(place: &Place, event: Event, pending: &Pending) -> Differing {
    let hunks = hunks(pending, &event);
    let record = place.snapshot.near().record(&event.path).filter(|record| record.kind.is_some());
    let (id, title) = match record {
        Some(record) if folder_of(&event.path).is_none() => {
            (record.id.to_string(), Some(record.title.to_string()))
        }
        _ => (event.path.to_string(), None),
    };
    Differing { id, title, event, hunks }
}

fn hunks(pending: &Pending, event: &Event) -> Vec<Hunk> {
    let text = |bytes: &Option<Vec<u8>>| match bytes {
        None => Some(String::new()),
        Some(bytes) => Source::decode(bytes).ok().map(|source| source.text().to_owned()),
    };
    let (Some(old), Some(new)) = (text(&pending.old), text(&pending.new)) else {
        return Vec::new();
    };
    if event.kind.is_none() {
        return line_changes(&old, &new);
    }
    let (from, before) = body(old);
    let (to, after) = body(new);
    let mut hunks = line_changes(&from, &to);
    for hunk in &mut hunks {
        hunk.old += before;
        hunk.new += after;
    }
    hunks
}

/// Returns the body of a document, and how many lines stand above it. Where its fields cannot be read,
/// all of it is body.
fn body(text: String) -> (String, usize) {
    let document = Document::parse(Source::new(&text));
    match document.front() {
        Some(front) if front.readable => {
            let start = document.body().start;
            let above = text.get(..start).map_or(0, |above| above.lines().count());
            (text.get(start..).unwrap_or("").to_owned(), above)
        }
        _ => (text, 0),
    }
}
