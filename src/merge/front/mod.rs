//! Front matter merged key by key: the result is made of the bytes of the three versions.

mod beside;
mod comments;
mod keys;
mod parts;
mod set;

pub(super) use beside::with_lost;
pub(super) use keys::{Lost, Merged, Side, merge};
