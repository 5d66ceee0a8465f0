use std::path::Path;

use super::teller::what;
use super::{Event, People, Who};
use crate::changes::Version;
use crate::index::history::Told;
use crate::merge::ContentId;
use crate::rules::MAX_TEXT;
use crate::schema::Schema;
use crate::store::{ObjectError, Repo, TreeId, read};
use crate::text::RepoPath;

/// A file of the folder that is not as it is in a version.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    pub(crate) path: RepoPath,
    /// Where it is in the version, when that is elsewhere.
    pub(crate) from: Option<RepoPath>,
    /// In the version.
    pub(crate) old: Option<Vec<u8>>,
    /// In the folder; `None` when it is gone, and when it cannot be read.
    pub(crate) new: Option<Vec<u8>>,
    gone: bool,
}

/// Compares one file of the folder with a version; `None` where they are equal, or neither has it.
///
/// `from` is its path in the version.
pub(crate) fn pending(
    repo: &Repo,
    tree: Option<TreeId>,
    path: &RepoPath,
    from: &RepoPath,
) -> Result<Option<Pending>, ObjectError> {
    let old = tree.map(|tree| repo.entry(tree, from)).transpose()?.flatten();
    let found = in_folder(repo.root(), path, old.filter(|_| from == path).map(|blob| blob.id));
    let Some(found) = found else {
        return Ok(old.map(|blob| Pending::of(path, from, text(repo, blob.id), None, true)));
    };
    if from == path && old.map(|blob| blob.id) == found.id {
        return Ok(None);
    }
    let old = old.and_then(|blob| text(repo, blob.id));
    Ok(Some(Pending::of(path, from, old, found.bytes, false)))
}

fn text(repo: &Repo, id: ContentId) -> Option<Vec<u8>> {
    repo.read_blob(id, MAX_TEXT).ok()
}

struct Found {
    /// `None` when it cannot be read.
    bytes: Option<Vec<u8>>,
    id: Option<ContentId>,
}

/// Reads a file; `None` when it is not there. `known` is what it may hold with other line ends.
fn in_folder(root: &Path, path: &RepoPath, known: Option<ContentId>) -> Option<Found> {
    let place = root.join(path.as_str());
    match read::read_bounded(&place, MAX_TEXT) {
        Ok(bytes) => {
            let id = ContentId::of_blob(&bytes);
            let same = known.filter(|known| {
                id != *known && read::read_content(&place, *known, MAX_TEXT).is_some()
            });
            Some(Found { bytes: Some(bytes), id: Some(same.unwrap_or(id)) })
        }
        Err(error) if error.is_absent() => None,
        Err(_) => Some(Found { bytes: None, id: None }),
    }
}

impl Pending {
    /// Puts two versions side by side; `from` is its path in the version, `gone` says that it is not
    /// in the folder.
    pub(crate) fn of(
        path: &RepoPath,
        from: &RepoPath,
        old: Option<Vec<u8>>,
        new: Option<Vec<u8>>,
        gone: bool,
    ) -> Self {
        let moved = (from != path).then(|| from.clone());
        Self { path: path.clone(), from: moved, old, new, gone }
    }

    /// Tells what was done to it, as an event that is not committed.
    pub(crate) fn event(&self, schema: &Schema, people: &People, by: &Who) -> Event {
        let from = self.from.as_ref().unwrap_or(&self.path);
        let old = Version::read(schema, from, self.old.as_deref());
        let new = Version::read(schema, &self.path, self.new.as_deref());
        let versions: &[&Version] = match (&self.old, self.gone) {
            (_, true) => &[&old],
            (None, false) => &[&new],
            (Some(_), false) => &[&old, &new],
        };
        let told = Told::of(versions);
        let what = what(&told, self.gone, self.old.is_none(), by, people);
        Event {
            commit: None,
            at: None,
            by: by.clone(),
            shared: false,
            path: self.path.clone(),
            moved_from: self.from.clone(),
            kind: told.kind,
            what,
            changes: told.changes,
        }
    }
}
