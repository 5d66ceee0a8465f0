//! Trying again, a little later and never for long, what another program was just busy with.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::thread;
use std::time::Duration;

use git2::ErrorCode;

/// Waits before the tries after the first: about two seconds in all.
const WAITS: [u64; 8] = [5, 15, 30, 60, 120, 250, 500, 1000];

/// Does `work`, and again while another git program holds the lock of what is written.
pub(crate) fn git<T>(work: impl FnMut() -> Result<T, git2::Error>) -> Result<T, git2::Error> {
    when(|error: &git2::Error| error.code() == ErrorCode::Locked, work)
}

/// Does `work`, and again while `passing` takes its failure for one that passes.
pub(crate) fn when<T, E>(
    passing: impl Fn(&E) -> bool,
    mut work: impl FnMut() -> Result<T, E>,
) -> Result<T, E> {
    for wait in WAITS {
        match work() {
            Err(error) if passing(&error) => thread::sleep(jitter(Duration::from_millis(wait))),
            other => return other,
        }
    }
    work()
}

/// Returns between half of `wait` and all of it, so that those who collided do not collide again.
pub fn jitter(wait: Duration) -> Duration {
    let random = RandomState::new().build_hasher().finish();
    let part = f64::from(u32::try_from(random >> 32).unwrap_or(0)) / f64::from(u32::MAX);
    wait.mul_f64(0.5 + part / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_tried_again() {
        let mut tries = 0;
        let result = when(
            |error: &bool| *error,
            || {
                tries += 1;
                if tries < 3 { Err(true) } else { Ok(tries) }
            },
        );
        assert_eq!(result, Ok(3));
        assert_eq!(when(|error: &bool| *error, || Err::<(), _>(false)), Err(false));
    }

    #[test]
    fn jitter_stays_within_bounds() {
        for _ in 0..100 {
            let wait = jitter(Duration::from_millis(100));
            assert!((50..=100).contains(&wait.as_millis()), "{wait:?}");
        }
    }
}
