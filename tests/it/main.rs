//! The one integration binary: what several modules, the program or the repository must hold.
#![expect(
    clippy::disallowed_methods,
    reason = "tests make folders, run the program and read its output"
)]

mod architecture;
mod cache;
mod completion;
mod demo;
mod docs;
mod doctor;
mod document;
mod edit;
mod history;
mod hook;
mod index;
mod init;
mod invite;
mod join;
mod layout;
mod links;
mod live;
mod merge;
mod moves;
mod nonsense;
mod program;
mod query;
mod repository;
mod schema;
mod screen;
mod search;
mod servers;
mod sharing;
mod store;
mod stale;
mod storm;
mod support;
pub(crate) mod sync;
mod today;
mod transcripts;
mod watch;
