//! The rounds of a sync: what follows what, and when it is begun again.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::SyncError;
use super::driven;
use super::engine::{Break, Engine, Step, Told};
use super::foreign;
use super::inbound;
use super::outbound::Outbound;
use super::outcome::{Outcome, Stop, Verdict};
use super::owed;
use super::pulled;
use super::round::Round;
use super::unwritable;

/// How often a round is begun again before giving up.
const ROUNDS: u32 = 40;

impl Engine<'_> {
    /// Shares what may be shared, brings what is new, and says what it did.
    ///
    /// Killed anywhere, the next run completes it. The caller holds the workspace's lock, which `turn` lends
    /// to others, and another that keeps a second sync away to the end.
    ///
    /// # Errors
    /// When the disk or the repository fails; whatever was typed is where it was.
    pub fn run(&self) -> Result<Outcome, SyncError> {
        let mut told = Told::default();
        for round in 1..=ROUNDS {
            match self.round(&mut told) {
                Ok(outcome) => return Ok(outcome),
                Err(Break::Busy(reason)) => {
                    return Ok(Outcome::new(Verdict::Stopped(Stop::Refused(reason))));
                }
                Err(Break::Stop(stop)) => return Ok(Outcome::new(Verdict::Stopped(stop))),
                Err(Break::Error(error)) => return Err(error),
                Err(Break::Again) => {
                    (self.progress)(Step::Again { round });
                    self.turn.pass();
                    self.clock.wait(backoff(round, self.clock.jitter()));
                    self.turn.take()?;
                }
            }
        }
        Ok(Outcome::new(Verdict::Stopped(Stop::Busy { rounds: ROUNDS as usize })))
    }

    fn round(&self, told: &mut Told) -> Result<Outcome, Break> {
        if self.config.is_newer() {
            return Err(Break::Stop(Stop::NewerFormat { format: self.config.format }));
        }
        let mut round = Round::begin(self)?;
        if *told.branch.get_or_insert_with(|| round.branch.clone()) != round.branch {
            return Err(Break::Stop(Stop::OtherBranch));
        }
        if !self.options.dry_run {
            self.repo.remove_stale_fetch_lock();
            round.complete_interrupted(told)?;
            round.show_entries()?;
            driven::take_away(&mut round)?;
        }
        round.refuse_staged()?;
        if !self.options.dry_run {
            round.begin_from_shared()?;
        }
        if !self.options.dry_run && !self.options.committed_only {
            // Before the folder is brought anywhere else.
            pulled::remember_pulled(&mut round, None, told, |round| round.names(&Arc::default()))?;
            owed::pay(&mut round, told)?;
            foreign::repair_here(&mut round, told)?;
        }
        (self.progress)(Step::Reading);
        let outbound = match self.options.committed_only {
            true => Outbound::of_chosen(&mut round, &BTreeSet::new(), told)?,
            false => Outbound::prepare(&mut round, told)?,
        };
        let mut outcome = if self.options.dry_run {
            inbound::preview(&mut round, outbound)?
        } else {
            let mut sent = outbound.commit(&mut round, told)?;
            if std::mem::take(&mut told.postponed) {
                told.committed_notes = true;
                sent = Outbound::prepare(&mut round, told)?.commit(&mut round, told)?;
            }
            inbound::exchange(&mut round, sent, told)?
        };
        outcome.left = std::mem::take(&mut told.left);
        outcome.held_back.extend(unwritable::take(told));
        outcome.held_back.sort();
        outcome.filled = std::mem::take(&mut told.filled);
        outcome.by_hand = std::mem::take(&mut told.by_hand);
        outcome.silent = std::mem::take(&mut told.silent);
        outcome.notices = std::mem::take(&mut told.notices);
        outcome.renumbered = std::mem::take(&mut told.renumbered);
        outcome.settled = std::mem::take(&mut told.settled);
        outcome.unsettled = std::mem::take(&mut told.unsettled);
        outcome.reopened = std::mem::take(&mut told.reopened).into_iter().collect();
        outcome.set_back = std::mem::take(&mut told.set_back).into_iter().collect();
        outcome.kept = std::mem::take(&mut told.kept).into_iter().collect();
        outcome.repaired = std::mem::take(&mut told.repaired).into_iter().collect();
        Ok(outcome)
    }
}

/// Spreads retries: up to 20 ms at first, doubling to a few seconds.
fn backoff(round: u32, jitter: u64) -> Duration {
    let most = 20_u64 << round.min(7);
    Duration::from_millis(most / 4 + jitter % most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_spread_and_stay_short() {
        assert!(backoff(1, u64::MAX) < Duration::from_millis(60));
        assert!(backoff(40, u64::MAX) < Duration::from_secs(4));
        assert_ne!(backoff(5, 17), backoff(5, 4711));
    }
}
