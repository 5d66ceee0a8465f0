//! The pure half of a sync: what to share, what to hold back, what to write into the folder.
//!
//! Everything here is a function of trees and a judge; nothing reads a file or asks a clock.

mod foreign;
mod given_up;
mod incoming;
mod local;
mod missing;
mod outgoing;
mod reopened;

pub use crate::merge::Files;
pub use foreign::{Around, ForeignMerge, Repair, has_made};
pub use given_up::{DrivenMerge, Since, is_given_up};
pub use incoming::{Incoming, Merger, Put, Write, incoming};
pub use local::{LocalChanges, local_changes};
pub use missing::too_many_missing;
pub use outgoing::{Fault, HeldBack, Judge, Outgoing, Reason, outgoing};
pub use reopened::{
    Aside, Replaced, Witness, committed_unaware, reopened, reopened_commits, set_back, unaware,
};
