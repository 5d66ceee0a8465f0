//! Sharing over real servers, on real disks, and with a git that its user has settled otherwise.
//!
//! Every server listens on 127.0.0.1 alone and ends with its test.

mod clock;
mod daemon;
mod damage;
mod disk;
mod environment;
#[cfg(unix)]
mod gitolite;
mod http;
mod line_ends;
mod receive;
mod refusals;
mod server;
mod signing;
mod ssh;
pub(crate) mod terminal;
