//! What holds of every plan of a sync, tried on random trees, folders, faults and remembered bases.
//!
//! `HANDOVER_CASES=1000000 cargo test --release --test it sync::planner` tries a million.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use handover::diagnostic::rule_name;
use handover::merge::{Blob, Change, ContentId, documents};
use handover::sync::plan::{
    Fault, Files, HeldBack, Incoming, Judge, LocalChanges, Merger, Outgoing, Put, Reason, incoming,
    local_changes, outgoing,
};
use handover::text::RepoPath;

use crate::support::{Dice, campaign};

const PATHS: [&str; 9] = [
    "tasks/a.md",
    "tasks/b.md",
    "tasks/c.md",
    "tasks/a.md/deep.md",
    "tasks",
    "notes/d.md",
    "e.md",
    "E.md",
    "notes",
];

/// All contents by their names.
#[derive(Default)]
struct Contents(RefCell<HashMap<ContentId, String>>);

impl Contents {
    fn blob(&self, text: &str) -> Blob {
        let id = ContentId::of_blob(text.as_bytes());
        self.0.borrow_mut().insert(id, text.to_owned());
        Blob::file(id)
    }

    fn text(&self, blob: &Blob) -> String {
        self.0.borrow().get(&blob.id).cloned().unwrap_or_default()
    }
}

/// A fault wherever a text holds `bad`, or names (`see PATH`) what is not there.
impl Judge for Contents {
    fn faults(&self, tree: &Files, suspects: &BTreeSet<RepoPath>) -> Vec<Fault> {
        let fault = |path: &RepoPath, text: &str| Fault {
            path: path.clone(),
            rule: Some(rule_name::YAML_SYNTAX),
            reason: Reason::Fault("wrong".to_owned()),
            line: None,
            always: text.contains("secret"),
        };
        let texts = suspects.iter().filter_map(|path| Some((path, self.text(tree.get(path)?))));
        let wrong = texts.filter(|(_, text)| is_wrong(text, tree));
        wrong.map(|(path, text)| fault(path, &text)).collect()
    }

    fn is_shared(&self, _: &Fault, _: &Blob, shared: &Blob) -> bool {
        self.text(shared).contains("bad")
    }

    fn continues(&self, removed: &Blob, added: &Blob) -> bool {
        self.text(removed) == self.text(added)
    }

    fn may_continue(&self, removed: &Blob, added: &Blob) -> bool {
        let (old, new) = (self.text(removed), self.text(added));
        old.lines().next() == new.lines().next()
    }
}

impl Merger for Contents {
    fn merge(
        &self,
        path: &RepoPath,
        base: Option<&Blob>,
        folder: &Blob,
        target: &Blob,
    ) -> Option<Arc<[u8]>> {
        let base = base.map(|blob| self.text(blob));
        let merged = documents(path, base.as_deref(), &self.text(folder), &self.text(target));
        merged.conflicts.is_empty().then(|| {
            self.blob(&merged.text);
            Arc::from(merged.text.as_bytes())
        })
    }
}

fn is_wrong(text: &str, tree: &Files) -> bool {
    let named = text.lines().find_map(|line| line.strip_prefix("see "));
    text.contains("bad") || named.is_some_and(|path| !tree.contains_key(path))
}

/// One clone at one moment.
struct World {
    contents: Contents,
    shared: Files,
    head: Files,
    bases: Files,
    folder: Files,
    opaque: BTreeSet<RepoPath>,
    typed: usize,
}

impl World {
    fn random(dice: &mut Dice) -> Self {
        let mut world = Self {
            contents: Contents::default(),
            shared: Files::new(),
            head: Files::new(),
            bases: Files::new(),
            folder: Files::new(),
            opaque: BTreeSet::new(),
            typed: 0,
        };
        world.shared = world.changed(&Files::new(), 6, dice);
        world.head = match dice.below(3) {
            0 => world.changed(&world.shared.clone(), 3, dice),
            _ => world.shared.clone(),
        };
        world.folder = world.changed(&world.head.clone(), 5, dice);
        for _ in 0..dice.below(3) {
            // It was edited from another version than the branch's.
            let path = RepoPath::new(*dice.one(&PATHS));
            let base = match dice.below(4) {
                0 => Blob::EMPTY,
                _ => world.new_text(dice),
            };
            world.bases.insert(path, base);
        }
        if dice.below(4) == 0 {
            world.opaque.insert(RepoPath::new(*dice.one(&PATHS)));
        }
        world
    }

    fn new_text(&mut self, dice: &mut Dice) -> Blob {
        self.typed += 1;
        let head = format!("title {}", dice.below(3));
        let word = format!("w{}", self.typed);
        let text = match dice.below(8) {
            0 => format!("{head}\n\nbad {word}\n"),
            1 => format!("{head}\n\nbad secret {word}\n"),
            2 => format!("{head}\n\nsee {}\n\n{word}\n", dice.one(&PATHS)),
            _ => format!("{head}\n\none\n\ntwo\n\n{word}\n"),
        };
        self.contents.blob(&text)
    }

    /// Returns the tree with some files made, changed, renamed and removed.
    fn changed(&mut self, from: &Files, most: usize, dice: &mut Dice) -> Files {
        let mut tree = from.clone();
        for _ in 0..dice.below(most + 1) {
            let path = RepoPath::new(*dice.one(&PATHS));
            match (dice.below(6), tree.get(&path).copied()) {
                (0, _) => drop(tree.remove(&path)),
                (1, Some(old)) => {
                    let to = RepoPath::new(*dice.one(&PATHS));
                    if fits(&tree, &to) && !tree.contains_key(&to) {
                        tree.remove(&path);
                        tree.insert(to, old);
                    }
                }
                (2 | 3, Some(old)) => {
                    self.typed += 1;
                    let text = format!("{}\nmore w{}\n", self.contents.text(&old), self.typed);
                    tree.insert(path, self.contents.blob(&text));
                }
                _ if fits(&tree, &path) => {
                    let blob = self.new_text(dice);
                    tree.insert(path, blob);
                }
                _ => {}
            }
        }
        tree
    }

    fn local(&self, head: &Files, bases: &Files, folder: &Files) -> LocalChanges {
        let opaque = |path: &RepoPath| self.opaque.contains(path);
        let shared = |path: &RepoPath| self.shared.get(path).copied();
        local_changes(head, bases, folder, &opaque, &shared, &|_| None)
    }
}

/// Tells whether a file can stand there: no file lies where a folder is.
fn fits(tree: &Files, path: &RepoPath) -> bool {
    tree.below(path).next().is_none() && path.ancestors().all(|above| !tree.contains_key(&above))
}

fn expect(holds: bool, what: impl Into<String>) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what.into()) }
}

/// Whatever the folder has otherwise than its base is a change, and nothing else.
fn each_change_is_seen(world: &World, local: &LocalChanges) -> Result<(), String> {
    for path in PATHS.map(RepoPath::new) {
        let (branch, now) = (world.head.get(&path).copied(), world.folder.get(&path).copied());
        let base = world.bases.get(&path).map_or(branch, |base| base.unless_empty());
        let is_told = now == branch && now == world.shared.get(&path).copied();
        let expected = (now != base && !world.opaque.contains(&path) && !is_told)
            .then_some(Change { old: base, new: now });
        expect(local.changes.get(&path).copied() == expected, format!("{path} is {expected:?}"))?;
    }
    Ok(())
}

/// Each change goes or stays, with a reason; what goes breaks nothing for the others.
fn what_goes_is_sound(world: &World, local: &LocalChanges, plan: &Outgoing) -> Result<(), String> {
    let held: BTreeMap<&RepoPath, &HeldBack> =
        plan.held_back.iter().map(|held| (&held.path, held)).collect();
    let mut tree = world.head.clone();
    for (path, change) in &local.changes {
        let goes = plan.changes.get(path) == Some(change);
        expect(goes != held.contains_key(path), format!("{path} goes and stays, or neither"))?;
        if goes {
            tree.set(path, change.new);
        }
    }
    expect(plan.changes.keys().all(|path| local.changes.contains_key(path)), "more goes")?;
    for (path, version) in &plan.taken_back {
        expect(held.contains_key(path), format!("{path} is taken back for nothing"))?;
        tree.set(path, *version);
    }
    for path in held.keys() {
        let is_shared = tree.get(*path) == world.shared.get(*path);
        expect(is_shared, format!("{path} stays and others get another version"))?;
    }
    for (path, blob) in tree.iter().filter(|(path, blob)| world.shared.get(*path) != Some(blob)) {
        let text = world.contents.text(blob);
        let known =
            world.shared.get(path).is_some_and(|old| world.contents.text(old).contains("bad"));
        let is_fault = is_wrong(&text, &tree) && (!known || text.contains("secret"));
        expect(!is_fault, format!("{path} goes with a fault"))?;
        let is_new = plan.changes.contains_key(path);
        expect(!is_new || fits(&tree, path), format!("{path} is a file and a folder"))?;
    }
    for held in &plan.held_back {
        if let Reason::WaitsFor(other) | Reason::NameTaken(other) = &held.reason {
            expect(other != &held.path, format!("{other} waits for itself"))?;
        }
    }
    Ok(())
}

fn apply(world: &World, folder: &Files, plan: &Incoming) -> Result<Files, String> {
    let mut folder = folder.clone();
    let mut removing = true;
    for write in &plan.writes {
        let path = &write.path;
        expect(folder.get(path).copied() == write.expect, format!("{path} is expected otherwise"))?;
        expect(!world.opaque.contains(path), format!("{path} cannot be told about"))?;
        let version = match &write.put {
            Put::Nothing => {
                expect(removing, format!("{path} is removed behind a write"))?;
                folder.remove(path);
                continue;
            }
            Put::Version(blob) => *blob,
            Put::Bytes { bytes, .. } => world.contents.blob(&String::from_utf8_lossy(bytes)),
        };
        removing = false;
        folder.insert(path.clone(), version);
    }
    Ok(folder)
}

/// The folder follows the branch but for what stays, of which no word is lost and the base is known;
/// the next sync finds those changes, and nothing to write.
fn folder_follows(
    world: &World,
    target: &Files,
    based: &BTreeMap<RepoPath, Option<Blob>>,
) -> Result<(), String> {
    let opaque = |path: &RepoPath| world.opaque.contains(path);
    let plan = incoming(target, &world.folder, based, &opaque, &world.contents);
    let after = apply(world, &world.folder, &plan)?;
    for path in PATHS.map(RepoPath::new) {
        let (now, then) = (after.get(&path), target.get(&path));
        if opaque(&path) {
            expect(now == world.folder.get(&path), format!("{path} is touched"))?;
        } else if !based.contains_key(&path) {
            expect(now == then, format!("{path} is not the others'"))?;
        } else {
            let text =
                |blob: Option<&Blob>| blob.map(|b| world.contents.text(b)).unwrap_or_default();
            let (before, after) = (text(world.folder.get(&path)), text(now));
            let lost = before
                .split_whitespace()
                .find(|word| !after.contains(*word) && word.starts_with('w'));
            let base = based.get(&path).copied().flatten();
            let by_others =
                |word: &str| text(base.as_ref()).contains(word) && !text(then).contains(word);
            expect(lost.is_none_or(by_others), format!("{path}: {lost:?} is lost"))?;
        }
    }
    let local = world.local(target, &plan.bases, &after);
    for (path, change) in &local.changes {
        let Some(base) = based.get(path) else {
            return Err(format!("{path} changes by itself"));
        };
        let merged = plan.writes.iter().any(|write| write.path == *path);
        let then = target.get(path).copied();
        let expected = if merged { then } else { *base };
        expect(
            change.old == expected,
            format!("{path} is based on {:?}, not {expected:?}", change.old),
        )?;
    }
    let again: BTreeMap<_, _> = local.changes.iter().map(|(p, c)| (p.clone(), c.old)).collect();
    let second = incoming(target, &after, &again, &opaque, &world.contents);
    expect(second.writes.is_empty(), format!("it writes again: {:?}", second.writes))?;
    expect(second.bases == plan.bases, "the bases change again")
}

fn laws(case: u64) -> Result<(), String> {
    let mut dice = Dice(case);
    let mut world = World::random(&mut dice);
    let local = world.local(&world.head, &world.bases, &world.folder);
    let plan = outgoing(&world.shared, &world.head, &local.changes, &|_| None, &world.contents);
    let mut target = world.head.clone();
    for (path, change) in &plan.changes {
        target.set(path, change.new);
    }
    for (path, version) in &plan.taken_back {
        target.set(path, *version);
    }
    target = world.changed(&target, 3, &mut dice);
    let based = plan.based(&world.bases, &local.changes);
    each_change_is_seen(&world, &local)
        .and_then(|()| what_goes_is_sound(&world, &local, &plan))
        .and_then(|()| folder_follows(&world, &target, &based))
        .map_err(|what| {
            let shown = |tree: &Files| -> String {
                let file = |(path, blob): (&RepoPath, &Blob)| {
                    format!("  {path} = {:?}\n", world.contents.text(blob))
                };
                tree.iter().map(file).collect()
            };
            let trees = [
                ("shared", &world.shared),
                ("head", &world.head),
                ("bases", &world.bases),
                ("folder", &world.folder),
                ("target", &target),
            ];
            let trees: String =
                trees.map(|(name, tree)| format!("{name}\n{}", shown(tree))).concat();
            format!("{what}\n{trees}opaque {:?}\nheld {:#?}", world.opaque, plan.held_back)
        })
}

#[test]
fn every_plan_keeps_its_promises() {
    campaign(1000, laws);
}
