//! Random walks of tasks: legal and illegal moves of several people, each in a clone of their own, by
//! commands, by hand, filed from elsewhere and by signed mail, merged as they come.
//!
//! Whatever they do: an open task waits for exactly one person, nothing that was said is lost, and what
//! its author may not say changes nothing. The clones are trees in memory, so that thousands of walks
//! are played in seconds; the same walks are played against a guarded repository, where what is not
//! allowed does not even land. `HANDOVER_SEEDS` says how many walks, from `HANDOVER_FIRST_SEED` on;
//! `HANDOVER_SEED` plays one of them.

mod deeds;
mod guard;
mod laws;
mod mail;
mod table;
mod world;

use crate::support::{Dice, number};
use guard::Guard;
use world::World;

/// Things that are done in one walk.
const STEPS: usize = 60;

/// Returns the numbers of the walks to be played, by default so many.
fn seeds(default: u64) -> std::ops::Range<u64> {
    match number("HANDOVER_SEED") {
        Some(seed) => seed..seed + 1,
        None => {
            let first = number("HANDOVER_FIRST_SEED").unwrap_or(0);
            first..first + number("HANDOVER_SEEDS").unwrap_or(default)
        }
    }
}

#[test]
fn whatever_people_do_an_open_task_waits_for_one_person_and_nothing_said_is_lost() {
    let mut by_mail = 0;
    for seed in seeds(12) {
        let mut dice = Dice(seed);
        let mut world = World::new(format!("seed {seed}"));
        for _ in 0..STEPS {
            let side = dice.below(world.sides.len());
            match dice.below(4) {
                0 => world.sync(side),
                _ => {
                    deeds::any(&mut world, &mut dice, side, false);
                }
            }
        }
        for side in (0..world.sides.len()).chain(0..world.sides.len()) {
            world.sync(side);
        }
        world.is_settled();
        by_mail += world.by_mail.len();
    }
    assert!(by_mail > 0 || number("HANDOVER_SEED").is_some(), "nothing is accepted by mail");
}

#[test]
fn where_the_shared_repository_is_guarded_what_is_not_allowed_does_not_land() {
    for seed in seeds(2) {
        let mut dice = Dice(seed ^ 0x5eed);
        let mut guard = Guard::new(World::new(format!("guarded seed {seed}")));
        for _ in 0..STEPS {
            let side = dice.below(guard.world.sides.len());
            match dice.below(3) {
                0 => guard.push(side),
                _ => guard.act(&mut dice, side),
            }
        }
        for side in (0..guard.world.sides.len()).chain(0..guard.world.sides.len()) {
            guard.push(side);
        }
        guard.world.is_settled();
    }
}
