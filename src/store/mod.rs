//! Everything outside the process: files, the git repository, the network, locks.
//!
//! Owns git (through git2), the `git` program, walking, atomic writes and the workspace's lock. Knows
//! no documents and no rules: a file is a path and bytes here. Nothing that arrives in a repository
//! is run or trusted, and no path is followed out of the root.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the module that files and processes belong to"
)]

mod batch;
mod bulk;
pub mod cache;
mod checkout;
mod dir;
pub mod door;
pub mod environment;
pub mod draft;
mod exclude;
pub mod fault;
pub mod files;
mod folder;
mod git_index;
mod history;
pub mod hooks;
pub mod home;
mod identity;
mod ids;
mod index_bytes;
mod index_lock;
pub mod lock;
mod line_ends;
mod links;
pub mod location;
mod loose;
pub mod objects;
pub(crate) mod open_folder;
mod place;
pub mod program;
pub mod read;
mod refs;
pub mod registry;
mod repo;
pub mod retry;
mod safe_path;
mod served;
mod shown;
mod signature;
mod staging;
mod stat;
pub mod transport;
pub mod tree;
pub mod tree_state;
pub mod walk;

pub use batch::Batch;
pub use bulk::Bulk;
pub use checkout::{CheckedOut, CheckoutError, NotWritten};
pub use folder::{FolderScan, Quarantine, ScanError};
pub use git_index::lists_many;
pub use history::{Commit, NewCommit, Stamp};
pub use identity::Identity;
pub use ids::{CommitId, NotAnId, TreeId};
pub use objects::ObjectError;
pub(crate) use refs::private_name;
pub use refs::{Head, Moved, RefError, Target, Unfinished, Upstream};
pub use repo::{OpenError, Repo, remember_no_objects};
pub use safe_path::{SafePath, UnsafePath};
pub use signature::{SignatureError, Signed, Signers};
pub(crate) use staging::Snapshot;
pub use staging::StagingError;
