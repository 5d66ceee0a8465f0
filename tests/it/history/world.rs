//! A repository in which random things happen.

use std::collections::BTreeMap;

use handover::changes::written_ids;
use handover::merge::{Blob, ContentId};
use handover::rules::Numbers;
use handover::schema::layout;
use handover::store::{CommitId, NewCommit, Repo, Stamp};
use handover::text::RepoPath;
use proptest::prelude::*;

use crate::support::Sandbox;

/// One thing that happens to the branch that is worked on.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// A document comes, with an id or without.
    Create(usize, usize),
    Edit(usize, usize),
    Delete(usize),
    /// The same content under another name.
    Rename(usize, usize),
    /// Another content under another name, with the id that it had.
    Move(usize, usize),
    /// Two files change places.
    Swap(usize, usize),
    /// Something deleted comes back, perhaps elsewhere.
    Restore(usize, usize),
    /// Several of these in one commit.
    Both(Box<Act>, Box<Act>),
    /// A new branch begins here.
    Fork,
    Switch(usize),
    /// Merges another branch; the number says what becomes of files that differ.
    Merge(usize, usize),
    /// All since the last fork becomes one commit.
    Squash,
    /// What this branch did is done again on top of another.
    Rebase(usize),
    /// Back to where it was some commits ago.
    Reset(usize),
    /// The clock jumps.
    Clock(i64),
}

pub(crate) fn act() -> impl Strategy<Value = Act> {
    let n = || 0..12_usize;
    let small = prop_oneof![
        4 => (n(), n()).prop_map(|(a, b)| Act::Create(a, b)),
        6 => (n(), 0..500_usize).prop_map(|(a, b)| Act::Edit(a, b)),
        2 => n().prop_map(Act::Delete),
        2 => (n(), n()).prop_map(|(a, b)| Act::Rename(a, b)),
        2 => (n(), n()).prop_map(|(a, b)| Act::Move(a, b)),
        1 => (n(), n()).prop_map(|(a, b)| Act::Swap(a, b)),
        1 => (n(), n()).prop_map(|(a, b)| Act::Restore(a, b)),
    ];
    prop_oneof![
        10 => small.clone(),
        2 => (small.clone(), small).prop_map(|(a, b)| Act::Both(Box::new(a), Box::new(b))),
        2 => Just(Act::Fork),
        2 => n().prop_map(Act::Switch),
        4 => (n(), n()).prop_map(|(a, b)| Act::Merge(a, b)),
        1 => Just(Act::Squash),
        1 => n().prop_map(Act::Rebase),
        1 => (1..4_usize).prop_map(Act::Reset),
        1 => (-4_000_000..4_000_000_i64).prop_map(Act::Clock),
    ]
}

type Files = BTreeMap<RepoPath, String>;

/// What is checked out, and the other branches.
pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) repo: Repo,
    /// The commits of each branch, the last one last; and where it began.
    branches: Vec<(Vec<CommitId>, CommitId)>,
    at: usize,
    clock: i64,
    made: usize,
    gone: Vec<String>,
    contents: BTreeMap<ContentId, String>,
}

const NAMES: [&str; 12] = [
    "tasks/ola-1-post.md",
    "tasks/ola-1-post/2026-11-24-091203-kari-confirm-7f3a.md",
    "tasks/ola-2-bank.md",
    "tasks/kari-1-call.md",
    "tasks/archive/2026-11/ola-1-post.md",
    "notes/a.md",
    "notes/b.md",
    "notes/deep/a.md",
    "briefs/ola-3-month.md",
    "attachments/list.csv",
    "README.md",
    "sops/close.md",
];

impl World {
    pub(crate) fn new() -> Self {
        let sandbox = Sandbox::new();
        let repo = Repo::init(&sandbox.root(), "main").expect("a repository");
        let mut world = Self {
            sandbox,
            repo,
            branches: Vec::new(),
            at: 0,
            clock: 1_790_000_000,
            made: 0,
            gone: Vec::new(),
            contents: BTreeMap::new(),
        };
        let first = Files::from([(RepoPath::new("workspace.yml"), "format: 1\n".to_owned())]);
        let id = world.commit(&first, &[]);
        world.branches.push((vec![id], id));
        world
    }

    pub(crate) fn tip(&self) -> CommitId {
        *self.branches[self.at].0.last().expect("a branch has a commit")
    }

    /// The files of a commit, by the ids of their contents.
    pub(crate) fn files(&self, commit: CommitId) -> BTreeMap<RepoPath, ContentId> {
        let tree = self.repo.tree_of(commit).expect("a tree");
        let files = self.repo.walk_tree(tree).expect("listed").files;
        files.into_iter().map(|(path, blob)| (path, blob.id)).collect()
    }

    /// The next number of each person, by what is there and what is said to be gone.
    pub(crate) fn next_numbers(&self, removed: &BTreeMap<String, u32>) -> BTreeMap<String, u32> {
        let mut numbers = Numbers::default().and(removed);
        for (path, text) in self.texts(self.tip()) {
            take(&mut numbers, &path, &text);
        }
        numbers.used()
    }

    fn texts(&self, commit: CommitId) -> Files {
        let files = self.files(commit).into_iter();
        files.map(|(path, id)| (path, self.contents[&id].clone())).collect()
    }

    fn commit(&mut self, files: &Files, parents: &[CommitId]) -> CommitId {
        self.made += 1;
        // Some commits share a second.
        self.clock += i64::try_from(self.made % 3).expect("small") * 60;
        let mut tree = BTreeMap::new();
        for (path, text) in files {
            let id = self.repo.write_blob(text.as_bytes()).expect("written");
            self.contents.insert(id, text.clone());
            tree.insert(path.clone(), Some(Blob::file(id)));
        }
        let tree = self.repo.write_tree(None, &tree).expect("written");
        let (name, email) =
            [("Ola", "ola@example.org"), ("Kari", "kari@example.org")][self.made % 2];
        let who = Stamp { name: name.into(), email: email.into(), seconds: self.clock, offset: 60 };
        let message = &format!("{}", self.made);
        let new = NewCommit { tree, parents, author: &who, committer: &who, message };
        self.repo.commit(&new).expect("made")
    }

    fn push(&mut self, files: &Files, parents: &[CommitId]) {
        let id = self.commit(files, parents);
        self.branches[self.at].0.push(id);
    }

    pub(crate) fn play(&mut self, act: &Act) {
        match act {
            Act::Fork => {
                let tip = self.tip();
                self.branches.push((vec![tip], tip));
                self.at = self.branches.len() - 1;
            }
            Act::Switch(to) => self.at = to % self.branches.len(),
            Act::Merge(with, how) => self.merge(*with % self.branches.len(), *how),
            Act::Squash => {
                let files = self.texts(self.tip());
                let start = self.branches[self.at].1;
                self.branches[self.at].0 = vec![start];
                self.push(&files, &[start]);
            }
            Act::Rebase(onto) => self.rebase(*onto % self.branches.len()),
            Act::Reset(back) => {
                let branch = &mut self.branches[self.at].0;
                branch.truncate(branch.len().saturating_sub(*back).max(1));
            }
            Act::Clock(by) => self.clock += by,
            act => {
                let mut files = self.texts(self.tip());
                self.change(act, &mut files);
                let tip = self.tip();
                self.push(&files, &[tip]);
            }
        }
    }

    fn change(&mut self, act: &Act, files: &mut Files) {
        let name = |at: usize| RepoPath::new(NAMES[at % NAMES.len()]);
        let chosen = |files: &Files, at: usize| files.keys().nth(at % files.len().max(1)).cloned();
        match act {
            Act::Create(path, id) => {
                let id = match id % 4 {
                    0 => String::new(),
                    _ => format!("---\nid: ola-{id}\n---\n"),
                };
                let text = format!("{id}Text {}\n", self.made);
                files.entry(name(*path)).or_insert(text);
            }
            Act::Edit(at, with) => {
                if let Some(path) = chosen(files, *at) {
                    files.entry(path).or_default().push_str(&format!("line {with}\n"));
                }
            }
            Act::Delete(at) => {
                if let Some(path) = chosen(files, *at) {
                    self.gone.extend(files.remove(&path));
                }
            }
            Act::Rename(at, to) | Act::Move(at, to) => {
                let Some(from) = chosen(files, *at) else { return };
                if !files.contains_key(&name(*to))
                    && let Some(mut text) = files.remove(&from)
                {
                    if matches!(act, Act::Move(..)) {
                        text.push_str("moved\n");
                    }
                    files.insert(name(*to), text);
                }
            }
            Act::Swap(a, b) => {
                let (Some(a), Some(b)) = (chosen(files, *a), chosen(files, *b)) else { return };
                let (one, other) = (files[&a].clone(), files[&b].clone());
                files.insert(a, other);
                files.insert(b, one);
            }
            Act::Restore(which, to) if !self.gone.is_empty() => {
                let text = self.gone[which % self.gone.len()].clone();
                files.entry(name(*to)).or_insert(text);
            }
            Act::Both(one, other) => {
                self.change(one, files);
                self.change(other, files);
            }
            _ => {}
        }
    }

    /// Merges file by file: one side's, the other's, both, or neither.
    fn merge(&mut self, with: usize, how: usize) {
        let theirs = *self.branches[with].0.last().expect("a commit");
        let ours = self.tip();
        if self.repo.is_ancestor(theirs, ours).expect("known") {
            return;
        }
        let (left, right) = (self.texts(ours), self.texts(theirs));
        let bases = self.repo.merge_bases(ours, theirs).expect("known");
        let base = bases.first().map(|base| self.texts(*base)).unwrap_or_default();
        let mut files = Files::new();
        let paths = left.keys().chain(right.keys());
        for (at, path) in paths.collect::<std::collections::BTreeSet<_>>().into_iter().enumerate() {
            let (l, r, b) = (left.get(path), right.get(path), base.get(path));
            let both = || match (l, r) {
                (Some(l), Some(r)) => Some(format!("{l}{}", r.lines().last().unwrap_or(""))),
                (one, other) => one.or(other).cloned(),
            };
            let text = match (how + at) % 7 {
                _ if l == r || r == b => l.cloned(),
                _ if l == b => r.cloned(),
                0 => None,
                1 => l.cloned(),
                2 => r.cloned(),
                _ => both(),
            };
            files.extend(text.map(|text| (path.clone(), text)));
        }
        self.push(&files, &[ours, theirs]);
    }

    fn rebase(&mut self, onto: usize) {
        let onto = *self.branches[onto].0.last().expect("a commit");
        let commits = self.branches[self.at].0.clone();
        let mut files = self.texts(onto);
        self.branches[self.at] = (vec![onto], onto);
        for pair in commits.windows(2) {
            let (before, after) = (self.texts(pair[0]), self.texts(pair[1]));
            for path in before.keys().filter(|path| !after.contains_key(*path)) {
                files.remove(path);
            }
            for (path, text) in after.iter().filter(|(path, text)| before.get(*path) != Some(text))
            {
                files.insert(path.clone(), text.clone());
            }
            let tip = self.tip();
            self.push(&files, &[tip]);
        }
    }
}

/// Takes the numbers of a document: by what is written in it, and by its name.
pub(crate) fn take(numbers: &mut Numbers, path: &RepoPath, text: &str) {
    if path.is_markdown() {
        numbers.take(layout::id_of_name(path.stem()).unwrap_or_default());
        if let Some(id) = written_ids(text.as_bytes()).first() {
            numbers.take(id);
        }
    }
}

impl World {
    pub(crate) fn text(&self, content: ContentId) -> &str {
        &self.contents[&content]
    }
}
