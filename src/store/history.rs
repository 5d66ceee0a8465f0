use std::collections::HashSet;

use git2::{ErrorCode, Oid, Signature, Sort, Time};

use super::objects::ObjectError;
use super::{CommitId, Repo, TreeId, read};

/// The list of commits without their parents is not read beyond this, in bytes.
const MAX_ENDS: u64 = 16 << 20;

/// A person and a moment, as a commit names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub name: String,
    pub email: String,
    /// Seconds since 1970-01-01 00:00 UTC.
    pub seconds: i64,
    /// Minutes east of UTC.
    pub offset: i32,
}

impl Stamp {
    /// Names a person at a moment.
    pub fn at(
        name: impl Into<String>,
        email: impl Into<String>,
        moment: &jiff::ZonedDateTime,
    ) -> Self {
        Self {
            name: name.into(),
            email: email.into(),
            seconds: moment.timestamp().as_second(),
            offset: moment.offset().seconds() / 60,
        }
    }
}

/// One commit without its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    pub id: CommitId,
    pub tree: TreeId,
    pub parents: Vec<CommitId>,
    pub author: Stamp,
    pub committer: Stamp,
    /// What is not UTF-8 has replacement characters.
    pub message: String,
}

/// A commit to be made.
#[derive(Clone, Debug)]
pub struct NewCommit<'a> {
    pub tree: TreeId,
    pub parents: &'a [CommitId],
    pub author: &'a Stamp,
    pub committer: &'a Stamp,
    pub message: &'a str,
}

impl Repo {
    /// Stores a commit; no branch moves.
    ///
    /// # Errors
    /// When a parent or the tree is absent, a name cannot stand in a commit, or the disk refuses.
    pub fn commit(&self, new: &NewCommit<'_>) -> Result<CommitId, ObjectError> {
        let find = |id: &CommitId| self.find_commit(id.to_git());
        let parents = new.parents.iter().map(find).collect::<Result<Vec<_>, _>>()?;
        let parents: Vec<_> = parents.iter().collect();
        let id = new.tree.to_git();
        let tree = self.git.find_tree(id).map_err(|error| ObjectError::reading(id, error))?;
        let (author, committer) = (signature(new.author)?, signature(new.committer)?);
        self.ready("commit", self.git_dir())?;
        if self.signs_commits() {
            return self
                .commit_signed(new)
                .and_then(|id| self.arrived(id.to_git()))
                .map(CommitId::from_git);
        }
        self.git
            .commit(None, &author, &committer, new.message, &tree, &parents)
            .map_err(ObjectError::Write)
            .and_then(|id| self.arrived(id))
            .map(CommitId::from_git)
    }

    /// Reads a commit.
    ///
    /// # Errors
    /// When it is absent or damaged.
    pub fn read_commit(&self, id: CommitId) -> Result<Commit, ObjectError> {
        let commit = self.find_commit(id.to_git())?;
        Ok(Commit {
            id,
            tree: TreeId::from_git(commit.tree_id()),
            parents: commit.parent_ids().map(CommitId::from_git).collect(),
            author: stamp(&commit.author()),
            committer: stamp(&commit.committer()),
            message: String::from_utf8_lossy(commit.message_bytes()).into_owned(),
        })
    }

    /// Returns the best common ancestors of two commits, by id: none when their histories are
    /// unrelated, several after a criss-cross merge.
    ///
    /// # Errors
    /// When a commit is absent or damaged.
    pub fn merge_bases(&self, a: CommitId, b: CommitId) -> Result<Vec<CommitId>, ObjectError> {
        let (a, b) = (self.find_commit(a.to_git())?.id(), self.find_commit(b.to_git())?.id());
        match self.walks().merge_bases(a, b) {
            Ok(bases) => {
                let mut bases: Vec<_> = bases.iter().copied().map(CommitId::from_git).collect();
                bases.sort_unstable();
                Ok(bases)
            }
            Err(error) if error.code() == ErrorCode::NotFound => Ok(Vec::new()),
            Err(error) => Err(ObjectError::reading(a, error)),
        }
    }

    /// Tells whether `ancestor` is `commit` itself or lies in its history.
    ///
    /// # Errors
    /// When a commit is absent or damaged.
    pub fn is_ancestor(&self, ancestor: CommitId, commit: CommitId) -> Result<bool, ObjectError> {
        if ancestor == commit {
            return Ok(true);
        }
        let (ancestor, commit) = (ancestor.to_git(), commit.to_git());
        self.find_commit(ancestor)?;
        if self.find_commit(commit)?.parent_ids().any(|parent| parent == ancestor) {
            return Ok(true);
        }
        self.walks()
            .graph_descendant_of(commit, ancestor)
            .map_err(|error| ObjectError::reading(commit, error))
    }

    /// Lists the commits in the history of `tip` that are in none of `hidden`: children before their
    /// parents, the younger first where that is open.
    ///
    /// # Errors
    /// When a commit is absent or damaged.
    pub fn commits_between(
        &self,
        tip: CommitId,
        hidden: &[CommitId],
    ) -> Result<Vec<CommitId>, ObjectError> {
        if hidden.contains(&tip) {
            return Ok(Vec::new());
        }
        let tip = tip.to_git();
        let fail = |error| ObjectError::reading(tip, error);
        let mut walk = self.walks().revwalk().map_err(fail)?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME).map_err(fail)?;
        walk.push(tip).map_err(fail)?;
        for id in hidden {
            walk.hide(id.to_git()).map_err(|error| ObjectError::reading(id.to_git(), error))?;
        }
        let found: Result<Vec<CommitId>, ObjectError> =
            walk.map(|id| id.map(CommitId::from_git).map_err(fail)).collect();
        if hidden.is_empty() { found } else { self.without_histories(found?, hidden) }
    }

    /// Takes out of `found`, children before their parents, what is in the history of one of `hidden`.
    ///
    /// The library goes by the times of commits there, and gives up too early where clocks were wrong.
    fn without_histories(
        &self,
        mut found: Vec<CommitId>,
        hidden: &[CommitId],
    ) -> Result<Vec<CommitId>, ObjectError> {
        let mut kept = HashSet::new();
        for id in found.iter().rev() {
            // What goes on from one that is in none of the histories is in none, either.
            let goes_on = !kept.is_empty()
                && self
                    .find_commit(id.to_git())?
                    .parent_ids()
                    .any(|parent| kept.contains(&CommitId::from_git(parent)));
            let mut is_hidden = false;
            for tip in hidden.iter().take_while(|_| !goes_on) {
                is_hidden = is_hidden || self.is_ancestor(*id, *tip)?;
            }
            if !is_hidden {
                kept.insert(*id);
            }
        }
        found.retain(|id| kept.contains(id));
        Ok(found)
    }

    /// Returns the commits whose parents are not here because only a part of the history was
    /// fetched, sorted; empty where all of it is here.
    pub fn history_ends(&self) -> Vec<CommitId> {
        let bytes = read::read_bounded(&self.common_dir().join("shallow"), MAX_ENDS);
        let text = String::from_utf8(bytes.unwrap_or_default()).unwrap_or_default();
        let mut ends: Vec<_> = text.lines().filter_map(|line| line.trim().parse().ok()).collect();
        ends.sort_unstable();
        ends
    }

    fn find_commit(&self, id: Oid) -> Result<git2::Commit<'_>, ObjectError> {
        self.git.find_commit(id).map_err(|error| ObjectError::reading(id, error))
    }
}

/// Makes what libgit2 writes; it would refuse angle brackets and empty names.
fn signature(stamp: &Stamp) -> Result<Signature<'static>, ObjectError> {
    let clean = |text: &str| {
        let kept = |c: &char| !matches!(c, '<' | '>' | '\n' | '\r' | '\0');
        text.chars().filter(kept).collect::<String>().trim().to_owned()
    };
    let (name, email) = (clean(&stamp.name), clean(&stamp.email));
    let name = if name.is_empty() { &email } else { &name };
    Signature::new(name, &email, &Time::new(stamp.seconds, stamp.offset))
        .map_err(ObjectError::Write)
}

fn stamp(signature: &Signature<'_>) -> Stamp {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Stamp {
        name: text(signature.name_bytes()),
        email: text(signature.email_bytes()),
        seconds: signature.when().seconds(),
        offset: signature.when().offset_minutes(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::super::repo::tests::repo;
    use super::*;
    use crate::merge::Blob;
    use crate::text::RepoPath;

    pub(crate) fn ola() -> Stamp {
        Stamp {
            name: "Ola".to_owned(),
            email: "ola@example.org".to_owned(),
            seconds: 1_796_000_000,
            offset: 60,
        }
    }

    /// A commit whose only file is `a.md` with `text` in it.
    pub(crate) fn commit(repo: &Repo, text: &str, parents: &[CommitId]) -> CommitId {
        let blob = Blob::file(repo.write_blob(text.as_bytes()).expect("written"));
        let changes = BTreeMap::from([(RepoPath::new("a.md"), Some(blob))]);
        let tree = repo.write_tree(None, &changes).expect("written");
        let who = ola();
        let new = NewCommit { tree, parents, author: &who, committer: &who, message: text };
        repo.commit(&new).expect("made")
    }

    #[test]
    fn a_commit_comes_back() {
        let (_dir, repo) = repo();
        let id = commit(&repo, "first", &[]);
        let read = repo.read_commit(id).expect("read");
        assert_eq!((read.message.as_str(), read.parents.len()), ("first", 0));
        assert_eq!((&read.author, &read.committer), (&ola(), &ola()));
        assert_eq!(repo.tree_of(id).expect("read"), read.tree);
    }

    #[test]
    fn bases_and_ancestors() {
        let (_dir, repo) = repo();
        let root = commit(&repo, "root", &[]);
        let (a, b) = (commit(&repo, "a", &[root]), commit(&repo, "b", &[root]));
        let (left, right) = (commit(&repo, "left", &[a, b]), commit(&repo, "right", &[b, a]));
        let mut both = vec![a, b];
        both.sort_unstable();
        assert_eq!(repo.merge_bases(left, right).expect("found"), both);
        assert_eq!(repo.merge_bases(a, b).expect("found"), [root]);
        assert_eq!(repo.merge_bases(a, commit(&repo, "other", &[])).expect("none"), []);
        assert!(repo.is_ancestor(root, left).expect("known"));
        assert!(repo.is_ancestor(a, a).expect("known"));
        assert!(!repo.is_ancestor(left, root).expect("known"));
        assert_eq!(repo.commits_between(left, &[root, b]).expect("listed"), [left, a]);
    }

    /// FAILURES 12.
    #[test]
    fn wrong_clocks_change_nothing_about_which_commits_are_new() {
        let (_dir, repo) = repo();
        let tree = repo.write_tree(None, &BTreeMap::new()).expect("the empty tree");
        // Numbers that look like chance, the same each time.
        let mut state = 1_u64;
        let mut below = |most: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap_or(0) % most
        };
        for history in 0..4 {
            let mut made: Vec<(CommitId, BTreeSet<CommitId>)> = Vec::new();
            for number in 0_usize..30 {
                let mut parents: Vec<usize> =
                    (0..2).map(|_| number.saturating_sub(1 + below(4))).collect();
                parents.truncate(number.min(1 + below(2)));
                parents.dedup();
                let wrong = [0, 0, 315_000_000, -315_000_000][below(4)];
                let who = Stamp {
                    seconds: ola().seconds + wrong + 60 * i64::try_from(number).unwrap_or(0),
                    ..ola()
                };
                let ids: Vec<CommitId> = parents.iter().map(|at| made[*at].0).collect();
                let message = format!("{history} {number}");
                let new = NewCommit {
                    tree,
                    parents: &ids,
                    author: &who,
                    committer: &who,
                    message: &message,
                };
                let id = repo.commit(&new).expect("made");
                let mut history: BTreeSet<CommitId> =
                    parents.iter().flat_map(|at| made[*at].1.iter().copied()).collect();
                history.insert(id);
                made.push((id, history));
            }
            for (tip, history) in &made {
                for (hidden, theirs) in &made {
                    let found = repo.commits_between(*tip, &[*hidden]).expect("listed");
                    let found: BTreeSet<CommitId> = found.into_iter().collect();
                    assert_eq!(found, history - theirs);
                    assert_eq!(
                        repo.is_ancestor(*hidden, *tip).expect("known"),
                        history.contains(hidden)
                    );
                    let both = history & theirs;
                    let is_best = |one: &&CommitId| {
                        let further = made.iter().filter(|(id, _)| id != *one && both.contains(id));
                        !{ further }.any(|(_, history)| history.contains(*one))
                    };
                    let best: Vec<CommitId> = both.iter().filter(is_best).copied().collect();
                    assert_eq!(repo.merge_bases(*tip, *hidden).expect("found"), best);
                }
            }
        }
    }

    #[test]
    fn an_absent_commit_is_missing() {
        let (_dir, repo) = repo();
        let id: CommitId = "ce013625030ba8dba906f756967f9e9ca394464a".parse().expect("an id");
        assert!(matches!(repo.read_commit(id), Err(ObjectError::Missing { .. })));
    }

    #[test]
    fn names_that_git_cannot_hold_are_cleaned() {
        let (_dir, repo) = repo();
        let tree = repo.write_tree(None, &BTreeMap::new()).expect("the empty tree");
        let who = Stamp { name: "<>\n".to_owned(), ..ola() };
        let new = NewCommit { tree, parents: &[], author: &who, committer: &who, message: "m" };
        let id = repo.commit(&new).expect("made");
        assert_eq!(repo.read_commit(id).expect("read").author.name, "ola@example.org");
    }
}
