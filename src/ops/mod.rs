//! One use case a file: options in, plain data out.
//!
//! What interfaces call. Owns the order of the steps of a use case; knows no arguments, no terminal
//! and no format of output.

pub(crate) mod clone_settings;
pub mod init;
pub mod join;
pub mod people;
pub mod sync;
