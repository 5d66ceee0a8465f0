//! Sharing: the pure plan, and the engine that carries it out.
//!
//! Owns the order in which things happen, so that a crash anywhere leaves every file whole and the
//! next run completes it. Knows neither how git keeps things nor how a text is merged.
//!
//! One round: read the folder → fill in and judge → commit what may go → fetch → merge → send →
//! write the folder → move the branch. The branch moves last, so an old file never stands under a
//! new branch; a ref of our own says which commit the folder is being brought to.
//!
//! While the shared place is waited for, others may work here: a move is recorded at once, however long
//! the network takes. Nothing is half done at that moment, and where the branch or what we remember has
//! moved when the turn comes again, the round is begun anew.

mod agreed;
mod apart;
mod beside;
mod bind;
mod by_hand;
mod combine;
mod commit;
mod driven;
mod engine;
mod entries;
mod error;
mod fill;
mod folder;
mod foreign;
pub mod gate;
mod hostile;
mod inbound;
mod interrupted;
mod judge;
mod message;
mod origin;
mod outbound;
mod outcome;
mod owed;
mod people;
pub mod plan;
mod ports;
mod pulled;
mod record;
mod remembered;
mod renumber;
mod reopened;
mod round;
mod run;
mod settle;
mod stamp;
mod state;
mod trail;
mod trees;
mod turn;
mod unattended;
mod unwritable;
mod undo;
mod unsigned;
mod vain_sending;
mod went_back;
mod written;

pub use apart::Apart;
pub use driven::remember_driven;
pub use engine::{Engine, Options, Step};
pub use entries::unfit;
pub use error::SyncError;
pub use folder::Objects;
pub use outcome::{ByHand, Outcome, Settled, Silent, Stop, Unsettled, Verdict, Why, WrittenMove};
pub use plan::{DrivenMerge, HeldBack, Reason};
pub use ports::{Clock, Kept, Network, NetworkError, Pushed, Turn};
pub use record::{Recorded, Recording};
pub use remembered::{has_been_told, has_seen};
pub use state::{FETCHED, bringing, given, is_interrupted, shared_tip, stood_at};
pub use trees::Trees;
pub use undo::Undo;
