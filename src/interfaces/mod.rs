//! What people and programs talk to.

pub mod cli;
