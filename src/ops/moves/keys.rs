//! The keys that people sign with, as everybody has them.

use super::scene::Scene;
use crate::document::Document;
use crate::ops::Place;
use crate::schema::{Record, Schema, layout};
use crate::store::{ObjectError, Repo, TreeId};
use crate::sync::shared_tip;
use crate::text::{RepoPath, Source};
use crate::workflow::Team;

/// The largest page of a person that is read.
const MAX_PERSON: u64 = 1 << 20;

impl Scene<'_> {
    /// Goes by the keys that everybody has, and by none that was only typed here.
    pub(super) fn take_shared_keys(&mut self) {
        if let Some(shared) = shared_team(self.place) {
            self.team = std::mem::take(&mut self.team).with_keys_of(&shared);
        }
    }
}

/// Reads the people as the last sync left them with everybody; `None` where nothing is shared with
/// anybody. What cannot be read has no keys.
fn shared_team(place: &Place) -> Option<Team> {
    let snapshot = &place.snapshot;
    let repo = Repo::open(snapshot.root()).ok()?;
    let Ok(tip) = shared_tip(&repo) else { return Some(Team::default()) };
    let known = snapshot.near().people().into_iter().map(|person| person.path.clone());
    let known: Vec<RepoPath> = known.collect();
    let people = repo.tree_of(tip?).and_then(|tree| people(&repo, tree, snapshot.schema(), &known));
    Some(people.map(|people| Team::of(&people)).unwrap_or_default())
}

fn people(
    repo: &Repo,
    tree: TreeId,
    schema: &Schema,
    known: &[RepoPath],
) -> Result<Vec<Record>, ObjectError> {
    let mut files = repo.files_below(tree, &RepoPath::new(layout::PEOPLE))?;
    for path in known {
        if let Some(blob) = repo.entry(tree, path)? {
            files.insert(path.clone(), blob);
        }
    }
    let mut people = Vec::new();
    for (path, blob) in files.into_iter().filter(|(path, _)| path.is_markdown()) {
        let bytes = repo.read_blob(blob.id, MAX_PERSON)?;
        let Ok(source) = Source::decode(&bytes) else { continue };
        people.push(schema.decode(&path, &Document::parse(source)).0);
    }
    Ok(people)
}
