//! One use case a file: options in, plain data out.
//!
//! What interfaces call. Owns the order of the steps of a use case; knows no arguments, no terminal
//! and no format of output.

pub mod addresses;
pub mod allow;
mod amended;
mod at_risk;
pub mod board;
pub mod changes;
pub mod check;
pub mod complete;
pub(crate) mod clone_settings;
mod columns;
pub mod conflicts;
mod dates;
pub mod demo;
pub mod diff;
pub mod doctor;
pub mod edit;
pub mod elsewhere;
pub mod explain;
mod find;
pub mod handed;
pub mod hook;
pub mod init;
pub mod invite;
mod item;
pub mod join;
pub mod lapsed;
pub mod links;
pub mod list;
mod listed;
pub mod live;
pub mod log;
#[cfg(feature = "mail")]
pub mod mail;
pub mod merge_driver;
pub mod moves;
pub mod new;
mod overstep;
pub mod people;
mod place;
pub mod resolve;
pub mod routines;
mod save;
pub mod schema;
pub mod search;
pub mod service;
pub mod set;
pub mod share;
mod shelf;
pub mod show;
pub mod status;
pub mod story;
pub mod sync;
mod then;
pub mod watch;
mod watched;
pub mod today;

pub use columns::Column;
pub use item::{to_json, values_to_json};
pub use listed::Listed;
pub use place::{Place, PlaceError};
pub use save::SaveError;
