//! The remembered history against git itself, over random histories.
//!
//! `PROPTEST_CASES` sets how many are tried.

mod edges;
mod oracle;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use handover::index::history::{History, HistoryError, Touch, removed_numbers, with_history};
use handover::store::CommitId;
use handover::store::cache::Cache;
use handover::text::RepoPath;
use proptest::prelude::*;

use oracle::Oracle;
use world::{Act, World, act};

/// What was done to one file: commit and touch, the youngest first.
type Trail = Vec<(CommitId, Touch)>;

fn trail(history: &History<'_>, tip: CommitId, path: &RepoPath) -> Result<Trail, HistoryError> {
    let found = history.trail(tip, path)?;
    Ok(found.into_iter().map(|(step, touch)| (history.commit(step), touch)).collect())
}

fn trails(world: &World, cache: &Cache, tip: CommitId) -> BTreeMap<RepoPath, Trail> {
    let paths: Vec<RepoPath> = world.files(tip).into_keys().collect();
    let work = |history: &History<'_>| -> Result<_, HistoryError> {
        let each = paths.iter().map(|path| Ok((path.clone(), trail(history, tip, path)?)));
        each.collect()
    };
    with_history(&world.repo, cache, &[tip], &|_, _| {}, work).expect("the history is sound")
}

fn check(world: &World, cache: &Cache) {
    let tip = world.tip();
    let found = trails(world, cache, tip);
    let oracle = Oracle::of(world, tip);
    for (path, trail) in &found {
        assert_eq!(*trail, oracle.trail(path), "{path} at {tip}");
        // Git itself knows the commits of a file that always had one name, and came only once.
        let stayed = trail.iter().all(|(_, touch)| touch.path == *path);
        if stayed && !oracle.had_others(path) {
            let commits: BTreeSet<CommitId> = trail.iter().map(|(id, _)| *id).collect();
            assert_eq!(commits, oracle.commits_by_git(path), "{path}");
        }
    }
    assert_eq!(found, trails(world, &Cache::memory(), tip), "from nothing");
    let steps = |history: &History<'_>| -> Result<_, HistoryError> {
        let steps = history.steps(tip, &[])?;
        Ok(steps.into_iter().map(|step| history.commit(step)).collect::<Vec<_>>())
    };
    let steps = with_history(&world.repo, cache, &[tip], &|_, _| {}, steps).expect("sound");
    oracle.is_in_order(&steps);
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::with_cases(cases(24))
    })]

    /// Whatever was done in whatever order, what is remembered is what git has.
    #[test]
    fn the_history_is_that_of_git(acts in prop::collection::vec(act(), 1..45)) {
        let mut world = World::new();
        let cache = Cache::open(world.repo.git_dir(), "test");
        prop_assert_eq!(cache.note().trouble(), None);
        for (at, one) in acts.iter().enumerate() {
            world.play(one);
            if at % 17 == 16 {
                check(&world, &cache);
            }
        }
        check(&world, &cache);
    }

    /// A number is given once, however the document that had it went.
    #[test]
    fn numbers_are_never_given_again(acts in prop::collection::vec(act(), 1..40)) {
        let mut world = World::new();
        let cache = Cache::open(world.repo.git_dir(), "test");
        for one in &acts {
            world.play(one);
        }
        for _ in 0..2 {
            let removed =
                removed_numbers(&world.repo, &cache, &[world.tip()], &|_, _| {}).expect("sound");
            prop_assert_eq!(world.next_numbers(&removed), Oracle::of(&world, world.tip()).next_numbers());
        }
    }

    /// What is new since a commit is what was done behind it, under the names of now.
    #[test]
    fn news_are_what_was_done_since(acts in prop::collection::vec(act(), 6..40)) {
        let mut world = World::new();
        let cache = Cache::open(world.repo.git_dir(), "test");
        let half = acts.len() / 2;
        acts[..half].iter().for_each(|one| world.play(one));
        let looked = world.tip();
        acts[half..].iter().for_each(|one| world.play(one));
        let tip = world.tip();
        let work = |history: &History<'_>| -> Result<_, HistoryError> {
            history.news(&history.steps(tip, &[looked])?, &|_| true)
        };
        let news = with_history(&world.repo, &cache, &[tip, looked], &|_, _| {}, work).expect("sound");
        let known = Oracle::of(&world, looked).contents();
        for (path, content) in world.files(tip) {
            prop_assert!(known.contains(&content) || news.contains(&path), "{} is new", path);
        }
        let work = |history: &History<'_>| -> Result<_, HistoryError> {
            history.news(&history.steps(tip, &[tip])?, &|_| true)
        };
        let none = with_history(&world.repo, &cache, &[tip], &|_, _| {}, work).expect("sound");
        prop_assert_eq!(none.len(), 0);
    }
}

fn cases(usual: u32) -> u32 {
    let set = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    set.unwrap_or(usual)
}

/// Kept out of the random ones, so that each is sure to be there.
#[test]
fn a_criss_cross_with_renames() {
    let acts = [
        Act::Create(0, 3),
        Act::Create(1, 4),
        Act::Fork,
        Act::Edit(0, 1),
        Act::Switch(0),
        Act::Rename(0, 5),
        Act::Merge(1, 0),
        Act::Switch(1),
        Act::Merge(0, 1),
        Act::Edit(1, 7),
        Act::Merge(0, 3),
        Act::Squash,
        Act::Edit(0, 9),
        Act::Rebase(1),
    ];
    let mut world = World::new();
    let cache = Cache::open(world.repo.git_dir(), "test");
    for one in &acts {
        world.play(one);
        check(&world, &cache);
    }
}
