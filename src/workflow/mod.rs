//! States, moves and clocks of a task, pure.
