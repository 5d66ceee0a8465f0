//! The same people before a repository that judges each push.

use std::collections::BTreeMap;
use std::sync::Arc;

use handover::store::CommitId;
use handover::store::cache::Cache;
use handover::sync::Objects;
use handover::sync::gate::{Gate, settings};

use super::deeds::{self, Expect};
use super::world::World;
use crate::hook::world::Hub;
use crate::merge::memory::Tree;
use crate::support::Dice;

pub(super) struct Guard {
    pub(super) world: World,
    hub: Hub,
    /// Of each clone: its newest commit, and what is to become of those that are not shared.
    tips: Vec<(CommitId, Vec<Expect>)>,
}

impl Guard {
    pub(super) fn new(world: World) -> Self {
        let hub = Hub::empty();
        let first = hub.commit(&[], &changes(&Tree::new(), &world.shared));
        hub.repo.move_branch("main", None, first, "first").expect("moved");
        let tips = world.sides.iter().map(|_| (first, Vec::new())).collect();
        Self { world, hub, tips }
    }

    /// Does one thing in a clone, as one commit.
    pub(super) fn act(&mut self, dice: &mut Dice, side: usize) {
        let before = self.world.sides[side].tree.clone();
        let Some(expected) = deeds::any(&mut self.world, dice, side, true) else { return };
        let after = &self.world.sides[side].tree;
        if *after == before {
            return;
        }
        let (tip, unsent) = &mut self.tips[side];
        *tip = self.hub.commit(&[*tip], &changes(&before, after));
        unsent.push(expected);
    }

    /// Merges a clone with what is shared and pushes it; what is refused is taken back there.
    pub(super) fn push(&mut self, side: usize) {
        let person = self.world.sides[side].person;
        let shared = self.hub.tip().expect("a tip");
        let (mine, unsent) = std::mem::replace(&mut self.tips[side], (shared, Vec::new()));
        let mut new = mine;
        if !self.hub.repo.is_ancestor(shared, mine).expect("known") {
            new = match self.hub.repo.is_ancestor(mine, shared).expect("known") {
                true => shared,
                false => self.merged(mine, shared),
            };
        }
        if new != shared {
            let refusals = self.hub.push(person, new);
            let told = || format!("{person}: {unsent:?} {refusals:#?} {:#?}", self.world.log);
            let all = |expected| unsent.iter().all(|one| *one == expected);
            if person == "mallory" || unsent.contains(&Expect::Refused) {
                assert!(!refusals.is_empty(), "it is let in: {}", told());
            } else if all(Expect::Lands) {
                assert!(refusals.is_empty(), "it is refused: {}", told());
            }
            self.world.log.push(format!("{person} pushes: {refusals:?}"));
            if refusals.is_empty() {
                let before = self.world.shared.clone();
                self.hub.repo.move_branch("main", Some(shared), new, "push").expect("moved");
                self.world.shared = self.tree(new);
                self.world.keeps(&before, &self.world.shared);
                self.landed();
            }
        }
        self.tips[side].0 = self.hub.tip().expect("a tip");
        self.world.sides[side].tree = self.world.shared.clone();
        self.world.sides[side].base = self.world.shared.clone();
    }

    /// Checks the laws of what is shared, and that everybody speaks for themselves there.
    fn landed(&mut self) {
        let shared = self.world.shared.clone();
        self.world.holds(&shared);
        let words = World::words_of(&shared);
        for (word, path) in words {
            let written = &self.world.written[word];
            let record = super::world::decode(path, &shared[path]);
            let filed = record.text("captured_by") == Some(written.author);
            assert!(written.by == written.author || filed, "{path} {:#?}", self.world.log);
        }
    }

    fn merged(&self, mine: CommitId, shared: CommitId) -> CommitId {
        let repo = &self.hub.repo;
        let objects = Objects::served(repo.git_dir(), None).expect("opened");
        let tree = repo.tree_of(shared).expect("a tree");
        let (config, schema) = settings(repo, tree).expect("read").expect("a workspace");
        let gate = Gate::new(repo, &objects, (&config, &schema), Arc::new(Cache::memory()));
        let tree = gate.our_merge(mine, shared).expect("merged").expect("not entangled");
        self.hub.joined(&[mine, shared], tree)
    }

    fn tree(&self, commit: CommitId) -> Tree {
        let repo = &self.hub.repo;
        let files = repo.walk_tree(repo.tree_of(commit).expect("a tree")).expect("walked").files;
        let text = |blob: &handover::merge::Blob| {
            String::from_utf8(repo.read_blob(blob.id, 1 << 20).expect("read")).expect("text")
        };
        files.iter().map(|(path, blob)| (path.to_string(), text(blob))).collect()
    }
}

/// Returns what differs between two trees; an empty text stands for no file.
fn changes<'t>(before: &'t Tree, after: &'t Tree) -> Vec<(&'t str, &'t str)> {
    let mut all: BTreeMap<&str, &str> = BTreeMap::new();
    for (path, text) in after.iter().filter(|(path, text)| before.get(*path) != Some(text)) {
        all.insert(path, text);
    }
    for path in before.keys().filter(|path| !after.contains_key(*path)) {
        all.insert(path, "");
    }
    all.into_iter().collect()
}
