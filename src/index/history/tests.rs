use std::collections::BTreeMap;

use super::*;
use crate::merge::Blob;
use crate::store::{NewCommit, TreeId};
use crate::text::RepoPath;

/// Makes commits: each writes a file, and every third one takes another away.
struct Maker<'r> {
    repo: &'r Repo,
    at: i64,
}

impl Maker<'_> {
    fn commit(&mut self, parents: &[CommitId]) -> CommitId {
        self.at += 1;
        let old: Option<TreeId> =
            parents.first().map(|parent| self.repo.tree_of(*parent).expect("a tree"));
        let text = format!("At {}.\n", self.at % 50);
        let blob = Blob::file(self.repo.write_blob(text.as_bytes()).expect("written"));
        let path = |at: i64| RepoPath::new(format!("notes/{}.md", at % 9));
        let mut changes = BTreeMap::from([(path(self.at), Some(blob))]);
        if self.at % 3 == 0 {
            changes.insert(path(self.at + 1), None);
        }
        let tree = self.repo.write_tree(old, &changes).expect("written");
        let who = Stamp {
            name: "Ola".to_owned(),
            email: format!("ola-{}@example.org", self.at % 4),
            seconds: 1_796_000_000 + self.at,
            offset: 60,
        };
        let new = NewCommit { tree, parents, author: &who, committer: &who, message: "more" };
        self.repo.commit(&new).expect("made")
    }
}

#[test]
fn what_was_read_ahead_is_what_would_be_read() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path().join("w");
    let repo = Repo::init(&root, "main").expect("a repository");
    let mut maker = Maker { repo: &repo, at: 0 };
    let mut tip = maker.commit(&[]);
    for round in 0..150 {
        let next = maker.commit(&[tip]);
        tip = match round % 7 {
            0 => {
                let beside = maker.commit(&[tip]);
                maker.commit(&[next, beside])
            }
            _ => next,
        };
    }
    let told = |history: &History<'_>| {
        let steps = history.steps(tip, &[])?.into_iter();
        let told = steps.map(|step| Ok((history.commit(step), history.all_touches(step)?)));
        told.collect::<Result<Vec<_>, HistoryError>>()
    };
    let taken_in = Cell::new(0);
    let watch = |done: usize, _| taken_in.set(done);
    let plain = with_history(&repo, &Cache::memory(), &[tip], &watch, told).expect("read");
    assert!(taken_in.replace(0) > 150 && plain.iter().all(|(_, touches)| !touches.is_empty()));

    let note = CacheNote::default();
    read_ahead(&root, &note, tip);
    let cache = cache_of(&repo, &note);
    let ahead = with_history(&repo, &cache, &[tip], &watch, told).expect("read");
    assert_eq!(taken_in.get(), 0, "it was not there");
    assert_eq!(ahead, plain);
}

#[test]
fn nothing_is_read_ahead_of_what_is_not_there() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path().join("w");
    let repo = Repo::init(&root, "main").expect("a repository");
    let tip = Maker { repo: &repo, at: 0 }.commit(&[]);
    let note = CacheNote::default();
    let absent = CommitId::from_bytes([7; 20]);
    read_ahead(dir.path(), &note, tip);
    read_ahead(&root, &note, absent);
    let read = with_history(&repo, &cache_of(&repo, &note), &[tip], UNWATCHED, |history| {
        history.steps(tip, &[])
    });
    assert_eq!(read.expect("read").len(), 1);
}
