//! What people do with plain git, without our rules: commits, and merges as a hosting site makes them.

use std::fs;

use git2::build::CheckoutBuilder;
use git2::{AnnotatedCommit, IndexAddOption, Oid, Repository, ResetType, Signature, StatusOptions};
use handover::store::CommitId;

use super::super::people::{History, files};
use super::super::team::Member;
use crate::support::Dice;

/// Commits everything; tells whether there was anything.
pub(super) fn commit(git: &Repository, who: &Signature<'_>) -> bool {
    let mut options = StatusOptions::new();
    options.include_untracked(true).recurse_untracked_dirs(true);
    if git.statuses(Some(&mut options)).expect("looked at").is_empty() {
        return false;
    }
    record(git, who, "by hand\n", &[head(git)]);
    true
}

/// Commits everything, and merges what is shared; says what came of it.
///
/// Where git alone would lose what somebody typed, whoever does it sees that and goes back.
pub(super) fn pull(
    member: &Member<'_>,
    tip: CommitId,
    who: &Signature<'_>,
    dice: &mut Dice,
    history: &mut History,
) -> &'static str {
    let git = Repository::open(&member.root).expect("a repository");
    let tip = Oid::from_str(&tip.to_string()).expect("an id");
    let before = head(&git);
    if before == tip || git.graph_descendant_of(before, tip).expect("a history") {
        return "there is nothing";
    }
    history.means_old_texts(member);
    commit(&git, who);
    let mine = head(&git);
    let theirs = git.find_annotated_commit(tip).expect("a commit");
    let wanted = history.words_in(&all(member));
    let wanted = wanted.into_iter().chain(history.words_in(&shared(&git, tip)));
    let wanted: Vec<String> = wanted.collect();
    let markers = merge(&git, mine, &theirs);
    let keeps_markers = dice.below(2) == 0;
    for (path, text) in files(member) {
        if text.contains("<<<<<<<") && !(keeps_markers && path.ends_with(".md")) {
            let is_marker = |line: &&str| {
                !["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark))
            };
            let kept: Vec<&str> = text.split_inclusive('\n').filter(is_marker).collect();
            fs::write(member.path(&path), kept.concat()).expect("written");
        }
    }
    let text = all(member);
    if wanted.iter().any(|word| !text.contains(word.as_str())) {
        let commit = git.find_object(mine, None).expect("a commit");
        git.cleanup_state().expect("done");
        git.reset(&commit, ResetType::Hard, None).expect("gone back");
        return "something would be lost";
    }
    if git.state() == git2::RepositoryState::Merge {
        record(&git, who, "merged by hand\n", &[mine, tip]);
        git.cleanup_state().expect("done");
    }
    // Whoever pulls looks at what came: the editors show it.
    history.close_all(member);
    if markers { "merged, with markers" } else { "merged" }
}

fn merge(git: &Repository, mine: Oid, theirs: &AnnotatedCommit<'_>) -> bool {
    let mut checkout = CheckoutBuilder::new();
    checkout.safe().allow_conflicts(true);
    if git.merge_base(mine, theirs.id()).expect("a history") == mine {
        let commit = git.find_object(theirs.id(), None).expect("a commit");
        git.reset(&commit, ResetType::Hard, None).expect("moved");
        return false;
    }
    git.merge(&[theirs], None, Some(&mut checkout)).expect("merged");
    git.index().expect("an index").has_conflicts()
}

fn head(git: &Repository) -> Oid {
    git.head().expect("a branch").target().expect("a commit")
}

fn record(git: &Repository, who: &Signature<'_>, message: &str, parents: &[Oid]) {
    let mut index = git.index().expect("an index");
    index.add_all(["*"], IndexAddOption::DEFAULT, None).expect("added");
    index.write().expect("written");
    let tree = git.find_tree(index.write_tree().expect("a tree")).expect("a tree");
    let parents: Vec<_> =
        parents.iter().map(|id| git.find_commit(*id).expect("a commit")).collect();
    let parents: Vec<_> = parents.iter().collect();
    git.commit(Some("HEAD"), who, who, message, &tree, &parents).expect("committed");
}

fn all(member: &Member<'_>) -> String {
    files(member).into_values().collect()
}

fn shared(git: &Repository, tip: Oid) -> String {
    let tree = git.find_commit(tip).expect("a commit").tree().expect("a tree");
    let mut text = String::new();
    let walked = tree.walk(git2::TreeWalkMode::PreOrder, |_, entry| {
        if let Ok(blob) = git.find_blob(entry.id()) {
            text.push_str(&String::from_utf8_lossy(blob.content()));
        }
        git2::TreeWalkResult::Ok
    });
    walked.expect("a tree");
    text
}
