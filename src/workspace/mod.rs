//! The host that reads a workspace and hands out immutable snapshots.
//!
//! Owns where a workspace begins, what of it is read, and how a person names a document in it.
//! Changes nothing: that is for `ops` and `sync`.

mod host;
mod lookup;
mod shared;
mod snapshot;
mod view;

pub use crate::index::documents::Progress;
pub use host::{HostError, SILENT, Workspace};
pub use lookup::{LookupError, Similar};
use shared::SharedPaths;
pub use snapshot::Snapshot;
pub use view::View;
