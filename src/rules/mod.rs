//! One rule a file, and the engine that runs them over one text or over a tree of records.
