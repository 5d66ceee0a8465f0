//! Random histories played inside one process: many more than with the real program, with a network
//! that drops, delays and lies, disks that fail or lose what was not forced to them, and a program
//! that is killed at any write. From seed 1,000,000 on somebody merges with plain git now and then, as
//! a hosting site does, and some syncs run by themselves; from 4,000,000 on people make moves while their
//! own sync waits for the shared place.
//!
//! Everyone has a real folder and a real repository in memory, with objects of their own over those
//! of the shared place. `HANDOVER_SEEDS=10000` plays so many, from `HANDOVER_FIRST_SEED` on;
//! `HANDOVER_SEED=17` plays one of them again, and prints what everybody did.

mod aside;
mod checks;
mod directed;
mod disk;
mod image;
mod loss;
mod moving;
mod network;
mod plain;
mod play;
mod world;

use std::path::Path;
use std::time::Instant;

use super::people::tell;
use crate::support::number;
use world::Template;

/// Seeds that found a fault, each with a word on it.
const ONCE_FAILED: &str = include_str!("failed-seeds.txt");
/// How many others are played by default: of each of the four kinds.
const USUAL: u64 = 5;

fn once_failed() -> impl Iterator<Item = u64> {
    let lines = ONCE_FAILED.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_whitespace().next()?.parse().ok())
}

#[test]
fn whatever_network_and_disk_do_everything_ends_alike_and_nothing_is_lost() {
    alone(play_all);
}

/// Works on one thread, which is spared all waiting for others.
fn alone(work: impl FnOnce() + Send) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    pool.install(work);
}

fn play_all() {
    let template = Template::new();
    if let Some(seed) = number("HANDOVER_SEED") {
        play::play(&template, seed, true);
        return;
    }
    let (first, asked) = (number("HANDOVER_FIRST_SEED"), number("HANDOVER_SEEDS"));
    let from = first.unwrap_or(0);
    let count = asked.unwrap_or(USUAL);
    let more =
        [play::WITH_MORE, play::WITH_WINDOWS, play::WITH_MOVES].map(|from| from..from + count);
    let more = more.into_iter().flatten().filter(|_| first.is_none());
    let seeds = (from..from + count).chain(more);
    let old = once_failed().filter(|_| first.is_none());
    let begun = Instant::now();
    let mut failed = Vec::new();
    for (count, seed) in old.chain(seeds).enumerate() {
        if asked.is_some() && count % 1000 == 999 {
            let rate = (count + 1) as f64 / begun.elapsed().as_secs_f64();
            tell(&format!("simulated up to seed {seed}, {rate:.1} a second"));
        }
        let played = std::panic::catch_unwind(|| play::play(&template, seed, false));
        if played.is_err() {
            handover::store::fault::watch(None);
            tell(&format!("simulated seed {seed} fails"));
            failed.push(seed);
            assert!(failed.len() < 20, "seeds that fail: {failed:?}");
        }
    }
    assert!(failed.is_empty(), "seeds that fail: {failed:?}");
}

/// One seed plays a history exactly, whatever the time and whatever ran before.
#[test]
fn a_seed_replays_a_history_exactly() {
    alone(|| {
        let template = Template::new();
        for seed in 0..6 {
            let first = play::play(&template, seed, false);
            assert_eq!(play::play(&template, seed, false), first, "seed {seed}");
        }
    });
}

/// Runs git's own check of a repository.
fn fsck(template: &Template, repository: &Path) {
    let mut git = template.sandbox().command("git");
    git.current_dir(repository).args(["fsck", "--strict", "--no-dangling"]);
    let output = git.output().expect("git runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}", repository.display());
}
