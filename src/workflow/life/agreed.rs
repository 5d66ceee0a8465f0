//! What the moves of a task bind people to, and when that does not hold any more.

use super::Walk;
use crate::schema::Record;
use crate::workflow::{Leads, Move, MoveName, State};

impl<'a> Walk<'a, '_> {
    /// Tells whether a move counts although it was made already: a confirmation of other terms than
    /// were confirmed, a delivery of which whoever accepted did not know, a return of just what was
    /// accepted by somebody who did not know of that, and what is reopened whether the acceptance
    /// holds or not.
    pub(super) fn is_anew(&self, record: &Record, step: &Move) -> bool {
        let state = self.life.state;
        match step.name {
            MoveName::Confirm => is_confirmed(state) && self.bound.is_of_other_terms(record),
            MoveName::Deliver => state == State::Accepted && self.bound.is_accepted_version(),
            MoveName::Return => state == State::Accepted && self.bound.is_what_was_accepted(record),
            MoveName::Reopen => state == State::Delivered && self.life.void.is_some(),
            _ => false,
        }
    }

    /// Goes back to the delivery where what was accepted is not what lies there.
    pub(super) fn give_up_stale_acceptance(&mut self) {
        if self.life.state == State::Accepted && !self.parties.is_own() {
            self.life.void = self.bound.void(&self.life.round);
            if self.life.void.is_some() {
                self.enter(State::Delivered);
            }
        }
    }

    /// Asks whether what was agreed on is still what the task says.
    pub(super) fn doubt(&mut self) {
        let state = self.life.state;
        let asked = state.is_under_way() && state != State::Sent || state == State::Paused;
        if asked && !self.parties.is_own() {
            self.life.doubt = self.bound.doubt();
        }
    }

    /// Takes note of what a move binds its author to, or frees them from.
    pub(super) fn bind(&mut self, record: &'a Record, step: &Move) {
        match step.name {
            MoveName::Confirm | MoveName::AcceptProposal => self.bound.agree(record),
            MoveName::Correct | MoveName::Reassign | MoveName::Reopen => self.bound.release(),
            MoveName::Accept => self.bound.accept(record),
            MoveName::Deliver => {
                self.life.round.push(record);
                if self.life.state == State::Accepted {
                    self.life.void = self.bound.void(&self.life.round);
                }
            }
            _ => {}
        }
        if matches!(step.name, MoveName::Return | MoveName::Reassign | MoveName::Reopen) {
            self.life.round.clear();
        }
        if matches!(step.leads, Leads::To(_)) && step.name != MoveName::Deliver {
            self.life.void = None;
        }
    }
}

/// Tells whether work was confirmed and is done now: to confirm it anew changes nothing else.
pub(super) fn is_confirmed(state: State) -> bool {
    matches!(state, State::Confirmed | State::InProgress | State::Returned)
}
