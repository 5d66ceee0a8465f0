use std::fs::Metadata;

use serde::{Deserialize, Serialize};

use super::super::open_folder::Look as Seen;
use super::super::walk::FoundKind;

/// What tells, without reading it, that a file or a folder is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    pub kind: FoundKind,
    /// Bytes.
    pub size: u64,
    /// When its content was last written, in nanoseconds since 1970. Any program may set it.
    pub modified: i64,
    /// When anything about it last changed, in nanoseconds since 1970. No program can set it; 0 where
    /// the system keeps no such time.
    pub changed: i64,
    /// What tells it from another of the same name: its inode, or where there are none, when it was
    /// made.
    pub inode: u64,
}

/// How long ago a change must lie: a small step back of the clock, and the 16 ms in which some
/// systems count, are covered by it.
const FINE: i64 = 100_000_000;
/// The same where times are whole seconds (HFS+, ext3) or every other second (FAT).
const COARSE: i64 = 3_000_000_000;
const SECOND: i64 = 1_000_000_000;

impl Signature {
    /// Nothing is known of it: no look at it tells anything.
    pub(super) const UNKNOWN: Self =
        Self { kind: FoundKind::Unknown, size: 0, modified: 0, changed: 0, inode: 0 };

    pub(super) fn of(metadata: &Metadata) -> Self {
        let (modified, changed, inode) = times(metadata);
        Self {
            kind: FoundKind::of(metadata.file_type()),
            size: metadata.len(),
            modified,
            changed,
            inode,
        }
    }

    /// Makes it of what a look at a name in an open folder showed.
    pub(super) fn seen(look: &Seen) -> Self {
        let whole = |(seconds, rest): (i64, u32)| {
            seconds.saturating_mul(SECOND).saturating_add(i64::from(rest))
        };
        let (modified, changed) = (whole(look.modified), whole(look.changed));
        // Elsewhere there is no time of change, and what stands in its place is when it was made.
        let (changed, inode) =
            if cfg!(unix) { (changed, look.inode) } else { (0, changed.cast_unsigned()) };
        Self { kind: look.kind, size: look.size, modified, changed, inode }
    }

    /// Returns the look that it was made of, as far as it tells; `None` where it does not say when
    /// anything about the file last changed, or that is told by another clock.
    pub(crate) fn to_look(self) -> Option<Seen> {
        let parts = |whole: i64| {
            let rest = u32::try_from(whole.rem_euclid(SECOND)).unwrap_or(0);
            (whole.div_euclid(SECOND), rest)
        };
        (cfg!(unix) && self.changed != i64::MAX).then(|| Seen {
            kind: self.kind,
            size: self.size,
            modified: parts(self.modified),
            changed: parts(self.changed),
            inode: self.inode,
            owner: (0, 0),
            executable: false,
        })
    }

    /// Tells whether whatever is written after a look that began at `taken` leaves another signature
    /// than this one, which that look or an earlier one saw.
    ///
    /// When it does not, the file must be read again at the next look, though it seems untouched.
    pub fn is_settled(&self, taken: i64) -> bool {
        let newest = self.modified.max(self.changed);
        // Where the system keeps the time of change, no program can have made that one round.
        let finest = if self.changed == 0 { self.modified } else { self.changed };
        let quiet = if finest % SECOND == 0 { COARSE } else { FINE };
        self.kind != FoundKind::Unknown && newest < taken.saturating_sub(quiet)
    }

    /// Returns it so that it is never settled: its times are those of another clock.
    pub(super) fn unsettled(self) -> Self {
        Self { changed: i64::MAX, ..self }
    }

    /// Returns when it was last changed, as far as the system's word can be taken for it.
    pub(super) fn last_change(&self) -> i64 {
        if self.changed == 0 { self.modified } else { self.changed }
    }
}

#[cfg(unix)]
fn times(metadata: &Metadata) -> (i64, i64, u64) {
    use std::os::unix::fs::MetadataExt;
    let whole = |seconds: i64, rest: i64| seconds.saturating_mul(SECOND).saturating_add(rest);
    (
        whole(metadata.mtime(), metadata.mtime_nsec()),
        whole(metadata.ctime(), metadata.ctime_nsec()),
        metadata.ino(),
    )
}

/// Neither the number of a file nor the time of its last change is to be had on stable Rust.
#[cfg(not(unix))]
fn times(metadata: &Metadata) -> (i64, i64, u64) {
    let modified = metadata.modified().map_or(0, super::clock::nanoseconds);
    let made = metadata.created().map_or(0, super::clock::nanoseconds);
    (modified, 0, made.cast_unsigned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAKEN: i64 = 1_800_000_000_123_456_789;

    fn check(modified: i64, changed: i64, settled: bool) {
        let signature = Signature { kind: FoundKind::File, size: 5, modified, changed, inode: 7 };
        assert_eq!(signature.is_settled(TAKEN), settled, "{modified} {changed}");
    }

    /// FAILURES 13.
    #[test]
    fn a_time_must_lie_before_the_look_and_its_grain() {
        check(TAKEN - FINE - 1, TAKEN - FINE - 1, true);
        check(TAKEN - FINE, TAKEN - FINE, false);
        check(TAKEN, TAKEN, false);
        check(TAKEN + 1, TAKEN + 1, false);
    }

    /// FAILURES 13.
    #[test]
    fn a_time_put_back_does_not_settle_a_file() {
        check(TAKEN - 1_000 * SECOND, TAKEN - 1, false);
        check(TAKEN - 1_000 * SECOND, TAKEN - FINE - 1, true);
        // Put ahead: nothing that the system keeps disproves it.
        check(TAKEN + 1_000 * SECOND, TAKEN - 1_000 * SECOND, false);
    }

    /// FAILURES 13.
    #[test]
    fn whole_seconds_need_longer() {
        let whole = TAKEN / SECOND * SECOND;
        check(whole - 2 * SECOND, whole - 2 * SECOND, false);
        check(whole - 3 * SECOND, whole - 3 * SECOND, true);
        check(whole - 2 * SECOND, 0, false);
        check(whole - 3 * SECOND, 0, true);
        // A program rounded one time; the other shows what the system can do.
        check(whole - 2 * SECOND, whole - 2 * SECOND + 5, true);
    }

    /// FAILURES 12.
    #[test]
    fn times_at_the_ends_of_the_scale_do_no_harm() {
        for time in [i64::MIN, i64::MAX, 0] {
            let signature = Signature {
                kind: FoundKind::File,
                size: 0,
                modified: time,
                changed: time,
                inode: 0,
            };
            for taken in [i64::MIN, i64::MAX, 0] {
                assert!(!signature.is_settled(taken) || time < taken);
            }
        }
        assert!(!Signature::UNKNOWN.is_settled(i64::MAX));
    }

    /// FAILURES 13: a file system that counts in ticks, writes and looks at any moment, and a clock
    /// that is that of the file system, or one that counts finer.
    #[test]
    fn no_write_is_missed_whatever_the_grain() {
        let mut state = 1_u64;
        let mut below = |below: i64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_041);
            i64::try_from(state >> 33).expect("small") % below
        };
        for (grain, own) in [1, 4_000_000, 16_000_000, SECOND, 2 * SECOND]
            .into_iter()
            .flat_map(|g| [(g, true), (g, false)])
        {
            let (mut now, mut written, mut settled) = (TAKEN, TAKEN, 0);
            let mut known = (TAKEN, 0, false);
            for content in 1..20_000 {
                now += [1, 1_000_000, 5_000_000, FINE, SECOND, COARSE]
                    [usize::try_from(below(6)).expect("small")];
                written = if below(2) == 0 { now } else { written };
                let stamp = written / grain * grain;
                let held = if written == now { content } else { known.1 };
                let signature = Signature {
                    kind: FoundKind::File,
                    size: 5,
                    modified: stamp,
                    changed: stamp,
                    inode: 7,
                };
                let (seen, believed, quiet) = known;
                let believed = if quiet && seen == stamp { believed } else { held };
                assert_eq!(believed, held, "{grain} {own}");
                let taken = if own { now / grain * grain } else { now };
                known = (stamp, held, signature.is_settled(taken));
                settled += usize::from(known.2);
            }
            assert!(settled > 1_000, "{grain} {own}");
        }
    }
}
