//! Three-way merging of sequences of anything that can be compared; knows no text and no Markdown.

mod order;
mod regions;
mod three;
mod units;

use order::order;

pub(super) use regions::{Changed, Touching, regions};
pub(super) use three::Three;
pub(super) use units::{Named, Units};
