//! One use case a file: options in, plain data out.

pub mod init;
