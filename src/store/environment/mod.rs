//! What a folder lies on, as far as sharing depends on it: another service that copies it behind
//! git's back, and a file system with ways of its own.

mod cloud;
mod file_system;

pub use cloud::{Cloud, CloudFolder, cloud_folder};
pub use file_system::{FileSystem, file_system};
