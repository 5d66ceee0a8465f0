//! handover: hand work to a remote assistant, and know that it was understood.
//!
//! Tasks, briefs and review notes are Markdown files in one shared git repository; this crate
//! validates, indexes and shares them. Each module imports only from those above it in this list;
//! a test reads the imports and keeps that so.

pub mod text;
pub mod diagnostic;
pub mod document;
pub mod schema;
pub mod workflow;
pub mod rules;
pub mod query;
pub mod merge;
pub mod changes;
pub mod store;
pub mod index;
pub mod sync;
pub mod watch;
pub mod workspace;
pub mod ops;
pub mod interfaces;
