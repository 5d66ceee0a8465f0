//! The index against a rebuild from nothing, after whatever happens to a folder and to the cache.
//!
//! `HANDOVER_SEEDS=500` plays so many random histories; `HANDOVER_SEED=17` plays one of them again,
//! and prints what happened. A seed that ever failed is in [`ONCE_FAILED`] and is played every time.

mod affected;
mod bound;
mod damage;
mod kept;
mod numbers;
mod same;
mod text;
mod vanish;
mod world;
mod written;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::support::number;
use world::World;

/// Seeds that found a fault.
const ONCE_FAILED: &[u64] = &[];
/// How many others are played by default.
const USUAL: u64 = 1;
const STEPS: usize = 30;

fn play(seed: u64, told: bool) {
    let mut world = World::new(seed);
    let played = catch_unwind(AssertUnwindSafe(|| {
        for _ in 0..STEPS {
            world.step();
            if told {
                tell(&format!("{seed}: {}", world.log.last().expect("a step")));
            }
            world.compare();
        }
    }));
    if let Err(panic) = played {
        tell(&format!("seed {seed} failed after:\n{}", world.log.join("\n")));
        resume_unwind(panic);
    }
}

fn tell(text: &str) {
    #[expect(clippy::print_stderr, reason = "a failed history says what happened")]
    {
        eprintln!("{text}");
    }
}

/// FAILURES 13.
#[test]
fn after_any_history_it_equals_a_rebuild() {
    if let Some(seed) = number("HANDOVER_SEED") {
        return play(seed, true);
    }
    let seeds = number("HANDOVER_SEEDS").unwrap_or(USUAL);
    ONCE_FAILED.iter().copied().chain(1..=seeds).for_each(|seed| play(seed, false));
}
