//! The host that reads a workspace and hands out immutable snapshots.
