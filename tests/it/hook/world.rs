//! A repository that is pushed to, with its commits made directly.

use std::collections::BTreeMap;

use handover::merge::Blob;
use handover::ops::hook::{Options, Received, Update, receive, refusal_words};
use handover::store::{CommitId, NewCommit, Repo, Stamp, TreeId};
use handover::text::RepoPath;

use crate::sync::team::{KARI, OLA, SETTINGS, task};

pub(super) const TASK: &str = "tasks/ola-1.md";
pub(super) const LISE: &str =
    "---\nkind: person\nid: lise\nname: Lise\nemail: lise@example.org\nrole: lead\n---\n";
pub(super) const DELIVERY: (&str, &str) = (
    "tasks/ola-1/2026-11-24-091203-kari-delivery-7f3a.md",
    "---\ntype: delivery\nby: kari\n---\n\n## Delivered\n\n[All](https://example.org/all)\n",
);

/// The shared repository; everybody has what its branch `main` holds.
pub(crate) struct Hub {
    _dir: tempfile::TempDir,
    pub(crate) repo: Repo,
    pub(super) settings: BTreeMap<&'static str, String>,
}

impl Hub {
    /// One with nothing in it.
    pub(crate) fn empty() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let repo = Repo::init(dir.path(), "main").expect("a repository");
        Self { _dir: dir, repo, settings: BTreeMap::new() }
    }

    /// One with a workspace of Ola, Kari and Lise, and a task of Ola's for Kari.
    pub(super) fn new() -> Self {
        let hub = Self::empty();
        let first = hub.commit(
            &[],
            &[
                ("workspace.yml", SETTINGS),
                ("people/ola.md", OLA),
                ("people/kari.md", KARI),
                ("people/lise.md", LISE),
                (TASK, &sent()),
            ],
        );
        hub.repo.move_branch("main", None, first, "first").expect("moved");
        hub
    }

    pub(crate) fn tip(&self) -> Option<CommitId> {
        self.repo.branch_tip("main").expect("read")
    }

    /// Makes a commit over the first of `parents`; an empty text stands for no file.
    pub(crate) fn commit(&self, parents: &[CommitId], files: &[(&str, &str)]) -> CommitId {
        let base = parents.first().map(|id| self.repo.tree_of(*id).expect("a tree"));
        let blob = |text: &str| {
            let id = || self.repo.write_blob(text.as_bytes()).expect("written");
            (!text.is_empty()).then(|| Blob::file(id()))
        };
        let files = files.iter().map(|(path, text)| (RepoPath::new(path), blob(text))).collect();
        let tree = self.repo.write_tree(base, &files).expect("written");
        let who = stamp();
        let new = NewCommit { tree, parents, author: &who, committer: &who, message: "m" };
        self.repo.commit(&new).expect("made")
    }

    /// Makes a commit over the tip.
    pub(super) fn next(&self, files: &[(&str, &str)]) -> CommitId {
        self.commit(&[self.tip().expect("a tip")], files)
    }

    /// Makes a commit over another that holds just what `tree` does.
    pub(super) fn clean(&self, over: CommitId, tree: TreeId) -> CommitId {
        self.joined(&[over], tree)
    }

    /// Makes a commit of `parents` that holds just what `tree` does.
    pub(crate) fn joined(&self, parents: &[CommitId], tree: TreeId) -> CommitId {
        let who = stamp();
        let new = NewCommit { tree, parents, author: &who, committer: &who, message: "m" };
        self.repo.commit(&new).expect("made")
    }

    /// Makes a commit over the tip that adds entries which no honest program writes: mode, name, content.
    pub(super) fn strange(&self, entries: &[(&str, &str, &str)]) -> CommitId {
        let git = git2::Repository::open(self.repo.root()).expect("opened");
        let tip = self.tip().expect("a tip");
        let tip = git.find_commit(git2::Oid::from_str(&tip.to_string()).expect("an id"));
        let tip = tip.expect("a commit");
        let mut bytes = Vec::new();
        for entry in tip.tree().expect("a tree").iter() {
            let mode = format!("{:o} ", entry.filemode());
            bytes.extend(
                [mode.as_bytes(), entry.name_bytes(), b"\0", entry.id().as_bytes()].concat(),
            );
        }
        for (mode, name, content) in entries {
            let id = git.blob(content.as_bytes()).expect("written");
            bytes.extend([format!("{mode} {name}\0").as_bytes(), id.as_bytes()].concat());
        }
        let tree = git.odb().expect("objects").write(git2::ObjectType::Tree, &bytes);
        let who = "Ola <ola@example.org> 1 +0000";
        let text = format!(
            "tree {}\nparent {}\nauthor {who}\ncommitter {who}\n\nm\n",
            tree.expect("written"),
            tip.id(),
        );
        let commit = git.odb().expect("objects").write(git2::ObjectType::Commit, text.as_bytes());
        commit.expect("written").to_string().parse().expect("an id")
    }

    pub(super) fn judged(&self, account: &str, updates: &[Update]) -> Received {
        let variable = |name: &str| match name {
            "HANDOVER_PUSHER" => Some(account.to_owned()),
            name => self.settings.get(name).cloned(),
        };
        let git_dir = self.repo.git_dir().to_owned();
        let options = Options { git_dir, incoming: None, updates, variable: &variable };
        receive(&options).expect("judged")
    }

    /// Returns why a push of `new` to `main` by an account is refused; nothing when it may come in.
    pub(crate) fn push(&self, account: &str, new: CommitId) -> Vec<String> {
        let update = Update { old: self.tip(), new: Some(new), name: "refs/heads/main".into() };
        let received = self.judged(account, &[update]);
        let all = refusal_words(&received.refusals, received.language);
        let reasons = all.into_iter().skip(1).take(received.refusals.len());
        reasons.map(|line| line.trim().to_owned()).collect()
    }

    /// Checks that a push may come in, and lets it.
    #[track_caller]
    pub(super) fn accepts(&self, account: &str, new: CommitId) {
        assert_eq!(self.push(account, new), [""; 0], "{account}");
        self.repo.move_branch("main", self.tip(), new, "push").expect("moved");
    }

    /// Checks that a push is refused for one reason, in which each of these words stands.
    #[track_caller]
    pub(super) fn refuses(&self, account: &str, new: CommitId, words: &[&str]) {
        let found = self.push(account, new);
        assert_eq!(found.len(), 1, "{account}: {found:#?}");
        for word in words {
            assert!(found[0].contains(word), "{word:?} is not in {}", found[0]);
        }
    }
}

/// The author's field, which says what it likes.
fn stamp() -> Stamp {
    Stamp {
        name: "Ola Nordmann".into(),
        email: "ola@example.org".into(),
        seconds: 1_796_000_000,
        offset: 60,
    }
}

/// The task, as it was sent.
pub(super) fn sent() -> String {
    task("ola-1", "2099-12-01", "One.")
}

/// A review of the delivery.
pub(super) fn review(by: &str, more: &str) -> String {
    format!("---\nverdict: accepted\nby: {by}\n{more}---\n\n## What is good\n\nAll of it.\n")
}
