//! Git, files, locks: the only module that touches the disk or runs `git`.
