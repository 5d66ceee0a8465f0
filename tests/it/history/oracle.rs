//! What git says of a history, put together in the plainest way.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write;
use std::process::Stdio;

use handover::changes::written_ids;
use handover::index::history::{Before, Touch};
use handover::merge::ContentId;
use handover::rules::Numbers;
use handover::schema::layout;
use handover::store::CommitId;
use handover::text::RepoPath;

use super::world::{World, take};

/// How a commit differs from one parent: old and new content of each path.
type Side = BTreeMap<RepoPath, (Option<ContentId>, Option<ContentId>)>;

struct Commit {
    parents: Vec<CommitId>,
    /// By time, but a child above its parents.
    age: (i64, u32),
    author: (String, i64),
    touches: Vec<Touch>,
}

pub(crate) struct Oracle<'w> {
    world: &'w World,
    tip: CommitId,
    commits: HashMap<CommitId, Commit>,
    sides: Vec<Side>,
}

impl<'w> Oracle<'w> {
    pub(crate) fn of(world: &'w World, tip: CommitId) -> Self {
        let id = tip.to_string();
        let format = "--format=%H|%P|%ct|%ae|%at";
        let log = world.sandbox.git(&["log", "--topo-order", "--reverse", format, &id]);
        let mut commits: HashMap<CommitId, Commit> = HashMap::new();
        let mut pairs = Vec::new();
        for line in log.lines() {
            let parts: Vec<&str> = line.split('|').collect();
            let id: CommitId = parts[0].parse().unwrap();
            let parents: Vec<CommitId> =
                parts[1].split_whitespace().map(|id| id.parse().unwrap()).collect();
            match parents.as_slice() {
                [] => pairs.push(format!("{id}")),
                all => pairs.extend(all.iter().map(|parent| format!("{id} {parent}"))),
            }
            let author = (parts[3].to_owned(), parts[4].parse().unwrap());
            let mut age: (i64, u32) = (parts[2].parse().unwrap(), 0);
            for parent in &parents {
                let Commit { age: (time, depth), .. } = commits[parent];
                age = (age.0.max(time), age.1.max(depth + 1));
            }
            commits.insert(id, Commit { parents, age, author, touches: Vec::new() });
        }
        let mut oracle = Self { world, tip, commits, sides: Vec::new() };
        let mut sides: HashMap<CommitId, Vec<Side>> = HashMap::new();
        for (id, side) in oracle.differences(&pairs) {
            sides.entry(id).or_default().push(side);
        }
        for (id, sides) in sides {
            let touches = oracle.touches(&sides);
            oracle.commits.get_mut(&id).unwrap().touches = touches;
            oracle.sides.extend(sides);
        }
        oracle
    }

    fn differences(&self, pairs: &[String]) -> Vec<(CommitId, Side)> {
        let mut command = self.world.sandbox.command("git");
        command.args(["diff-tree", "--stdin", "-r", "--raw", "--no-renames", "--no-abbrev"]);
        command.args(["--root", "--always"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(format!("{}\n", pairs.join("\n")).as_bytes()).unwrap();
        drop(input);
        let output = child.wait_with_output().unwrap();
        let mut out: Vec<(CommitId, Side)> = Vec::new();
        for line in String::from_utf8(output.stdout).unwrap().lines() {
            let Some(entry) = line.strip_prefix(':') else {
                out.push((line.parse().unwrap(), Side::new()));
                continue;
            };
            let (facts, path) = entry.split_once('\t').unwrap();
            let facts: Vec<&str> = facts.split(' ').collect();
            let id = |hex: &str| hex.bytes().any(|b| b != b'0').then(|| hex.parse().unwrap());
            let side = &mut out.last_mut().unwrap().1;
            side.insert(RepoPath::new(path), (id(facts[2]), id(facts[3])));
        }
        out
    }

    fn ids(&self, content: ContentId) -> Vec<String> {
        let ids = written_ids(self.world.text(content).as_bytes());
        ids.into_iter().map(|id| id.to_lowercase()).collect()
    }

    /// Where each file that came was before, relative to one parent.
    fn renames(&self, side: &Side) -> BTreeMap<RepoPath, RepoPath> {
        let mut gone: Vec<(&RepoPath, ContentId)> = side
            .iter()
            .filter(|(_, change)| change.1.is_none())
            .map(|(p, c)| (p, c.0.unwrap()))
            .collect();
        let new: Vec<(&RepoPath, ContentId)> = side
            .iter()
            .filter(|(_, change)| change.0.is_none())
            .map(|(p, c)| (p, c.1.unwrap()))
            .collect();
        let mut found = BTreeMap::new();
        type Fits<'a> = &'a dyn Fn(&(&RepoPath, ContentId), &(&RepoPath, ContentId)) -> bool;
        let by_name: Fits<'_> =
            &|old, new| old.1 == new.1 && old.0.file_name() == new.0.file_name();
        let by_content: Fits<'_> = &|old, new| old.1 == new.1 && !self.world.text(new.1).is_empty();
        let by_id: Fits<'_> = &|old, new| {
            let both = old.0.is_markdown() && new.0.is_markdown();
            let id = self.ids(old.1).into_iter().next();
            both && id.is_some_and(|id| self.ids(new.1).contains(&id))
        };
        for fits in [by_name, by_content, by_id] {
            for one in &new {
                if found.contains_key(one.0) {
                    continue;
                }
                if let Some(at) = gone.iter().position(|old| fits(old, one)) {
                    found.insert(one.0.clone(), gone.remove(at).0.clone());
                }
            }
        }
        found
    }

    fn touches(&self, sides: &[Side]) -> Vec<Touch> {
        let renames: Vec<_> = sides.iter().map(|side| self.renames(side)).collect();
        let paths: BTreeSet<&RepoPath> = sides.iter().flat_map(BTreeMap::keys).collect();
        let mut touches = Vec::new();
        for path in paths {
            let everywhere = sides.iter().all(|side| side.contains_key(path));
            let renamed = renames.iter().any(|all| all.contains_key(path));
            let new = sides.iter().find_map(|side| side.get(path)).unwrap().1;
            if !everywhere && !renamed {
                continue;
            }
            let before: Vec<Before> = sides
                .iter()
                .zip(&renames)
                .map(|(side, renames)| match (side.get(path), renames.get(path)) {
                    (None, _) => Before { path: None, content: new },
                    (_, Some(from)) => Before { path: Some(from.clone()), content: side[from].0 },
                    (Some(change), None) => Before { path: None, content: change.0 },
                })
                .collect();
            if new.is_none() && renames.iter().any(|all| all.values().any(|from| from == path)) {
                continue;
            }
            let content = before.iter().find_map(|one| one.content).filter(|_| new.is_none());
            let gone = content.filter(|_| path.is_markdown()).and_then(|content| {
                let in_name = || layout::id_of_name(path.stem()).map(str::to_lowercase);
                self.ids(content).into_iter().next().or_else(in_name)
            });
            let differs = before.iter().all(|one| one.content != new);
            let told = everywhere && (differs || before.iter().all(|one| one.path.is_some()));
            touches.push(Touch { path: path.clone(), new, before, gone, told });
        }
        touches
    }

    /// What was done to a file, found by going back commit by commit.
    pub(crate) fn trail(&self, path: &RepoPath) -> Vec<(CommitId, Touch)> {
        let ids = self.world.files(self.tip)[path];
        let ids = if path.is_markdown() { self.ids(ids) } else { Vec::new() };
        let mut found: BTreeSet<(CommitId, Touch)> = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![(self.tip, Some(path.clone()))];
        while let Some((id, place)) = open.pop() {
            if !seen.insert((*id.as_bytes(), place.clone())) {
                continue;
            }
            let commit = &self.commits[&id];
            for (touch, parents) in self.look(commit, place, &ids) {
                found.extend(touch.filter(|touch| touch.told).map(|touch| (id, touch)));
                open.extend(parents);
            }
        }
        let mut found: Vec<_> = found.into_iter().collect();
        found.sort_by_key(|(id, touch)| (self.commits[id].age, *id.as_bytes(), touch.clone()));
        let mut told = BTreeSet::new();
        found.retain(|(id, touch)| told.insert((self.commits[id].author.clone(), touch.clone())));
        found.reverse();
        found
    }

    /// Looks at one commit: what was done, and where to go on.
    #[expect(clippy::type_complexity, reason = "read in one place")]
    fn look(
        &self,
        commit: &Commit,
        place: Option<RepoPath>,
        ids: &[String],
    ) -> Vec<(Option<Touch>, Vec<(CommitId, Option<RepoPath>)>)> {
        let all = |place: &Option<RepoPath>| {
            commit.parents.iter().map(|parent| (*parent, place.clone())).collect()
        };
        let back = |touch: &Touch| {
            let before = commit.parents.iter().zip(&touch.before);
            let parents = before.map(|(parent, before)| {
                let there = before.path.clone().unwrap_or_else(|| touch.path.clone());
                let known = before.content.is_some() || ids.is_empty();
                (*parent, known.then_some(there))
            });
            (Some(touch.clone()), parents.collect())
        };
        let is_same = |touch: &Touch| match &touch.gone {
            Some(id) => ids.is_empty() || ids.contains(id),
            None => ids.is_empty(),
        };
        let Some(path) = place else {
            let is_grave = |touch: &&Touch| touch.gone.as_ref().is_some_and(|id| ids.contains(id));
            let graves: Vec<_> = commit.touches.iter().filter(is_grave).map(back).collect();
            return if graves.is_empty() { vec![(None, all(&None))] } else { graves };
        };
        if let Some(touch) = commit.touches.iter().find(|touch| touch.path == path) {
            return match touch.new {
                None if !is_same(touch) => vec![(None, all(&None))],
                _ => vec![back(touch)],
            };
        }
        let went_on = commit.touches.iter().any(|touch| touch.told && touch.is_about(&path));
        vec![(None, all(&(!went_on).then_some(path)))]
    }

    /// Tells whether anything ever came to this path or went from it under another name, or was
    /// deleted there: then git, which knows paths only, tells of other files too.
    pub(crate) fn had_others(&self, path: &RepoPath) -> bool {
        let other = |touch: &Touch| {
            let moved = touch.before.iter().any(|before| before.path.is_some());
            touch.is_about(path) && (moved || touch.new.is_none())
        };
        self.commits.values().any(|commit| commit.touches.iter().any(other))
    }

    /// The commits that git names for a path, and the merges in which it differs from all parents.
    pub(crate) fn commits_by_git(&self, path: &RepoPath) -> BTreeSet<CommitId> {
        let (tip, git) = (self.tip.to_string(), &self.world.sandbox);
        let plain =
            ["log", "--full-history", "--no-merges", "--format=%H", &tip, "--", path.as_str()];
        let mut found: BTreeSet<CommitId> =
            git.git(&plain).lines().map(|line| line.parse().unwrap()).collect();
        let merges = git.git(&["log", "--merges", "-c", "--name-only", "--format=%H", &tip]);
        let mut merge: Option<CommitId> = None;
        for line in merges.lines() {
            merge = line.parse().ok().or(merge);
            found.extend(merge.filter(|_| line == path.as_str()));
        }
        found
    }

    /// Every commit is there once, before its parents.
    pub(crate) fn is_in_order(&self, steps: &[CommitId]) {
        assert_eq!(steps.iter().collect::<BTreeSet<_>>().len(), self.commits.len());
        assert_eq!(steps.len(), self.commits.len());
        let place: HashMap<&CommitId, usize> = steps.iter().zip(0..).collect();
        for id in steps {
            let parents = self.commits[id].parents.iter();
            assert!(
                parents.clone().all(|parent| place[parent] > place[id]),
                "{id} behind a parent"
            );
        }
    }

    /// All that any file ever held.
    pub(crate) fn contents(&self) -> BTreeSet<ContentId> {
        self.commits.keys().flat_map(|id| self.world.files(*id).into_values()).collect()
    }

    /// The next number of each person, by what is there and by all that ever went from its place.
    pub(crate) fn next_numbers(&self) -> BTreeMap<String, u32> {
        let mut numbers = Numbers::default();
        let mut count = |path: &RepoPath, content: ContentId| {
            take(&mut numbers, path, self.world.text(content));
        };
        for (path, content) in self.world.files(self.tip) {
            count(&path, content);
        }
        for (path, content) in self.sides.iter().flatten() {
            if let (Some(old), None) = content {
                count(path, *old);
            }
        }
        numbers.used()
    }
}
