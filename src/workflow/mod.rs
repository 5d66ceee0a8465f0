//! States, moves and clocks of a task, pure.
//!
//! Owns where a task stands and for whom it waits, judged by what was written: the task, and the
//! replies and reviews about it, as [`Record`]s. What each move needs and leads to is one table,
//! [`MOVES`]. Knows no history, so authors are those that `by` names; knows no rules of style: whether
//! a delivery says enough is for `rules`.
//!
//! [`Record`]: crate::schema::Record

mod life;
mod moves;
mod parties;
mod said;
mod standing;
mod state;
mod unearned;

pub use life::{Life, Uncounted, Why, effective};
pub use moves::{Actor, Evidence, Leads, MOVES, Move, MoveName, moves_table};
pub use parties::Team;
pub use said::{Said, task_of};
pub use standing::{Standing, is_late, is_overdue, waiting_on};
pub use state::State;
pub use unearned::{Unearned, unearned};

#[cfg(test)]
mod tests;
