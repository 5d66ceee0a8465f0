//! States, moves and clocks of a task, pure.
//!
//! Owns where a task stands and for whom it waits, judged by what was written: the task, and the
//! replies and reviews about it, as [`Record`]s. What each move needs and leads to is one table,
//! [`MOVES`]. [`Clocks`] measure how long that has been, in working time. Knows no history, so authors are those that `by` names; knows no rules of style: whether
//! a delivery says enough is for `rules`.
//!
//! [`Record`]: crate::schema::Record

mod answered;
mod attempt;
mod bound;
mod copied;
mod copies;
mod decision;
mod delivery;
mod guide;
pub mod clocks;
mod in_vain;
mod lacking;
mod life;
mod moves;
mod numbered;
mod order;
pub mod rights;
mod parties;
mod questions;
pub mod routine;
mod said;
pub(crate) mod signed;
mod sources;
mod standing;
mod state;
mod terms;
mod unearned;
mod waiting;

pub use attempt::attempt;
pub use bound::{Doubt, Void};
pub use clocks::{Agreement, Clocks, Short};
pub use copied::is_copied;
pub use decision::{Decided, Undecided, decided, undecided};
pub use delivery::delivered;
pub use guide::{guide_field, guide_of, is_guide};
pub use lacking::{
    Lacking, is_sender, is_sent_too_late, lacking, left_behind, says_sent, sent_for,
    states_nothing, to_mend,
};
pub use life::{Life, Uncounted, Why, effective};
pub use moves::{Actor, Evidence, Leads, MOVES, Move, MoveName, moves_diagram, moves_table};
pub use numbered::{Numbered, numbered, unanswered_below};
pub use order::{in_order, said_at};
pub use parties::{PARTY_FIELDS, Team, acting_for, is_own, may_act, who_may};
pub use questions::{Asking, Call, section};
pub use said::{Contents, Said, task_of};
pub use signed::{Flaw, NAMESPACE, flaw, words_to_sign};
pub use sources::{Held, Sources, files_of_terms, linked_files};
pub use standing::{Standing, deadline, is_late, is_over, is_unsigned, judges, waiting_on};
pub use state::State;
pub use terms::{Terms, TermsPart};
pub use unearned::{Unearned, taken_back, unearned};
pub use waiting::{Demand, Want, demands, read_back};

#[cfg(test)]
mod tests;
