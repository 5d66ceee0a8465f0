//! Everything outside the process: files, the git repository, the network, locks.
//!
//! Owns git (through git2), the `git` program, walking, atomic writes and the workspace's lock. Knows
//! no documents and no rules: a file is a path and bytes here. Nothing that arrives in a repository
//! is run or trusted, and no path is followed out of the root.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the module that files and processes belong to"
)]

pub mod read;
pub mod walk;
