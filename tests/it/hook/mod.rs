//! What git's hooks do.

mod judge;
mod signed;
mod world;
