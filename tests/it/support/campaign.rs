//! The same law tried on many random cases, on all cores.
//!
//! `HANDOVER_CASES` says how many instead of the few of an ordinary run, `HANDOVER_FROM` the number of
//! the first one (0 where nothing is said), `HANDOVER_CASE` tries a single one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::number;

/// So many faults are told.
const TOLD: usize = 8;

/// Tries `law` on the cases that once broke it, and on others with numbers, as [`campaign`] does.
pub(crate) fn campaign_with(
    kept: &[u64],
    few: u64,
    law: impl Fn(u64) -> Result<(), String> + Sync,
) {
    for case in kept.iter().filter(|_| number("HANDOVER_CASE").is_none()) {
        law(*case).unwrap_or_else(|fault| panic!("HANDOVER_CASE={case}: {fault}"));
    }
    campaign(few, law);
}

/// Tries `law` on cases with numbers; fails with what it said of the first that broke it.
pub(crate) fn campaign(few: u64, law: impl Fn(u64) -> Result<(), String> + Sync) {
    let one = number("HANDOVER_CASE");
    let from = one.or_else(|| number("HANDOVER_FROM")).unwrap_or(0);
    let count = if one.is_some() { 1 } else { number("HANDOVER_CASES").unwrap_or(few) };
    let next = AtomicU64::new(from);
    let faults: Mutex<Vec<(u64, String)>> = Mutex::default();
    let work = || {
        loop {
            let case = next.fetch_add(1, Ordering::Relaxed);
            let told = faults.lock().expect("no thread fails while it tells").len();
            if case >= from + count || told >= TOLD {
                return;
            }
            let tried = catch_unwind(AssertUnwindSafe(|| law(case)));
            if let Err(fault) = tried.unwrap_or_else(|_| Err("it panics, as told above".to_owned()))
            {
                faults.lock().expect("no thread fails while it tells").push((case, fault));
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let faults = faults.into_inner().expect("all threads have ended");
    let told = faults.iter().map(|(case, fault)| format!("\nHANDOVER_CASE={case}: {fault}\n"));
    assert!(faults.is_empty(), "{}", told.collect::<String>());
}
