//! Bodies merged by section, then block; lists by item, tables by row.

mod blocks;
mod chunk;
mod items;
mod likeness;
mod open;
mod pieces;
mod rows;
mod sections;

pub(super) use sections::{Merged, Settle, merge};
