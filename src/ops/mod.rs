//! One use case a file: options in, plain data out.

pub(crate) mod clone_settings;
pub mod init;
