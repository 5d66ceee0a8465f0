//! What git's hooks do.

mod clone;
mod judge;
mod range;
mod signed;
pub(crate) mod world;
