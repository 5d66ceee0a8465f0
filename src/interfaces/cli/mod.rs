//! The command line: parses arguments, calls `ops`, prints.
