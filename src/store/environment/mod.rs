//! What a folder lies on and holds, as far as sharing depends on it: another service that copies it
//! behind git's back, a file system with ways of its own, files that are there already.

mod cloud;
mod file_system;
mod place;

pub use cloud::{Cloud, CloudFolder, cloud_folder};
pub use file_system::{FileSystem, file_system, network_of};
pub use place::{Holds, Place, place, take_back};
