use std::collections::{BTreeMap, BTreeSet};

use super::Files;
use crate::diagnostic::RuleName;
use crate::merge::{Blob, Change};
use crate::text::RepoPath;

/// A reason not to share a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    pub path: RepoPath,
    /// Where it begins; `None` where the whole file is meant. The first one is what is told of a file.
    pub line: Option<usize>,
    /// `None` where the shared place itself will not have it.
    pub rule: Option<RuleName>,
    pub reason: Reason,
    /// Holds the file back even where the shared version has the fault already.
    pub always: bool,
}

/// A file that stays here, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeldBack {
    pub path: RepoPath,
    /// `None` where the file waits for another one, or the shared place will not have it.
    pub rule: Option<RuleName>,
    /// Where the fault begins; `None` where the whole file is meant.
    pub line: Option<usize>,
    pub reason: Reason,
}

/// Why a file stays here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// What the check says of it, on one line.
    Fault(String),
    /// Everybody knows it by this id, and it says another now.
    KnownAs(String),
    /// It or the file named goes on as the document that everybody knows by its id, and nobody can tell which.
    Undecided(RepoPath),
    /// A folder that it lies in is one with another folder on some systems.
    FolderTwin { folder: RepoPath, other: RepoPath },
    /// It is gone, but the file named may be what became of it, and that one is held back.
    WaitsFor(RepoPath),
    /// The file named stays shared for now, and has the name of this one, or of its folder.
    NameTaken(RepoPath),
    /// It has to be written before it can go, and may not be here.
    Unwritable,
    /// It is a pipe, a socket or a device.
    NotAFile,
}

/// Finds the faults that keep files of a tree from being shared.
pub trait Judge {
    /// Returns the faults of `tree` that concern the paths in `suspects`.
    fn faults(&self, tree: &Files, suspects: &BTreeSet<RepoPath>) -> Vec<Fault>;

    /// Tells whether `fault`, found in the version `now`, stands in the shared version already.
    fn is_shared(&self, fault: &Fault, now: &Blob, shared: &Blob) -> bool;

    /// Tells whether `added` is sure to be the same document as `removed`.
    fn continues(&self, removed: &Blob, added: &Blob) -> bool;

    /// Tells whether `added` may be what became of `removed`: renamed, then changed.
    fn may_continue(&self, removed: &Blob, added: &Blob) -> bool;
}

/// What one sync shares of this folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outgoing {
    /// The folder's changes that may go, against each file's base.
    pub changes: BTreeMap<RepoPath, Change>,
    /// Paths whose unsent commits are taken back at the tip: the version to put there.
    pub taken_back: BTreeMap<RepoPath, Option<Blob>>,
    /// By path.
    pub held_back: Vec<HeldBack>,
}

impl Outgoing {
    /// Returns what each file that stays here was based on.
    ///
    /// A version that is taken back was based on what is put in its place, as the text after it is;
    /// and so was one that the folder holds as it was remembered, of which only the branch says more.
    pub fn based(
        &self,
        bases: &Files,
        local: &BTreeMap<RepoPath, Change>,
    ) -> BTreeMap<RepoPath, Option<Blob>> {
        let base = |path: &RepoPath| {
            let change = local.get(path);
            match (bases.get(path).filter(|_| change.is_some()), self.taken_back.get(path)) {
                (Some(remembered), _) => remembered.unless_empty(),
                (None, Some(shared)) => *shared,
                (None, None) => change.and_then(|change| change.old),
            }
        };
        self.held_back.iter().map(|held| (held.path.clone(), base(&held.path))).collect()
    }
}

/// Divides what would be shared into what may go and what stays.
///
/// `shared` is the tree that everybody has, `head` the branch's with the user's unsent commits,
/// `local` the folder's changes. `settled` is what the last sync has committed of a file where that was not sent
/// yet, and `None` where nothing was: what was to go then still goes. What is held back is replaced by that
/// version, and where that has a fault by now by the shared one; then all is judged again, until nothing more
/// is found.
pub fn outgoing(
    shared: &Files,
    head: &Files,
    local: &BTreeMap<RepoPath, Change>,
    settled: &dyn Fn(&RepoPath) -> Option<Option<Blob>>,
    judge: &dyn Judge,
) -> Outgoing {
    let unsent = shared.differing(head).into_iter().chain(local.keys());
    let unsent: BTreeSet<RepoPath> = unsent.cloned().collect();
    let mut held: BTreeMap<RepoPath, HeldBack> = BTreeMap::new();
    let mut put: BTreeMap<RepoPath, Option<Blob>> = BTreeMap::new();
    loop {
        let tree = candidate(head, local, &put);
        let is_shared = |path: &RepoPath, version| shared.get(path).copied() == version;
        let may_stay =
            |path: &&RepoPath| put.get(*path).is_none_or(|version| !is_shared(path, *version));
        let suspects = unsent.iter().filter(may_stay).cloned().collect();
        let mut found: Vec<HeldBack> = judge
            .faults(&tree, &suspects)
            .into_iter()
            .filter(|fault| suspects.contains(&fault.path))
            .filter(|fault| {
                let versions = tree.get(&fault.path).zip(shared.get(&fault.path));
                fault.always || !versions.is_some_and(|(now, old)| judge.is_shared(fault, now, old))
            })
            .map(|Fault { path, rule, reason, line, .. }| HeldBack { path, line, rule, reason })
            .collect();
        if found.is_empty() {
            found = waiting_deletions(shared, head, local, &unsent, &held, judge);
        }
        if found.is_empty() {
            found = in_the_way(&tree, local, &unsent, &held);
        }
        if found.is_empty() {
            break;
        }
        for one in found {
            let shared = shared.get(&one.path).copied();
            let version = match held.contains_key(&one.path) {
                true => shared,
                false => settled(&one.path).unwrap_or(shared),
            };
            put.insert(one.path.clone(), version);
            held.entry(one.path.clone()).or_insert(one);
        }
    }
    let changes = local
        .iter()
        .filter(|(path, _)| !held.contains_key(*path))
        .map(|(path, change)| (path.clone(), *change))
        .collect();
    let taken_back =
        put.into_iter().filter(|(path, version)| *version != head.get(path).copied()).collect();
    Outgoing { changes, taken_back, held_back: held.into_values().collect() }
}

/// Finds the files that cannot go because a file that stays shared has their name for a folder's, or
/// the name of a folder of theirs: one that is held back, or one that could not be put into the
/// folder since they stand there.
fn in_the_way(
    tree: &Files,
    local: &BTreeMap<RepoPath, Change>,
    unsent: &BTreeSet<RepoPath>,
    held: &BTreeMap<RepoPath, HeldBack>,
) -> Vec<HeldBack> {
    let mut found = Vec::new();
    let here = |path: &&RepoPath| tree.contains_key(*path) && !held.contains_key(*path);
    for path in unsent.iter().filter(here) {
        let below = tree.below(path).map(|(other, _)| other.clone());
        let above = path.ancestors().filter(|other| tree.contains_key(other));
        let stays = |other: &RepoPath| {
            held.contains_key(other) || local.contains_key(path) && !local.contains_key(other)
        };
        if let Some(other) = above.chain(below).find(stays) {
            let reason = Reason::NameTaken(other);
            found.push(HeldBack { path: path.clone(), rule: None, line: None, reason });
        }
    }
    found
}

/// The tree as it would be shared: the branch's, the folder's changes, and what is `put` in the place of
/// all that is held back.
fn candidate(
    head: &Files,
    local: &BTreeMap<RepoPath, Change>,
    put: &BTreeMap<RepoPath, Option<Blob>>,
) -> Files {
    let mut tree = head.clone();
    for (path, change) in local {
        tree.set(path, change.new);
    }
    for (path, version) in put {
        tree.set(path, *version);
    }
    tree
}

/// Finds the deletions that wait, because a held-back new file may be what became of theirs, and none
/// that goes is sure to be.
fn waiting_deletions(
    shared: &Files,
    head: &Files,
    local: &BTreeMap<RepoPath, Change>,
    unsent: &BTreeSet<RepoPath>,
    held: &BTreeMap<RepoPath, HeldBack>,
    judge: &dyn Judge,
) -> Vec<HeldBack> {
    let now = |path: &RepoPath| match local.get(path) {
        Some(change) => change.new,
        None => head.get(path).copied(),
    };
    let new = unsent.iter().filter(|path| !shared.contains_key(*path));
    let new = new.filter_map(|path| now(path).map(|blob| (path, blob)));
    let (added, going): (Vec<_>, Vec<_>) = new.partition(|(path, _)| held.contains_key(*path));
    let lives_on = |old: &Blob| going.iter().any(|(_, new)| judge.continues(old, new));
    if added.is_empty() {
        return Vec::new();
    }
    let removed = unsent
        .iter()
        .filter(|path| !held.contains_key(*path) && now(path).is_none())
        .filter_map(|path| shared.get(path).map(|blob| (path, blob)));
    removed
        .filter_map(|(path, blob)| {
            let (successor, _) = added.iter().find(|(_, new)| judge.may_continue(blob, new))?;
            if lives_on(blob) {
                return None;
            }
            Some(HeldBack {
                path: path.clone(),
                rule: None,
                line: None,
                reason: Reason::WaitsFor((*successor).clone()),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::rule_name;
    use crate::merge::ContentId;

    /// Finds a fault wherever a content begins with `bad`, or refers (`see NAME`) to an absent path.
    struct Words(BTreeMap<ContentId, &'static str>);

    impl Judge for Words {
        fn faults(&self, tree: &Files, suspects: &BTreeSet<RepoPath>) -> Vec<Fault> {
            let of = |path: &RepoPath| tree.get(path).and_then(|blob| self.0.get(&blob.id));
            let wrong = |text: &str| {
                text.starts_with("bad")
                    || text.strip_prefix("see ").is_some_and(|name| !tree.contains_key(name))
            };
            suspects
                .iter()
                .filter(|path| of(path).is_some_and(|text| wrong(text)))
                .map(|path| Fault {
                    path: path.clone(),
                    rule: Some(rule_name::YAML_SYNTAX),
                    reason: Reason::Fault("wrong".to_owned()),
                    line: None,
                    always: of(path).is_some_and(|text| text.ends_with("secret")),
                })
                .collect()
        }

        fn is_shared(&self, _: &Fault, _: &Blob, shared: &Blob) -> bool {
            self.0.get(&shared.id).is_some_and(|text| text.starts_with("bad"))
        }

        fn continues(&self, removed: &Blob, added: &Blob) -> bool {
            let (old, new) = (self.0.get(&removed.id), self.0.get(&added.id));
            old.zip(new).is_some_and(|(old, new)| *new == format!("same {old}"))
        }

        fn may_continue(&self, removed: &Blob, added: &Blob) -> bool {
            let (old, new) = (self.0.get(&removed.id), self.0.get(&added.id));
            old.zip(new).is_some_and(|(old, new)| new.ends_with(old))
        }
    }

    /// Plans for trees written as `path=content` and returns what goes, stays and is taken back.
    fn check(shared: &str, head: &str, folder: &str) -> (String, String, String) {
        check_settled(shared, None, head, folder)
    }

    /// The same where the last sync has committed what was not sent.
    fn check_settled(
        shared: &str,
        settled: Option<&str>,
        head: &str,
        folder: &str,
    ) -> (String, String, String) {
        let mut words = BTreeMap::new();
        let mut tree = |text: &'static str| -> Files {
            text.split(',')
                .filter_map(|one| one.split_once('='))
                .map(|(path, content)| {
                    let id = ContentId::of_blob(content.as_bytes());
                    words.insert(id, content);
                    (RepoPath::new(path), Blob::file(id))
                })
                .collect()
        };
        let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
        let (shared, head, folder) = (tree(leak(shared)), tree(leak(head)), tree(leak(folder)));
        let local = crate::sync::plan::local_changes(
            &head,
            &Files::new(),
            &folder,
            &|_| false,
            &|_| None,
            &|_| None,
        );
        let settled = settled.map(|text| tree(leak(text)));
        let settled = |path: &RepoPath| settled.as_ref().map(|settled| settled.get(path).copied());
        let plan = outgoing(&shared, &head, &local.changes, &settled, &Words(words));
        let join = |paths: Vec<String>| paths.join(" ");
        (
            join(plan.changes.keys().map(ToString::to_string).collect()),
            join(plan.held_back.iter().map(|held| held.path.to_string()).collect()),
            join(plan.taken_back.keys().map(ToString::to_string).collect()),
        )
    }

    fn expect(found: (String, String, String), goes: &str, stays: &str, back: &str) {
        assert_eq!((found.0.as_str(), found.1.as_str(), found.2.as_str()), (goes, stays, back));
    }

    #[test]
    fn one_bad_file_does_not_stop_another() {
        expect(check("a=1", "a=1", "a=bad,b=2"), "b", "a", "");
    }

    #[test]
    fn a_fault_that_everybody_has_holds_nothing_back_but_a_secret_does() {
        expect(check("a=bad", "a=bad", "a=bad too"), "a", "", "");
        expect(check("a=bad", "a=bad", "a=bad secret"), "", "a", "");
    }

    #[test]
    fn holding_back_is_judged_again_until_nothing_is_found() {
        expect(check("", "", "a=bad,b=see a,c=see b,d=1"), "d", "a b c", "");
    }

    /// FAILURES 70.
    #[test]
    fn a_fault_in_an_unsent_commit_is_taken_back() {
        expect(check("a=1", "a=bad,b=2", "a=bad,b=2"), "", "a", "a");
        expect(check("", "a=bad", "a=bad"), "", "a", "a");
    }

    /// What the last sync made may have arrived without an answer: taken back, it would be taken from everybody.
    #[test]
    fn what_was_to_go_goes_though_what_was_typed_since_stays() {
        let settled = |now: &str, head: &str| check_settled("a=1", Some(now), head, "a=bad");
        expect(settled("a=2", "a=2"), "", "a", "");
        expect(settled("a=2", "a=bad"), "", "a", "a");
        // It has a fault itself by now.
        expect(settled("a=bad 2", "a=bad 2"), "", "a", "a");
        expect(settled("a=see b", "a=see b"), "", "a", "a");
    }

    /// FAILURES 71.
    #[test]
    fn what_is_taken_back_is_based_on_what_takes_its_place() {
        let path = RepoPath::new("a");
        let blob = |text: &str| Blob::file(ContentId::of_blob(text.as_bytes()));
        let reason = Reason::WaitsFor(RepoPath::new("b"));
        let plan = Outgoing {
            taken_back: BTreeMap::from([(path.clone(), Some(blob("1")))]),
            held_back: vec![HeldBack { path: path.clone(), rule: None, line: None, reason }],
            ..Outgoing::default()
        };
        let bases = Files::from([(path.clone(), Blob::EMPTY)]);
        let gone = BTreeMap::new();
        assert_eq!(plan.based(&bases, &gone)[&path], Some(blob("1")), "nothing of its own");
        let typed = Change { old: None, new: Some(blob("2")) };
        let typed = BTreeMap::from([(path.clone(), typed)]);
        assert_eq!(plan.based(&bases, &typed)[&path], None, "typed from nothing");
    }

    #[test]
    fn a_deletion_waits_for_what_became_of_the_file() {
        expect(check("a=1,c=3", "a=1,c=3", "b=bad 1"), "c", "a b", "");
        expect(check("a=1", "a=1", "b=good 1"), "a b", "", "");
        expect(check("a=1", "a=1", "b=bad 1,c=same 1"), "a c", "b", "");
    }
}
