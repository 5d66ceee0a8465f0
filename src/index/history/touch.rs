//! What one commit did to the files: the difference from each of its parents, put together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::changes::{pairs, written_ids};
use crate::merge::{Blob, Change, ContentId};
use crate::rules::{MAX_TEXT, Numbers};
use crate::schema::layout;
use crate::store::{Commit, ObjectError, Repo, TreeId};
use crate::text::RepoPath;

/// What a commit did to one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Touch {
    /// Where the file is; where it was, when it is gone.
    pub path: RepoPath,
    /// Its content; `None` when it is gone.
    #[serde(with = "maybe_bytes")]
    pub new: Option<ContentId>,
    /// What it was in each parent of the commit; one that is not there for a first commit.
    pub before: Vec<Before>,
    /// The id that was written in a document that is gone, in lower case; where none was, the one in
    /// its name.
    pub gone: Option<String>,
    /// Whether it differs from all parents, in content or in name. Otherwise it was told where it
    /// came from, and stands here only because a parent has it under another name.
    pub told: bool,
}

/// A file as it was before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Before {
    /// Where it was, when that was elsewhere.
    pub path: Option<RepoPath>,
    /// `None` when it was not there.
    #[serde(with = "maybe_bytes")]
    pub content: Option<ContentId>,
}

impl Touch {
    /// Tells whether the file was in none of the parents.
    pub fn is_new(&self) -> bool {
        self.before.iter().all(|before| before.content.is_none())
    }

    /// Tells whether the file is, or was before, at `path`.
    pub fn is_about(&self, path: &RepoPath) -> bool {
        self.path == *path || self.before.iter().any(|before| before.path.as_ref() == Some(path))
    }

    /// Returns where the file was before, when that was elsewhere.
    pub fn moved_from(&self) -> Option<&RepoPath> {
        let there = self.before.iter().find(|before| before.content.is_some());
        there.and_then(|before| before.path.as_ref()).filter(|_| self.new.is_some())
    }
}

/// Commits with more parents than this are looked at only as far as these.
const MAX_PARENTS: usize = 16;
/// Ids of contents that are remembered while commits are read.
const MAX_IDS: usize = 200_000;

/// What a commit did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Done {
    /// By path.
    pub(super) touches: Vec<Touch>,
    /// The highest number in an id of a document that is gone, by person.
    pub(super) numbers: BTreeMap<String, u32>,
}

/// Finds out what commits did.
pub(super) struct Looker<'r> {
    repo: &'r Repo,
    ids: HashMap<ContentId, Vec<String>>,
}

impl<'r> Looker<'r> {
    pub(super) fn new(repo: &'r Repo) -> Self {
        Self { repo, ids: HashMap::new() }
    }

    /// Tells what a commit did.
    ///
    /// # Errors
    /// When a tree or a parent is absent or damaged.
    pub(super) fn look(&mut self, commit: &Commit) -> Result<Done, ObjectError> {
        let parents = commit.parents.iter().take(MAX_PARENTS);
        let trees = parents.map(|parent| self.repo.tree_of(*parent).map(Some));
        let mut trees = trees.collect::<Result<Vec<Option<TreeId>>, _>>()?;
        if trees.is_empty() {
            trees.push(None);
        }
        let mut sides = Vec::with_capacity(trees.len());
        for tree in trees {
            let mut files = self.repo.tree_changes(tree, Some(commit.tree))?.files;
            // What was only made executable is the same file.
            files.retain(|_, change| {
                change.old.map(|blob| blob.id) != change.new.map(|blob| blob.id)
            });
            sides.push(self.side(files));
        }
        let mut done = Done { touches: self.together(&sides), numbers: BTreeMap::new() };
        done.numbers = self.numbers(&sides);
        done.touches.sort_unstable();
        Ok(done)
    }

    /// Pairs what went with what came, relative to one parent.
    fn side(&mut self, files: BTreeMap<RepoPath, Change>) -> Side {
        let only = |one: fn(&Change) -> (Option<Blob>, Option<Blob>)| {
            let found = files.iter().filter_map(move |(path, change)| match one(change) {
                (Some(blob), None) => Some((path.clone(), blob.id)),
                _ => None,
            });
            found.collect::<Vec<_>>()
        };
        let gone = only(|change| (change.old, change.new));
        // A first commit has nothing but new files.
        let new =
            if gone.is_empty() { Vec::new() } else { only(|change| (change.new, change.old)) };
        let found = pairs(&gone, &new, &mut |id| self.ids(id));
        let mut came_from = HashMap::with_capacity(found.len());
        let mut went = BTreeSet::new();
        for (from, to) in found {
            went.insert(gone[from].0.clone());
            came_from.insert(new[to].0.clone(), gone[from].clone());
        }
        Side { files, came_from, went }
    }

    fn together(&mut self, sides: &[Side]) -> Vec<Touch> {
        let Some((first, others)) = sides.split_first() else { return Vec::new() };
        let mut touches = Vec::new();
        let everywhere = first
            .files
            .keys()
            .filter(|path| others.iter().all(|one| one.files.contains_key(*path)));
        for path in everywhere {
            let new = first.files[path].new.map(|blob| blob.id);
            if new.is_none() && sides.iter().any(|side| side.went.contains(path)) {
                continue;
            }
            let before: Vec<Before> = sides.iter().map(|side| side.before(path)).collect();
            let gone = before.iter().find_map(|one| one.content).filter(|_| new.is_none());
            let gone = gone.and_then(|content| self.id_of_gone(path, content));
            let differs = before.iter().all(|one| one.content != new);
            let moved = before.iter().all(|one| one.path.is_some());
            let told = differs || moved;
            touches.push(Touch { path: path.clone(), new, before, gone, told });
        }
        if others.is_empty() {
            return touches;
        }
        // Files that have another name in some parent only: nothing new, but the way back leads there.
        let renamed: BTreeSet<&RepoPath> =
            sides.iter().flat_map(|side| side.came_from.keys()).collect();
        for path in renamed {
            let Some(same) = sides.iter().find(|side| !side.files.contains_key(path)) else {
                continue;
            };
            let new = sides.iter().find_map(|side| side.files.get(path)?.new).map(|blob| blob.id);
            debug_assert!(!same.came_from.contains_key(path), "it stands there under this name");
            let unchanged = || Before { path: None, content: new };
            let before = sides.iter().map(|side| match side.files.contains_key(path) {
                true => side.before(path),
                false => unchanged(),
            });
            let (path, before) = (path.clone(), before.collect());
            touches.push(Touch { path, new, before, gone: None, told: false });
        }
        touches
    }

    /// Reads the ids in a content; none where it cannot be had.
    fn ids(&mut self, content: ContentId) -> Vec<String> {
        if let Some(known) = self.ids.get(&content) {
            return known.clone();
        }
        let bytes = self.repo.read_blob(content, MAX_TEXT).ok();
        let ids = bytes.map(|bytes| written_ids(&bytes)).unwrap_or_default();
        if self.ids.len() >= MAX_IDS {
            self.ids.clear();
        }
        self.ids.insert(content, ids.clone());
        ids
    }

    fn id_of_gone(&mut self, path: &RepoPath, content: ContentId) -> Option<String> {
        if !path.is_markdown() {
            return None;
        }
        let written = self.ids(content).into_iter().next();
        let id = written.or_else(|| layout::id_of_name(path.stem()).map(str::to_owned));
        id.map(|id| id.to_lowercase())
    }

    /// Takes the numbers of all documents that went, also of those that went on under another name:
    /// whatever becomes of them there, theirs are used.
    fn numbers(&mut self, sides: &[Side]) -> BTreeMap<String, u32> {
        let mut numbers = Numbers::default();
        for side in sides {
            for (path, change) in &side.files {
                let (Some(old), None) = (change.old, change.new) else { continue };
                if !path.is_markdown() {
                    continue;
                }
                numbers.take(layout::id_of_name(path.stem()).unwrap_or_default());
                if let Some(id) = self.ids(old.id).first() {
                    numbers.take(id);
                }
            }
        }
        numbers.used()
    }
}

/// How a commit differs from one of its parents.
struct Side {
    files: BTreeMap<RepoPath, Change>,
    /// For files under a new name: where they were.
    came_from: HashMap<RepoPath, (RepoPath, ContentId)>,
    /// Where they were.
    went: BTreeSet<RepoPath>,
}

impl Side {
    fn before(&self, path: &RepoPath) -> Before {
        if let Some((from, content)) = self.came_from.get(path) {
            return Before { path: Some(from.clone()), content: Some(*content) };
        }
        let old = self.files.get(path).and_then(|change| change.old);
        Before { path: None, content: old.map(|blob| blob.id) }
    }
}

/// A content id as its twenty bytes.
mod maybe_bytes {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::merge::ContentId;

    #[expect(clippy::ref_option, reason = "serde hands it in like this")]
    pub(super) fn serialize<S: Serializer>(
        id: &Option<ContentId>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        id.as_ref().map(ContentId::as_bytes).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<ContentId>, D::Error> {
        Ok(Option::<[u8; 20]>::deserialize(from)?.map(ContentId::from_bytes))
    }
}
